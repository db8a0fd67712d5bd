//! Sending later: texts that are planned for a time of day.

use super::Client;
use crate::error::{Error, Result};
use crate::model::draft::SavedDraft;
use crate::model::{ConversationId, MessageKey, mention};
use crate::outbox::Draft;
use crate::store::planned::{self, Planned};
use crate::store::{draft, message};
use crate::view::paint;
use crate::view::row::PlannedRow;

const NOT_PLANNED: Error = Error::NotFound("planned text");

impl Client {
    /// Plans a text made of the draft of revision `base` for a time of day, in milliseconds since 1970, and closes that
    /// draft in the same transaction; whom and what the draft names, the text will. It is sent at that time by a client
    /// that runs then; when none does, at the next start, unless that is a day later. Answers what is left of the draft.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotMember`], [`Error::EmptyMessage`], [`Error::TooLong`],
    /// [`Error::TooManyPlanned`], [`Error::TimePassed`].
    pub async fn send_later(
        &self,
        id: &ConversationId,
        submission: MessageKey,
        text: String,
        base: i64,
        due: i64,
    ) -> Result<SavedDraft> {
        Draft::text(submission.clone(), text.clone(), Vec::new()).check()?;
        self.check_due(due)?;
        let place = self.place(id).await?;
        if !place.stored.member {
            return Err(Error::NotMember);
        }
        let (cid, id) = (place.cid, id.clone());
        let left = self
            .0
            .store
            .write(move |tx| {
                let answers = draft::answers(tx, &id)?.map(|key| key.0);
                let mentioned = mention::write(&draft::mentioned(tx, &id)?);
                let planned = Planned {
                    key: submission,
                    conversation: cid,
                    to: id,
                    text,
                    answers: answers.unwrap_or_default(),
                    mentioned,
                    due,
                    stopped: String::new(),
                };
                planned::add(tx, &planned)?;
                draft::close(tx, cid, base, None)
            })
            .await?;
        Ok(left.into())
    }

    /// What is planned in a conversation, the next first. [`Event::PlannedChanged`](crate::event::Event::PlannedChanged)
    /// tells when it is something else.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn planned(&self, id: &ConversationId) -> Result<Vec<PlannedRow>> {
        let cid = self.place(id).await?.cid;
        let (me, now) = (self.user_id(), self.clock().now_ms());
        self.0
            .store
            .read(move |snapshot| {
                let mut rows = Vec::new();
                for planned in planned::list(snapshot, cid)? {
                    let answered = message::find(snapshot, &MessageKey(planned.answers.clone()))?;
                    rows.push(paint::planned_row(me, &planned, answered.as_ref(), now));
                }
                Ok(rows)
            })
            .await
    }

    /// Gives a planned text other words, another time, or both.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not planned (any more), [`Error::EmptyMessage`], [`Error::TooLong`],
    /// [`Error::TimePassed`].
    pub async fn change_planned(
        &self,
        key: &MessageKey,
        text: Option<String>,
        due: Option<i64>,
    ) -> Result<()> {
        if let Some(text) = &text {
            Draft::text(key.clone(), text.clone(), Vec::new()).check()?;
        }
        if let Some(due) = due {
            self.check_due(due)?;
        }
        let key = key.clone();
        let there = self
            .0
            .store
            .write(move |tx| planned::change(tx, &key, text.as_deref(), due))
            .await?;
        if there { Ok(()) } else { Err(NOT_PLANNED) }
    }

    /// Sends a planned text now.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not planned (any more), [`Error::NotMember`], [`Error::TooLong`]: it stays planned.
    pub async fn send_planned(&self, key: &MessageKey) -> Result<()> {
        self.0.outbox.send_planned(key, None).await
    }

    /// A planned text is not sent.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not planned (any more).
    pub async fn discard_planned(&self, key: &MessageKey) -> Result<()> {
        let key = key.clone();
        let taken = self
            .0
            .store
            .write(move |tx| planned::take(tx, &key))
            .await?;
        taken.map(drop).ok_or(NOT_PLANNED)
    }

    /// A time that has passed is no plan.
    pub(super) fn check_due(&self, due: i64) -> Result<()> {
        match due > self.clock().now_ms() {
            true => Ok(()),
            false => Err(Error::TimePassed),
        }
    }
}
