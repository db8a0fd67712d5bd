//! The server as a bare client sees it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    missing_docs
)]

mod auth;
mod blocked_words;
mod bots;
mod changes;
mod client;
mod contacts;
mod delivery;
mod groups;
mod hostile;
mod idempotency;
mod joining;
mod leaving;
mod limits;
mod lines;
mod live;
mod live_members;
mod marks;
mod parity;
mod presence;
mod privacy;
mod rates;
mod recall;
mod retention;
mod settings;
mod silence;
mod transient;
