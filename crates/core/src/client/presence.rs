//! Who is there, of those whom somebody looks at.

use super::Client;
use crate::presence::{PresenceFeed, Watching};

impl Client {
    /// A place on a screen that shows people: whether they are there is asked for as long as it is not dropped, of those
    /// whom it names ([`Watching::see`]). At most 500 people of all places are asked for.
    pub fn watch_presence(&self) -> Watching {
        self.0.presence.watch()
    }

    /// Who is there, of those who are watched, and every change. A server that does not tell leaves it silent.
    pub fn presence(&self) -> PresenceFeed {
        self.0.presence.feed()
    }
}
