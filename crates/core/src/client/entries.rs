//! Entries of a conversation, for applications that keep something of their own there: those that all members share (904,
//! 905), and the person's own (922). Each is a text by its key.

use std::collections::BTreeMap;

use linnet_proto::im_proto::{
    ConversationCoreInfo, ConversationSettingInfo, DeleteConversationCoreExtInfoRequestBody, Imcmd,
    RequestBody, UpsertConversationCoreExtInfoRequestBody,
    UpsertConversationSettingExtInfoRequestBody,
};

use super::Client;
use crate::error::{Error, Result, accepted};
use crate::model::ConversationId;
use crate::store::{Cid, conversation};
use crate::sync::wire;

/// Deletes shared entries; it has no name among the commands (protocol: commands, 905).
const DELETE_ENTRIES: i32 = 905;

impl Client {
    /// The entries that all members of a conversation share, as they are known here.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn entries(&self, id: &ConversationId) -> Result<BTreeMap<String, String>> {
        let cid = self.place(id).await?.cid;
        self.0
            .store
            .read(move |snapshot| conversation::entries(snapshot, cid))
            .await
    }

    /// Sets entries that all members share; those that are not named stay. It needs a connection.
    ///
    /// # Errors
    /// [`Error::Status`] without the right to do it, or as for any command.
    pub async fn set_entries(
        &self,
        id: &ConversationId,
        entries: BTreeMap<String, String>,
    ) -> Result<()> {
        let place = self.place(id).await?;
        let command = Imcmd::UpsertConversationCoreExtInfo as i32;
        let body = RequestBody {
            upsert_conversation_core_ext_info_body: Some(
                UpsertConversationCoreExtInfoRequestBody {
                    conversation_id: Some(place.target.id.0.clone()),
                    conversation_short_id: Some(place.target.short_id),
                    conversation_type: Some(place.target.kind),
                    ext: entries,
                },
            ),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let log_id = answer.log_id;
        let set = answer.body.upsert_conversation_core_ext_info_body;
        let set = set.ok_or_else(|| unusable(command, &log_id))?;
        accepted(set.status, set.check_code, &log_id)?;
        self.keep_shared(place.cid, set.core_info).await
    }

    /// Takes entries away that all members share. As [`Client::set_entries`].
    ///
    /// # Errors
    /// As for [`Client::set_entries`].
    pub async fn delete_entries(&self, id: &ConversationId, keys: &[String]) -> Result<()> {
        let place = self.place(id).await?;
        let body = RequestBody {
            delete_conversation_core_ext_info_body: Some(
                DeleteConversationCoreExtInfoRequestBody {
                    conversation_id: Some(place.target.id.0.clone()),
                    conversation_short_id: Some(place.target.short_id),
                    ext: keys
                        .iter()
                        .map(|key| (key.clone(), String::new()))
                        .collect(),
                },
            ),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(DELETE_ENTRIES, body).await?;
        let log_id = answer.log_id;
        let deleted = answer.body.delete_conversation_core_ext_info_body;
        let deleted = deleted.ok_or_else(|| unusable(DELETE_ENTRIES, &log_id))?;
        accepted(deleted.status, deleted.check_code, &log_id)?;
        self.keep_shared(place.cid, deleted.core_info).await
    }

    /// Sets entries that only the person has, on all their devices; those that are not named stay. It needs a connection.
    ///
    /// # Errors
    /// As for any command.
    pub async fn set_own_entries(
        &self,
        id: &ConversationId,
        entries: BTreeMap<String, String>,
    ) -> Result<()> {
        let place = self.place(id).await?;
        let command = Imcmd::UpsertConversationSettingExtInfo as i32;
        let body = RequestBody {
            upsert_conversation_setting_ext_info_body: Some(
                UpsertConversationSettingExtInfoRequestBody {
                    conversation_id: Some(place.target.id.0.clone()),
                    conversation_short_id: Some(place.target.short_id),
                    conversation_type: Some(place.target.kind),
                    ext: entries,
                },
            ),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let log_id = answer.log_id;
        let set = answer.body.upsert_conversation_setting_ext_info_body;
        let set = set.ok_or_else(|| unusable(command, &log_id))?;
        accepted(set.status, set.check_code, &log_id)?;
        let settings: Option<ConversationSettingInfo> = set.setting_info;
        let settings = settings.map(wire::settings);
        let cid = place.cid;
        self.0
            .store
            .write(move |tx| match settings {
                Some(settings) => conversation::apply_settings(tx, cid, &settings),
                None => conversation::want_info(tx, cid),
            })
            .await
    }

    /// Keeps the shared info that an answer brings, or asks for it.
    pub(super) async fn keep_shared(
        &self,
        cid: Cid,
        info: Option<ConversationCoreInfo>,
    ) -> Result<()> {
        let core = info.map(wire::core);
        self.0
            .store
            .write(move |tx| match core {
                Some(core) => conversation::apply_core(tx, cid, &core),
                None => conversation::want_info(tx, cid),
            })
            .await
    }
}

fn unusable(command: i32, log_id: &Option<String>) -> Error {
    Error::Answer {
        command,
        log_id: log_id.clone(),
    }
}
