//! The host's own customer records: what the company that embeds the widget knows about its customers.
//!
//! `HelpThread` has no route that lists customers, so a dashboard always joins two sources by customer id: its
//! CRM (this module, written to a file for the demo dashboard) and the support history (the API). A few
//! customers of the CRM have never written in; the API does not know them.

use std::collections::HashSet;

use helpthread_core::time::Timestamp;
use serde::Serialize;

use super::corpus::{self, Corpus, Region, Word, address_part};
use super::random::Random;

/// The CRM's data, serialised as the dashboard reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crm {
    /// Who may sign in as an agent: the workspace's two agents.
    pub account_managers: Vec<AccountManager>,
    /// All customers, sorted by company name (by code point).
    pub customers: Vec<CrmCustomer>,
}

/// An employee of the host who is an agent of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountManager {
    /// The agent's id in `HelpThread`, `usr_…`.
    pub agent_id: String,
    /// Full name.
    pub name: String,
    /// Address at the host.
    pub email: String,
}

/// A customer of the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CrmCustomer {
    /// The id that both systems know the customer by, `cus_…`.
    pub id: String,
    /// The contact's name in her own script.
    pub name: String,
    /// The company's name in its own script; unique.
    pub company: String,
    /// The contact's address, under `.example` (RFC 2606); unique.
    pub email: String,
    /// The plan bought from the host: `Starter`, `Team`, `Business` or `Enterprise`.
    pub plan: String,
    /// English name of the country.
    pub country: String,
    /// City in its own script.
    pub city: String,
    /// The day the customer signed up, `2023-04-02`.
    pub since: String,
    /// Monthly recurring revenue in US cents.
    pub mrr_cents: i64,
    /// BCP 47 language tag, such as `de-DE`.
    pub locale: String,
}

/// A CRM customer with what the generator of conversations needs to know about her.
pub(super) struct Contact {
    pub(super) crm: CrmCustomer,
    /// Index into [`corpus::all`].
    pub(super) language: usize,
    /// Sign-up, unix seconds.
    pub(super) since: i64,
}

/// The agents of the workspace: id, name, address.
pub(super) const AGENTS: [(&str, &str, &str); 2] = [
    ("usr_01HXYZ7A6B5C4D3E2F1G0H9J8K", "Amelia Hart", "amelia.hart@quillmere.example"),
    ("usr_01HXYZ1L2M3N4P5Q6R7S8T9V0W", "Jonas Falk", "jonas.falk@quillmere.example"),
];

/// The customer of the reference's examples, "Jane".
pub(super) const JANE: &str = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";
/// The customer who asks about the enterprise plan.
pub(super) const MARCUS: &str = "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A";

const FIRST_SIGN_UP: i64 = 1_551_427_200; // 2019-03-01
const LAST_SIGN_UP: i64 = 1_713_571_200; // 2024-04-20
const DAY: i64 = 86_400;

/// The CRM of the demo workspace; the same on every call and every machine.
pub fn crm() -> Crm {
    let mut customers: Vec<_> = contacts(&corpus::all()).into_iter().map(|contact| contact.crm).collect();
    customers.sort_by(|one, other| one.company.cmp(&other.company));
    let account_managers = AGENTS
        .map(|(id, name, email)| AccountManager { agent_id: id.into(), name: name.into(), email: email.into() })
        .into();
    Crm { account_managers, customers }
}

/// Every customer: the two of the contract first, then language by language.
pub(super) fn contacts(corpora: &[Corpus]) -> Vec<Contact> {
    let mut random = Random::stream("customers");
    let mut companies = HashSet::new();
    let mut contacts = vec![jane(), marcus()];
    for (language, corpus) in corpora.iter().enumerate() {
        for region in &corpus.regions {
            for _ in 0..region.customers {
                contacts.push(contact(&mut random, language, corpus, region, &mut companies));
            }
        }
    }
    contacts
}

