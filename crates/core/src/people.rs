//! People: names and pictures.

use crate::client::Client;
use crate::error::Result;
use crate::model::UserId;
use crate::store::person;
use crate::sync::refresh;
use crate::view::paint;
use crate::view::row::Person;

/// A profile older than this is asked for again when somebody looks at the person: milliseconds.
const FRESH_MS: i64 = 60 * 60 * 1000;

/// Contacts told at most; a longer list is no help, and there is the search by id.
const CONTACTS: i64 = 2_000;

impl Client {
    /// Everybody the person has a chat with, by name. What is stored here; nobody is asked.
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

    /// A person by id; none when there is no such person. What is known here answers when the server does not.
    ///
    /// # Errors
    /// As for any command, for a person nothing is known about.
    pub async fn person(&self, user: UserId) -> Result<Option<Person>> {
        let known = self
            .0
            .store
            .read(move |snapshot| person::get(snapshot, user))
            .await?;
        let fresh = known.as_ref().is_some_and(|known| {
            !known.missing && known.fetched > self.clock().now_ms().saturating_sub(FRESH_MS)
        });
        if !fresh {
            let asked = refresh::fetch_people(&self.0.store, &self.0.link, vec![user]).await;
            let named = known
                .as_ref()
                .is_some_and(|known| known.fetched > 0 && !known.missing);
            match asked {
                Err(error) if !named => return Err(error),
                _ => {}
            }
        }
        let known = self
            .0
            .store
            .read(move |snapshot| person::get(snapshot, user))
            .await?;
        Ok(known
            .filter(|known| known.fetched > 0 && !known.missing)
            .map(|known| paint::person(&known)))
    }
}
