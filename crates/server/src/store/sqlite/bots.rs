//! Bots: who is one, a chat that begins anew, and answers that are stopped or asked for once more. The bot learns of each
//! from its inbox: of a new chat by the line, of the rest by the message itself, which comes to it as to everybody.

use linnet_proto::choices;
use linnet_proto::im_proto::StatusCode;
use rusqlite::{OptionalExtension as _, params};

use super::SqliteStore;
use super::edits;
use super::lines::Line;
use super::lookup::Conversation;
use super::messages::Stored;
use super::scope::{Outcome, Snapshot, Tx};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::bots::Bots;
use crate::store::{Pending, Target};

fn set(tx: &Tx<'_>, user: UserId, on: bool) -> Outcome<()> {
    let known = tx
        .db
        .prepare_cached("UPDATE user SET bot = ?2 WHERE user = ?1")?
        .execute(params![user, on])?;
    match known {
        0 => Err(Refusal::new(
            StatusCode::UserNotRegister,
            "there is no such user",
        )),
        _ => Ok(()),
    }
}

fn list(snapshot: &Snapshot<'_>, after: UserId, limit: usize) -> Outcome<Vec<UserId>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Ok(snapshot
        .db
        .prepare_cached("SELECT user FROM user WHERE bot = 1 AND user > ?1 ORDER BY user LIMIT ?2")?
        .query_map([after, limit], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

fn is_bot(snapshot: &Snapshot<'_>, user: UserId) -> Outcome<bool> {
    let bot = snapshot
        .db
        .prepare_cached("SELECT bot FROM user WHERE user = ?1")?
        .query_row([user], |row| row.get(0))
        .optional()?;
    Ok(bot.unwrap_or(false))
}

/// The one-to-one of this person and a bot.
fn chat(snapshot: &Snapshot<'_>, by: UserId, target: &Target) -> Outcome<Conversation> {
    let (conversation, _) = snapshot.entered(by, target)?;
    let mut with_a_bot = false;
    if !conversation.is_group() {
        for user in snapshot.member_ids(conversation.short_id)? {
            with_a_bot |= user != by && is_bot(snapshot, user)?;
        }
    }
    match with_a_bot {
        true => Ok(conversation),
        false => Err(Refusal::invalid("this is no chat with a bot")),
    }
}

fn new_chat(tx: &mut Tx<'_>, by: UserId, target: &Target, greet: bool) -> Outcome<()> {
    let conversation = chat(tx, by, target)?;
    tx.line(conversation.short_id, by, &Line::NewChat { greet })
}

/// An answer of the bot, for the person it was written to.
fn answer(
    tx: &Tx<'_>,
    by: UserId,
    target: &Target,
    message: i64,
) -> Outcome<(Conversation, Stored)> {
    let conversation = chat(tx, by, target)?;
    let (_, member) = tx.entered(by, target)?;
    let stored = tx
        .visible_message(&conversation, &member, message)?
        .filter(|stored| stored.sender != by && !stored.recalled)
        .filter(|stored| stored.body.ext.contains_key(choices::EXT_STREAM));
    match stored {
        Some(stored) => Ok((conversation, stored)),
        None => Err(Refusal::invalid("there is no such answer")),
    }
}

fn is_on(stored: &Stored) -> bool {
    let stream = stored.body.ext.get(choices::EXT_STREAM);
    stream.is_some_and(|stream| stream == choices::STREAM_ON)
}

fn stop(tx: &mut Tx<'_>, by: UserId, target: &Target, message: i64) -> Outcome<()> {
    let (conversation, mut stored) = answer(tx, by, target, message)?;
    if !is_on(&stored) {
        // It has ended meanwhile: whoever wanted that has it.
        return Ok(());
    }
    stored.body.ext.insert(
        choices::EXT_STREAM.to_owned(),
        choices::STREAM_STOPPED.to_owned(),
    );
    edits::publish(tx, &conversation, message, stored).map(drop)
}

fn again(tx: &mut Tx<'_>, by: UserId, target: &Target, message: i64) -> Outcome<()> {
    let (conversation, mut stored) = answer(tx, by, target, message)?;
    let silent = tx.now_ms - edits::last_piece(&stored.body) > choices::STREAM_SILENCE_MS;
    if is_on(&stored) && !silent {
        return Ok(());
    }
    if stored.index != conversation.last_index {
        return Err(Refusal::invalid(
            "only the newest message of a chat is written once more",
        ));
    }
    let tries = edits::tries(&stored.body).saturating_add(1);
    let ext = &mut stored.body.ext;
    ext.insert(
        choices::EXT_STREAM.to_owned(),
        choices::STREAM_ON.to_owned(),
    );
    ext.insert(choices::EXT_STREAM_TRY.to_owned(), tries.to_string());
    ext.insert(
        choices::EXT_STREAM_TIME.to_owned(),
        tx.read.now_ms.to_string(),
    );
    edits::publish(tx, &conversation, message, stored).map(drop)
}

impl Bots for SqliteStore {
    fn set_bot(&self, user: UserId, on: bool) -> Pending<'_, ()> {
        self.write(move |tx| set(tx, user, on))
    }

    fn bots(&self, after: UserId, limit: usize) -> Pending<'_, Vec<UserId>> {
        self.read(move |db| list(db, after, limit))
    }

    fn new_chat(&self, by: UserId, target: Target, greet: bool) -> Pending<'_, ()> {
        self.write(move |tx| new_chat(tx, by, &target, greet))
    }

    fn stop_answer(&self, by: UserId, target: Target, message: i64) -> Pending<'_, ()> {
        self.write(move |tx| stop(tx, by, &target, message))
    }

    fn answer_again(&self, by: UserId, target: Target, message: i64) -> Pending<'_, ()> {
        self.write(move |tx| again(tx, by, &target, message))
    }
}
