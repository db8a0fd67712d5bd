//! Finding messages by their words.

use tokio::sync::watch;

use super::Client;
use crate::error::{Error, Result};
use crate::model::kind::Noun;
use crate::model::{ConversationId, MessageKey, UserId};
use crate::search::{self, Filter, Found, SearchProgress, Who};
use crate::store::{Cid, Snapshot, conversation, message, person};
use crate::view::paint;
use crate::view::row::{FoundGroup, FoundNames, FoundRow, FoundRows, SharedItems};

/// Rows of a page at most.
const MOST: usize = 100;

/// People, and groups, that are told at most.
const NAMES: usize = 20;

/// Which messages are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchFilter {
    /// Of this conversation only.
    pub conversation: Option<ConversationId>,
    /// By this person only.
    pub sender: Option<UserId>,
    /// Of these kinds only; of any when it is empty.
    pub kinds: Vec<Noun>,
    /// Only what leads to a page: cards with a link, and words with an address in them.
    pub links: bool,
    /// Not older than this: milliseconds since 1970.
    pub from: Option<i64>,
    /// Older than this.
    pub before: Option<i64>,
}

impl Client {
    /// Messages that hold all the words, the newest first: of a script with spaces each from its beginning on, of others
    /// wherever they stand. Where nothing is found, one mistake in each long word is forgiven. Without words it is what
    /// the filter lets through, and nothing without a filter. Only what is stored here is found, and what has just come
    /// a moment later. `after` goes on with the message that a page ended with.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a conversation, for a message to go on from that is gone, and for the index while it is
    /// made again.
    pub async fn search(
        &self,
        words: &str,
        filter: &SearchFilter,
        after: Option<&MessageKey>,
        limit: usize,
    ) -> Result<FoundRows> {
        let conversation = match &filter.conversation {
            Some(id) => Some(self.place(id).await?.cid),
            None => None,
        };
        let wanted = Filter {
            conversation,
            sender: filter.sender,
            kinds: filter.kinds.clone(),
            leads_out: filter.links,
            from: filter.from,
            before: filter.before,
        };
        let (words, after) = (words.to_owned(), after.cloned());
        let index = self.0.indexer.index();
        let me = self.user_id();
        let percent = self.0.indexer.progress().borrow().percent;
        let answer = self
            .0
            .store
            .read(move |snapshot| {
                let limit = limit.clamp(1, MOST);
                let found = search::find(snapshot, &index, &words, &wanted, after.as_ref(), limit)?;
                let mut painter = Painter {
                    snapshot,
                    me,
                    titles: Vec::new(),
                };
                let mut rows = Vec::with_capacity(found.messages.len());
                for message in &found.messages {
                    rows.extend(painter.row(message)?);
                }
                Ok(FoundRows {
                    rows,
                    more: found.more,
                    forgiving: found.forgiving,
                    percent,
                })
            })
            .await;
        if let Err(Error::NotFound(_)) = &answer {
            self.0.indexer.nudge();
        }
        answer
    }

    /// What was shared in a conversation and fits the filter, the newest first, with all that a list of such things shows.
    ///
    /// # Errors
    /// As for [`Client::search`].
    pub async fn shared(
        &self,
        filter: &SearchFilter,
        after: Option<&MessageKey>,
        limit: usize,
    ) -> Result<SharedItems> {
        let found = self.search("", filter, after, limit).await?;
        let me = self.user_id();
        let keys: Vec<MessageKey> = found.rows.into_iter().map(|row| row.message).collect();
        let items = self
            .0
            .store
            .read(move |snapshot| {
                let mut items = Vec::with_capacity(keys.len());
                for key in &keys {
                    if let Some(stored) = message::find(snapshot, key)? {
                        items.push(paint::shared_item(me, &stored));
                    }
                }
                Ok(items)
            })
            .await?;
        Ok(SharedItems {
            items,
            more: found.more,
            percent: found.percent,
        })
    }

    /// People and groups that are known here and whose names fit, by letters, pinyin or initials; people also by their
    /// whole id. The best first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn find_names(&self, words: &str) -> Result<FoundNames> {
        let (client, words, me) = (self.clone(), words.to_owned(), self.user_id());
        self.0
            .store
            .read(move |snapshot| {
                let mut found = FoundNames::default();
                for who in client.0.names.find(snapshot, me, &words, NAMES)? {
                    match who {
                        Who::Person(user) => {
                            let known = person::get(snapshot, user)?;
                            found.people.extend(known.iter().map(paint::person));
                        }
                        Who::Group(cid) => {
                            let known = conversation::get(snapshot, cid)?;
                            found.groups.extend(known.iter().map(|place| {
                                let row = paint::conversation_row(me, place);
                                FoundGroup {
                                    id: row.id,
                                    title: row.title,
                                    avatar: row.avatar,
                                    members: row.members,
                                }
                            }));
                        }
                    }
                }
                Ok(found)
            })
            .await
    }

    /// How far the index of words is. Its steps grow whenever it has learnt something.
    pub fn search_progress(&self) -> watch::Receiver<SearchProgress> {
        self.0.indexer.progress()
    }

    /// The first message of a conversation at or after a time, in milliseconds since 1970; the last one before it when
    /// there is none. None of a conversation without messages. Only what is stored here is looked at.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a conversation that is not known here.
    pub async fn message_at(&self, id: &ConversationId, time: i64) -> Result<Option<MessageKey>> {
        let cid = self.place(id).await?.cid;
        self.0
            .store
            .read(move |snapshot| message::at_time(snapshot, cid, time))
            .await
    }
}

/// Makes rows of what was found; titles are read once.
struct Painter<'a> {
    snapshot: &'a Snapshot<'a>,
    me: UserId,
    titles: Vec<(Cid, conversation::Stored)>,
}

impl Painter<'_> {
    fn place(&mut self, cid: Cid) -> Result<Option<&conversation::Stored>> {
        let at = match self.titles.iter().position(|(known, _)| *known == cid) {
            Some(at) => at,
            None => match conversation::get(self.snapshot, cid)? {
                Some(stored) => {
                    self.titles.push((cid, stored));
                    self.titles.len() - 1
                }
                None => return Ok(None),
            },
        };
        Ok(self.titles.get(at).map(|(_, stored)| stored))
    }

    fn row(&mut self, found: &Found) -> Result<Option<FoundRow>> {
        let me = self.me;
        let said = &found.candidate.said;
        let Some(place) = self.place(said.conversation)? else {
            return Ok(None);
        };
        Ok(Some(paint::found_row(me, place, found)))
    }
}
