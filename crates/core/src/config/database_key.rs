//! The key of an account's database.

use std::fmt;

use crate::error::{ConfigError, Result};

/// The raw key of the account's database. Shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseKey([u8; 32]);

impl DatabaseKey {
    /// A new key from the system's random numbers.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// From the 64 hex digits of [`DatabaseKey::to_hex`].
    ///
    /// # Errors
    /// [`ConfigError::DatabaseKey`].
    pub fn from_hex(text: &str) -> Result<Self> {
        let mut key = [0; 32];
        hex::decode_to_slice(text.trim(), &mut key).map_err(|_| ConfigError::DatabaseKey)?;
        Ok(Self(key))
    }

    /// 64 hex digits, to be kept in a secret place.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }
}

impl From<[u8; 32]> for DatabaseKey {
    fn from(key: [u8; 32]) -> Self {
        Self(key)
    }
}

impl fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseKey(hidden)")
    }
}
