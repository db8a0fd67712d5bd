//! What a video says in its message: before it is uploaded, and as it is sent.

use std::collections::BTreeMap;

use linnet_proto::choices;

use super::picture::note_album;
use crate::error::{Error, Result};
use crate::media::AcceptedVideo;
use crate::model::album::Album;
use crate::model::kind::video::{VideoContent, note_facts};
use crate::model::picture::LOCAL_OBJECT;

/// What is known before it is uploaded; also notes in the entries what receivers show meanwhile.
pub(super) fn fresh(
    accepted: &AcceptedVideo,
    caption: String,
    album: Option<Album>,
    app_id: i32,
    ext: &mut BTreeMap<String, String>,
) -> String {
    let (file, facts) = (&accepted.file, &accepted.facts);
    // Never sent: replaced by the object keys before the first try.
    let local = |media: &str| format!("{LOCAL_OBJECT}{media}");
    let cover = accepted.cover.as_deref();
    if let Some(cover) = cover {
        let thumbhash = cover.inspection.thumbhash.clone();
        ext.insert(choices::EXT_THUMBHASH.to_owned(), thumbhash);
    }
    note_album(album, ext);
    let content = VideoContent {
        uri: local(file.media.as_str()),
        app_id,
        bytes: file.bytes,
        md5: file.md5.clone(),
        mime: facts.mime.clone(),
        name: file.name.clone(),
        duration: facts.duration,
        width: facts.width,
        height: facts.height,
        cover: cover.map_or_else(String::new, |cover| local(cover.media.as_str())),
        caption,
        ..VideoContent::default()
    };
    note_facts(&content, ext);
    content.to_json()
}

/// Where an object is.
pub(super) struct Place {
    /// Its key.
    pub uri: String,
    /// Where it can be had.
    pub address: String,
}

/// The frozen content: what is known from the start, with where the bytes are.
pub(super) fn frozen(fresh: &str, video: Place, cover: Option<Place>) -> Result<String> {
    let known = VideoContent::parse(fresh).ok_or(Error::NotFound("video"))?;
    let (cover, cover_address) = match cover {
        Some(cover) => (cover.uri, cover.address),
        None => (String::new(), String::new()),
    };
    let content = VideoContent {
        uri: video.uri,
        address: video.address,
        cover,
        cover_address,
        ..known
    };
    Ok(content.to_json())
}
