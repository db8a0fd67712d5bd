//! What a person does in a group: members, roles, name, announcement, leaving, dissolving.

use linnet_proto::choices;
use linnet_proto::im_proto::{
    ConversationAddParticipantsRequestBody, ConversationLeaveRequestBody,
    ConversationOperationStatus, ConversationParticipantsListRequestBody,
    ConversationRemoveParticipantsRequestBody, DissolveConversationRequestBody, Imcmd, RequestBody,
    SetConversationCoreInfoRequestBody, UpdateConversationParticipantRequestBody,
};

use super::Client;
use super::conversations::{Place, checked_name};
use crate::error::{Error, Result, Transport, accepted};
use crate::link::Answer;
use crate::model::joining::Admitted;
use crate::model::user::Participant;
use crate::model::user::Role;
use crate::model::{ConversationId, UserId};
use crate::store::{conversation, participant};
use crate::sync::wire;
use crate::view::MemberList;
use crate::view::row::Member;

/// Members of one page.
const PAGE: i32 = 100;

/// Times the list is asked for anew because somebody came or went while its pages came.
const TRIES: usize = 3;

/// Pages at most; a group has 200 members, others may allow more.
const PAGES: usize = 100;

/// The members of a conversation are not known, and the server tells them.
fn needs_members(place: &Place) -> bool {
    place.stored.peer == 0 && place.stored.member && !place.stored.members_loaded
}

impl Client {
    /// Gives a group another name.
    ///
    /// # Errors
    /// [`Error::TooLong`], [`Error::Operation`] without the right to do it, or as for any command.
    pub async fn rename(&self, id: &ConversationId, name: &str) -> Result<()> {
        let name = checked_name(name)?;
        self.set_core(id, |body| {
            body.name = Some(name);
            body.is_name_set = Some(true);
        })
        .await
    }

    /// Sets the announcement of a group.
    ///
    /// # Errors
    /// As [`Client::rename`].
    pub async fn set_notice(&self, id: &ConversationId, text: &str) -> Result<()> {
        if text.chars().count() > choices::MAX_NOTICE_CHARS {
            return Err(Error::TooLong {
                what: "notice",
                limit: choices::MAX_NOTICE_CHARS,
            });
        }
        let text = text.to_owned();
        self.set_core(id, |body| {
            body.notice = Some(text);
            body.is_notice_set = Some(true);
        })
        .await
    }

    /// Sets the description of a group.
    ///
    /// # Errors
    /// As [`Client::rename`].
    pub async fn set_description(&self, id: &ConversationId, text: &str) -> Result<()> {
        if text.chars().count() > choices::MAX_DESCRIPTION_CHARS {
            return Err(Error::TooLong {
                what: "description",
                limit: choices::MAX_DESCRIPTION_CHARS,
            });
        }
        let text = text.to_owned();
        self.set_core(id, |body| {
            body.desc = Some(text);
            body.is_desc_set = Some(true);
        })
        .await
    }

