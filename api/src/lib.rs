//! The HelpThread v1 API on Durable Objects, around helpthread-inbox.
