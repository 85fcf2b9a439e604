//! The support history of the demo workspace: who wrote when, about what, and what became of it.
//!
//! Everything lies before the snapshot of the reference's examples: the contract's three conversations are the
//! newest of their customers, `cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A` is the newest of the workspace, and nothing was created
//! between it and `cnv_01HXYZ9C2A8B6D4F1G3H5J7K9L`. So the reference's first page begins with exactly its two rows.

use helpthread_core::time::Timestamp;

use super::corpus::Corpus;
use super::crm::{AGENTS, Contact, JANE, MARCUS};
use super::random::Random;

/// A conversation as it is inserted; times in unix seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SeedConversation {
    pub(super) id: String,
    pub(super) customer_id: String,
    pub(super) subject: String,
    pub(super) status: &'static str,
    pub(super) assignee_id: Option<&'static str>,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
    pub(super) last_message_at: i64,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// 2023-01-02, the first working day of the workspace.
pub(super) const FIRST_DAY: i64 = 1_672_617_600;
/// 2024-05-12T09:11:42Z, `created_at` of the contract's second newest conversation.
pub(super) const LAST_CREATED: i64 = 1_715_505_102;
/// 2024-05-13T15:02:11Z, the newest `updated_at` of the contract's table: the moment of the snapshot.
pub(super) const SNAPSHOT: i64 = 1_715_612_531;

/// How many customers of a hundred write often, if they signed up long enough ago.
const FREQUENT_PERCENT: i64 = 15;
/// Frequent writers have more conversations than one default page holds.
const FREQUENT: std::ops::RangeInclusive<i64> = 26..=120;
/// The default page size: one customer has exactly this many conversations, where "has more" is easily wrong.
pub(super) const FULL_PAGE: usize = 25;
/// The first generated customer, after the two of the contract, has [`FULL_PAGE`] conversations.
const FULL_PAGE_CUSTOMER: usize = 2;

/// What a customer is to the inbox.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Correspondence {
    /// Never wrote in: the API does not know her.
    None,
    /// Known, but without a conversation: the API answers with an empty list.
    Empty,
    /// This many conversations.
    Conversations(usize),
    /// The contract's table.
    Fixed,
}

/// The contract's three conversations (api-v1.md §9).
fn fixed() -> Vec<SeedConversation> {
    let [(amelia, ..), (jonas, ..)] = AGENTS;
    let row = |id: &str, customer: &str, subject: &str, status, assignee, times: [i64; 2]| SeedConversation {
        id: id.into(),
        customer_id: customer.into(),
        subject: subject.into(),
        status,
        assignee_id: Some(assignee),
        created_at: times[0],
        updated_at: times[1],
        last_message_at: times[1],
    };
    vec![
        // 2024-05-13T14:24:00Z to 15:02:11Z
        row(
            "cnv_01HXYZ8N7Q4Y6V2K9M3P5T1R0A",
            JANE,
            "Unable to update billing address",
            "open",
            amelia,
            [1_715_610_240, SNAPSHOT],
        ),
        // 2024-05-12T09:11:42Z to 2024-05-13T10:18:33Z
        row(
            "cnv_01HXYZ9C2A8B6D4F1G3H5J7K9L",
            MARCUS,
            "Question about enterprise plan",
            "open",
            amelia,
            [LAST_CREATED, 1_715_595_513],
        ),
        // 2024-04-28T08:36:19Z to 2024-04-29T16:51:03Z
        row(
            "cnv_01HXYZ5K8M2N4P6Q8R1S3T5V7W",
            JANE,
            "Login issue on mobile app",
            "closed",
            jonas,
            [1_714_293_379, 1_714_409_463],
        ),
    ]
}

/// The inbox's customers (id, first seen) and every conversation, in no particular order.
pub(super) fn history(corpora: &[Corpus], contacts: &[Contact]) -> (Vec<(String, i64)>, Vec<SeedConversation>) {
    let mut random = Random::stream("conversations");
    let mut customers = Vec::new();
    let mut conversations = fixed();
    for (index, contact) in contacts.iter().enumerate() {
        let correspondence = correspondence(&mut random, index, contact);
        if correspondence == Correspondence::None {
            continue;
        }
        customers.push((contact.crm.id.clone(), contact.since));
        if let (Correspondence::Conversations(count), Some(corpus)) = (correspondence, corpora.get(contact.language)) {
            conversations.extend(of_customer(&mut random, contact, corpus, count));
        }
    }
    (customers, conversations)
}

