//! Whom the window shows, place by place, so that their client asks about them and nobody else.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use linnet_core::model::UserId;
use linnet_core::{Client, Watching};

use crate::ipc::PresencePlace;

/// The places of the window in which people of an account are shown.
#[derive(Default)]
pub struct PresencePlaces(Mutex<BTreeMap<PresencePlace, Watching>>);

impl PresencePlaces {
    /// These people are shown there now; nobody: the place is gone.
    pub fn see(&self, client: &Client, place: PresencePlace, users: Vec<UserId>) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if users.is_empty() {
            places.remove(&place);
            return;
        }
        let watching = places
            .entry(place)
            .or_insert_with(|| client.watch_presence());
        watching.see(users);
    }

    /// The page is another one: it shows nobody yet.
    pub fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
