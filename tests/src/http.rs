//! HTTP/1.1 as bytes on a socket.
//!
//! An HTTP library repairs what it sends: it resolves `..`, drops a second header, refuses a control character. Attackers
//! do not use one, so neither do these tests.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// Longer than any answer may take; the slowest is the proxy's own deadline of 10 s.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request, sent exactly as it is written.
#[derive(Debug, Clone)]
pub struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    /// Any method and any request target, well formed or not.
    pub fn new(method: &str, target: &str) -> Self {
        Self { method: method.into(), target: target.into(), headers: Vec::new(), body: Vec::new() }
    }

    /// A GET.
    pub fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// With another header, whatever headers there are.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With a session token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    /// From a page of this origin.
    #[must_use]
    pub fn origin(self, origin: &str) -> Self {
        self.header("Origin", origin)
    }

    /// With a body of a stated length.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.header("Content-Length", &length)
    }

    /// With a JSON body of a stated length.
    #[must_use]
    pub fn json(self, body: &str) -> Self {
        self.header("Content-Type", "application/json").body(body)
    }

    /// The bytes on the wire.
    pub fn to_bytes(&self, host: &str) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names in lower case, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads what `curl --include` prints, or what came over a socket.
    ///
    /// # Errors
    /// If it is not an answer, or ends too early.
    pub fn read(mut from: impl BufRead, to_a_head: bool) -> io::Result<Self> {
        let mut line = read_line(&mut from)?;
        while line.starts_with("HTTP/1.1 100") {
            while !read_line(&mut from)?.is_empty() {}
            line = read_line(&mut from)?;
        }
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(format!("not an answer: {line:?}")))?;
        let mut headers = Vec::new();
        loop {
            let line = read_line(&mut from)?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Self { status, headers, body: Vec::new() };
        if !to_a_head && ![204, 304].contains(&status) {
            answer.body = read_body(from, &answer)?;
        }
        Ok(answer)
    }

    /// The value of a header that occurs at most once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let name = name.to_ascii_lowercase();
        let mut values = self.headers.iter().filter(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        let value = values.next();
        assert_eq!(values.next(), None, "{name} occurs twice in {self:?}");
        value
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}: {}", self.text()))
    }

    /// Status and error code, the two things that a refusal is recognised by.
    pub fn refusal(&self) -> (u16, String) {
        let json = self.json();
        (self.status, json["error"]["code"].as_str().unwrap_or_else(|| panic!("no error: {json}")).to_owned())
    }

    /// Everything that a client sees.
    pub fn everything(&self) -> String {
        format!("{} {:?} {}", self.status, self.headers, self.text())
    }
}

/// Sends a request to `origin` (`http://127.0.0.1:8788`).
///
/// # Errors
/// If no whole answer comes.
pub fn send(origin: &str, request: &Request) -> io::Result<Answer> {
    let host = origin.trim_start_matches("http://");
    let connection = write(origin, &request.to_bytes(host))?;
    Answer::read(BufReader::new(connection), request.method == "HEAD")
}

/// Sends bytes and then nothing more.
///
/// # Errors
/// If no whole answer comes.
pub fn send_raw(origin: &str, bytes: &[u8]) -> io::Result<Answer> {
    let connection = write(origin, bytes)?;
    connection.shutdown(Shutdown::Write)?;
    Answer::read(BufReader::new(connection), false)
}

fn write(origin: &str, bytes: &[u8]) -> io::Result<TcpStream> {
    let mut connection = TcpStream::connect(origin.trim_start_matches("http://"))?;
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    connection.set_nodelay(true)?;
    match connection.write_all(bytes) {
        // A server may answer and close before it has read a body that it does not want.
        Err(error) if !matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset) => Err(error),
        _ => Ok(connection),
    }
}

fn read_line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    if from.read_until(b'\n', &mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
}

fn read_body(mut from: impl BufRead, answer: &Answer) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if answer.header("Transfer-Encoding").is_some_and(|encoding| encoding.eq_ignore_ascii_case("chunked")) {
        loop {
            let size = read_line(&mut from)?;
            let size = u64::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
            from.by_ref().take(size).read_to_end(&mut body)?;
            read_line(&mut from)?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    match answer.header("Content-Length").map(str::parse) {
        Some(length) => {
            body.resize(length.map_err(io::Error::other)?, 0);
            from.read_exact(&mut body)?;
        }
        None => drop(from.read_to_end(&mut body)?),
    }
    Ok(body)
}
