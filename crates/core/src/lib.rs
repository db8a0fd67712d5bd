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
pub use live::{LiveUpdate, LiveView};
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
