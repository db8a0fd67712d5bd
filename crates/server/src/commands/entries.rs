//! 904 and 905, the entries of the shared info.

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    ConversationCoreInfo, ConversationOperationStatus, DeleteConversationCoreExtInfoRequestBody,
    DeleteConversationCoreExtInfoResponseBody, Imcmd, UpsertConversationCoreExtInfoRequestBody,
    UpsertConversationCoreExtInfoResponseBody,
};

use super::{Call, Outcome, limits, target};
use crate::envelope::Body;
use crate::refusal::Refusal;
use crate::store::Target;
use crate::store::entries::EntryChange;

/// The member of 905 in the body, which has no name among the commands.
pub(super) const DELETE_ENTRIES: i32 = 905;

impl Call<'_> {
    pub(super) async fn set_entries(&self) -> Outcome {
        let member = Imcmd::UpsertConversationCoreExtInfo as u32;
        let body: UpsertConversationCoreExtInfoRequestBody = self.envelope.read(member)?;
        let mut set = limits::ext(body.ext)?;
        // What the server tells by itself.
        set.remove(choices::EXT_JOIN_APPROVAL);
        if body.conversation_type == Some(choices::MASS_CHAT) {
            let named = target(body.conversation_id, body.conversation_short_id)?;
            return self.set_live_marks(&named, set).await;
        }
        let change = EntryChange {
            set,
            removed: Vec::new(),
        };
        let named = target(body.conversation_id, body.conversation_short_id)?;
        Ok(Body::member(
            member,
            &UpsertConversationCoreExtInfoResponseBody {
                core_info: Some(self.change_entries(named, change).await?),
                status: Some(ConversationOperationStatus::OpSucceed as i32),
                ..UpsertConversationCoreExtInfoResponseBody::default()
            },
        ))
    }

    pub(super) async fn delete_entries(&self) -> Outcome {
        let member = DELETE_ENTRIES.unsigned_abs();
        let body: DeleteConversationCoreExtInfoRequestBody = self.envelope.read(member)?;
        let change = EntryChange {
            set: BTreeMap::new(),
            removed: limits::ext(body.ext)?.into_keys().collect(),
        };
        let named = target(body.conversation_id, body.conversation_short_id)?;
        Ok(Body::member(
            member,
            &DeleteConversationCoreExtInfoResponseBody {
                core_info: Some(self.change_entries(named, change).await?),
                status: Some(ConversationOperationStatus::OpSucceed as i32),
                ..DeleteConversationCoreExtInfoResponseBody::default()
            },
        ))
    }

    async fn change_entries(
        &self,
        named: Target,
        change: EntryChange,
    ) -> Result<ConversationCoreInfo, Refusal> {
        let store = &self.app.store;
        store.change_entries(self.caller.user, named, change).await
    }
}
