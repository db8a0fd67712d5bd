//! Who is in which live group. A live group has members only while they are connected, so they are kept in memory, by
//! connection: whoever loses the connection has left. What is said goes to their mailboxes and into no inbox.
//!
//! A group that is too loud is made quieter, never slower: what is over the rate of its priority is kept in the history,
//! and told to nobody but its sender. Where it is missing, its index says so.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Bound;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use linnet_proto::{choices, keys};
use tokio::sync::Notify;

use crate::UserId;

/// Messages of a live group that wait in one mailbox. When full the oldest of the lowest priority goes.
const WAITING: usize = 256;

/// How much a message matters in a live group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Priority {
    /// Goes first when there is too much.
    Low,
    /// What says nothing of it.
    #[default]
    Normal,
    /// Has a rate of its own.
    High,
}

impl Priority {
    /// As the ext of a message names it; whatever else stands there is normal.
    pub(crate) fn read(name: Option<&str>) -> Self {
        match name {
            Some(keys::PRIORITY_LOW) => Self::Low,
            Some(keys::PRIORITY_HIGH) => Self::High,
            _ => Self::Normal,
        }
    }
}

/// What a live group tells its members.
#[derive(Debug, Clone)]
pub struct LivePush {
    /// The encoded `MessageBody`.
    pub body: Bytes,
    /// Text id of the group.
    pub conversation_id: String,
    /// Its index; 0 for a command message.
    pub index: i64,
    /// How much it matters.
    pub priority: Priority,
}

/// How somebody is seen in a live group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guise {
    /// Name there; empty for none.
    pub alias: String,
    /// Address of a picture; empty for none.
    pub avatar: String,
}

/// Where a mailbox is, and what waits in it.
#[derive(Debug, Default)]
pub(crate) struct LiveBox {
    /// Group in which its connection is; 0 for none.
    group: AtomicI64,
    waiting: Mutex<VecDeque<Arc<LivePush>>>,
    /// Rung when something waits.
    bell: Arc<Notify>,
    /// Its connection has ended.
    gone: AtomicBool,
}

impl LiveBox {
    /// One that rings this bell.
    pub(crate) fn new(bell: Arc<Notify>) -> Self {
        Self {
            bell,
            ..Self::default()
        }
    }

    pub(crate) fn take(&self) -> VecDeque<Arc<LivePush>> {
        std::mem::take(&mut *lock(&self.waiting))
    }

    fn put(&self, push: &Arc<LivePush>) {
        let mut waiting = lock(&self.waiting);
        waiting.push_back(Arc::clone(push));
        if waiting.len() > WAITING {
            // Of equals the first: what is new counts more.
            let least = waiting
                .iter()
                .enumerate()
                .min_by_key(|(_, push)| push.priority)
                .map_or(0, |(at, _)| at);
            waiting.remove(least);
        }
        drop(waiting);
        self.bell.notify_one();
    }
}

/// Somebody who is in a live group now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Present {
    /// Who.
    pub(crate) user: UserId,
    /// How they are seen there.
    pub(crate) guise: Guise,
    /// Since when, milliseconds since 1970.
    pub(crate) since_ms: i64,
}

#[derive(Debug)]
struct Member {
    guise: Guise,
    since_ms: i64,
    mailboxes: Vec<Arc<LiveBox>>,
}

/// So many messages at once, and so many more in a second.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    fn full(rate: f64, now: Instant) -> Self {
        Self {
            left: rate,
            at: now,
        }
    }

    /// Takes one when so many stay behind.
    fn take(&mut self, rate: f64, reserve: f64, now: Instant) -> bool {
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + seconds * rate).min(rate);
        self.at = now;
        let enough = self.left >= 1.0 + reserve;
        if enough {
            self.left -= 1.0;
        }
        enough
    }
}

#[derive(Debug)]
struct Room {
    /// By their ids, which is the order of their list.
    members: BTreeMap<UserId, Member>,
    usual: Bucket,
    high: Bucket,
}

impl Room {
    fn new(now: Instant) -> Self {
        Self {
            members: BTreeMap::new(),
            usual: Bucket::full(choices::LIVE_RATE, now),
            high: Bucket::full(choices::LIVE_HIGH_RATE, now),
        }
    }

    /// Whether one more of this priority is told to everybody now. Of the rate that low and normal share, the last third
    /// is for normal ones.
    fn admits(&mut self, priority: Priority, now: Instant) -> bool {
        let (rate, high) = (choices::LIVE_RATE, choices::LIVE_HIGH_RATE);
        match priority {
            Priority::Low => self.usual.take(rate, rate / 3.0, now),
            Priority::Normal => self.usual.take(rate, 0.0, now),
            Priority::High => self.high.take(high, 0.0, now),
        }
    }
}

