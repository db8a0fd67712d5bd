//! Friends, requests to be one, blocked people, and what a profile card shows.

use std::collections::BTreeMap;

use linnet_proto::im_proto::{
    ConversationOperationStatus, FriendErrorCode, Imcmd, RequestBody, SendFriendApplyRequestBody,
    StatusCode,
};
use linnet_proto::{choices, keys};

use super::Client;
use crate::error::{Error, Result};
use crate::model::UserId;
use crate::model::contact::RequestState;
use crate::model::operation::ContactOperation;
use crate::model::signs::{is_blank, without_direction};
use crate::operation::Asked;
use crate::store::contact::{self, List};
use crate::store::{conversation, person};
use crate::sync::refresh;
use crate::view::paint;
use crate::view::row::{CommonGroup, ProfileCard};
use crate::view::{ContactList, RequestList};

/// Groups of a profile card.
const GROUPS: i64 = 50;

impl Client {
    /// Friends, blocked people and everybody the person has a chat with, by name.
    pub fn contact_list(&self) -> ContactList {
        ContactList::new(self.0.store.clone(), self.user_id())
    }

    /// Requests to be a friend, to the person and by them.
    pub fn contact_requests(&self) -> RequestList {
        RequestList::new(self.0.store.clone(), self.user_id())
    }

