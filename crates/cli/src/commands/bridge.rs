//! `bridge`: the account for pages and scripts on this computer (`docs/SDK.md`).

use std::net::SocketAddr;
use std::path::Path;

use clap::Args;
use serde_json::json;
use tokio::net::TcpListener;

use crate::account::Account;
use crate::bridge::{self, Door, Secret};
use crate::failure::Failure;
use crate::lines::tell;

/// Folder for files that pages hand over, within the account's.
const UPLOADS: &str = "bridge";

/// Where it listens, and for which pages.
#[derive(Debug, Args)]
pub struct Bridge {
    /// Address of this computer; port 0 is a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Pages that may use it, e.g. http://localhost:5173; "null" for those opened as files. Programs need none.
    #[arg(long)]
    origin: Vec<String>,
}

/// Tells address and secret, and serves until it is interrupted.
///
/// # Errors
/// The address is not of this computer alone, or as for every command that opens the account.
pub async fn run(folder: &Path, words: Bridge) -> Result<(), Failure> {
    if !words.listen.ip().is_loopback() {
        return Err(Failure::NotLoopback(words.listen));
    }
    let listener = TcpListener::bind(words.listen).await?;
    let address = listener.local_addr()?;
    let account = Account::read(folder)?;
    let client = Account::open(folder).await?;
    let secret = Secret::random();
    let told = tell(&json!({
        "bridge": { "address": format!("ws://{address}"), "secret": secret.text(), "user": account.user }
    }));
    let door = Door {
        secret,
        origins: words.origin,
        app_id: account.app_id,
        uploads: folder.join(UPLOADS),
    };
    let served = match told {
        Ok(()) => tokio::select! {
            served = bridge::serve(listener, client.clone(), door) => served,
            interrupted = tokio::signal::ctrl_c() => interrupted.map_err(Failure::from),
        },
        Err(failure) => Err(failure),
    };
    client.stop().await;
    served
}
