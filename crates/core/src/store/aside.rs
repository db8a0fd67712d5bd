//! Setting a damaged database aside: it is renamed and never deleted, and a new one takes its place with what could
//! be read of the messages that are not at the server yet and of the drafts. Everything else the server tells again.
//!
//! The new database is complete under a name of its own before anything is renamed. From then on its file decides:
//! whatever ends the program, the next one finishes the renaming before it opens anything.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, Row};

use super::outbox::Stage;
use super::{Cid, FILE_NAME, Store, Tx, conversation, draft, open, outbox, planned};
use crate::config::{Clock, DatabaseKey};
use crate::error::{Error, Result, stored_reason};
use crate::model::conversation::ConversationRef;
use crate::model::{ConversationId, MessageKey, UserId};

/// The new database, complete.
const NEW: &str = "linnet-new.db";

/// Where it is made.
const MAKING: &str = "making";

/// Begins the names of those that were set aside; a number follows.
const ASIDE: &str = "damaged-";

/// What SQLite puts beside a database. The log before the database: with the log of another one it would be worse off
/// than without.
const PARTS: [&str; 3] = ["-wal", "-shm", ""];

/// What became of a damaged database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetAside {
    /// The file it is kept in, in the account's folder.
    pub kept: String,
    /// Messages not at the server yet that could be read, and wait again.
    pub messages: u32,
    /// Drafts that could be read.
    pub drafts: u32,
}

/// Makes a new database beside the old one, moves into it what can be read, and sets the old one aside. The folder is
/// locked by the caller, and the database is not open.
pub(crate) async fn set_aside(
    folder: &Path,
    key: &DatabaseKey,
    me: UserId,
    clock: Arc<dyn Clock>,
) -> Result<SetAside> {
    let making = folder.join(MAKING);
    let (old, key, inside) = (folder.to_owned(), key.clone(), making.clone());
    let (found, store) = blocking(move || {
        finish(&old)?;
        let found = Found::read(&old.join(FILE_NAME), &key);
        remove_if_there(&inside)?;
        fs::create_dir(&inside)?;
        Ok((found, Store::open(&inside, &key, me, clock)?))
    })
    .await?;
    let done = store.write(move |tx| found.keep(tx)).await?;
    // Folds the log into the file, which is all that is renamed.
    store.close().await;
    let folder = folder.to_owned();
    let kept = blocking(move || {
        File::open(making.join(FILE_NAME))?.sync_all()?;
        fs::rename(making.join(FILE_NAME), folder.join(NEW))?;
        sync(&folder)?;
        let kept = finish(&folder)?;
        remove_if_there(&making)?;
        Ok(kept)
    })
    .await?;
    Ok(SetAside {
        kept: kept.unwrap_or_default(),
        ..done
    })
}

async fn blocking<T: Send + 'static>(f: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(f)
        .await
        .map_err(|_| Error::Stopped)?
}

