//! What a file says in its message: before it is uploaded, and as it is sent.

use crate::media::AcceptedFile;
use crate::model::kind::file::FileContent;
use crate::model::picture::LOCAL_OBJECT;

/// What is known before it is uploaded.
pub(super) fn fresh(accepted: &AcceptedFile, app_id: i32) -> String {
    // Never sent: replaced by the object key before the first try.
    let uri = format!("{LOCAL_OBJECT}{}", accepted.media);
    frozen(accepted, uri, String::new(), app_id)
}

/// The content with where the bytes are.
pub(super) fn frozen(accepted: &AcceptedFile, uri: String, address: String, app_id: i32) -> String {
    FileContent {
        uri,
        app_id,
        address,
        bytes: accepted.bytes,
        md5: accepted.md5.clone(),
        name: accepted.name.clone(),
    }
    .to_json()
}
