//! `POST /webhooks` (api-v1.md §3 and §7).

use helpthread_core::body::NewWebhook;
use helpthread_core::endpoint::Operation;
use helpthread_core::error::{ErrorCode, Refusal};
use helpthread_core::id::WebhookId;
use helpthread_core::model::{EventType, Webhook};
use helpthread_core::webhook::write_secret;

use crate::answer::Answer;
use crate::database::{Database, DatabaseError};
use crate::failure::Failure;
use crate::moment::Moment;
use crate::webhook_url;
use crate::writing::Writing;

/// The most active webhooks of a workspace (ours). Every change writes a row for each of them, so there must be a bound.
pub(crate) const MAX_ACTIVE: i64 = 100;

/// Registers a webhook. Its signing secret is in this answer and in no other.
pub(crate) fn create(writing: &Writing<'_, impl Database>) -> Result<Answer, Failure> {
    let Writing { database, mode, moment, .. } = *writing;
    let new = NewWebhook::parse(writing.body())?;
    webhook_url::check(&new.url, mode)?;
    writing.once(
        Operation::CreateWebhook.endpoint().status,
        || if new.active { room(database) } else { Ok(()) },
        |()| add(database, moment, &new),
    )
}

fn room(database: &impl Database) -> Result<(), Failure> {
    let rows = database.query("SELECT count(*) FROM webhooks WHERE active = 1", &[])?;
    let active = rows.first().map(|row| row.integer(0)).transpose()?.unwrap_or(0);
    if active >= MAX_ACTIVE {
        let message =
            format!("The field active must be false: this workspace has {MAX_ACTIVE} active webhooks already.");
        return Err(Refusal::new(ErrorCode::InvalidRequest, message).into());
    }
    Ok(())
}

fn add(database: &impl Database, moment: &Moment, new: &NewWebhook) -> Result<Webhook, DatabaseError> {
    let id = WebhookId::parse(&moment.id(WebhookId::PREFIX)).map_err(|error| DatabaseError::new(error.to_string()))?;
    let random = moment.bytes();
    let (random, _) = random.split_first_chunk().ok_or_else(|| DatabaseError::new("there is not enough chance"))?;
    let secret = write_secret(random);
    let events: Vec<_> = new.events.iter().map(EventType::as_str).collect();
    database.query(
        "INSERT INTO webhooks (id, url, events, active, signing_secret, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &[
            id.as_str().into(),
            new.url.as_str().into(),
            events.join(" ").into(),
            i64::from(new.active).into(),
            secret.as_str().into(),
            moment.now().unix().into(),
        ],
    )?;
    Ok(Webhook {
        id,
        url: new.url.clone(),
        events: new.events.clone(),
        active: new.active,
        signing_secret: Some(secret),
        created_at: moment.now(),
    })
}
