//! What crosses between the module and JavaScript, as the package's scripts send and read it.

use helpthread_widget::machine::Machine;
use helpthread_widget::wire::{self, RowsSent};
use proptest::prelude::*;
use serde_json::{Value, json};

const NOW: i64 = 1_715_610_240;
const CUSTOMER: &str = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";

/// The module, spoken to in texts.
#[derive(Default)]
struct Module {
    machine: Machine,
    sent: RowsSent,
}

impl Module {
    fn step(&mut self, name: &str, texts: &[&str]) -> Vec<Value> {
        let effects = wire::event(name, texts).map(|event| self.machine.step(event, NOW)).unwrap_or_default();
        let json = wire::effects(&effects, &self.machine, &mut self.sent, NOW);
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"))
    }

    /// Up to the fetch of the first page; its ticket.
    fn ask(&mut self) -> String {
        self.step("connected", &[]);
        self.step("configured", &["https://proxy.example", CUSTOMER, ""]);
        let asked = self.step("token-source", &["1"]);
        let ticket = find(&asked, "token")["ticket"].to_string();
        let effects = self.step("token", &[&ticket, "a.b.c", "1715613840", "customer", CUSTOMER, ""]);
        let fetch = find(&effects, "fetch");
        assert_eq!(fetch["url"], format!("https://proxy.example/v1/customers/{CUSTOMER}/conversations?limit=25"));
        assert_eq!(fetch["token"], "a.b.c");
        fetch["ticket"].to_string()
    }
}

fn find(effects: &[Value], deed: &str) -> Value {
    let found = effects.iter().find(|effect| effect["do"] == deed);
    found.cloned().unwrap_or_else(|| panic!("no {deed} in {effects:?}"))
}

const TIME: &str = "2024-05-13T14:24:00Z";

fn fields<'a>(id: &'a str, subject: &'a str) -> [&'a str; 8] {
    [id, CUSTOMER, subject, "open", "", TIME, TIME, TIME]
}

#[test]
fn a_page_is_shown_once_and_rows_that_did_not_change_are_not_sent_again() {
    let mut module = Module::default();
    let ticket = module.ask();
    let texts = [&[ticket.as_str(), "next"][..], &fields("cnv_1", "\u{0}\"\\\n<b>"), &fields("cnv_2", "")].concat();
    let effects = module.step("page", &texts);
    let shown = find(&effects, "show");
    assert_eq!((&shown["state"], &shown["more"]), (&json!("ready"), &json!("available")));
    assert_eq!(
        shown["rows"][0],
        json!(["cnv_1", CUSTOMER, "\u{0}\"\\\n<b>", "open", null, 1_715_610_240, 1_715_610_240, 1_715_610_240])
    );
    let effects = module.step("more", &[]);
    assert_eq!(find(&effects, "show").get("rows"), None);
}

#[test]
fn a_page_that_is_not_what_the_contract_promises_is_an_error_and_not_half_a_page() {
    for broken in
        [&fields("cnv_1", "x")[..7], &fields("cus_1", "x"), &["cnv_1", CUSTOMER, "x", "open", "", "today", TIME, TIME]]
    {
        let mut module = Module::default();
        let ticket = module.ask();
        let effects = module.step("page", &[&[ticket.as_str(), ""], broken].concat());
        assert_eq!(find(&effects, "show")["state"], "failed", "{broken:?}");
        assert_eq!(find(&effects, "tell")["code"], "unexpected_answer");
    }
}

#[test]
fn a_token_that_cannot_be_one_is_named_and_not_repeated() {
    let mut module = Module::default();
    module.step("connected", &[]);
    module.step("configured", &["https://proxy.example", CUSTOMER, ""]);
    let ticket = find(&module.step("token-source", &["1"]), "token")["ticket"].to_string();
    let effects = module.step("token", &[&ticket, "<!doctype html>"]);
    assert_eq!(find(&effects, "tell")["code"], "token_unavailable");
    assert!(!format!("{effects:?}").contains("doctype"));
}

proptest! {
    #[test]
    fn whatever_is_said_the_answer_is_json(
        names in prop::collection::vec("connected|configured|token-source|token|page|page-failed|heard|closed|status|reply|more|filter|tick|x", 1..20),
        texts in prop::collection::vec(any::<String>(), 0..10),
    ) {
        let mut module = Module::default();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for name in names {
            module.step(&name, &texts);
        }
    }
}
