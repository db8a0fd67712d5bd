//! Who learns of a change. Stored things go to inboxes: [`Delivery::Inbox`] names the user and
//! the entry, the entry is kept in memory for those who are connected, and the bus rings. What is
//! not stored ([`Delivery::Transient`], [`Delivery::Contacts`]) goes to those who are connected now. Both leave after the
//! commit of the command that caused them.

use std::sync::Arc;

use linnet_proto::im_proto::NewP2pMessageNotify;

use crate::UserId;
use crate::bus::Bus;
use crate::recent::Recent;
use crate::store::{Delivery, Observer};

/// Carries committed deliveries to connections.
#[derive(Default)]
pub(crate) struct Router {
    pub(crate) bus: Arc<Bus>,
    pub(crate) recent: Recent,
}

impl Observer for Router {
    fn committed(&self, deliveries: Vec<Delivery>) {
        for delivery in deliveries {
            match delivery {
                Delivery::Contacts(user, notify) => self.bus.contacts(user, &notify),
                Delivery::Inbox(user, entry) => {
                    if self.bus.is_online(user) {
                        let cursor = entry.cursor;
                        self.recent.push(user, entry);
                        self.bus.announce(user, cursor);
                    }
                }
                Delivery::Transient(user, notify) => self.bus.transient(user, &notify),
                Delivery::Live(group, sender, push) => self.bus.rooms.tell(group, sender, &push),
                Delivery::LiveOut(group, users) => self.bus.rooms.put_out(group, &users),
                Delivery::LiveEnded(group) => self.bus.rooms.end(group),
            }
        }
    }
}

impl Router {
    /// Sends what no store has to keep.
    pub(crate) fn transient(&self, users: &[UserId], notify: NewP2pMessageNotify) {
        let notify = Arc::new(notify);
        for user in users {
            self.bus.transient(*user, &notify);
        }
    }
}
