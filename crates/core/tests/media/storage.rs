//! A storage service in memory that answers as the documents say, and fails where a test wants it to.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::future::BoxFuture;
use linnet_core::error::Result;
use linnet_core::media::Requests;
use linnet_core::model::picture::{ObjectKind, Remote};
use linnet_proto::im_proto::{
    GetMediaUrlsResponseBody, GetUploadTokenResponseBody, Imcmd, ImgOption, RequestBody,
    ResponseBody,
};
use serde_json::json;
use tokio::sync::Notify;

type Parameters = HashMap<String, String>;

#[derive(Clone)]
pub struct Storage {
    inner: Arc<Inner>,
}

struct Inner {
    address: String,
    held: Mutex<Held>,
    reached: Notify,
}

#[derive(Default)]
struct Held {
    objects: HashMap<String, Vec<u8>>,
    /// Object key by session.
    sessions: HashMap<String, String>,
    uploads: HashMap<String, BTreeMap<usize, Bytes>>,
    parts: Vec<usize>,
    fail_part: Option<usize>,
    hold_part: Option<usize>,
    applied: usize,
    downloads: usize,
    asked: usize,
    /// The network answers in its place.
    hotel: bool,
    /// Part of every address; those with an older one have expired.
    generation: usize,
}

impl Storage {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let storage = Self {
            inner: Arc::new(Inner {
                address,
                held: Mutex::default(),
                reached: Notify::new(),
            }),
        };
        let app = Router::new()
            .route("/", get(apply).post(commit))
            .route("/upload/v1/{uri}", post(upload))
            .route("/object/{uri}", get(object))
            .layer(axum::extract::DefaultBodyLimit::disable())
            .with_state(storage.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        storage
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.inner.held.lock().unwrap()
    }

    pub fn store(&self, uri: &str, bytes: &[u8]) -> Remote {
        self.held().objects.insert(uri.to_owned(), bytes.to_vec());
        Remote {
            kind: ObjectKind::Picture,
            uri: uri.to_owned(),
            app_id: 1,
            bytes: bytes.len() as u64,
            md5: String::new(),
        }
    }

    pub fn object(&self, uri: &str) -> Vec<u8> {
        self.held().objects[uri].clone()
    }

    pub fn fail_part(&self, number: usize) {
        self.held().fail_part = Some(number);
    }

    /// The part never gets an answer; resolves when it has come.
    pub fn hold_part(&self, number: usize) -> impl Future<Output = ()> {
        self.held().hold_part = Some(number);
        let inner = Arc::clone(&self.inner);
        async move { inner.reached.notified().await }
    }

    pub fn forget_sessions(&self) {
        let mut held = self.held();
        held.sessions.clear();
        held.uploads.clear();
    }

    /// Whether the sign-in page of a network answers everything.
    pub fn behind_a_hotel(&self, is: bool) {
        self.held().hotel = is;
    }

    pub fn expire_addresses(&self) {
        self.held().generation += 1;
    }

    pub fn parts(&self) -> Vec<usize> {
        self.held().parts.clone()
    }

    pub fn applied(&self) -> usize {
        self.held().applied
    }

    pub fn downloads(&self) -> usize {
        self.held().downloads
    }

    pub fn asked(&self) -> usize {
        self.held().asked
    }
}

impl Requests for Storage {
    fn request(&self, cmd: i32, body: RequestBody) -> BoxFuture<'_, Result<Box<ResponseBody>>> {
        let mut answer = ResponseBody::default();
        if cmd == Imcmd::GetMediaUploadToken as i32 {
            assert_eq!(body.get_upload_token_body.unwrap().token_type, Some(4));
            answer.get_upload_token_body = Some(GetUploadTokenResponseBody {
                access_key: Some("ak".to_owned()),
                hosts: vec![self.inner.address.clone()],
                token: Some("session".to_owned()),
                token_type: Some(4),
                secret_access_key: Some("sk".to_owned()),
                space_name: None,
                service_id: Some("service".to_owned()),
                expire_time: Some("4102444800".to_owned()),
                current_time: None,
            });
        } else {
            let asked = body.get_media_urls_body.unwrap();
            let uri = asked.uri.unwrap();
            let mut held = self.held();
            held.asked += 1;
            let options = asked.img_options.into_iter().map(|option| ImgOption {
                urls: held
                    .objects
                    .contains_key(&uri)
                    .then(|| format!("{}/object/{uri}?g={}", self.inner.address, held.generation))
                    .into_iter()
                    .collect(),
                ..option
            });
            let options = options.collect();
            answer.get_media_urls_body = Some(GetMediaUrlsResponseBody {
                img_options: options,
                ..GetMediaUrlsResponseBody::default()
            });
        }
        Box::pin(async move { Ok(Box::new(answer)) })
    }
}

