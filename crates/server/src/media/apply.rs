//! The signed actions of the storage: apply before an upload, commit after it.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use time::PrimitiveDateTime;
use time::macros::format_description;
use uuid::Uuid;

use super::error::MediaError;
use super::seal::Label;
use super::signature::{Authorization, SignedRequest};
use super::store::{self, Record};
use super::upload::blocking;
use super::worker::Ask;
use super::{CREDENTIAL_MS, Credential, MediaService, SERVICE_ID, SIGNATURE_SKEW_MS, upload};

/// Region that every signature names.
const REGION: &str = "cn-north-1";
/// Version of the actions.
const VERSION: &str = "2018-08-01";
/// Most files in one apply.
const MAX_FILES: usize = 10;
/// Largest body of a commit, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// What a session says: who may commit which keys, and until when.
struct Session {
    user: i64,
    expires: i64,
    keys: Vec<String>,
}

impl Session {
    fn to_text(&self) -> String {
        format!("{} {} {}", self.user, self.expires, self.keys.join(","))
    }

    fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ' ');
        Some(Self {
            user: parts.next()?.parse().ok()?,
            expires: parts.next()?.parse().ok()?,
            keys: parts.next()?.split(',').map(str::to_owned).collect(),
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Commit {
    session_key: String,
    #[serde(default)]
    success_oids: Option<Vec<String>>,
}

pub(super) async fn get_action(
    State(service): State<MediaService>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let query = uri.query().unwrap_or_default();
    let empty = hex::encode(Sha256::digest(b""));
    let outcome = service
        .authorize(&Method::GET, &uri, &headers, &empty)
        .and_then(|credential| match parameter(query, "Action").as_deref() {
            Some("ApplyImageUpload") => service.apply(credential, query),
            _ => Err(Refused::action()),
        });
    answer(query, outcome)
}

pub(super) async fn post_action(
    State(service): State<MediaService>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let query = uri.query().unwrap_or_default();
    // The signature names the sum of the body, so nothing of the body is kept before its sender is known.
    let named = header(&headers, "x-amz-content-sha256");
    let credential = match service.authorize(&Method::POST, &uri, &headers, &named) {
        Ok(credential) => credential,
        Err(refused) => return answer(query, Err(refused)),
    };
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return answer(query, Err(Refused::parameter("the body is too large")));
    };
    let outcome = match parameter(query, "Action").as_deref() {
        _ if hex::encode(Sha256::digest(&body)) != named => Err(Refused::signature()),
        Some("CommitImageUpload") => service.commit(credential, query, &body).await,
        _ => Err(Refused::action()),
    };
    answer(query, outcome)
}

impl MediaService {
    /// Checks a signature against the credential that its session token stands for. `body_sha256`: the sum of the body,
    /// as the caller knows it or will compare it.
    fn authorize(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body_sha256: &str,
    ) -> Result<Credential, Refused> {
        let text = header(headers, "authorization");
        let authorization = Authorization::parse(&text).ok_or(Refused::signature())?;
        let token = header(headers, "x-amz-security-token");
        let credential = self
            .0
            .seal
            .open(Label::Credential, &token)
            .and_then(|text| Credential::from_text(&text))
            .ok_or(Refused::token())?;
        let now = self.now_ms();
        if credential.expires <= now {
            return Err(Refused::token());
        }
        let signed_at = header(headers, "x-amz-date");
        let near = signing_time_ms(&signed_at)
            .is_some_and(|at| at.abs_diff(now) <= SIGNATURE_SKEW_MS.unsigned_abs());
        let body_is_signed = match headers.get("x-amz-content-sha256") {
            Some(named) => named.as_bytes() == body_sha256.as_bytes(),
            None => *method == Method::GET,
        };
        let covers = |name: &str| authorization.signed_headers.contains(&name);
        let valid = near
            && body_is_signed
            && signed_at.starts_with(authorization.date)
            && authorization.access_key == self.access_key(&token)
            && authorization.region == REGION
            && authorization.service == credential.kind.service()
            && covers("x-amz-date")
            && covers("x-amz-security-token")
            && authorization.is_valid(
                &self.secret(&token),
                &SignedRequest {
                    method: method.as_str(),
                    path: uri.path(),
                    query: uri.query().unwrap_or_default(),
                    header: &|name| {
                        let value = headers.get(name)?.to_str().ok()?;
                        Some(value.to_owned())
                    },
                    body_sha256,
                },
            );
        if valid {
            Ok(credential)
        } else {
            Err(Refused::signature())
        }
    }

    fn apply(&self, credential: Credential, query: &str) -> Result<Value, Refused> {
        check_service(query)?;
        let expires = self.now_ms().saturating_add(CREDENTIAL_MS);
        let count = match parameter(query, "UploadNum") {
            Some(count) => count.parse().ok().filter(|n| (1..=MAX_FILES).contains(n)),
            None => Some(1),
        };
        let count = count.ok_or(Refused::parameter("UploadNum is 1 to 10"))?;
        let keys = match parameter(query, "SessionKey") {
            Some(sealed) => self.session(credential, &sealed)?.keys,
            None => (0..count).map(|_| store::new_key()).collect(),
        };
        let infos: Vec<Value> = keys
            .iter()
            .map(|key| {
                let permission = upload::permission_text(key, expires);
                json!({
                    "StoreUri": store::uri_of_key(key),
                    "Auth": self.0.seal.seal(Label::Permission, &permission),
                })
            })
            .collect();
        let session = Session {
            user: credential.user,
            expires,
            keys,
        };
        Ok(json!({
            "RequestId": request_id(),
            "UploadAddress": {
                "StoreInfos": infos,
                "UploadHosts": [self.0.base_url],
                "SessionKey": self.0.seal.seal(Label::Session, &session.to_text()),
            },
        }))
    }

    fn session(&self, credential: Credential, sealed: &str) -> Result<Session, Refused> {
        self.0
            .seal
            .open(Label::Session, sealed)
            .and_then(|text| Session::from_text(&text))
            .filter(|session| session.user == credential.user && session.expires > self.now_ms())
            .ok_or(Refused::parameter("the session is unknown or over"))
    }

    async fn commit(
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
            let committed = self.commit_upload(credential.user, key).await;
            let uri = store::uri_of_key(key);
            match committed {
                Ok(record) => {
                    results.push(json!({ "Uri": uri, "UriStatus": 2000 }));
                    details.push(json!({
                        "FileName": key,
                        "ImageUri": uri,
                        "ImageWidth": record.width,
                        "ImageHeight": record.height,
                        "ImageMd5": record.md5,
                        "ImageFormat": record.kind.name(),
                        "ImageSize": record.bytes,
                        "FrameCnt": 1,
                        "Duration": 0,
                    }));
                }
                Err(error @ (MediaError::Io(_) | MediaError::Interrupted)) => {
                    tracing::error!(%error, "a picture could not be stored");
                    return Err(Refused::internal());
                }
                Err(error) => {
                    tracing::info!(%error, "an upload was refused");
                    results.push(json!({ "Uri": uri, "UriStatus": 2001 }));
                }
            }
        }
        Ok(json!({ "RequestId": request_id(), "Results": results, "PluginResult": details }))
    }
}

