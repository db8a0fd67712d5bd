//! The account of a folder: what was said at signing in, and the client that is opened with it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use linnet_core::Client;
use linnet_core::auth::{PastedToken, TokenProvider, TokenServer};
use linnet_core::config::{Config, DatabaseKey, Endpoints, MediaWorker};
use linnet_core::model::UserId;
use linnet_core::model::connection::Connection;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

const FILE: &str = "account.json";
const KEY: &str = "database.key";
const TOKEN: &str = "token";
/// What the core keeps, in a folder of its own.
const DATA: &str = "data";

/// How long reaching the server may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the account lives.
///
/// # Errors
/// The system names no folder for data.
pub fn folder(named: Option<PathBuf>) -> Result<PathBuf, Failure> {
    match named {
        Some(folder) => Ok(folder),
        None => Ok(dirs::data_dir()
            .ok_or(Failure::NoFolder)?
            .join("linnet-command-line")),
    }
}

/// What is kept of an account, beside its token.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// API address of the server.
    pub api_url: String,
    /// Address of its socket; empty when it follows from the API address.
    pub frontier_url: String,
    /// Application.
    pub app_id: i32,
    /// Who.
    pub user: UserId,
    /// Where tokens are asked for; none when one was given.
    pub token_url: Option<String>,
}

impl Account {
    /// Reads the account of a folder.
    ///
    /// # Errors
    /// Nobody is signed in there.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Failure::NoAccount);
            }
            Err(error) => return Err(error.into()),
        };
        serde_json::from_str(&text).map_err(|error| Failure::Broken(path, error))
    }

    /// Keeps the account, its token and a new database key, for the person alone.
    ///
    /// # Errors
    /// Somebody is signed in there, or the folder cannot be written.
    pub fn write(&self, folder: &Path, token: Option<&str>) -> Result<(), Failure> {
        if folder.join(FILE).exists() {
            return Err(Failure::Taken(folder.to_owned()));
        }
        fs::create_dir_all(folder)?;
        if !folder.join(KEY).exists() {
            private(&folder.join(KEY), &DatabaseKey::random().to_hex())?;
        }
        if let Some(token) = token {
            private(&folder.join(TOKEN), token)?;
        }
        let text = serde_json::to_string_pretty(self).map_err(std::io::Error::from)?;
        // Written last: with it somebody is signed in.
        private(&folder.join(FILE), &text)
    }

    fn tokens(&self, folder: &Path) -> Result<Box<dyn TokenProvider>, Failure> {
        Ok(match &self.token_url {
            Some(url) => Box::new(TokenServer::new(url, self.app_id, self.user, None)?),
            None => {
                let token = fs::read_to_string(folder.join(TOKEN))?;
                Box::new(PastedToken::new(token.trim())?)
            }
        })
    }

    /// Opens the account and waits until the server is reached and everything missed is here.
    ///
    /// # Errors
    /// The folder is open elsewhere, the server is not reached or does not let the person in.
    pub async fn open(folder: &Path) -> Result<Client, Failure> {
        let account = Self::read(folder)?;
        let endpoints = Endpoints::own(&account.api_url, &account.frontier_url)?;
        let key = fs::read_to_string(folder.join(KEY))?;
        let key = DatabaseKey::from_hex(key.trim())?;
        let data = folder.join(DATA);
        let mut config = Config::new(endpoints, account.app_id, account.user, &data, key)?;
        config.media_worker = std::env::current_exe().ok().map(|program| MediaWorker {
            program,
            args: vec![crate::MEDIA_WORKER.to_owned()],
        });
        let client = Client::builder(config)
            .tokens(account.tokens(folder)?)
            .open()
            .await?;
        client.start();
        match tokio::time::timeout(PATIENCE, ready(&client)).await {
            Ok(Ok(())) => Ok(client),
            Ok(Err(failure)) => {
                client.stop().await;
                Err(failure)
            }
            Err(_) => {
                client.stop().await;
                Err(Failure::Late(PATIENCE.as_secs()))
            }
        }
    }

    /// Forgets the account of a folder, with everything that is kept of it.
    ///
    /// # Errors
    /// Nobody is signed in there, or something cannot be removed.
    pub fn forget(folder: &Path) -> Result<(), Failure> {
        Self::read(folder)?;
        let data = folder.join(DATA);
        if data.exists() {
            fs::remove_dir_all(data)?;
        }
        for name in [TOKEN, KEY, FILE] {
            match fs::remove_file(folder.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(error.into());
                }
                _ => {}
            }
        }
        Ok(())
    }
}

async fn ready(client: &Client) -> Result<(), Failure> {
    let (mut connection, mut caught_up) = (client.connection(), client.caught_up());
    let state = connection
        .wait_for(|state| matches!(state, Connection::Online | Connection::SignInNeeded { .. }))
        .await
        .map_err(|_| linnet_core::Error::Stopped)?
        .clone();
    if let Connection::SignInNeeded { reason } = state {
        return Err(Failure::SignIn(reason.text.en));
    }
    caught_up
        .wait_for(|caught_up| *caught_up)
        .await
        .map_err(|_| linnet_core::Error::Stopped)?;
    Ok(())
}

/// Writes a file that only the person can read.
fn private(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(())
}
