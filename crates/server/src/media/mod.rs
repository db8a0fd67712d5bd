//! Pictures: upload, storage and download addresses (`docs/PROTOCOL.md`, chapter Media).
//!
//! Everything that a client shows later on (credential, upload permission, session, address) is a
//! text sealed with the key of the service, so nothing has to be remembered between the steps and a
//! restart changes nothing. What is kept lies in files: see [`store`]. Pictures are looked at and made smaller in a
//! process of their own: see [`worker`].

mod action;
mod clear;
mod commit;
mod download;
mod error;
mod flushing;
mod imagex;
mod joining;
mod picture;
mod query;
mod refused;
mod seal;
mod session;
mod signature;
mod store;
mod sums;
mod upload;
mod vod;
pub mod worker;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use linnet_proto::im_proto::{
    GetMediaUrlsRequestBody, GetMediaUrlsResponseBody, GetUploadTokenRequestBody,
    GetUploadTokenResponseBody, MediaTokenType,
};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tower_http::timeout::TimeoutLayer;

use crate::clock::Clock;
use joining::Joinings;
use seal::{Label, Seal};
use store::Store;
use upload::blocking;
use worker::Worker;

pub use clear::Needs;
pub use error::MediaError;

/// Name of the storage service in addresses and object keys.
const SERVICE_ID: &str = linnet_proto::choices::MEDIA_SERVICE;

/// How long an upload credential, an upload permission and a session are good, in milliseconds.
const CREDENTIAL_MS: i64 = 60 * 60 * 1000;

/// A part or a file that takes longer to come in is dropped.
const REQUEST_LIMIT: Duration = Duration::from_secs(10 * 60);

/// How long an upload may lie without a commit, in milliseconds. Longer than a permission, because
/// a session can be continued.
const STALE_MS: i64 = 24 * 60 * 60 * 1000;

/// How long a download address is good at least, in milliseconds. Addresses end at multiples of
/// this, so that an address stays the same for a day and a client that caches by it is not misled.
const ADDRESS_MS: i64 = 24 * 60 * 60 * 1000;

/// How far the time of a signature may be from the clock, in milliseconds.
const SIGNATURE_SKEW_MS: i64 = 15 * 60 * 1000;

/// The media side of the service. Cheap to clone; all clones are one service.
#[derive(Clone)]
pub struct MediaService(Arc<Inner>);

struct Inner {
    seal: Seal,
    store: Store,
    joinings: Joinings,
    clock: Arc<dyn Clock>,
    base_url: String,
    worker: Worker,
    /// Who needs which object.
    needs: Arc<dyn Needs>,
    /// One commit or deletion at a time: a replay meets either nothing or the whole record, and bytes that one is about
    /// to need are not deleted by the other.
    files: Arc<tokio::sync::Mutex<()>>,
}

impl MediaService {
    /// Opens the folder (made when missing) and clears away uploads that were never finished.
    ///
    /// `key` is a secret of this installation; `base_url` is the address under which
    /// [`MediaService::router`] answers, without a slash at the end. `worker`: the program that looks at pictures, see
    /// [`worker`]; without one this process does it itself.
    pub fn open(
        folder: &Path,
        key: &[u8; 32],
        clock: Arc<dyn Clock>,
        base_url: impl Into<String>,
        worker: Option<PathBuf>,
        needs: Arc<dyn Needs>,
    ) -> Result<Self, MediaError> {
        let store = Store::open(folder)?;
        store.clear_stale(STALE_MS)?;
        Ok(Self(Arc::new(Inner {
            seal: Seal::new(key)?,
            store,
            joinings: Joinings::default(),
            clock,
            base_url: base_url.into(),
            worker: Worker::new(worker),
            needs,
            files: Arc::default(),
        })))
    }

