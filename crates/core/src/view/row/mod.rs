//! What a person sees, as plain values, one file for each noun. These are also the types of the page:
//! `cargo xtask bindings` writes their TypeScript from here (feature `bindings`).

mod body;
mod contact;
mod conversation;
mod details;
mod diff;
mod file;
mod found;
mod group_change;
mod happened;
mod history;
mod joining;
mod list;
mod live;
mod marked;
mod mention;
mod message;
mod person;
mod picture;
mod planned;
mod preview;
mod quote;
mod reaction;
mod shared;
mod streamed;
mod thread;
mod timeline;
mod video;
mod voice;

pub use crate::model::format::{Block, Inline};
pub use crate::model::links::TextLink;
pub use body::Body;
pub use contact::{CommonGroup, ContactRow, ProfileCard, RequestRow};
pub use conversation::{ConversationDetails, ConversationRow};
pub use details::MessageDetails;
pub use diff::Diff;
pub use file::FileRow;
pub use found::{FoundGroup, FoundNames, FoundRow, FoundRows, MarkedPart};
pub use group_change::{GroupChangeRow, GroupChanges};
pub use happened::{Called, Closed, Happened};
pub use history::HistoryRow;
pub use joining::JoinRequestRow;
pub use list::{BesideRow, FolderRow, ListFilter, ListOverview};
pub use live::{
    LiveEnd, LiveGroupRow, LiveGroups, LiveHistory, LiveMemberRow, LiveMembers, LiveRow, LiveSent,
    LiveState,
};
pub use marked::{MarkedRow, MarkedRows};
pub use mention::MentionChoice;
pub use message::{Delivery, MessageRow, SharedRow, UnsavedEdit};
pub use person::{Avatar, Member, MessageReaders, Muted, Person};
pub use picture::Picture;
pub use planned::{PlannedRow, ReminderRow};
pub use preview::{DraftLine, Outgoing, Preview};
pub use quote::{Quote, QuoteState};
pub use reaction::ReactionRow;
pub use shared::{SharedItem, SharedItems};
pub use streamed::StreamedRow;
pub use thread::{Thread, ThreadRow};
pub use timeline::{TimelineRow, TimelineState};
pub use video::VideoRow;
pub use voice::VoiceRow;
