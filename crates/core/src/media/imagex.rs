//! What is asked about pictures: a place for one, and that it stays (protocol: media, section 3).

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::credential::{Credential, with_scheme};
use super::storage::{Applied, Service, Storage, StoreInfo, unexpected};
use crate::error::Result;

const VERSION: &str = "2018-08-01";
/// `UriStatus` of a good commit.
const COMMITTED: i64 = 2000;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ApplyResult {
    upload_address: UploadAddress,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UploadAddress {
    store_infos: Vec<StoreInfo>,
    upload_hosts: Vec<String>,
    session_key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CommitResult {
    results: Vec<CommitEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CommitEntry {
    uri: String,
    uri_status: i64,
}

/// Asks for a place for one picture.
pub(super) async fn apply(
    storage: &Storage,
    credential: &Credential,
    suffix: &str,
) -> Result<Applied> {
    let extension = format!(".{suffix}");
    let query = [
        ("Action", "ApplyImageUpload"),
        ("Version", VERSION),
        ("ServiceId", credential.service_id.as_str()),
        ("UploadNum", "1"),
        ("FileExtension", &extension),
    ];
    let answer: ApplyResult = storage
        .ask(
            Service::ImageX,
            "apply",
            credential,
            Method::GET,
            &query,
            b"",
        )
        .await?;
    let address = answer.upload_address;
    let store = address.store_infos.into_iter().next();
    let host = address.upload_hosts.into_iter().next();
    match (store, host) {
        (Some(store), Some(host)) => Ok(Applied {
            session_key: address.session_key,
            upload_host: with_scheme(&host),
            store_uri: store.store_uri,
            auth: store.auth,
            headers: Vec::new(),
        }),
        _ => Err(unexpected("apply")),
    }
}

/// Makes the object final and gives its key. The same again succeeds again.
pub(super) async fn commit(
    storage: &Storage,
    credential: &Credential,
    session_key: &str,
) -> Result<String> {
    let query = [
        ("Action", "CommitImageUpload"),
        ("Version", VERSION),
        ("ServiceId", credential.service_id.as_str()),
    ];
    let body = json!({ "SessionKey": session_key }).to_string();
    let answer: CommitResult = storage
        .ask(
            Service::ImageX,
            "commit",
            credential,
            Method::POST,
            &query,
            body.as_bytes(),
        )
        .await?;
    let committed = answer.results.into_iter().next();
    committed
        .filter(|entry| entry.uri_status == COMMITTED && !entry.uri.is_empty())
        .map(|entry| entry.uri)
        .ok_or_else(|| unexpected("commit"))
}
