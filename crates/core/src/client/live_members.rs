//! Who may do what in a live group: who can write, who can come in, managers, marks. Everybody in the group is told by a
//! line. All of it needs a connection.

use std::collections::BTreeMap;
use std::time::Duration;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    BlockConversationRequestBody, BlockMembersRequestBody, ConversationParticipantsListRequestBody,
    ConversationRemoveParticipantsRequestBody, GroupRole, Imcmd,
    MgetConversationParticipantsRequestBody, RequestBody, UpdateConversationParticipantRequestBody,
    UpsertConversationCoreExtInfoRequestBody,
};

use super::Client;
use super::live::{available, number};
use super::mutes::{checked_reason, seconds, status};
use crate::error::{Error, Result, accepted};
use crate::live;
use crate::model::live::{LiveList, LiveMember};
use crate::model::user::Role;
use crate::model::{ConversationId, UserId};
use crate::store::person;
use crate::sync::{refresh, wire};
use crate::view::paint;
use crate::view::paint::live as painted;
use crate::view::row::{LiveMemberRow, LiveMembers};

/// People of one page.
const PAGE: i32 = 50;

/// Status of an answer to somebody whose role does not allow what they asked for.
const PARTLY_REFUSED: i32 = 2;

impl Client {
    /// Lets only those who lead a live group and the white list write, or everybody again. With `everybody`, those who
    /// lead it cannot either.
    ///
    /// # Errors
    /// [`Error::Status`] without the right to do it, or as for any command.
    pub async fn mute_live_group(
        &self,
        id: &ConversationId,
        on: bool,
        everybody: bool,
    ) -> Result<()> {
        available()?;
        let body = RequestBody {
            block_conversation_body: Some(BlockConversationRequestBody {
                conversation_id: Some(id.0.clone()),
                conv_short_id: Some(number(id)?),
                conversation_type: Some(choices::MASS_CHAT),
                block_status: Some(status(on) as i32),
                block_normal_only: Some(!everybody),
            }),
            ..RequestBody::default()
        };
        let command = Imcmd::BlockConversation as i32;
        self.0.link.request(command, body).await.map(drop)
    }

    /// Keeps somebody from writing in a live group for a time, without an end when none is given. They are told the
    /// reason.
    ///
    /// # Errors
    /// [`Error::TooLong`] for the reason, [`Error::Operation`] when one may not decide about them, or as for any command.
    pub async fn mute_live_member(
        &self,
        id: &ConversationId,
        user: UserId,
        time: Option<Duration>,
        reason: &str,
    ) -> Result<()> {
        let reason = checked_reason(reason)?;
        self.mute_in_live(id, user, Some(seconds(time)), reason)
            .await
    }

    /// Lets somebody write in a live group again.
    ///
    /// # Errors
    /// As [`Client::mute_live_member`].
    pub async fn unmute_live_member(&self, id: &ConversationId, user: UserId) -> Result<()> {
        self.mute_in_live(id, user, None, "").await
    }

    async fn mute_in_live(
        &self,
        id: &ConversationId,
        user: UserId,
        seconds: Option<i64>,
        reason: &str,
    ) -> Result<()> {
        available()?;
        let reason = Some(reason).filter(|reason| !reason.is_empty());
        let reason = reason.map(|it| (choices::EXT_MUTE_REASON.to_owned(), it.to_owned()));
        let body = RequestBody {
            block_members_body: Some(BlockMembersRequestBody {
                conversation_id: Some(id.0.clone()),
                conv_short_id: Some(number(id)?),
                conversation_type: Some(choices::MASS_CHAT),
                block_status: Some(status(seconds.is_some()) as i32),
                block_time: [(user.0, seconds.unwrap_or(0))].into(),
                biz_ext: reason.into_iter().collect(),
            }),
            ..RequestBody::default()
        };
        let command = Imcmd::BlockMembers as i32;
        let answer = self.0.link.request_answer(command, body).await?;
        let failed = answer.body.block_members_body;
        match failed.is_some_and(|answer| answer.failed_members.contains(&user.0)) {
            true => Err(Error::Operation {
                status: PARTLY_REFUSED,
                check_code: 0,
                log_id: answer.log_id,
            }),
            false => Ok(()),
        }
    }

