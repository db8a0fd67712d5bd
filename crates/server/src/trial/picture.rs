//! A drawn picture as the content of a picture message.

use linnet_proto::choices::{PREVIEW_SIDE, THUMBNAIL_SIDE};
use linnet_proto::keys::{self, file};
use serde_json::json;

use super::{ECHO, drawing};
use crate::media::{MediaError, MediaService, Stored};

/// Draws (or finds) the picture for a number and stores it.
pub(super) async fn content(media: &MediaService, number: i64) -> Result<String, MediaError> {
    let drawn = tokio::task::spawn_blocking(move || drawing::landscape(number))
        .await
        .map_err(|_| MediaError::Interrupted)??;
    let stored = media.put(ECHO, drawn).await?;
    Ok(json!({
        (keys::FILES): { (keys::FILES_MEDIA): {
            "type": "image",
            "displayType": keys::FILES_MEDIA,
            "remoteURL": media.address_of(&stored.uri, 0)?,
            "length": stored.bytes,
            "md5": stored.md5,
            "mime": stored.mime,
            "ext": ext(media, &stored)?,
        } },
    })
    .to_string())
}

fn ext(media: &MediaService, stored: &Stored) -> Result<serde_json::Value, MediaError> {
    let (preview, thumbnail) = (fit(stored, PREVIEW_SIDE), fit(stored, THUMBNAIL_SIDE));
    Ok(json!({
        (file::TYPE): file::VALUE_TYPE_IMAGE,
        (file::URI): stored.uri,
        (file::NEED_ENCRYPT): "0",
        (file::FILE_NAME): "echo.png",
        (file::ORIGINAL_WIDTH): stored.width.to_string(),
        (file::ORIGINAL_HEIGHT): stored.height.to_string(),
        (file::PREVIEW_URL): media.address_of(&stored.uri, PREVIEW_SIDE)?,
        (file::PREVIEW_WIDTH): preview.0.to_string(),
        (file::PREVIEW_HEIGHT): preview.1.to_string(),
        (file::THUMB_URL): media.address_of(&stored.uri, THUMBNAIL_SIDE)?,
        (file::THUMB_WIDTH): thumbnail.0.to_string(),
        (file::THUMB_HEIGHT): thumbnail.1.to_string(),
        (file::USE_IMAGEX): "1",
        (file::IMG_SUFFIX): "png",
    }))
}

fn fit(stored: &Stored, side: u32) -> (u32, u32) {
    let longer = stored.width.max(stored.height).max(1);
    if longer <= side {
        return (stored.width, stored.height);
    }
    let scale = |length: u32| {
        let scaled = u64::from(length) * u64::from(side) / u64::from(longer);
        u32::try_from(scaled).unwrap_or(side).max(1)
    };
    (scale(stored.width), scale(stored.height))
}
