//! A client that takes its time over a body.

use std::io::{BufReader, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::http::Answer;

/// Longer than any answer takes, those that come only when a body is given up included.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends `head` to `host:port`, then `more` at once and once a second; the answer, and how long it took to come.
pub fn drip(host: &str, head: &str, more: &'static [u8]) -> (Answer, Duration) {
    let since = Instant::now();
    let mut connection = TcpStream::connect(host).expect("somebody listens");
    connection.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    connection.write_all(head.as_bytes()).expect("the head is taken");
    let mut slow = connection.try_clone().expect("a second handle");
    let (end, ended) = channel::<()>();
    let dripping = thread::spawn(move || {
        while slow.write_all(more).is_ok()
            && ended.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout)
        {}
    });
    let answer = Answer::read(BufReader::new(&connection), false).expect("an answer");
    let took = since.elapsed();
    let _ = connection.shutdown(Shutdown::Both);
    drop(end);
    dripping.join().expect("the drip ends");
    (answer, took)
}
