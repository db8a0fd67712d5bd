//! Live groups: what is said in them reaches those who are in one now, and is kept on this computer by nobody. All of it
//! needs a connection. It needs the cargo feature `live`; without it everything here answers [`Error::FeatureMissing`].

use std::collections::BTreeMap;

use linnet_proto::im_proto::{
    ConversationLeaveRequestBody, CreateConversationV2RequestBody, DissolveConversationRequestBody,
    GetUserConversationListRequestBody, GroupRole, Imcmd, RequestBody, SendMessageRequestBody,
    SendMessageStatus,
};
use linnet_proto::{choices, keys};

use super::Client;
use crate::error::{Error, Result, accepted};
use crate::live::{self, LiveView, Ticket};
use crate::model::ConversationId;
use crate::model::kind::text;
use crate::model::live::Priority;
use crate::store::person;
use crate::sync::wire;
use crate::view::paint::live as painted;
use crate::view::row::{LiveGroupRow, LiveGroups, LiveHistory, LiveRow, LiveState};

/// Live groups of one page.
const PAGE: i64 = 100;

/// Longest id of a message that a caller chooses, in bytes: the server takes no longer one.
const LONGEST_ID: usize = 128;

impl Client {
    /// Makes a live group. The same nonce twice makes one. Its maker is not in it before they join.
    ///
    /// # Errors
    /// [`Error::TooLong`], [`Error::Operation`] when there are too many, or as for any command.
    pub async fn create_live_group(&self, nonce: &str, name: &str) -> Result<LiveGroupRow> {
        available()?;
        let command = Imcmd::CreateConversationV2 as i32;
        let body = RequestBody {
            create_conversation_v2_body: Some(CreateConversationV2RequestBody {
                conversation_type: Some(choices::MASS_CHAT),
                idempotent_id: Some(nonce.to_owned()),
                name: Some(short(name, "name")?),
                ..CreateConversationV2RequestBody::default()
            }),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let unusable = Error::Answer {
            command,
            log_id: answer.log_id.clone(),
        };
        let made = answer.body.create_conversation_v2_body;
        let Some(made) = made else {
            return Err(unusable);
        };
        accepted(made.status, made.check_code, &answer.log_id)?;
        let info = made.conversation.and_then(wire::live_info);
        let row = info.map(|info| painted::group(self.user_id(), &info));
        row.ok_or(unusable)
    }

    /// Live groups of the service, the newest first: all or the person's own, those whose name has these words, from
    /// where the page before ended.
    ///
    /// # Errors
    /// As for any command.
    pub async fn live_groups(
        &self,
        own: bool,
        words: &str,
        after: Option<&ConversationId>,
    ) -> Result<LiveGroups> {
        available()?;
        let command = Imcmd::GetUserConversationList as i32;
        let body = RequestBody {
            get_conversation_list_body: Some(GetUserConversationListRequestBody {
                customed_con_type: Some(choices::MASS_CHAT),
                include_role: own.then_some(GroupRole::Owner as i32),
                cursor: Some(after.map(number).transpose()?.unwrap_or(0)),
                limit: Some(PAGE),
                ..GetUserConversationListRequestBody::default()
            }),
            ..RequestBody::default()
        };
        let words = words.trim().to_owned();
        let headers = BTreeMap::from([(choices::HEADER_LIVE_WORDS.to_owned(), words)]);
        let answer = self.0.link.request_beside(command, body, headers).await?;
        let page = answer.body.get_conversation_list_body;
        let page = page.ok_or(Error::Answer {
            command,
            log_id: answer.log_id,
        })?;
        let me = self.user_id();
        let next = page.next_cursor.filter(|next| *next > 0);
        Ok(LiveGroups {
            rows: page
                .list
                .into_iter()
                .filter_map(wire::live_info)
                .map(|info| painted::group(me, &info))
                .collect(),
            next: next
                .filter(|_| page.has_more.unwrap_or(false))
                .map(painted::id),
        })
    }

    /// A live group as it is now.
    ///
    /// # Errors
    /// As for any command.
    pub async fn live_group(&self, id: &ConversationId) -> Result<LiveGroupRow> {
        available()?;
        let info = live::info(&self.0.link, number(id)?).await?;
        Ok(painted::group(self.user_id(), &info))
    }

    /// Comes into a live group, under a name of one's own choice or none, and with a picture: an address, or the
    /// person's own where there is none. A device is in one live group at a time.
    ///
    /// # Errors
    /// [`Error::TooLong`], [`Error::Operation`] when it is full, or as for any command.
    pub async fn join_live_group(
        &self,
        id: &ConversationId,
        alias: &str,
        avatar: Option<&str>,
    ) -> Result<()> {
        available()?;
        let avatar = match avatar {
            Some(avatar) => avatar.to_owned(),
            None => self.own_portrait().await?,
        };
        if avatar.len() > choices::MAX_LIVE_AVATAR_BYTES {
            return Err(Error::TooLong {
                what: "picture address",
                limit: choices::MAX_LIVE_AVATAR_BYTES,
            });
        }
        let ticket = Ticket {
            group: number(id)?,
            alias: short(alias, "alias")?,
            avatar,
        };
        let info = live::info(&self.0.link, ticket.group).await?;
        self.0.live.join(&self.0.link, ticket, info).await
    }

    /// Leaves the live group the person is in. Nothing of it is kept.
    ///
    /// # Errors
    /// As for any command; they are out of it here all the same.
    pub async fn leave_live_group(&self) -> Result<()> {
        available()?;
        let Some(group) = self.0.live.leave() else {
            return Ok(());
        };
        let body = RequestBody {
            leave_conversation_body: Some(ConversationLeaveRequestBody {
                conversation_id: Some(group.to_string()),
                conversation_short_id: Some(group),
                conversation_type: Some(choices::MASS_CHAT),
            }),
            ..RequestBody::default()
        };
        let command = Imcmd::LeaveConversation as i32;
        self.0.link.request(command, body).await.map(|_| ())
    }

    /// Ends a live group for everybody.
    ///
    /// # Errors
    /// [`Error::Status`] for everybody but its owner, or as for any command.
    pub async fn dissolve_live_group(&self, id: &ConversationId) -> Result<()> {
        available()?;
        let group = number(id)?;
        let body = RequestBody {
            dissolve_conversation_body: Some(DissolveConversationRequestBody {
                conversation_id: Some(group.to_string()),
                conversation_short_id: Some(group),
                conversation_type: Some(choices::MASS_CHAT),
            }),
            ..RequestBody::default()
        };
        let command = Imcmd::DissolveConversation as i32;
        self.0.link.request(command, body).await?;
        self.0.live.dissolved(group);
        Ok(())
    }

    /// Says something in the live group the person is in. It is shown at once; what becomes of it stands in its row.
    ///
    /// # Errors
    /// [`Error::EmptyMessage`], [`Error::TooLong`], or [`Error::NotFound`] when they are in none.
    pub async fn send_live(&self, words: &str, priority: Priority) -> Result<LiveRow> {
        let id = uuid::Uuid::new_v4().to_string();
        self.send_live_as(&id, words, priority).await
    }

    /// As [`Client::send_live`], under an id of the caller's choice: sent twice it is one message, and one that was not sent
    /// is tried again.
    ///
    /// # Errors
    /// As [`Client::send_live`].
    pub async fn send_live_as(&self, id: &str, words: &str, priority: Priority) -> Result<LiveRow> {
        available()?;
        if words.trim().is_empty() {
            return Err(Error::EmptyMessage);
        }
        if text::write(words).len() > choices::MAX_CONTENT_BYTES {
            return Err(Error::TooLong {
                what: "message",
                limit: choices::MAX_CONTENT_BYTES,
            });
        }
        if id.is_empty() || id.len() > LONGEST_ID {
            return Err(Error::TooLong {
                what: "id",
                limit: LONGEST_ID,
            });
        }
        let now = self.0.link.server_now_ms();
        let mut begun = None;
        self.0.live.change(|state| {
            let Some(room) = &mut state.room else {
                return;
            };
            let (mut news, mut goes) = (None, true);
            if room.find(id).is_none() {
                news = Some(room.say(id.to_owned(), words, priority, now));
            } else {
                goes = room.again(id).is_some();
            }
            begun = Some((room.ticket.group, news, goes));
        });
        let (group, news, goes) = begun.ok_or(Error::NotFound("live group"))?;
        if let Some(news) = news {
            self.0.live.tell(group, news);
        }
        if goes {
            self.deliver_live(group, id.to_owned(), words, priority)
                .await;
        }
        let row = self.0.live.with(|state| state.room.as_ref()?.find(id));
        row.ok_or(Error::NotFound("live group"))
    }

    /// Tries to send one again that was not sent.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not there, or was sent.
    pub async fn retry_live(&self, id: &str) -> Result<()> {
        available()?;
        let mut again = None;
        self.0.live.change(|state| {
            if let Some(room) = &mut state.room {
                let words = room.again(id);
                again = words.map(|(words, priority)| (room.ticket.group, words, priority));
            }
        });
        let (group, words, priority) = again.ok_or(Error::NotFound("message"))?;
        self.deliver_live(group, id.to_owned(), &words, priority)
            .await;
        Ok(())
    }

    /// A page of what was said in the live group the person is in, up to an index, 0 for the newest; at most 100 messages.
    /// It is not kept.
    ///
    /// # Errors
    /// [`Error::NotFound`] for whoever is in none, or as for any command.
    pub async fn live_history(
        &self,
        id: &ConversationId,
        before: i64,
        limit: i32,
    ) -> Result<LiveHistory> {
        available()?;
        let (live, link) = (&self.0.live, &self.0.link);
        live.history(link, number(id)?, before, limit).await
    }

    /// How the live group stands that the person is in, or why they are in none.
    pub fn live_state(&self) -> LiveState {
        self.0.live.with(|state| state.told())
    }

    /// Loads older messages of the live group the person is in.
    ///
    /// # Errors
    /// As for any command.
    pub async fn older_live(&self) -> Result<()> {
        available()?;
        self.0.live.older(&self.0.link).await
    }

    /// The live group the person is in: its newest messages, and how it stands.
    pub fn live(&self) -> LiveView {
        self.0.live.view()
    }

    async fn deliver_live(&self, group: i64, id: String, words: &str, priority: Priority) {
        let body = RequestBody {
            send_message_body: Some(SendMessageRequestBody {
                conversation_id: Some(group.to_string()),
                conversation_short_id: Some(group),
                conversation_type: Some(choices::MASS_CHAT),
                content: Some(text::write(words)),
                message_type: Some(text::TYPE),
                client_message_id: Some(id.clone()),
                ext: BTreeMap::from([
                    (keys::CLIENT_MESSAGE_ID.to_owned(), id.clone()),
                    (
                        keys::MESSAGE_PRIORITY.to_owned(),
                        priority.name().to_owned(),
                    ),
                ]),
                ..SendMessageRequestBody::default()
            }),
            ..RequestBody::default()
        };
        let command = Imcmd::SendMessage as i32;
        let sent = self.0.link.request_once(command, &body, 0).await;
        let sent = sent.and_then(|answer| {
            let sent = answer.body.send_message_body.unwrap_or_default();
            match sent.status.unwrap_or(0) {
                status if status == SendMessageStatus::SendSucceed as i32 => Ok(()),
                status => Err(Error::Send {
                    status,
                    check_code: sent.check_code.unwrap_or(0),
                    log_id: answer.log_id,
                }),
            }
        });
        let failed = sent.err().map(|error| error.reason());
        let mut news = None;
        self.0.live.change(|state| {
            if let Some(room) = &mut state.room {
                news = room.said(&id, failed);
            }
        });
        if let Some(news) = news {
            self.0.live.tell(group, news);
        }
    }

    async fn own_portrait(&self) -> Result<String> {
        let me = self.user_id();
        let known = self
            .0
            .store
            .read(move |snapshot| person::get(snapshot, me))
            .await?;
        Ok(known
            .map(|known| known.profile.portrait)
            .unwrap_or_default())
    }
}

pub(super) fn available() -> Result<()> {
    match cfg!(feature = "live") {
        true => Ok(()),
        false => Err(Error::FeatureMissing("live")),
    }
}

/// The number of a live group.
pub(super) fn number(id: &ConversationId) -> Result<i64> {
    let number = id.0.parse().ok().filter(|number| *number > 0);
    number.ok_or(Error::NotFound("live group"))
}

/// A name in a live group, or of one.
fn short(name: &str, what: &'static str) -> Result<String> {
    let name = name.trim();
    if name.chars().count() > choices::MAX_LIVE_NAME_CHARS {
        return Err(Error::TooLong {
            what,
            limit: choices::MAX_LIVE_NAME_CHARS,
        });
    }
    Ok(name.to_owned())
}