/// Why somebody did not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotIn {
    /// Their device has no connection by which it could be told anything.
    Unconnected,
    /// There are too many already.
    Full,
}

/// All live groups in which somebody is.
#[derive(Debug, Default)]
pub(crate) struct Rooms(Mutex<HashMap<i64, Room>>);

impl Rooms {
    /// Brings the connections of a device into a group, and out of the one they were in.
    pub(crate) fn join(
        &self,
        group: i64,
        user: UserId,
        guise: &Guise,
        now_ms: i64,
        mailboxes: Vec<Arc<LiveBox>>,
    ) -> Result<(), NotIn> {
        if mailboxes.is_empty() {
            return Err(NotIn::Unconnected);
        }
        let mut rooms = lock(&self.0);
        let full = rooms.get(&group).is_some_and(|room| {
            room.members.len() >= choices::MAX_LIVE_MEMBERS && !room.members.contains_key(&user)
        });
        if full {
            return Err(NotIn::Full);
        }
        for mailbox in &mailboxes {
            leave(&mut rooms, user, mailbox);
        }
        let room = rooms
            .entry(group)
            .or_insert_with(|| Room::new(Instant::now()));
        let member = room.members.entry(user).or_insert_with(|| Member {
            guise: Guise::default(),
            since_ms: now_ms,
            mailboxes: Vec::new(),
        });
        member.guise = guise.clone();
        for mailbox in mailboxes {
            mailbox.group.store(group, Ordering::Release);
            // A connection that ended meanwhile has looked for itself before this.
            if mailbox.gone.load(Ordering::Acquire) {
                leave(&mut rooms, user, &mailbox);
                continue;
            }
            if let Some(member) = rooms
                .get_mut(&group)
                .and_then(|room| room.members.get_mut(&user))
            {
                member.mailboxes.push(mailbox);
            }
        }
        settle(&mut rooms, group, user);
        Ok(())
    }

    /// Takes connections out of a group.
    pub(crate) fn leave(&self, group: i64, user: UserId, mailboxes: &[Arc<LiveBox>]) {
        let mut rooms = lock(&self.0);
        for mailbox in mailboxes {
            if mailbox.group.load(Ordering::Acquire) == group {
                leave(&mut rooms, user, mailbox);
            }
        }
    }

    /// A connection has ended.
    pub(crate) fn gone(&self, user: UserId, mailbox: &Arc<LiveBox>) {
        mailbox.gone.store(true, Ordering::Release);
        leave(&mut lock(&self.0), user, mailbox);
    }

    /// Whether a device with these connections is in a group, and as whom.
    pub(crate) fn guise(
        &self,
        group: i64,
        user: UserId,
        mailboxes: &[Arc<LiveBox>],
    ) -> Option<Guise> {
        let rooms = lock(&self.0);
        let member = rooms.get(&group)?.members.get(&user)?;
        let here =
            |mailbox: &Arc<LiveBox>| member.mailboxes.iter().any(|it| Arc::ptr_eq(it, mailbox));
        mailboxes.iter().any(here).then(|| member.guise.clone())
    }

    /// How many people are in a group.
    pub(crate) fn count(&self, group: i64) -> usize {
        lock(&self.0)
            .get(&group)
            .map_or(0, |room| room.members.len())
    }

    /// Whether somebody is in a group.
    pub(crate) fn has(&self, group: i64, user: UserId) -> bool {
        lock(&self.0)
            .get(&group)
            .is_some_and(|room| room.members.contains_key(&user))
    }

    /// Those of these people who are in a group.
    pub(crate) fn some(&self, group: i64, users: &[UserId]) -> BTreeMap<UserId, Present> {
        let rooms = lock(&self.0);
        let Some(room) = rooms.get(&group) else {
            return BTreeMap::new();
        };
        let found = users.iter().filter_map(|user| {
            let member = room.members.get(user)?;
            Some((*user, present(*user, member)))
        });
        found.collect()
    }

    /// So many people of a group behind one, without some; and whether there are more.
    pub(crate) fn page(
        &self,
        group: i64,
        after: UserId,
        limit: usize,
        without: &[UserId],
    ) -> (Vec<Present>, bool) {
        let rooms = lock(&self.0);
        let Some(room) = rooms.get(&group) else {
            return (Vec::new(), false);
        };
        let mut members = room
            .members
            .range((Bound::Excluded(after), Bound::Unbounded))
            .filter(|(user, _)| !without.contains(user));
        let page = members.by_ref().take(limit);
        let page = page.map(|(user, member)| present(*user, member)).collect();
        (page, members.next().is_some())
    }

