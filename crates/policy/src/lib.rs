//! What the signing proxy decides, as pure functions.
