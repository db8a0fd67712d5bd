//! The local IM service: speaks the IM Cloud protocol on one machine, over HTTP and over the
//! socket, and keeps everything in one SQLite folder.
//!
//! A command comes in ([`http`] or [`frontier`]), is read from its envelope, checked and carried
//! out by one file of [`commands`] as one whole command of the [`store`], and is answered after
//! the commit. What others learn of it goes by [`route`]. Tests start it in their own process:
//!
//! ```no_run
//! # async fn start() -> Result<(), linnet_server::StartError> {
//! use linnet_server::{Config, Server};
//!
//! let server = Server::start(Config { dev: true, ..Config::new("/tmp/linnet-data") }).await?;
//! println!("{} {}", server.api_url, server.frontier_url);
//! server.stop().await;
//! # Ok(())
//! # }
//! ```

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

pub mod clock;
pub mod config;
#[cfg(feature = "fail-points")]
pub mod fail_points;
pub mod media;
pub mod store;
pub mod token;

mod app;
mod blocked_words;
mod body;
mod budget;
mod bus;
mod commands;
mod envelope;
#[cfg(not(feature = "fail-points"))]
mod fail_points;
mod folder;
mod frontier;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod guard;
mod http;
mod listen;
mod live;
mod presence;
mod proof;
mod rates;
mod recent;
mod refusal;
mod route;
mod server;
mod trial;

pub use blocked_words::{BlockedWords, BlockedWordsError};
pub use clock::{Clock, SystemClock};
pub use config::{Config, PublicUrl};
pub use folder::{Folder, Lock};
pub use rates::{Rate, Rates};
pub use refusal::Refusal;
pub use server::{Running, Server, StartError};

/// Number of a user: positive, chosen by the application.
pub type UserId = i64;
