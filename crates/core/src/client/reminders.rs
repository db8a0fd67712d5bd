//! Reminders of messages, at times of day.

use super::Client;
use crate::error::{Error, Result};
use crate::model::MessageKey;
use crate::store::message::State;
use crate::store::{conversation, message, reminder};
use crate::view::paint;
use crate::view::row::ReminderRow;

impl Client {
    /// Reminds the person of a message at a time of day, in milliseconds since 1970, instead of any other:
    /// [`Event::Reminder`](crate::event::Event::Reminder) tells when it has come, at the next start when no client ran
    /// then. It is this computer's own affair.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotNow`] for a message that is not shown or not sent, [`Error::TimePassed`],
    /// [`Error::TooManyPlanned`].
    pub async fn remind(&self, message: &MessageKey, due: i64) -> Result<()> {
        self.check_due(due)?;
        let key = message.clone();
        self.0
            .store
            .write(move |tx| {
                let row = message::find_in(tx, &key)?.ok_or(Error::NotFound("message"))?;
                let unsent = matches!(row.state, State::Accepted | State::Stopped);
                if row.hidden || row.recalled || unsent {
                    return Err(Error::NotNow("the message is not shown or not sent"));
                }
                reminder::set(tx, row.conversation, row.position.mid, due)
            })
            .await
    }

    /// Does not remind of a message, or takes a reminder whose time has come off the list.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn forget_reminder(&self, message: &MessageKey) -> Result<()> {
        let key = message.clone();
        self.0
            .store
            .write(move |tx| {
                let row = message::find_in(tx, &key)?.ok_or(Error::NotFound("message"))?;
                reminder::remove(tx, row.position.mid)
            })
            .await
    }

    /// All reminders of messages that are shown, the next first.
    /// [`Event::RemindersChanged`](crate::event::Event::RemindersChanged) tells when they are others.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn reminders(&self) -> Result<Vec<ReminderRow>> {
        let me = self.user_id();
        self.0
            .store
            .read(move |snapshot| {
                let mut rows = Vec::new();
                for reminder in reminder::list(snapshot)? {
                    let cid = reminder.message.conversation;
                    if let Some(place) = conversation::get(snapshot, cid)? {
                        rows.push(paint::reminder_row(me, &place, &reminder));
                    }
                }
                Ok(rows)
            })
            .await
    }
}
