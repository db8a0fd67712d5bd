//! 609 create, 608 and 610 info, 2006 list, 902 shared info, 614 dissolve.

use linnet_proto::im_proto::{
    ConversationOperationStatus, ConversationType, CreateConversationV2RequestBody,
    CreateConversationV2ResponseBody, DissolveConversationRequestBody,
    GetConversationInfoListV2RequestBody, GetConversationInfoListV2ResponseBody,
    GetConversationInfoV2RequestBody, GetConversationInfoV2ResponseBody,
    GetUserConversationListRequestBody, GetUserConversationListResponseBody, Imcmd,
    SetConversationCoreInfoRequestBody, SetConversationCoreInfoResponseBody,
};
use linnet_proto::{choices, keys};

use super::{Call, Outcome, limits, target};
use crate::envelope::Body;
use crate::rates::Spend;
use crate::refusal::Refusal;
use crate::store::{CoreChange, ListFilter, NewConversation, Target};

/// Conversations one 610 can name.
const MAX_INFOS: usize = 100;
/// Conversations of one page of 2006.
const USUAL_PAGE: i64 = 50;
const MAX_PAGE: i64 = 100;

impl Call<'_> {
    pub(super) async fn create(&self) -> Outcome {
        let member = Imcmd::CreateConversationV2 as u32;
        let body: CreateConversationV2RequestBody = self.envelope.read(member)?;
        let kind = body.conversation_type.unwrap_or_default();
        if kind == choices::MASS_CHAT {
            return self.create_live(body).await;
        }
        limits::users(&body.participants)?;
        if !body.participants.contains(&self.caller.user) {
            return Err(Refusal::invalid(
                "whoever creates a conversation is one of its participants",
            ));
        }
        if kind == ConversationType::OneToOneChat as i32 {
            if body.participants.len() != 2 {
                return Err(Refusal::invalid("a one-to-one has two participants"));
            }
        } else if kind != ConversationType::GroupChat as i32 {
            return Err(Refusal::invalid("this conversation type cannot be created"));
        }
        let new = NewConversation {
            kind,
            participants: body.participants,
            idempotent_id: body.idempotent_id.unwrap_or_default(),
            name: body.name.unwrap_or_default(),
            icon: body.avatar_url.unwrap_or_default(),
            description: body.description.unwrap_or_default(),
        };
        limits::client_id(&new.idempotent_id)?;
        limits::name(Some(&new.name))?;
        limits::description(Some(&new.description))?;
        limits::icon(Some(&new.icon))?;
        if self.has_blocked_words(&[Some(&new.name), Some(&new.description)]) {
            return Ok(Body::member(
                member,
                &CreateConversationV2ResponseBody {
                    status: Some(ConversationOperationStatus::Rejected as i32),
                    check_code: Some(keys::CHECK_WORDS),
                    ..CreateConversationV2ResponseBody::default()
                },
            ));
        }
        self.spend(Spend::Invitations, new.participants.len())?;
        let made = self.app.store.create(self.caller.user, new).await?;
        Ok(Body::member(
            member,
            &CreateConversationV2ResponseBody {
                conversation: made.value,
                status: Some(made.status),
                ..CreateConversationV2ResponseBody::default()
            },
        ))
    }

    pub(super) async fn info(&self) -> Outcome {
        let member = Imcmd::GetConversationInfoV2 as u32;
        let body: GetConversationInfoV2RequestBody = self.envelope.read(member)?;
        let live = body.conversation_type == Some(choices::MASS_CHAT);
        let named = target(body.conversation_id, body.conversation_short_id)?;
        if live {
            return self.live_info(&named).await;
        }
        let found = self
            .app
            .store
            .conversations(self.caller.user, vec![named])
            .await?;
        // Whether a conversation of others exists is nobody's business.
        let info = found.into_iter().next().ok_or(Refusal::no_conversation())?;
        Ok(Body::member(
            member,
            &GetConversationInfoV2ResponseBody {
                conversation_info: Some(info),
            },
        ))
    }

    pub(super) async fn infos(&self) -> Outcome {
        let member = Imcmd::GetConversationInfoListV2 as u32;
        let body: GetConversationInfoListV2RequestBody = self.envelope.read(member)?;
        if body.conversation_info_list.len() > MAX_INFOS {
            return Err(Refusal::invalid("too many conversations are named"));
        }
        let targets = body
            .conversation_info_list
            .into_iter()
            .map(|named| target(named.conversation_id, named.conversation_short_id))
            .collect::<Result<Vec<Target>, Refusal>>()?;
        let found = self
            .app
            .store
            .conversations(self.caller.user, targets)
            .await?;
        Ok(Body::member(
            member,
            &GetConversationInfoListV2ResponseBody {
                conversation_info_list: found,
            },
        ))
    }

    pub(super) async fn list(&self) -> Outcome {
        let member = Imcmd::GetUserConversationList as u32;
        let body: GetUserConversationListRequestBody = self.envelope.read(member)?;
        if body.customed_con_type == Some(choices::MASS_CHAT) {
            return self.live_groups(&body).await;
        }
        let filter = ListFilter {
            sort: body.sort_type.unwrap_or_default(),
            cursor: body.cursor.unwrap_or_default(),
            kind: body.con_type.unwrap_or_default(),
            limit: limits::page(body.limit, USUAL_PAGE, MAX_PAGE),
            include_role: body.include_role,
            exclude_role: body.exclude_role,
            include_left: body.include_removed_group.unwrap_or_default(),
            push_status: body.push_status,
        };
        let page = self.app.store.list(self.caller.user, filter).await?;
        Ok(Body::member(
            member,
            &GetUserConversationListResponseBody {
                list: page.conversations,
                has_more: Some(page.has_more),
                next_cursor: Some(page.next_cursor),
            },
        ))
    }

    pub(super) async fn set_core_info(&self) -> Outcome {
        let member = Imcmd::SetConversationCoreInfo as u32;
        let body: SetConversationCoreInfoRequestBody = self.envelope.read(member)?;
        let when = |set: Option<bool>, text: Option<String>| {
            set.unwrap_or_default().then(|| text.unwrap_or_default())
        };
        let change = CoreChange {
            name: when(body.is_name_set, body.name),
            description: when(body.is_desc_set, body.desc),
            icon: when(body.is_icon_set, body.icon),
            notice: when(body.is_notice_set, body.notice),
        };
        limits::name(change.name.as_deref())?;
        limits::description(change.description.as_deref())?;
        limits::icon(change.icon.as_deref())?;
        limits::notice(change.notice.as_deref())?;
        let texts = [&change.name, &change.description, &change.notice];
        if self.has_blocked_words(&texts.map(Option::as_deref)) {
            return Ok(Body::member(
                member,
                &SetConversationCoreInfoResponseBody {
                    status: Some(ConversationOperationStatus::Rejected as i32),
                    check_code: Some(keys::CHECK_WORDS),
                    ..SetConversationCoreInfoResponseBody::default()
                },
            ));
        }
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let info = self
            .app
            .store
            .set_core_info(self.caller.user, named, change)
            .await?;
        Ok(Body::member(
            member,
            &SetConversationCoreInfoResponseBody {
                conversation_core_info: Some(info),
                status: Some(ConversationOperationStatus::OpSucceed as i32),
                ..SetConversationCoreInfoResponseBody::default()
            },
        ))
    }

    pub(super) async fn dissolve(&self) -> Outcome {
        let member = Imcmd::DissolveConversation as u32;
        let body: DissolveConversationRequestBody = self.envelope.read(member)?;
        let live = body.conversation_type == Some(choices::MASS_CHAT);
        let named = target(body.conversation_id, body.conversation_short_id)?;
        if live {
            return self.dissolve_live(&named).await;
        }
        self.app.store.dissolve(self.caller.user, named).await?;
        Ok(Body::none())
    }
}
