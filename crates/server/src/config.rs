//! What a server is started with.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Uri;
use axum::http::uri::Authority;

use crate::blocked_words::BlockedWords;
use crate::clock::{Clock, SystemClock};
use crate::rates::Rates;

/// `http://HOST[:PORT]` or `https://HOST[:PORT]`, and nothing behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    secure: bool,
    authority: Authority,
}

impl PublicUrl {
    /// Root of the HTTP calls, without a slash at the end.
    pub fn api(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.authority)
    }

    /// Address of the socket.
    pub fn frontier(&self) -> String {
        let scheme = if self.secure { "wss" } else { "ws" };
        format!("{scheme}://{}/ws/v2", self.authority)
    }

    /// Host, and port when it has one, as a `Host` header names them.
    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }
}

impl From<SocketAddr> for PublicUrl {
    fn from(address: SocketAddr) -> Self {
        // An address with a port is always an authority.
        let authority = Authority::try_from(address.to_string())
            .unwrap_or_else(|_| Authority::from_static("localhost"));
        Self {
            secure: false,
            authority,
        }
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WANTED: &str = "the address must look like https://im.example.com";
        let uri: Uri = text.parse().map_err(|_| WANTED)?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(WANTED),
        };
        let authority = uri.authority().ok_or(WANTED)?.clone();
        if authority.as_str().contains('@')
            || !matches!(uri.path(), "" | "/")
            || uri.query().is_some()
        {
            return Err(WANTED);
        }
        Ok(Self { secure, authority })
    }
}

/// How a server is started.
#[derive(Clone)]
pub struct Config {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Address under which clients reach the service, when it is not the one listened on: behind a proxy that adds
    /// TLS, or when all addresses of the machine are listened on.
    pub public_url: Option<PublicUrl>,
    /// Folder of the service; made when missing, locked while the server runs.
    pub data: PathBuf,
    /// Gives tokens to anybody who asks. Refused for an address that is not loopback.
    pub dev: bool,
    /// Application number; tokens of another application are unknown here.
    pub app_id: i32,
    /// How long messages and inbox entries are kept; `None` keeps them for ever.
    pub retention: Option<Duration>,
    /// Origins (`scheme://host:port`) of web pages that may call; all others are refused.
    pub allow_origin: Vec<String>,
    /// Comes with two people, a bot and conversations, for trying things out.
    pub trial: bool,
    /// How often people may ask.
    pub rates: Rates,
    /// How many friends, requests and blocked people somebody can have.
    pub contacts: ContactLimits,
    /// Only friends can write to each other in a one-to-one.
    pub friends_only: bool,
    /// Most members of a group.
    pub largest_group: usize,
    /// Words that nobody may send or be called by.
    pub blocked_words: Arc<BlockedWords>,
    /// The program that looks at pictures, in a process of its own: `linnet-server` itself. Without one this process does
    /// it, which is for tests: a broken decoder ends it.
    pub picture_worker: Option<PathBuf>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// How many contacts somebody may have.
#[derive(Debug, Clone, Copy)]
pub struct ContactLimits {
    /// Friends of one user.
    pub friends: i64,
    /// People one user blocks.
    pub blocked: i64,
    /// Requests of one user that wait.
    pub sent: i64,
    /// Requests to one user that wait.
    pub received: i64,
}

impl Default for ContactLimits {
    fn default() -> Self {
        Self {
            friends: linnet_proto::choices::MAX_FRIENDS,
            blocked: linnet_proto::choices::MAX_BLOCKED,
            sent: linnet_proto::choices::MAX_SENT_REQUESTS,
            received: linnet_proto::choices::MAX_RECEIVED_REQUESTS,
        }
    }
}

impl Config {
    /// A server on a free loopback port with the given folder, application 1, no retention limit.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            public_url: None,
            data: data.into(),
            dev: false,
            app_id: 1,
            retention: None,
            allow_origin: Vec::new(),
            trial: false,
            rates: Rates::default(),
            contacts: ContactLimits::default(),
            friends_only: false,
            largest_group: linnet_proto::choices::MAX_GROUP_MEMBERS,
            blocked_words: Arc::default(),
            picture_worker: None,
            clock: Arc::new(SystemClock),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("public_url", &self.public_url)
            .field("dev", &self.dev)
            .field("app_id", &self.app_id)
            .field("retention", &self.retention)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_a_scheme_and_a_host() {
        let url: PublicUrl = "https://im.example.com/".parse().unwrap();
        assert_eq!(url.api(), "https://im.example.com");
        assert_eq!(url.frontier(), "wss://im.example.com/ws/v2");
        let url: PublicUrl = "http://192.168.1.7:8080".parse().unwrap();
        assert_eq!(url.frontier(), "ws://192.168.1.7:8080/ws/v2");
        for bad in [
            "",
            "im.example.com",
            "ftp://im.example.com",
            "https://",
            "https://im.example.com/chat",
            "https://im.example.com/?a=b",
            "https://me@im.example.com",
        ] {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
        }
    }
}
