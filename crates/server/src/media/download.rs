//! Answers signed addresses. An address that is over, or was changed, gets 403 and the client asks
//! for a new one.

use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::Path;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
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
        Ok(response) => response,
        Err(MediaError::Io(error)) => {
            tracing::error!(%error, "a picture could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(MediaError::Interrupted) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

impl MediaService {
    async fn read(&self, key: &str, variant: &str) -> Result<Response, MediaError> {
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
        let (file, mime) = match variant.side() {
            None => (blob, record.kind.mime()),
            Some(side) => self.smaller(&record, blob, variant, side).await?,
        };
        let file = tokio::fs::File::from_std(file);
        let length = file.metadata().await?.len();
        let mut response = Response::new(Body::from_stream(ReaderStream::new(file)));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        // What comes from people is never anything but a picture to whoever opens the address.
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
