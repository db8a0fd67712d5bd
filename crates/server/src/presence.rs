//! Who is there, and who is told of it. Nothing of it is stored: after a start nobody knows when somebody was there last.
//!
//! A connection names whom it watches ([`Presence::watch`]). What is kept for it are the people for whom something
//! changed, never what: whoever takes them reads how they stand then. So somebody who comes and goes a hundred times in a
//! second is one entry, and a connection that takes nothing has no more entries than it watches.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linnet_proto::choices;
use tokio::sync::Notify;

use crate::UserId;

/// People of whom it is remembered when they were there last; when there are more all are forgotten.
const REMEMBERED: usize = 200_000;

/// What one connection watches.
#[derive(Debug)]
pub(crate) struct Watcher {
    /// Whose connection it is.
    user: UserId,
    bell: Notify,
    inner: Mutex<Watched>,
}

#[derive(Debug, Default)]
struct Watched {
    users: BTreeSet<UserId>,
    changed: BTreeSet<UserId>,
    closed: bool,
}

impl Watcher {
    pub(crate) fn new(user: UserId) -> Arc<Self> {
        Arc::new(Self {
            user,
            bell: Notify::new(),
            inner: Mutex::default(),
        })
    }

    /// Waits for a change. One that comes while nobody waits is not lost.
    pub(crate) async fn rung(&self) {
        self.bell.notified().await;
    }

    fn tell(&self, user: UserId) {
        lock(&self.inner).changed.insert(user);
        self.bell.notify_one();
    }
}

/// Who is there.
#[derive(Debug, Default)]
pub(crate) struct Presence(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    present: BTreeSet<UserId>,
    /// When those who are not there were, milliseconds since 1970.
    last: HashMap<UserId, i64>,
    /// Who watches somebody.
    watchers: HashMap<UserId, Vec<Arc<Watcher>>>,
}

impl Inner {
    fn tell(&self, user: UserId) {
        for watcher in self.watchers.get(&user).into_iter().flatten() {
            watcher.tell(user);
        }
    }

    fn forget(&mut self, watcher: &Arc<Watcher>, user: UserId) {
        if let Some(all) = self.watchers.get_mut(&user) {
            all.retain(|other| !Arc::ptr_eq(other, watcher));
            if all.is_empty() {
                self.watchers.remove(&user);
            }
        }
    }

    fn state(&self, user: UserId) -> i64 {
        match self.present.contains(&user) {
            true => choices::PRESENT,
            false => self.last.get(&user).copied().unwrap_or(choices::ABSENT),
        }
    }
}

impl Presence {
    /// The first connection of somebody has come.
    pub(crate) fn came(&self, user: UserId) {
        let mut inner = lock(&self.0);
        inner.last.remove(&user);
        if inner.present.insert(user) {
            inner.tell(user);
        }
    }

    /// The last connection of somebody has gone.
    pub(crate) fn left(&self, user: UserId, now_ms: i64) {
        let mut inner = lock(&self.0);
        if !inner.present.remove(&user) {
            return;
        }
        if inner.last.len() >= REMEMBERED {
            inner.last.clear();
        }
        inner.last.insert(user, now_ms);
        inner.tell(user);
    }

    /// This connection watches these people and nobody else.
    pub(crate) fn watch(&self, watcher: &Arc<Watcher>, users: &[UserId]) {
        let mut inner = lock(&self.0);
        let mut watched = lock(&watcher.inner);
        if watched.closed {
            return;
        }
        let before = std::mem::replace(&mut watched.users, users.iter().copied().collect());
        let now = watched.users.clone();
        // What the answer says is newer.
        watched.changed.clear();
        drop(watched);
        for user in before.difference(&now) {
            inner.forget(watcher, *user);
        }
        for user in now.difference(&before) {
            let all = inner.watchers.entry(*user).or_default();
            all.push(Arc::clone(watcher));
        }
    }

