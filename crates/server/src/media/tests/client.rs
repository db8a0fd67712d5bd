//! Uploads as a client does, with its own signature.

use linnet_proto::im_proto::GetUploadTokenResponseBody;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use time::macros::format_description;

use crate::media::signature::{SignedRequest, sign};

pub(super) fn crc(bytes: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(bytes))
}

#[derive(Clone)]
pub(super) struct Client {
    pub(super) access_key: String,
    pub(super) secret: String,
    pub(super) token: String,
    pub(super) host: String,
    pub(super) service: &'static str,
    pub(super) now_ms: i64,
}

/// One file of an apply.
pub(super) struct Target {
    pub(super) uri: String,
    pub(super) auth: String,
    pub(super) host: String,
    pub(super) session: String,
}

impl Client {
    pub(super) fn new(granted: GetUploadTokenResponseBody, now_ms: i64) -> Self {
        Self {
            access_key: granted.access_key.unwrap(),
            secret: granted.secret_access_key.unwrap(),
            token: granted.token.unwrap(),
            host: granted.hosts[0].clone(),
            service: "imagex",
            now_ms,
        }
    }

    fn signed(&self, method: &str, query: &str, body: &[u8]) -> reqwest::RequestBuilder {
        let form = format_description!("[year][month][day]T[hour][minute][second]Z");
        let at = OffsetDateTime::from_unix_timestamp(self.now_ms / 1000).unwrap();
        let date = at.format(form).unwrap();
        let sum = hex::encode(Sha256::digest(body));
        let mut names = vec!["x-amz-date", "x-amz-security-token"];
        if method == "POST" {
            names.insert(0, "x-amz-content-sha256");
        }
        let value = |name: &str| match name {
            "x-amz-date" => Some(date.clone()),
            "x-amz-security-token" => Some(self.token.clone()),
            "x-amz-content-sha256" => Some(sum.clone()),
            _ => None,
        };
        let authorization = sign(
            &self.access_key,
            &self.secret,
            (&date[..8], "cn-north-1", self.service),
            &names,
            &SignedRequest {
                method,
                path: "/",
                query,
                header: &value,
                body_sha256: &sum,
            },
        );
        let url = format!("{}/?{query}", self.host);
        let mut request = match method {
            "POST" => reqwest::Client::new().post(url).body(body.to_vec()),
            _ => reqwest::Client::new().get(url),
        };
        for name in names {
            request = request.header(name, value(name).unwrap());
        }
        request.header("authorization", authorization)
    }

    fn applying(&self, more: &str) -> reqwest::RequestBuilder {
        let what = match self.service {
            "vod" => {
                "Action=ApplyUploadInner&Version=2020-11-19&SpaceName=linnet&FileType=object&IsInner=1"
            }
            _ => "Action=ApplyImageUpload&Version=2018-08-01&ServiceId=linnet",
        };
        let query = format!("{what}{more}");
        self.signed("GET", &query, b"")
    }

    pub(super) async fn apply_status(&self) -> u16 {
        self.apply_status_with("").await
    }

    pub(super) async fn apply_status_with(&self, more: &str) -> u16 {
        self.applying(more).send().await.unwrap().status().as_u16()
    }

    pub(super) async fn apply(&self) -> Target {
        Self::target(self.applying("").send().await.unwrap()).await
    }

    pub(super) async fn continue_session(&self, target: &Target) -> Target {
        let more = format!("&SessionKey={}", target.session);
        Self::target(self.applying(&more).send().await.unwrap()).await
    }

    async fn target(answer: reqwest::Response) -> Target {
        let answer: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        let address = &answer["Result"]["UploadAddress"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Target {
            uri: text(&address["StoreInfos"][0]["StoreUri"]),
            auth: text(&address["StoreInfos"][0]["Auth"]),
            host: text(&address["UploadHosts"][0]),
            session: text(&address["SessionKey"]),
        }
    }

    async fn read(answer: reqwest::Response) -> (u16, Value) {
        let status = answer.status().as_u16();
        let body = answer.bytes().await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    pub(super) async fn put(&self, target: &Target, body: &[u8], crc: &str) -> (u16, Value) {
        let request = reqwest::Client::new()
            .put(format!("{}/{}", target.host, target.uri))
            .header("authorization", &target.auth)
            .header("content-crc32", crc)
            .body(body.to_vec());
        Self::read(request.send().await.unwrap()).await
    }

    /// The status, or nothing when the server closed before the body was through.
    pub(super) async fn try_put(
        &self,
        target: &Target,
        body: reqwest::Body,
        crc: &str,
    ) -> Option<u16> {
        let request = reqwest::Client::new()
            .put(format!("{}/{}", target.host, target.uri))
            .header("authorization", &target.auth)
            .header("content-crc32", crc)
            .body(body);
        request
            .send()
            .await
            .ok()
            .map(|answer| answer.status().as_u16())
    }

    pub(super) async fn step(
        &self,
        target: &Target,
        phase: &str,
        body: &[u8],
        crc: Option<&str>,
    ) -> (u16, Value) {
        let url = format!(
            "{}/upload/v1/{}?uploadmode=part&{phase}",
            target.host, target.uri
        );
        let mut request = reqwest::Client::new()
            .post(url)
            .header("authorization", &target.auth)
            .body(body.to_vec());
        if let Some(crc) = crc {
            request = request.header("content-crc32", crc);
        }
        Self::read(request.send().await.unwrap()).await
    }

    fn committing(&self, body: &[u8]) -> reqwest::RequestBuilder {
        let query = match self.service {
            "vod" => "Action=CommitUploadInner&Version=2020-11-19&SpaceName=linnet",
            _ => "Action=CommitImageUpload&Version=2018-08-01&ServiceId=linnet",
        };
        self.signed("POST", query, body)
    }

    pub(super) async fn commit(&self, target: &Target) -> Value {
        let body = json!({ "SessionKey": target.session }).to_string();
        let answer = Self::read(self.committing(body.as_bytes()).send().await.unwrap()).await;
        assert_eq!(answer.0, 200, "{}", answer.1);
        answer.1["Result"].clone()
    }

    pub(super) async fn commit_status(&self, target: &Target) -> u16 {
        let body = json!({ "SessionKey": target.session }).to_string();
        let answer = self.committing(body.as_bytes()).send().await.unwrap();
        answer.status().as_u16()
    }

    /// Signs one body and sends another.
    pub(super) async fn post_changed(&self, signed: &str, sent: &str) -> u16 {
        let request = self.committing(signed.as_bytes()).body(sent.to_owned());
        request.send().await.unwrap().status().as_u16()
    }

    /// All steps; the object key, or nothing when the storage did not take the content.
    pub(super) async fn upload(&self, content: &[u8]) -> Option<String> {
        let target = self.apply().await;
        let url = format!("{}/upload/v1/{}", target.host, target.uri);
        let request = reqwest::Client::new()
            .post(url)
            .header("authorization", &target.auth)
            .header("content-crc32", crc(content))
            .body(content.to_vec());
        let (status, body) = Self::read(request.send().await.unwrap()).await;
        assert_eq!((status, body["code"].as_i64()), (200, Some(2000)), "{body}");
        let result = self.commit(&target).await;
        (result["Results"][0]["UriStatus"] == 2000)
            .then(|| result["Results"][0]["Uri"].as_str().unwrap().to_owned())
    }
}
