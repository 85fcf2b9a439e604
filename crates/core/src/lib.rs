//! What HelpThread v1 is: ids, model, endpoints, signing, errors, cursors, limits, webhooks, session tokens. no_std.
