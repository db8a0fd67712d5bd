//! What somebody wants to see of the list, and how much of it.

use std::sync::Arc;

use tokio::sync::watch;

use crate::model::conversation::ConversationKind;
use crate::model::{ConversationId, UserId};
use crate::store::Cid;
use crate::store::conversation::Key;
use crate::view::row::ListFilter;

/// Rows of the first slice, and of each that follows: some screens full.
pub(super) const SLICE: usize = 100;

/// Conversations that are told beside the list; more are let go.
const BESIDE: usize = 8;

/// What somebody wants to see of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListChoice {
    /// Which conversations.
    pub filter: ListFilter,
    /// This one stays although the filter does not take it (any more): somebody is reading it.
    pub held: Option<ConversationId>,
}

/// Whether a filter takes this conversation.
pub(super) fn takes(filter: &ListFilter, key: &Key, me: UserId) -> bool {
    // A chat with oneself stands in the list when something is written in it: the folders are kept there, too.
    let notes = key.peer == me.0;
    if key.archived() != matches!(filter, ListFilter::Archived) || (notes && key.empty()) {
        return false;
    }
    match filter {
        ListFilter::All | ListFilter::Archived => true,
        ListFilter::Unread => key.unread_or_marked() > 0,
        ListFilter::Mentions => key.mentioned(),
        ListFilter::People => key.kind == ConversationKind::OneToOne,
        ListFilter::Groups => key.kind == ConversationKind::Group,
        ListFilter::Favourites => key.favourite(),
        ListFilter::Drafts => key.draft(),
        ListFilter::Folder { id } => key.folders().any(|folder| folder == id),
    }
}

/// What is wanted, for those who follow a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub choice: ListChoice,
    /// The rows of these are told wherever they stand.
    pub beside: Vec<ConversationId>,
    /// All conversations, whatever the filter takes.
    pub everything: bool,
    /// So many rows, from the first on.
    pub reach: usize,
}

/// As [`Wanted`], with the rows of the conversations that it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    pub filter: ListFilter,
    pub everything: bool,
    pub held: Option<Cid>,
    pub reach: usize,
}

impl Chosen {
    pub fn new(wanted: &Wanted, held: Option<Cid>) -> Self {
        Self {
            filter: wanted.choice.filter.clone(),
            everything: wanted.everything,
            held,
            reach: wanted.reach,
        }
    }

    pub fn takes(&self, key: &Key, me: UserId) -> bool {
        self.everything
            || takes(&self.filter, key, me)
            || (self.held == Some(key.cid)
                && matches!(
                    self.filter,
                    ListFilter::Unread | ListFilter::Mentions | ListFilter::Drafts
                )
                && takes(&ListFilter::All, key, me))
    }
}

/// Changes what a list shows while it is followed. Clones share it.
#[derive(Debug, Clone)]
pub struct ListChooser(Arc<watch::Sender<Wanted>>);

impl ListChooser {
    pub(super) fn new() -> (Self, watch::Receiver<Wanted>) {
        let (sender, receiver) = watch::channel(Wanted {
            choice: ListChoice::default(),
            beside: Vec::new(),
            everything: false,
            reach: SLICE,
        });
        (Self(Arc::new(sender)), receiver)
    }

    /// The next update of the list shows this. With another filter it begins with its first rows again.
    pub fn choose(&self, choice: ListChoice) {
        self.0.send_if_modified(|wanted| {
            if wanted.choice == choice {
                return false;
            }
            if wanted.choice.filter != choice.filter && !wanted.everything {
                wanted.reach = SLICE;
            }
            wanted.choice = choice;
            true
        });
    }

    /// The rows of these are told beside the list, wherever in it they stand and whatever the filter is: of the first eight.
    pub fn beside(&self, mut conversations: Vec<ConversationId>) {
        conversations.truncate(BESIDE);
        self.0.send_if_modified(|wanted| {
            let other = wanted.beside != conversations;
            wanted.beside = conversations;
            other
        });
    }

    /// The list is to have at least so many rows, as far as there are so many: somebody has scrolled. What was reached once
    /// stays until the filter is another one.
    pub fn reach(&self, rows: usize) {
        self.0.send_if_modified(|wanted| {
            let further = wanted.reach < rows;
            wanted.reach = wanted.reach.max(rows);
            further
        });
    }

    pub(super) fn everything(&self) {
        self.0.send_modify(|wanted| {
            wanted.everything = true;
            wanted.reach = usize::MAX;
        });
    }
}
