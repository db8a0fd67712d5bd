//! The storage service for pictures: apply, upload, commit (protocol: media, section 3; parts as in section 4).

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use reqwest::{Method, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Iso8601;
use time::format_description::well_known::iso8601::{Config, EncodedConfig, TimePrecision};

use super::credential::{Credential, with_scheme};
use super::digest;
use super::http::Http;
use super::signature::{self, Signing};
use crate::config::Clock;
use crate::error::{Error, MediaError, Result, Transport};
use crate::http::{content_type, is_page};

const VERSION: &str = "2018-08-01";
const REGION: &str = "cn-north-1";
const SERVICE: &str = "imagex";
/// `UriStatus` of a good commit.
const COMMITTED: i64 = 2000;
/// Longest answer that is read: they are a few hundred bytes.
const MAX_ANSWER: usize = 256 * 1024;
/// Progress is told in steps of this many bytes.
const CHUNK: usize = 64 * 1024;
/// Slowest upload that is waited for.
const SLOWEST_BYTES_PER_SECOND: u64 = 8 * 1024;
/// Longest wait for a small answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// Told how many more bytes have left.
pub(super) type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// The API of the storage service.
pub(super) struct ImageX {
    pub http: Http,
    pub clock: Arc<dyn Clock>,
}

/// Where one object goes.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Applied {
    pub session_key: String,
    pub upload_host: String,
    pub store_uri: String,
    pub auth: String,
}

/// Place and pass of one object.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub upload_host: &'a str,
    pub store_uri: &'a str,
    pub auth: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ApiAnswer<T> {
    result: Option<T>,
}

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
struct StoreInfo {
    store_uri: String,
    auth: String,
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

#[derive(Deserialize)]
struct StoreAnswer {
    code: i64,
    #[serde(default)]
    data: StoreData,
}

#[derive(Deserialize, Default)]
struct StoreData {
    #[serde(default)]
    uploadid: String,
}

impl ImageX {
    /// Asks for a place for one object.
    pub async fn apply(&self, credential: &Credential, suffix: &str) -> Result<Applied> {
        let extension = format!(".{suffix}");
        let query = [
            ("Action", "ApplyImageUpload"),
            ("Version", VERSION),
            ("ServiceId", &credential.service_id),
            ("UploadNum", "1"),
            ("FileExtension", &extension),
        ];
        let answer: ApiAnswer<ApplyResult> = self.api(credential, Method::GET, &query, b"").await?;
        let address = answer
            .result
            .ok_or_else(|| unexpected("apply"))?
            .upload_address;
        let store = address.store_infos.into_iter().next();
        let host = address.upload_hosts.into_iter().next();
        match (store, host) {
            (Some(store), Some(host)) => Ok(Applied {
                session_key: address.session_key,
                upload_host: with_scheme(&host),
                store_uri: store.store_uri,
                auth: store.auth,
            }),
            _ => Err(unexpected("apply")),
        }
    }

    /// Makes the object final and gives its key. The same again succeeds again.
    pub async fn commit(&self, credential: &Credential, session_key: &str) -> Result<String> {
        let query = [
            ("Action", "CommitImageUpload"),
            ("Version", VERSION),
            ("ServiceId", credential.service_id.as_str()),
        ];
        let body = serde_json::to_vec(&json!({ "SessionKey": session_key }))
            .map_err(|_| unexpected("commit"))?;
        let answer: ApiAnswer<CommitResult> =
            self.api(credential, Method::POST, &query, &body).await?;
        answer
            .result
            .and_then(|result| result.results.into_iter().next())
            .filter(|entry| entry.uri_status == COMMITTED && !entry.uri.is_empty())
            .map(|entry| entry.uri)
            .ok_or_else(|| unexpected("commit"))
    }

    /// Sends all bytes at once.
    pub async fn put(&self, target: Target<'_>, bytes: Bytes, progress: &Progress) -> Result<()> {
        let crc = digest::crc32(&bytes);
        self.store(target, &[], bytes, &crc, Some(progress)).await?;
        Ok(())
    }

