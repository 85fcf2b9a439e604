//! The widget's machine, driven natively: `rules`, `following` and `writing` one by one, `orders` at random, `wire` as JavaScript
//! does, all on one `stage`.

mod following;
mod orders;
mod rules;
mod stage;
mod wire;
mod writing;
