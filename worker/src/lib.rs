//! The signing proxy: a Cloudflare Worker around helpthread-policy.
