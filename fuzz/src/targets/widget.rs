//! The widget's module (crates/widget) from page to page: what the proxy, the socket, the host's page and a person tell it, one event a line
//! with a tab between its texts.

use helpthread_widget::machine::Machine;
use helpthread_widget::text::Texts;
use helpthread_widget::wire::{self, RowsSent};

use crate::vectors::{JANE, NOW};

/// What the module may ask its scripts to do without a token.
const PLAIN: [&str; 11] =
    ["show", "rows", "writes", "token", "cancel", "focus", "say", "tell", "ping", "hang-up", "wake"];
const ROW: &str = "\tSubject\topen\t\t2024-05-13T14:24:00Z\t2024-05-13T15:02:11Z\t2024-05-13T15:02:11Z";

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let configured = format!("connected\nconfigured\thttps://proxy.example\t{JANE}\t25\ntoken-source\t1\n");
    let token = format!("token\t1\teyJhbGciOiJIUzI1NiJ9.e30.c2ln\t{}\tusr_1\n", NOW + 600);
    let row = |id: &str| format!("\tcnv_{id}\t{JANE}{ROW}");
    let page = format!("page\t1\tnext{}{}\n", row("2"), row("1"));
    [
        format!("{configured}{token}{page}more\npage\t3\t{}\ntick\n", row("0")),
        format!("{configured}{token}{page}heard\t2\thello\te.1\nheard\t2\tconversation\te.2{}\nclosed\t2\t4401\t7\n", row("3")),
        format!("{configured}{token}{page}status\tcnv_1\tclosed\nchanged\t3{}\nreply\tcnv_2\tHi\t\tkey\nreplied\t4\t2024-05-13T15:02:11Z\n", row("1")),
        format!("{configured}{token}page-failed\t1\trate_limit_exceeded\tToo many\t7\nallowance-woken\nretry\n"),
        format!("{configured}{token}page-failed\t1\tsession_expired\tToo old\ntoken\t1\teyJhbGciOiJIUzI1NiJ9.e30.bmV3\ndisconnected\nconnected\n"),
        format!("{configured}token-failed\t1\tNo\nconfigured\thttp://localhost:8788/\t{JANE}\t1\nfilter\tclosed\nonline\t1\nvisible\t1\nlive\t1\n"),
    ]
    .map(String::into_bytes)
    .to_vec()
}

pub(crate) fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    // The scripts take both out of every text (npm/widget/src/core.js).
    let text = text.replace(['\0', '\u{1}'], "\u{fffd}");
    let (mut machine, mut sent) = (Machine::default(), RowsSent::default());
    let mut host = Host { whole: &text, ..Host::default() };
    for line in text.lines() {
        let event = line.replace('\t', "\0");
        host.tells(line);
        let mut texts = Texts::of(&event);
        let name = texts.text();
        let effects = wire::event(name, texts).map(|event| machine.step(event, NOW)).unwrap_or_default();
        let answer = wire::effects(&effects, &machine, &mut sent, NOW);
        for effect in answer.split('\u{1}').filter(|effect| !effect.is_empty()) {
            host.is_obeyed_by(effect);
        }
    }
}

/// What the page has said so far, as far as a token depends on it.
#[derive(Default)]
struct Host<'a> {
    whole: &'a str,
    connected: bool,
    endpoint: &'a str,
    customer: &'a str,
    /// Given for this endpoint and customer.
    tokens: Vec<&'a str>,
}

impl<'a> Host<'a> {
    fn tells(&mut self, line: &'a str) {
        let texts: Vec<&str> = line.split('\t').collect();
        let text = |index: usize| texts.get(index).copied().unwrap_or_default();
        match text(0) {
            "connected" => self.connected = true,
            "disconnected" => (self.connected, self.tokens) = (false, Vec::new()),
            "configured" => {
                let (endpoint, customer) = (text(1).trim_ascii().trim_end_matches('/'), text(2).trim_ascii());
                if (endpoint, customer) != (self.endpoint, self.customer) {
                    (self.endpoint, self.customer, self.tokens) = (endpoint, customer, Vec::new());
                }
            }
            "token" => self.tokens.push(text(2)),
            _ => {}
        }
    }

    /// A token goes to the address that the page named, for the customer that it named, while the element is in it, and nowhere else.
    fn is_obeyed_by(&self, effect: &str) {
        let texts: Vec<&str> = effect.split('\0').collect();
        match texts[0] {
            "write" => self.is_addressed(&texts, "/v1/conversations/"),
            "fetch" | "follow" => self.is_addressed(&texts, &format!("/v1/customers/{}/", self.customer)),
            name => {
                assert!(PLAIN.contains(&name), "{name} is nothing that the scripts know");
                // What is short, or stands elsewhere in the input too, may be somebody else's word.
                let mut tokens =
                    self.tokens.iter().filter(|token| token.len() > 20 && self.whole.matches(**token).count() == 1);
                assert!(tokens.all(|token| !effect.contains(token)), "a token where none belongs");
            }
        }
    }

    fn is_addressed(&self, texts: &[&str], path: &str) {
        let [_, _, url, token, ..] = texts else { panic!("{texts:?}") };
        assert!(self.connected, "of an element that is in no page");
        let rest = url.strip_prefix(self.endpoint).expect("the page's own endpoint");
        assert!(rest.starts_with(path), "{url}");
        assert!(url.bytes().all(|byte| byte.is_ascii_graphic()), "{url:?}");
        assert!(self.tokens.contains(token), "a token that is not of this endpoint and customer");
    }
}
