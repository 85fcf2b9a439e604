//! The widget's machine, driven natively: `rules` one by one, `orders` at random, both on one `stage`.

mod orders;
mod rules;
mod stage;
