//! The row that asks wrangler whether each Worker could be deployed, without an account or a network.

use anyhow::Result;

use super::wasm;
use crate::command::{command, run};
use crate::repository;
use crate::terminal::step;

const CONFIGS: [(&str, &str); 3] =
    [("proxy", "wrangler.toml"), ("api", "api/wrangler.toml"), ("dashboard", "www/wrangler.toml")];

pub(super) fn accepted() -> Result<()> {
    wasm::built()?;
    deployable()
}

/// Ask wrangler about the bundles that are there; what it would upload is then in `$CARGO_TARGET_DIR/xtask/deploy`.
///
/// # Errors
/// If it refuses one.
pub(crate) fn deployable() -> Result<()> {
    CONFIGS.iter().try_for_each(|(name, config)| {
        let step = step(format!("wrangler deploy --dry-run, {name}"));
        let folder = repository::target().join("xtask/deploy").join(name);
        let mut wrangler = command(repository::npm_command("wrangler"));
        wrangler
            .args(["deploy", "--dry-run", "--config", config, "--outdir"])
            .arg(folder)
            .envs([("WRANGLER_SEND_METRICS", "false"), ("CI", "true")])
            .env("WRANGLER_LOG_PATH", repository::target().join("xtask/wrangler"));
        run(&step, &format!("wrangler deploy {name}"), &mut wrangler)?;
        step.done("");
        Ok(())
    })
}
