//! One message.

use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::Block;
use super::TextLink;
use super::body::Body;
use super::person::Avatar;
use super::quote::Quote;
use super::reaction::ReactionRow;
use super::streamed::StreamedRow;
use crate::error::Reason;
use crate::model::album::Album;
use crate::model::mark::Marks;
use crate::model::readers::ReadBy;
use crate::model::{MessageKey, ServerMessageId, UserId};

/// How far an own message has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Delivery {
    /// Accepted here, not yet at the server (the clock).
    Sending,
    /// As [`Delivery::Sending`]: the server wants to be asked less often, and it is tried again by itself.
    HeldBack {
        /// Why.
        reason: Reason,
        /// When it is tried again: milliseconds since 1970.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        until: i64,
    },
    /// A picture is being made ready or uploaded; 0 to 100.
    Uploading {
        /// Percent of the bytes.
        percent: u8,
    },
    /// At the server (one tick).
    Sent,
    /// The other person has read it (two ticks; 1:1 only).
    Read,
    /// The server accepted it but shows it to the sender only.
    OnlyMe {
        /// Why.
        reason: Reason,
    },
    /// Stopped; retry, edit or delete.
    Failed {
        /// Why.
        reason: Reason,
    },
}

/// An edit that was refused: its words are not lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct UnsavedEdit {
    /// The words.
    pub text: String,
    /// Why they were refused.
    pub reason: Reason,
}

/// One message of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct MessageRow {
    /// Stays the same from local echo to recall.
    pub id: MessageKey,
    /// The server's id, once known.
    pub server_id: Option<ServerMessageId>,
    /// Who wrote it.
    pub sender: UserId,
    /// Name to show.
    pub sender_name: String,
    /// Their picture.
    pub sender_avatar: Avatar,
    /// Written by the person of this account.
    pub own: bool,
    /// Milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// What it says.
    pub body: Body,
    /// Web addresses in its text or caption, in order and without overlap.
    pub links: Vec<TextLink>,
    /// Its text as its sender formatted it; empty when nothing of it is formatted.
    pub format: Vec<Block>,
    /// Own messages only.
    pub delivery: Option<Delivery>,
    /// How many of a group have read an own one; none where receipts are not told.
    pub read_by: Option<ReadBy>,
    /// Set on pictures sent together.
    pub album: Option<Album>,
    /// May still be withdrawn (own, at the server, inside the recall window, or by a group's owner or manager).
    pub can_recall: bool,
    /// Its words may be changed (own text, at the server).
    pub can_edit: bool,
    /// It can be answered.
    pub can_answer: bool,
    /// Reactions to it can be added.
    pub can_react: bool,
    /// Own reactions to it can be taken away.
    pub can_unreact: bool,
    /// It is a coupon that the person can claim.
    pub can_claim: bool,
    /// It can be marked.
    pub can_mark: bool,
    /// It can be pinned for everybody, or no longer: by both in a 1:1, by owner and managers in a group.
    pub can_pin_for_all: bool,
    /// Marks on it.
    pub marks: Marks,
    /// It can be forwarded to other conversations.
    pub can_forward: bool,
    /// Its words were changed after it was sent.
    pub edited: bool,
    /// Its other words are not at the server yet.
    pub edit_pending: bool,
    /// Its words are kept to be written again, since it was withdrawn here.
    pub can_write_again: bool,
    /// How many messages of its thread are here beside it, of the first message of one; at most 100.
    pub answers: u32,
    /// An edit that was refused and waits for a decision.
    pub unsaved_edit: Option<UnsavedEdit>,
    /// What it answers.
    pub quote: Option<Quote>,
    /// Reactions to it, the oldest first.
    pub reactions: Vec<ReactionRow>,
    /// Mentions the person of this account.
    pub mentions_me: bool,
    /// An answer of a bot that is written piece by piece.
    pub streamed: Option<StreamedRow>,
    /// On this device only: the server was set back to an older state and does not have it any more.
    pub lost: bool,
}

/// A message row that is held in several places: every update compares all rows with those told before, and a row that
/// is still the same one needs no comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedRow(Arc<MessageRow>);

impl From<MessageRow> for SharedRow {
    fn from(row: MessageRow) -> Self {
        Self(Arc::new(row))
    }
}

impl Deref for SharedRow {
    type Target = MessageRow;

    fn deref(&self) -> &MessageRow {
        &self.0
    }
}

impl Serialize for SharedRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
