//! What is asked about files, videos and recordings: a place for one, and that it stays (protocol: media, section 4).

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};

use super::credential::{Credential, with_scheme};
use super::storage::{Applied, Service, Storage, StoreInfo, unexpected};
use crate::error::Result;
use crate::model::UserId;

const VERSION: &str = "2020-11-19";
/// Entries of a head that an answer may ask for.
const MAX_HEADERS: usize = 16;

/// The place of an object, in the two forms that answers have it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ApplyResult {
    #[serde(default)]
    inner_upload_address: Option<Inner>,
    #[serde(default)]
    upload_address: Option<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inner {
    upload_nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Node {
    store_infos: Vec<StoreInfo>,
    #[serde(default)]
    upload_host: Option<String>,
    #[serde(default)]
    upload_hosts: Vec<String>,
    #[serde(default)]
    upload_header: Option<BTreeMap<String, Value>>,
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
    #[serde(default)]
    uri: String,
}

/// Asks for a place for one file of this size.
pub(super) async fn apply(
    storage: &Storage,
    credential: &Credential,
    user: UserId,
    bytes: u64,
) -> Result<Applied> {
    let size = bytes.to_string();
    // Some text that differs from question to question.
    let salt = uuid::Uuid::new_v4().simple().to_string();
    let query = [
        ("Action", "ApplyUploadInner"),
        ("Version", VERSION),
        ("SpaceName", credential.space_name.as_str()),
        ("FileType", "object"),
        ("IsInner", "1"),
        ("NeedFallback", "true"),
        ("FileSize", &size),
        ("s", &salt),
    ];
    let answer: ApplyResult = storage
        .ask(Service::Vod, "apply", credential, Method::GET, &query, b"")
        .await?;
    let node = answer
        .inner_upload_address
        .and_then(|inner| inner.upload_nodes.into_iter().next())
        .or(answer.upload_address)
        .ok_or_else(|| unexpected("apply"))?;
    let host = node.upload_host.into_iter().chain(node.upload_hosts).next();
    match (node.store_infos.into_iter().next(), host) {
        (Some(store), Some(host)) => Ok(Applied {
            session_key: node.session_key,
            upload_host: with_scheme(&host),
            store_uri: store.store_uri,
            auth: store.auth,
            headers: headers(user, node.upload_header.unwrap_or_default()),
        }),
        _ => Err(unexpected("apply")),
    }
}

/// The person's id, and what the answer asks for beside it. What is no entry of a head is left out.
fn headers(user: UserId, asked: BTreeMap<String, Value>) -> Vec<(String, String)> {
    let asked = asked.into_iter().filter_map(|(name, value)| {
        let value = value.as_str()?.to_owned();
        let name = HeaderName::try_from(name).ok()?;
        HeaderValue::from_str(&value).ok()?;
        Some((name.to_string(), value))
    });
    let mut headers: Vec<_> = asked.take(MAX_HEADERS).collect();
    headers.push(("x-storage-u".to_owned(), user.0.to_string()));
    headers
}

/// Makes the object final and gives its key. The same again succeeds again.
pub(super) async fn commit(
    storage: &Storage,
    credential: &Credential,
    session_key: &str,
) -> Result<String> {
    let query = [
        ("Action", "CommitUploadInner"),
        ("Version", VERSION),
        ("SpaceName", credential.space_name.as_str()),
    ];
    let body = json!({ "SessionKey": session_key, "Functions": [] }).to_string();
    let answer: CommitResult = storage
        .ask(
            Service::Vod,
            "commit",
            credential,
            Method::POST,
            &query,
            body.as_bytes(),
        )
        .await?;
    let committed = answer.results.into_iter().next();
    committed
        .map(|entry| entry.uri)
        .filter(|uri| !uri.is_empty())
        .ok_or_else(|| unexpected("commit"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_entry_of_a_head_is_left_out() {
        let asked = json!({
            "X-Upload-Tag": "a",
            "no name": "b",
            "X-Number": 5,
            "X-Lines": "c\r\nHost: elsewhere",
        });
        let asked: BTreeMap<String, Value> = serde_json::from_value(asked).unwrap();
        let expected = [("x-upload-tag", "a"), ("x-storage-u", "10001")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(headers(UserId(10001), asked), expected);
    }
}
