//! What a client needs to know before it starts: who, where, with which limits. Nothing here opens a file or a
//! connection except [`Config::device_id`], which makes the device's number once per folder.

mod clock;
mod database_key;
mod endpoints;

pub(crate) use clock::in_time;
pub use clock::{Clock, SystemClock};
pub use database_key::DatabaseKey;
pub(crate) use endpoints::address;
pub use endpoints::{Endpoints, Region};

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::error::{ConfigError, Result};
use crate::model::{AccountId, UserId};
use crate::names::Names;
use crate::proxy::Proxies;
use crate::trust::Trust;

/// How the process that decodes pictures is started: the same binary, branched before any window code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaWorker {
    /// Program.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<String>,
}

/// Times and sizes. The defaults are the ones of the protocol and the design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Opening a connection, handshake included.
    pub connect: Duration,
    /// One request over the socket, until it is tried elsewhere.
    pub socket_request: Duration,
    /// One request over HTTP, body included (protocol: envelope, section 3, the longer of the two values there).
    pub http_request: Duration,
    /// A heartbeat goes out when nothing was sent for this long (protocol: envelope, section 4.4).
    pub heartbeat: Duration,
    /// A connection that was silent for this long is dead (protocol: envelope, section 4.4).
    pub dead: Duration,
    /// The longest pause between two tries to connect.
    pub reconnect: Duration,
    /// The inbox is asked at this interval, unless the server names another (protocol: sync, section 2.9).
    pub poll: Duration,
    /// Everything is loaded again at most this often: a server whose inbox has holes again and again is not asked for
    /// all of it at each poll. What is missing is remembered until then.
    pub reload: Duration,
    /// Largest answer, after decompression.
    pub answer_bytes: usize,
    /// Pushes waiting to be applied; when full the rest are dropped and the inbox is pulled instead.
    pub pushes: usize,
    /// Bytes of downloaded pictures kept, least recently used go first.
    pub media_cache_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            socket_request: Duration::from_secs(5),
            http_request: Duration::from_secs(20),
            heartbeat: Duration::from_secs(15),
            dead: Duration::from_secs(30),
            reconnect: Duration::from_secs(30),
            poll: Duration::from_secs(30),
            reload: Duration::from_secs(600),
            answer_bytes: 4 * 1024 * 1024,
            pushes: 512,
            media_cache_bytes: 1024 * 1024 * 1024,
        }
    }
}

/// Everything a client is made from.
#[derive(Clone)]
pub struct Config {
    /// Application id.
    pub app_id: i32,
    /// The person.
    pub user_id: UserId,
    /// Decimal text; none: made once and kept in the folder.
    pub device_id: Option<String>,
    /// Where the server is.
    pub endpoints: Endpoints,
    /// The account's own folder; one client at a time has it open.
    pub folder: PathBuf,
    /// Key of the database in the folder.
    pub database_key: DatabaseKey,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The process that decodes pictures; none: sending pictures is refused.
    pub media_worker: Option<MediaWorker>,
    /// Which proxies are used.
    pub proxies: Proxies,
    /// Whose certificates are believed.
    pub trust: Trust,
    /// Who is asked for the addresses of names.
    pub names: Names,
    /// Times and sizes.
    pub limits: Limits,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("app_id", &self.app_id)
            .field("endpoints", &self.endpoints)
            .field("media_worker", &self.media_worker)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// A configuration with the computer's clock, default limits and no media worker.
    ///
    /// # Errors
    /// [`ConfigError::AppId`].
    pub fn new(
        endpoints: Endpoints,
        app_id: i32,
        user_id: UserId,
        folder: impl Into<PathBuf>,
        database_key: DatabaseKey,
    ) -> Result<Self> {
        if app_id <= 0 {
            return Err(ConfigError::AppId.into());
        }
        Ok(Self {
            app_id,
            user_id,
            device_id: None,
            endpoints,
            folder: folder.into(),
            database_key,
            clock: Arc::new(SystemClock),
            media_worker: None,
            proxies: Proxies::system(),
            trust: Trust::system(),
            names: Names::system(),
            limits: Limits::default(),
        })
    }

