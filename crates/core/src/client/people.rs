//! People: names and pictures.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Client;
use crate::error::Result;
use crate::model::UserId;
use crate::store::{Change, person};
use crate::sync::refresh;
use crate::view::paint;
use crate::view::row::Person;

/// A profile older than this is asked for again when somebody looks at the person.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// People whose profile is remembered as fresh; past it all are asked for again.
const REMEMBERED: usize = 1_000;

/// When profiles were last looked up, by the time the computer is up.
/// Clones share it.
#[derive(Clone, Default)]
pub(crate) struct LookedUp(Arc<Mutex<HashMap<UserId, Duration>>>);

impl LookedUp {
    fn is_fresh(&self, user: UserId, uptime: Duration) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = known.get(&user);
        at.is_some_and(|at| uptime.saturating_sub(*at) < FRESH)
    }

    /// The connection was lost meanwhile, and with it what was told: everybody is asked for again.
    pub(super) fn forget(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn note(&self, user: UserId, uptime: Duration) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(user, uptime);
    }
}

/// Contacts told at most; a longer list is no help, and there is the search by id.
const CONTACTS: i64 = 2_000;

impl Client {
    /// Friends, and everybody the person has a chat with, by name. What is stored here; nobody is asked.
    ///
    /// # Errors
    /// The database fails.
    pub async fn contacts(&self) -> Result<Vec<Person>> {
        let me = self.user_id();
        let known = self
            .0
            .store
            .read(move |snapshot| person::contacts(snapshot, me, CONTACTS))
            .await?;
        Ok(known.iter().map(paint::person).collect())
    }

    /// Those who have no name are called otherwise from now on ([`unnamed`](crate::view::unnamed)): everything that is open
    /// is read again.
    pub fn names_are_other(&self) {
        self.0.store.announce(Change::Names);
    }

    /// A person by id; none when there is no such person. What is known here answers when the server does not.
    ///
    /// # Errors
    /// As for any command, for a person nothing is known about.
    pub async fn person(&self, user: UserId) -> Result<Option<Person>> {
        let known = |known: &person::Stored| known.fetched > 0 && !known.missing;
        let asked = self.asked_about(user).await;
        let stored = self
            .0
            .store
            .read(move |snapshot| person::get(snapshot, user))
            .await?;
        match (stored.filter(known), asked) {
            (Some(stored), _) => Ok(Some(paint::person(&stored))),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Ok(None),
        }
    }

    /// Asks for somebody's profile when what is known of it is old. What is known here has to do when nobody answers.
    pub(super) async fn look_up(&self, user: UserId) {
        if let Err(error) = self.asked_about(user).await {
            tracing::info!(code = %error.code(), "a profile could not be asked for");
        }
    }

    async fn asked_about(&self, user: UserId) -> Result<()> {
        let known = self
            .0
            .store
            .read(move |snapshot| person::get(snapshot, user))
            .await?;
        let uptime = self.clock().uptime();
        let here = known.is_some_and(|known| known.fetched > 0 && !known.missing);
        if here && self.0.looked_up.is_fresh(user, uptime) {
            return Ok(());
        }
        refresh::fetch_people(&self.0.store, &self.0.link, vec![user]).await?;
        self.0.looked_up.note(user, uptime);
        Ok(())
    }
}
