//! Answers signed addresses. An address that is over, or was changed, gets 403 and the client asks
//! for a new one.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::error::MediaError;
use super::seal::Label;
use super::store;
use super::upload::blocking;
use super::worker::Ask;
use super::{MediaService, picture};

/// Bytes by which the type of a file can be told.
const HEAD: u64 = 32;

#[derive(Deserialize)]
pub(super) struct Signed {
    #[serde(rename = "x-expires")]
    expires: i64,
    #[serde(rename = "x-signature")]
    signature: String,
}

/// What the signature of an address covers.
pub(super) fn signed_text(key: &str, variant: &str, expires: i64) -> String {
    format!("{key} {variant} {expires}")
}

pub(super) async fn get(
    State(service): State<MediaService>,
    UrlPath((key, variant)): UrlPath<(String, String)>,
    signed: Result<Query<Signed>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Query(signed)) = signed else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let text = signed_text(&key, &variant, signed.expires);
    let in_time = signed.expires > service.now_ms() / 1000;
    if !in_time
        || !service
            .0
            .seal
            .is_mark(Label::Address, &text, &signed.signature)
    {
        return StatusCode::FORBIDDEN.into_response();
    }
    match service.read(&key, &variant).await {
        Ok(given) => given.answer(&headers).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a file could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }),
        Err(MediaError::Io(error)) => {
            tracing::error!(%error, "a file could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(MediaError::Interrupted) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

impl MediaService {
    async fn read(&self, key: &str, variant: &str) -> Result<Given, MediaError> {
        let variant = picture::Variant::named(variant).ok_or(MediaError::NoSuchObject)?;
        if !store::is_key(key) {
            return Err(MediaError::NoSuchObject);
        }
        let (service, key) = (self.clone(), key.to_owned());
        let (record, blob) = blocking(move || {
            let record = service.0.store.record(&key)?;
            let blob = service.0.store.open_blob(&record.sha256)?;
            Ok((record, blob))
        })
        .await?;
        let is_picture = record.picture.is_some();
        let (file, mime) = match variant.side() {
            None => (blob, record.mime()),
            Some(_) if !is_picture => return Err(MediaError::NoSuchObject),
            Some(side) => self.smaller(&record, blob, variant, side).await?,
        };
        Ok(Given {
            file,
            mime,
            is_picture,
        })
    }

    /// A smaller picture and its type, made when there is none yet. The file that is looked at is the one that is given.
    async fn smaller(
        &self,
        record: &store::Record,
        blob: File,
        variant: picture::Variant,
        side: u32,
    ) -> Result<(File, &'static str), MediaError> {
        let path = self.0.store.variant(&record.sha256, variant.name());
        let open = |path: &Path| {
            let path = path.to_owned();
            blocking(move || open_variant(&path))
        };
        if let Some(found) = open(&path).await? {
            return found.into_picture();
        }
        let turn = self.0.worker.turn(Ask::Shrink(side)).await?;
        if let Some(found) = open(&path).await? {
            return found.into_picture();
        }
        let service = self.clone();
        let kept = path.clone();
        let making = tokio::spawn(async move {
            let small = service.0.worker.shrink(blob, side).await?;
            // If it is impossible an empty file is kept, so that a broken picture is tried once and not at every request.
            let small = small.unwrap_or_default();
            let store = service.clone();
            let written = blocking(move || store.0.store.write(&kept, &small)).await;
            drop(turn);
            written
        });
        making.await.map_err(|_| MediaError::Interrupted)??;
        open(&path)
            .await?
            .ok_or(MediaError::NoSuchObject)?
            .into_picture()
    }
}

/// A file that is given out.
struct Given {
    file: File,
    mime: &'static str,
    is_picture: bool,
}

impl Given {
    /// The whole of it, or the part that is asked for (RFC 9110, section 14): the rest of a download that was cut off, or
    /// the place in a video that somebody jumped to.
    async fn answer(self, asked: &HeaderMap) -> io::Result<Response> {
        let mut file = tokio::fs::File::from_std(self.file);
        let length = file.metadata().await?.len();
        let part = match range(asked, length) {
            Ok(part) => part,
            Err(Unsatisfiable) => {
                let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
                set(
                    &mut response,
                    header::CONTENT_RANGE,
                    &format!("bytes */{length}"),
                );
                return Ok(response);
            }
        };
        let (from, to) = part.unwrap_or((0, length.saturating_sub(1)));
        let bytes = if length == 0 { 0 } else { to - from + 1 };
        file.seek(SeekFrom::Start(from)).await?;
        let mut response = Response::new(Body::from_stream(ReaderStream::new(file.take(bytes))));
        if part.is_some() {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            set(
                &mut response,
                header::CONTENT_RANGE,
                &format!("bytes {from}-{to}/{length}"),
            );
        }
        if !self.is_picture {
            set(&mut response, header::CONTENT_DISPOSITION, "attachment");
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.mime));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        // What comes from people is never anything but bytes or a picture to whoever opens the address.
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; sandbox"),
        );
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, max-age=86400, immutable"),
        );
        Ok(response)
    }
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    // Digits and plain words always are a value.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The part that is asked for lies outside of the file.
struct Unsatisfiable;

/// First and last byte of the part that is asked for; none for the whole file. Several parts at once, and what cannot be
/// read, are answered with the whole file, as a server may.
fn range(asked: &HeaderMap, length: u64) -> Result<Option<(u64, u64)>, Unsatisfiable> {
    let Some(text) = asked
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok())
    else {
        return Ok(None);
    };
    let Ok(parsed) = http_range_header::parse_range_header(text) else {
        return Ok(None);
    };
    if parsed.ranges.len() != 1 {
        return Ok(None);
    }
    let ranges = parsed.validate(length).map_err(|_| Unsatisfiable)?;
    Ok(ranges.first().map(|range| (*range.start(), *range.end())))
}

/// A file of `variants/`; without a type it says that none can be made.
struct VariantFile {
    file: File,
    mime: Option<&'static str>,
}

impl VariantFile {
    fn into_picture(self) -> Result<(File, &'static str), MediaError> {
        let mime = self.mime.ok_or(MediaError::NoSuchObject)?;
        Ok((self.file, mime))
    }
}

fn open_variant(path: &Path) -> Result<Option<VariantFile>, MediaError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut head = Vec::new();
    (&file).take(HEAD).read_to_end(&mut head)?;
    file.rewind()?;
    let mime = picture::mime_of_variant(&head);
    Ok(Some(VariantFile { file, mime }))
}
