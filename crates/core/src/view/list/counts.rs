//! What the bar above the list and the badge show, carried on from one change to the next: the list is counted once.

use std::collections::HashMap;

use crate::model::UserId;
use crate::model::folder::Folder;
use crate::store::conversation::Key;
use crate::view::row::{FolderRow, ListFilter, ListOverview};

use super::choice::takes;

/// Numbers of conversations, and of unread messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    unread: i64,
    mentions: i64,
    people: i64,
    groups: i64,
    favourites: i64,
    drafts: i64,
    archived: i64,
    folders: HashMap<String, i64>,
    /// Unread messages of all that are neither muted nor archived.
    messages: i64,
}

impl Counts {
    /// One more.
    pub fn add(&mut self, key: &Key, me: UserId) {
        self.change(key, me, 1);
    }

    /// One less, as it was when it was added.
    pub fn take(&mut self, key: &Key, me: UserId) {
        self.change(key, me, -1);
    }

    fn change(&mut self, key: &Key, me: UserId, by: i64) {
        if key.archived() {
            self.archived += by;
            return;
        }
        let of = |filter: ListFilter| i64::from(takes(&filter, key, me)) * by;
        self.mentions += of(ListFilter::Mentions);
        self.drafts += of(ListFilter::Drafts);
        if key.muted() || key.unread_or_marked() == 0 {
            return;
        }
        self.messages += i64::from(key.unread_or_marked()) * by;
        self.unread += of(ListFilter::Unread);
        self.people += of(ListFilter::People);
        self.groups += of(ListFilter::Groups);
        self.favourites += of(ListFilter::Favourites);
        for id in key.folders() {
            *self.folders.entry(id.to_owned()).or_default() += by;
        }
    }

    /// Unread messages of all conversations that are neither muted nor archived.
    pub fn messages(&self) -> u32 {
        u32::try_from(self.messages).unwrap_or(u32::MAX)
    }

    /// For the bar.
    pub fn overview(&self, filter: &ListFilter, folders: &[Folder]) -> ListOverview {
        let number = |of: i64| u32::try_from(of).unwrap_or(0);
        let row = |folder: &Folder| FolderRow {
            id: folder.id.clone(),
            name: folder.name.clone(),
            unread: number(self.folders.get(&folder.id).copied().unwrap_or(0)),
        };
        ListOverview {
            filter: filter.clone(),
            unread: number(self.unread),
            mentions: number(self.mentions),
            people: number(self.people),
            groups: number(self.groups),
            favourites: number(self.favourites),
            drafts: number(self.drafts),
            archived: number(self.archived),
            folders: folders.iter().map(row).collect(),
        }
    }
}
