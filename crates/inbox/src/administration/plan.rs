//! A plan as administrators write it: `"starter"`, `"pro"` or `{"enterprise": 12000}` with its requests per minute.

use helpthread_core::body::{Fields, wrong};
use helpthread_core::error::Refusal;
use helpthread_core::rate_limit::Plan;
use serde_json::{Value, json};

const RULE: &str = "must be \"starter\", \"pro\" or {\"enterprise\": requests per minute, 1 to 4294967295}";

/// Reads the field `plan`.
pub(super) fn parse(fields: &mut Fields) -> Result<Plan, Refusal> {
    let plan = match fields.optional("plan") {
        None => return Err(wrong("plan", "is required")),
        Some(Value::String(name)) if name == "starter" => Some(Plan::Starter),
        Some(Value::String(name)) if name == "pro" => Some(Plan::Pro),
        Some(Value::Object(custom)) if custom.len() == 1 => enterprise(custom.get("enterprise")),
        Some(_) => None,
    };
    plan.ok_or_else(|| wrong("plan", RULE))
}

fn enterprise(limit: Option<&Value>) -> Option<Plan> {
    let limit = u32::try_from(limit?.as_u64()?).ok().filter(|limit| *limit > 0)?;
    Some(Plan::Enterprise { requests_per_minute: limit })
}

/// As it was given.
pub(super) fn written(plan: Plan) -> Value {
    match plan {
        Plan::Starter => json!("starter"),
        Plan::Pro => json!("pro"),
        Plan::Enterprise { requests_per_minute } => json!({"enterprise": requests_per_minute}),
    }
}

/// The columns `plan` and `requests_per_minute`.
pub(super) fn columns(plan: Plan) -> (&'static str, Option<i64>) {
    match plan {
        Plan::Starter => ("starter", None),
        Plan::Pro => ("pro", None),
        Plan::Enterprise { requests_per_minute } => ("enterprise", Some(i64::from(requests_per_minute))),
    }
}
