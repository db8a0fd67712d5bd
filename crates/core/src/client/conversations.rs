//! What a person does with a conversation: open one, pin, mute, read, clear, delete.

use linnet_proto::choices;
use linnet_proto::im_proto::{
    CreateConversationV2RequestBody, DeleteConversationRequestBody, Imcmd, RequestBody,
    SetConversationSettingInfoRequestBody, UpsertConversationSettingExtInfoRequestBody,
};

use super::Client;
use crate::error::{Error, Result};
use crate::model::conversation::ConversationRef;
use crate::model::{ConversationId, MessageKey, UserId};
use crate::store::{Cid, conversation, message, participant};
use crate::sync::wire;
use crate::view::paint;
use crate::view::row::{ConversationDetails, Member};

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

    /// Everything the panel of a conversation shows.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn details(&self, id: &ConversationId) -> Result<ConversationDetails> {
        let place = self.place(id).await?;
        let group = place.stored.peer == 0;
        if group && place.stored.member && !place.stored.members_loaded {
            // What is known is shown when the rest cannot be had now.
            if let Err(error) = self.load_members(&place).await {
                tracing::info!(code = %error.code(), "the members could not be loaded");
            }
        }
        let (cid, me) = (place.cid, self.user_id());
        self.0
            .store
            .read(move |snapshot| {
                let stored =
                    conversation::get(snapshot, cid)?.ok_or(Error::NotFound("conversation"))?;
                let members: Vec<Member> = participant::list(snapshot, cid)?
                    .iter()
                    .map(paint::member)
                    .collect();
                let known = i64::try_from(members.len()).unwrap_or(0);
                Ok(ConversationDetails {
                    row: paint::conversation_row(me, &stored),
                    description: paint::seen(stored.description),
                    notice: paint::seen(stored.notice),
                    members,
                    member_count: u32::try_from(stored.member_count.max(known)).unwrap_or(0),
                    my_role: paint::role(participant::role(snapshot, cid, me)?),
                })
            })
            .await
    }

    /// Keeps a conversation on top, or no longer.
    ///
    /// # Errors
    /// As for any command.
    pub async fn set_pinned(&self, id: &ConversationId, on: bool) -> Result<()> {
        self.set(id, Some(on), None).await
    }

    /// Silences a conversation, or no longer.
    ///
    /// # Errors
    /// As for any command.
    pub async fn set_muted(&self, id: &ConversationId, on: bool) -> Result<()> {
        self.set(id, None, Some(on)).await
    }

    async fn set(
        &self,
        id: &ConversationId,
        pinned: Option<bool>,
        muted: Option<bool>,
    ) -> Result<()> {
        let place = self.place(id).await?;
        let command = Imcmd::SetConversationSettingInfo as i32;
        let body = RequestBody {
            set_conversation_setting_info_body: Some(SetConversationSettingInfoRequestBody {
                conversation_id: Some(place.target.id.0.clone()),
                conversation_short_id: Some(place.target.short_id),
                conversation_type: Some(place.target.kind),
                set_stick_on_top: pinned,
                set_mute: muted,
                ..SetConversationSettingInfoRequestBody::default()
            }),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let set = answer
            .body
            .set_conversation_setting_info_body
            .ok_or_else(|| Error::Answer {
                command,
                log_id: answer.log_id.clone(),
            })?;
        accepted(set.status, set.check_code, &answer.log_id)?;
        let settings = set.setting_info.map(wire::settings);
        let cid = place.cid;
        self.0
            .store
            .write(move |tx| match settings {
                Some(settings) => conversation::apply_settings(tx, cid, &settings),
                None => conversation::want_info(tx, cid),
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
        Ok(())
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
        Ok(())
    }

    /// Empties a conversation on all devices of the person; it stays in the list.
    ///
    /// # Errors
    /// As for any command.
    pub async fn clear_history(&self, id: &ConversationId) -> Result<()> {
        let place = self.place(id).await?;
        let cid = place.cid;
        let newest = self
            .0
            .store
            .read(move |snapshot| message::newest_index_of(snapshot, cid))
            .await?;
        let body = RequestBody {
            upsert_conversation_setting_ext_info_body: Some(
                UpsertConversationSettingExtInfoRequestBody {
                    conversation_id: Some(place.target.id.0.clone()),
                    conversation_short_id: Some(place.target.short_id),
                    conversation_type: Some(place.target.kind),
                    ext: [(choices::EXT_CLEARED_INDEX.to_owned(), newest.to_string())].into(),
                },
            ),
            ..RequestBody::default()
        };
        let command = Imcmd::UpsertConversationSettingExtInfo as i32;
        let answer = self.0.link.request_answer(command, body).await?;
        if let Some(set) = answer.body.upsert_conversation_setting_ext_info_body {
            accepted(set.status, set.check_code, &answer.log_id)?;
        }
        self.0
            .store
            .write(move |tx| conversation::raise_min_index(tx, cid, newest))
            .await
    }

    /// Takes a conversation and its history away, on all devices of the person. It comes back with the next message.
    ///
    /// # Errors
    /// As for any command.
    pub async fn delete_conversation(&self, id: &ConversationId) -> Result<()> {
        let place = self.place(id).await?;
        let cid = place.cid;
        let newest = self
            .0
            .store
            .read(move |snapshot| message::newest_index_of(snapshot, cid))
            .await?;
        let body = RequestBody {
            delete_conversation_body: Some(DeleteConversationRequestBody {
                conversation_id: Some(place.target.id.0),
                conversation_short_id: Some(place.target.short_id),
                conversation_type: Some(place.target.kind),
                last_message_index: Some(newest),
                last_message_index_v2: Some(newest),
                badge_count: Some(i32::try_from(place.stored.badge_count).unwrap_or(i32::MAX)),
                ..DeleteConversationRequestBody::default()
            }),
            ..RequestBody::default()
        };
        self.0
            .link
            .request(Imcmd::MarkConversationDelete as i32, body)
            .await?;
        self.0
            .store
            .write(move |tx| conversation::delete(tx, cid, newest))
            .await
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

/// The status inside the answers that change a conversation (protocol: enums, ConversationOperationStatus).
pub(crate) fn accepted(
    status: Option<i32>,
    check_code: Option<i64>,
    log_id: &Option<String>,
) -> Result<()> {
    match status.unwrap_or(0) {
        0 => Ok(()),
        status => Err(Error::Operation {
            status,
            check_code: check_code.unwrap_or(0),
            log_id: log_id.clone(),
        }),
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