fn jane() -> Contact {
    fixed(
        JANE,
        "Jane Whitfield",
        "Brightwater Logistics",
        "jane.whitfield@brightwater-logistics.example",
        "Business",
        "Portland",
        189_000,
    )
}

fn marcus() -> Contact {
    fixed(
        MARCUS,
        "Marcus Adeyemi",
        "Fernhill Analytics",
        "marcus.adeyemi@fernhill-analytics.example",
        "Team",
        "Chicago",
        46_400,
    )
}

fn fixed(id: &str, name: &str, company: &str, email: &str, plan: &str, city: &str, mrr_cents: i64) -> Contact {
    let since = 1_680_393_600; // 2023-04-02
    Contact {
        crm: CrmCustomer {
            id: id.into(),
            name: name.into(),
            company: company.into(),
            email: email.into(),
            plan: plan.into(),
            country: "United States".into(),
            city: city.into(),
            since: day(since),
            mrr_cents,
            locale: "en-US".into(),
        },
        language: 0,
        since,
    }
}

fn contact(
    random: &mut Random,
    language: usize,
    corpus: &Corpus,
    region: &Region,
    companies: &mut HashSet<String>,
) -> Contact {
    let given = word(random, &corpus.given);
    let family = word(random, &corpus.family);
    let (company, domain) = new_company(random, corpus, family, companies);
    // The later of two days: a growing company has more young customers than old ones.
    let since = random.between(FIRST_SIGN_UP, LAST_SIGN_UP).max(random.between(FIRST_SIGN_UP, LAST_SIGN_UP));
    let since = since - since % DAY;
    let (plan, mrr_cents) = plan(random);
    let crm = CrmCustomer {
        id: format!("cus_{}", random.ulid(since)),
        name: corpus.name.replace("{given}", given.written).replace("{family}", family.written),
        company,
        email: format!("{}.{}@{domain}", address_part(given.ascii), address_part(family.ascii)),
        plan: plan.into(),
        country: region.country.into(),
        city: (*random.pick(&region.cities).unwrap_or(&"")).into(),
        since: day(since),
        mrr_cents,
        locale: region.locale.into(),
    };
    Contact { crm, language, since }
}

/// A company's name and mail domain that no other customer has. The corpora hold several times more combinations than
/// customers, so a few draws are enough (the tests check that names are unique).
fn new_company(
    random: &mut Random,
    corpus: &Corpus,
    family: Word,
    companies: &mut HashSet<String>,
) -> (String, String) {
    let mut drawn = company(random, corpus, family);
    for _ in 0..64 {
        if companies.insert(drawn.1.clone()) {
            break;
        }
        drawn = company(random, corpus, family);
    }
    drawn
}

fn company(random: &mut Random, corpus: &Corpus, family: Word) -> (String, String) {
    let pattern = random.pick(&corpus.company).copied().unwrap_or_default();
    let stem = word(random, &corpus.stem);
    let trade = word(random, &corpus.trade);
    let name =
        pattern.replace("{stem}", stem.written).replace("{trade}", trade.written).replace("{family}", family.written);
    let first = if pattern.contains("{stem}") { stem } else { family };
    (name, format!("{}-{}.example", address_part(first.ascii), address_part(trade.ascii)))
}

/// A plan and what it brings in a month: seats times the price of a seat.
fn plan(random: &mut Random) -> (&'static str, i64) {
    match random.below(100) {
        0..38 => ("Starter", random.between(1, 6) * 1_900),
        38..74 => ("Team", random.between(4, 40) * 2_900),
        74..94 => ("Business", random.between(25, 180) * 3_900),
        _ => ("Enterprise", random.between(150, 900) * 3_500),
    }
}

fn word(random: &mut Random, words: &[Word]) -> Word {
    random.pick(words).copied().unwrap_or(Word { written: "", ascii: "" })
}

/// The date of a moment in UTC, `2023-04-02`.
fn day(unix_seconds: i64) -> String {
    Timestamp::from_unix(unix_seconds).to_string().chars().take(10).collect()
}
