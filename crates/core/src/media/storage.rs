//! The storage service: signed questions, and bytes on their way (protocol: media, section 2 and steps 2 and 3 of
//! section 4). What is asked differs for pictures ([`super::imagex`]) and other files ([`super::vod`]).

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use reqwest::{Method, Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use time::format_description::well_known::Iso8601;
use time::format_description::well_known::iso8601::{Config, EncodedConfig, TimePrecision};

use super::credential::Credential;
use super::digest;
use super::http::Http;
use super::signature::{self, Signing};
use super::slice::{Progress, Slice};
use crate::config::Clock;
use crate::error::{Error, MediaError, Result, Transport};
use crate::http::{content_type, is_page};

const REGION: &str = "cn-north-1";
/// Longest answer that is read: they are a few hundred bytes.
const MAX_ANSWER: usize = 256 * 1024;
/// Slowest upload that is waited for.
const SLOWEST_BYTES_PER_SECOND: u64 = 8 * 1024;
/// Longest wait for a small answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// The storage service.
pub(super) struct Storage {
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
    /// Entries of HTTP heads that go with every part of it.
    pub headers: Vec<(String, String)>,
}

/// Place and pass of one object, as both services answer it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StoreInfo {
    pub store_uri: String,
    pub auth: String,
}

/// Place and pass of one object.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub upload_host: &'a str,
    pub store_uri: &'a str,
    pub auth: &'a str,
    pub headers: &'a [(String, String)],
}

/// Which part of which upload.
#[derive(Clone, Copy)]
pub(super) struct PartPlace<'a> {
    pub upload_id: &'a str,
    /// From 1.
    pub number: usize,
}

/// Which of its two services is meant: the signatures name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    ImageX,
    Vod,
}

impl Service {
    fn name(self) -> &'static str {
        match self {
            Self::ImageX => "imagex",
            Self::Vod => "vod",
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ApiAnswer<T> {
    result: Option<T>,
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

impl Storage {
    /// Sends all bytes at once, with their checksum.
    pub async fn put(
        &self,
        target: Target<'_>,
        whole: Slice,
        crc: &str,
        progress: &Progress,
    ) -> Result<()> {
        self.store(target, &[], Sent::Slice(whole, progress), crc)
            .await?;
        Ok(())
    }

    /// Begins an upload in parts and gives its id.
    pub async fn init(&self, target: Target<'_>) -> Result<String> {
        let query = [("uploadmode", "part"), ("phase", "init")];
        let data = self
            .store(target, &query, Sent::Bytes(Bytes::new()), "00000000")
            .await?;
        if data.uploadid.is_empty() {
            return Err(unexpected("init"));
        }
        Ok(data.uploadid)
    }

    /// Sends one part with its checksum.
    pub async fn transfer(
        &self,
        target: Target<'_>,
        place: PartPlace<'_>,
        part: Slice,
        crc: &str,
        progress: &Progress,
    ) -> Result<()> {
        let number = place.number.to_string();
        let query = [
            ("uploadmode", "part"),
            ("phase", "transfer"),
            ("uploadid", place.upload_id),
            ("part_number", &number),
        ];
        self.store(target, &query, Sent::Slice(part, progress), crc)
            .await?;
        Ok(())
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
        self.store(target, &query, Sent::Bytes(body), &crc).await?;
        Ok(())
    }

    async fn store(
        &self,
        target: Target<'_>,
        query: &[(&str, &str)],
        sent: Sent<'_>,
        crc: &str,
    ) -> Result<StoreData> {
        let path: Vec<String> = target.store_uri.split('/').map(signature::encode).collect();
        let mut url = format!("{}/upload/v1/{}", target.upload_host, path.join("/"));
        if !query.is_empty() {
            url.push('?');
            url.push_str(&signature::canonical_query(query));
        }
        let (length, body) = match sent {
            Sent::Bytes(bytes) => (bytes.len() as u64, bytes.into()),
            Sent::Slice(slice, progress) => (slice.length, slice.body(progress).await?),
        };
        let slowest = Duration::from_secs(length / SLOWEST_BYTES_PER_SECOND);
        let mut request = self.http.get()?.post(url);
        for (name, value) in target.headers {
            request = request.header(name, value);
        }
        let response = request
            .header("authorization", target.auth)
            .header("content-crc32", crc)
            .header("content-type", "application/octet-stream")
            // Known, so that the body is not sent in chunks of unknown number.
            .header("content-length", length)
            .timeout(ANSWER_LIMIT + slowest)
            .body(body)
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

    /// Asks a question that is signed with a credential. `step` names it where its answer is none.
    pub async fn ask<T: DeserializeOwned>(
        &self,
        service: Service,
        step: &'static str,
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
            service: service.name(),
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
        let answer: ApiAnswer<T> = read(&self.http, response).await?;
        answer.result.ok_or_else(|| unexpected(step))
    }
}

/// What a request carries.
enum Sent<'a> {
    Bytes(Bytes),
    Slice(Slice, &'a Progress),
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

/// An answer that does not say what it must.
pub(super) fn unexpected(step: &str) -> Error {
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