    pub(super) async fn set_core(
        &self,
        id: &ConversationId,
        change: impl FnOnce(&mut SetConversationCoreInfoRequestBody),
    ) -> Result<()> {
        let place = self.place(id).await?;
        let mut body = SetConversationCoreInfoRequestBody {
            conversation_id: Some(place.target.id.0.clone()),
            conversation_short_id: Some(place.target.short_id),
            conversation_type: Some(place.target.kind),
            ..SetConversationCoreInfoRequestBody::default()
        };
        change(&mut body);
        let command = Imcmd::SetConversationCoreInfo as i32;
        let body = RequestBody {
            set_conversation_core_info_body: Some(body),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let set = answer
            .body
            .set_conversation_core_info_body
            .ok_or_else(|| Error::Answer {
                command,
                log_id: answer.log_id.clone(),
            })?;
        accepted(set.status, set.check_code, &answer.log_id)?;
        self.keep_shared(place.cid, set.conversation_core_info)
            .await
    }

    /// Adds people to a group, or asks its owner and managers to let them in where they decide.
    ///
    /// # Errors
    /// As [`Client::rename`]. When only some were added the others are named nowhere, and the answer is
    /// [`Error::Operation`] with status 2.
    pub async fn add_members(&self, id: &ConversationId, users: Vec<UserId>) -> Result<Admitted> {
        let place = self.place(id).await?;
        let command = Imcmd::AddConversationParticipants as i32;
        let body = RequestBody {
            conversation_add_participants_body: Some(ConversationAddParticipantsRequestBody {
                conversation_id: Some(place.target.id.0.clone()),
                conversation_short_id: Some(place.target.short_id),
                conversation_type: Some(place.target.kind),
                participants: users.iter().map(|user| user.0).collect(),
                ..ConversationAddParticipantsRequestBody::default()
            }),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let added = answer
            .body
            .conversation_add_participants_body
            .ok_or_else(|| Error::Answer {
                command,
                log_id: answer.log_id.clone(),
            })?;
        let came: Vec<UserId> = added
            .success_participants
            .iter()
            .map(|id| UserId(*id))
            .collect();
        let cid = place.cid;
        if !came.is_empty() {
            self.0
                .store
                .write(move |tx| {
                    participant::want(tx, cid, &came)?;
                    conversation::want_info(tx, cid)
                })
                .await?;
        }
        if added.status == Some(ConversationOperationStatus::ApplySucceed as i32) {
            return Ok(Admitted::Asked);
        }
        accepted(added.status, added.check_code, &answer.log_id)?;
        Ok(Admitted::In)
    }

    /// Takes a member out of a group.
    ///
    /// # Errors
    /// As [`Client::rename`].
    pub async fn remove_member(&self, id: &ConversationId, user: UserId) -> Result<()> {
        let place = self.place(id).await?;
        let command = Imcmd::RemoveConversationParticipants as i32;
        let body = RequestBody {
            conversation_remove_participants_body: Some(
                ConversationRemoveParticipantsRequestBody {
                    conversation_id: Some(place.target.id.0.clone()),
                    conversation_short_id: Some(place.target.short_id),
                    conversation_type: Some(place.target.kind),
                    participants: vec![user.0],
                    ..ConversationRemoveParticipantsRequestBody::default()
                },
            ),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        if let Some(removed) = answer.body.conversation_remove_participants_body {
            accepted(removed.status, removed.check_code, &answer.log_id)?;
        }
        let cid = place.cid;
        self.0
            .store
            .write(move |tx| {
                participant::remove(tx, cid, &[user])?;
                conversation::want_info(tx, cid)
            })
            .await
    }

    /// Gives a member a role. Whoever makes somebody else the owner hands the group over and is an ordinary member
    /// afterwards.
    ///
    /// # Errors
    /// As [`Client::rename`].
    pub async fn set_role(&self, id: &ConversationId, user: UserId, role: Role) -> Result<()> {
        self.update_member(id, user, |body| {
            body.role = Some(match role {
                Role::Member => 0,
                Role::Owner => 1,
                Role::Manager => 2,
            });
        })
        .await
    }

    /// Sets how oneself is called in a group; empty for the name that one has everywhere.
    ///
    /// # Errors
    /// As [`Client::rename`].
    pub async fn set_own_alias(&self, id: &ConversationId, alias: &str) -> Result<()> {
        let alias = checked_name(alias)?;
        self.update_member(id, self.user_id(), |body| {
            body.alias = Some(alias);
            body.is_alias_set = Some(true);
        })
        .await
    }

    async fn update_member(
        &self,
        id: &ConversationId,
        user: UserId,
        change: impl FnOnce(&mut UpdateConversationParticipantRequestBody),
    ) -> Result<()> {
        let place = self.place(id).await?;
        let command = Imcmd::UpdateConversationParticipant as i32;
        let mut body = UpdateConversationParticipantRequestBody {
            conversation_id: Some(place.target.id.0.clone()),
            conversation_short_id: Some(place.target.short_id),
            conversation_type: Some(place.target.kind),
            user_id: Some(user.0),
            ..UpdateConversationParticipantRequestBody::default()
        };
        change(&mut body);
        let body = RequestBody {
            update_conversation_participant_body: Some(body),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let changed = answer
            .body
            .update_conversation_participant_body
            .ok_or_else(|| Error::Answer {
                command,
                log_id: answer.log_id.clone(),
            })?;
        accepted(changed.status, changed.check_code, &answer.log_id)?;
        let cid = place.cid;
        let members: Vec<_> = changed
            .participant
            .and_then(wire::participant)
            .into_iter()
            .collect();
        self.0
            .store
            .write(move |tx| {
                participant::store(tx, cid, &members)?;
                // A new owner changes more than one member.
                participant::want(tx, cid, &[user, tx.me()])
            })
            .await
    }

    /// Leaves a group. It stays readable.
    ///
    /// # Errors
    /// As for any command.
    pub async fn leave(&self, id: &ConversationId) -> Result<()> {
        let place = self.place(id).await?;
        let body = RequestBody {
            leave_conversation_body: Some(ConversationLeaveRequestBody {
                conversation_id: Some(place.target.id.0.clone()),
                conversation_short_id: Some(place.target.short_id),
                conversation_type: Some(place.target.kind),
            }),
            ..RequestBody::default()
        };
        let _: Answer = self
            .0
            .link
            .request_answer(Imcmd::LeaveConversation as i32, body)
            .await?;
        self.out_of(&place).await
    }

    /// Ends a group for all its members. It stays readable.
    ///
    /// # Errors
    /// As for any command.
    pub async fn dissolve(&self, id: &ConversationId) -> Result<()> {
        let place = self.place(id).await?;
        let body = RequestBody {
            dissolve_conversation_body: Some(DissolveConversationRequestBody {
                conversation_id: Some(place.target.id.0.clone()),
                conversation_short_id: Some(place.target.short_id),
                conversation_type: Some(place.target.kind),
            }),
            ..RequestBody::default()
        };
        let _: Answer = self
            .0
            .link
            .request_answer(Imcmd::DissolveConversation as i32, body)
            .await?;
        self.out_of(&place).await
    }

    async fn out_of(&self, place: &Place) -> Result<()> {
        let cid = place.cid;
        self.0
            .store
            .write(move |tx| conversation::set_member(tx, cid, false))
            .await
    }

    /// The members of a group, as a list that goes on changing. It begins with what is known here; what is not is
    /// loaded beside it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn member_list(&self, id: &ConversationId) -> Result<MemberList> {
        let place = self.place(id).await?;
        let list = MemberList::new(self.0.store.clone(), place.cid);
        if needs_members(&place) {
            let (client, stop) = (self.clone(), self.0.stop.clone());
            self.0.tasks.spawn(async move {
                let loading = Box::pin(client.know_members(&place));
                stop.run_until_cancelled(loading).await;
            });
        }
        Ok(list)
    }

    /// The members of a group now: all of them where the server can be asked, otherwise those that are known.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn members(&self, id: &ConversationId) -> Result<Vec<Member>> {
        let place = self.place(id).await?;
        let mut list = MemberList::new(self.0.store.clone(), place.cid);
        self.know_members(&place).await;
        list.open().await
    }

    /// Loads the members when that has not been done. What is known is shown when the rest cannot be had now.
    async fn know_members(&self, place: &Place) {
        if needs_members(place)
            && let Err(error) = self.load_members(place).await
        {
            tracing::info!(code = %error.code(), "the members could not be loaded");
        }
    }

    /// The whole member list.
    pub(crate) async fn load_members(&self, place: &Place) -> Result<()> {
        let cid = place.cid;
        for _ in 0..TRIES {
            let asked_at = self
                .0
                .store
                .read(move |snapshot| participant::version(snapshot, cid))
                .await?;
            let members = self.list_members(place).await?;
            let kept = self
                .0
                .store
                .write(move |tx| participant::replace_at(tx, cid, asked_at, &members))
                .await?;
            if kept {
                return Ok(());
            }
        }
        Err(Error::NotNow("the members of the group keep changing"))
    }

    /// All pages of the member list.
    async fn list_members(&self, place: &Place) -> Result<Vec<Participant>> {
        let command = Imcmd::ConversationParticipantsList as i32;
        let mut cursor = 0;
        let mut limit = PAGE;
        let mut members = Vec::new();
        for _ in 0..PAGES {
            let body = RequestBody {
                conversation_participants_body: Some(ConversationParticipantsListRequestBody {
                    conversation_id: Some(place.target.id.0.clone()),
                    conversation_short_id: Some(place.target.short_id),
                    conversation_type: Some(place.target.kind),
                    cursor: Some(cursor),
                    limit: Some(limit),
                }),
                ..RequestBody::default()
            };
            let answer = match self.0.link.request(command, body).await {
                Err(Error::Transport(Transport::TooLarge)) if limit > 1 => {
                    limit /= 2;
                    continue;
                }
                other => other?,
            };
            let page = answer
                .conversation_participants_body
                .and_then(|body| body.participants_page)
                .ok_or(Error::Answer {
                    command,
                    log_id: None,
                })?;
            members.extend(page.participants.into_iter().filter_map(wire::participant));
            let next = page.cursor.unwrap_or(0);
            if !page.has_more.unwrap_or(false) {
                return Ok(members);
            }
            if next == cursor {
                break;
            }
            cursor = next;
        }
        Err(Error::Answer {
            command,
            log_id: None,
        })
    }
}
