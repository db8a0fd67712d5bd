//! Where the clients' tokens come from: the vault for a pasted one, the trial's server on this computer. Both are asked
//! when the network wants a token, never before the first paint.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use linnet_core::auth::{Renew, Token, TokenProvider};
use linnet_core::error::{TokenError, Transport};
use linnet_core::model::{AccountId, UserId};

use crate::local_server::{self, LocalServer};
use crate::vault::Vault;

/// A pasted token, kept in the vault.
pub struct Pasted {
    vault: Arc<Vault>,
    account: AccountId,
    folder: PathBuf,
    known: Mutex<Option<Token>>,
}

impl Pasted {
    /// The one in the vault, or `fresh`, which was pasted just now.
    pub fn new(
        vault: Arc<Vault>,
        account: AccountId,
        folder: PathBuf,
        fresh: Option<Token>,
    ) -> Self {
        Self {
            vault,
            account,
            folder,
            known: Mutex::new(fresh),
        }
    }

    /// Another token was pasted.
    pub fn replace(&self, token: Token) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
    }

    fn known(&self) -> Option<Token> {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl TokenProvider for Pasted {
    fn token(&self, renew: Renew) -> BoxFuture<'_, linnet_core::Result<Token>> {
        Box::pin(async move {
            let token = match self.known() {
                Some(token) => token,
                None => {
                    let kept = self.vault.token(&self.account, &self.folder).await;
                    let token = Token::new(&kept.ok_or(TokenError::NoNewer)?)?;
                    self.replace(token.clone());
                    token
                }
            };
            newer(token, renew)
        })
    }
}

/// The trial's server, started when it does not run.
pub struct Trial {
    server: LocalServer,
    user: UserId,
}

impl Trial {
    /// For one of the trial's people.
    pub fn new(server: LocalServer, user: UserId) -> Self {
        Self { server, user }
    }
}

impl TokenProvider for Trial {
    fn token(&self, renew: Renew) -> BoxFuture<'_, linnet_core::Result<Token>> {
        Box::pin(async move {
            let unreachable = |_| TokenError::Unreachable(Transport::Connect);
            let address = self.server.ensure().await.map_err(unreachable)?;
            let proven = self.server.proven(&address).map_err(unreachable)?;
            newer(proven.token(local_server::APP_ID, self.user).await?, renew)
        })
    }
}

fn newer(token: Token, renew: Renew) -> linnet_core::Result<Token> {
    match renew {
        Renew::Refused(refused) if refused == token => Err(TokenError::NoNewer.into()),
        _ => Ok(token),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folders::Folders;

    #[tokio::test]
    async fn a_token_pasted_later_replaces_the_refused_one() {
        let place = tempfile::tempdir().unwrap();
        let folders = Folders::open(place.path()).unwrap();
        let first = Token::new("tok-1").unwrap();
        let pasted = Pasted::new(
            Arc::new(Vault::new(&folders)),
            AccountId::from("a11ce00000000000"),
            place.path().to_owned(),
            Some(first.clone()),
        );
        assert_eq!(pasted.token(Renew::No).await.unwrap(), first);
        assert!(pasted.token(Renew::Refused(first.clone())).await.is_err());
        pasted.replace(Token::new("tok-2").unwrap());
        let second = pasted.token(Renew::Refused(first)).await.unwrap();
        assert_eq!(second.expose(), "tok-2");
    }
}
