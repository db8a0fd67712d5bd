//! What the server says of a message: a new row, or merged into the row it belongs to (protocol: sync, section 6).

use rusqlite::{OptionalExtension, params};

use super::changed::changed_row;
use super::known::{Known, known};
use super::quote::{self, Gone};
use super::{AWAITING, State, reaction, thread};
use crate::error::Result;
use crate::model::message::{Incoming, Traits, traits};
use crate::model::quote::Reference;
use crate::model::{MessageKey, UserId, content, kind};
use crate::store::change::{Change, Cid, Mid};
use crate::store::{Tx, media, outbox, pending, person, set_back};

/// What [`store`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there before.
    New(Mid),
    /// It was there, perhaps as a local echo.
    Known(Mid),
    /// It was there under another id of the server, which has lost or forgotten that one: its sender has sent it again.
    SentAgain(Mid),
    /// It lies in hidden history.
    Hidden,
}

/// A message of the server, with what follows from it.
struct Said<'a> {
    incoming: &'a Incoming,
    traits: Traits,
    /// Its entries as they are stored.
    ext: &'a str,
    quote: Option<Reference>,
}

/// Stores a message of the server: inserts it, or merges it into the row it belongs to (protocol: sync, section 6).
///
/// `live`: it is news and may notify.
pub fn store(
    tx: &mut Tx<'_>,
    conversation: Cid,
    min_index: i64,
    incoming: &Incoming,
    live: bool,
) -> Result<Outcome> {
    if incoming.index > 0 && incoming.index <= min_index {
        if incoming.sender == tx.me() {
            hide_echo(tx, conversation, &incoming.key(), incoming.server_id)?;
        }
        return Ok(Outcome::Hidden);
    }
    person::seen(tx, incoming.sender)?;
    if let Some(quote) = incoming.quote.as_ref().filter(|quote| quote.sender > 0) {
        person::seen(tx, UserId(quote.sender))?;
    }
    if incoming.sender.0 == 0
        && let Some(event) = kind::notice::event(&incoming.ext)
    {
        for user in event.people() {
            person::seen(tx, UserId(user))?;
        }
    }
    let traits = traits(
        tx.me(),
        incoming.sender,
        incoming.kind,
        incoming.status,
        &incoming.ext,
    );
    let ext = content::write_ext(&incoming.ext);
    let key = incoming.key();
    let said = Said {
        incoming,
        traits,
        ext: &ext,
        quote: quote::as_known(tx, conversation, incoming.quote.as_ref())?,
    };
    if let Some(mid) = insert(tx, conversation, &key, &said)? {
        return finish_new(tx, conversation, mid, incoming, live);
    }
    let connection = tx.connection();
    let mut row = match incoming.server_id {
        0 => None,
        id => known(connection, "server_id = ?1 AND server_id <> 0", id)?,
    };
    if row.is_none() {
        // One that the server had lost or forgotten, and its sender has sent again, comes with another id of the server.
        // Ids of a server grow.
        row = known(connection, "key = ?1", key.as_str())?.filter(|row| {
            (row.server_id < incoming.server_id || row.server_id == 0 || row.state == State::Lost)
                && row.sender == incoming.sender.0
                && row.conversation == conversation
        });
    }
    if let Some(row) = row {
        merge(tx, &row, &said)?;
        let again = is_sent_again(&row, incoming) && row.state != State::Lost;
        return Ok(match again {
            false => Outcome::Known(row.mid),
            true => Outcome::SentAgain(row.mid),
        });
    }
    // Somebody reuses a client message id that is taken: the server's id tells them apart.
    match insert(tx, conversation, &incoming.server_key(), &said)? {
        Some(mid) => finish_new(tx, conversation, mid, incoming, live),
        None => Ok(Outcome::Hidden),
    }
}

/// An own message whose history was cleared before its place in it was known: it goes with the history, or it would
/// stand at the end for ever.
pub fn hide_echo(
    tx: &mut Tx<'_>,
    conversation: Cid,
    key: &MessageKey,
    server_id: i64,
) -> Result<()> {
    let gone = tx
        .connection()
        .prepare_cached(
            "DELETE FROM message WHERE conversation = ?1 AND key = ?2 AND sender = ?3 AND message_index = 0
               AND server_id IN (0, ?4) RETURNING id, kind, content",
        )?
        .query_row(
            params![
                conversation.0,
                key.as_str(),
                tx.me().0,
                server_id
            ],
            |row| {
                Ok((
                    Mid(row.get(0)?),
                    row.get::<_, i32>(1)?,
                    row.get::<_, String>(2)?,
                ))
            },
        )
        .optional()?;
    if let Some((message, kind, content)) = gone {
        media::unwant(tx, kind, &content)?;
        outbox::told(tx, conversation, message);
    }
    Ok(())
}

fn finish_new(
    tx: &mut Tx<'_>,
    conversation: Cid,
    mid: Mid,
    incoming: &Incoming,
    live: bool,
) -> Result<Outcome> {
    if !incoming.reactions.is_empty() {
        reaction::replace(tx, mid, &incoming.reactions)?;
    }
    set_back::keep_behind(tx, conversation, incoming.server_id, place(incoming))?;
    tx.change(Change::MessageNew {
        conversation,
        message: mid,
        live,
    });
    if incoming.is_recalled() {
        quote::wipe(tx, mid, Gone::Recalled)?;
    }
    quote::tell_answers(tx, conversation, mid)?;
    thread::tell_root(tx, mid)?;
    pending::merge(tx, mid, incoming)?;
    tx.touch(conversation);
    Ok(Outcome::New(mid))
}

