//! What a command sees while it runs: a [`Snapshot`] to read, a [`Tx`] to change.

use std::ops::Deref;
use std::sync::Arc;

use linnet_proto::im_proto::{
    MessageBody, MessageType, NewFriendMessageNotify, NewP2pMessageNotify,
};
use prost::Message;
use rusqlite::{Connection, OptionalExtension, params};

use crate::UserId;
use crate::refusal::Refusal;
use crate::store::command::Command;
use crate::store::{Delivery, Entry, Item, Place};

/// Place of the newest entry of an inbox that the retention has not emptied.
pub(super) const NEWEST: &str = "SELECT max(cursor) FROM inbox WHERE user = ?1";

pub(super) type Outcome<T> = Result<T, Refusal>;

/// One consistent state of the database.
#[derive(Clone, Copy)]
pub(super) struct Snapshot<'a> {
    pub(super) db: &'a Connection,
    pub(super) now_ms: i64,
    /// What is older than this is gone, whether or not the purge has come by.
    pub(super) horizon_ms: i64,
}

/// A running command inside the writer's transaction. Deliveries are collected here and leave
/// after the commit; a command that fails takes its own back.
pub(super) struct Tx<'a> {
    pub(super) read: Snapshot<'a>,
    pub(super) last_id: &'a mut i64,
    pub(super) deliveries: &'a mut Vec<Delivery>,
}

impl<'a> Deref for Tx<'a> {
    type Target = Snapshot<'a>;

    fn deref(&self) -> &Self::Target {
        &self.read
    }
}

impl Snapshot<'_> {
    /// Place of the newest entry of an inbox.
    pub(super) fn head(&self, user: UserId) -> Outcome<i64> {
        match self.newest(user)? {
            Some(newest) => Ok(newest),
            None => self.remembered_head(user),
        }
    }

    fn newest(&self, user: UserId) -> Outcome<Option<i64>> {
        Ok(self
            .db
            .prepare_cached(NEWEST)?
            .query_row([user], |row| row.get(0))?)
    }

    /// Of an inbox that has no entry (any more).
    fn remembered_head(&self, user: UserId) -> Outcome<i64> {
        Ok(self
            .db
            .prepare_cached("SELECT cursor FROM inbox_head WHERE user = ?1")?
            .query_row([user], |row| row.get(0))
            .optional()?
            .unwrap_or(0))
    }
}

impl Tx<'_> {
    /// A new id: grows with time, never repeats, also after the clock was set back.
    pub(super) fn next_id(&mut self) -> i64 {
        let by_clock = self.read.now_ms.max(0) << 20;
        *self.last_id = by_clock.max(self.last_id.saturating_add(1));
        *self.last_id
    }

    /// Puts an item into an inbox, behind all that is there.
    pub(super) fn deliver(
        &mut self,
        user: UserId,
        id: i64,
        is_command: bool,
        item: &Arc<Item>,
    ) -> Outcome<()> {
        let newest = self.newest(user)?;
        let previous = match newest {
            Some(newest) => newest,
            None => self.remembered_head(user)?,
        };
        let cursor = self
            .read
            .now_ms
            .saturating_mul(1000)
            .max(previous.saturating_add(1));
        let db = self.read.db;
        db.prepare_cached(
            "INSERT INTO inbox (user, cursor, previous, item, is_command)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![user, cursor, previous, id, is_command])?;
        if newest.is_none() {
            db.prepare_cached(
                "INSERT OR REPLACE INTO inbox_oldest (user, cursor) VALUES (?1, ?2)",
            )?
            .execute([user, cursor])?;
        }
        self.deliveries.push(Delivery::Inbox(
            user,
            Entry {
                cursor,
                previous,
                item: Arc::clone(item),
            },
        ));
        Ok(())
    }

    /// Stores a command message and puts it into the inboxes of these users.
    pub(super) fn deliver_command(
        &mut self,
        place: &Place,
        body: MessageBody,
        users: &[UserId],
    ) -> Outcome<()> {
        let id = self.next_id();
        let body = MessageBody {
            conversation_id: Some(place.conversation_id.clone()),
            conversation_type: Some(place.kind),
            conversation_short_id: Some(place.short_id),
            server_message_id: Some(id),
            create_time: Some(self.read.now_ms),
            version: Some(body.version.unwrap_or(1)),
            status: Some(0),
            ..body
        };
        let bytes = body.encode_to_vec();
        self.read
            .db
            .prepare_cached("INSERT INTO command (id, created_ms, body) VALUES (?1, ?2, ?3)")?
            .execute(params![id, self.read.now_ms, bytes])?;
        let item = Arc::new(Item {
            body: bytes.into(),
            conversation_id: place.conversation_id.clone(),
            kind: place.kind,
            index: 0,
            badge: 0,
        });
        for user in users {
            self.deliver(*user, id, true, &item)?;
        }
        Ok(())
    }

    /// A state change (50001) to these users.
    pub(super) fn command(
        &mut self,
        by: UserId,
        place: &Place,
        command: &Command<'_>,
        users: &[UserId],
    ) -> Outcome<()> {
        let body = MessageBody {
            message_type: Some(MessageType::Command as i32),
            sender: Some(by),
            content: Some(command.content(place)),
            ..MessageBody::default()
        };
        self.deliver_command(place, body, users)
    }

    /// Something for those of these users who are connected after the commit.
    pub(super) fn transient(&mut self, notify: NewP2pMessageNotify, users: &[UserId]) {
        let notify = Arc::new(notify);
        for user in users {
            self.deliveries
                .push(Delivery::Transient(*user, Arc::clone(&notify)));
        }
    }

    /// News of contacts for those of these users who are connected after the commit; the others read the lists again
    /// when they come.
    pub(super) fn contact_news(&mut self, notify: NewFriendMessageNotify, users: &[UserId]) {
        let notify = Arc::new(notify);
        for user in users {
            self.deliveries
                .push(Delivery::Contacts(*user, Arc::clone(&notify)));
        }
    }
}