    /// Begins an upload in parts and gives its id.
    pub async fn init(&self, target: Target<'_>) -> Result<String> {
        let query = [("uploadmode", "part"), ("phase", "init")];
        let data = self
            .store(target, &query, Bytes::new(), "00000000", None)
            .await?;
        if data.uploadid.is_empty() {
            return Err(unexpected("init"));
        }
        Ok(data.uploadid)
    }

    /// Sends one part, numbered from 1, and gives its checksum.
    pub async fn transfer(
        &self,
        target: Target<'_>,
        upload_id: &str,
        number: usize,
        bytes: Bytes,
        progress: &Progress,
    ) -> Result<String> {
        let crc = digest::crc32(&bytes);
        let number = number.to_string();
        let query = [
            ("uploadmode", "part"),
            ("phase", "transfer"),
            ("uploadid", upload_id),
            ("part_number", &number),
        ];
        self.store(target, &query, bytes, &crc, Some(progress))
            .await?;
        Ok(crc)
    }

    /// Puts the parts together. The same again succeeds again.
    pub async fn finish(
        &self,
        target: Target<'_>,
        upload_id: &str,
        checksums: &[String],
    ) -> Result<()> {
        let parts: Vec<String> = checksums
            .iter()
            .enumerate()
            .map(|(index, crc)| format!("{}:{crc}", index + 1))
            .collect();
        let body = Bytes::from(parts.join(","));
        let crc = digest::crc32(&body);
        let query = [
            ("uploadmode", "part"),
            ("phase", "finish"),
            ("uploadid", upload_id),
        ];
        self.store(target, &query, body, &crc, None).await?;
        Ok(())
    }

    async fn store(
        &self,
        target: Target<'_>,
        query: &[(&str, &str)],
        bytes: Bytes,
        crc: &str,
        progress: Option<&Progress>,
    ) -> Result<StoreData> {
        let path: Vec<String> = target.store_uri.split('/').map(signature::encode).collect();
        let mut url = format!("{}/upload/v1/{}", target.upload_host, path.join("/"));
        if !query.is_empty() {
            url.push('?');
            url.push_str(&signature::canonical_query(query));
        }
        let length = bytes.len();
        let slowest = Duration::from_secs(length as u64 / SLOWEST_BYTES_PER_SECOND);
        let response = self
            .http
            .get()?
            .post(url)
            .header("authorization", target.auth)
            .header("content-crc32", crc)
            .header("content-type", "application/octet-stream")
            // Known, so that the body is not sent in chunks of unknown number.
            .header("content-length", length)
            .timeout(ANSWER_LIMIT + slowest)
            .body(body(bytes, progress))
            .send()
            .await
            .map_err(|error| self.http.transport(&error))?;
        let answer: StoreAnswer = read(&self.http, response).await?;
        // 0 in the old form of the answer, 2000 in the newer (protocol: media, section 3).
        if matches!(answer.code, 0 | 2000) {
            Ok(answer.data)
        } else {
            Err(MediaError::Storage {
                http: 200,
                code: answer.code.to_string(),
                request_id: None,
            }
            .into())
        }
    }