impl MediaService {
    /// Turns an uploaded file into an object.
    async fn commit_upload(&self, user: i64, key: &str) -> Result<Record, MediaError> {
        let (service, owned) = (self.clone(), key.to_owned());
        let found = blocking(move || match service.0.store.record(&owned) {
            Err(MediaError::NoSuchObject) => service.0.store.uploaded(&owned).map(Err),
            known => known.map(Ok),
        });
        let (incoming, file) = match found.await? {
            Ok(known) => return Ok(known),
            Err(uploaded) => uploaded,
        };
        let turn = self.0.worker.turn(Ask::Look).await?;
        let service = self.clone();
        let (same, key) = (file.try_clone()?, key.to_owned());
        let looked = tokio::spawn(async move {
            let looked = service.0.worker.look(same).await;
            drop(turn);
            looked
        });
        let facts = looked.await.map_err(|_| MediaError::Interrupted)??;
        let facts = facts.ok_or(MediaError::NotAPicture)?.within_limits()?;
        let (sums, file) = blocking(move || store::Sums::of_file(file)).await?;
        // Told of before the bytes get their place: from here on nobody deletes the same bytes of another object.
        self.tell(&key, &sums.sha256).await?;
        let held = Arc::clone(&self.0.files).lock_owned().await;
        let service = self.clone();
        blocking(move || {
            let (_held, _file) = (held, file);
            service.0.store.commit(user, &key, &incoming, facts, sums)
        })
        .await
    }
}

/// A refusal in the words of the storage service.
struct Refused {
    status: StatusCode,
    code: &'static str,
    message: &'static str,
}

impl Refused {
    const fn signature() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            code: "SignatureDoesNotMatch",
            message: "the signature is not valid",
        }
    }

    const fn token() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            code: "InvalidSecurityToken",
            message: "the credential is unknown or over",
        }
    }

    const fn action() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code: "InvalidActionOrVersion",
            message: "no such action",
        }
    }

    const fn parameter(message: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code: "InvalidParameter",
            message,
        }
    }

    const fn internal() -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: "InternalError",
            message: "the storage failed",
        }
    }
}

fn answer(query: &str, outcome: Result<Value, Refused>) -> Response {
    let mut metadata = json!({
        "RequestId": request_id(),
        "Action": parameter(query, "Action").unwrap_or_default(),
        "Version": VERSION,
        "Service": "imagex",
        "Region": REGION,
    });
    match outcome {
        Ok(result) => {
            axum::Json(json!({ "ResponseMetadata": metadata, "Result": result })).into_response()
        }
        Err(refused) => {
            if let Some(metadata) = metadata.as_object_mut() {
                let error = json!({ "Code": refused.code, "Message": refused.message });
                metadata.insert("Error".to_owned(), error);
            }
            let body = axum::Json(json!({ "ResponseMetadata": metadata }));
            (refused.status, body).into_response()
        }
    }
}

/// A header as text; empty when there is none.
fn header(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
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

fn parameter(query: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// `20150830T123600Z` in milliseconds since 1970.
fn signing_time_ms(text: &str) -> Option<i64> {
    let form = format_description!("[year][month][day]T[hour][minute][second]Z");
    let time = PrimitiveDateTime::parse(text, form).ok()?.assume_utc();
    time.unix_timestamp().checked_mul(1000)
}

fn request_id() -> String {
    Uuid::new_v4().simple().to_string()
}
