//! Finding a conversation by what the list calls it.

use super::Client;
use crate::error::Result;
use crate::model::UserId;
use crate::model::matching::NameFinder;
use crate::store::conversation;
use crate::view::row::ConversationRow;
use crate::view::{list, paint, unnamed};

/// Rows that are told at most.
const MOST: usize = 100;

impl Client {
    /// Conversations whose title fits, by letters, pinyin or initials, or whose id or other person is named, in the order of
    /// the list; without words the first of them. Archived ones are among them.
    ///
    /// # Errors
    /// The database fails.
    pub async fn find_conversations(
        &self,
        words: &str,
        limit: usize,
    ) -> Result<Vec<ConversationRow>> {
        let (me, words, limit) = (self.user_id(), words.trim().to_owned(), limit.min(MOST));
        self.0
            .store
            .read(move |snapshot| {
                let mut keys = conversation::keys(snapshot)?;
                list::sort(&mut keys);
                let titles = match words.is_empty() {
                    true => None,
                    false => Some(conversation::titles(snapshot)?),
                };
                let finder = NameFinder::new(&words);
                let fits = |key: &conversation::Key| {
                    let Some(titles) = &titles else {
                        return true;
                    };
                    titles.get(&key.cid).is_some_and(|title| {
                        let name = match paint::plain(&title.name) {
                            Some(name) => name,
                            None if key.peer != 0 => unnamed::person(UserId(key.peer)),
                            None => unnamed::group(),
                        };
                        title.id.as_str() == words
                            || (key.peer != 0 && key.peer.to_string() == words)
                            || finder.rank(&name).is_some()
                            || (key.peer == me.0
                                && unnamed::NOTES
                                    .iter()
                                    .any(|notes| finder.rank(notes).is_some()))
                    })
                };
                let mut rows = Vec::new();
                for key in keys.iter().filter(|key| fits(key)).take(limit) {
                    let stored = conversation::get(snapshot, key.cid)?;
                    rows.extend(stored.map(|stored| paint::conversation_row(me, &stored)));
                }
                Ok(rows)
            })
            .await
    }
}
