//! The desktop, end to end: real windows, a real server, a driver that clicks. `cargo xtask test` brings what it needs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]

mod drafts;
mod emoji;
mod fail_points;
mod files;
mod hostile;
mod keys;
mod kinds;
mod notification_actions;
mod notifying;
mod odd_pictures;
mod pictures;
mod reading;
mod screens;
mod scrolling;
mod signing_in;
mod starting;
mod talk;
mod trial;
mod trouble;
