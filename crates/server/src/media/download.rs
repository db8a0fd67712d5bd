//! Answers signed addresses. An address that is over, or was changed, gets 403 and the client asks
//! for a new one.

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tokio_util::io::ReaderStream;

use super::seal::Label;
use super::store::{self, MediaError};
use super::{MediaService, picture};

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
        let record = self.0.store.record(key)?;
        let (path, mime) = if variant == picture::Variant::Original {
            (self.0.store.blob(&record.sha256), record.kind.mime())
        } else {
            let path = self.0.store.variant(&record.sha256, variant.name());
            if !path.exists() {
                self.make(record, variant).await?;
            }
            let mime = picture::mime_of_variant(&path)?.ok_or(MediaError::NoSuchObject)?;
            (path, mime)
        };
        let file = tokio::fs::File::open(path).await?;
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

    async fn make(
        &self,
        record: store::Record,
        variant: picture::Variant,
    ) -> Result<(), MediaError> {
        let _one_at_a_time = self
            .0
            .decoder
            .acquire()
            .await
            .map_err(|_| MediaError::Interrupted)?;
        let service = self.clone();
        tokio::task::spawn_blocking(move || picture::make(&service.0.store, &record, variant))
            .await
            .map_err(|_| MediaError::Interrupted)?
    }
}
