//! The signed actions of the storage: apply before an upload, commit after it.

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use time::PrimitiveDateTime;
use time::macros::format_description;

use super::query::{parameter, request_id};
use super::refused::Refused;
use super::seal::Label;
use super::signature::{Authorization, SignedRequest};
use super::{Credential, Kind, MediaService, SIGNATURE_SKEW_MS, imagex, vod};

/// Region that every signature names.
const REGION: &str = "cn-north-1";
/// Largest body of a commit, in bytes.
const MAX_BODY: usize = 64 * 1024;

pub(super) async fn get_action(
    State(service): State<MediaService>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let query = uri.query().unwrap_or_default();
    let empty = hex::encode(Sha256::digest(b""));
    let outcome = service
        .authorize(&Method::GET, &uri, &headers, &empty)
        .and_then(|credential| {
            let action = parameter(query, "Action").unwrap_or_default();
            match (action.as_str(), credential.kind) {
                ("ApplyImageUpload", Kind::ImageX) => service.apply_image(credential, query),
                ("ApplyUploadInner", Kind::Vod) => service.apply_file(credential, query),
                _ => Err(Refused::action()),
            }
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
    let action = parameter(query, "Action").unwrap_or_default();
    let outcome = match (action.as_str(), credential.kind) {
        _ if hex::encode(Sha256::digest(&body)) != named => Err(Refused::signature()),
        ("CommitImageUpload", Kind::ImageX) => {
            service.commit_images(credential, query, &body).await
        }
        ("CommitUploadInner", Kind::Vod) => service.commit_file(credential, query, &body).await,
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
}

fn answer(query: &str, outcome: Result<Value, Refused>) -> Response {
    let action = parameter(query, "Action").unwrap_or_default();
    let (service, version) = match action.as_str() {
        "ApplyUploadInner" | "CommitUploadInner" => ("vod", vod::VERSION),
        _ => ("imagex", imagex::VERSION),
    };
    let mut metadata = json!({
        "RequestId": request_id(),
        "Action": action,
        "Version": version,
        "Service": service,
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

/// `20150830T123600Z` in milliseconds since 1970.
fn signing_time_ms(text: &str) -> Option<i64> {
    let form = format_description!("[year][month][day]T[hour][minute][second]Z");
    let time = PrimitiveDateTime::parse(text, form).ok()?.assume_utc();
    time.unix_timestamp().checked_mul(1000)
}
