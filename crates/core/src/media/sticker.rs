//! Stickers of others: the only pictures that are fetched from an address that stands in a message. Whoever writes one
//! learns by it who looks, when and from where, and could name any machine that this computer reaches. So it is loaded
//! only when a person asked for pictures of that host (the page asks once), and then:
//!
//! - over https, or from the account's own service, which sees this computer anyhow;
//! - from no address of this computer or of a private network, whatever name leads there; no redirect is followed;
//! - without cookies, names or words: nothing is sent but the address;
//! - at most [`MAX_BYTES`], and what came is decoded by the worker before anybody is given it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::redirect::Policy;
use url::{Host, Origin, Url};

use super::blocking;
use super::cache::Cache;
use super::header::Header;
use super::turns::Turns;
use super::variant::Variant;
use super::worker::{Given, Worker};
use crate::error::{MediaError, Result, Transport};
use crate::http::{self, Client};
use crate::model::MediaId;
use crate::model::picture::Remote;
use crate::names::{Names, is_public};
use crate::proxy::Proxies;
use crate::trust::Trust;

/// Largest sticker, bytes.
pub(super) const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Longest side, pixels: each frame is decoded in this size.
pub(super) const MAX_SIDE: u32 = 1_024;
/// Longest wait for a whole sticker.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// On their way from one host at once.
const AT_ONCE: usize = 4;

/// Loads stickers of one account.
pub(super) struct Stickers {
    cache: Arc<Cache>,
    turns: Turns,
    service: Origin,
    proxies: Proxies,
    /// For the account's own service.
    own: Client,
    /// For everybody else.
    others: Client,
}

impl Stickers {
    /// `service`: the account's own. Makes no connection.
    pub fn new(cache: Arc<Cache>, service: Origin, proxies: &Proxies, trust: &Trust) -> Self {
        Self {
            cache,
            turns: Turns::new(AT_ONCE),
            service,
            proxies: proxies.clone(),
            own: client(proxies, trust, Names::system()),
            others: client(proxies, trust, Names::system().only_public()),
        }
    }

    /// The sticker: as it came ([`Variant::Original`]), or a small copy that stands still. All of them are in the cache
    /// afterwards.
    ///
    /// # Errors
    /// [`MediaError::Gone`] when its address may not be asked or has nothing, others when it is no picture that is small
    /// enough; a transport error when it may come later.
    pub async fn fetch(
        &self,
        media: &MediaId,
        remote: &Remote,
        variant: Variant,
        worker: &Worker,
    ) -> Result<PathBuf> {
        let url = Url::parse(&remote.uri).map_err(|_| MediaError::Gone)?;
        let client = self.client_for(&url)?;
        let turn = self.turns.turn(url.host_str().unwrap_or_default()).await?;
        let bytes = self.get(client, url).await?;
        drop(turn);
        let header = Header::read(&bytes).map_err(|problem| problem.of_received())?;
        if !header.kind.is_of_the_web() || header.width.max(header.height) > MAX_SIDE {
            return Err(MediaError::CannotBeShown.into());
        }
        let still = worker.inspect(Given::Bytes(&bytes)).await?;
        let (cache, media) = (Arc::clone(&self.cache), media.clone());
        blocking(move || {
            cache.put(&media, Variant::Thumb, &still.thumb)?;
            cache.put(&media, Variant::Preview, &still.preview)?;
            cache.put(&media, Variant::Original, &bytes)?;
            cache
                .get(&media, variant)
                .ok_or_else(|| MediaError::Gone.into())
        })
        .await
    }

    /// Who is to ask for this address; an error when nobody may.
    fn client_for(&self, url: &Url) -> Result<&Client> {
        if url.origin() == self.service {
            return Ok(&self.own);
        }
        let elsewhere = match url.host() {
            // A name is looked at when it has an address; behind a proxy these never leave this computer.
            Some(Host::Domain(name)) => !is_local_name(name.trim_end_matches('.')),
            Some(Host::Ipv4(ip)) => is_public(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => is_public(IpAddr::V6(ip)),
            None => false,
        };
        match url.scheme() == "https" && elsewhere {
            // The proxy looks the name up, and is itself often at a private address.
            true if self.proxies.of(url).is_some() => Ok(&self.own),
            true => Ok(&self.others),
            false => Err(MediaError::Gone.into()),
        }
    }

    async fn get(&self, client: &Client, url: Url) -> Result<Vec<u8>> {
        let failed = |error: reqwest::Error| http::failure(&error, &self.proxies);
        let request = client.get()?.get(url).timeout(TIME_LIMIT);
        let response = request.send().await.map_err(failed)?;
        match response.status().as_u16() {
            200 => {}
            status if status >= 500 => return Err(Transport::Http(status).into()),
            _ => return Err(MediaError::Gone.into()),
        }
        if response
            .content_length()
            .is_some_and(|said| said > MAX_BYTES as u64)
        {
            return Err(MediaError::TooLargeToLoad.into());
        }
        let mut bytes = Vec::new();
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            bytes.extend_from_slice(&chunk.map_err(failed)?);
            if bytes.len() > MAX_BYTES {
                return Err(MediaError::TooLargeToLoad.into());
            }
        }
        Ok(bytes)
    }
}

fn client(proxies: &Proxies, trust: &Trust, names: Names) -> Client {
    let (proxies, trust) = (proxies.clone(), trust.clone());
    Client::new(move || {
        http::builder(&proxies, &trust, &names)?
            .redirect(Policy::none())
            .build()
            .map_err(|_| Transport::Tls)
    })
}

/// Whether a name without a dot at its end is one of this computer or network.
fn is_local_name(name: &str) -> bool {
    !name.contains('.')
        || [".localhost", ".local", ".internal", ".home.arpa"]
            .iter()
            .any(|end| name.ends_with(end))
}
