//! What a picture says in its message: before it is uploaded, and as it is sent.

use std::collections::BTreeMap;

use linnet_proto::choices;

use crate::error::{Error, Result};
use crate::media::{Accepted, Ready};
use crate::model::album::{self, Album};
use crate::model::kind::picture::PictureContent;
use crate::model::picture::{Addresses, LOCAL_OBJECT};

/// What is known before it is uploaded; also notes in the entries what receivers show meanwhile.
pub(super) fn fresh(
    accepted: &Accepted,
    caption: String,
    album: Option<Album>,
    app_id: i32,
    ext: &mut BTreeMap<String, String>,
) -> String {
    let found = &accepted.inspection;
    ext.insert(choices::EXT_THUMBHASH.to_owned(), found.thumbhash.clone());
    if found.animated {
        ext.insert(choices::EXT_ANIMATED.to_owned(), "1".to_owned());
    }
    if let Some(album) = album {
        album::write(&album, ext);
    }
    PictureContent {
        // Never sent: replaced by the object key before the first try.
        uri: format!("{LOCAL_OBJECT}{}", accepted.media),
        app_id,
        width: found.width,
        height: found.height,
        bytes: found.bytes,
        mime: found.mime.clone(),
        name: accepted.name.clone(),
        caption,
        ..PictureContent::default()
    }
    .to_json()
}

/// What it is sent together with.
pub(super) fn note_album(album: Option<Album>, ext: &mut BTreeMap<String, String>) {
    if let Some(album) = album {
        ext.insert(choices::EXT_ALBUM_ID.to_owned(), album.id);
        ext.insert(choices::EXT_ALBUM_INDEX.to_owned(), album.index.to_string());
        ext.insert(choices::EXT_ALBUM_COUNT.to_owned(), album.count.to_string());
    }
}

/// The frozen content: what is known from the start, with the bytes that were uploaded and where they are.
pub(super) fn frozen(
    fresh: &str,
    ready: &Ready,
    uri: String,
    addresses: Addresses,
    app_id: i32,
) -> Result<String> {
    let known = PictureContent::parse(fresh).ok_or(Error::NotFound("picture"))?;
    let content = PictureContent {
        uri,
        app_id,
        addresses,
        width: ready.width,
        height: ready.height,
        bytes: ready.bytes,
        md5: ready.md5.clone(),
        mime: ready.kind.mime().to_owned(),
        name: known.name,
        caption: known.caption,
    };
    Ok(content.to_json())
}
