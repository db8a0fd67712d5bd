//! Core and server together, on real sockets and files.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod absence;
mod answers;
mod catch_up;
mod edits;
mod faults;
mod files;
mod fresh;
mod groups;
mod limits;
mod logs;
mod operations;
mod pictures;
mod reactions;
mod reading;
mod token;
mod trial;
mod two_people;
