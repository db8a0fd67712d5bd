//! Whether people are there, as the page has it or will have it: one word for each of them, however often it changes
//! while a batch is on its way.

use std::collections::{BTreeMap, BTreeSet};

use linnet_core::PresenceNews;
use linnet_core::model::UserId;
use linnet_core::model::presence::Presence;

use crate::ipc::PresenceRow;

/// What is known, and for whom the page has not heard it.
#[derive(Default)]
pub(super) struct PresenceFeed {
    known: BTreeMap<UserId, Presence>,
    waiting: BTreeSet<UserId>,
    /// The page has nothing, or not what is here.
    whole: bool,
    /// Something was known in this run: the page may have it.
    told: bool,
}

impl PresenceFeed {
    pub fn change(&mut self, news: Vec<PresenceNews>) {
        for (user, presence) in news {
            match presence {
                Some(presence) => self.known.insert(user, presence),
                None => self.known.remove(&user),
            };
            self.waiting.insert(user);
            self.told = true;
        }
    }

    pub fn start_over(&mut self) {
        self.whole = self.told;
    }

    /// What the page is to hear, and whether it is everything; none when there is nothing.
    pub fn take(&mut self) -> Option<(bool, Vec<PresenceRow>)> {
        let whole = std::mem::take(&mut self.whole);
        let waiting = std::mem::take(&mut self.waiting);
        let users: Vec<UserId> = match whole {
            true => self.known.keys().copied().collect(),
            false => waiting.into_iter().collect(),
        };
        if users.is_empty() && !whole {
            return None;
        }
        let row = |user: UserId| PresenceRow {
            user,
            presence: self.known.get(&user).copied(),
        };
        Some((whole, users.into_iter().map(row).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOB: UserId = UserId(10009);
    const CAROL: UserId = UserId(10017);

    fn row(user: UserId, presence: Option<Presence>) -> PresenceRow {
        PresenceRow { user, presence }
    }

    #[test]
    fn the_last_word_counts_and_a_new_page_hears_all_of_it() {
        let mut feed = PresenceFeed::default();
        assert_eq!(feed.take(), None);
        let away = Presence::Away { last: None };
        feed.change(vec![(BOB, Some(Presence::Online)), (CAROL, Some(away))]);
        feed.change(vec![(BOB, Some(away)), (CAROL, None)]);
        let told = vec![row(BOB, Some(away)), row(CAROL, None)];
        assert_eq!(feed.take(), Some((false, told)));
        assert_eq!(feed.take(), None);
        feed.start_over();
        assert_eq!(feed.take(), Some((true, vec![row(BOB, Some(away))])));
    }
}
