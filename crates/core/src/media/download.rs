//! From an object key to a file in the cache. Addresses come from the server (2004), never from a message: whoever
//! writes a message could name any host there and learn who reads it, when and from where.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError, Weak};
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::StatusCode;
use tokio::sync::Mutex;
use tracing::debug;
use url::Url;

use super::address;
use super::cache::Cache;
use super::digest;
use super::header::Header;
use super::http::Http;
use super::kind::Kind;
use super::problem::Problem;
use super::request::Requests;
use super::turns::{Turn, Turns};
use super::variant::Variant;
use crate::error::{Error, MediaError, Result, Transport};
use crate::http::{content_type, is_page};
use crate::model::MediaId;
use crate::model::picture::{Addresses, MAX_BYTES, Remote};

/// Small pictures on their way from one host at once; the others wait for their turn.
const SMALL: usize = 6;
/// Originals on their way from one host at once.
const LARGE: usize = 2;
/// Questions for addresses on their way at once.
const ADDRESSES: usize = 6;
/// Addresses remembered; when there are more, all are forgotten and asked for again when needed.
const REMEMBERED: usize = 4_096;
/// Longest download of the largest file, at about 90 KB/s.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// Held while a file is on its way; gone when nobody waits for it.
type Flight = Weak<Mutex<()>>;

/// Downloads of one account.
pub(super) struct Downloader {
    http: Http,
    requests: Arc<dyn Requests>,
    cache: Arc<Cache>,
    small: Turns,
    large: Turns,
    asking: Turns,
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
            small: Turns::new(SMALL),
            large: Turns::new(LARGE),
            asking: Turns::new(ADDRESSES),
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
        let (bytes, _turn) = self.download(remote, variant).await?;
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

    /// The turn is held until the bytes are stored, as they are in memory until then.
    async fn download(&self, remote: &Remote, variant: Variant) -> Result<(Vec<u8>, Turn)> {
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
            match self.get(of(&addresses, variant), variant).await {
                // Expired, or the server was set up anew: asked for again below, and nobody notices.
                Err(Error::Media(MediaError::Gone)) => debug!("an address is renewed"),
                other => return other,
            }
        }
        let addresses = {
            let _turn = self.asking.turn("").await?;
            self.renew(remote).await?
        };
        self.get(of(&addresses, variant), variant).await
    }

    async fn get(&self, address: &str, variant: Variant) -> Result<(Vec<u8>, Turn)> {
        let turns = match variant {
            Variant::Original => &self.large,
            Variant::Thumb | Variant::Preview => &self.small,
        };
        let url = Url::parse(address).map_err(|_| MediaError::Gone)?;
        let turn = turns.turn(url.host_str().unwrap_or_default()).await?;
        let response = self
            .http
            .ask_twice(|client| client.get(url.clone()).timeout(TIME_LIMIT))
            .await?;
        if is_page(content_type(&response).as_deref(), &[]) {
            return Err(Transport::Intercepted.into());
        }
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
            return Err(MediaError::TooLargeToLoad.into());
        }
        let mut bytes =
            Vec::with_capacity(length.and_then(|l| usize::try_from(l).ok()).unwrap_or(0));
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|error| self.http.transport(&error))?;
            if (bytes.len() + chunk.len()) as u64 > MAX_BYTES {
                return Err(MediaError::TooLargeToLoad.into());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok((bytes, turn))
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

/// A small copy must be a picture that a page can be given. An original must be the file that was sent, whatever that
/// is: who cannot see it may still want to keep it.
fn check(bytes: &[u8], remote: &Remote, variant: Variant) -> Result<()> {
    if variant != Variant::Original {
        return match Header::glance(bytes) {
            Ok(header) if header.kind.is_of_the_web() => Ok(()),
            Ok(_) => Err(MediaError::CannotBeShown.into()),
            Err(problem) => Err(problem.of_received().into()),
        };
    }
    let length_differs = remote.bytes != 0 && remote.bytes != bytes.len() as u64;
    let fits = match remote.md5.is_empty() {
        // Nobody said what it is: a page that stands in its way is no picture.
        true => Kind::of(bytes) != Err(Problem::NotAPicture),
        false => remote.md5 == digest::md5(bytes),
    };
    if length_differs || !fits {
        return Err(MediaError::Mismatch.into());
    }
    Ok(())
}
