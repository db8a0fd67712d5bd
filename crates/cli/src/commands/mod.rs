//! The commands, a file each.

pub mod bridge;
pub mod download;
pub mod history;
pub mod list;
pub mod receive;
pub mod send;
pub mod sign_in;
pub mod sign_out;
