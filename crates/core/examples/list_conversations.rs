//! Signs a request with this crate and sends it: the open conversations of a workspace, one subject per line.
//!
//! ```console
//! $ export HELPTHREAD_WORKSPACE_KEY=sk_test_abc123 HELPTHREAD_WORKSPACE_SECRET=whsec_test_9d8f7a6b5c4e3d2c1b0a
//! $ cargo run --package helpthread-core --example list_conversations -- http://127.0.0.1:8789/v1
//! Unable to update billing address
//! ```
//!
//! That is the API server of `cargo xtask dev` with its demo workspace. This crate has neither a clock nor a socket: both come from
//! outside, here from the standard library and from ureq.

use std::env;
use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use helpthread_core::hthmac::Signer;
use helpthread_core::model::{Conversation, Page};
use helpthread_core::secret::Secret;

fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:8789/v1".to_owned());
    let secret = Secret::new(env::var("HELPTHREAD_WORKSPACE_SECRET")?);
    let signer = Signer::new(&env::var("HELPTHREAD_WORKSPACE_KEY")?, &secret)?;

    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
    let authorization = signer.authorization(b"", now); // exactly the bytes that are sent: a GET has none

    let url = format!("{base_url}/conversations?status=open&limit=25");
    let request = ureq::get(&url).header("Authorization", &authorization).header("Accept", "application/json");
    let body = request.call()?.body_mut().read_to_string()?;
    let page: Page<Conversation> = serde_json::from_str(&body)?;
    for conversation in page.data {
        println!("{}", conversation.subject);
    }
    Ok(())
}
