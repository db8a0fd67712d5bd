//! How many messages of a conversation are unread: counted once, then carried on by what is new. A group that nobody
//! reads may have fifty thousand, and each message that comes asks.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::hooks::Action;
use rusqlite::{Connection, params};

use super::change::Cid;
use crate::error::Result;

/// New rows that are looked at one by one; when there are more, the index counts them all again.
const NEW_ROWS: i64 = 256;

pub(super) const ALL: &str = "SELECT count(*), coalesce(max(mentions_me), 0), (SELECT coalesce(max(id), 0) FROM message)
     FROM message WHERE conversation = ?1 AND message_index > ?2 AND message_index > 0 AND counts = 1";
/// Ids only grow, so what is new has a higher one, wherever in the history it belongs.
pub(super) const NEW: &str = "SELECT count(*), coalesce(max(id), ?3), count(*) FILTER (WHERE unread),
        coalesce(max(mentions_me) FILTER (WHERE unread), 0)
     FROM (SELECT id, mentions_me, conversation = ?1 AND message_index > ?2 AND message_index > 0 AND counts = 1 AS unread
           FROM message WHERE id > ?3 ORDER BY id LIMIT ?4)";

/// Unread messages of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unread {
    pub(super) messages: i64,
    /// One of them names the person.
    pub(super) mentioned: bool,
}

/// Holds as long as no row of a message is changed or goes.
struct Counted {
    /// The read position it was counted from.
    read: i64,
    /// Id of the newest row that was there.
    through: i64,
    unread: Unread,
}

/// What was counted, by conversation.
pub(super) struct Counts {
    known: HashMap<Cid, Counted>,
    /// A row of a message was changed or went since.
    changed: Arc<AtomicBool>,
}

impl Counts {
    /// For the connection that writes, and for it alone.
    pub(super) fn watching(connection: &mut Connection) -> Result<Self> {
        let changed = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&changed);
        connection.update_hook(Some(move |action, _: &str, table: &str, _| {
            if table == "message" && action != Action::SQLITE_INSERT {
                seen.store(true, Ordering::Relaxed);
            }
        }))?;
        Ok(Self {
            known: HashMap::new(),
            changed,
        })
    }

    pub(super) fn forget(&mut self) {
        self.known.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Messages above `read` that can be unread.
    pub(super) fn above(
        &mut self,
        connection: &Connection,
        conversation: Cid,
        read: i64,
    ) -> Result<Unread> {
        if self.changed.swap(false, Ordering::Relaxed) {
            self.forget();
        }
        let carried = match self.known.get(&conversation) {
            Some(counted) if counted.read == read => carry_on(connection, conversation, counted)?,
            _ => None,
        };
        let counted = match carried {
            Some(counted) => counted,
            None => connection
                .prepare_cached(ALL)?
                .query_row([conversation.0, read], |row| {
                    Ok(Counted {
                        read,
                        through: row.get(2)?,
                        unread: Unread {
                            messages: row.get(0)?,
                            mentioned: row.get(1)?,
                        },
                    })
                })?,
        };
        let unread = counted.unread;
        self.known.insert(conversation, counted);
        Ok(unread)
    }
}

/// What was counted and what has come since; none when too much has.
fn carry_on(
    connection: &Connection,
    conversation: Cid,
    counted: &Counted,
) -> Result<Option<Counted>> {
    let (rows, through, messages, mentioned): (i64, i64, i64, bool) =
        connection.prepare_cached(NEW)?.query_row(
            params![conversation.0, counted.read, counted.through, NEW_ROWS],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
    Ok((rows < NEW_ROWS).then_some(Counted {
        read: counted.read,
        through,
        unread: Unread {
            messages: counted.unread.messages.saturating_add(messages),
            mentioned: counted.unread.mentioned || mentioned,
        },
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::Error;
    use crate::model::message::Incoming;
    use crate::store::tests::{ALICE, Desk, chat, from_bob};
    use crate::store::{Tx, conversation, message};

    #[derive(Debug, Clone)]
    enum Step {
        /// So many messages from this index on.
        Come(i64, i64),
        /// A command that stores a message and then fails.
        Fail(i64),
        Write(i64),
        Recall(i64),
        Delete(i64),
        Clear(i64),
        Read(i64),
    }

    fn step() -> impl Strategy<Value = Step> {
        let index = 1_i64..60;
        prop_oneof![
            4 => (index.clone(), 1_i64..4).prop_map(|(from, many)| Step::Come(from, many)),
            1 => (index.clone(), NEW_ROWS - 1..NEW_ROWS + 2).prop_map(|(from, many)| Step::Come(from, many)),
            1 => index.clone().prop_map(Step::Fail),
            1 => index.clone().prop_map(Step::Write),
            2 => index.clone().prop_map(Step::Recall),
            2 => index.clone().prop_map(Step::Delete),
            1 => index.clone().prop_map(Step::Clear),
            2 => index.prop_map(Step::Read),
        ]
    }

    fn come(tx: &mut Tx<'_>, cid: Cid, indexes: impl Iterator<Item = i64>) -> Result<()> {
        for index in indexes {
            let mut incoming = from_bob(index, "hello");
            if index % 5 == 0 {
                incoming
                    .ext
                    .insert("s:mentioned_users".to_owned(), ALICE.to_string());
            }
            message::store(tx, cid, 0, &incoming, true)?;
        }
        Ok(())
    }

    fn run(tx: &mut Tx<'_>, cid: Cid, read: &mut i64, step: &Step) -> Result<()> {
        let at = |index| from_bob(index, "").server_id;
        match *step {
            Step::Come(from, many) => come(tx, cid, from..from + many),
            Step::Fail(index) => {
                come(tx, cid, index..=index)?;
                tx.unread_above(cid, *read)?;
                Err(Error::Cancelled)
            }
            Step::Write(index) => {
                let written = Incoming {
                    sender: ALICE,
                    ..from_bob(index, "mine")
                };
                message::store(tx, cid, 0, &written, false).map(|_| ())
            }
            Step::Recall(index) => match message::target(tx, at(index), "")? {
                Some(mid) => message::recall(tx, mid),
                None => Ok(()),
            },
            Step::Delete(index) => match message::target(tx, at(index), "")? {
                Some(mid) => message::delete(tx, mid),
                None => Ok(()),
            },
            Step::Clear(index) => message::wipe_up_to(tx, cid, index),
            Step::Read(index) => {
                *read = (*read).max(index);
                Ok(())
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_is_carried_on_is_what_would_be_counted(steps in proptest::collection::vec(step(), 1..24)) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async {
                let desk = Desk::new();
                let mut read = 0;
                for step in steps {
                    let described = format!("{step:?}");
                    let mut position = read;
                    let done = desk.store.write(move |tx| {
                        let cid = conversation::ensure(tx, &chat())?;
                        run(tx, cid, &mut position, &step)?;
                        Ok(position)
                    });
                    // A step may fail; what it did is undone.
                    read = done.await.unwrap_or(read);
                    let position = read;
                    let (told, counted) = desk.store.write(move |tx| {
                        let cid = conversation::ensure(tx, &chat())?;
                        let told = tx.unread_above(cid, position)?;
                        let counted = tx.connection().query_row(ALL, [cid.0, position], |row| {
                            Ok(Unread { messages: row.get(0)?, mentioned: row.get(1)? })
                        })?;
                        Ok((told, counted))
                    }).await.unwrap();
                    prop_assert_eq!(told, counted, "after {}", described);
                }
                desk.store.close().await;
                Ok(())
            })?;
        }
    }
}
