//! An upstream that remembers every request and answers with anything.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::inbox;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// Request line and headers, as they came.
    pub head: String,
    /// The body, by its stated length.
    pub body: Vec<u8>,
}

/// What is done with a request; the connection is closed afterwards.
pub type Script = Arc<dyn Fn(&Received, &mut TcpStream) -> io::Result<()> + Send + Sync>;

/// Listens on a free port until it is dropped.
#[derive(Debug)]
pub struct Upstream {
    address: SocketAddr,
    state: Arc<State>,
    listener: Option<JoinHandle<()>>,
}

struct State {
    requests: Mutex<Vec<Received>>,
    script: Mutex<Script>,
    closing: AtomicBool,
}

impl std::fmt::Debug for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("State").field("requests", &self.requests).finish_non_exhaustive()
    }
}

impl Received {
    /// The method and the request target.
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    /// Names in lower case, and values.
    pub fn headers(&self) -> Vec<(String, String)> {
        let headers = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect()
    }
}

impl Upstream {
    /// An upstream that behaves well: [`inbox::answers`].
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let state = Arc::new(State {
            requests: Mutex::default(),
            script: Mutex::new(inbox::answers()),
            closing: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        let accept = move || {
            for connection in listener.incoming().map_while(Result::ok) {
                if shared.closing.load(Ordering::SeqCst) {
                    return;
                }
                let state = Arc::clone(&shared);
                // An error here is a client that hung up, which some tests make it do.
                thread::spawn(move || drop(state.serve(connection)));
            }
        };
        Self { address, state, listener: Some(thread::spawn(accept)) }
    }

    /// Its base URL with the path `/v1`, as `HELPTHREAD_BASE_URL` has it.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// From now on do this with requests.
    pub fn script(&self, script: Script) {
        *self.state.script.lock().unwrap_or_else(PoisonError::into_inner) = script;
    }

    /// What has arrived since the last reset.
    pub fn requests(&self) -> Vec<Received> {
        self.state.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets what arrived, and behaves well again.
    pub fn reset(&self) {
        self.state.requests.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.script(inbox::answers());
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.state.closing.store(true, Ordering::SeqCst);
        // Wakes the listener up, so that it sees that it is over.
        drop(TcpStream::connect(self.address));
        self.listener.take().map(JoinHandle::join);
    }
}

impl State {
    fn serve(&self, mut connection: TcpStream) -> io::Result<()> {
        let mut from = BufReader::new(connection.try_clone()?);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if from.read_line(&mut head)? == 0 {
                return Ok(());
            }
        }
        let mut received = Received { head, body: Vec::new() };
        let length = received.headers().into_iter().find(|(name, _)| name == "content-length");
        received.body.resize(length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0), 0);
        from.read_exact(&mut received.body)?;
        let script = Arc::clone(&self.script.lock().unwrap_or_else(PoisonError::into_inner));
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(received.clone());
        script(&received, &mut connection)
    }
}

/// The bytes of an answer; each of `headers` ends with a line end.
pub fn answer(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len())
}

/// Answers with these bytes, whatever they are, and closes.
pub fn bytes(bytes: impl Into<Vec<u8>>) -> Script {
    let bytes = bytes.into();
    Arc::new(move |_, connection| connection.write_all(&bytes))
}

/// Says `start` and then nothing, until the other side gives up.
pub fn stall(start: &'static str) -> Script {
    Arc::new(move |_, connection| {
        connection.write_all(start.as_bytes())?;
        connection.read_to_end(&mut Vec::new()).map(drop)
    })
}

/// Says `start` and then `more` for ever, until the other side gives up.
pub fn endless(start: &'static str, more: &'static [u8]) -> Script {
    Arc::new(move |_, connection| {
        connection.write_all(start.as_bytes())?;
        loop {
            connection.write_all(more)?;
        }
    })
}

/// Does with a request for a page of `limit` rows what script number `limit`, from 1, does: so many cases can be tried at once.
pub fn by_limit(scripts: Vec<Script>) -> Script {
    Arc::new(move |received, connection| {
        let limit = received.line().split("limit=").nth(1).and_then(|rest| rest.split([' ', '&']).next());
        let number: usize = limit.and_then(|limit| limit.parse().ok()).unwrap_or(0);
        number.checked_sub(1).and_then(|index| scripts.get(index)).map_or(Ok(()), |script| script(received, connection))
    })
}
