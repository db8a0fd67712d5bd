//! From an object key to a file in the cache. Addresses come from the server (2004), never from a message: whoever
//! writes a message could name any host there and learn who reads it, when and from where.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex as SyncMutex, PoisonError, Weak};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use reqwest::header::{CONTENT_RANGE, RANGE};
use reqwest::{Response, StatusCode};
use tokio::sync::Mutex;
use url::Url;

use super::address;
use super::blocking;
use super::cache::Cache;
use super::header::Header;
use super::http::Http;
use super::kind::Kind;
use super::partial::{Partial, Partials};
use super::problem::Problem;
use super::request::Requests;
use super::turns::{Turn, Turns};
use super::variant::Variant;
use crate::error::{Error, MediaError, Result, Transport};
use crate::http::{content_type, is_page};
use crate::model::MediaId;
use crate::model::picture::{Addresses, MAX_BYTES, ObjectKind, Remote};

/// Small pictures on their way from one host at once; the others wait for their turn.
const SMALL: usize = 6;
/// Originals on their way from one host at once.
const LARGE: usize = 2;
/// Questions for addresses on their way at once.
const ADDRESSES: usize = 6;
/// Addresses remembered; when there are more, all are forgotten and asked for again when needed.
const REMEMBERED: usize = 4_096;
/// Longest download of a small picture, and of the largest of the others at about 90 KB/s.
const TIME_LIMIT: Duration = Duration::from_secs(600);
/// Slowest download that is waited for when it is larger than that.
const SLOWEST_BYTES_PER_SECOND: u64 = 8 * 1024;
/// Bytes that are written at once.
const WRITTEN: usize = 256 * 1024;
/// The largest file that is loaded when its message says how large it is, bytes: hosted applications may allow more than
/// we do.
const MAX_SAID: u64 = 4 * 1024 * 1024 * 1024;

/// Told how many bytes are there, of how many (0 when not known).
pub(super) type Told<'a> = &'a (dyn Fn(u64, u64) + Send + Sync);

/// Held while a file is on its way; gone when nobody waits for it.
type Flight = Weak<Mutex<()>>;

/// Downloads of one account.
pub(super) struct Downloader {
    http: Http,
    requests: Arc<dyn Requests>,
    cache: Arc<Cache>,
    partials: Partials,
    small: Turns,
    large: Turns,
    asking: Turns,
    /// One download per file at a time: who comes second waits and finds it in the cache.
    flights: SyncMutex<HashMap<(MediaId, Variant), Flight>>,
    addresses: SyncMutex<HashMap<String, Addresses>>,
}

impl Downloader {
    pub fn new(
        http: Http,
        requests: Arc<dyn Requests>,
        cache: Arc<Cache>,
        partials: Partials,
    ) -> Self {
        Self {
            http,
            requests,
            cache,
            partials,
            small: Turns::new(SMALL),
            large: Turns::new(LARGE),
            asking: Turns::new(ADDRESSES),
            flights: SyncMutex::default(),
            addresses: SyncMutex::default(),
        }
    }

    /// The file, from the cache or from the server. `told` hears how far an original is.
    pub async fn fetch(
        &self,
        media: &MediaId,
        remote: &Remote,
        variant: Variant,
        told: Told<'_>,
    ) -> Result<PathBuf> {
        if let Some(path) = self.cache.get(media, variant) {
            return Ok(path);
        }
        let flight = self.flight(media, variant);
        let _alone = flight.lock().await;
        if let Some(path) = self.cache.get(media, variant) {
            return Ok(path);
        }
        if remote.uri.is_empty() {
            return Err(MediaError::Gone.into());
        }
        let stored = match variant {
            Variant::Original => self.original(media, remote, told).await?,
            Variant::Thumb | Variant::Preview => self.small(media, remote, variant).await?,
        };
        stored.ok_or(Error::NotFound("picture"))
    }

    /// A small copy: whole in memory, and stored when it is one that a page can be given. Its turn is held until then.
    async fn small(
        &self,
        media: &MediaId,
        remote: &Remote,
        variant: Variant,
    ) -> Result<Option<PathBuf>> {
        let get = async |address: &str| self.get(address).await;
        let (bytes, _turn) = match self.remembered(remote) {
            Some(addresses) => match get(of(&addresses, variant)).await {
                Err(error) if is_gone(&error) => {
                    get(of(&self.ask_again(remote).await?, variant)).await?
                }
                other => other?,
            },
            None => get(of(&self.ask_again(remote).await?, variant)).await?,
        };
        match Header::glance(&bytes) {
            Ok(header) if header.kind.is_of_the_web() => {}
            Ok(_) => return Err(MediaError::CannotBeShown.into()),
            Err(problem) => return Err(problem.of_received().into()),
        }
        let (cache, media) = (Arc::clone(&self.cache), media.clone());
        blocking(move || cache.put(&media, variant, &bytes)).await
    }