    /// The routes of storage and download. Bodies of up to 5 MiB a part, or 50 MiB at once, come in
    /// here and are written to disk as they arrive: keep smaller body limits off these routes.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", get(action::get_action).post(action::post_action))
            .route("/linnet/{key}", put(upload::whole))
            .route("/upload/v1/linnet/{key}", post(upload::whole_or_part))
            .route("/media/{key}/{variant}", get(download::get))
            .layer(TimeoutLayer::with_status_code(
                StatusCode::REQUEST_TIMEOUT,
                REQUEST_LIMIT,
            ))
            .with_state(self.clone())
    }

    /// Answers 2003: a credential for this user that expires.
    pub fn upload_token(
        &self,
        user: i64,
        request: &GetUploadTokenRequestBody,
    ) -> GetUploadTokenResponseBody {
        let kind = Kind::granted(request.token_type);
        let now = self.now_ms();
        let expires = now.saturating_add(CREDENTIAL_MS);
        let credential = Credential {
            user,
            kind,
            expires,
        };
        let token = self.0.seal.seal(Label::Credential, &credential.to_text());
        GetUploadTokenResponseBody {
            access_key: Some(self.access_key(&token)),
            hosts: vec![self.0.base_url.clone()],
            secret_access_key: Some(self.secret(&token)),
            token: Some(token),
            token_type: Some(kind.token_type()),
            space_name: Some(SERVICE_ID.to_owned()),
            service_id: Some(SERVICE_ID.to_owned()),
            expire_time: Some(time_text(expires)),
            current_time: Some(time_text(now)),
        }
    }

    /// Answers 2004: addresses of a stored object that expire, in the order asked for. Only a picture has smaller ones.
    pub fn urls(
        &self,
        request: &GetMediaUrlsRequestBody,
    ) -> Result<GetMediaUrlsResponseBody, MediaError> {
        let key = request
            .uri
            .as_deref()
            .and_then(store::key_of_uri)
            .ok_or(MediaError::NoSuchObject)?;
        self.0.store.record(key)?;
        let expires = self.address_end();
        let img_options = request
            .img_options
            .iter()
            .map(|option| {
                let variant = picture::Variant::asked(option.tplv.as_deref(), &option.params);
                let mut answer = option.clone();
                answer.urls = vec![self.address(key, variant, expires)];
                answer
            })
            .collect();
        let whole = || vec![self.address(key, picture::Variant::Original, expires)];
        Ok(GetMediaUrlsResponseBody {
            uri: request.uri.clone(),
            media_type: request.media_type,
            img_options,
            video_options: answered(&request.video_options, |option| option.urls = whole()),
            audio_options: answered(&request.audio_options, |option| option.urls = whole()),
            file_options: answered(&request.file_options, |option| option.urls = whole()),
            ..Default::default()
        })
    }

    /// Stores a picture made by the server itself, as if `user` had uploaded it, and tells its
    /// object key. The same bytes are stored once.
    pub async fn put(&self, user: i64, bytes: Vec<u8>) -> Result<Stored, MediaError> {
        let sums = sums::Sums::of(bytes.as_slice())?;
        let key = sums.key();
        self.tell(&key, &sums.sha256).await?;
        let held = Arc::clone(&self.0.files).lock_owned().await;
        let service = self.clone();
        blocking(move || {
            let _held = held;
            service.0.store.put(user, &key, sums, &bytes)
        })
        .await
    }

    /// Address of a stored picture that fits into `side` by `side` pixels; 0 for the original.
    pub fn address_of(&self, uri: &str, side: u32) -> Result<String, MediaError> {
        let key = store::key_of_uri(uri).ok_or(MediaError::NoSuchObject)?;
        Ok(self.address(key, picture::Variant::fitting(side), self.address_end()))
    }

    fn address_end(&self) -> i64 {
        let whole_days = self.now_ms() / ADDRESS_MS;
        whole_days.saturating_add(2).saturating_mul(ADDRESS_MS)
    }

    fn address(&self, key: &str, variant: picture::Variant, expires: i64) -> String {
        let seconds = expires / 1000;
        let name = variant.name();
        let mark = self
            .0
            .seal
            .mark(Label::Address, &download::signed_text(key, name, seconds));
        format!(
            "{}/media/{key}/{name}?x-expires={seconds}&x-signature={mark}",
            self.0.base_url
        )
    }

    fn now_ms(&self) -> i64 {
        self.0.clock.now_ms()
    }

    fn access_key(&self, token: &str) -> String {
        let mark = self.0.seal.mark(Label::AccessKey, token);
        let short: String = mark.chars().take(24).collect();
        format!("AK{short}")
    }

    fn secret(&self, token: &str) -> String {
        self.0.seal.mark(Label::Secret, token)
    }
}

/// Each option with its addresses.
fn answered<T: Clone>(options: &[T], answer: impl Fn(&mut T)) -> Vec<T> {
    let mut options = options.to_vec();
    options.iter_mut().for_each(answer);
    options
}

/// A picture the service holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Object key, as it goes into a message and into 2004.
    pub uri: String,
    /// Type, found from the content.
    pub mime: &'static str,
    /// Width in pixels, as the file says.
    pub width: u32,
    /// Height in pixels, as the file says.
    pub height: u32,
    /// Size in bytes.
    pub bytes: u64,
    /// MD5 of the bytes, lower hex.
    pub md5: String,
}

/// Kind of a credential: which service its signatures name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Kind 3.
    Vod,
    /// Kind 4.
    ImageX,
}

impl Kind {
    /// Older kinds have another signature, which this server does not have; it grants the newer
    /// kind of the same service.
    fn granted(asked: Option<i32>) -> Self {
        match asked.map(MediaTokenType::try_from) {
            Some(Ok(MediaTokenType::Vsdk | MediaTokenType::VsdkV5)) => Self::Vod,
            _ => Self::ImageX,
        }
    }

    fn token_type(self) -> i32 {
        match self {
            Self::Vod => MediaTokenType::VsdkV5 as i32,
            Self::ImageX => MediaTokenType::ImagexV5 as i32,
        }
    }

    fn service(self) -> &'static str {
        match self {
            Self::Vod => "vod",
            Self::ImageX => "imagex",
        }
    }
}

/// What a session token says; it is the only memory of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Credential {
    user: i64,
    kind: Kind,
    expires: i64,
}

impl Credential {
    fn to_text(self) -> String {
        format!("{} {} {}", self.user, self.kind.service(), self.expires)
    }

    fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let user = parts.next()?.parse().ok()?;
        let kind = match parts.next()? {
            "vod" => Kind::Vod,
            "imagex" => Kind::ImageX,
            _ => return None,
        };
        let expires = parts.next()?.parse().ok()?;
        Some(Self {
            user,
            kind,
            expires,
        })
    }
}

fn time_text(ms: i64) -> String {
    OffsetDateTime::from_unix_timestamp(ms / 1000)
        .ok()
        .and_then(|time| time.format(&Rfc3339).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
