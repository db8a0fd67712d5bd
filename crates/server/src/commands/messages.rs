//! 100 send, 701 delete for oneself, 702 recall, 705 reactions, 2021 edit, 211 one message, 301 history, 2005 ticket.

use linnet_proto::im_proto::{
    ConversationType, DeleteMessageRequestBody, GetMessageByIdRequestBody,
    GetMessageByIdResponseBody, GetTicketRequestBody, GetTicketResponseBody, Imcmd,
    MessageDirection, MessageType, MessagesInConversationRequestBody,
    MessagesInConversationResponseBody, ModifyMessageExtRequestBody, ModifyMessageExtResponseBody,
    ModifyMessagePropertyRequestBody, ModifyMessagePropertyResponseBody,
    ModifyMessagePropertyStatus, ModifyPropertyContent, OperationType, RecallMessageRequestBody,
    RecallMessageResponseBody, ReferencedMessageInfo, SendMessageRequestBody,
    SendMessageResponseBody, SendMessageStatus, StatusCode,
};
use linnet_proto::{choices, keys};

use super::{Call, Outcome, limits, target};
use crate::envelope::Body;
use crate::refusal::Refusal;
use crate::store::live::NewLiveMessage;
use crate::store::{
    Edit, EditKind, HistoryRange, NewMessage, Quote, ReactionChange, Stream, Target,
};

/// Messages of one page of a history.
const USUAL_PAGE: i64 = 50;
const MAX_PAGE: i64 = 200;