    /// An original: written as it comes, and stored when it is the file that was sent, whatever that is; who cannot see
    /// it may still want to keep it. One that was cut off goes on.
    async fn original(
        &self,
        media: &MediaId,
        remote: &Remote,
        told: Told<'_>,
    ) -> Result<Option<PathBuf>> {
        let load = async |address: &str| self.load(address, media, remote, told).await;
        let loaded = match self.remembered(remote) {
            Some(addresses) => match load(&addresses.original).await {
                Err(error) if is_gone(&error) => {
                    load(&self.ask_again(remote).await?.original).await?
                }
                other => other?,
            },
            None => load(&self.ask_again(remote).await?.original).await?,
        };
        if let Some(path) = self.checked(loaded, media, remote).await? {
            return Ok(Some(path));
        }
        // What was there before was of something else: once more, from the beginning.
        let address = self.ask_again(remote).await?.original;
        let whole = Loaded {
            resumed: false,
            ..load(&address).await?
        };
        self.checked(whole, media, remote).await
    }

    /// Keeps what was loaded when it is the file that was sent. None: it is not, but part of it was older.
    async fn checked(
        &self,
        loaded: Loaded,
        media: &MediaId,
        remote: &Remote,
    ) -> Result<Option<PathBuf>> {
        let Loaded {
            partial,
            resumed,
            is_page,
        } = loaded;
        let (partials, cache) = (self.partials.clone(), Arc::clone(&self.cache));
        let (media, remote) = (media.clone(), remote.clone());
        blocking(move || {
            let bytes = partial.bytes();
            let (path, md5) = partial.finish();
            let length_differs = remote.bytes != 0 && remote.bytes != bytes;
            let fits = match remote.md5.is_empty() {
                // Nobody said what it is: a page that stands in the way of a picture is none.
                true => remote.kind != ObjectKind::Picture || may_be_picture(&path)?,
                false => remote.md5 == md5,
            };
            if fits && !length_differs {
                return cache.adopt(&path, &media, Variant::Original);
            }
            partials.remove(&media)?;
            if resumed {
                return Ok(None);
            }
            Err(match is_page {
                // The sign-in page of a network.
                true => Transport::Intercepted.into(),
                false => MediaError::Mismatch.into(),
            })
        })
        .await
    }

