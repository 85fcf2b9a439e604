//! api-v1.md §9: the demo workspace is the same everywhere, holds what the reference's examples show, and is believable.

use std::collections::{HashMap, HashSet};

use helpthread_core::id::{AgentId, ConversationId, CustomerId};
use helpthread_core::time::Timestamp;
use helpthread_inbox::database::{Database, Row};
use helpthread_inbox::request::Body;
use helpthread_inbox::{Inbox, Mode, schema, seed};
use sha2::{Digest, Sha256};

use crate::support::{NOW, Sqlite, get_request, moment, signed};

const JANE: &str = "cus_01HXYZ2V9W8N4Q6M1B7C3D5E2F";
const MARCUS: &str = "cus_01HXYZ4N6P8R2T5V7W9X1Y3Z5A";
/// 2024-05-13T15:02:11Z
const SNAPSHOT: i64 = 1_715_612_531;

/// Changing the demo workspace changes what people see in their sandboxes, in screenshots and in recorded examples: on
/// purpose only. Print the new value with `cargo test -p helpthread-inbox golden`.
const GOLDEN: &str = include_str!("golden/demo_workspace.sha256");

fn seeded() -> Sqlite {
    let database = Sqlite::empty();
    database
        .transaction(|| {
            schema::migrate(&database, Timestamp::from_unix(NOW))?;
            seed::apply(&database)
        })
        .unwrap();
    database
}

fn get(database: &Sqlite, target: &str) -> serde_json::Value {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let authorization = signed(seed::KEY, seed::SECRET, b"", NOW);
    let body = Body::default();
    let request = get_request(path, query, Some(&authorization), &body);
    let answer = Inbox::new(database, Mode::Sandbox).answer(&request, &moment(NOW));
    serde_json::from_str(&answer.body).unwrap()
}

/// The one number that a statement gives.
fn number(database: &Sqlite, sql: &str) -> i64 {
    database.query(sql, &[]).unwrap()[0].integer(0).unwrap()
}

fn texts(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.text(0).unwrap()).collect()
}

#[test]
fn it_is_the_same_everywhere_golden() {
    let database = seeded();
    let mut digest = Sha256::new();
    for table in ["workspace", "credentials", "agents", "customers", "conversations"] {
        for row in database.query(&format!("SELECT * FROM {table} ORDER BY 1"), &[]).unwrap() {
            digest.update(format!("{:?}\n", row.0));
        }
    }
    digest.update(serde_json::to_string(&seed::crm()).unwrap());
    let hex = base16ct::lower::encode_string(&digest.finalize());
    assert_eq!(hex, GOLDEN.trim());
}

#[test]
fn the_reference_s_first_page_is_what_the_sandbox_answers() {
    let page = get(&seeded(), "/v1/conversations?status=open&assignee_id=usr_01HXYZ7A6B5C4D3E2F1G0H9J8K&limit=2");
    assert_eq!(
        page["data"],
        serde_json::json!([
            {
                "id": "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A", "customer_id": JANE,
                "subject": "Unable to update billing address", "status": "open",
                "assignee_id": "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K", "created_at": "2024-05-13T14:24:00Z",
                "updated_at": "2024-05-13T15:02:11Z", "last_message_at": "2024-05-13T15:02:11Z"
            },
            {
                "id": "cnv_01HXYZ9C2A8B6D4F1G3H5J7K9L", "customer_id": MARCUS,
                "subject": "Question about enterprise plan", "status": "open",
                "assignee_id": "usr_01HXYZ7A6B5C4D3E2F1G0H9J8K", "created_at": "2024-05-12T09:11:42Z",
                "updated_at": "2024-05-13T10:18:33Z", "last_message_at": "2024-05-13T10:18:33Z"
            }
        ])
    );
    assert_eq!(page["pagination"]["has_more"], true);
}

