//! Loopback ports.

use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{io, process};

use anyhow::{Context, Result};

use crate::failure::Failure;
use crate::settings::{Ports, Worker};

/// Where free ports are looked for: below those that a system gives to whoever names none, which begin at 32768 or later. One of
/// these would be anybody's until its Worker listens, and again whenever that is stopped.
const RANGE: Range<u16> = 20_000..32_000;

/// Three ports that are free now. Nobody is given them by the system, and nobody else of this process by this function.
///
/// # Errors
/// If there are none.
pub fn free() -> Result<Ports> {
    let [dashboard, proxy, api] = [next()?, next()?, next()?];
    Ok(Ports { dashboard, proxy, api })
}

fn next() -> Result<u16> {
    /// How many have been looked at. Processes that run at the same time begin far from each other.
    static LOOKED_AT: LazyLock<AtomicU32> = LazyLock::new(|| AtomicU32::new(process::id().wrapping_mul(997)));
    let length = u32::from(RANGE.end - RANGE.start);
    let look = || RANGE.start + u16::try_from(LOOKED_AT.fetch_add(1, Ordering::SeqCst) % length).unwrap_or(0);
    let mut ports = (0..length).map(|_| look());
    ports.find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok()).context("no loopback port is free")
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
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_port_is_given_twice_though_nobody_has_taken_it_yet() {
        let given: BTreeSet<u16> = (0..100)
            .flat_map(|_| free().map(|Ports { dashboard, proxy, api }| [dashboard, proxy, api]).unwrap())
            .collect();
        assert_eq!(given.len(), 300);
        assert!(given.iter().all(|port| RANGE.contains(port)));
    }

    #[test]
    fn a_taken_port_is_named_with_the_way_out() {
        let ports = free().unwrap();
        check_free(ports).unwrap();
        let _user = TcpListener::bind((Ipv4Addr::LOCALHOST, ports.proxy)).unwrap();
        let error = check_free(ports).unwrap_err();
        let expected =
            format!("the proxy's port {} is taken: stop what uses it, or choose others: --port-base 9000", ports.proxy);
        assert_eq!(error.to_string(), expected);
    }
}
