//! Loopback ports.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::ops::Range;

use anyhow::{Context, Result};

use crate::failure::Failure;
use crate::settings::{Ports, Worker};

/// Below those that a system hands out itself (Linux from 32768 on): none of these becomes somebody's by chance while
/// nobody listens on it, before a Worker starts and while one is stopped.
const CLAIMED: Range<u16> = 20_000..32_000;

/// Three free ports that no other stack takes, in whichever process it is, until this is dropped.
#[derive(Debug)]
pub struct Claim {
    /// Which they are.
    pub ports: Ports,
    /// UDP's ports of the same numbers, which nothing else uses here: what claims them ends with its process.
    _held: [UdpSocket; 3],
}

/// Claim three ports.
///
/// # Errors
/// If there are no three.
pub fn claim() -> Result<Claim> {
    let count = u64::from(CLAIMED.end - CLAIMED.start);
    let first = RandomState::new().hash_one(()) % count;
    let mut free = (0..count).filter_map(|number| {
        let port = CLAIMED.start + u16::try_from((first + number) % count).ok()?;
        let held = UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).ok()?;
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok().map(|_| (port, held))
    });
    let mut next = || free.next().context("no loopback port is free");
    let [(dashboard, first), (proxy, second), (api, third)] = [next()?, next()?, next()?];
    Ok(Claim { ports: Ports { dashboard, proxy, api }, _held: [first, second, third] })
}

/// Check that nobody listens on any of `ports`.
///
/// # Errors
/// One line that names the port and says what to do.
pub fn check_free(ports: Ports) -> Result<()> {
    for worker in Worker::ALL {
        let port = ports.of(worker);
        if let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            let why = if error.kind() == io::ErrorKind::AddrInUse { "taken".to_owned() } else { error.to_string() };
            let what = format!("the {}'s port {port} is {why}", worker.name());
            return Err(Failure::new(format!("{what}: stop what uses it, or choose others: --port-base 9000")).into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_the_way_out() {
        let Claim { ports, .. } = claim().unwrap();
        check_free(ports).unwrap();
        let _user = TcpListener::bind((Ipv4Addr::LOCALHOST, ports.proxy)).unwrap();
        let error = check_free(ports).unwrap_err();
        let expected =
            format!("the proxy's port {} is taken: stop what uses it, or choose others: --port-base 9000", ports.proxy);
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn what_is_claimed_is_nobody_elses_until_it_is_given_back() {
        let claims: Vec<Claim> = (0..50).map(|_| claim().unwrap()).collect();
        let mut ports: Vec<u16> =
            claims.iter().flat_map(|claim| Worker::ALL.map(|worker| claim.ports.of(worker))).collect();
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 150);
        assert!(ports.iter().all(|port| UdpSocket::bind((Ipv4Addr::LOCALHOST, *port)).is_err()));
        drop(claims);
        // Not all of them: some stack may have claimed the next one already.
        assert!(ports.iter().any(|port| UdpSocket::bind((Ipv4Addr::LOCALHOST, *port)).is_ok()));
    }
}
