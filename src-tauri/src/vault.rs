//! Secrets: tokens, and the keys of the databases. The desktop's keyring has them when it works; the key has a recovery
//! copy in the account's folder, readable by its owner only, so that losing the keyring never loses messages. Without
//! a keyring the token lies beside it in the same way.
//!
//! A keyring takes 30 to 100 ms to answer and may wait for the person to unlock it, so nothing on the way to the first
//! paint asks it: a database is opened with the recovery copy, the token is fetched when the network wants it.

use std::io;
use std::path::Path;
use std::time::Duration;

use keyring::Entry;
use linnet_core::config::DatabaseKey;
use linnet_core::model::AccountId;
use tokio::sync::{OnceCell, oneshot, watch};

use crate::folders::{self, Folders};
use crate::ipc::SecretsPlace;

/// What the keyring files our entries under.
const SERVICE: &str = "Linnet";

/// How long the keyring may take, unlocking by the person included. After it, files are used until the next start.
const PATIENCE: Duration = Duration::from_secs(20);

/// Recovery copy of the database key.
const KEY_FILE: &str = "recovery.key";

/// The token when there is no keyring.
const TOKEN_FILE: &str = "token";

/// Where secrets are kept.
pub struct Vault {
    /// Keeps data folders apart in the keyring.
    mark: String,
    place: OnceCell<SecretsPlace>,
    patience: Duration,
    /// The bus the keyring is on is hidden from this program.
    held: watch::Sender<bool>,
}

impl Vault {
    /// Asks nothing yet.
    pub fn new(folders: &Folders) -> Self {
        Self {
            mark: folders.mark(),
            place: OnceCell::new(),
            patience: PATIENCE,
            held: watch::Sender::new(false),
        }
    }

    /// Questions to the keyring wait until [`Vault::release`].
    pub fn hold(&self) {
        self.held.send_replace(true);
    }

    /// The keyring can be asked.
    pub fn release(&self) {
        self.held.send_replace(false);
    }

    /// Where secrets are: found out once, by setting, reading and deleting an entry. A broken service says "no such
    /// entry" to a question and fails only when something is set.
    pub async fn place(&self) -> SecretsPlace {
        *self
            .place
            .get_or_init(|| async {
                let probe = self.entry_name("probe", "works");
                let works = self.in_keyring(probe, |entry| {
                    entry.set_password("works")?;
                    let read = entry.get_password()?;
                    entry.delete_credential()?;
                    Ok(read == "works")
                });
                match works.await {
                    Some(true) => SecretsPlace::Keyring,
                    _ => SecretsPlace::File,
                }
            })
            .await
    }

    /// The key of an account's database: the recovery copy, else the keyring's, else, when there is no database yet, a
    /// new one. None when there is a database and no key for it. `keyring_only`: no copy is made of the keyring's.
    ///
    /// # Errors
    /// The recovery copy cannot be read or written.
    pub async fn database_key(
        &self,
        account: &AccountId,
        folder: &Path,
        has_database: bool,
        keyring_only: bool,
    ) -> io::Result<Option<DatabaseKey>> {
        let path = folder.join(KEY_FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => match DatabaseKey::from_hex(&text) {
                Ok(key) => return Ok(Some(key)),
                Err(_) => tracing::warn!("the recovery copy of a key is damaged"),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        match self.kept_key(account).await {
            Some(key) => {
                if !keyring_only {
                    self.keep_copy(folder, &key)?;
                }
                Ok(Some(key))
            }
            None if has_database => Ok(None),
            None => self.new_key(folder).map(Some),
        }
    }

    /// A new key, with its recovery copy.
    ///
    /// # Errors
    /// The copy cannot be written.
    pub fn new_key(&self, folder: &Path) -> io::Result<DatabaseKey> {
        let key = DatabaseKey::random();
        self.keep_copy(folder, &key)?;
        Ok(key)
    }

    async fn kept_key(&self, account: &AccountId) -> Option<DatabaseKey> {
        let name = self.entry_name(account.as_str(), "database-key");
        let kept = self.in_keyring(name, |entry| entry.get_password()).await;
        kept.and_then(|text| DatabaseKey::from_hex(&text).ok())
    }

    /// Writes the recovery copy.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep_copy(&self, folder: &Path, key: &DatabaseKey) -> io::Result<()> {
        folders::write_private(&folder.join(KEY_FILE), key.to_hex().as_bytes())
    }

    /// Removes the recovery copy.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn remove_copy(&self, folder: &Path) -> io::Result<()> {
        remove(&folder.join(KEY_FILE))
    }

    /// Puts the key into the keyring and says whether it gives it back.
    pub async fn keeps(&self, account: &AccountId, key: &DatabaseKey) -> bool {
        self.keep_key(account, key).await;
        self.place().await == SecretsPlace::Keyring
            && self.kept_key(account).await.as_ref() == Some(key)
    }

    /// Puts the key into the keyring too. Off the start-up path; nothing is lost when it does not work.
    pub async fn keep_key(&self, account: &AccountId, key: &DatabaseKey) {
        if self.place().await == SecretsPlace::Keyring {
            let name = self.entry_name(account.as_str(), "database-key");
            let text = key.to_hex();
            if self
                .in_keyring(name, move |entry| entry.set_password(&text))
                .await
                .is_none()
            {
                tracing::warn!("the keyring did not take the database key");
            }
        }
    }

