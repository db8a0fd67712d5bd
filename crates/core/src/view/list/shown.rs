//! The part of the list that a filter takes. One change moves one line of it, however long the list is.

use std::cmp::Reverse;
use std::sync::Arc;

use tokio::sync::watch;

use crate::model::ConversationId;
use crate::view::row::{ConversationRow, Diff, ListFilter};

/// Where a line stands: pinned ones first.
pub(super) type Order = (Reverse<bool>, Reverse<i64>, Reverse<i64>, Reverse<i64>, i64);

/// What somebody wants to see of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListChoice {
    /// Which conversations.
    pub filter: ListFilter,
    /// This one stays although the filter does not take it (any more): somebody is reading it.
    pub held: Option<ConversationId>,
}

impl ListChoice {
    fn takes(&self, row: &ConversationRow) -> bool {
        self.filter.takes(row)
            || (self.held.as_ref() == Some(&row.id)
                && matches!(
                    self.filter,
                    ListFilter::Unread | ListFilter::Mentions | ListFilter::Drafts
                )
                && ListFilter::All.takes(row))
    }
}

/// Changes the filter of a list while it is followed. Clones share it.
#[derive(Debug, Clone)]
pub struct ListChooser(Arc<watch::Sender<ListChoice>>);

impl ListChooser {
    pub(super) fn new() -> (Self, watch::Receiver<ListChoice>) {
        let (sender, receiver) = watch::channel(ListChoice::default());
        (Self(Arc::new(sender)), receiver)
    }

    /// The next update of the list shows this.
    pub fn choose(&self, choice: ListChoice) {
        self.0.send_if_modified(|chosen| {
            let other = *chosen != choice;
            *chosen = choice;
            other
        });
    }
}

/// The lines that are shown, each with its place.
#[derive(Default)]
pub(super) struct Shown {
    choice: ListChoice,
    lines: Vec<(Order, ConversationId)>,
}

impl Shown {
    pub fn choose(&mut self, choice: ListChoice) {
        self.choice = choice;
    }

    pub fn filter(&self) -> &ListFilter {
        &self.choice.filter
    }

    pub fn ids(&self) -> impl Iterator<Item = &ConversationId> {
        self.lines.iter().map(|(_, id)| id)
    }

    /// Takes what it takes of all rows, which are in order.
    pub fn fill<'a>(&mut self, all: impl Iterator<Item = (Order, &'a ConversationRow)>) {
        let taken = all.filter(|(_, row)| self.choice.takes(row));
        self.lines = taken.map(|(order, row)| (order, row.id.clone())).collect();
    }

    /// A line stood there and stands here now, or is gone.
    pub fn put(
        &mut self,
        old: Option<Order>,
        new: Option<(Order, &ConversationRow)>,
        diffs: &mut Vec<Diff<ConversationId>>,
    ) {
        let new = new.filter(|(_, row)| self.choice.takes(row));
        let place = |order: &Order| self.lines.binary_search_by_key(order, |(order, _)| *order);
        let before = old.as_ref().and_then(|order| place(order).ok());
        if before.is_some() && new.is_some_and(|(order, _)| Some(order) == old) {
            return;
        }
        if let Some(at) = before {
            self.lines.remove(at);
            diffs.push(Diff::Remove { at, count: 1 });
        }
        if let Some((order, row)) = new {
            let at = self.lines.partition_point(|(other, _)| *other < order);
            self.lines.insert(at, (order, row.id.clone()));
            let rows = vec![row.id.clone()];
            diffs.push(Diff::Insert { at, rows });
        }
    }
}