    /// The account's name on this computer: equal for equal endpoints, application and user, and for nothing else.
    pub fn account_id(&self) -> AccountId {
        account_id(&self.endpoints, self.app_id, self.user_id)
    }

    /// The device's number: the configured one, else the one kept in the folder, made at the first call.
    ///
    /// # Errors
    /// [`ConfigError::DeviceId`], or the folder cannot be written.
    pub fn device_id(&self) -> Result<String> {
        match &self.device_id {
            Some(id) if is_device_id(id) => Ok(id.clone()),
            Some(_) => Err(ConfigError::DeviceId.into()),
            None => kept_device_id(&self.folder),
        }
    }
}

/// See [`Config::account_id`]; for the caller that has to name the folder first.
pub fn account_id(endpoints: &Endpoints, app_id: i32, user_id: UserId) -> AccountId {
    let mut hash = Sha256::new();
    // The separator cannot be part of an address, so no two accounts run into each other.
    for part in [endpoints.api().as_str(), endpoints.frontier().as_str()] {
        hash.update(part.trim_end_matches('/'));
        hash.update([0]);
    }
    hash.update(format!("{app_id}\0{user_id}"));
    let mut text = hex::encode(hash.finalize());
    text.truncate(16);
    AccountId(text)
}

fn is_device_id(text: &str) -> bool {
    (1..=19).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn kept_device_id(folder: &Path) -> Result<String> {
    let path = folder.join("device");
    if let Some(kept) = read_device_id(&path)? {
        return Ok(kept);
    }
    std::fs::create_dir_all(folder)?;
    // Sixteen digits stay below 2^53, and nothing about the computer can be read from them.
    let made = rand::random_range(1_000_000_000_000_000_u64..10_000_000_000_000_000).to_string();
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(made.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|failed| failed.error)?;
    Ok(made)
}

/// None when there is no file, or when it holds something else: then a new number is better than no start.
fn read_device_id(path: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let text = text.trim();
            Ok(is_device_id(text).then(|| text.to_owned()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(folder: &Path) -> Config {
        let endpoints = Endpoints::own("http://127.0.0.1:8080", "").unwrap();
        Config::new(endpoints, 1, UserId(10001), folder, DatabaseKey::random()).unwrap()
    }

    /// Invariant 14: one account is one folder, locked while open.
    #[test]
    fn an_account_is_named_by_endpoints_application_and_user() {
        let here = Endpoints::own("http://127.0.0.1:8080", "").unwrap();
        let slash = Endpoints::own("http://127.0.0.1:8080/", "").unwrap();
        let there = Endpoints::mainland().unwrap();
        let alice = account_id(&here, 1, UserId(10001));
        assert_eq!(alice.as_str().len(), 16);
        assert_eq!(alice, account_id(&slash, 1, UserId(10001)));
        for other in [
            account_id(&there, 1, UserId(10001)),
            account_id(&here, 11, UserId(10001)),
            account_id(&here, 1, UserId(10009)),
        ] {
            assert_ne!(alice, other);
        }
    }

    #[test]
    fn the_device_number_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        let first = config.device_id().unwrap();
        assert_eq!(config.device_id().unwrap(), first);
        assert!(is_device_id(&first));
        std::fs::write(folder.path().join("device"), "not a number").unwrap();
        assert!(is_device_id(&config.device_id().unwrap()));
    }

    #[test]
    fn a_wrong_device_number_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path());
        config.device_id = Some("12 34".to_owned());
        assert_eq!(config.device_id().unwrap_err().code(), "bad_configuration");
    }

    #[test]
    fn the_key_and_the_user_are_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        let shown = format!("{config:?} {:?}", config.database_key);
        assert!(!shown.contains(&config.database_key.to_hex()) && !shown.contains("10001"));
        let again = DatabaseKey::from_hex(&config.database_key.to_hex()).unwrap();
        assert!(again == config.database_key);
    }
}