    /// Addresses of an object, fresh from the server.
    pub async fn renew(&self, remote: &Remote) -> Result<Addresses> {
        let addresses =
            address::ask(&*self.requests, remote.kind, remote.app_id, &remote.uri).await?;
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

    fn remembered(&self, remote: &Remote) -> Option<Addresses> {
        let remembered = self.addresses.lock();
        let remembered = remembered.unwrap_or_else(PoisonError::into_inner);
        remembered.get(&remote.uri).cloned()
    }

    /// Addresses are not known, have expired, or are of a server that was set up anew: nobody notices.
    async fn ask_again(&self, remote: &Remote) -> Result<Addresses> {
        let _turn = self.asking.turn("").await?;
        self.renew(remote).await
    }

    async fn get(&self, address: &str) -> Result<(Vec<u8>, Turn)> {
        let url = Url::parse(address).map_err(|_| MediaError::Gone)?;
        let host = url.host_str().unwrap_or_default();
        let turn = self.small.turn(host).await?;
        let response = self
            .http
            .ask_twice(|client| client.get(url.clone()).timeout(TIME_LIMIT))
            .await?;
        if is_page(content_type(&response).as_deref(), &[]) {
            return Err(Transport::Intercepted.into());
        }
        check_status(&response)?;
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

    /// Loads an original, or what is missing of it. Dropping the future pauses it.
    async fn load(
        &self,
        address: &str,
        media: &MediaId,
        remote: &Remote,
        told: Told<'_>,
    ) -> Result<Loaded> {
        let limit = match remote.bytes {
            0 => MAX_BYTES,
            said => said.clamp(MAX_BYTES, MAX_SAID),
        };
        let url = Url::parse(address).map_err(|_| MediaError::Gone)?;
        let _turn = self.large.turn(url.host_str().unwrap_or_default()).await?;
        let (partials, id) = (self.partials.clone(), media.clone());
        let mut partial = blocking(move || partials.begin(&id)).await?;
        let from = partial.bytes();
        if from > 0 && from == remote.bytes {
            return Ok(Loaded {
                partial,
                resumed: true,
                is_page: false,
            });
        }
        let time = TIME_LIMIT + Duration::from_secs(remote.bytes / SLOWEST_BYTES_PER_SECOND);
        let asked = |client: &reqwest::Client| {
            let request = client.get(url.clone()).timeout(time);
            match from {
                0 => request,
                from => request.header(RANGE, format!("bytes={from}-")),
            }
        };
        let response = self.http.ask_twice(asked).await?;
        let is_page = is_page(content_type(&response).as_deref(), &[]);
        let goes_on =
            response.status() == StatusCode::PARTIAL_CONTENT && starts_at(&response, from);
        // What was loaded is not given up for the page of a network that wants a sign-in, nor is such a page taken for a
        // file of which nobody knows what it is.
        if is_page && !goes_on && (from > 0 || remote.md5.is_empty()) {
            return Err(Transport::Intercepted.into());
        }
        if !goes_on {
            // It is shorter than what is here: the next try begins anew.
            let shorter = response.status() == StatusCode::RANGE_NOT_SATISFIABLE;
            if !shorter {
                check_status(&response)?;
            }
            if from > 0 {
                partial = blocking(move || {
                    partial.restart()?;
                    Ok(partial)
                })
                .await?;
            }
            if shorter {
                return Err(MediaError::Mismatch.into());
            }
        }
        let total = match response.content_length() {
            Some(length) => partial.bytes() + length,
            None => remote.bytes,
        };
        if total > limit {
            return Err(MediaError::TooLargeToLoad.into());
        }
        told(partial.bytes(), total);
        let mut stream = response.bytes_stream();
        let mut gathered = BytesMut::with_capacity(WRITTEN);
        loop {
            let chunk = stream.next().await;
            let ended = !matches!(chunk, Some(Ok(_)));
            if let Some(Ok(chunk)) = &chunk {
                gathered.extend_from_slice(chunk);
            }
            if partial.bytes() + gathered.len() as u64 > limit {
                return Err(MediaError::TooLargeToLoad.into());
            }
            if gathered.len() >= WRITTEN || ended {
                let full = gathered.split().freeze();
                partial = blocking(move || {
                    partial.write(&full)?;
                    Ok(partial)
                })
                .await?;
                told(partial.bytes(), total);
            }
            match chunk {
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(self.http.transport(&error)),
                None => break,
            }
        }
        Ok(Loaded {
            partial,
            resumed: goes_on && from > 0,
            is_page,
        })
    }

    /// Bytes of an original from `from` to before `to`, and how many it has in all.
    ///
    /// # Errors
    ///
    /// [`MediaError::Mismatch`] when the storage does not give that part.
    pub async fn range(&self, remote: &Remote, from: u64, to: u64) -> Result<(Bytes, u64)> {
        if remote.uri.is_empty() {
            return Err(MediaError::Gone.into());
        }
        let get = async |address: &str| self.get_range(address, from, to).await;
        match self.remembered(remote) {
            Some(addresses) => match get(&addresses.original).await {
                Err(error) if is_gone(&error) => get(&self.ask_again(remote).await?.original).await,
                other => other,
            },
            None => get(&self.ask_again(remote).await?.original).await,
        }
    }

    async fn get_range(&self, address: &str, from: u64, to: u64) -> Result<(Bytes, u64)> {
        let url = Url::parse(address).map_err(|_| MediaError::Gone)?;
        let range = format!("bytes={from}-{}", to.saturating_sub(1));
        let response = self
            .http
            .ask_twice(|client| {
                client
                    .get(url.clone())
                    .header(RANGE, &range)
                    .timeout(TIME_LIMIT)
            })
            .await?;
        if response.status() != StatusCode::PARTIAL_CONTENT {
            if is_page(content_type(&response).as_deref(), &[]) {
                return Err(Transport::Intercepted.into());
            }
            check_status(&response)?;
            return Err(MediaError::Mismatch.into());
        }
        let total = total(&response).filter(|_| starts_at(&response, from));
        let total = total.ok_or(MediaError::Mismatch)?;
        let mut bytes = BytesMut::new();
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            bytes.extend_from_slice(&chunk.map_err(|error| self.http.transport(&error))?);
            if bytes.len() as u64 > to - from {
                return Err(MediaError::Mismatch.into());
            }
        }
        Ok((bytes.freeze(), total))
    }

    /// Held by whoever loads this file, whatever for.
    pub(super) fn flight(&self, media: &MediaId, variant: Variant) -> Arc<Mutex<()>> {
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

/// An original as it came.
struct Loaded {
    partial: Partial,
    /// Some of it was there before.
    resumed: bool,
    /// It came with the type of a page.
    is_page: bool,
}

/// Whether a file begins like a picture, of whatever kind.
fn may_be_picture(path: &Path) -> Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(64).read_to_end(&mut head)?;
    Ok(Kind::of(&head) != Err(Problem::NotAPicture))
}

fn is_gone(error: &Error) -> bool {
    matches!(error, Error::Media(MediaError::Gone))
}

fn check_status(response: &Response) -> Result<()> {
    match response.status() {
        StatusCode::OK => Ok(()),
        StatusCode::BAD_REQUEST
        | StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN
        | StatusCode::NOT_FOUND
        | StatusCode::GONE => Err(MediaError::Gone.into()),
        status => Err(Transport::Http(status.as_u16()).into()),
    }
}

/// How long the whole is of which this is a part.
fn total(response: &Response) -> Option<u64> {
    let said = response.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    said.rsplit_once('/')?.1.trim().parse().ok()
}

/// Whether a part begins where it was asked for.
fn starts_at(response: &Response, from: u64) -> bool {
    let said = response.headers().get(CONTENT_RANGE);
    said.and_then(|said| said.to_str().ok())
        .and_then(|said| said.strip_prefix("bytes "))
        .and_then(|range| range.split('-').next()?.trim().parse::<u64>().ok())
        == Some(from)
}

#[cfg(test)]
mod tests;
