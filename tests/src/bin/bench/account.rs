//! A person with a whole client: core, database, folder.

use std::path::Path;
use std::time::Duration;

use linnet_core::Client;
use linnet_core::auth::PastedToken;
use linnet_core::config::{Config, DatabaseKey, Endpoints, MediaWorker};
use linnet_core::model::UserId;
use linnet_core::model::connection::Connection;
use linnet_core::view::row::Diff;
use tokio::time::timeout;

use crate::failure::Outcome;
use crate::stage::Stage;

/// Longest wait for anything that a measurement waits for.
pub const LIMIT: Duration = Duration::from_secs(300);

/// The key of every database here; nothing in them is secret.
pub const KEY: [u8; 32] = [7; 32];

/// Opens a client; nothing of the network yet.
pub async fn open(stage: &Stage, user: i64, folder: &Path) -> Outcome<Client> {
    open_configured(stage, user, folder, None).await
}

/// The same for somebody who sends pictures.
pub async fn open_with_worker(
    stage: &Stage,
    user: i64,
    folder: &Path,
    worker: MediaWorker,
) -> Outcome<Client> {
    open_configured(stage, user, folder, Some(worker)).await
}

async fn open_configured(
    stage: &Stage,
    user: i64,
    folder: &Path,
    worker: Option<MediaWorker>,
) -> Outcome<Client> {
    let endpoints = Endpoints::own(&stage.server.api_url, &stage.server.frontier_url)?;
    let token = stage.token(user).await?;
    open_at(endpoints, &token, user, folder, worker).await
}

/// Opens a client of any server.
pub async fn open_at(
    endpoints: Endpoints,
    token: &str,
    user: i64,
    folder: &Path,
    worker: Option<MediaWorker>,
) -> Outcome<Client> {
    std::fs::create_dir_all(folder)?;
    let key = DatabaseKey::from(KEY);
    let mut config = Config::new(endpoints, 1, UserId(user), folder, key)?;
    config.media_worker = worker;
    let token = PastedToken::new(token)?;
    Ok(Client::builder(config).tokens(token).open().await?)
}

/// Starts it and waits until everything that the server has is here.
pub async fn start(client: &Client) -> Outcome<()> {
    client.start();
    online(client).await?;
    let mut loading = client.loading();
    timeout(LIMIT, loading.wait_for(|loading| loading.finished)).await??;
    Ok(())
}

/// Waits for the connection.
pub async fn online(client: &Client) -> Outcome<()> {
    let mut connection = client.connection();
    timeout(
        LIMIT,
        connection.wait_for(|state| matches!(state, Connection::Online)),
    )
    .await??;
    Ok(())
}

/// The rows that a change brings.
pub fn new_rows<T>(diffs: &[Diff<T>]) -> impl Iterator<Item = &T> {
    diffs.iter().flat_map(|diff| match diff {
        Diff::Reset { rows } | Diff::Insert { rows, .. } => rows.as_slice(),
        Diff::Set { row, .. } => std::slice::from_ref(row),
        Diff::Remove { .. } => &[],
    })
}
