//! The actions for files, videos and recordings (protocol: media, section 4): apply for a place, commit what was
//! uploaded. What is stored this way is never looked at here: it may be anything, and is given out as bytes.

use linnet_proto::choices::MAX_FILE_BYTES;
use serde::Deserialize;
use serde_json::{Value, json};

use super::query::{parameter, request_id};
use super::refused::{Refused, told};
use super::{Credential, MediaService, SERVICE_ID, store};

/// Version of the actions.
pub(super) const VERSION: &str = "2020-11-19";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Commit {
    session_key: String,
}

impl MediaService {
    /// `ApplyUploadInner`. The answer has the place in both forms that clients read.
    pub(super) fn apply_file(&self, credential: Credential, query: &str) -> Result<Value, Refused> {
        check_space(query)?;
        let size = parameter(query, "FileSize").map(|size| size.parse::<u64>());
        if size.is_some_and(|size| !size.is_ok_and(|size| size <= MAX_FILE_BYTES)) {
            return Err(Refused::parameter("FileSize is more than a file may have"));
        }
        let session = self.begin(credential, 1);
        let infos: Vec<Value> = self
            .places(&session)
            .into_iter()
            .map(|place| json!({ "StoreUri": place.uri, "Auth": place.permission, "UploadID": "" }))
            .collect();
        let sealed = self.seal_session(&session);
        Ok(json!({
            "RequestId": request_id(),
            "UploadAddress": {
                "StoreInfos": infos,
                "UploadHosts": [self.0.base_url],
                "UploadHeader": {},
                "SessionKey": sealed,
            },
            "InnerUploadAddress": {
                "UploadNodes": [{
                    "StoreInfos": infos,
                    "UploadHost": self.0.base_url,
                    "UploadHeader": {},
                    "SessionKey": sealed,
                }],
            },
        }))
    }

    /// `CommitUploadInner`. Functions are not carried out; what they would find, the answer does not have.
    pub(super) async fn commit_file(
        &self,
        credential: Credential,
        query: &str,
        body: &[u8],
    ) -> Result<Value, Refused> {
        check_space(query)?;
        let commit: Commit =
            serde_json::from_slice(body).map_err(|_| Refused::parameter("the body is not JSON"))?;
        let session = self.session(credential, &commit.session_key)?;
        let mut results = Vec::new();
        for key in &session.keys {
            let committed = told(self.commit_upload(credential.user, key, false).await)?;
            let record = committed.ok_or(Refused::parameter("there is no such upload"))?;
            results.push(json!({
                "Uri": store::uri_of_key(key),
                "SourceMd5": record.md5,
                "Size": record.bytes,
            }));
        }
        Ok(json!({ "RequestId": request_id(), "Results": results }))
    }
}

fn check_space(query: &str) -> Result<(), Refused> {
    if parameter(query, "Version").as_deref() != Some(VERSION) {
        return Err(Refused::action());
    }
    if parameter(query, "SpaceName").as_deref() != Some(SERVICE_ID) {
        return Err(Refused::parameter("no such SpaceName"));
    }
    Ok(())
}
