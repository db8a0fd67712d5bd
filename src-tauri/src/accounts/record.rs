//! What is kept about an account beside its database: enough to open it at the next start, and no secret.

use std::io;
use std::path::Path;

use linnet_core::config::{self, Endpoints};
use linnet_core::model::{AccountId, MediaId, UserId};
use linnet_core::view::row::Avatar;
use serde::{Deserialize, Serialize};

use crate::folders;
use crate::ipc::Region;

/// Name of the file in the account's folder.
const FILE: &str = "account.json";

/// An account as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct Record {
    /// Where its server is.
    pub server: Server,
    /// Application id.
    pub app_id: i32,
    /// The person.
    pub user: UserId,
    /// Where its tokens come from.
    pub tokens: Tokens,
    /// Name of the person when it was seen last.
    pub name: Option<String>,
    /// Their picture then.
    #[serde(default)]
    pub face: Option<Face>,
    /// Signed out with its data kept.
    pub signed_out: bool,
    /// The key of the database is in the keyring alone: the person chose so and has the recovery code.
    #[serde(default)]
    pub keyring_only: bool,
}

/// A person's picture, or what stands for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    media: Option<MediaId>,
    initials: String,
    hue: u16,
}

impl From<Avatar> for Face {
    fn from(avatar: Avatar) -> Self {
        Self {
            media: avatar.media,
            initials: avatar.initials,
            hue: avatar.hue,
        }
    }
}

/// Where the server is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Server {
    /// The hosted service.
    Hosted {
        /// Its region.
        region: Region,
    },
    /// A server of one's own, or the trial's.
    Own {
        /// API address.
        api_url: String,
        /// Frontier address.
        frontier_url: String,
    },
}

/// Where tokens come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Tokens {
    /// Pasted; it is in the vault.
    Pasted,
    /// The application's server.
    Server {
        /// Its address.
        url: String,
    },
    /// The trial's server on this computer.
    Trial,
}

impl Record {
    /// Their picture; before it was seen once, the first digits of their id.
    pub fn avatar(&self) -> Avatar {
        match &self.face {
            Some(face) => Avatar {
                media: face.media.clone(),
                initials: face.initials.clone(),
                hue: face.hue,
            },
            None => Avatar {
                media: None,
                initials: self
                    .user
                    .to_string()
                    .chars()
                    .rev()
                    .take(2)
                    .collect::<String>()
                    .chars()
                    .rev()
                    .collect(),
                hue: 0,
            },
        }
    }

    /// Names the account's folder. The trial's port may change and is no part of its name.
    ///
    /// # Errors
    /// An address is none.
    pub fn account_id(&self) -> linnet_core::Result<AccountId> {
        let endpoints = match self.tokens {
            Tokens::Trial => Endpoints::own("http://trial.localhost", "")?,
            Tokens::Pasted | Tokens::Server { .. } => self.endpoints()?,
        };
        Ok(config::account_id(&endpoints, self.app_id, self.user))
    }

    /// Where the client connects to.
    ///
    /// # Errors
    /// An address is none.
    pub fn endpoints(&self) -> linnet_core::Result<Endpoints> {
        match &self.server {
            Server::Hosted {
                region: Region::Mainland,
            } => Endpoints::mainland(),
            Server::Hosted {
                region: Region::Overseas,
            } => Endpoints::overseas(),
            Server::Own {
                api_url,
                frontier_url,
            } => Endpoints::own(api_url, frontier_url),
        }
    }

    /// Reads it from an account's folder. None when it is missing or damaged.
    pub fn read(folder: &Path) -> Option<Self> {
        let bytes = std::fs::read(folder.join(FILE)).ok()?;
        match serde_json::from_slice(&bytes) {
            Ok(record) => Some(record),
            Err(_) => {
                tracing::error!("an account's record is damaged; its data is left alone");
                None
            }
        }
    }

    /// Writes it into an account's folder.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        folders::write_private(&folder.join(FILE), &serde_json::to_vec_pretty(self)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alice(port: u16, tokens: Tokens) -> Record {
        Record {
            server: Server::Own {
                api_url: format!("http://127.0.0.1:{port}"),
                frontier_url: format!("ws://127.0.0.1:{port}/ws/v2"),
            },
            app_id: 1,
            user: UserId(10001),
            tokens,
            name: Some("Alice".to_owned()),
            face: None,
            signed_out: false,
            keyring_only: false,
        }
    }

    #[test]
    fn the_trials_port_is_no_part_of_an_accounts_name() {
        let name = |port, tokens| alice(port, tokens).account_id().unwrap();
        assert_eq!(name(4_000, Tokens::Trial), name(4_001, Tokens::Trial));
        assert_ne!(name(4_000, Tokens::Pasted), name(4_001, Tokens::Pasted));
        assert_ne!(name(4_000, Tokens::Trial), name(4_000, Tokens::Pasted));
    }

    #[test]
    fn an_account_is_read_as_it_was_written() {
        let place = tempfile::tempdir().unwrap();
        let record = alice(4_000, Tokens::Trial);
        assert_eq!(Record::read(place.path()), None);
        record.write(place.path()).unwrap();
        assert_eq!(Record::read(place.path()), Some(record));
    }
}
