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
mod bots;
mod catch_up;
mod contacts;
mod custom;
mod deletions;
mod edits;
mod export;
mod faults;
mod files;
mod forwards;
mod fresh;
mod group_lines;
mod groups;
mod joining;
mod keeping;
mod limits;
mod live;
mod live_members;
mod logs;
mod marks;
mod media_use;
mod mentions;
mod mutes;
mod operations;
mod pictures;
mod planned;
mod policy;
mod portraits;
mod presence;
mod reactions;
mod reading;
mod receipts;
mod reminders;
mod search;
mod signals;
mod threads;
mod token;
mod trial;
mod two_people;
mod videos;
mod voice;