    /// Tells everybody in a group. Of what somebody has said, only what its rate admits: what is over it, its sender alone
    /// is told.
    pub(crate) fn tell(&self, group: i64, sender: Option<UserId>, push: &Arc<LivePush>) {
        let mut rooms = lock(&self.0);
        let Some(room) = rooms.get_mut(&group) else {
            return;
        };
        let only = sender.filter(|_| !room.admits(push.priority, Instant::now()));
        let members = room
            .members
            .iter()
            .filter(|(user, _)| only.is_none_or(|only| only == **user));
        for (_, member) in members {
            for mailbox in &member.mailboxes {
                mailbox.put(push);
            }
        }
    }

    /// Puts people out of a group.
    pub(crate) fn put_out(&self, group: i64, users: &[UserId]) {
        let mut rooms = lock(&self.0);
        let Some(room) = rooms.get_mut(&group) else {
            return;
        };
        for user in users {
            let member = room.members.remove(user);
            for mailbox in member.into_iter().flat_map(|member| member.mailboxes) {
                mailbox.group.store(0, Ordering::Release);
            }
        }
        if room.members.is_empty() {
            rooms.remove(&group);
        }
    }

    /// A group has ended.
    pub(crate) fn end(&self, group: i64) {
        let room = lock(&self.0).remove(&group);
        for member in room.into_iter().flat_map(|room| room.members.into_values()) {
            for mailbox in member.mailboxes {
                mailbox.group.store(0, Ordering::Release);
            }
        }
    }
}

fn present(user: UserId, member: &Member) -> Present {
    Present {
        user,
        guise: member.guise.clone(),
        since_ms: member.since_ms,
    }
}

fn leave(rooms: &mut HashMap<i64, Room>, user: UserId, mailbox: &Arc<LiveBox>) {
    let group = mailbox.group.swap(0, Ordering::AcqRel);
    if let Some(member) = rooms
        .get_mut(&group)
        .and_then(|room| room.members.get_mut(&user))
    {
        member.mailboxes.retain(|it| !Arc::ptr_eq(it, mailbox));
    }
    settle(rooms, group, user);
}

/// Whoever has no connection in a group is not in it, and a group without anybody is not kept.
fn settle(rooms: &mut HashMap<i64, Room>, group: i64, user: UserId) {
    let Some(room) = rooms.get_mut(&group) else {
        return;
    };
    if room
        .members
        .get(&user)
        .is_some_and(|member| member.mailboxes.is_empty())
    {
        room.members.remove(&user);
    }
    if room.members.is_empty() {
        rooms.remove(&group);
    }
}

/// What the locks guard is whole after every statement, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn push(index: i64, priority: Priority) -> Arc<LivePush> {
        Arc::new(LivePush {
            body: Bytes::new(),
            conversation_id: String::new(),
            index,
            priority,
        })
    }

    #[test]
    fn low_goes_first_and_high_has_a_rate_of_its_own() {
        let now = Instant::now();
        let mut room = Room::new(now);
        let mut admitted = |priority, at| (0..100).filter(|_| room.admits(priority, at)).count();
        assert_eq!(admitted(Priority::Low, now), 20);
        assert_eq!(admitted(Priority::Normal, now), 10);
        assert_eq!(admitted(Priority::High, now), 10);
        assert_eq!(admitted(Priority::High, now), 0);
        let later = now + Duration::from_secs(1);
        assert_eq!(admitted(Priority::Normal, later), 30);
        assert_eq!(admitted(Priority::Low, later), 0);
        assert_eq!(admitted(Priority::High, later), 10);
    }

    #[test]
    fn a_full_mailbox_lets_the_oldest_of_the_lowest_go() {
        let mailbox = LiveBox::default();
        mailbox.put(&push(1, Priority::High));
        mailbox.put(&push(2, Priority::Low));
        mailbox.put(&push(3, Priority::Low));
        for index in 4..=256 {
            mailbox.put(&push(index, Priority::Normal));
        }
        mailbox.put(&push(257, Priority::Normal));
        mailbox.put(&push(258, Priority::High));
        mailbox.put(&push(259, Priority::High));
        let indexes: Vec<i64> = mailbox.take().iter().map(|push| push.index).collect();
        assert_eq!(indexes.len(), WAITING);
        assert_eq!(indexes.first(), Some(&1));
        assert_eq!(indexes.get(1), Some(&5));
        assert_eq!(indexes.last(), Some(&259));
    }
}
