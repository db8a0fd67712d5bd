//! Receives bytes: a file at once, or in parts of 5 MiB that can be sent again one by one.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use linnet_proto::choices::{MAX_FILE_BYTES, PART_BYTES};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;

use super::MediaService;
use super::error::MediaError;
use super::joining::Joined;
use super::seal::Label;
use super::store::{self, Incoming};
use crate::fail_points::fail_point;

/// Parts that a file of the largest size has.
const MAX_PARTS: u64 = MAX_FILE_BYTES.div_ceil(PART_BYTES);
/// Largest list of parts in a finish, in bytes.
const MAX_LIST: usize = 1024;

#[derive(Deserialize)]
pub(super) struct Parameters {
    uploadmode: Option<String>,
    phase: Option<String>,
    uploadid: Option<String>,
    part_number: Option<u64>,
}

/// What received bytes must outlast before they are answered for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lasts {
    /// The end of this process. A part that a power cut takes is missed by its checksum when the parts are joined, and
    /// its sender begins again; the joined file is synced.
    Kill,
    /// A power cut.
    PowerCut,
}

/// What an upload permission says.
pub(super) fn permission_text(key: &str, expires: i64) -> String {
    format!("{key} {expires}")
}

/// The older form: the whole file, answered with code 0.
pub(super) async fn whole(
    State(service): State<MediaService>,
    UrlPath(key): UrlPath<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let outcome = match service.permit(&key, &headers) {
        Ok(()) => service.receive_whole(&key, &headers, body).await,
        Err(error) => Err(error),
    };
    answer(0, outcome)
}

/// The newer form: the whole file, or a step of an upload in parts, answered with code 2000.
pub(super) async fn whole_or_part(
    State(service): State<MediaService>,
    UrlPath(key): UrlPath<String>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let outcome = match service.permit(&key, &headers) {
        Err(error) => Err(error),
        Ok(()) if parameters.uploadmode.as_deref() == Some("part") => {
            service.part_step(&key, &parameters, &headers, body).await
        }
        Ok(()) => service.receive_whole(&key, &headers, body).await,
    };
    answer(2000, outcome)
}

impl MediaService {
    fn permit(&self, key: &str, headers: &HeaderMap) -> Result<(), MediaError> {
        let sealed = text_header(headers, "authorization").unwrap_or_default();
        let text = self
            .0
            .seal
            .open(Label::Permission, sealed)
            .ok_or(MediaError::Denied)?;
        let (allowed, expires) = text.split_once(' ').ok_or(MediaError::Denied)?;
        let in_time = expires.parse::<i64>().is_ok_and(|end| end > self.now_ms());
        if in_time && allowed == key && store::is_key(key) {
            Ok(())
        } else {
            Err(MediaError::Denied)
        }
    }

