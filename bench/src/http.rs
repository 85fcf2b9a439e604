//! HTTP/1.1 over one connection that stays open, in buffers that are used again: the client must cost little beside the
//! server, because both share the machine.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_mins(1);
/// Longer than the import of a million rows takes.
const IMPORT: Duration = Duration::from_mins(20);
/// More headers than any answer has.
const MAX_HEADERS: usize = 64;

/// A request under construction: [`Request::begin`], headers, then a body if there is one.
#[derive(Debug, Default)]
pub struct Request {
    bytes: Vec<u8>,
    body: Vec<u8>,
}

impl Request {
    /// Begins anew with a method and a target such as `/v1/conversations?limit=25`.
    pub fn begin(&mut self, method: &str, target: &str) -> &mut Self {
        self.bytes.clear();
        self.body.clear();
        self.write(&[method, " ", target, " HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n"])
    }

    /// Adds a header.
    pub fn header(&mut self, name: &str, value: &str) -> &mut Self {
        self.write(&[name, ": ", value, "\r\n"])
    }

    /// Sets the body and its length.
    pub fn body(&mut self, body: &[u8]) -> &mut Self {
        self.body.clear();
        self.body.extend_from_slice(body);
        self.header("Content-Length", &body.len().to_string())
    }

    fn write(&mut self, parts: &[&str]) -> &mut Self {
        for part in parts {
            self.bytes.extend_from_slice(part.as_bytes());
        }
        self
    }

    fn finish(&mut self) -> &[u8] {
        self.bytes.extend_from_slice(b"\r\n");
        self.bytes.extend_from_slice(&self.body);
        &self.bytes
    }
}

/// An answer, as long as the next one has not been read.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
}

impl Answer<'_> {
    /// How often `part` occurs in the body.
    #[must_use]
    pub fn count(&self, part: &str) -> usize {
        std::str::from_utf8(self.body).map_or(0, |body| body.matches(part).count())
    }

    /// Status and the beginning of the body, for a message.
    #[must_use]
    pub fn summary(&self) -> String {
        let text: String = String::from_utf8_lossy(self.body).chars().take(200).collect();
        format!("{} {text}", self.status)
    }
}

/// A connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    /// What has been read and not yet given out.
    received: Vec<u8>,
    /// How much of `received` the previous answer took.
    taken: usize,
    body: Vec<u8>,
}

/// Where the parts of an answer lie.
struct Head {
    length: usize,
    status: u16,
    framing: Framing,
}

#[derive(Clone, Copy)]
enum Framing {
    Length(usize),
    Chunked,
}

