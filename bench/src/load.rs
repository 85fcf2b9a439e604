//! Load: so many connections, each sending its next request when the previous one is answered, for a fixed time.
//!
//! Every answer is checked. One that is not as expected ends the measurement: a server that fails fast is not fast.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use hdrhistogram::Histogram;

use crate::http::{Answer, Connection, Request};

/// Requests of one kind, and what their answers must be.
pub trait Traffic: Send + Sync {
    /// Writes the request of this number, which counts from 0 over all rounds and connections.
    fn write(&self, number: u64, request: &mut Request);

    /// Checks the answer to that request.
    ///
    /// # Errors
    /// If it is not what was expected; says what it was.
    fn check(&self, number: u64, answer: Answer<'_>) -> Result<()>;
}

/// How much load there is.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Connections that are open at once.
    pub connections: usize,
    /// How long requests are begun.
    pub duration: Duration,
}

/// What a server did under load.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Answers.
    pub requests: u64,
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// From a request's first byte out to its answer's last byte in, in microseconds.
    pub latencies: Histogram<u64>,
}

impl Measured {
    /// Requests per second.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // no run has 2⁵³ requests
    pub fn rate(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }
}

/// Puts a server under load. `next` is the number of the next request, kept from round to round.
///
/// # Errors
/// If a connection breaks, or an answer is not what [`Traffic::check`] expects.
pub fn run(server: SocketAddr, traffic: &dyn Traffic, next: &AtomicU64, load: Load) -> Result<Measured> {
    let connections = (0..load.connections).map(|_| Connection::open(server)).collect::<Result<Vec<_>>>()?;
    let begun = Instant::now();
    let until = begun + load.duration;
    let parts = thread::scope(|scope| {
        let threads: Vec<_> = connections
            .into_iter()
            .map(|connection| scope.spawn(move || drive(connection, traffic, next, until)))
            .collect();
        let join =
            |thread: thread::ScopedJoinHandle<'_, _>| thread.join().map_err(|_| anyhow!("a connection panicked"));
        threads.into_iter().map(|thread| join(thread)?).collect::<Result<Vec<_>>>()
    })?;
    let elapsed = begun.elapsed();
    let mut latencies = histogram()?;
    for part in parts {
        latencies.add(part).context("cannot add latencies")?;
    }
    Ok(Measured { requests: latencies.len(), elapsed, latencies })
}

/// Microseconds, to three digits.
///
/// # Errors
/// Never with these digits.
pub fn histogram() -> Result<Histogram<u64>> {
    Histogram::new(3).context("cannot make a histogram")
}

fn drive(
    mut connection: Connection,
    traffic: &dyn Traffic,
    next: &AtomicU64,
    until: Instant,
) -> Result<Histogram<u64>> {
    let mut latencies = histogram()?;
    let mut request = Request::default();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        traffic.write(number, &mut request);
        let sent = Instant::now();
        if sent >= until && !latencies.is_empty() {
            return Ok(latencies);
        }
        let answer = connection.exchange(&mut request)?;
        let latency = sent.elapsed();
        traffic.check(number, answer)?;
        latencies.record(u64::try_from(latency.as_micros())?)?;
    }
}