    /// Lets somebody write in a live group although all are muted, or no longer.
    ///
    /// # Errors
    /// [`Error::Status`] without the right to do it or when the white list is full, or as for any command.
    pub async fn set_live_speaker(
        &self,
        id: &ConversationId,
        user: UserId,
        on: bool,
    ) -> Result<()> {
        let value = if on { "1" } else { "0" };
        let said = [(choices::EXT_LIVE_SPEAKS, value.to_owned())];
        self.update_in_live(id, user, None, said).await
    }

    /// Gives somebody a role in a live group. Whoever makes somebody else the owner, who must be in it, hands it over.
    ///
    /// # Errors
    /// [`Error::Status`] without the right to do it or when there are too many managers, or as for any command.
    pub async fn set_live_role(&self, id: &ConversationId, user: UserId, role: Role) -> Result<()> {
        let role = match role {
            Role::Member => GroupRole::Ordinary,
            Role::Owner => GroupRole::Owner,
            Role::Manager => GroupRole::Manager,
        };
        self.update_in_live(id, user, Some(role as i32), []).await
    }

    /// Gives somebody marks that a live group knows, and takes others from them.
    ///
    /// # Errors
    /// [`Error::Status`] without the right to do it or for an unknown mark, or as for any command.
    pub async fn mark_live_member(
        &self,
        id: &ConversationId,
        user: UserId,
        add: &[String],
        remove: &[String],
    ) -> Result<()> {
        let said = [
            (choices::LIVE_ADD_MARKS, add.join(",")),
            (choices::LIVE_REMOVE_MARKS, remove.join(",")),
        ];
        self.update_in_live(id, user, None, said).await
    }

