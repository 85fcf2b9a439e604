//! The peer in `bench/peer-api`: what an integrator would write with Hono.

use anyhow::Result;
use xtask::command::{command, run};
use xtask::{repository, terminal};

use crate::server::{Program, Server};

/// Bundles it with the project's esbuild.
pub(super) fn build() -> Result<()> {
    let step = terminal::step("build the peer");
    let mut esbuild = command(repository::npm_command("esbuild"));
    esbuild.args(["bench/peer-api/src/index.js", "--bundle", "--minify", "--format=esm", "--target=es2024"]);
    esbuild.args(["--external:cloudflare:workers", "--outfile=bench/peer-api/build/index.js"]);
    run(&step, "esbuild bench/peer-api", &mut esbuild)?;
    step.done("");
    Ok(())
}

/// Starts it.
pub(super) fn start() -> Result<Server> {
    let config = "bench/peer-api/workerd.capnp";
    Server::start(Program { config, constant: "config", environment: &[], inspector: None, objects: true })
}
