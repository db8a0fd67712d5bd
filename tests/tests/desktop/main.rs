//! The desktop, end to end: real windows, a real server, a driver that clicks. `cargo xtask test` brings what it needs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]

mod bots;
mod contacts;
mod drafts;
mod emoji;
mod exporting;
mod fail_points;
mod files;
mod formatted;
mod hostile;
mod input_methods;
mod joining;
mod keeping;
mod keys;
mod kinds;
mod later;
mod list;
mod live;
mod notification_actions;
mod notifying;
mod odd_pictures;
mod pictures;
mod reading;
mod screens;
mod scrolling;
mod search;
mod signing_in;
mod spelling;
mod starting;
mod talk;
mod together;
mod trial;
mod trouble;
mod videos;
mod voice;
