//! `sign-in`: remembers a server, a user and a token, and tries them.

use std::io::Read as _;
use std::path::Path;

use clap::Args;
use linnet_core::model::UserId;
use serde_json::json;

use crate::account::Account;
use crate::failure::Failure;
use crate::lines::tell;

/// Longest token that is read.
const MAX_TOKEN: u64 = 4 * 1024;

/// Who signs in, and where.
#[derive(Debug, Args)]
pub struct SignIn {
    /// API address of the server.
    #[arg(long)]
    api_url: String,
    /// Address of its socket; made from the API address when left out.
    #[arg(long, default_value = "")]
    frontier_url: String,
    /// Application id.
    #[arg(long, default_value_t = 1)]
    app_id: i32,
    /// Who.
    #[arg(long)]
    user: UserId,
    /// Where tokens are asked for, again and again; without it a token is given.
    #[arg(long)]
    token_url: Option<String>,
}

/// Signs in.
///
/// # Errors
/// Somebody is signed in, there is no token, or the server does not take it; nothing is kept then.
pub async fn run(folder: &Path, words: SignIn) -> Result<(), Failure> {
    let token = match words.token_url {
        Some(_) => None,
        None => Some(token()?),
    };
    let account = Account {
        api_url: words.api_url,
        frontier_url: words.frontier_url,
        app_id: words.app_id,
        user: words.user,
        token_url: words.token_url,
    };
    account.write(folder, token.as_deref())?;
    match Account::open(folder).await {
        Ok(client) => {
            client.stop().await;
            tell(&json!({ "signedIn": { "user": account.user, "apiUrl": account.api_url } }))
        }
        Err(failure) => {
            Account::forget(folder)?;
            Err(failure)
        }
    }
}

/// The token, which is never a word of the command: those are seen by everybody on the computer.
fn token() -> Result<String, Failure> {
    if let Ok(token) = std::env::var("LINNET_TOKEN") {
        return Ok(token);
    }
    let mut token = String::new();
    std::io::stdin()
        .lock()
        .take(MAX_TOKEN)
        .read_to_string(&mut token)?;
    match token.trim() {
        "" => Err(Failure::NoToken),
        token => Ok(token.to_owned()),
    }
}