fn signed(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    text("x-amz-security-token") == Some("session")
        && text("x-amz-date").is_some_and(|date| date.len() == 16)
        && text("authorization").is_some_and(|text| {
            text.starts_with("AWS4-HMAC-SHA256 Credential=ak/")
                && text.contains("/cn-north-1/imagex/aws4_request")
        })
}

async fn apply(
    State(storage): State<Storage>,
    Query(query): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    if storage.held().hotel {
        return (StatusCode::FORBIDDEN, Html("<html>Sign in</html>")).into_response();
    }
    if !signed(&headers) || query["Action"] != "ApplyImageUpload" {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut held = storage.held();
    held.applied += 1;
    let uri = format!("object{}{}", held.applied, query["FileExtension"]);
    let session = format!("session-{}", held.applied);
    held.sessions.insert(session.clone(), uri.clone());
    Json(json!({
        "ResponseMetadata": { "RequestId": "1" },
        "Result": { "RequestId": "1", "UploadAddress": {
            "StoreInfos": [{ "StoreUri": uri, "Auth": "pass" }],
            "UploadHosts": [storage.inner.address],
            "SessionKey": session,
        } }
    }))
    .into_response()
}

async fn commit(
    State(storage): State<Storage>,
    headers: HeaderMap,
    Json(body): Json<serde_json::Value>,
) -> Response {
    if !signed(&headers) || !headers.contains_key("x-amz-content-sha256") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let held = storage.held();
    let uri = held.sessions.get(body["SessionKey"].as_str().unwrap());
    match uri {
        Some(uri) => Json(json!({
            "ResponseMetadata": { "RequestId": "1" },
            "Result": { "Results": [{ "Uri": uri, "UriStatus": 2000 }] }
        }))
        .into_response(),
        None => unknown_session(),
    }
}

fn unknown_session() -> Response {
    let answer = json!({ "ResponseMetadata": { "RequestId": "1", "Error": {
        "Code": "SessionNotFound", "Message": "-"
    } } });
    (StatusCode::NOT_FOUND, Json(answer)).into_response()
}

async fn upload(
    State(storage): State<Storage>,
    Path(uri): Path<String>,
    Query(query): Query<Parameters>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if headers["authorization"] != "pass" {
        return StatusCode::FORBIDDEN.into_response();
    }
    let good = |data| Json(json!({ "code": 2000, "data": data })).into_response();
    let phase = query.get("phase").map(String::as_str);
    let crc = format!("{:08x}", crc32fast::hash(&body));
    if headers["content-crc32"] != *crc {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let hold = {
        let mut held = storage.held();
        match phase {
            None => {
                held.objects.insert(uri, body.to_vec());
                return good(json!({}));
            }
            Some("init") => {
                let id = format!("upload-{}", held.uploads.len());
                held.uploads.insert(id.clone(), BTreeMap::new());
                return good(json!({ "uploadid": id }));
            }
            Some("finish") => {
                let Some(parts) = held.uploads.get(&query["uploadid"]) else {
                    return unknown_session();
                };
                let listed: Vec<String> = parts
                    .iter()
                    .map(|(n, part)| format!("{n}:{:08x}", crc32fast::hash(part)))
                    .collect();
                if listed.join(",").as_bytes() != body {
                    return StatusCode::BAD_REQUEST.into_response();
                }
                let whole = parts.values().flat_map(|part| part.to_vec()).collect();
                held.objects.insert(uri, whole);
                return good(json!({}));
            }
            Some(_) => {
                let number: usize = query["part_number"].parse().unwrap();
                if held.fail_part == Some(number) {
                    held.fail_part = None;
                    return StatusCode::INTERNAL_SERVER_ERROR.into_response();
                }
                if held.hold_part == Some(number) {
                    true
                } else {
                    let Some(parts) = held.uploads.get_mut(&query["uploadid"]) else {
                        return unknown_session();
                    };
                    parts.insert(number, body);
                    held.parts.push(number);
                    return good(json!({}));
                }
            }
        }
    };
    if hold {
        storage.inner.reached.notify_one();
        std::future::pending::<()>().await;
    }
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

async fn object(
    State(storage): State<Storage>,
    Path(uri): Path<String>,
    Query(query): Query<Parameters>,
) -> Response {
    let mut held = storage.held();
    if held.hotel {
        return Html("<!doctype html>Sign in").into_response();
    }
    if query["g"] != held.generation.to_string() {
        return StatusCode::FORBIDDEN.into_response();
    }
    held.downloads += 1;
    match held.objects.get(&uri) {
        Some(bytes) => bytes.clone().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