    async fn receive_whole(
        &self,
        key: &str,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Value, MediaError> {
        let (incoming, _, crc) = self
            .receive(headers, body, MAX_FILE_BYTES, Lasts::PowerCut)
            .await?;
        fail_point!("server upload after bytes");
        let path = self.0.store.upload_folder(key).join("whole");
        self.place(incoming, path).await?;
        Ok(json!({ "crc32": crc }))
    }

    async fn part_step(
        &self,
        key: &str,
        parameters: &Parameters,
        headers: &HeaderMap,
        body: Body,
    ) -> Result<Value, MediaError> {
        let folder = self.0.store.upload_folder(key);
        let part_folder = || {
            let id = parameters
                .uploadid
                .as_deref()
                .filter(|id| store::is_key(id));
            id.map(|id| folder.join(id)).ok_or(MediaError::Incomplete)
        };
        match parameters.phase.as_deref() {
            Some("init") => {
                let id = store::new_key();
                let new = folder.join(&id);
                self.0.joinings.begin(&id, self.0.store.incoming());
                blocking(move || {
                    // One upload in parts per key: a new one takes the place of the last, so a
                    // key never holds more than one file's worth of parts.
                    if folder.exists() {
                        fs::remove_dir_all(&folder)?;
                    }
                    Ok(fs::create_dir_all(new)?)
                })
                .await?;
                Ok(json!({ "uploadid": id }))
            }
            Some("transfer") => {
                let number = parameters
                    .part_number
                    .filter(|number| (1..=MAX_PARTS).contains(number))
                    .ok_or(MediaError::Incomplete)?;
                let parts = part_folder()?;
                if !parts.is_dir() {
                    return Err(MediaError::Incomplete);
                }
                let (incoming, _, crc) =
                    self.receive(headers, body, PART_BYTES, Lasts::Kill).await?;
                fail_point!("server upload after a part");
                let part = parts.join(format!("{number}"));
                let came = blocking(move || {
                    // Opened before it has a name that another one can take.
                    let came = fs::File::open(incoming.path())?;
                    fs::rename(incoming.path(), part).map_err(missing)?;
                    Ok(came)
                })
                .await?;
                let upload = parameters.uploadid.as_deref().unwrap_or_default();
                if let Some(joining) = self.0.joinings.of(upload) {
                    joining.take(number, crc.clone(), came).await;
                }
                Ok(json!({ "crc32": crc, "part_number": number.to_string() }))
            }
            Some("finish") => {
                let list = axum::body::to_bytes(body, MAX_LIST)
                    .await
                    .map_err(|_| MediaError::TooLarge)?;
                let list = String::from_utf8(list.to_vec()).map_err(|_| MediaError::Incomplete)?;
                let (parts, service, key) = (part_folder()?, self.clone(), key.to_owned());
                let upload = parameters.uploadid.as_deref().unwrap_or_default();
                let joined = match self.0.joinings.of(upload) {
                    Some(joining) => joining.finish(&checksums(&list)?).await,
                    None => None,
                };
                self.0.joinings.forget(upload);
                let crc = blocking(move || service.join(&key, &parts, &list, joined)).await?;
                Ok(json!({ "crc32": crc }))
            }
            _ => Err(MediaError::Incomplete),
        }
    }

    /// Writes a body to a file as it comes, no further than `limit`, and compares its checksum.
    async fn receive(
        &self,
        headers: &HeaderMap,
        body: Body,
        limit: u64,
        lasts: Lasts,
    ) -> Result<(Incoming, u64, String), MediaError> {
        let declared = text_header(headers, "content-length").and_then(|n| n.parse::<u64>().ok());
        if declared.is_some_and(|length| length > limit) {
            return Err(MediaError::TooLarge);
        }
        let expected = text_header(headers, "content-crc32").ok_or(MediaError::WrongChecksum)?;
        let incoming = self.0.store.incoming();
        let mut file = tokio::fs::File::create(incoming.path()).await?;
        let (mut crc, mut length) = (crc32fast::Hasher::new(), 0_u64);
        let mut body = body.into_data_stream();
        while let Some(chunk) = body.next().await {
            let chunk = chunk.map_err(|_| MediaError::Incomplete)?;
            length = length.saturating_add(chunk.len() as u64);
            if length > limit {
                return Err(MediaError::TooLarge);
            }
            crc.update(&chunk);
            file.write_all(&chunk).await?;
        }
        file.flush().await?;
        if lasts == Lasts::PowerCut {
            file.sync_all().await?;
        }
        let crc = format!("{:08x}", crc.finalize());
        if !expected.eq_ignore_ascii_case(&crc) {
            return Err(MediaError::WrongChecksum);
        }
        Ok((incoming, length, crc))
    }

    async fn place(&self, incoming: Incoming, path: std::path::PathBuf) -> Result<(), MediaError> {
        let service = self.clone();
        blocking(move || service.0.store.place(&incoming, &path)).await
    }

    /// Joins the parts that `list` names (`1:crc,2:crc,..`) into the whole file. Again with the
    /// same list it succeeds without doing anything.
    ///
    /// `joined`: the parts as they were put together while they came.
    fn join(
        &self,
        key: &str,
        parts: &Path,
        list: &str,
        joined: Option<Joined>,
    ) -> Result<String, MediaError> {
        let store = &self.0.store;
        // Repeated after the commit too: then the folder is gone and the object there.
        if store.record(key).is_ok() {
            return Ok(String::new());
        }
        let whole = store.upload_folder(key).join("whole");
        let done = parts.join("done");
        if whole.exists() && fs::read_to_string(&done).is_ok_and(|before| before == list) {
            return Ok(String::new());
        }
        let named = checksums(list)?;
        if let Some(mut joined) = joined {
            if joined.sums.bytes > MAX_FILE_BYTES {
                return Err(MediaError::TooLarge);
            }
            joined.sync()?;
            self.put_together(&joined.incoming, parts, &whole, &done, list, named.len())?;
            self.0.joinings.remember(key, &whole, joined.sums);
            return Ok(String::new());
        }
        let incoming = store.incoming();
        let mut file = fs::File::create(incoming.path())?;
        let (mut total, mut whole_crc) = (0_u64, crc32fast::Hasher::new());
        for (at, expected) in named.iter().enumerate() {
            let part = fs::read(parts.join(format!("{}", at + 1))).map_err(missing)?;
            let is_last = at + 1 == named.len();
            if !is_last && part.len() as u64 != PART_BYTES {
                return Err(MediaError::Incomplete);
            }
            let crc = format!("{:08x}", crc32fast::hash(&part));
            if !expected.eq_ignore_ascii_case(&crc) {
                return Err(MediaError::WrongChecksum);
            }
            total = total.saturating_add(part.len() as u64);
            if total > MAX_FILE_BYTES {
                return Err(MediaError::TooLarge);
            }
            whole_crc.update(&part);
            file.write_all(&part)?;
        }
        file.sync_all()?;
        self.put_together(&incoming, parts, &whole, &done, list, named.len())?;
        Ok(format!("{:08x}", whole_crc.finalize()))
    }

    /// Gives the joined and synced file its name, and lets its parts go.
    fn put_together(
        &self,
        incoming: &Incoming,
        parts: &Path,
        whole: &Path,
        done: &Path,
        list: &str,
        count: usize,
    ) -> Result<(), MediaError> {
        let store = &self.0.store;
        fail_point!("server upload before joining");
        store.place(incoming, whole)?;
        fail_point!("server upload after joining");
        store.write(done, list.as_bytes())?;
        for number in 1..=count {
            fs::remove_file(parts.join(number.to_string()))?;
        }
        Ok(())
    }
}

/// The checksums of a list of parts (`1:crc,2:crc,..`), in their order.
fn checksums(list: &str) -> Result<Vec<String>, MediaError> {
    let mut checksums = Vec::new();
    for (at, entry) in list.trim().split(',').enumerate() {
        let (number, crc) = entry.split_once(':').ok_or(MediaError::Incomplete)?;
        if number.parse() != Ok(at + 1) || at as u64 >= MAX_PARTS {
            return Err(MediaError::Incomplete);
        }
        checksums.push(crc.trim().to_owned());
    }
    Ok(checksums)
}

fn missing(error: io::Error) -> MediaError {
    match error.kind() {
        io::ErrorKind::NotFound => MediaError::Incomplete,
        _ => error.into(),
    }
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, MediaError> + Send + 'static,
) -> Result<T, MediaError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| MediaError::Interrupted)?
}

fn text_header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn answer(success: i32, outcome: Result<Value, MediaError>) -> Response {
    let error = match outcome {
        Ok(data) => {
            let body = json!({ "code": success, "message": "Success", "data": data });
            return Json(body).into_response();
        }
        Err(error) => error,
    };
    let (status, code) = match &error {
        MediaError::Denied => (StatusCode::FORBIDDEN, 4003),
        MediaError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, 4013),
        MediaError::WrongChecksum => (StatusCode::BAD_REQUEST, 4007),
        MediaError::Io(_) | MediaError::Interrupted => (StatusCode::INTERNAL_SERVER_ERROR, 5000),
        _ => (StatusCode::BAD_REQUEST, 4000),
    };
    match &error {
        MediaError::Io(_) => tracing::error!(%error, "an upload failed"),
        MediaError::Interrupted => tracing::info!("the server ends before an upload was stored"),
        _ => {}
    }
    (
        status,
        Json(json!({ "code": code, "message": error.to_string() })),
    )
        .into_response()
}
