//! Asking the host's `getToken` for a session token.

use js_sys::{Function, JSON, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::event::TokenReason;
use crate::fault::{Fault, TOKEN_UNAVAILABLE};
use crate::token::Token;

/// Calls `getToken(reason)` and waits for what it promises. `None` (null, undefined, "") means that nobody is signed in.
///
/// # Errors
/// [`TOKEN_UNAVAILABLE`] if it throws, or gives something that cannot be a token. What it gave is in no message.
pub(super) async fn ask(source: &Function, host: &JsValue, reason: TokenReason) -> Result<Option<Token>, Fault> {
    let threw = |_| Fault::new(TOKEN_UNAVAILABLE, "getToken failed.");
    let answer = source.call1(host, &JsValue::from_str(reason.as_str())).map_err(threw)?;
    let answer = JsFuture::from(Promise::resolve(&answer)).await.map_err(threw)?;
    if answer.is_null() || answer.is_undefined() {
        return Ok(None);
    }
    let Some(text) = answer.as_string() else {
        return Err(Fault::new(TOKEN_UNAVAILABLE, "getToken must give a string, or null when nobody is signed in."));
    };
    if text.trim().is_empty() {
        return Ok(None);
    }
    let token = Token::parse(&text);
    let unusable = || Fault::new(TOKEN_UNAVAILABLE, "getToken gave a string that cannot be a session token.");
    token.map(|token| Some(with_end(token))).ok_or_else(unusable)
}

/// Reads `exp` from the payload, to know when to ask for the next token. The proxy alone decides what a token is worth.
fn with_end(token: Token) -> Token {
    let end = token.payload().and_then(end);
    token.expiring_at(end)
}

fn end(payload: &str) -> Option<i64> {
    let base64: String = payload.chars().map(standard_alphabet).collect();
    let json = web_sys::window()?.atob(&base64).ok()?;
    let claims = JSON::parse(&json).ok()?;
    let end = Reflect::get(&claims, &JsValue::from_str("exp")).ok()?.as_f64()?;
    #[allow(clippy::cast_possible_truncation)] // saturates
    Some(end as i64)
}

fn standard_alphabet(character: char) -> char {
    match character {
        '-' => '+',
        '_' => '/',
        other => other,
    }
}
