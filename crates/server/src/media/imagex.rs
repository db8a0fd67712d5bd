//! The actions for pictures (protocol: media, section 3): apply for places, commit what was uploaded.

use serde::Deserialize;
use serde_json::{Value, json};

use super::query::{parameter, request_id};
use super::refused::{Refused, told};
use super::{Credential, MediaService, SERVICE_ID, picture, store};

/// Version of the actions.
pub(super) const VERSION: &str = "2018-08-01";
/// Most files in one apply.
const MAX_FILES: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Commit {
    session_key: String,
    #[serde(default)]
    success_oids: Option<Vec<String>>,
}

impl MediaService {
    /// `ApplyImageUpload`.
    pub(super) fn apply_image(
        &self,
        credential: Credential,
        query: &str,
    ) -> Result<Value, Refused> {
        check_service(query)?;
        let count = match parameter(query, "UploadNum") {
            Some(count) => count.parse().ok().filter(|n| (1..=MAX_FILES).contains(n)),
            None => Some(1),
        };
        let count = count.ok_or(Refused::parameter("UploadNum is 1 to 10"))?;
        let session = match parameter(query, "SessionKey") {
            Some(sealed) => {
                let before = self.session(credential, &sealed)?;
                self.go_on(credential, before.keys)
            }
            None => self.begin(credential, count),
        };
        let infos: Vec<Value> = self
            .places(&session)
            .into_iter()
            .map(|place| json!({ "StoreUri": place.uri, "Auth": place.permission }))
            .collect();
        Ok(json!({
            "RequestId": request_id(),
            "UploadAddress": {
                "StoreInfos": infos,
                "UploadHosts": [self.0.base_url],
                "SessionKey": self.seal_session(&session),
            },
        }))
    }

    /// `CommitImageUpload`.
    pub(super) async fn commit_images(
        &self,
        credential: Credential,
        query: &str,
        body: &[u8],
    ) -> Result<Value, Refused> {
        check_service(query)?;
        let commit: Commit =
            serde_json::from_slice(body).map_err(|_| Refused::parameter("the body is not JSON"))?;
        let session = self.session(credential, &commit.session_key)?;
        let wanted = |key: &String| match &commit.success_oids {
            Some(uris) => uris.contains(&store::uri_of_key(key)),
            None => true,
        };
        let (mut results, mut details) = (Vec::new(), Vec::new());
        for key in session.keys.iter().filter(|key| wanted(key)) {
            let uri = store::uri_of_key(key);
            let committed = told(self.commit_picture(credential.user, key).await)?;
            let Some((record, facts)) = committed else {
                results.push(json!({ "Uri": uri, "UriStatus": 2001 }));
                continue;
            };
            results.push(json!({ "Uri": uri, "UriStatus": 2000 }));
            details.push(json!({
                "FileName": key,
                "ImageUri": uri,
                "ImageWidth": facts.width,
                "ImageHeight": facts.height,
                "ImageMd5": record.md5,
                "ImageFormat": facts.kind.name(),
                "ImageSize": record.bytes,
                "FrameCnt": 1,
                "Duration": 0,
            }));
        }
        Ok(json!({ "RequestId": request_id(), "Results": results, "PluginResult": details }))
    }

    async fn commit_picture(
        &self,
        user: i64,
        key: &str,
    ) -> Result<(store::Record, picture::Facts), super::MediaError> {
        let record = self.commit_upload(user, key, true).await?;
        let facts = record.picture.ok_or(super::MediaError::NotAPicture)?;
        Ok((record, facts))
    }
}

fn check_service(query: &str) -> Result<(), Refused> {
    if parameter(query, "Version").as_deref() != Some(VERSION) {
        return Err(Refused::action());
    }
    if parameter(query, "ServiceId").as_deref() != Some(SERVICE_ID) {
        return Err(Refused::parameter("no such ServiceId"));
    }
    Ok(())
}