    /// The connection is gone.
    pub(crate) fn close(&self, watcher: &Arc<Watcher>) {
        let mut inner = lock(&self.0);
        let mut watched = lock(&watcher.inner);
        watched.closed = true;
        let users = std::mem::take(&mut watched.users);
        drop(watched);
        for user in users {
            inner.forget(watcher, user);
        }
    }

    /// These people may not know any more whether somebody is there: they are told that it is not known.
    pub(crate) fn hide(&self, user: UserId, from: &[UserId]) {
        let mut inner = lock(&self.0);
        let watchers = inner.watchers.get(&user).into_iter().flatten();
        let excluded: Vec<Arc<Watcher>> = watchers
            .filter(|watcher| from.contains(&watcher.user))
            .map(Arc::clone)
            .collect();
        for watcher in excluded {
            inner.forget(&watcher, user);
            lock(&watcher.inner).users.remove(&user);
            watcher.tell(user);
        }
    }

    /// How these people stand, as the wire says it.
    pub(crate) fn of(&self, users: &[UserId]) -> String {
        let inner = lock(&self.0);
        let states = users.iter().map(|user| (*user, inner.state(*user)));
        written(states)
    }

    /// How those stand for whom something has changed since this was asked the last time; none when nothing has.
    pub(crate) fn news(&self, watcher: &Watcher) -> Option<String> {
        let inner = lock(&self.0);
        let mut watched = lock(&watcher.inner);
        let changed = std::mem::take(&mut watched.changed);
        let states = changed.into_iter().map(|user| {
            let known = watched.users.contains(&user);
            let state = if known {
                inner.state(user)
            } else {
                choices::ABSENT
            };
            (user, state)
        });
        Some(written(states)).filter(|news| !news.is_empty())
    }
}

fn written(states: impl Iterator<Item = (UserId, i64)>) -> String {
    let all: Vec<String> = states
        .map(|(user, state)| format!("{user}:{state}"))
        .collect();
    all.join(",")
}

/// What the locks guard is whole after every statement, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: UserId = 10001;
    const BOB: UserId = 10009;
    const CAROL: UserId = 10017;

    #[test]
    fn changes_of_those_who_are_watched_are_told_once_and_as_they_are_then() {
        let presence = Presence::default();
        let hers = Watcher::new(ALICE);
        presence.watch(&hers, &[BOB]);
        assert_eq!(presence.of(&[BOB, CAROL]), "10009:0,10017:0");
        assert_eq!(presence.news(&hers), None);
        presence.came(CAROL);
        assert_eq!(presence.news(&hers), None, "nobody watches her");
        for now in 1..=3 {
            presence.came(BOB);
            presence.left(BOB, now);
        }
        presence.came(BOB);
        assert_eq!(presence.news(&hers).as_deref(), Some("10009:1"));
        assert_eq!(presence.news(&hers), None);
        presence.left(BOB, 77);
        // A second report of the same is none.
        presence.left(BOB, 99);
        assert_eq!(presence.news(&hers).as_deref(), Some("10009:77"));
        presence.watch(&hers, &[CAROL]);
        presence.came(BOB);
        assert_eq!(presence.news(&hers), None, "he is watched no more");
    }

    #[test]
    fn who_is_hidden_from_somebody_is_not_known_to_them_any_more() {
        let presence = Presence::default();
        let (hers, other) = (Watcher::new(ALICE), Watcher::new(CAROL));
        presence.came(BOB);
        for watcher in [&hers, &other] {
            presence.watch(watcher, &[BOB]);
        }
        presence.hide(BOB, &[ALICE]);
        assert_eq!(presence.news(&hers).as_deref(), Some("10009:0"));
        presence.left(BOB, 5);
        assert_eq!(presence.news(&hers), None);
        assert_eq!(presence.news(&other).as_deref(), Some("10009:5"));
    }

    #[test]
    fn a_connection_that_is_gone_leaves_nothing_behind() {
        let presence = Presence::default();
        let hers = Watcher::new(ALICE);
        presence.watch(&hers, &[BOB, CAROL]);
        presence.close(&hers);
        // A command that was on its way.
        presence.watch(&hers, &[BOB]);
        assert!(lock(&presence.0).watchers.is_empty());
    }
}
