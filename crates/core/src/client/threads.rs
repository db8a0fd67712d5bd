//! Threads: messages that answer each other.
//!
//! No command lists them. What a message quotes is asked for by its id; answers are found where they stand, in the history
//! after the first message of the thread, which is loaded page by page for as long as somebody wants more.

use super::Client;
use crate::error::{Error, Result};
use crate::model::MessageKey;
use crate::store::message::{self, Stored};
use crate::store::{Cid, Snapshot, conversation, range};
use crate::sync::history::{Gap, Side, gaps};
use crate::sync::{apply, single, wire};
use crate::view::paint;
use crate::view::row::Thread;

/// Quoted messages that are asked for because they are not here.
const ASKED: usize = 20;

/// Pages of history that are loaded at once while none of them has an answer.
const PAGES: usize = 4;

const GONE: Error = Error::NotFound("message");

/// The messages of a thread that are here, and what may hold more of them.
struct Found {
    place: conversation::Stored,
    rows: Vec<Stored>,
    /// The first hole in the history after the thread began.
    hole: Option<Gap>,
}

impl Client {
    /// The messages of the thread that a message belongs to, in the order of the conversation: those that are here, and
    /// those that they quote, for which the server is asked. Of the latter as many as can be had now.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn thread(&self, message: &MessageKey) -> Result<Thread> {
        let mut tried = Vec::new();
        loop {
            let found = self.find_thread(message).await?;
            let missing = found.missing(&tried);
            let Some(missing) = missing.filter(|_| tried.len() < ASKED) else {
                return Ok(self.shown(found));
            };
            tried.push(missing);
            let target = &found.place.conversation;
            let answer = match single::ask(&self.0.link, target, missing).await {
                Ok(answer) => answer,
                Err(error) => {
                    tracing::info!(code = %error.code(), "a message of a thread could not be had");
                    return Ok(self.shown(found));
                }
            };
            let quoted = answer
                .and_then(|body| body.msg_info)
                .and_then(|info| info.body)
                .and_then(wire::message)
                .filter(|quoted| {
                    quoted.server_id == missing && quoted.conversation.id == target.id
                });
            if let Some(quoted) = quoted {
                let cid = found.place.cid;
                self.0
                    .store
                    .write_replayable(move |tx| {
                        apply::past(tx, cid, vec![quoted], None)?;
                        Ok(())
                    })
                    .await?;
            }
        }
    }

    /// Loads history after the beginning of a thread until there are more answers, or some pages of it have none. The
    /// thread as it is then.
    ///
    /// # Errors
    /// [`Error::NotFound`], or what prevented the server's answer.
    pub async fn load_thread(&self, message: &MessageKey) -> Result<Thread> {
        let before = self.find_thread(message).await?.rows.len();
        for _ in 0..PAGES {
            let found = self.find_thread(message).await?;
            let Some(hole) = found.hole.filter(|_| found.rows.len() <= before) else {
                break;
            };
            let cid = found.place.cid;
            self.0.history.fill(cid, hole, Side::Newer).await?;
        }
        self.thread(message).await
    }

    async fn find_thread(&self, message: &MessageKey) -> Result<Found> {
        let key = message.clone();
        self.0
            .store
            .read(move |snapshot| find(snapshot, &key))
            .await
    }

    fn shown(&self, found: Found) -> Thread {
        let me = self.0.store.me();
        Thread {
            rows: found
                .rows
                .iter()
                .map(|row| paint::thread_row(me, row))
                .collect(),
            more: found.hole.is_some(),
        }
    }
}

impl Found {
    /// A message that one of these quotes and that is not here.
    fn missing(&self, tried: &[i64]) -> Option<i64> {
        self.rows
            .iter()
            .filter_map(|row| row.quote.as_ref())
            .filter(|quote| quote.original.is_none() && quote.reference.state == 0)
            .flat_map(|quote| [quote.reference.message, quote.reference.root])
            .find(|id| {
                let here = self.rows.iter().any(|row| row.server_id == *id);
                *id != 0 && !tried.contains(id) && !here
            })
    }
}

fn find(snapshot: &Snapshot<'_>, key: &MessageKey) -> Result<Found> {
    let row = message::find(snapshot, key)?
        .filter(|row| !row.hidden)
        .ok_or(GONE)?;
    let (root, root_index) = match &row.quote {
        Some(quote) if quote.reference.root != 0 => {
            (quote.reference.root, quote.reference.root_index)
        }
        Some(quote) => (quote.reference.message, 0),
        None => (row.server_id, row.position.index),
    };
    let place = conversation::get(snapshot, row.conversation)?.ok_or(GONE)?;
    let cid = row.conversation;
    let mut rows = message::thread(snapshot, cid, root)?;
    if rows.is_empty() {
        rows.push(row);
    }
    // Whoever answered may say anything of where the first one stands; what is here is known.
    let first = rows
        .iter()
        .find(|row| row.server_id == root)
        .map_or(root_index, |row| row.position.index);
    let hole = hole_after(snapshot, cid, first, place.min_index)?;
    Ok(Found { place, rows, hole })
}

/// The first hole in the history after this index, from there on.
fn hole_after(snapshot: &Snapshot<'_>, cid: Cid, index: i64, floor: i64) -> Result<Option<Gap>> {
    if index <= 0 {
        return Ok(None);
    }
    let ranges = range::list(snapshot, cid)?;
    let hole = gaps(&ranges, floor).into_iter().find(|gap| gap.hi > index);
    Ok(hole.map(|gap| Gap {
        lo: gap.lo.max(index + 1),
        ..gap
    }))
}