impl Call<'_> {
    pub(super) async fn send(&self) -> Outcome {
        let body: SendMessageRequestBody = self.envelope.read(Imcmd::SendMessage as u32)?;
        let mut client_message_id = body.client_message_id.unwrap_or_default();
        if client_message_id.is_empty() {
            client_message_id = body
                .ext
                .get(keys::CLIENT_MESSAGE_ID)
                .cloned()
                .unwrap_or_default();
        }
        if client_message_id.is_empty() {
            return Err(Refusal::invalid("the message has no client message id"));
        }
        limits::client_id(&client_message_id)?;
        let content = body.content.unwrap_or_default();
        limits::content(&content)?;
        let kind = body.message_type.unwrap_or_default();
        if kind <= 0 || kind >= choices::FIRST_COMMAND_TYPE {
            return Err(Refusal::invalid("this message type cannot be sent"));
        }
        if kind == MessageType::System as i32 {
            return Err(Refusal::invalid("system lines are made by the server"));
        }
        if self.app.config.blocked_words.are_in_content(&content) {
            return Ok(Body::member(
                Imcmd::SendMessage as u32,
                &SendMessageResponseBody {
                    status: Some(SendMessageStatus::CheckMsgNotPass as i32),
                    check_code: Some(keys::CHECK_WORDS),
                    client_message_id: Some(client_message_id),
                    ..SendMessageResponseBody::default()
                },
            ));
        }
        let mut ext = limits::ext(body.ext)?;
        if body.conversation_type == Some(choices::MASS_CHAT) {
            let named = target(body.conversation_id, body.conversation_short_id)?;
            let new = NewLiveMessage {
                group: super::live::group(&named)?,
                client_message_id,
                kind,
                content,
                ext,
                ..NewLiveMessage::default()
            };
            return self.send_live(new).await;
        }
        if !body.mentioned_users.is_empty() && !ext.contains_key(keys::MENTIONED_USERS) {
            let users: Vec<String> = body
                .mentioned_users
                .iter()
                .take(self.app.config.largest_group)
                .map(i64::to_string)
                .collect();
            ext.insert(keys::MENTIONED_USERS.to_owned(), users.join(","));
        }
        let new = NewMessage {
            target: target(body.conversation_id, body.conversation_short_id)?,
            ticket: body.ticket.unwrap_or_default(),
            client_message_id: client_message_id.clone(),
            kind,
            content,
            ext,
            ignore_badge: body.ignore_badge_count.unwrap_or_default(),
            quote: body.ref_msg_info.map(quote).transpose()?,
            friends_only: self.app.config.friends_only,
        };
        let sent = self.app.store.send(self.caller.user, new).await?;
        Ok(Body::member(
            Imcmd::SendMessage as u32,
            &SendMessageResponseBody {
                server_message_id: (sent.server_message_id != 0).then_some(sent.server_message_id),
                status: Some(sent.status),
                check_code: (sent.check_code != 0).then_some(sent.check_code),
                client_message_id: Some(client_message_id),
                ..SendMessageResponseBody::default()
            },
        ))
    }

    pub(super) async fn delete_message(&self) -> Outcome {
        let body: DeleteMessageRequestBody = self.envelope.read(Imcmd::DeleteMessage as u32)?;
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let message = body.message_id.unwrap_or_default();
        self.app
            .store
            .hide(self.caller.user, named, message)
            .await?;
        Ok(Body::none())
    }

    pub(super) async fn recall(&self) -> Outcome {
        let member = Imcmd::RecallMessage as u32;
        let body: RecallMessageRequestBody = self.envelope.read(member)?;
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let message = body.server_message_id.unwrap_or_default();
        self.app
            .store
            .recall(self.caller.user, named, message)
            .await?;
        Ok(Body::member(member, &RecallMessageResponseBody::default()))
    }

    pub(super) async fn react(&self) -> Outcome {
        let member = Imcmd::SetMessageProperty as u32;
        let body: ModifyMessagePropertyRequestBody = self.envelope.read(member)?;
        let list = body.property_list.unwrap_or_default();
        let named = target(list.conversation_id, list.conversation_short_id)?;
        let message = list.server_message_id.unwrap_or_default();
        let answer = |status: ModifyMessagePropertyStatus| {
            Ok(Body::member(
                member,
                &ModifyMessagePropertyResponseBody {
                    status: Some(status as i32),
                    version: None,
                },
            ))
        };
        if list.modify_property_content.len() > choices::MAX_REACTION_KEYS {
            return answer(ModifyMessagePropertyStatus::ModifyPropertyInvalidRequest);
        }
        let mut changes = Vec::new();
        for change in list.modify_property_content {
            match reaction(change) {
                Ok(change) => changes.push(change),
                Err(status) => return answer(status),
            }
        }
        let store = &self.app.store;
        let reacted = store
            .react(self.caller.user, named, message, changes)
            .await?;
        Ok(Body::member(
            member,
            &ModifyMessagePropertyResponseBody {
                status: Some(reacted.status),
                version: Some(reacted.version),
            },
        ))
    }

    pub(super) async fn edit(&self) -> Outcome {
        let member = Imcmd::ModifyMessageExt as u32;
        let body: ModifyMessageExtRequestBody = self.envelope.read(member)?;
        let kind = match body.is_edited {
            Some(true) => {
                let content = body.content.unwrap_or_default();
                if content.is_empty() {
                    return Err(Refusal::invalid("the new content is missing"));
                }
                limits::content(&content)?;
                if self.app.config.blocked_words.are_in_content(&content) {
                    return Err(Refusal::new(
                        StatusCode::MessageIllegal,
                        "the new words are not allowed",
                    ));
                }
                match body.ext.get(choices::EXT_STREAM).map(String::as_str) {
                    None => EditKind::Words(content),
                    Some(choices::STREAM_ON) => EditKind::Piece(content, Stream::On),
                    Some(choices::STREAM_DONE) => EditKind::Piece(content, Stream::Done),
                    Some(choices::STREAM_FAILED) => EditKind::Piece(content, Stream::Failed),
                    Some(_) => return Err(Refusal::invalid("an answer does not end so")),
                }
            }
            _ if is_claim(&body.ext) => EditKind::Coupon,
            _ => {
                return Err(Refusal::invalid(
                    "only words can be changed, and coupons be taken",
                ));
            }
        };
        let edit = Edit {
            target: target(body.conversation_id, Some(body.conversation_short_id))?,
            message: body.message_id,
            ticket: body.ticket,
            kind,
        };
        let edited = self.app.store.edit(self.caller.user, edit).await?;
        Ok(Body::member(
            member,
            &ModifyMessageExtResponseBody {
                ext: edited.ext,
                version: Some(edited.version),
            },
        ))
    }

    pub(super) async fn message(&self) -> Outcome {
        let member = Imcmd::GetMessageInfoByServerId as u32;
        let body: GetMessageByIdRequestBody = self.envelope.read(member)?;
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let message = body.server_message_id.unwrap_or_default();
        let info = self
            .app
            .store
            .message(self.caller.user, named, message)
            .await?;
        Ok(Body::member(
            member,
            &GetMessageByIdResponseBody {
                msg_info: Some(info),
            },
        ))
    }

    pub(super) async fn history(&self) -> Outcome {
        let member = Imcmd::GetMessagesByConversation as u32;
        let body: MessagesInConversationRequestBody = self.envelope.read(member)?;
        let direction = body.direction.unwrap_or(MessageDirection::Older as i32);
        let from_latest = direction == MessageDirection::FromLatest as i32;
        let range = HistoryRange {
            newer: direction == MessageDirection::Newer as i32,
            anchor: if from_latest {
                0
            } else {
                body.anchor_index.unwrap_or_default()
            },
            limit: limits::page(body.limit.map(i64::from), USUAL_PAGE, MAX_PAGE),
        };
        let live = body.conversation_type == Some(choices::MASS_CHAT);
        let named = target(body.conversation_id, body.conversation_short_id)?;
        if live {
            return self.live_history(&named, range).await;
        }
        let history = self
            .app
            .store
            .history(self.caller.user, named, range)
            .await?;
        let answer = Body::member(
            member,
            &MessagesInConversationResponseBody {
                messages: history.messages,
                next_cursor: Some(history.next_cursor),
                has_more: Some(history.has_more),
            },
        );
        Ok(match history.gone_index {
            0 => answer,
            index => answer.header(choices::HEADER_GONE_INDEX, index.to_string()),
        })
    }

    pub(super) async fn ticket(&self) -> Outcome {
        let member = Imcmd::GetTicket as u32;
        let body: GetTicketRequestBody = self.envelope.read(member)?;
        let short_id = body.conversation_short_id.unwrap_or_default();
        let to_peer = body.conversation_type == Some(ConversationType::OneToOneChat as i32);
        let peer = body
            .to_id
            .filter(|peer| *peer > 0 && short_id == 0 && to_peer);
        if short_id == 0 && peer.is_none() {
            return Err(Refusal::invalid("no conversation is named"));
        }
        let named = Target {
            short_id,
            conversation_id: String::new(),
        };
        let ticket = self.app.store.ticket(self.caller.user, named, peer).await?;
        Ok(Body::member(
            member,
            &GetTicketResponseBody {
                ticket: Some(ticket),
            },
        ))
    }
}