impl Connection {
    /// Opens a connection.
    ///
    /// # Errors
    /// If nobody listens.
    pub fn open(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).with_context(|| format!("cannot connect to {server}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream, received: Vec::new(), taken: 0, body: Vec::new() })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// If the connection breaks or what comes is not HTTP.
    pub fn exchange(&mut self, request: &mut Request) -> Result<Answer<'_>> {
        self.stream.write_all(request.finish()).context("cannot send a request")?;
        self.answer()
    }

    /// Sends a request whose body comes in pieces, and reads the answer.
    ///
    /// # Errors
    /// As [`Connection::exchange`].
    pub fn stream(&mut self, request: &mut Request, pieces: impl Iterator<Item = Vec<u8>>) -> Result<Answer<'_>> {
        self.stream.set_read_timeout(Some(IMPORT))?;
        request.header("Transfer-Encoding", "chunked");
        self.stream.write_all(request.finish())?;
        for piece in pieces.filter(|piece| !piece.is_empty()) {
            self.stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes())?;
            self.stream.write_all(&piece)?;
            self.stream.write_all(b"\r\n")?;
        }
        self.stream.write_all(b"0\r\n\r\n")?;
        self.answer()
    }

    fn answer(&mut self) -> Result<Answer<'_>> {
        self.received.drain(..self.taken);
        self.taken = 0;
        let head = loop {
            match head(&self.received)? {
                Some(head) => break head,
                None => self.receive()?,
            }
        };
        self.taken = head.length;
        self.body.clear();
        match head.framing {
            Framing::Length(length) => self.take_into_body(length)?,
            Framing::Chunked => self.take_chunks()?,
        }
        Ok(Answer { status: head.status, body: &self.body })
    }

    fn take_chunks(&mut self) -> Result<()> {
        loop {
            let rest = &self.received[self.taken..];
            match httparse::parse_chunk_size(rest) {
                Ok(httparse::Status::Complete((line, size))) => {
                    self.taken += line;
                    self.take_into_body(usize::try_from(size)?)?;
                    self.skip_line_end()?;
                    if size == 0 {
                        return Ok(());
                    }
                }
                Ok(httparse::Status::Partial) => self.receive()?,
                Err(_) => bail!("a chunk without a size"),
            }
        }
    }

    fn take_into_body(&mut self, length: usize) -> Result<()> {
        while self.received.len() < self.taken + length {
            self.receive()?;
        }
        self.body.extend_from_slice(&self.received[self.taken..self.taken + length]);
        self.taken += length;
        Ok(())
    }

    fn skip_line_end(&mut self) -> Result<()> {
        while self.received.len() < self.taken + 2 {
            self.receive()?;
        }
        self.taken += 2;
        Ok(())
    }

    fn receive(&mut self) -> Result<()> {
        let mut piece = [0; 16 * 1024];
        let length = self.stream.read(&mut piece).context("cannot read an answer")?;
        ensure!(length > 0, "the server closed the connection");
        self.received.extend_from_slice(&piece[..length]);
        Ok(())
    }
}

/// The head that `bytes` begins with, if it is there whole.
fn head(bytes: &[u8]) -> Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = response.parse(bytes).context("what comes is not an answer")? else {
        return Ok(None);
    };
    let value = |name: &str| {
        let header = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(header.value).ok()
    };
    let framing = match (value("Transfer-Encoding"), value("Content-Length")) {
        (Some(encoding), _) if encoding.eq_ignore_ascii_case("chunked") => Framing::Chunked,
        (None, Some(length)) => Framing::Length(length.parse().context("a length that is not a number")?),
        _ => bail!("an answer that does not say how long it is"),
    };
    Ok(Some(Head { length, status: response.code.unwrap_or_default(), framing }))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// Serves the bytes of `answers`, in pieces of three bytes, on one connection.
    fn serve(answers: &'static [u8]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_nodelay(true).unwrap();
            answers.chunks(3).for_each(|piece| stream.write_all(piece).unwrap());
            // Until the client has closed its end.
            let _ = stream.read_to_end(&mut Vec::new());
        });
        address
    }

    #[test]
    fn answers_of_both_framings_follow_each_other_on_one_connection() {
        let server = serve(
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello\
              HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n\
              HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
        );
        let mut connection = Connection::open(server).unwrap();
        let mut told = || {
            let mut request = Request::default();
            let answer = connection.exchange(request.begin("GET", "/")).unwrap();
            (answer.status, String::from_utf8(answer.body.to_vec()).unwrap())
        };
        assert_eq!(told(), (200, "hello".to_owned()));
        assert_eq!(told(), (201, "abcde".to_owned()));
        assert_eq!(told(), (404, String::new()));
    }

    #[test]
    fn a_request_has_its_headers_and_its_body_with_its_length() {
        let mut request = Request::default();
        request.begin("GET", "/old").header("A", "b");
        request.begin("POST", "/v1/x").header("X-A", "b").body(b"{}");
        let expected =
            "POST /v1/x HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\nX-A: b\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(String::from_utf8(request.finish().to_vec()).unwrap(), expected);
    }

    #[test]
    fn an_answer_that_ends_early_is_an_error() {
        let mut connection = Connection::open(serve(b"HTTP/1.1 200 OK\r\n\r\n")).unwrap();
        let mut request = Request::default();
        assert!(connection.exchange(request.begin("GET", "/")).is_err());
    }
}
