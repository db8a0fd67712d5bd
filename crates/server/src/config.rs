//! What a server is started with.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::{Clock, SystemClock};

/// How a server is started.
#[derive(Clone)]
pub struct Config {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
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
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Config {
    /// A server on a free loopback port with the given folder, application 1, no retention limit.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            data: data.into(),
            dev: false,
            app_id: 1,
            retention: None,
            allow_origin: Vec::new(),
            trial: false,
            clock: Arc::new(SystemClock),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("dev", &self.dev)
            .field("app_id", &self.app_id)
            .field("retention", &self.retention)
            .finish_non_exhaustive()
    }
}