#[test]
fn the_two_customers_of_the_contract_have_its_conversations_and_no_others() {
    let database = seeded();
    let history = get(&database, &format!("/v1/customers/{JANE}/conversations"));
    assert_eq!(history["data"].as_array().unwrap().len(), 2);
    assert_eq!(history["data"][0]["id"], "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A");
    assert_eq!(
        history["data"][1],
        serde_json::json!({
            "id": "cnv_01HXYZ5K8M2N4P6Q8R1S3T5V7W", "customer_id": JANE, "subject": "Login issue on mobile app",
            "status": "closed", "assignee_id": "usr_01HXYZ1L2M3N4P5Q6R7S8T9V0W",
            "created_at": "2024-04-28T08:36:19Z", "updated_at": "2024-04-29T16:51:03Z",
            "last_message_at": "2024-04-29T16:51:03Z"
        })
    );
    assert_eq!(history["pagination"], serde_json::json!({"next_cursor": null, "has_more": false}));
    let history = get(&database, &format!("/v1/customers/{MARCUS}/conversations"));
    assert_eq!(history["data"].as_array().unwrap().len(), 1);
    assert_eq!(history["data"][0]["id"], "cnv_01HXYZ9C2A8B6D4F1G3H5J7K9L");
}

#[test]
fn it_is_large_enough_and_skewed_as_support_is() {
    let database = seeded();
    let conversations = number(&database, "SELECT count(*) FROM conversations");
    assert!((4_500..=5_500).contains(&conversations), "{conversations} conversations");
    let customers = number(&database, "SELECT count(*) FROM customers");
    assert!((380..=430).contains(&customers), "{customers} customers");

    let sizes =
        database.query("SELECT count(*) FROM conversations GROUP BY customer_id ORDER BY count(*)", &[]).unwrap();
    let sizes: Vec<_> = sizes.iter().map(|row| row.integer(0).unwrap()).collect();
    assert!(sizes[sizes.len() / 2] <= 10, "most customers write seldom");
    assert!(sizes.iter().filter(|size| **size >= 26).count() >= 40, "some need a second page");
    assert!(sizes.last().is_some_and(|most| (90..=120).contains(most)), "and a few need five");
    assert!(sizes.contains(&25), "one has exactly a page");
    let (open, closed) = (
        number(&database, "SELECT count(*) FROM conversations WHERE status = 'open'"),
        number(&database, "SELECT count(*) FROM conversations WHERE status = 'closed'"),
    );
    assert!(open > 50 && closed > conversations * 85 / 100, "{open} open, {closed} closed");
    assert!(number(&database, "SELECT max(length(subject)) FROM conversations") > 150, "some subjects are long");
    assert_eq!(number(&database, "SELECT count(*) FROM conversations WHERE subject GLOB '*{*}*'"), 0);
}

#[test]
fn its_times_and_states_are_consistent() {
    let database = seeded();
    for impossible in [
        "last_message_at < created_at",
        "updated_at < last_message_at",
        "status = 'closed' AND updated_at <= created_at",
        "created_at < unixepoch('2023-01-02')",
        "created_at > unixepoch('2024-05-12T09:11:42Z') AND id <> 'cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A'",
        "created_at < (SELECT created_at FROM customers WHERE customers.id = customer_id)",
    ] {
        assert_eq!(
            number(&database, &format!("SELECT count(*) FROM conversations WHERE {impossible}")),
            0,
            "{impossible}"
        );
    }
    assert_eq!(number(&database, "SELECT max(updated_at) FROM conversations"), SNAPSHOT);
    let bunched = "SELECT max(times) FROM (SELECT count(*) AS times FROM conversations GROUP BY updated_at)";
    assert!(number(&database, bunched) <= 3, "no time is piled up upon");
}

#[test]
fn every_id_is_one() {
    let database = seeded();
    for id in texts(&database.query("SELECT id FROM conversations", &[]).unwrap()) {
        assert!(ConversationId::parse(id).is_ok() && id.len() == 30, "{id}");
    }
    for id in texts(&database.query("SELECT id FROM customers", &[]).unwrap()) {
        assert!(CustomerId::parse(id).is_ok() && id.len() == 30, "{id}");
    }
    for id in texts(&database.query("SELECT id FROM agents", &[]).unwrap()) {
        assert!(AgentId::parse(id).is_ok(), "{id}");
    }
}

