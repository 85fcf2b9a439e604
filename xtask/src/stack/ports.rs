//! Loopback ports.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};

use crate::failure::Failure;
use crate::settings::{Ports, Worker};

/// Three ports that are free now.
///
/// # Errors
/// If the system has none.
pub fn free() -> Result<Ports> {
    // All are held until each is known, so that they differ.
    let listeners = [(); 3].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
    let mut ports = [0; 3];
    for (port, listener) in ports.iter_mut().zip(&listeners) {
        let listener = listener.as_ref().ok().context("no loopback port is free")?;
        *port = listener.local_addr().context("a listener without an address")?.port();
    }
    let [dashboard, proxy, api] = ports;
    Ok(Ports { dashboard, proxy, api })
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
        let ports = free().unwrap();
        check_free(ports).unwrap();
        let _user = TcpListener::bind((Ipv4Addr::LOCALHOST, ports.proxy)).unwrap();
        let error = check_free(ports).unwrap_err();
        let expected =
            format!("the proxy's port {} is taken: stop what uses it, or choose others: --port-base 9000", ports.proxy);
        assert_eq!(error.to_string(), expected);
    }
}
