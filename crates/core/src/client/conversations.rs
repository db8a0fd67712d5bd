//! What a person does with a conversation: open one, pin, mute, read, clear, delete.

use linnet_proto::choices;
use linnet_proto::im_proto::{CreateConversationV2RequestBody, Imcmd, RequestBody};

use super::Client;
use crate::error::{Error, Result, accepted};
use crate::model::conversation::{ConversationRef, Silenced};
use crate::model::joining::WhoAdds;
use crate::model::operation::{Clear, DeleteConversation, Mute, Operation, Pin};
use crate::model::{ConversationId, MessageKey, UserId};
use crate::operation::Asked;
use crate::store::operation::Target;
use crate::store::{Cid, Tx, conversation, message, participant};
use crate::sync::wire;
use crate::view::paint;
use crate::view::row::ConversationDetails;

/// A conversation that is stored.
pub(crate) struct Place {
    pub cid: Cid,
    pub target: ConversationRef,
    pub stored: conversation::Stored,
}

impl Client {
    pub(crate) async fn place(&self, id: &ConversationId) -> Result<Place> {
        let id = id.clone();
        self.0
            .store
            .read(move |snapshot| {
                let cid =
                    conversation::find(snapshot, &id)?.ok_or(Error::NotFound("conversation"))?;
                let stored =
                    conversation::get(snapshot, cid)?.ok_or(Error::NotFound("conversation"))?;
                Ok(Place {
                    cid,
                    target: stored.conversation.clone(),
                    stored,
                })
            })
            .await
    }

