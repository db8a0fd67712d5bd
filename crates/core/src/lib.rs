//! The IM client.
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

pub mod auth;
pub mod config;
pub mod error;
pub mod media;
pub mod model;
pub mod view;

mod link;
pub mod outbox;
mod store;
mod sync;

pub use error::{Error, Result};
pub use link::Poke;
pub use outbox::{Draft, PictureDraft};
