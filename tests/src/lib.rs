//! Support for integration tests.

// Support code fails like a test does: at once and with a word.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

pub mod desktop;
pub mod exported;
pub mod journal;
pub mod meter;
pub mod sound;
pub mod support;
pub mod video;
pub mod world;