    /// The token of an account.
    pub async fn token(&self, account: &AccountId, folder: &Path) -> Option<String> {
        if self.place().await == SecretsPlace::Keyring {
            let name = self.entry_name(account.as_str(), "token");
            if let Some(token) = self.in_keyring(name, |entry| entry.get_password()).await {
                return Some(token);
            }
        }
        // Where it was put while the keyring did not work.
        let token = std::fs::read_to_string(folder.join(TOKEN_FILE)).ok()?;
        if let Err(error) = self.keep_token(account, folder, &token).await {
            tracing::warn!(%error, "a token stays where it is");
        }
        Some(token)
    }

    /// Keeps the token of an account.
    ///
    /// # Errors
    /// Neither keyring nor file took it.
    pub async fn keep_token(
        &self,
        account: &AccountId,
        folder: &Path,
        token: &str,
    ) -> io::Result<()> {
        let file = folder.join(TOKEN_FILE);
        if self.place().await == SecretsPlace::Keyring {
            let name = self.entry_name(account.as_str(), "token");
            let text = token.to_owned();
            let kept = self
                .in_keyring(name, move |entry| entry.set_password(&text))
                .await;
            if kept.is_some() {
                return remove(&file);
            }
        }
        folders::write_private(&file, token.as_bytes())
    }

    /// Forgets the token of an account, and with `data` its database key as well.
    ///
    /// # Errors
    /// A file could not be removed.
    pub async fn forget(&self, account: &AccountId, folder: &Path, data: bool) -> io::Result<()> {
        let mut entries = vec!["token"];
        if data {
            entries.push("database-key");
        }
        if self.place().await == SecretsPlace::Keyring {
            for entry in entries {
                let name = self.entry_name(account.as_str(), entry);
                // One that was never there is as good as one that was deleted.
                self.in_keyring(name, |entry| entry.delete_credential())
                    .await;
            }
        }
        remove(&folder.join(TOKEN_FILE))?;
        if data {
            remove(&folder.join(KEY_FILE))?;
        }
        Ok(())
    }

    /// None when the keyring did not do it.
    async fn in_keyring<T: Send + 'static>(
        &self,
        name: String,
        act: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Option<T> {
        // Fails only when the vault itself is gone.
        drop(self.held.subscribe().wait_for(|held| !held).await);
        let (answer, asked) = oneshot::channel();
        // A thread of its own, which nobody waits for: a keyring that never answers must not keep the program from
        // ending.
        let asking = std::thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                let done = Entry::new(SERVICE, &name).and_then(|entry| act(&entry));
                if answer.send(done).is_err() {
                    tracing::warn!("the keyring answered too late");
                }
            });
        if asking.is_err() {
            return None;
        }
        match tokio::time::timeout(self.patience, asked).await {
            Ok(Ok(Ok(value))) => Some(value),
            Ok(Ok(Err(keyring::Error::NoEntry))) => None,
            Ok(Ok(Err(_))) => {
                tracing::info!("the keyring cannot be used");
                None
            }
            Ok(Err(_)) | Err(_) => {
                tracing::warn!("the keyring did not answer");
                None
            }
        }
    }

    fn entry_name(&self, account: &str, what: &str) -> String {
        format!("{account}@{}/{what}", self.mark)
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A vault on a machine without a keyring, as in most containers.
    fn vault(place: &tempfile::TempDir) -> Vault {
        let folders = Folders::open(place.path()).unwrap();
        let vault = Vault::new(&folders);
        vault.place.set(SecretsPlace::File).unwrap();
        vault
    }

    fn alice() -> AccountId {
        AccountId::from("a11ce00000000000")
    }

    /// Invariant 10: losing the keyring never loses messages.
    #[tokio::test]
    async fn the_key_of_a_database_is_the_same_at_the_next_start() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        let key = vault(&place)
            .database_key(&alice(), folder, false, false)
            .await
            .unwrap()
            .unwrap();
        let again = vault(&place)
            .database_key(&alice(), folder, true, false)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(again.to_hex(), key.to_hex());
    }

    #[tokio::test]
    async fn no_new_key_is_made_for_a_database_that_has_one() {
        let place = tempfile::tempdir().unwrap();
        let vault = vault(&place);
        let lost = vault
            .database_key(&alice(), place.path(), true, false)
            .await
            .unwrap();
        assert!(lost.is_none());
        assert!(!place.path().join(KEY_FILE).exists());
    }

    #[tokio::test]
    async fn without_a_keyring_the_token_is_in_a_file_until_it_is_forgotten() {
        let place = tempfile::tempdir().unwrap();
        let vault = vault(&place);
        vault
            .keep_token(&alice(), place.path(), "tok-1")
            .await
            .unwrap();
        assert_eq!(
            vault.token(&alice(), place.path()).await.as_deref(),
            Some("tok-1")
        );
        vault.forget(&alice(), place.path(), false).await.unwrap();
        assert_eq!(vault.token(&alice(), place.path()).await, None);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod keyring_tests;
