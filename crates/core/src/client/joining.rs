//! Who comes into a group: the switch by which owner and managers decide, who may add people, requests to join and their
//! answers. All of it needs an answer of the server, and so a connection.

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    AckConversationApplyRequestBody, ApplyErrorCode, ApplyStatusCode, ConversationApplyInfo,
    GetConversationAuditListRequestBody, Imcmd, RequestBody, SendConversationApplyRequestBody,
    UpdateConversationAuditSwitchRequestBody,
};

use super::Client;
use crate::error::{Error, Result};
use crate::model::joining::{JoinRequest, JoinState, WhoAdds};
use crate::model::{ConversationId, UserId};
use crate::store::{conversation, person};
use crate::sync::refresh;
use crate::view::paint;
use crate::view::row::JoinRequestRow;

/// Type of a group (protocol: enums, ConversationType).
const GROUP: i32 = 2;

/// Requests of one page, and pages at most.
const PAGE: i32 = 100;
const PAGES: usize = 5;

impl Client {
    /// Lets owner and managers decide about everybody who wants to come into a group, or no longer.
    ///
    /// # Errors
    /// [`Error::Status`] without the right to do it, [`Error::Join`], or as for any command.
    pub async fn set_join_approval(&self, id: &ConversationId, on: bool) -> Result<()> {
        let place = self.place(id).await?;
        let command = Imcmd::UpdateConversationAuditSwitch as i32;
        let body = RequestBody {
            update_conversation_audit_switch_body: Some(UpdateConversationAuditSwitchRequestBody {
                conv_short_id: Some(place.target.short_id),
                conversation_type: Some(place.target.kind),
                switch_status: Some(on),
            }),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let set = answer.body.update_conversation_audit_switch_body;
        done(set.and_then(|set| set.status), answer.log_id)?;
        let cid = place.cid;
        self.0
            .store
            .write(move |tx| conversation::want_info(tx, cid))
            .await
    }

    /// Says who may add people to a group.
    ///
    /// # Errors
    /// As for [`Client::set_entries`].
    pub async fn set_who_adds(&self, id: &ConversationId, who: WhoAdds) -> Result<()> {
        let key = choices::EXT_WHO_ADDS.to_owned();
        match who {
            WhoAdds::Everybody => self.delete_entries(id, &[key]).await,
            WhoAdds::Leaders => {
                let value = choices::LEADERS_ADD.to_owned();
                self.set_entries(id, BTreeMap::from([(key, value)])).await
            }
        }
    }

    /// Asks to join a group, by its number, with a few words to those who decide. When they agree the group is in the
    /// list; when they refuse, [`Event::JoinRefused`](crate::event::Event::JoinRefused) tells it.
    ///
    /// # Errors
    /// [`Error::TooLong`], [`Error::Join`], or as for any command.
    pub async fn ask_to_join(&self, group: i64, reason: &str) -> Result<()> {
        let reason = reason.trim();
        if reason.chars().count() > choices::MAX_JOIN_REASON_CHARS {
            return Err(Error::TooLong {
                what: "join reason",
                limit: choices::MAX_JOIN_REASON_CHARS,
            });
        }
        let command = Imcmd::SendConversationApply as i32;
        let body = RequestBody {
            send_conversation_apply_body: Some(SendConversationApplyRequestBody {
                conv_short_id: Some(group),
                conversation_type: Some(GROUP),
                apply_reason: (!reason.is_empty()).then(|| reason.to_owned()),
                ..SendConversationApplyRequestBody::default()
            }),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let asked = answer.body.send_conversation_apply_body;
        done(asked.and_then(|asked| asked.status), answer.log_id)
    }

    /// Answers a request to join.
    ///
    /// # Errors
    /// [`Error::Join`], or as for any command.
    pub async fn answer_join_request(&self, request: i64, agree: bool) -> Result<()> {
        let command = Imcmd::AckConversationApply as i32;
        let status = match agree {
            true => ApplyStatusCode::Agree,
            false => ApplyStatusCode::Deny,
        };
        let body = RequestBody {
            ack_conversation_apply_body: Some(AckConversationApplyRequestBody {
                apply_id: Some(request),
                apply_status: Some(status as i32),
                ..AckConversationApplyRequestBody::default()
            }),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let answered = answer.body.ack_conversation_apply_body;
        done(answered.and_then(|answered| answered.status), answer.log_id)
    }

    /// Requests to join a group, the newest first; they count as seen from then on. For owner and managers.
    ///
    /// # Errors
    /// [`Error::Status`] for everybody else, or as for any command.
    pub async fn join_requests(&self, id: &ConversationId) -> Result<Vec<JoinRequestRow>> {
        let place = self.place(id).await?;
        let command = Imcmd::GetConversationAuditList as i32;
        let mut requests: Vec<JoinRequest> = Vec::new();
        let mut cursor = 0;
        for _ in 0..PAGES {
            let body = RequestBody {
                get_conversation_audit_list_body: Some(GetConversationAuditListRequestBody {
                    cursor: Some(cursor),
                    limit: Some(PAGE),
                    conv_short_id: Some(place.target.short_id),
                    no_clear_unread: Some(false),
                }),
                ..RequestBody::default()
            };
            let answer = self.0.link.request_answer(command, body).await?;
            let page = answer.body.get_conversation_audit_list_body;
            let page = page.ok_or(Error::Answer {
                command,
                log_id: answer.log_id,
            })?;
            requests.extend(page.apply_info_list.into_iter().filter_map(read));
            let next = page.next_cursor.unwrap_or(0);
            if !page.has_more.unwrap_or(false) || next == cursor {
                break;
            }
            cursor = next;
        }
        self.know(&requests).await;
        self.0
            .store
            .read(move |snapshot| {
                let mut people = BTreeMap::new();
                for user in named(&requests) {
                    if let Some(known) = person::get(snapshot, user)? {
                        people.insert(user, known);
                    }
                }
                let known = |user: UserId| {
                    let known = people.get(&user).cloned();
                    known.unwrap_or_else(|| person::unknown(user))
                };
                Ok(requests
                    .iter()
                    .map(|request| paint::join_request(request, known))
                    .collect())
            })
            .await
    }

    /// Asks for the names of people nothing is known of. Without an answer they are shown by their numbers.
    async fn know(&self, requests: &[JoinRequest]) {
        let users = named(requests);
        let unknown = self
            .0
            .store
            .read(move |snapshot| {
                let mut unknown = Vec::new();
                for user in users {
                    if person::get(snapshot, user)?.is_none_or(|known| known.fetched == 0) {
                        unknown.push(user);
                    }
                }
                Ok(unknown)
            })
            .await;
        let unknown = match unknown {
            Ok(unknown) if !unknown.is_empty() => unknown,
            _ => return,
        };
        if let Err(error) = refresh::fetch_people(&self.0.store, &self.0.link, unknown).await {
            tracing::info!(code = %error.code(), "names of people who ask to join could not be loaded");
        }
    }
}

/// Everybody whom requests name, each once.
fn named(requests: &[JoinRequest]) -> Vec<UserId> {
    let mut users: Vec<UserId> = requests
        .iter()
        .flat_map(|request| std::iter::once(request.user).chain(request.inviter))
        .collect();
    users.sort_unstable();
    users.dedup();
    users
}

/// A request as the server tells it; none when it names nobody.
fn read(info: ConversationApplyInfo) -> Option<JoinRequest> {
    let user = info.user_id.filter(|user| *user > 0)?;
    let state = match info.apply_status.map(ApplyStatusCode::try_from) {
        Some(Ok(ApplyStatusCode::Applying)) => JoinState::Waiting,
        Some(Ok(ApplyStatusCode::Agree)) => JoinState::Agreed,
        Some(Ok(ApplyStatusCode::Deny)) => JoinState::Refused,
        _ => JoinState::Gone,
    };
    Some(JoinRequest {
        id: info.apply_id.filter(|id| *id != 0)?,
        user: UserId(user),
        inviter: info.invite_user_id.filter(|user| *user > 0).map(UserId),
        reason: info.apply_reason.unwrap_or_default(),
        asked: info.create_time.unwrap_or(0),
        state,
    })
}

/// What an answer says of a request.
fn done(status: Option<i32>, log_id: Option<String>) -> Result<()> {
    match status.unwrap_or(0) {
        status if status == ApplyErrorCode::ApplySuccess as i32 => Ok(()),
        status => Err(Error::Join { status, log_id }),
    }
}
