//! From an object key to a file in the cache. Addresses come from the server (2004), never from a message: whoever
//! writes a message could name any host there and learn who reads it, when and from where.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError, Weak};
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::StatusCode;
use tokio::sync::{Mutex, Semaphore};
use tracing::debug;

use super::address;
use super::cache::Cache;
use super::content::Addresses;
use super::digest;
use super::header::{Header, MAX_BYTES};
use super::http::{Http, transport};
use super::request::Requests;
use super::variant::Variant;
use crate::error::{Error, MediaError, Result, Transport};
use crate::model::MediaId;

/// Small pictures on their way at once; the others wait for their turn.
const SMALL: usize = 6;
/// Originals on their way at once.
const LARGE: usize = 2;
/// Addresses remembered; when there are more, all are forgotten and asked for again when needed.
const REMEMBERED: usize = 4_096;
/// Longest download of the largest file, at about 90 KB/s.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// A picture at the server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remote {
    /// Object key.
    pub uri: String,
    /// Application that owns it.
    pub app_id: i32,
    /// Size of the original, 0 when not known.
    pub bytes: u64,
    /// MD5 of the original, empty when not known.
    pub md5: String,
}

/// Held while a file is on its way; gone when nobody waits for it.
type Flight = Weak<Mutex<()>>;

/// Downloads of one account.
pub(super) struct Downloader {
    http: Http,
    requests: Arc<dyn Requests>,
    cache: Arc<Cache>,
    small: Semaphore,
    large: Semaphore,
    /// One download per file at a time: who comes second waits and finds it in the cache.
    flights: SyncMutex<HashMap<(MediaId, Variant), Flight>>,
    addresses: SyncMutex<HashMap<String, Addresses>>,
}

impl Downloader {
    pub fn new(http: Http, requests: Arc<dyn Requests>, cache: Arc<Cache>) -> Self {
        Self {
            http,
            requests,
            cache,
            small: Semaphore::new(SMALL),
            large: Semaphore::new(LARGE),
            flights: SyncMutex::default(),
            addresses: SyncMutex::default(),
        }
    }

    /// The file, from the cache or from the server.
    pub async fn fetch(
        &self,
        media: &MediaId,
        remote: &Remote,
        variant: Variant,
    ) -> Result<PathBuf> {
        if let Some(path) = self.cache.get(media, variant) {
            return Ok(path);
        }
        let flight = self.flight(media, variant);
        let _alone = flight.lock().await;
        if let Some(path) = self.cache.get(media, variant) {
            return Ok(path);
        }
        let slots = match variant {
            Variant::Original => &self.large,
            Variant::Thumb | Variant::Preview => &self.small,
        };
        let _slot = slots.acquire().await.map_err(|_| Error::Stopped)?;
        let bytes = self.download(remote, variant).await?;
        check(&bytes, remote, variant)?;
        let cache = Arc::clone(&self.cache);
        let media = media.clone();
        let stored = tokio::task::spawn_blocking(move || cache.put(&media, variant, &bytes));
        stored
            .await
            .map_err(|_| Error::Stopped)??
            .ok_or(Error::NotFound("picture"))
    }

    /// Addresses of an object, fresh from the server.
    pub async fn renew(&self, remote: &Remote) -> Result<Addresses> {
        let addresses = address::ask(&*self.requests, remote.app_id, &remote.uri).await?;
        let mut remembered = self
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= REMEMBERED {
            remembered.clear();
        }
        remembered.insert(remote.uri.clone(), addresses.clone());
        Ok(addresses)
    }

    async fn download(&self, remote: &Remote, variant: Variant) -> Result<Vec<u8>> {
        if remote.uri.is_empty() {
            return Err(MediaError::Gone.into());
        }
        let remembered = self
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&remote.uri)
            .cloned();
        if let Some(addresses) = remembered {
            match self.get(of(&addresses, variant)).await {
                // Expired, or the server was set up anew: asked for again below, and nobody notices.
                Err(Error::Media(MediaError::Gone)) => debug!("an address is renewed"),
                other => return other,
            }
        }
        let addresses = self.renew(remote).await?;
        self.get(of(&addresses, variant)).await
    }

    async fn get(&self, address: &str) -> Result<Vec<u8>> {
        let response = self
            .http
            .get()?
            .get(address)
            .timeout(TIME_LIMIT)
            .send()
            .await
            .map_err(transport)?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::BAD_REQUEST
            | StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::GONE => return Err(MediaError::Gone.into()),
            status => return Err(Transport::Http(status.as_u16()).into()),
        }
        let length = response.content_length();
        if length.is_some_and(|length| length > MAX_BYTES) {
            return Err(MediaError::FileTooLarge.into());
        }
        let mut bytes =
            Vec::with_capacity(length.and_then(|l| usize::try_from(l).ok()).unwrap_or(0));
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(transport)?;
            if (bytes.len() + chunk.len()) as u64 > MAX_BYTES {
                return Err(MediaError::FileTooLarge.into());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    fn flight(&self, media: &MediaId, variant: Variant) -> Arc<Mutex<()>> {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        // As many as are asked for at this moment: who has landed is let go here.
        flights.retain(|_, flight| flight.strong_count() > 0);
        let key = (media.clone(), variant);
        if let Some(flight) = flights.get(&key).and_then(Weak::upgrade) {
            return flight;
        }
        let flight = Arc::new(Mutex::new(()));
        flights.insert(key, Arc::downgrade(&flight));
        flight
    }
}

fn of(addresses: &Addresses, variant: Variant) -> &str {
    match variant {
        Variant::Thumb => &addresses.thumb,
        Variant::Preview => &addresses.preview,
        Variant::Original => &addresses.original,
    }
}

/// What came must be a picture that a page can be given, and the one that was sent.
fn check(bytes: &[u8], remote: &Remote, variant: Variant) -> Result<()> {
    Header::read(bytes)?;
    if variant == Variant::Original {
        let length_differs = remote.bytes != 0 && remote.bytes != bytes.len() as u64;
        if length_differs || (!remote.md5.is_empty() && remote.md5 != digest::md5(bytes)) {
            return Err(MediaError::Mismatch.into());
        }
    }
    Ok(())
}