/// Finishes the renaming that an earlier program began. The name of the old database when there was something to do.
pub(super) fn finish(folder: &Path) -> Result<Option<String>> {
    let new = folder.join(NEW);
    if !new.exists() {
        return Ok(None);
    }
    let aside = (1..)
        .map(|number: u32| format!("{ASIDE}{number}.db"))
        .find(|name| !folder.join(name).exists())
        .unwrap_or_default();
    for part in PARTS {
        let old = folder.join(format!("{FILE_NAME}{part}"));
        match fs::rename(&old, folder.join(format!("{aside}{part}"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        sync(folder)?;
    }
    fs::rename(&new, folder.join(FILE_NAME))?;
    sync(folder)?;
    Ok(Some(aside))
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn remove_if_there(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What could be read.
#[derive(Default)]
struct Found {
    messages: Vec<Unsent>,
    drafts: Vec<(ConversationRef, draft::Stored)>,
    planned: Vec<(ConversationRef, planned::Planned)>,
}

struct Unsent {
    place: i64,
    conversation: ConversationRef,
    item: outbox::NewItem,
    /// Why it was stopped, as stored.
    stopped: Option<String>,
    /// The server may have it.
    claimed: bool,
}

/// From both ends, because reading stops at the first damaged page.
const DIRECTIONS: [&str; 2] = ["ASC", "DESC"];

impl Found {
    fn read(path: &Path, key: &DatabaseKey) -> Self {
        let mut found = Self::default();
        // Its log is left as it is, too.
        let Ok(old) = open::untouched(path, key) else {
            return found;
        };
        for direction in DIRECTIONS {
            found.read_messages(&old, direction);
            found.read_drafts(&old, direction);
            found.read_planned(&old, direction);
        }
        found.read_voices(&old);
        found.messages.sort_by_key(|unsent| unsent.place);
        found
    }

    fn read_messages(&mut self, old: &Connection, direction: &str) {
        // `rowid` is the key of the outbox in every version; steps had numbers before they had names.
        let sql = format!(
            "SELECT o.rowid, o.state, o.mentions, m.key, m.kind, m.content, m.ext, m.created, m.reason,
                    c.conversation_id, c.short_id, c.kind,
                    (SELECT s.data FROM outbox_step s WHERE s.outbox = o.rowid AND s.step IN (0, 'accept')
                     AND NOT EXISTS (SELECT 1 FROM outbox_step d WHERE d.outbox = o.rowid AND d.step IN (3, 'freeze') AND d.done = 1))
             FROM outbox o CROSS JOIN message m ON m.id = o.message CROSS JOIN conversation c ON c.id = o.conversation
             ORDER BY o.rowid {direction}"
        );
        let known: Vec<i64> = self.messages.iter().map(|unsent| unsent.place).collect();
        each(old, &sql, |row| {
            let unsent = unsent(row)?;
            if !known.contains(&unsent.place) {
                self.messages.push(unsent);
            }
            Ok(())
        });
    }

    fn read_drafts(&mut self, old: &Connection, direction: &str) {
        let sql = format!(
            "SELECT d.revision, d.text, d.attachments, c.conversation_id, c.short_id, c.kind
             FROM draft d CROSS JOIN conversation c ON c.id = d.conversation
             WHERE d.text <> '' OR d.attachments <> '[]' ORDER BY d.conversation {direction}"
        );
        let known: Vec<ConversationId> = self
            .drafts
            .iter()
            .map(|(chat, _)| chat.id.clone())
            .collect();
        each(old, &sql, |row| {
            let chat = conversation_ref(row, 3)?;
            let stored = draft::Stored {
                revision: row.get(0)?,
                text: row.get(1)?,
                attachments: row.get(2)?,
                // What it answered was in the history that is loaded anew, and whom it called older databases do not say.
                ..draft::Stored::default()
            };
            if !known.contains(&chat.id) {
                self.drafts.push((chat, stored));
            }
            Ok(())
        });
    }

    /// Texts that are to be sent later. An older database has none. What they answered is loaded anew.
    fn read_planned(&mut self, old: &Connection, direction: &str) {
        let sql = format!(
            "SELECT p.key, p.text, p.mentioned, p.due, c.conversation_id, c.short_id, c.kind
             FROM planned p CROSS JOIN conversation c ON c.id = p.conversation ORDER BY p.key {direction}"
        );
        each(old, &sql, |row| {
            let to = conversation_ref(row, 4)?;
            let planned = planned::Planned {
                key: MessageKey(row.get(0)?),
                conversation: Cid(0),
                to: to.id.clone(),
                text: row.get(1)?,
                answers: String::new(),
                mentioned: row.get(2)?,
                due: row.get(3)?,
                stopped: String::new(),
            };
            if !self
                .planned
                .iter()
                .any(|(_, known)| known.key == planned.key)
            {
                self.planned.push((to, planned));
            }
            Ok(())
        });
    }

    /// Recordings that were not sent; their files stay where they are. An older database has none.
    fn read_voices(&mut self, old: &Connection) {
        let sql = "SELECT d.voice, c.conversation_id, c.short_id, c.kind
             FROM draft d CROSS JOIN conversation c ON c.id = d.conversation WHERE d.voice <> ''";
        each(old, sql, |row| {
            let voice: String = row.get(0)?;
            let chat = conversation_ref(row, 1)?;
            match self
                .drafts
                .iter_mut()
                .find(|(known, _)| known.id == chat.id)
            {
                Some((_, stored)) => stored.voice = voice,
                None => {
                    let attachments = "[]".to_owned();
                    self.drafts.push((
                        chat,
                        draft::Stored {
                            voice,
                            attachments,
                            ..draft::Stored::default()
                        },
                    ));
                }
            }
            Ok(())
        });
    }

    fn keep(self, tx: &mut Tx<'_>) -> Result<SetAside> {
        let mut done = SetAside::default();
        for unsent in self.messages {
            conversation::ensure(tx, &unsent.conversation)?;
            let Some(item) = outbox::accept(tx, &unsent.conversation.id, &unsent.item)? else {
                continue;
            };
            if unsent.claimed {
                outbox::claim(tx, &item)?;
            }
            if let Some(reason) = unsent.stopped {
                outbox::stop(tx, &item, &stored_reason(&reason))?;
            }
            done.messages += 1;
        }
        for (chat, stored) in self.drafts {
            let cid = conversation::ensure(tx, &chat)?;
            draft::restore(tx, cid, &stored)?;
            done.drafts += 1;
        }
        for (chat, mut planned) in self.planned {
            planned.conversation = conversation::ensure(tx, &chat)?;
            planned::add(tx, &planned)?;
            done.messages += 1;
        }
        Ok(done)
    }
}

fn unsent(row: &Row<'_>) -> rusqlite::Result<Unsent> {
    let (mentions, ext): (String, String) = (row.get(2)?, row.get(6)?);
    let (state, reason): (i64, String) = (row.get(1)?, row.get(8)?);
    let stopped = state == Stage::Stopped as i64;
    Ok(Unsent {
        place: row.get(0)?,
        conversation: conversation_ref(row, 9)?,
        item: outbox::NewItem {
            key: MessageKey(row.get(3)?),
            kind: row.get(4)?,
            content: row.get(5)?,
            ext: serde_json::from_str(&ext).unwrap_or_default(),
            mentions: serde_json::from_str(&mentions).unwrap_or_default(),
            created: row.get(7)?,
            tried: false,
            // A picture that is uploaded has its final content and goes no step again.
            attachment: row.get(12)?,
        },
        stopped: stopped.then_some(reason),
        claimed: state == Stage::Claimed as i64,
    })
}

fn conversation_ref(row: &Row<'_>, first: usize) -> rusqlite::Result<ConversationRef> {
    Ok(ConversationRef {
        id: ConversationId(row.get(first)?),
        short_id: row.get(first + 1)?,
        kind: row.get(first + 2)?,
    })
}

/// Calls `take` for the rows that can be read.
fn each(old: &Connection, sql: &str, mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<()>) {
    let read = old.prepare(sql).and_then(|mut statement| {
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if take(row).is_err() {
                tracing::warn!("a row of a damaged database cannot be used");
            }
        }
        Ok(())
    });
    if read.is_err() {
        tracing::warn!("a damaged database could be read in part only");
    }
}

#[cfg(test)]
mod tests;