    /// Whether the person can write in a conversation: they are a member.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn can_write(&self, id: &ConversationId) -> Result<bool> {
        Ok(self.place(id).await?.stored.member)
    }

    /// The conversation with one person; made when there is none.
    ///
    /// # Errors
    /// As for any command; an unknown person is refused by the server.
    pub async fn create_one_to_one(&self, user: UserId) -> Result<ConversationId> {
        let body = CreateConversationV2RequestBody {
            conversation_type: Some(1),
            participants: vec![self.user_id().0, user.0],
            idempotent_id: Some(format!("1:{}:{user}", self.user_id())),
            ..CreateConversationV2RequestBody::default()
        };
        self.create(body).await
    }

    /// A new group with these people and oneself. The same nonce again is the same group.
    ///
    /// # Errors
    /// [`Error::TooLong`] for the name, [`Error::Operation`] when the server refuses.
    pub async fn create_group(
        &self,
        nonce: &str,
        name: &str,
        users: Vec<UserId>,
    ) -> Result<ConversationId> {
        let name = checked_name(name)?;
        let mut participants: Vec<i64> = users.iter().map(|user| user.0).collect();
        participants.push(self.user_id().0);
        participants.sort_unstable();
        participants.dedup();
        let body = CreateConversationV2RequestBody {
            conversation_type: Some(2),
            participants,
            idempotent_id: Some(nonce.to_owned()),
            name: Some(name),
            ..CreateConversationV2RequestBody::default()
        };
        self.create(body).await
    }

    async fn create(&self, body: CreateConversationV2RequestBody) -> Result<ConversationId> {
        let command = Imcmd::CreateConversationV2 as i32;
        let body = RequestBody {
            create_conversation_v2_body: Some(body),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let unusable = || Error::Answer {
            command,
            log_id: answer.log_id.clone(),
        };
        let made = answer
            .body
            .create_conversation_v2_body
            .clone()
            .ok_or_else(unusable)?;
        accepted(made.status, made.check_code, &answer.log_id)?;
        let info = made
            .conversation
            .and_then(wire::conversation)
            .ok_or_else(unusable)?;
        let id = info.conversation.id.clone();
        let now = self.0.link.server_now_ms();
        self.0
            .store
            .write(move |tx| {
                let cid = conversation::apply(tx, &info)?;
                conversation::set_created(tx, cid, now)?;
                conversation::show(tx, cid)
            })
            .await?;
        Ok(id)
    }

    /// What the panel of a conversation shows beside its members.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn details(&self, id: &ConversationId) -> Result<ConversationDetails> {
        let place = self.place(id).await?;
        let (cid, me) = (place.cid, self.user_id());
        self.0
            .store
            .read(move |snapshot| {
                let stored =
                    conversation::get(snapshot, cid)?.ok_or(Error::NotFound("conversation"))?;
                let known = participant::count(snapshot, cid)?;
                let entries = conversation::entries(snapshot, cid)?;
                let said = |key: &str| entries.get(key).map(String::as_str);
                Ok(ConversationDetails {
                    row: paint::conversation_row(me, &stored),
                    group_muted: stored.silenced != Silenced::Nobody,
                    who_adds: match said(choices::EXT_WHO_ADDS) {
                        Some(choices::LEADERS_ADD) => WhoAdds::Leaders,
                        _ => WhoAdds::Everybody,
                    },
                    join_approval: said(choices::EXT_JOIN_APPROVAL) == Some("1"),
                    description: paint::seen(stored.description),
                    notice: paint::seen(stored.notice),
                    member_count: u32::try_from(stored.member_count.max(known)).unwrap_or(0),
                    my_role: paint::role(participant::role(snapshot, cid, me)?),
                })
            })
            .await
    }

    /// Keeps a conversation on top, or no longer. When this answers it is stored and shown, and is carried out as soon
    /// as there is a connection.
    ///
    /// # Errors
    /// [`Error::NotFound`]. That the server refuses is told by the answer and by
    /// [`Event::OperationRefused`](crate::event::Event::OperationRefused).
    pub async fn set_pinned(&self, id: &ConversationId, on: bool) -> Result<Asked> {
        self.ask(id, move |_, _| Ok(Operation::Pin(Pin { on })))
            .await
    }

    /// Silences a conversation, or no longer. Stored and carried out as [`Client::set_pinned`] is.
    ///
    /// # Errors
    /// As for [`Client::set_pinned`].
    pub async fn set_muted(&self, id: &ConversationId, on: bool) -> Result<Asked> {
        self.ask(id, move |_, _| Ok(Operation::Mute(Mute { on })))
            .await
    }

    /// Takes in an operation on a conversation.
    pub(super) async fn ask(
        &self,
        id: &ConversationId,
        operation: impl FnOnce(&Tx<'_>, &conversation::Stored) -> Result<Operation> + Send + 'static,
    ) -> Result<Asked> {
        const UNKNOWN: Error = Error::NotFound("conversation");
        let id = id.clone();
        self.0
            .operations
            .ask(move |tx| {
                let cid = conversation::find_in(tx, &id)?.ok_or(UNKNOWN)?;
                let stored = conversation::get_in(tx, cid)?.ok_or(UNKNOWN)?;
                let target = Target {
                    conversation: cid,
                    message: None,
                };
                Ok(Some((target, operation(tx, &stored)?)))
            })
            .await
    }

    /// Everything up to this message was read.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn mark_read(&self, id: &ConversationId, up_to: &MessageKey) -> Result<()> {
        let place = self.place(id).await?;
        let key = up_to.clone();
        let found = self
            .0
            .store
            .read(move |snapshot| message::find(snapshot, &key))
            .await?;
        let found = found
            .filter(|found| found.conversation == place.cid)
            .ok_or(Error::NotFound("message"))?;
        if found.position.index > place.stored.read_index {
            self.0.reads.mark(place.cid, found.position.index).await?;
        }
        self.unmark(&place).await
    }

    /// Everything was read.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn mark_conversation_read(&self, id: &ConversationId) -> Result<()> {
        let place = self.place(id).await?;
        let cid = place.cid;
        let newest = self
            .0
            .store
            .read(move |snapshot| message::newest_index_of(snapshot, cid))
            .await?;
        if newest > place.stored.read_index {
            self.0.reads.mark(cid, newest).await?;
        }
        self.unmark(&place).await
    }

    /// Whoever reads a conversation has come back to it: it is marked as unread no more.
    async fn unmark(&self, place: &Place) -> Result<()> {
        if place.stored.own.marked_unread {
            self.mark_unread(&place.target.id, false).await?;
        }
        Ok(())
    }

    /// Empties a conversation on all devices of the person; it stays in the list. Stored and carried out as
    /// [`Client::set_pinned`] is; what comes after it was asked for stays.
    ///
    /// # Errors
    /// As for [`Client::set_pinned`].
    pub async fn clear_history(&self, id: &ConversationId) -> Result<Asked> {
        self.ask(id, |tx, stored| {
            let up_to = message::newest_index_in(tx, stored.cid)?;
            Ok(Operation::Clear(Clear { up_to }))
        })
        .await
    }

    /// Takes a conversation and its history away, on all devices of the person ([`Client::delete_conversation_here`] on this
    /// one alone). It comes back with the next message.
    /// Stored and carried out as [`Client::set_pinned`] is.
    ///
    /// # Errors
    /// As for [`Client::set_pinned`].
    pub async fn delete_conversation(&self, id: &ConversationId) -> Result<Asked> {
        self.ask(id, |tx, stored| {
            Ok(Operation::DeleteConversation(DeleteConversation {
                up_to: message::newest_index_in(tx, stored.cid)?,
                badge_count: stored.badge_count,
                listed: stored.listing == conversation::Listing::Listed,
            }))
        })
        .await
    }

    /// Takes a conversation and its history away on this device alone: the server and the person's other devices keep
    /// both. It comes back with the next message, which is then the first one that is shown here.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_conversation_here(&self, id: &ConversationId) -> Result<()> {
        let cid = self.place(id).await?.cid;
        self.0
            .store
            .write(move |tx| conversation::delete_here(tx, cid))
            .await
    }

    /// How many operations (pins, recalls, deletions...) the server has not confirmed yet.
    ///
    /// # Errors
    /// The database fails.
    pub async fn operations_waiting(&self) -> Result<u32> {
        self.0.operations.waiting().await
    }

    /// Titles of conversations with messages that are not at the server, and how many.
    ///
    /// # Errors
    /// The database fails.
    pub async fn unsent(&self) -> Result<Vec<(String, u32)>> {
        let counts = self.0.outbox.unsent().await?;
        let mut titled = Vec::with_capacity(counts.len());
        for (id, count) in counts {
            let place = self.place(&id).await?;
            titled.push((
                paint::conversation_row(self.user_id(), &place.stored).title,
                count,
            ));
        }
        Ok(titled)
    }
}

/// A group's name as it is sent.
pub(crate) fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.chars().count() > choices::MAX_NAME_CHARS {
        return Err(Error::TooLong {
            what: "name",
            limit: choices::MAX_NAME_CHARS,
        });
    }
    Ok(name.to_owned())
}
