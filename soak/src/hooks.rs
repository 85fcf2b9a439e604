//! The gate between the API server's webhooks and the proxy: deliveries are lost, doubled, late, and so out of order.
//!
//! Only the first attempt of a delivery is lost, and while the proxy is being started again its deliveries wait here, as they would
//! in a load balancer: the second attempt comes after five seconds, and the third after five minutes (api-v1.md §7), which is more
//! than a run can wait for.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use helpthread_core::error::ErrorCode;
use serde_json::Value;

use crate::ask::code_of;
use crate::chance::Chance;
use crate::journal::{Journal, lock};
use crate::relay::{Listener, Received, answer, head_length};

/// How long a delivery waits for the proxy to listen again; the API server waits 10 s for its answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// How many of a hundred deliveries meet what.
#[derive(Debug, Clone, Copy, Default)]
pub struct Post {
    /// Not handed on; the API server is told so.
    pub lost: u64,
    /// Handed on, and the API server is told that it was not.
    pub forgotten: u64,
    /// Handed on twice.
    pub doubled: u64,
    /// Handed on after a while, which other deliveries use to overtake it.
    pub late: u64,
}

/// The gate.
#[derive(Debug)]
pub struct Hooks {
    listener: Listener,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    proxy: SocketAddr,
    post: Mutex<Post>,
    chance: Mutex<Chance>,
    journal: Arc<Journal>,
    /// Deliveries of which an attempt came, by their ids.
    attempts: Mutex<BTreeMap<String, u32>>,
    /// Messages of which the proxy has taken an event.
    messages: Mutex<BTreeSet<String>>,
}

impl Hooks {
    /// A gate in front of the proxy, on a calm day.
    ///
    /// # Errors
    /// If no port is free.
    pub fn open(proxy: SocketAddr, chance: Chance, journal: Arc<Journal>) -> Result<Self> {
        let state = Arc::new(State {
            proxy,
            post: Mutex::default(),
            chance: Mutex::new(chance),
            journal,
            attempts: Mutex::default(),
            messages: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let listener = Listener::start(move |connection| drop(shared.serve(connection)))?;
        Ok(Self { listener, state })
    }

    /// From now on.
    pub fn set(&self, post: Post) {
        *lock(&self.state.post) = post;
    }

    /// The URL to register.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/hooks/helpthread", self.listener.address())
    }

    /// Whether the proxy has taken an event that tells of this message.
    #[must_use]
    pub fn has_told_of(&self, message: &str) -> bool {
        lock(&self.state.messages).contains(message)
    }

    /// How many deliveries came, and how many attempts of them.
    #[must_use]
    pub fn counts(&self) -> (usize, u32) {
        let attempts = lock(&self.state.attempts);
        (attempts.len(), attempts.values().sum())
    }
}

impl State {
    fn serve(&self, mut connection: TcpStream) -> std::io::Result<()> {
        let Some(received) = Received::read(&connection)? else { return Ok(()) };
        let id = received.header("webhook-id").unwrap_or_default().to_owned();
        let is_first = {
            let mut attempts = lock(&self.attempts);
            let count = attempts.entry(id).or_default();
            *count += 1;
            *count == 1
        };
        let post = if is_first { *lock(&self.post) } else { Post::default() };
        if self.meets(post.lost, "webhook: lost") {
            return connection.write_all(&answer("503 Service Unavailable", "", ""));
        }
        if self.meets(post.late, "webhook: late, overtaken") {
            let wait = lock(&self.chance).between(200, 1_500);
            thread::sleep(Duration::from_millis(wait));
        }
        let mut told = self.hand_on(&received);
        if self.meets(post.doubled, "webhook: doubled") {
            told = self.hand_on(&received);
        }
        if self.meets(post.forgotten, "webhook: taken, answer lost") {
            return Ok(());
        }
        connection.write_all(&told)
    }

    fn meets(&self, percent: u64, fault: &'static str) -> bool {
        let meets = percent > 0 && lock(&self.chance).percent(percent);
        if meets {
            self.journal.fault(fault);
        }
        meets
    }

    fn hand_on(&self, received: &Received) -> Vec<u8> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match received.forward(self.proxy) {
                Ok(told) => {
                    self.judge(received, &told);
                    return told;
                }
                Err(_) if Instant::now() < deadline => thread::sleep(Duration::from_millis(100)),
                Err(_) => return answer("502 Bad Gateway", "", ""),
            }
        }
    }

    /// A message counts as told when the proxy has taken an event of it. What it refuses, it refuses as the contract has it: only the
    /// clocks can be wrong.
    fn judge(&self, received: &Received, told: &[u8]) {
        const KIND: &str = "webhook to the proxy";
        let (head, body) = told.split_at(head_length(told));
        let status = head.get(9..12).and_then(|status| std::str::from_utf8(status).ok()?.parse().ok()).unwrap_or(0);
        if status == 204 {
            self.journal.answered(KIND, "204");
            let event: Value = serde_json::from_slice(received.body()).unwrap_or_default();
            if event["type"] == "message.created" {
                lock(&self.messages).extend(event["data"]["id"].as_str().map(str::to_owned));
            }
            return;
        }
        let code = code_of(status, body);
        self.journal
            .answered(KIND, &format!("{status} {}", code.as_ref().map_or("without a code", |code| code.as_str())));
        if code != Ok(ErrorCode::TimestampOutOfRange) {
            self.journal.found(&format!("{KIND}: {}", String::from_utf8_lossy(told)));
        }
    }
}
