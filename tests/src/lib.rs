//! What proves the project over real HTTP: conformance, threats, architecture.
