//! What a recording says in its message: before it is uploaded, and as it is sent.

use std::collections::BTreeMap;

use linnet_proto::choices::EXT_WAVE;

use crate::media::voice::AcceptedVoice;
use crate::model::kind::voice::{VoiceContent, write_wave};
use crate::model::picture::LOCAL_OBJECT;

/// What is known before it is uploaded; also notes its wave form in the entries.
pub(super) fn fresh(
    accepted: &AcceptedVoice,
    app_id: i32,
    ext: &mut BTreeMap<String, String>,
) -> String {
    ext.insert(EXT_WAVE.to_owned(), write_wave(&accepted.wave));
    // Never sent: replaced by the object key before the first try.
    let uri = format!("{LOCAL_OBJECT}{}", accepted.file.media);
    frozen(accepted, uri, String::new(), app_id)
}

/// The content with where the bytes are.
pub(super) fn frozen(
    accepted: &AcceptedVoice,
    uri: String,
    address: String,
    app_id: i32,
) -> String {
    VoiceContent {
        uri,
        app_id,
        address,
        bytes: accepted.file.bytes,
        md5: accepted.file.md5.clone(),
        name: accepted.file.name.clone(),
        millis: accepted.millis,
    }
    .to_json()
}
