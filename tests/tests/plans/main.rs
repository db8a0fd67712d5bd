//! Histories with faults, and kills at every named step of sending.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod crashes;
mod drafts;
mod exports;
mod planned;
mod search;
mod seeds;
