//! HelpThread as far as a history needs it: a fixed page for whichever customer is asked for, after a fixed time. It costs next to
//! nothing, so that what is measured is the proxy.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use helpthread_core::hthmac::{Authorization, Verifier};
use helpthread_core::secret::Secret;
use xtask::settings::WORKSPACE_SECRET;

/// Rows of the page.
pub(super) const ROWS: usize = 25;
/// The largest request that is read, in bytes.
const MAX_REQUEST: usize = 16 * 1024;
/// Stands for the customer who is asked for.
const SOMEBODY: &str = "cus_somebody";
/// More than any contender asks in a minute.
const REQUESTS_PER_MINUTE: u32 = 10_000_000;

/// A server on a thread per connection. It ends once it has been dropped and every connection is closed.
#[derive(Debug)]
pub(super) struct Upstream {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
}

#[derive(Clone)]
struct Desk {
    delay: Duration,
    /// None where requests need no signature.
    verifier: Option<Verifier>,
    /// A page, with [`SOMEBODY`] in the place of the customer.
    page: String,
}

impl Upstream {
    /// Starts one that answers after `delay`; `signed` says that every request must be signed.
    ///
    /// # Errors
    /// If no port is free.
    pub(super) fn start(delay: Duration, signed: bool) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("cannot listen")?;
        let address = listener.local_addr()?;
        let is_over = Arc::new(AtomicBool::new(false));
        let desk =
            Desk { delay, verifier: signed.then(|| Verifier::new(&Secret::new(WORKSPACE_SECRET))), page: page() };
        let ended = Arc::clone(&is_over);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let desk = desk.clone();
                // A connection that breaks is its client's to report.
                thread::spawn(move || desk.serve(stream).ok());
            }
        });
        Ok(Self { address, is_over })
    }

    /// Where it listens, up to the port.
    pub(super) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections.
        drop(TcpStream::connect(self.address));
    }
}

impl Desk {
    fn serve(&self, mut stream: TcpStream) -> Result<()> {
        stream.set_nodelay(true)?;
        let (mut received, mut answer) = (Vec::new(), Vec::new());
        let mut piece = [0; MAX_REQUEST];
        loop {
            let length = stream.read(&mut piece)?;
            if length == 0 || received.len() > MAX_REQUEST {
                return Ok(());
            }
            received.extend_from_slice(&piece[..length]);
            while let Some(length) = self.answer(&received, &mut answer)? {
                thread::sleep(self.delay);
                stream.write_all(&answer)?;
                received.drain(..length);
            }
        }
    }

    /// Writes the answer to the request that `received` begins with, and says how long that is; none if it is not there whole.
    fn answer(&self, received: &[u8], answer: &mut Vec<u8>) -> Result<Option<usize>> {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut request = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(length) = request.parse(received)? else { return Ok(None) };
        let authorization = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("authorization"));
        let signature = authorization.and_then(|header| std::str::from_utf8(header.value).ok());
        let (status, body) = if self.is_right(signature) {
            ("200 OK", self.page.replace(SOMEBODY, customer(request.path.unwrap_or_default())))
        } else {
            ("401 Unauthorized", r#"{"error":{"code":"invalid_signature","message":"Wrong."}}"#.to_owned())
        };
        answer.clear();
        write!(
            answer,
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             X-RateLimit-Limit: {REQUESTS_PER_MINUTE}\r\nX-RateLimit-Remaining: {REQUESTS_PER_MINUTE}\r\n\
             X-RateLimit-Reset: {}\r\n\r\n{body}",
            body.len(),
            end_of_minute(),
        )?;
        Ok(Some(length))
    }

    fn is_right(&self, header: Option<&str>) -> bool {
        let Some(verifier) = &self.verifier else { return true };
        header
            .and_then(|header| Authorization::parse(header).ok())
            .is_some_and(|authorization| verifier.verify(&authorization.signature, b"").is_ok())
    }
}

/// The third part of `/v1/customers/:id/conversations`.
fn customer(path: &str) -> &str {
    path.split('/').nth(3).unwrap_or_default()
}

fn page() -> String {
    let row = |number: usize| {
        format!(
            r#"{{"id":"cnv_{number:08}","customer_id":"{SOMEBODY}","subject":"Where is my order number {number}?","status":"open","assignee_id":"usr_100","created_at":"2024-05-13T14:24:00Z","updated_at":"2024-05-14T09:00:{number:02}Z","last_message_at":"2024-05-14T09:00:{number:02}Z"}}"#
        )
    };
    let rows: Vec<_> = (0..ROWS).map(row).collect();
    format!(r#"{{"data":[{}],"pagination":{{"next_cursor":null,"has_more":false}}}}"#, rows.join(","))
}

fn end_of_minute() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    (now / 60 + 1) * 60
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Connection, Request};

    #[test]
    fn a_request_that_is_not_signed_is_refused_where_it_must_be() {
        for (signed, status) in [(true, 401), (false, 200)] {
            let upstream = Upstream::start(Duration::ZERO, signed).unwrap();
            let mut connection = Connection::open(upstream.address).unwrap();
            let mut request = Request::default();
            let answer = connection.exchange(request.begin("GET", "/v1/customers/cus_7/conversations")).unwrap();
            assert_eq!(answer.status, status);
            assert_eq!(answer.count(r#""customer_id":"cus_7""#), if signed { 0 } else { ROWS });
        }
    }
}
