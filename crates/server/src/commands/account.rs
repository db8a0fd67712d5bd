//! 2015 and 2052 profiles, the own profile, 2017 configuration. (400 to 403 are accepted and change nothing.)

use linnet_proto::choices;
use linnet_proto::im_proto::{
    Config, GetConfigsResponseBody, Imcmd, ProfileBatchGetInfoRequestBody,
    ProfileBatchGetInfoResponseBody, ProfileGetInfoRequestBody, ProfileGetInfoResponseBody,
    StatusCode,
};

use super::{Call, Outcome, limits};
use crate::envelope::Body;
use crate::rates::Spend;
use crate::refusal::Refusal;
use crate::store::contacts::ProfileChange;

/// Version of the configuration that 2017 gives; raise it with every change.
const CONFIG_VERSION: i32 = 1;

impl Call<'_> {
    /// A user who is not registered has no profile in the answer.
    pub(super) async fn profile(&self) -> Outcome {
        let member = Imcmd::ProfileGetInfo as u32;
        let body: ProfileGetInfoRequestBody = self.envelope.read(member)?;
        self.spend(Spend::Lookups, 1)?;
        let found = self.app.store.profiles(vec![body.userid]).await?;
        Ok(Body::member(
            member,
            &ProfileGetInfoResponseBody {
                profile: found.into_iter().next(),
            },
        ))
    }

    pub(super) async fn profiles(&self) -> Outcome {
        let member = Imcmd::ProfileBatchGetInfo as u32;
        let body: ProfileBatchGetInfoRequestBody = self.envelope.read(member)?;
        limits::users(&body.userids)?;
        self.spend(Spend::Lookups, body.userids.len())?;
        let profiles = self.app.store.profiles(body.userids).await?;
        Ok(Body::member(
            member,
            &ProfileBatchGetInfoResponseBody { profiles },
        ))
    }

    /// A command of our own, whose words are headers.
    pub(super) async fn set_profile(&self) -> Outcome {
        let change = ProfileChange {
            name: self.header(choices::HEADER_NICK_NAME),
            portrait: self.header(choices::HEADER_PORTRAIT),
            description: self.header(choices::HEADER_DESCRIPTION),
        };
        limits::name(change.name.as_deref())?;
        limits::icon(change.portrait.as_deref())?;
        limits::description(change.description.as_deref())?;
        if self.has_blocked_words(&[change.name.as_deref(), change.description.as_deref()]) {
            return Err(Refusal::new(
                StatusCode::MessageIllegal,
                "name or description have words that are not allowed",
            ));
        }
        self.app.store.set_profile(self.caller.user, change).await?;
        Ok(Body::none())
    }

    /// The limits of this server.
    pub(super) fn configs(&self) -> Outcome {
        let configs = [
            ("max_content_bytes", choices::MAX_CONTENT_BYTES.to_string()),
            ("max_file_bytes", choices::MAX_FILE_BYTES.to_string()),
            (
                "max_group_members",
                self.app.config.largest_group.to_string(),
            ),
            ("max_name_chars", choices::MAX_NAME_CHARS.to_string()),
            ("max_page", choices::MAX_PAGE.to_string()),
            ("recall_window_ms", choices::RECALL_WINDOW_MS.to_string()),
        ];
        Ok(Body::member(
            Imcmd::GetConfigs as u32,
            &GetConfigsResponseBody {
                version: Some(CONFIG_VERSION),
                configs: configs
                    .into_iter()
                    .map(|(name, value)| Config {
                        conf_name: Some(name.to_owned()),
                        conf_value: Some(value),
                    })
                    .collect(),
            },
        ))
    }
}