fn correspondence(random: &mut Random, index: usize, contact: &Contact) -> Correspondence {
    if contact.crm.id == JANE || contact.crm.id == MARCUS {
        return Correspondence::Fixed;
    }
    let frequent = random.chance(FREQUENT_PERCENT) && contact.since < LAST_CREATED - 240 * DAY;
    let drawn = if frequent {
        FREQUENT.start() + random.skewed_below(FREQUENT.end() - FREQUENT.start() + 1)
    } else {
        1 + random.skewed_below(16)
    };
    match index {
        FULL_PAGE_CUSTOMER => Correspondence::Conversations(FULL_PAGE),
        _ if index % 47 == 11 => Correspondence::None,
        _ if index % 137 == 71 => Correspondence::Empty,
        _ => Correspondence::Conversations(usize::try_from(drawn).unwrap_or(1)),
    }
}

fn of_customer(random: &mut Random, contact: &Contact, corpus: &Corpus, count: usize) -> Vec<SeedConversation> {
    let subjects = random.shuffled(&corpus.subjects);
    let drafts: Vec<_> = subjects.iter().cycle().take(count).collect();
    drafts
        .into_iter()
        .map(|subject| {
            let created_at = working_hour(random, contact.since.max(FIRST_DAY));
            let (status, assignee_id, last_message_at, updated_at) = course(random, created_at);
            SeedConversation {
                id: format!("cnv_{}", random.ulid(created_at)),
                customer_id: contact.crm.id.clone(),
                subject: filled(random, subject, created_at),
                status,
                assignee_id,
                created_at,
                updated_at,
                last_message_at,
            }
        })
        .collect()
}

/// A moment between `from` and the last creation, mostly in the working week and in daytime.
fn working_hour(random: &mut Random, from: i64) -> i64 {
    let first = from / DAY;
    let last = LAST_CREATED / DAY - 1;
    let mut day = random.between(first, last);
    // 1970-01-01 was a Thursday: day 2 of every week is a Saturday. Most weekends are drawn a second time.
    if matches!(day % 7, 2 | 3) && random.chance(80) {
        day = random.between(first, last);
    }
    // The middle of two draws piles up around 13:00 UTC, between Tokyo's evening and Portland's morning.
    let second = i64::midpoint(random.below(20 * HOUR), random.below(20 * HOUR)) + 3 * HOUR;
    day * DAY + second
}

/// What became of a conversation: status, assignee, `last_message_at`, `updated_at`.
fn course(random: &mut Random, created_at: i64) -> (&'static str, Option<&'static str>, i64, i64) {
    let age = (SNAPSHOT - created_at) / DAY;
    let (open, pending) = match age {
        0..4 => (55, 20),
        4..15 => (24, 20),
        15..60 => (6, 7),
        _ => (1, 2),
    };
    let status = match random.below(100) {
        draw if draw < open => "open",
        draw if draw < open + pending => "pending",
        _ => "closed",
    };
    let untouched = status == "open" && random.chance(30);
    let length = if untouched { 0 } else { duration(random) };
    let last_message_at = after(random, created_at, length);
    // Closing or parking comes after the last message, at once or within two days.
    let settled = if status == "open" { 0 } else { MINUTE + random.skewed_below(2 * DAY) };
    let updated_at = after(random, last_message_at, settled);
    (status, assignee(random, status, untouched), last_message_at, updated_at)
}

/// `delay` after `moment`, or, where that lies beyond the snapshot, some time before it.
fn after(random: &mut Random, moment: i64, delay: i64) -> i64 {
    let left = SNAPSHOT - MINUTE - moment;
    moment + if delay < left { delay } else { random.between(left / 4, left) }
}

/// From the first message to the last: minutes to days, each magnitude about as often as the others.
fn duration(random: &mut Random) -> i64 {
    let magnitude = 8 << random.below(11); // 8 minutes to 5.7 days
    magnitude * MINUTE * random.between(55, 145) / 100 + random.below(MINUTE)
}

fn assignee(random: &mut Random, status: &str, untouched: bool) -> Option<&'static str> {
    let [(amelia, ..), (jonas, ..)] = AGENTS;
    let unassigned = match status {
        "open" if untouched => 70,
        "open" => 20,
        "pending" => 5,
        _ => 3,
    };
    if random.chance(unassigned) {
        return None;
    }
    Some(if random.chance(58) { amelia } else { jonas })
}

fn filled(random: &mut Random, subject: &str, created_at: i64) -> String {
    let year: String = Timestamp::from_unix(created_at).to_string().chars().take(4).collect();
    subject
        .replace("{n}", &format!("{year}-{:04}", random.below(10_000)))
        .replace("{c}", &random.between(3, 950).to_string())
        .replace("{v}", &format!("{}.{}", random.between(3, 5), random.below(20)))
}