fn insert(
    tx: &Tx<'_>,
    conversation: Cid,
    key: &MessageKey,
    said: &Said<'_>,
) -> Result<Option<Mid>> {
    let (incoming, traits, ext) = (said.incoming, said.traits, said.ext);
    let connection = tx.connection();
    let content = if traits.recalled {
        ""
    } else {
        incoming.content.as_str()
    };
    let nothing = Reference::default();
    let quote = said.quote.as_ref().filter(|_| !traits.recalled);
    let quote = quote.unwrap_or(&nothing);
    let new = connection
        .prepare_cached(
            "INSERT INTO message (conversation, key, server_id, sender, kind, message_index, place, created, version,
                                  content, ext, hidden, recalled, counts, pops, previews, mentions_me, quoted,
                                  quoted_hint, quoted_kind, quoted_state, quoted_sender, quoted_root, quoted_root_index)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                     ?23, ?24)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            conversation.0,
            key.as_str(),
            incoming.server_id,
            incoming.sender.0,
            incoming.kind,
            incoming.index,
            place(incoming),
            incoming.created,
            incoming.version,
            content,
            ext,
            traits.hidden,
            traits.recalled,
            traits.counts,
            traits.pops,
            traits.previews,
            traits.mentions_me,
            quote.message,
            quote.hint,
            quote.kind,
            quote.state,
            quote.sender,
            quote.root,
            quote.root_index
        ])?;
    Ok((new > 0).then(|| Mid(connection.last_insert_rowid())))
}

/// The server knows the message of this row by another id now.
fn is_sent_again(row: &Known, incoming: &Incoming) -> bool {
    row.server_id != 0 && row.server_id != incoming.server_id
}

fn place(incoming: &Incoming) -> i64 {
    incoming.order.clamp(0, AWAITING - 1)
}

fn merge(tx: &mut Tx<'_>, row: &Known, said: &Said<'_>) -> Result<()> {
    let (incoming, traits, ext) = (said.incoming, said.traits, said.ext);
    let local = matches!(
        row.state,
        State::Accepted | State::Sent | State::Stopped | State::Lost
    );
    let placed = row.place == place(incoming)
        && row.index == incoming.index
        && row.server_id == incoming.server_id;
    if !local
        && placed
        && row.version == incoming.version
        && row.ext == ext
        && row.kind == incoming.kind
        && (row.quote == said.quote || traits.recalled || row.deleted)
    {
        let same_content =
            traits.recalled || incoming.content.is_empty() || row.content == incoming.content;
        if same_content || row.deleted {
            return Ok(());
        }
    }
    let newer = local || is_sent_again(row, incoming) || incoming.version >= row.version;
    let content = if row.deleted || (newer && traits.recalled) {
        ""
    } else if newer && !incoming.content.is_empty() {
        incoming.content.as_str()
    } else {
        row.content.as_str()
    };
    let state = if row.state == State::OnlyMe {
        State::OnlyMe
    } else {
        State::Settled
    };
    let index = incoming.index.max(row.index);
    if content != row.content {
        media::unwant(tx, row.kind, &row.content)?;
    }
    if newer {
        let shown = traits.with(row.deleted, row.wanted);
        tx.connection()
            .prepare_cached(
                "UPDATE message SET server_id = ?2, message_index = ?3, place = ?4, tier = 0, created = ?5, state = ?6,
                        reason = CASE WHEN ?6 = 4 THEN reason ELSE '' END, kind = ?7, version = ?8, content = ?9,
                        ext = ?10, hidden = ?11, recalled = ?12, counts = ?13, pops = ?14, previews = ?15,
                        mentions_me = ?16
                 WHERE id = ?1",
            )?
            .execute(params![
                row.mid.0,
                incoming.server_id,
                index,
                place(incoming),
                incoming.created,
                state as i64,
                incoming.kind,
                incoming.version,
                content,
                ext,
                shown.hidden,
                shown.recalled,
                shown.counts,
                shown.pops,
                shown.previews,
                shown.mentions_me
            ])?;
        if row.deleted || traits.recalled {
            let gone = if row.deleted {
                Gone::Deleted
            } else {
                Gone::Recalled
            };
            reaction::replace(tx, row.mid, &[])?;
            quote::wipe(tx, row.mid, gone)?;
        } else {
            reaction::replace(tx, row.mid, &incoming.reactions)?;
            let quote = said.quote.clone().unwrap_or_default();
            quote::set(tx, row.mid, &quote)?;
        }
    } else {
        tx.connection()
            .prepare_cached(
                "UPDATE message SET server_id = ?2, message_index = ?3, place = ?4, tier = 0, created = ?5, state = ?6,
                        reason = CASE WHEN ?6 = 4 THEN reason ELSE '' END
                 WHERE id = ?1",
            )?
            .execute(params![
                row.mid.0,
                incoming.server_id,
                index,
                place(incoming),
                incoming.created,
                state as i64
            ])?;
    }
    if local {
        // It is there: nothing of it waits any more.
        tx.connection()
            .prepare_cached("DELETE FROM outbox WHERE message = ?1")?
            .execute([row.mid.0])?;
        tx.change(Change::Outbox {
            conversation: row.conversation,
        });
        outbox::placed(tx, row.conversation, row.mid, place(incoming))?;
        set_back::keep_behind(tx, row.conversation, incoming.server_id, place(incoming))?;
        pending::merge(tx, row.mid, incoming)?;
    }
    changed_row(tx, row.mid)
}