#[test]
fn the_crm_knows_everybody_and_a_few_who_never_wrote() {
    let database = seeded();
    let rows = database.query("SELECT id FROM customers", &[]).unwrap();
    let inbox: HashSet<_> = texts(&rows).into_iter().collect();
    let crm = seed::crm();
    let known: HashSet<_> = crm.customers.iter().map(|customer| customer.id.as_str()).collect();
    assert!(inbox.is_subset(&known));
    let strangers: Vec<_> = known.difference(&inbox).collect();
    assert!((5..=15).contains(&strangers.len()), "{} never wrote", strangers.len());
    let answer = get(&database, &format!("/v1/customers/{}/conversations", strangers[0]));
    assert_eq!(answer["error"]["code"], "customer_not_found");
    let silent = "SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM conversations)";
    let silent = database.query(silent, &[]).unwrap();
    assert!(!silent.is_empty(), "somebody is known and has no conversation");
    assert_eq!(
        get(&database, &format!("/v1/customers/{}/conversations", texts(&silent)[0]))["data"],
        serde_json::json!([])
    );
}

#[test]
fn the_crm_is_a_plausible_one() {
    let crm = seed::crm();
    let agents: Vec<_> = crm.account_managers.iter().map(|manager| manager.agent_id.as_str()).collect();
    assert_eq!(agents, ["usr_01HXYZ7A6B5C4D3E2F1G0H9J8K", "usr_01HXYZ1L2M3N4P5Q6R7S8T9V0W"]);
    assert!(crm.customers.is_sorted_by_key(|customer| &customer.company));
    let distinct = |of: fn(&seed::CrmCustomer) -> &String| crm.customers.iter().map(of).collect::<HashSet<_>>().len();
    for count in [distinct(|customer| &customer.id), distinct(|customer| &customer.company), distinct(|c| &c.email)] {
        assert_eq!(count, crm.customers.len());
    }
    let mut languages: HashMap<&str, usize> = HashMap::new();
    for customer in &crm.customers {
        let language = customer.locale.split('-').next().unwrap_or_default();
        *languages.entry(language).or_default() += 1;
        assert!(customer.email.ends_with(".example") && customer.email.is_ascii(), "{}", customer.email);
        assert!(Timestamp::parse(&format!("{}T00:00:00Z", customer.since)).is_ok(), "{}", customer.since);
        assert!(customer.mrr_cents > 0 && ["Starter", "Team", "Business", "Enterprise"].contains(&&*customer.plan));
        let texts = [&customer.name, &customer.company, &customer.city, &customer.country];
        assert!(texts.iter().all(|text| !text.is_empty() && !text.contains('{')), "{customer:?}");
    }
    for language in ["en", "de", "fr", "es", "pt", "ja", "ar", "he"] {
        assert!(languages[language] >= 10, "{language}");
    }
}

#[test]
fn the_customers_that_the_documentation_points_at_are_as_it_says() {
    let database = seeded();
    let count = |customer: &str| {
        let page = get(&database, &format!("/v1/customers/{customer}/conversations?limit=100"));
        page["data"].as_array().map(|rows| (rows.len(), page["pagination"]["has_more"].as_bool().unwrap()))
    };
    let documentation = include_str!("../../src/seed/mod.rs");
    for (customer, expected) in [
        (JANE, Some((2, false))),
        (MARCUS, Some((1, false))),
        ("cus_01E85N9DRGS7Z0E21VVEYNHP7A", Some((25, false))),
        ("cus_01EXQQT1N08Z04X7VAH4X94HRA", Some((100, true))),
        ("cus_01H67QXMK26QE0E2BNQETZ160W", Some((0, false))),
        ("cus_01FD3HQAHDRE293ZT78VWNH4YG", None),
    ] {
        assert_eq!(count(customer), expected, "{customer}");
        assert!(documentation.contains(customer));
    }
    let most = "SELECT max(n) FROM (SELECT count(*) AS n FROM conversations GROUP BY customer_id)";
    assert_eq!(number(&database, most), 106);
}
