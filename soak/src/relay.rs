//! What the two gates share: a listener, one request as it came, and its answer from behind.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

/// Longer than whoever asks waits.
const PATIENCE: Duration = Duration::from_secs(40);

/// A request.
#[derive(Debug)]
pub(crate) struct Received {
    head: String,
    body: Vec<u8>,
}

impl Received {
    /// Reads one; none when the connection ends before it.
    pub(crate) fn read(connection: &TcpStream) -> io::Result<Option<Self>> {
        connection.set_read_timeout(Some(PATIENCE))?;
        let mut from = BufReader::new(connection.try_clone()?);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if from.read_line(&mut head)? == 0 {
                return Ok(None);
            }
        }
        let mut received = Self { head, body: Vec::new() };
        let length = received.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        received.body.resize(length, 0);
        from.read_exact(&mut received.body)?;
        Ok(Some(received))
    }

    /// The value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }

    /// The body.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The whole answer of `server` to it, as bytes that end with the connection.
    pub(crate) fn forward(&self, server: SocketAddr) -> io::Result<Vec<u8>> {
        let mut bytes = String::new();
        for line in self.head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("connection:")) {
            if line.is_empty() {
                break;
            }
            bytes.extend([line, "\r\n"]);
        }
        bytes.push_str("Connection: close\r\n\r\n");
        let mut connection = TcpStream::connect(server)?;
        connection.set_nodelay(true)?;
        connection.set_read_timeout(Some(PATIENCE))?;
        connection.write_all(bytes.as_bytes())?;
        connection.write_all(&self.body)?;
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer)?;
        if answer.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(answer) }
    }
}

/// A whole answer of ours; each of `headers` ends with a line end.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len()).into()
}

/// Where the head of an answer ends.
pub(crate) fn head_length(answer: &[u8]) -> usize {
    answer.windows(4).position(|window| window == b"\r\n\r\n").map_or(answer.len(), |at| at + 4)
}

/// Waits until the other side gives up.
pub(crate) fn until_it_hangs_up(connection: &mut TcpStream) {
    let _ = connection.set_read_timeout(Some(PATIENCE));
    let _ = connection.read_to_end(&mut Vec::new());
}

/// A listener on a free port of this machine, with a thread for each connection, until it is dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    address: SocketAddr,
    closing: Arc<AtomicBool>,
}

impl Listener {
    pub(crate) fn start(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no loopback port is free")?;
        let address = listener.local_addr().context("a listener without an address")?;
        let closing = Arc::new(AtomicBool::new(false));
        let (is_closing, serve) = (Arc::clone(&closing), Arc::new(serve));
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                if is_closing.load(Ordering::SeqCst) {
                    return;
                }
                let serve = Arc::clone(&serve);
                thread::spawn(move || {
                    let _ = connection.set_nodelay(true);
                    serve(connection);
                });
            }
        });
        Ok(Self { address, closing })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
        // Wakes it up, so that it sees that it is over.
        drop(TcpStream::connect(self.address).map(|connection| connection.shutdown(Shutdown::Both)));
    }
}
