//! Sockets, as widgets keep them: they load the history after the first `hello`, apply what comes, load again when told to, and
//! go on from their cursor after every loss.

use std::collections::BTreeMap;
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use helpthread_tests::token::Token;
use serde_json::Value;
use tungstenite::client::IntoClientRequest;
use tungstenite::handshake::HandshakeError;
use tungstenite::handshake::client::ClientHandshake;
use tungstenite::{Error, Message, WebSocket};
use xtask::settings::Worker;

use super::{Load, check_rows, history};
use crate::ask::code_of;
use crate::chance::Chance;
use crate::journal::lock;
use crate::site::Site;

/// Longer than an upgrade takes.
const PATIENCE: Duration = Duration::from_secs(25);
/// How often a follower looks up from its socket.
const TICK: Duration = Duration::from_millis(200);
/// Why the proxy may close a socket: its session is over, or there are too many (proxy.md §4).
const CLOSES: [u16; 2] = [4401, 4429];

/// What a follower shows: each conversation's row.
pub type View = BTreeMap<String, Value>;

/// One open page of a host.
#[derive(Debug)]
pub struct Follower {
    customer: String,
    is_agent: bool,
    number: usize,
    view: Mutex<View>,
    /// Sockets that were opened, and those of them that went on from a cursor.
    opened: AtomicUsize,
    resumed: AtomicUsize,
}

/// Where a follower is.
#[derive(Default)]
struct Place {
    cursor: Option<String>,
    has_to_load: bool,
}

impl Follower {
    /// Nobody follows yet.
    #[must_use]
    pub fn new(customer: &str, is_agent: bool, number: usize) -> Self {
        let (view, opened, resumed) = (Mutex::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        Self { customer: customer.to_owned(), is_agent, number, view, opened, resumed }
    }

    /// Whose history it shows.
    #[must_use]
    pub fn customer(&self) -> &str {
        &self.customer
    }

    /// Whether an agent follows, and not the customer.
    #[must_use]
    pub fn is_agent(&self) -> bool {
        self.is_agent
    }

    /// What it shows now.
    #[must_use]
    pub fn view(&self) -> View {
        lock(&self.view).clone()
    }

    /// Sockets opened, and resumed.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.opened.load(Ordering::SeqCst), self.resumed.load(Ordering::SeqCst))
    }

    fn token(&self, load: &Load<'_>, chance: &mut Chance) -> String {
        let agent = &load.site.agents[self.number % load.site.agents.len()];
        let token = if self.is_agent { Token::agent(agent) } else { Token::customer(&self.customer) };
        Site::token(&token, load.minting_clock(chance))
    }
}

/// Follows until the end.
pub(super) fn follow(load: &Load<'_>, follower: &Follower, mut chance: Chance) {
    let mut place = Place { cursor: None, has_to_load: true };
    while !load.has_ended() {
        let began = Instant::now();
        if let Some(mut socket) = open(load, follower, &place, &mut chance, began) {
            // Now and then a page is closed or loses its network, and comes back.
            let life = Duration::from_secs(chance.between(5, 120));
            listen(load, follower, &mut socket, &mut place, &mut chance, (began, life));
        }
        thread::sleep(Duration::from_millis(chance.between(200, 900)));
    }
}

fn open(
    load: &Load<'_>,
    follower: &Follower,
    place: &Place,
    chance: &mut Chance,
    began: Instant,
) -> Option<WebSocket<TcpStream>> {
    let journal = &load.site.journal;
    let host = load.site.url(Worker::Proxy).trim_start_matches("http://");
    let after = place.cursor.as_ref().map_or_else(String::new, |cursor| format!("?after={cursor}"));
    let mut request =
        format!("ws://{host}/v1/customers/{}/live{after}", follower.customer).into_client_request().ok()?;
    let protocols = format!("helpthread.live.v1, helpthread.session.{}", follower.token(load, chance));
    request.headers_mut().insert("Origin", load.site.origin().parse().ok()?);
    request.headers_mut().insert("Sec-WebSocket-Protocol", protocols.parse().ok()?);
    let socket = TcpStream::connect(host).map_err(|error| Err(error.to_string())).and_then(|stream| {
        stream.set_read_timeout(Some(PATIENCE)).map_err(|error| Err(error.to_string()))?;
        tungstenite::client(request, stream).map_err(|error| refusal(&error))
    });
    match socket {
        Ok((socket, _)) => {
            journal.answered("socket, proxy", "101");
            follower.opened.fetch_add(1, Ordering::SeqCst);
            follower.resumed.fetch_add(usize::from(place.cursor.is_some()), Ordering::SeqCst);
            socket.get_ref().set_read_timeout(Some(TICK)).ok()?;
            return Some(socket);
        }
        Err(Ok(code)) => journal.answered("socket, proxy", &code),
        Err(Err(_)) if load.site.was_down(Worker::Proxy, began) => {
            journal.answered("socket, proxy", "connection lost to a killed process");
        }
        Err(Err(why)) => journal.found(&format!("a socket is not opened: {why}")),
    }
    None
}