    async fn update_in_live<const N: usize>(
        &self,
        id: &ConversationId,
        user: UserId,
        role: Option<i32>,
        said: [(&str, String); N],
    ) -> Result<()> {
        available()?;
        let command = Imcmd::UpdateConversationParticipant as i32;
        let body = RequestBody {
            update_conversation_participant_body: Some(UpdateConversationParticipantRequestBody {
                conversation_id: Some(id.0.clone()),
                conversation_short_id: Some(number(id)?),
                conversation_type: Some(choices::MASS_CHAT),
                user_id: Some(user.0),
                role,
                biz_ext: said
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect(),
                ..UpdateConversationParticipantRequestBody::default()
            }),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let changed = answer.body.update_conversation_participant_body;
        let changed = changed.ok_or(Error::Answer {
            command,
            log_id: answer.log_id.clone(),
        })?;
        accepted(changed.status, changed.check_code, &answer.log_id)
    }

    /// Marks that a live group knows from now on, and others that it knows no more: they are taken from everybody.
    ///
    /// # Errors
    /// [`Error::EmptyName`] and [`Error::TooLong`] for a name that is none, [`Error::Status`] without the right to do it or
    /// when there are too many, or as for any command.
    pub async fn set_live_marks(
        &self,
        id: &ConversationId,
        add: &[String],
        remove: &[String],
    ) -> Result<()> {
        available()?;
        let mut ext = BTreeMap::new();
        for (marks, value) in [(remove, ""), (add, "1")] {
            for mark in marks {
                let key = format!("{}{}", choices::EXT_LIVE_MARK, checked_mark(mark)?);
                ext.insert(key, value.to_owned());
            }
        }
        let command = Imcmd::UpsertConversationCoreExtInfo as i32;
        let body = RequestBody {
            upsert_conversation_core_ext_info_body: Some(
                UpsertConversationCoreExtInfoRequestBody {
                    conversation_id: Some(id.0.clone()),
                    conversation_short_id: Some(number(id)?),
                    conversation_type: Some(choices::MASS_CHAT),
                    ext,
                },
            ),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let set = answer.body.upsert_conversation_core_ext_info_body;
        let set = set.ok_or(Error::Answer {
            command,
            log_id: answer.log_id.clone(),
        })?;
        accepted(set.status, set.check_code, &answer.log_id)
    }

    /// Marks that a live group knows.
    ///
    /// # Errors
    /// As for any command.
    pub async fn live_marks(&self, id: &ConversationId) -> Result<Vec<String>> {
        available()?;
        Ok(live::info(&self.0.link, number(id)?).await?.marks)
    }

    /// Puts somebody out of a live group. They can come in again.
    ///
    /// # Errors
    /// [`Error::Status`] without the right to do it, [`Error::Operation`] when one may not decide about them, or as for any
    /// command.
    pub async fn remove_live_member(&self, id: &ConversationId, user: UserId) -> Result<()> {
        self.remove_in_live(id, user, None).await
    }

    /// Puts somebody out of a live group and keeps them out for a time, without an end when none is given.
    ///
    /// # Errors
    /// As [`Client::remove_live_member`].
    pub async fn bar_live_member(
        &self,
        id: &ConversationId,
        user: UserId,
        time: Option<Duration>,
    ) -> Result<()> {
        let seconds = seconds(time).to_string();
        self.remove_in_live(id, user, Some(seconds)).await
    }

    /// Somebody can come into a live group again.
    ///
    /// # Errors
    /// As [`Client::remove_live_member`].
    pub async fn let_live_member_in(&self, id: &ConversationId, user: UserId) -> Result<()> {
        let off = choices::LIVE_LET_IN.to_owned();
        self.remove_in_live(id, user, Some(off)).await
    }

    async fn remove_in_live(
        &self,
        id: &ConversationId,
        user: UserId,
        bar: Option<String>,
    ) -> Result<()> {
        available()?;
        let command = Imcmd::RemoveConversationParticipants as i32;
        let bar = bar.map(|bar| (choices::LIVE_BAR.to_owned(), bar));
        let body = RequestBody {
            conversation_remove_participants_body: Some(
                ConversationRemoveParticipantsRequestBody {
                    conversation_id: Some(id.0.clone()),
                    conversation_short_id: Some(number(id)?),
                    conversation_type: Some(choices::MASS_CHAT),
                    participants: vec![user.0],
                    biz_ext: bar.into_iter().collect(),
                },
            ),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let removed = answer.body.conversation_remove_participants_body;
        let removed = removed.ok_or(Error::Answer {
            command,
            log_id: answer.log_id.clone(),
        })?;
        accepted(removed.status, removed.check_code, &answer.log_id)
    }

    /// People of a live group, behind a page before. Lists other than who is in it and who has a mark are for those who
    /// lead it.
    ///
    /// # Errors
    /// [`Error::Status`] without the right to see it, or as for any command.
    pub async fn live_members(
        &self,
        id: &ConversationId,
        list: &LiveList,
        after: Option<UserId>,
    ) -> Result<LiveMembers> {
        available()?;
        let command = Imcmd::ConversationParticipantsList as i32;
        let body = RequestBody {
            conversation_participants_body: Some(ConversationParticipantsListRequestBody {
                conversation_id: Some(id.0.clone()),
                conversation_short_id: Some(number(id)?),
                conversation_type: Some(choices::MASS_CHAT),
                cursor: Some(after.map_or(0, |after| after.0)),
                limit: Some(PAGE),
            }),
            ..RequestBody::default()
        };
        let mut headers = BTreeMap::new();
        let named = match list {
            LiveList::Present => None,
            LiveList::Muted => Some(choices::LIVE_MUTED),
            LiveList::Speakers => Some(choices::LIVE_SPEAKERS),
            LiveList::Barred => Some(choices::LIVE_BARRED),
            LiveList::Marked { mark } => {
                let mark = checked_mark(mark)?.to_owned();
                headers.insert(choices::HEADER_LIVE_MARK.to_owned(), mark);
                Some(choices::LIVE_MARKED)
            }
        };
        if let Some(named) = named {
            headers.insert(choices::HEADER_LIVE_LIST.to_owned(), named.to_owned());
        }
        let answer = self.0.link.request_beside(command, body, headers).await?;
        let told = answer.body.conversation_participants_body;
        let page = told.and_then(|told| told.participants_page);
        let page = page.ok_or(Error::Answer {
            command,
            log_id: answer.log_id,
        })?;
        let next = page.cursor.filter(|_| page.has_more == Some(true));
        let mut members: Vec<LiveMember> = page
            .participants
            .into_iter()
            .filter_map(wire::live_member)
            .collect();
        if *list == LiveList::Present {
            let me = self.user_id();
            members.retain(|member| member.user != me);
            if after.is_none() {
                let own = self.ask_live_members(id, vec![me]).await?;
                let here = own.into_iter().filter(|own| own.since.is_some());
                members.splice(0..0, here);
            }
        }
        Ok(LiveMembers {
            rows: self.live_member_rows(members).await?,
            next: next.filter(|next| *next > 0).map(UserId),
        })
    }

    /// Some people of a live group.
    ///
    /// # Errors
    /// [`Error::Status`] for whoever is not in it, or as for any command.
    pub async fn live_members_of(
        &self,
        id: &ConversationId,
        users: Vec<UserId>,
    ) -> Result<Vec<LiveMemberRow>> {
        available()?;
        let members = self.ask_live_members(id, users).await?;
        self.live_member_rows(members).await
    }

    async fn ask_live_members(
        &self,
        id: &ConversationId,
        users: Vec<UserId>,
    ) -> Result<Vec<LiveMember>> {
        let command = Imcmd::MgetConversationParticipants as i32;
        let body = RequestBody {
            mget_conversation_participants_body: Some(MgetConversationParticipantsRequestBody {
                conversation_id: Some(id.0.clone()),
                conversation_short_id: Some(number(id)?),
                conversation_type: Some(choices::MASS_CHAT),
                participants: users.into_iter().map(|user| user.0).collect(),
            }),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let told = answer.body.mget_conversation_participants_body;
        let told = told.ok_or(Error::Answer {
            command,
            log_id: answer.log_id,
        })?;
        let members = told.participants.into_iter();
        Ok(members.filter_map(wire::live_member).collect())
    }

    /// Whoever has no name in the group is shown by their own.
    async fn live_member_rows(&self, members: Vec<LiveMember>) -> Result<Vec<LiveMemberRow>> {
        let nameless = members.iter().filter(|member| member.alias.is_empty());
        let nameless: Vec<UserId> = nameless.map(|member| member.user).collect();
        if !nameless.is_empty() {
            let asked = refresh::fetch_people(&self.0.store, &self.0.link, nameless).await;
            if let Err(error) = asked {
                tracing::info!(code = %error.code(), "names in a live group are not known");
            }
        }
        let me = self.user_id();
        self.0
            .store
            .read(move |snapshot| {
                let mut rows = Vec::new();
                for member in members {
                    let known = person::get(snapshot, member.user)?;
                    let known = known.map(|known| paint::person(&known));
                    rows.push(painted::member(me, &member, known));
                }
                Ok(rows)
            })
            .await
    }
}

fn checked_mark(mark: &str) -> Result<&str> {
    let mark = mark.trim();
    if mark.is_empty() || mark.contains(',') {
        return Err(Error::EmptyName);
    }
    match mark.chars().count() > choices::MAX_LIVE_MARK_CHARS {
        true => Err(Error::TooLong {
            what: "mark",
            limit: choices::MAX_LIVE_MARK_CHARS,
        }),
        false => Ok(mark),
    }
}