/// One change of reactions, within its limits. Replacing or removing what others have said is nobody's right.
fn reaction(change: ModifyPropertyContent) -> Result<ReactionChange, ModifyMessagePropertyStatus> {
    let on = match change.operation() {
        OperationType::AddPropertyItem => true,
        OperationType::RemovePropertyItem => false,
        OperationType::SetProperty | OperationType::DelProperty => {
            return Err(ModifyMessagePropertyStatus::ModifyPropertyInvalidRequest);
        }
    };
    let key = change.key.unwrap_or_default();
    let value = change.value.unwrap_or_default();
    let idempotent_id = change.idempotent_id.unwrap_or_default();
    let too_long = [&key, &value, &idempotent_id]
        .iter()
        .any(|text| text.len() > choices::MAX_REACTION_KEY_BYTES);
    if key.is_empty() || too_long {
        return Err(ModifyMessagePropertyStatus::ModifyPropertyInvalidLength);
    }
    Ok(ReactionChange {
        on,
        key,
        value,
        idempotent_id,
    })
}

fn quote(quoted: ReferencedMessageInfo) -> Result<Quote, Refusal> {
    limits::content(&quoted.hint)?;
    // It goes to everybody with every answer, and is the first line of the quoted words.
    let hint = quoted.hint.chars().take(choices::MAX_HINT_CHARS).collect();
    Ok(Quote {
        message: quoted.referenced_message_id,
        hint,
        root: quoted.root_message_id,
        root_index: quoted.root_message_conv_index,
        ext: limits::ext(quoted.ext)?,
    })
}

/// Whether nothing is asked for but that a coupon is taken.
fn is_claim(ext: &std::collections::BTreeMap<String, String>) -> bool {
    ext.len() == 1
        && ext
            .get(keys::COUPON_STATUS)
            .is_some_and(|status| status == keys::COUPON_TAKEN)
}