    async fn api<T: DeserializeOwned>(
        &self,
        credential: &Credential,
        method: Method,
        query: &[(&str, &str)],
        payload: &[u8],
    ) -> Result<T> {
        let time = basic_time(credential.time_ms(&*self.clock));
        let payload_hash = digest::sha256(payload);
        let mut headers = vec![
            ("x-amz-date", time.as_str()),
            ("x-amz-security-token", credential.session_token.as_str()),
        ];
        if method == Method::POST {
            headers.push(("x-amz-content-sha256", payload_hash.as_str()));
        }
        let authorization = Signing {
            access_key: &credential.access_key,
            secret: &credential.secret,
            region: REGION,
            service: SERVICE,
            time: &time,
            method: method.as_str(),
            path: "/",
            query,
            headers: &headers,
            payload,
        }
        .authorization();
        let url = format!("{}/?{}", credential.host, signature::canonical_query(query));
        let mut request = self
            .http
            .get()?
            .request(method, url)
            .header("authorization", authorization)
            .timeout(ANSWER_LIMIT);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if !payload.is_empty() {
            request = request
                .header("content-type", "application/json")
                .body(payload.to_vec());
        }
        let response = request.send().await;
        let response = response.map_err(|error| self.http.transport(&error))?;
        read(&self.http, response).await
    }
}

fn body(bytes: Bytes, progress: Option<&Progress>) -> reqwest::Body {
    let Some(progress) = progress.cloned() else {
        return bytes.into();
    };
    let chunks: Vec<Bytes> = (0..bytes.len())
        .step_by(CHUNK)
        .map(|from| bytes.slice(from..bytes.len().min(from + CHUNK)))
        .collect();
    // A chunk counts when it is asked for: the ones before it have left by then, but for the socket's buffer.
    reqwest::Body::wrap_stream(stream::iter(chunks).map(move |chunk| {
        progress(chunk.len() as u64);
        Ok::<_, std::convert::Infallible>(chunk)
    }))
}

/// `20150830T123600Z`.
fn basic_time(ms: i64) -> String {
    const BASIC: EncodedConfig = Config::DEFAULT
        .set_use_separators(false)
        .set_time_precision(TimePrecision::Second {
            decimal_digits: None,
        })
        .encode();
    OffsetDateTime::from_unix_timestamp(ms / 1000)
        .ok()
        .and_then(|time| time.format(&Iso8601::<BASIC>).ok())
        .unwrap_or_default()
}

/// Reads a JSON answer within its limit. A refusal becomes [`MediaError::Storage`].
async fn read<T: DeserializeOwned>(http: &Http, response: Response) -> Result<T> {
    let status = response.status();
    let kind = content_type(&response);
    let mut stream = response.bytes_stream();
    let mut text = Vec::new();
    while let Some(chunk) = stream.next().await {
        text.extend_from_slice(&chunk.map_err(|error| http.transport(&error))?);
        if text.len() > MAX_ANSWER {
            return Err(Transport::TooLarge.into());
        }
    }
    // The sign-in page of a network, not the storage service: the upload waits, and nothing of it is lost.
    if is_page(kind.as_deref(), &text) {
        return Err(Transport::Intercepted.into());
    }
    if status.is_success() {
        return serde_json::from_slice(&text).map_err(|_| refused(status, &text));
    }
    Err(refused(status, &text))
}

fn refused(status: StatusCode, text: &[u8]) -> Error {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Refusal {
        response_metadata: Metadata,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Metadata {
        request_id: Option<String>,
        error: Option<Fault>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Fault {
        code: String,
    }
    // Words of a server are shown as a code only: letters, digits and dots.
    let plain = |text: String| {
        let mut text: String = text
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
            .collect();
        text.truncate(64);
        text
    };
    let metadata = serde_json::from_slice::<Refusal>(text)
        .ok()
        .map(|refusal| refusal.response_metadata);
    let (request_id, fault) = metadata.map_or((None, None), |m| (m.request_id, m.error));
    MediaError::Storage {
        http: status.as_u16(),
        code: fault.map(|fault| plain(fault.code)).unwrap_or_default(),
        request_id: request_id.map(plain),
    }
    .into()
}

fn unexpected(step: &str) -> Error {
    MediaError::Storage {
        http: 200,
        code: format!("unexpected-{step}"),
        request_id: None,
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_a_signature_has_no_separators() {
        assert_eq!(basic_time(1_440_938_160_999), "20150830T123600Z");
    }

    #[test]
    fn the_words_of_a_refusal_are_reduced_to_a_code() {
        let text = br#"{"ResponseMetadata":{"RequestId":"2023<b>","Error":{"Code":"Invalid Token!","Message":"secret"}}}"#;
        let Error::Media(MediaError::Storage {
            http,
            code,
            request_id,
        }) = refused(StatusCode::FORBIDDEN, text)
        else {
            panic!("another error");
        };
        assert_eq!((http, code.as_str()), (403, "InvalidToken"));
        assert_eq!(request_id.as_deref(), Some("2023b"));
    }
}
