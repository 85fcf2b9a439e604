//! What crosses between the module and JavaScript, as the package's scripts send and read it.

use helpthread_widget::machine::Machine;
use helpthread_widget::text::Texts;
use helpthread_widget::wire::{self, RowsSent};
use proptest::prelude::*;

const NOW: i64 = 1_715_610_240;
const CUSTOMER: &str = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";
const AGENT: &str = "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K";

/// Effects: of each its name and its texts.
type Effects = Vec<Vec<String>>;

/// The module, spoken to in texts.
#[derive(Default)]
struct Module {
    machine: Machine,
    sent: RowsSent,
}

impl Module {
    fn step(&mut self, name: &str, texts: &[&str]) -> Effects {
        let whole = [&[name], texts].concat().join("\0");
        let mut texts = Texts::of(&whole);
        let event = texts.next().and_then(|name| wire::event(name, texts));
        let effects = event.map(|event| self.machine.step(event, NOW)).unwrap_or_default();
        let answer = wire::effects(&effects, &self.machine, &mut self.sent, NOW);
        answer.split('\u{1}').map(|effect| effect.split('\0').map(str::to_owned).collect()).collect()
    }

    /// Up to the fetch of the first page; its ticket.
    fn ask(&mut self, agent: &str) -> String {
        self.step("connected", &[]);
        self.step("configured", &["https://proxy.example", CUSTOMER, ""]);
        let asked = self.step("token-source", &["1"]);
        let [_, ticket, reason] = find(&asked, "token");
        assert_eq!(reason, "initial");
        let effects = self.step("token", &[&ticket, "a.b.c", "1715613840", agent]);
        let [_, ticket, url, token, cursor] = find(&effects, "fetch");
        assert_eq!(url, format!("https://proxy.example/v1/customers/{CUSTOMER}/conversations?limit=25"));
        assert_eq!((token.as_str(), cursor.as_str()), ("a.b.c", ""));
        ticket
    }

    fn ask_as_customer(&mut self) -> String {
        self.ask("")
    }
}

/// The first effect of this name, which must have so many texts.
fn find<const TEXTS: usize>(effects: &Effects, name: &str) -> [String; TEXTS] {
    let found = effects.iter().find(|effect| effect[0] == name);
    let found = found.unwrap_or_else(|| panic!("no {name} in {effects:?}")).clone();
    found.try_into().unwrap_or_else(|found| panic!("{found:?}"))
}

const TIME: &str = "2024-05-13T14:24:00Z";

fn fields<'a>(id: &'a str, subject: &'a str) -> [&'a str; 8] {
    [id, CUSTOMER, subject, "open", "", TIME, TIME, TIME]
}

#[test]
fn a_page_is_shown_once_and_rows_that_did_not_change_are_not_sent_again() {
    let mut module = Module::default();
    let ticket = module.ask_as_customer();
    let texts = [&[ticket.as_str(), "next"][..], &fields("cnv_1", "\"\\\n<b>"), &fields("cnv_2", "")].concat();
    let effects = module.step("page", &texts);
    let rows: [String; 17] = find(&effects, "rows");
    assert_eq!(rows[1..], [fields("cnv_1", "\"\\\n<b>"), fields("cnv_2", "")].concat());
    assert_eq!(find(&effects, "show"), ["show", "ready", "", "1", "connecting", "", "0", "", "", "available"]);
    assert_eq!(find(&effects, "say"), ["say", "shown", "more", "2"]);
    let effects = module.step("more", &[]);
    assert_eq!(find(&effects, "show"), ["show", "ready", "", "1", "connecting", "", "0", "", "", "loading"]);
    assert!(effects.iter().all(|effect| effect[0] != "rows"), "{effects:?}");
}

#[test]
fn a_page_that_is_not_what_the_contract_promises_is_an_error_and_not_half_a_page() {
    for broken in
        [&fields("cnv_1", "x")[..7], &fields("cus_1", "x"), &["cnv_1", "nobody", "x", "open", "", TIME, TIME, TIME]]
    {
        let mut module = Module::default();
        let ticket = module.ask_as_customer();
        let effects = module.step("page", &[&[ticket.as_str(), ""], broken].concat());
        let [_, state, .., fault, _, _] = find::<10>(&effects, "show");
        assert_eq!((state.as_str(), fault.as_str()), ("failed", "unavailable"), "{broken:?}");
        let [_, event, code, _] = find(&effects, "tell");
        assert_eq!((event.as_str(), code.as_str()), ("error", "unexpected_answer"));
    }
}

#[test]
fn a_token_that_cannot_be_one_is_named_and_not_repeated() {
    let mut module = Module::default();
    module.step("connected", &[]);
    module.step("configured", &["https://proxy.example", CUSTOMER, ""]);
    let [_, ticket, _] = find(&module.step("token-source", &["1"]), "token");
    let effects = module.step("token", &[&ticket, "<!doctype html>"]);
    let [_, _, code, _] = find(&effects, "tell");
    assert_eq!(code, "token_unavailable");
    assert!(!format!("{effects:?}").contains("doctype"));
}

#[test]
fn what_an_agent_writes_goes_out_with_all_that_its_request_needs() {
    let mut module = Module::default();
    let ticket = module.ask(AGENT);
    module.step("page", &[&[ticket.as_str(), ""][..], &fields("cnv_1", "x")].concat());
    let conversation = "https://proxy.example/v1/conversations/cnv_1";

    let effects = module.step("reply", &["cnv_1", "Hello", "1", "k-1"]);
    let [_, ticket, request @ ..] = find::<9>(&effects, "write");
    assert_eq!(request, [&format!("{conversation}/messages"), "a.b.c", "reply", "Hello", "1", "k-1", AGENT]);
    let shown = find::<13>(&effects, "show");
    assert_eq!((shown[5].as_str(), &shown[10..]), (AGENT, &["cnv_1", "reply", ""].map(str::to_owned)[..]));
    let effects = module.step("write-failed", &[&ticket, "outcome_unknown", "x", ""]);
    assert_eq!(find::<13>(&effects, "show")[10..], ["cnv_1", "reply", "unknown"]);

    let effects = module.step("assignee", &["cnv_1", AGENT]);
    let [_, _, request @ ..] = find::<9>(&effects, "write");
    assert_eq!(request, [conversation, "a.b.c", "assignee", AGENT, "", "", AGENT]);
    assert_eq!(find::<9>(&effects, "rows")[5], AGENT, "it is shown at once");
    assert_eq!(module.step("assignee", &["cnv_1", "somebody"]), [[""]], "not an agent's id");
}

proptest! {
    #[test]
    fn whatever_is_said_every_effect_is_one_that_javascript_knows(
        names in prop::collection::vec("connected|configured|token-source|token|page|page-failed|heard|closed|status|reply|more|filter|tick|x", 1..20),
        texts in prop::collection::vec("[^\0\u{1}]*", 0..10),
    ) {
        let known = [
            "", "rows", "show", "focus", "say", "tell", "token", "fetch", "cancel", "write", "follow", "ping", "hang-up", "wake",
        ];
        let mut module = Module::default();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for name in names {
            for effect in module.step(&name, &texts) {
                prop_assert!(known.contains(&effect[0].as_str()), "{:?}", effect);
            }
        }
    }
}
