//! A widget's side of a live connection (proxy.md section 4), blocking.

use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;
use tungstenite::client::IntoClientRequest;
use tungstenite::handshake::HandshakeError;
use tungstenite::{Error, Message, WebSocket};

use crate::proxy::{ORIGIN, assert_no_secret};

/// Longer than a frame takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request for a live connection.
#[derive(Debug, Clone)]
pub struct Upgrade {
    target: String,
    origin: String,
    protocols: String,
}

/// An open connection.
#[derive(Debug)]
pub struct Live {
    socket: WebSocket<TcpStream>,
}

/// A frame as it arrived.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// A JSON object.
    Frame(Value),
    /// The answer to `ping`.
    Pong,
    /// The end, and its code.
    Closed(u16),
}

impl Upgrade {
    /// As the widget on the host's page asks.
    pub fn of(customer: &str, token: &str) -> Self {
        Self {
            target: format!("/v1/customers/{customer}/live"),
            origin: ORIGIN.to_owned(),
            protocols: format!("helpthread.live.v1, helpthread.session.{token}"),
        }
    }

    /// Going on after this cursor.
    #[must_use]
    pub fn after(mut self, cursor: &str) -> Self {
        self.target = format!("{}?after={cursor}", self.target);
        self
    }

    /// From a page of another origin.
    #[must_use]
    pub fn origin(self, origin: &str) -> Self {
        Self { origin: origin.to_owned(), ..self }
    }

    /// With another list of protocols.
    #[must_use]
    pub fn protocols(self, protocols: &str) -> Self {
        Self { protocols: protocols.to_owned(), ..self }
    }

    /// With more in the query.
    #[must_use]
    pub fn query(self, query: &str) -> Self {
        Self { target: format!("{}?{query}", self.target), ..self }
    }

    /// Connects to the proxy at `host:port`.
    ///
    /// # Errors
    /// The status and the body of a refusal.
    pub fn connect(&self, host: &str) -> Result<Live, (u16, String)> {
        let mut request = format!("ws://{host}{}", self.target).into_client_request().expect("a request");
        let headers = request.headers_mut();
        headers.insert("Origin", self.origin.parse().expect("a header"));
        headers.insert("Sec-WebSocket-Protocol", self.protocols.parse().expect("a header"));
        let stream = TcpStream::connect(host).expect("the proxy listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
        stream.set_nodelay(true).expect("a socket");
        match tungstenite::client(request, stream) {
            Ok((socket, answer)) => {
                assert_eq!(answer.headers()["sec-websocket-protocol"], "helpthread.live.v1");
                Ok(Live { socket })
            }
            Err(HandshakeError::Failure(Error::Http(answer))) => {
                let body = String::from_utf8_lossy(answer.body().as_deref().unwrap_or_default()).into_owned();
                assert_no_secret(&body);
                Err((answer.status().as_u16(), body))
            }
            Err(error) => panic!("{error} instead of an answer"),
        }
    }

    /// The same where the proxy must admit it.
    pub fn open(&self, host: &str) -> Live {
        self.connect(host).unwrap_or_else(|refused| panic!("refused: {refused:?}"))
    }
}

impl Live {
    /// The next thing that comes.
    pub fn hear(&mut self) -> Heard {
        loop {
            match self.socket.read().unwrap_or_else(|error| panic!("{error} instead of a frame")) {
                Message::Text(text) if text.as_str() == "pong" => return Heard::Pong,
                Message::Text(text) => {
                    assert_no_secret(&text);
                    return Heard::Frame(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")));
                }
                Message::Close(why) => return Heard::Closed(why.map_or(1005, |why| why.code.into())),
                _ => {}
            }
        }
    }

    /// The next frame, which is of this type.
    pub fn expect(&mut self, frame_type: &str) -> Value {
        match self.hear() {
            Heard::Frame(frame) if frame["type"] == frame_type => frame,
            other => panic!("{other:?} instead of {frame_type}"),
        }
    }

    /// The code that the connection is closed with; nothing else comes before that.
    pub fn expect_close(&mut self) -> u16 {
        match self.hear() {
            Heard::Closed(code) => code,
            other => panic!("{other:?} instead of the end"),
        }
    }

    /// Nothing more was sent until now: `ping` is answered next.
    pub fn expect_silence(&mut self) {
        self.say("ping");
        assert_eq!(self.hear(), Heard::Pong);
    }

    /// Says something.
    pub fn say(&mut self, text: &str) {
        self.socket.send(Message::text(text)).expect("an open connection");
    }
}
