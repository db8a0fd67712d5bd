//! The shell.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

#[cfg(test)]
mod bindings;
pub mod commands;
pub mod ipc;
