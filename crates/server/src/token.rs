//! Issuing and checking tokens. A token is 256 random bits as text; only its SHA-256 is stored.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use linnet_proto::im_proto::StatusCode;
use rand::RngExt;
use sha2::{Digest, Sha256};

use crate::UserId;
use crate::clock::Clock;
use crate::refusal::Refusal;
use crate::store::{Revoked, Store, TokenRecord};

/// How long a token lives when nothing else is asked for.
pub const DEFAULT_LIFE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Longest life that can be asked for: ten years.
pub const MAX_LIFE: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// Checked tokens kept in memory, so that a command need not ask the store. When full it is
/// emptied: each token in use costs one more look into the store.
const KNOWN: usize = 4096;

/// What a token stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// SHA-256 of the token.
    pub digest: [u8; 32],
    /// Whose it is.
    pub user: UserId,
    /// End of validity, milliseconds since 1970.
    pub expires_ms: i64,
}

/// Issues and checks the tokens of one application.
pub struct Tokens {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    app_id: i32,
    known: Mutex<Known>,
}

/// Checked tokens. What was asked of the store before a revocation is not kept after it.
#[derive(Default)]
struct Known {
    grants: HashMap<String, Grant>,
    forgotten: u64,
}

impl Tokens {
    /// The tokens of an application, kept in a store.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, app_id: i32) -> Self {
        Self {
            store,
            clock,
            app_id,
            known: Mutex::default(),
        }
    }

    /// Makes a token for a user, and registers the user.
    pub async fn issue(&self, user: UserId, life: Duration) -> Result<String, Refusal> {
        if user <= 0 {
            return Err(Refusal::invalid("a user id is a positive number"));
        }
        let token = URL_SAFE_NO_PAD.encode(rand::rng().random::<[u8; 32]>());
        let life = i64::try_from(life.min(MAX_LIFE).as_millis()).unwrap_or(i64::MAX);
        self.store
            .put_token(TokenRecord {
                digest: digest(&token),
                app_id: self.app_id,
                user,
                expires_ms: self.clock.now_ms().saturating_add(life),
            })
            .await?;
        Ok(token)
    }

    /// Whose token this is. Unknown ones, and those of another application, are status 1; expired
    /// ones 100.
    pub async fn check(&self, token: &str) -> Result<Grant, Refusal> {
        const UNKNOWN: Refusal = Refusal::new(StatusCode::InvalidToken, "the token is not known");
        if token.is_empty() || token.len() > 512 {
            return Err(UNKNOWN);
        }
        let (known, forgotten) = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            (known.grants.get(token).copied(), known.forgotten)
        };
        let grant = match known {
            Some(grant) => grant,
            None => {
                let record = self.store.token(digest(token)).await?.ok_or(UNKNOWN)?;
                if record.app_id != self.app_id {
                    return Err(UNKNOWN);
                }
                let grant = Grant {
                    digest: record.digest,
                    user: record.user,
                    expires_ms: record.expires_ms,
                };
                let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
                if known.forgotten == forgotten {
                    if known.grants.len() >= KNOWN {
                        known.grants.clear();
                    }
                    known.grants.insert(token.to_owned(), grant);
                }
                grant
            }
        };
        self.fresh(grant)
    }

    /// Tokens were revoked: each has to be looked up again.
    pub(crate) fn forget(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.grants.clear();
        known.forgotten += 1;
    }

    /// Takes a token away for good; tells whether there was one (1) or not (0).
    pub async fn revoke(&self, token: &str) -> Result<usize, Refusal> {
        self.store.revoke(Revoked::Token(digest(token))).await
    }

    /// Takes all tokens of a user away for good; tells how many.
    pub async fn revoke_all(&self, user: UserId) -> Result<usize, Refusal> {
        self.store.revoke(Revoked::User(user)).await
    }

    /// Takes all tokens of a user but this one away for good; tells how many.
    pub async fn revoke_others(&self, user: UserId, token: [u8; 32]) -> Result<usize, Refusal> {
        let others = Revoked::Others(user, token);
        self.store.revoke(others).await
    }

    /// The same grant while it is valid.
    pub fn fresh(&self, grant: Grant) -> Result<Grant, Refusal> {
        if self.clock.now_ms() < grant.expires_ms {
            Ok(grant)
        } else {
            Err(Refusal::new(
                StatusCode::ExpiredToken,
                "the token has expired",
            ))
        }
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
