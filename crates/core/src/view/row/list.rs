//! What stands above the conversation list: which part of it is shown, and how much there is in each.

use serde::{Deserialize, Serialize};

use super::conversation::ConversationRow;
use crate::model::ConversationId;

/// Which conversations a list shows. Archived ones are shown by [`ListFilter::Archived`] alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum ListFilter {
    /// All.
    #[default]
    All,
    /// With something that was not read, or marked so.
    Unread,
    /// In which the person is called.
    Mentions,
    /// With one person.
    People,
    /// Groups.
    Groups,
    /// Favourites.
    Favourites,
    /// With something that was written and not sent.
    Drafts,
    /// The archived ones.
    Archived,
    /// Those in one of the person's folders.
    Folder {
        /// Which.
        id: String,
    },
}

/// The bar above a list. Numbers are of conversations with something unread that are not muted, where nothing else is
/// said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ListOverview {
    /// What is shown.
    pub filter: ListFilter,
    /// All.
    pub unread: u32,
    /// Conversations in which the person is called, also muted ones.
    pub mentions: u32,
    /// With one person.
    pub people: u32,
    /// Groups.
    pub groups: u32,
    /// Favourites.
    pub favourites: u32,
    /// Conversations with something that was not sent.
    pub drafts: u32,
    /// Archived conversations.
    pub archived: u32,
    /// The person's folders, in their order.
    pub folders: Vec<FolderRow>,
}

/// A conversation that was asked for, whether or not the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct BesideRow {
    /// Which.
    pub id: ConversationId,
    /// Its line; none when there is no such conversation, or it was deleted.
    pub row: Option<ConversationRow>,
}

/// One of the person's folders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct FolderRow {
    /// Names it.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// Conversations in it with something unread that are not muted.
    pub unread: u32,
}