    /// Asks somebody to be a friend, with a few words. It needs an answer and so a connection.
    ///
    /// # Errors
    /// [`Error::TooLong`], the server's refusal, or as for any command.
    pub async fn ask_contact(&self, user: UserId, greeting: &str) -> Result<()> {
        let greeting = bounded(greeting, "greeting", choices::MAX_GREETING_CHARS)?;
        if user == self.user_id() {
            return Err(refusal(StatusCode::AddSelfFriendNotAllow as i32, None));
        }
        let command = Imcmd::SendFriendApply as i32;
        let ext = match greeting.is_empty() {
            true => BTreeMap::new(),
            false => BTreeMap::from([(choices::EXT_GREETING.to_owned(), greeting)]),
        };
        let body = RequestBody {
            send_friend_apply_body: Some(SendFriendApplyRequestBody {
                user_id: user.0,
                ext,
            }),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let said = answer.body.send_friend_apply_body.unwrap_or_default();
        if said.check_code == Some(keys::CHECK_WORDS) {
            return Err(words_refused(answer.log_id));
        }
        let status = said.status.unwrap_or(0);
        // Whatever became of it, the lists say it.
        self.0
            .store
            .write(|tx| contact::want(tx, &[List::Friends, List::Sent, List::Received]))
            .await?;
        match FriendErrorCode::try_from(status) {
            Ok(FriendErrorCode::FriendSuccess) => Ok(()),
            Ok(FriendErrorCode::FriendDuplicateApply) => {
                Err(refusal(StatusCode::DuplicateApply as i32, answer.log_id))
            }
            Ok(FriendErrorCode::FriendAlreadyFriend) => {
                Err(refusal(StatusCode::IsFriend as i32, answer.log_id))
            }
            _ => Err(Error::Friend {
                status,
                log_id: answer.log_id,
            }),
        }
    }

    /// Answers somebody's request. When this answers it is stored and shown, and is carried out as soon as there is a
    /// connection.
    ///
    /// # Errors
    /// [`Error::NotNow`] when there is none that waits.
    pub async fn answer_request(&self, user: UserId, agree: bool) -> Result<Asked> {
        let operation = ContactOperation::Answer { agree };
        self.0
            .operations
            .ask_of_contact(user, operation, move |tx| match contact::waits(tx, user)? {
                true => Ok(()),
                false => Err(Error::NotNow("the request does not wait")),
            })
            .await
    }

    /// Calls a friend by another name, by their own when it is empty. As [`Client::answer_request`].
    ///
    /// # Errors
    /// [`Error::TooLong`].
    pub async fn set_remark(&self, user: UserId, name: &str) -> Result<Asked> {
        let name = bounded(name, "remark", choices::MAX_REMARK_CHARS)?;
        let operation = ContactOperation::Remark { name };
        self.ask_about_contact(user, operation).await
    }

    /// Keeps words about a friend that only the person sees. As [`Client::answer_request`].
    ///
    /// # Errors
    /// [`Error::TooLong`].
    pub async fn set_contact_note(&self, user: UserId, text: &str) -> Result<Asked> {
        if text.chars().count() > choices::MAX_NOTE_CHARS {
            return Err(Error::TooLong {
                what: "contact note",
                limit: choices::MAX_NOTE_CHARS,
            });
        }
        let text = text.trim().to_owned();
        let operation = ContactOperation::Note { text };
        self.ask_about_contact(user, operation).await
    }

    /// Blocks somebody, or no longer. As [`Client::answer_request`].
    ///
    /// # Errors
    /// For oneself.
    pub async fn set_blocked(&self, user: UserId, on: bool) -> Result<Asked> {
        if user == self.user_id() {
            return Err(refusal(StatusCode::AddSelfBlackNotAllow as i32, None));
        }
        let operation = ContactOperation::Block { on };
        self.ask_about_contact(user, operation).await
    }

    /// Ends a friendship, and deletes the chat with them or leaves it. As [`Client::answer_request`].
    ///
    /// # Errors
    /// The database fails.
    pub async fn delete_friend(&self, user: UserId, with_chat: bool) -> Result<Asked> {
        let operation = ContactOperation::DeleteFriend {};
        let asked = self.ask_about_contact(user, operation).await?;
        if with_chat {
            let chat = self
                .0
                .store
                .read(move |snapshot| conversation::with_peer(snapshot, user))
                .await?;
            if let Some(chat) = chat {
                self.delete_conversation(&chat.conversation.id).await?;
            }
        }
        Ok(asked)
    }

    async fn ask_about_contact(&self, user: UserId, operation: ContactOperation) -> Result<Asked> {
        let operations = &self.0.operations;
        operations.ask_of_contact(user, operation, |_| Ok(())).await
    }

    /// The person has seen all requests that are here; their other devices are told.
    ///
    /// # Errors
    /// The database fails.
    pub async fn see_requests(&self) -> Result<()> {
        let (seen, newest) = self
            .0
            .store
            .read(|snapshot| {
                let newest = contact::newest_request(snapshot)?;
                Ok((contact::seen(snapshot)?, newest))
            })
            .await?;
        if newest <= seen {
            return Ok(());
        }
        let operation = ContactOperation::SeeRequests { index: newest };
        let operations = &self.0.operations;
        operations
            .ask_of_contact(UserId(0), operation, move |tx| contact::see(tx, newest))
            .await?;
        Ok(())
    }

    /// Everything a profile card shows of somebody. What is known here answers when the server does not.
    ///
    /// # Errors
    /// The database fails.
    pub async fn profile_card(&self, user: UserId) -> Result<ProfileCard> {
        self.look_up(user).await;
        let me = self.user_id();
        self.0
            .store
            .read(move |snapshot| {
                let stored = contact::get(snapshot, user)?;
                let seen = contact::seen(snapshot)?;
                let requests = contact::requests(snapshot, Some(user))?;
                let waiting = requests
                    .iter()
                    .find(|it| it.request.state == RequestState::Waiting || it.answering);
                let chat = match user == me {
                    true => None,
                    false => conversation::with_peer(snapshot, user)?,
                };
                let groups = match user == me {
                    true => Vec::new(),
                    false => conversation::common_groups(snapshot, user, GROUPS)?,
                };
                let row = |it: &conversation::Stored| paint::conversation_row(me, it);
                Ok(ProfileCard {
                    person: paint::person(&stored.person),
                    nickname: paint::one_line(&stored.person.profile.nick_name),
                    remark: paint::one_line(&stored.person.remark),
                    note: stored.note,
                    description: paint::seen(stored.person.profile.description.clone()),
                    own: user == me,
                    friend: stored.friend,
                    bot: stored.person.profile.bot,
                    blocked: stored.blocked,
                    missing: stored.person.missing,
                    request: waiting.map(|it| paint::request_row(it, seen)),
                    muted: chat.as_ref().is_some_and(|it| it.muted),
                    chat: chat.map(|it| it.conversation.id),
                    groups: groups
                        .iter()
                        .map(row)
                        .map(|row| CommonGroup {
                            id: row.id,
                            title: row.title,
                            avatar: row.avatar,
                        })
                        .collect(),
                })
            })
            .await
    }

    /// Changes the person's own name or what they say of themselves; none leaves it as it is. It needs an answer and so a
    /// connection; others see it at once.
    ///
    /// # Errors
    /// [`Error::TooLong`], [`Error::EmptyName`] for a name of which nothing can be seen, the server's refusal (5 from one that
    /// cannot do it), or as for any command.
    pub async fn set_profile(&self, name: Option<&str>, description: Option<&str>) -> Result<()> {
        let mut headers = BTreeMap::new();
        if let Some(name) = name {
            let name = bounded(name, "name", choices::MAX_NAME_CHARS)?;
            if is_blank(&name) {
                return Err(Error::EmptyName);
            }
            headers.insert(choices::HEADER_NICK_NAME.to_owned(), name);
        }
        if let Some(description) = description {
            if description.chars().count() > choices::MAX_DESCRIPTION_CHARS {
                return Err(Error::TooLong {
                    what: "description",
                    limit: choices::MAX_DESCRIPTION_CHARS,
                });
            }
            let words = description.trim().to_owned();
            headers.insert(choices::HEADER_DESCRIPTION.to_owned(), words);
        }
        self.change_profile(headers).await
    }

    /// Changes of the person's own profile what these headers name, and reads it again.
    pub(super) async fn change_profile(&self, headers: BTreeMap<String, String>) -> Result<()> {
        let body = RequestBody::default();
        let changed = self
            .0
            .link
            .request_beside(choices::SET_PROFILE, body, headers)
            .await;
        match changed {
            Ok(_) => {}
            // It has no body that could name a check.
            Err(Error::Status { status, log_id, .. })
                if status == StatusCode::MessageIllegal as i32 =>
            {
                return Err(words_refused(log_id));
            }
            Err(error) => return Err(error),
        }
        let me = self.user_id();
        let asked = refresh::fetch_people(&self.0.store, &self.0.link, vec![me]).await;
        if asked.is_err() {
            self.0
                .store
                .write(move |tx| {
                    person::seen(tx, me)?;
                    person::changed(tx, me)
                })
                .await?;
        }
        Ok(())
    }
}

/// A text on one line, without signs that turn around what follows it; none longer than `limit`.
fn bounded(text: &str, what: &'static str, limit: usize) -> Result<String> {
    let text = without_direction(text);
    let text: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c => c,
        })
        .collect();
    if text.chars().count() > limit {
        return Err(Error::TooLong { what, limit });
    }
    Ok(text)
}

/// What was written has words that the server does not allow.
fn words_refused(log_id: Option<String>) -> Error {
    Error::Operation {
        status: ConversationOperationStatus::Rejected as i32,
        check_code: keys::CHECK_WORDS,
        log_id,
    }
}

fn refusal(status: i32, log_id: Option<String>) -> Error {
    Error::Status {
        command: Imcmd::SendFriendApply as i32,
        status,
        description: String::new(),
        log_id,
    }
}