/// The code of an upgrade that was refused, or what came instead of one.
fn refusal(error: &HandshakeError<ClientHandshake<TcpStream>>) -> Result<String, String> {
    let HandshakeError::Failure(Error::Http(answer)) = error else { return Err(error.to_string()) };
    let body = answer.body().as_deref().unwrap_or_default();
    code_of(answer.status().as_u16(), body).map(|code| format!("{} {}", code.status(), code.as_str()))
}

fn listen(
    load: &Load<'_>,
    follower: &Follower,
    socket: &mut WebSocket<TcpStream>,
    place: &mut Place,
    chance: &mut Chance,
    (began, life): (Instant, Duration),
) {
    let journal = &load.site.journal;
    while !load.has_ended() && began.elapsed() < life {
        if place.has_to_load && place.cursor.is_some() {
            place.has_to_load = !reload(load, follower, chance);
        }
        match socket.read() {
            Ok(Message::Text(text)) => hear(load, follower, place, &text),
            Ok(Message::Close(why)) => {
                let code = why.map_or(1005, |why| why.code.into());
                journal.answered("socket, proxy", &format!("closed {code}"));
                if !CLOSES.contains(&code) && !load.site.was_down(Worker::Proxy, began) {
                    journal.found(&format!("a socket was closed with {code}"));
                }
                return;
            }
            Ok(_) => {}
            Err(Error::Io(error)) if is_silence(&error) => {}
            Err(_) if load.site.was_down(Worker::Proxy, began) => {
                journal.answered("socket, proxy", "connection lost to a killed process");
                return;
            }
            Err(error) => {
                journal.found(&format!("a socket ended: {error}, although the proxy runs"));
                return;
            }
        }
    }
    journal.fault("socket closed by its page");
}

fn is_silence(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
}

fn hear(load: &Load<'_>, follower: &Follower, place: &mut Place, text: &str) {
    let journal = &load.site.journal;
    let frame: Value = serde_json::from_str(text).unwrap_or_default();
    let kind = frame["type"].as_str().unwrap_or("none");
    journal.answered("socket, frames", kind);
    match kind {
        "hello" => {}
        "reload" => place.has_to_load = true,
        "conversation" => {
            check_rows(load.site, std::slice::from_ref(&frame["data"]), &follower.customer, follower.is_agent);
            show(&mut lock(&follower.view), &frame["data"]);
        }
        _ => journal.found(&format!("a frame that the contract does not name: {text}")),
    }
    match frame["cursor"].as_str() {
        Some(cursor) => place.cursor = Some(cursor.to_owned()),
        None => journal.found(&format!("a frame without a cursor: {text}")),
    }
}

/// Loads the whole history; false if that has to be tried again.
fn reload(load: &Load<'_>, follower: &Follower, chance: &mut Chance) -> bool {
    let token = follower.token(load, chance);
    let Some(rows) = history(load.site, "history for a socket, proxy", &follower.customer, &token) else {
        return false;
    };
    check_rows(load.site, &rows, &follower.customer, follower.is_agent);
    let mut view = lock(&follower.view);
    for row in &rows {
        show(&mut view, row);
    }
    true
}

/// A row counts unless a newer one is known: what was loaded may be ahead of what is still on its way.
fn show(view: &mut View, row: &Value) {
    let id = row["id"].as_str().unwrap_or_default().to_owned();
    let newer = view.get(&id).is_some_and(|known| known["updated_at"].as_str() > row["updated_at"].as_str());
    if !newer {
        view.insert(id, row.clone());
    }
}
