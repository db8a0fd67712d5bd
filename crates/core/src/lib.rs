//! The IM Cloud client as a library: an account is a folder and a [`Client`], which connects, stays connected, keeps
//! everything on disk and sends what it has accepted exactly once. It has no window.
//!
//! This is the quick start of the IM Cloud SDK in Rust. `docs/SDK.md` in the repository has a table of all its methods, options, events
//! and codes with their names here.
//!
//! # Start
//!
//! The SDK's `new BytedIM(options)` and `init()`. The device id is made by the folder and kept there.
//!
//! ```no_run
//! use linnet_core::Client;
//! use linnet_core::auth::PastedToken;
//! use linnet_core::config::{Config, DatabaseKey, Endpoints};
//! use linnet_core::model::UserId;
//!
//! # async fn start() -> linnet_core::Result<()> {
//! let endpoints = Endpoints::own("https://im.example.com", "")?;
//! // Kept in the keyring of the system: without it the folder cannot be opened again.
//! let key = DatabaseKey::random();
//! let folder = std::path::Path::new("/home/alice/.local/share/my-app/10001");
//! let config = Config::new(endpoints, 1, UserId(10_001), folder, key)?;
//! let client = Client::builder(config)
//!     .tokens(PastedToken::new("the token of the console")?)
//!     .open()
//!     .await?;
//! // What is stored can be read already. From here on it goes online.
//! client.start();
//! let mut caught_up = client.caught_up();
//! caught_up.wait_for(|caught_up| *caught_up).await.ok();
//! # Ok(())
//! # }
//! ```
//!
//! [`auth::TokenServer`] asks the business's own server for tokens, and again when one has expired; a type of one's own
//! implements [`auth::TokenProvider`].
//!
//! # The conversations
//!
//! `getConversationList()`. A list is opened once; from then on it tells what changes. For a screen it begins with its
//! first rows, and reads more when somebody scrolls ([`ListChooser::reach`]).
//!
//! ```no_run
//! # async fn list(client: linnet_core::Client) -> linnet_core::Result<()> {
//! let mut list = client.conversations().whole();
//! let (rows, unread) = list.open().await?;
//! println!("{} conversations, {unread} unread messages", rows.len());
//! for row in &rows {
//!     println!("{}: {}", row.id, row.title);
//! }
//! while let Some(update) = list.next().await {
//!     println!("{} changes", update.diffs.len());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What happens
//!
//! `event.subscribe(IMEvent.MessageUpsert, ...)`. A subscriber that does not keep up is told [`Event::Missed`].
//!
//! ```no_run
//! use linnet_core::Event;
//!
//! # async fn listen(client: linnet_core::Client) {
//! let mut events = client.events();
//! while let Some(event) = events.next().await {
//!     match event {
//!         Event::MessageReceived { title, message, .. } => {
//!             println!("{} in {title}: {:?}", message.sender_name, message.body);
//!         }
//!         Event::MessageUpdated { message, .. } => println!("{} changed", message.id),
//!         _ => {}
//!     }
//! }
//! # }
//! ```
//!
//! # Writing to somebody
//!
//! `createConversation`, `createTextMessage` and `sendMessage`. When [`Client::send`] has answered, the message is on disk: it
//! goes out when there is a connection, also after a restart, and never twice.
//!
//! ```no_run
//! use linnet_core::model::UserId;
//! use linnet_core::{Client, Draft};
//!
//! # async fn write(client: Client) -> linnet_core::Result<()> {
//! let chat = client.create_one_to_one(UserId(10_009)).await?;
//! let message = client
//!     .send(&chat, Draft::text(Draft::new_submission(), "hello", vec![]))
//!     .await?;
//! println!("{message} is accepted");
//! # Ok(())
//! # }
//! ```
//!
//! What is written in a conversation, with its gaps and its states, is a [`Timeline`]:
//!
//! ```no_run
//! use linnet_core::model::ConversationId;
//! use linnet_core::view::row::TimelineRow;
//! use linnet_core::{Anchor, Client};
//!
//! # async fn read(client: Client, chat: ConversationId) -> linnet_core::Result<()> {
//! let timeline = client.timeline(&chat, Anchor::Unread).await?;
//! for row in timeline.rows() {
//!     if let TimelineRow::Message(message) = row {
//!         println!("{}: {:?}", message.sender_name, message.delivery);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Plugins
//!
//! What the SDK puts into plugins is here a cargo feature where it costs something: pictures, videos and files are `multimedia`,
//! recording and playing is `voice`. Contacts cost nothing and are always there. What was left out when the program was
//! built fails with [`Error::FeatureMissing`], which names the feature.
//!
//! ```no_run
//! use linnet_core::media::{Mode, Source};
//! use linnet_core::model::ConversationId;
//! use linnet_core::{Client, Draft, Error, PictureDraft};
//!
//! # async fn picture(client: Client, chat: ConversationId) -> linnet_core::Result<()> {
//! let picture = PictureDraft {
//!     submission: Draft::new_submission(),
//!     source: Source::Path("/home/alice/bird.jpg".into()),
//!     mode: Mode::Compress,
//!     caption: String::new(),
//!     album: None,
//! };
//! match client.send(&chat, Draft::picture(picture)).await {
//!     Err(Error::FeatureMissing(feature)) => println!("built without {feature}"),
//!     sent => println!("{}", sent?),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Pictures are decoded in another process, which [`config::Config::media_worker`] names: a program that calls
//! `media::worker::main` when it is started so.
//!
//! # The end
//!
//! [`Client::stop`] waits until everything is written. Then the folder can be opened by another client.
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
pub mod event;
#[cfg(feature = "fail-points")]
pub mod fail_points;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
pub mod media;
pub mod model;
pub mod names;
pub mod notify;
pub mod outbox;
pub mod proxy;
pub mod trust;
pub mod view;

mod client;
mod export;
#[cfg(not(feature = "fail-points"))]
mod fail_points;
mod http;
mod link;
mod live;
mod operation;
mod planner;
mod presence;
mod search;
#[cfg(feature = "voice")]
pub mod sound;
mod store;
mod sync;

#[cfg(feature = "voice")]
pub use client::VoiceDraft;
pub use client::{
    Client, ClientBuilder, ConversationPicture, DraftSave, PicturePage, PicturePart, Portrait,
    SearchFilter, UNDO_TIME,
};
pub use client::{ConversationMedia, MediaUse};
pub use client::{ExportProgress, ExportWanted};
pub use error::{Error, Result};
pub use event::{Event, EventStream};
pub use export::{ExportedFile, Language as ExportLanguage, Role as ExportedRole};
pub use link::Poke;
pub use live::{LiveNews, LiveUpdate, LiveView};
pub use model::draft::{MAX_ATTACHMENTS, MAX_DRAFT_BYTES, SavedDraft};
pub use operation::Asked;
pub use outbox::{
    Draft, Forward, FromDraft, MAX_FORWARD_TARGETS, MAX_FORWARDED, PictureDraft, VideoDraft,
};
pub use presence::{PresenceFeed, PresenceNews, Watching};
pub use search::SearchProgress;
pub use store::FILE_NAME as DATABASE_FILE;
pub use store::aside::SetAside;
pub use sync::Loading;
pub use view::{
    Anchor, ConversationList, ListChoice, ListChooser, ListUpdate, Timeline, TimelineUpdate,
};
