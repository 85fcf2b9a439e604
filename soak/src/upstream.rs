//! The gate between the proxy and the API server: what passes it meets the weather of a network and of a server in trouble.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::journal::{Journal, lock};
use crate::relay::{Listener, Received, answer, head_length, until_it_hangs_up};

/// How many of a hundred requests meet what.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weather {
    /// 500, 502 or 503 from something in front of the server; not applied.
    pub errors: u64,
    /// 429 with `Retry-After`; not applied.
    pub storms: u64,
    /// Reset (RST) before the request is read.
    pub resets: u64,
    /// Applied, and the answer ends in its head or in its body.
    pub cuts: u64,
    /// No answer until the proxy gives up; half of them are applied.
    pub stalls: u64,
    /// Applied, and the answer's length or its JSON is wrong.
    pub lies: u64,
    /// The answer comes in drops.
    pub drips: u64,
}

/// The weather on a good day.
pub const CALM: Weather = Weather { errors: 0, storms: 0, resets: 0, cuts: 0, stalls: 0, lies: 0, drips: 0 };

/// The gate.
#[derive(Debug)]
pub struct Gate {
    listener: Listener,
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    server: SocketAddr,
    weather: Mutex<Weather>,
    chance: Mutex<Chance>,
    journal: Arc<Journal>,
    /// The server's, for the `Date` and the reset of a 429.
    clock: Arc<Clock>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    Error,
    Storm,
    Reset,
    Cut,
    Stall,
    Lie,
    Drip,
}

impl Gate {
    /// A gate in front of `server`, on a calm day.
    ///
    /// # Errors
    /// If no port is free.
    pub fn open(server: SocketAddr, chance: Chance, journal: Arc<Journal>, clock: Arc<Clock>) -> Result<Self> {
        let (weather, chance) = (Mutex::new(CALM), Mutex::new(chance));
        let state = Arc::new(State { server, weather, chance, journal, clock });
        let shared = Arc::clone(&state);
        // What fails here is a connection that somebody has closed, as they may.
        let listener = Listener::start(move |connection| drop(shared.serve(connection)))?;
        Ok(Self { listener, state })
    }

    /// From now on.
    pub fn set(&self, weather: Weather) {
        *lock(&self.state.weather) = weather;
    }

    /// The base URL that the proxy is told.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.listener.address())
    }
}

impl State {
    fn fault(&self) -> Fault {
        let weather = *lock(&self.weather);
        let mut left = lock(&self.chance).below(100);
        let faults = [
            (Fault::Error, weather.errors, "upstream: 500, 502, 503"),
            (Fault::Storm, weather.storms, "upstream: 429"),
            (Fault::Reset, weather.resets, "upstream: reset before the request is read"),
            (Fault::Cut, weather.cuts, "upstream: applied, answer cut"),
            (Fault::Stall, weather.stalls, "upstream: stall until the deadline"),
            (Fault::Lie, weather.lies, "upstream: applied, wrong length or JSON"),
            (Fault::Drip, weather.drips, "upstream: answer in drops"),
        ];
        for (fault, percent, name) in faults {
            if left < percent {
                self.journal.fault(name);
                return fault;
            }
            left -= percent;
        }
        Fault::None
    }

    fn draw(&self, end: u64) -> u64 {
        lock(&self.chance).below(end)
    }

    fn serve(&self, mut connection: TcpStream) -> std::io::Result<()> {
        let fault = self.fault();
        if fault == Fault::Reset {
            // A connection that is closed with unread bytes is reset. At least one has to have come.
            connection.read_exact(&mut [0; 8])?;
            return Ok(());
        }
        let Some(received) = Received::read(&connection)? else { return Ok(()) };
        match fault {
            Fault::Error => connection.write_all(&self.error()),
            Fault::Storm => connection.write_all(&self.refusal()),
            Fault::Stall => {
                if self.draw(2) == 0 {
                    let _ = received.forward(self.server);
                }
                until_it_hangs_up(&mut connection);
                Ok(())
            }
            _ => {
                // A server that is gone, or goes meanwhile, leaves the proxy with a connection that ends.
                let bytes = received.forward(self.server)?;
                self.hand_on(fault, &bytes, &mut connection)
            }
        }
    }

    fn hand_on(&self, fault: Fault, bytes: &[u8], connection: &mut TcpStream) -> std::io::Result<()> {
        let head = head_length(bytes);
        match fault {
            Fault::Cut => {
                let end = if self.draw(2) == 0 { head / 2 } else { head + (bytes.len() - head) / 2 };
                connection.write_all(&bytes[..end])?;
                connection.shutdown(Shutdown::Both)
            }
            Fault::Lie => connection.write_all(&self.lie(&bytes[..head], &bytes[head..])),
            Fault::Drip => {
                let drops = 20;
                for drop in bytes.chunks(bytes.len() / drops + 1) {
                    connection.write_all(drop)?;
                    thread::sleep(Duration::from_millis(40));
                }
                Ok(())
            }
            _ => connection.write_all(bytes),
        }
    }

    /// What a load balancer says of a server that is ill.
    fn error(&self) -> Vec<u8> {
        let html = "<html><body>The server is having a bad day.</body></html>";
        match self.draw(3) {
            0 => answer("500 Internal Server Error", "Content-Type: text/html\r\n", html),
            1 => answer("502 Bad Gateway", "Content-Type: text/html\r\n", html),
            _ => answer("503 Service Unavailable", "Content-Type: text/html\r\nRetry-After: 1\r\n", html),
        }
    }

    /// A limit that is used up, for one or two seconds.
    fn refusal(&self) -> Vec<u8> {
        let wait = 1 + self.draw(2);
        let reset = self.clock.now() / 1_000 + i64::try_from(wait).unwrap_or(1);
        let headers = format!(
            "Content-Type: application/json\r\nRetry-After: {wait}\r\nX-RateLimit-Limit: 600\r\n\
             X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: {reset}\r\n"
        );
        let body = r#"{"error":{"code":"rate_limit_exceeded","message":"There were more requests than the limit."}}"#;
        answer("429 Too Many Requests", &headers, body)
    }

    fn lie(&self, head: &[u8], body: &[u8]) -> Vec<u8> {
        let head = String::from_utf8_lossy(head);
        let status = head.lines().next().and_then(|line| line.split_once(' ')).map_or("200 OK", |(_, status)| status);
        let json = "Content-Type: application/json\r\n";
        let text = String::from_utf8_lossy(body);
        if self.draw(2) == 0 {
            // Fewer bytes than are promised.
            let promised = body.len() + 100;
            return format!("HTTP/1.1 {status}\r\nContent-Length: {promised}\r\n{json}\r\n{text}").into_bytes();
        }
        answer(status, json, r#"{"data":{"id":"cnv_"#)
    }
}
