//! Who of a group has read a message.

use super::Client;
use crate::error::{Error, Result};
use crate::model::MessageKey;
use crate::store::{conversation, message, participant};
use crate::view::paint;
use crate::view::row::MessageReaders;

impl Client {
    /// Who has read an own message of a group, and who can and has not, each by the order of members. It changes with
    /// [`MessageRow::read_by`](crate::view::row::MessageRow::read_by).
    ///
    /// # Errors
    /// [`Error::NotFound`] for a message that is not here.
    pub async fn readers(&self, message: &MessageKey) -> Result<MessageReaders> {
        const GONE: Error = Error::NotFound("message");
        let (key, me) = (message.clone(), self.user_id());
        let id = self
            .0
            .store
            .read(move |snapshot| {
                let row = message::find(snapshot, &key)?.ok_or(GONE)?;
                let place = conversation::get(snapshot, row.conversation)?.ok_or(GONE)?;
                Ok(place.conversation.id)
            })
            .await?;
        let place = self.place(&id).await?;
        if place.stored.member && !place.stored.members_loaded {
            // Those who are known are named when the others cannot be had now.
            if let Err(error) = self.load_members(&place).await {
                tracing::info!(code = %error.code(), "the members could not be loaded");
            }
        }
        let key = message.clone();
        self.0
            .store
            .read(move |snapshot| {
                let row = message::find(snapshot, &key)?.ok_or(GONE)?;
                let index = row.position.index;
                let positions = participant::positions(snapshot, row.conversation, me)?;
                let mut readers = MessageReaders::default();
                for member in participant::list(snapshot, row.conversation)? {
                    let user = member.participant.user;
                    let Some((_, reader)) = positions.iter().find(|(other, _)| *other == user)
                    else {
                        continue;
                    };
                    if !reader.sees(index) {
                        continue;
                    }
                    let list = match reader.has_read(index) {
                        true => &mut readers.read,
                        false => &mut readers.unread,
                    };
                    list.push(paint::member(&member));
                }
                Ok(readers)
            })
            .await
    }
}
