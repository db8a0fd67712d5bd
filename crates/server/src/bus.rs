//! Who is connected, and the bell that is rung for them. The bus says "user U has entries up to
//! cursor C" and nothing else about stored things, so that other nodes can carry it later; what
//! the entries are, each connection reads for itself. Transient messages, which are stored
//! nowhere, lie in the mailbox of each connection.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use linnet_proto::choices;
use linnet_proto::im_proto::{NewFriendMessageNotify, NewP2pMessageNotify};
use tokio::sync::Notify;

use crate::UserId;
use crate::clock::Clock;
use crate::live::{LiveBox, Rooms};
use crate::presence::{Presence, Watcher};

/// Transient messages that wait in one mailbox. When full the oldest goes: they may be lost.
const TRANSIENTS: usize = 32;
/// News of contacts that wait in one mailbox. When full the oldest of which a newer of the same kind waits goes: that one
/// leads to the same list being read.
const CONTACTS: usize = 64;
/// Most connections of one user, whatever their device ids say.
const CONNECTIONS_PER_USER: usize = 64;

/// One connection's bell and its transient messages.
#[derive(Debug)]
pub(crate) struct Mailbox {
    device: String,
    /// Whom the connection watches.
    pub(crate) watcher: Arc<Watcher>,
    bell: Arc<Notify>,
    announced: AtomicI64,
    transients: Mutex<VecDeque<Arc<NewP2pMessageNotify>>>,
    contacts: Mutex<VecDeque<Arc<NewFriendMessageNotify>>>,
    /// The live group it is in.
    pub(crate) live: Arc<LiveBox>,
}

impl Mailbox {
    /// Waits for the next ring. A ring while nobody waits is not lost.
    pub(crate) async fn rung(&self) {
        self.bell.notified().await;
    }

    /// The place up to which the user is known to have entries.
    pub(crate) fn announced(&self) -> i64 {
        self.announced.load(Ordering::Acquire)
    }

    pub(crate) fn take_transients(&self) -> VecDeque<Arc<NewP2pMessageNotify>> {
        std::mem::take(&mut *lock(&self.transients))
    }

    pub(crate) fn take_contacts(&self) -> VecDeque<Arc<NewFriendMessageNotify>> {
        std::mem::take(&mut *lock(&self.contacts))
    }
}

/// All connections by user.
#[derive(Debug, Default)]
pub(crate) struct Bus {
    users: Mutex<HashMap<UserId, Vec<Arc<Mailbox>>>>,
    /// Who is there, as others are told of it.
    pub(crate) presence: Presence,
    /// Who is in which live group.
    pub(crate) rooms: Rooms,
}

/// A connection's place on the bus; leaves it when dropped.
pub(crate) struct Seat {
    bus: Arc<Bus>,
    user: UserId,
    clock: Arc<dyn Clock>,
    pub(crate) mailbox: Arc<Mailbox>,
}

impl Bus {
    /// Seats a connection; `None` when the user has too many devices connected. A device that
    /// comes back while its dead connection is still here takes no further place.
    pub(crate) fn join(
        bus: &Arc<Self>,
        user: UserId,
        device: &str,
        clock: &Arc<dyn Clock>,
    ) -> Option<Seat> {
        let mut users = lock(&bus.users);
        let mailboxes = users.entry(user).or_default();
        let mut devices: HashSet<&str> = mailboxes
            .iter()
            .map(|mailbox| mailbox.device.as_str())
            .collect();
        devices.insert(device);
        if devices.len() > choices::MAX_DEVICES_PER_USER || mailboxes.len() >= CONNECTIONS_PER_USER
        {
            return None;
        }
        let bell = Arc::new(Notify::new());
        let mailbox = Arc::new(Mailbox {
            device: device.to_owned(),
            watcher: Watcher::new(user),
            live: Arc::new(LiveBox::new(Arc::clone(&bell))),
            bell,
            announced: AtomicI64::new(0),
            transients: Mutex::default(),
            contacts: Mutex::default(),
        });
        mailboxes.push(Arc::clone(&mailbox));
        // Under the lock: whoever comes and goes at the same time is told of in that order.
        bus.presence.came(user);
        Some(Seat {
            bus: Arc::clone(bus),
            user,
            clock: Arc::clone(clock),
            mailbox,
        })
    }

    /// Whether this user has a connection here.
    pub(crate) fn is_online(&self, user: UserId) -> bool {
        lock(&self.users).contains_key(&user)
    }

    /// Where the connections of one device hear what is said in live groups.
    pub(crate) fn of_device(&self, user: UserId, device: &str) -> Vec<Arc<LiveBox>> {
        let users = lock(&self.users);
        let mailboxes = users.get(&user).into_iter().flatten();
        mailboxes
            .filter(|mailbox| mailbox.device == device)
            .map(|mailbox| Arc::clone(&mailbox.live))
            .collect()
    }

    /// This user has entries up to this place.
    pub(crate) fn announce(&self, user: UserId, cursor: i64) {
        for mailbox in lock(&self.users).get(&user).into_iter().flatten() {
            mailbox.announced.fetch_max(cursor, Ordering::AcqRel);
            mailbox.bell.notify_one();
        }
    }

    /// Puts a transient message into the mailboxes of a user.
    pub(crate) fn transient(&self, user: UserId, notify: &Arc<NewP2pMessageNotify>) {
        for mailbox in lock(&self.users).get(&user).into_iter().flatten() {
            let mut transients = lock(&mailbox.transients);
            if transients.len() >= TRANSIENTS {
                transients.pop_front();
            }
            transients.push_back(Arc::clone(notify));
            drop(transients);
            mailbox.bell.notify_one();
        }
    }

    /// Puts news of contacts into the mailboxes of a user.
    pub(crate) fn contacts(&self, user: UserId, notify: &Arc<NewFriendMessageNotify>) {
        for mailbox in lock(&self.users).get(&user).into_iter().flatten() {
            let mut contacts = lock(&mailbox.contacts);
            contacts.push_back(Arc::clone(notify));
            if contacts.len() > CONTACTS {
                let needless = (0..contacts.len()).find(|at| {
                    let kind = contacts.get(*at).map(|it| it.message_type);
                    contacts
                        .iter()
                        .skip(at + 1)
                        .any(|it| Some(it.message_type) == kind)
                });
                contacts.remove(needless.unwrap_or(0));
            }
            drop(contacts);
            mailbox.bell.notify_one();
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.bus.presence.close(&self.mailbox.watcher);
        self.bus.rooms.gone(self.user, &self.mailbox.live);
        let mut users = lock(&self.bus.users);
        if let Some(mailboxes) = users.get_mut(&self.user) {
            mailboxes.retain(|mailbox| !Arc::ptr_eq(mailbox, &self.mailbox));
            if mailboxes.is_empty() {
                users.remove(&self.user);
                self.bus.presence.left(self.user, self.clock.now_ms());
            }
        }
    }
}

/// What the locks guard is whole after every statement, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
