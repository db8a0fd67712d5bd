//! How much of the disk pictures and files take, and giving it back.

use serde::Serialize;

use super::Client;
use crate::error::Result;
use crate::media::{MediaFile, Variant};
use crate::model::{ConversationId, MediaId};
use crate::store::{Change, conversation, stored_media};
use crate::view::paint;

/// What pictures and files take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct MediaUse {
    /// Bytes of all that is kept and can be had again.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Those that belong to a conversation, the most first. What two of them show counts for both.
    pub conversations: Vec<ConversationMedia>,
}

/// What the pictures and files of a conversation take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ConversationMedia {
    /// Which.
    pub conversation: ConversationId,
    /// What the list calls it.
    pub title: String,
    /// Bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
}

impl Client {
    /// What pictures and files take that can be had again. What a person has saved is not among them.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn media_use(&self) -> Result<MediaUse> {
        let all = self.0.store.read(|snapshot| {
            let mut all = Vec::new();
            for (conversation, ids) in stored_media::of_all(snapshot)? {
                let stored = match conversation::find(snapshot, &conversation)? {
                    Some(cid) => conversation::get(snapshot, cid)?,
                    None => None,
                };
                let title = stored.as_ref().map(paint::title).unwrap_or_default();
                all.push((conversation, title, ids));
            }
            Ok(all)
        });
        let media = &self.0.media;
        let mut conversations: Vec<_> = all
            .await?
            .into_iter()
            .map(|(conversation, title, ids)| ConversationMedia {
                conversation,
                title,
                bytes: ids.iter().map(|id| media.kept_bytes(id)).sum(),
            })
            .filter(|one| one.bytes > 0)
            .collect();
        conversations.sort_by(|a, b| {
            (b.bytes, a.conversation.as_str()).cmp(&(a.bytes, b.conversation.as_str()))
        });
        Ok(MediaUse {
            bytes: media.cached_bytes(),
            conversations,
        })
    }

    /// Removes the pictures and files of a conversation from this computer, or of all. They are loaded again when
    /// somebody wants to see them, as long as the server has them; what is not sent yet, and what a person has saved,
    /// stays.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound), or the disk's.
    pub async fn clear_media(&self, conversation: Option<&ConversationId>) -> Result<()> {
        let ids: Vec<MediaId> = match conversation {
            Some(id) => {
                let id = id.clone();
                self.0
                    .store
                    .read(move |snapshot| stored_media::of(snapshot, &id))
                    .await?
            }
            None => {
                let all = self.0.store.read(stored_media::of_all).await?;
                all.into_iter().flat_map(|(_, ids)| ids).collect()
            }
        };
        for id in ids {
            if self.0.media.kept_bytes(&id) > 0 {
                self.0.media.forget(&id).await?;
                self.0.store.announce(Change::Media { media: id });
            }
        }
        Ok(())
    }

    /// Keeps so many bytes of pictures and files from now on; what was not used for longest goes.
    pub fn set_media_limit(&self, bytes: u64) {
        self.0.media.set_limit(bytes);
    }

    /// A picture as far as it is on this computer: nothing is loaded.
    ///
    /// # Errors
    /// [`MediaError::Gone`](crate::error::MediaError::Gone) when it is not here.
    pub async fn media_here(&self, media: &MediaId, variant: Variant) -> Result<MediaFile> {
        self.0.media.file(media, None, variant).await
    }
}
