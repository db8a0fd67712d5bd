//! Pictures of the person of the account and of groups: set and removed. How they are shown, their rows say.

use std::collections::BTreeMap;

use linnet_proto::choices;

use super::Client;
use crate::error::Result;
use crate::media::Source;
use crate::model::picture::Square;
use crate::model::{ConversationId, MediaId};

/// What somebody has chosen to be the picture of a person or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portrait {
    /// The file. It is read and never changed.
    pub source: Source,
    /// Which square of it; none for the largest in the middle.
    pub square: Option<Square>,
    /// What [`Client::inspect`] said of the file: it must still be that one.
    pub seen: Option<MediaId>,
}

impl Client {
    /// Gives the person of the account another picture: cut to a square in the process that decodes, uploaded, and told
    /// to the server. It needs an answer and so a connection; others see it at once.
    ///
    /// # Errors
    /// [`MediaError`](crate::error::MediaError) when the file cannot be used,
    /// [`Error::FeatureMissing`](crate::Error::FeatureMissing), the server's refusal (5 from one that cannot do it), or as
    /// for any command.
    pub async fn set_own_picture(&self, portrait: &Portrait) -> Result<()> {
        let key = self.upload_portrait(portrait).await?;
        self.change_profile(BTreeMap::from([(choices::HEADER_PORTRAIT.to_owned(), key)]))
            .await
    }

    /// Takes the picture of the person of the account away: initials stand in its place. As [`Client::set_own_picture`].
    ///
    /// # Errors
    /// The server's refusal, or as for any command.
    pub async fn remove_own_picture(&self) -> Result<()> {
        let none = (choices::HEADER_PORTRAIT.to_owned(), String::new());
        self.change_profile(BTreeMap::from([none])).await
    }

    /// Gives a group another picture. As [`Client::set_own_picture`].
    ///
    /// # Errors
    /// As [`Client::set_own_picture`], and as [`Client::rename`].
    pub async fn set_group_picture(&self, id: &ConversationId, portrait: &Portrait) -> Result<()> {
        let key = self.upload_portrait(portrait).await?;
        self.set_icon(id, key).await
    }

    /// Takes the picture of a group away.
    ///
    /// # Errors
    /// As [`Client::rename`].
    pub async fn remove_group_picture(&self, id: &ConversationId) -> Result<()> {
        self.set_icon(id, String::new()).await
    }

    async fn upload_portrait(&self, portrait: &Portrait) -> Result<String> {
        let Portrait {
            source,
            square,
            seen,
        } = portrait;
        let media = &self.0.media;
        media.upload_portrait(source, *square, seen.as_ref()).await
    }

    async fn set_icon(&self, id: &ConversationId, key: String) -> Result<()> {
        self.set_core(id, |body| {
            body.icon = Some(key);
            body.is_icon_set = Some(true);
        })
        .await
    }
}
