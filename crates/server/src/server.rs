//! Starting and stopping.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::UserId;
use crate::app::App;
use crate::config::{Config, PublicUrl};
use crate::folder::{Folder, Lock};
use crate::http;
use crate::listen;
use crate::media::{MediaError, MediaService};
use crate::proof::Proofs;
use crate::refusal::Refusal;
use crate::route::Router;
use crate::store::sqlite::{OpenError, SqliteStore};
use crate::store::{Observer, Store};
use crate::trial::{self, Assistant, Bot, TrialError};

/// How long a stop waits for requests and sockets before it cuts them off.
const STOP_LIMIT: Duration = Duration::from_secs(5);
/// How often old messages are purged and departed users forgotten.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// How soon a revoked token is worth nothing.
const REVOCATIONS: Duration = Duration::from_secs(2);

/// How long a server that ends when it is idle waits for its first client.
const FIRST_CLIENT: Duration = Duration::from_secs(5 * 60);

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// `dev` gives tokens to anybody, so it is for this machine only.
    #[error("--dev is possible on a loopback address only")]
    DevNotLoopback,
    /// All addresses of the machine are listened on, and none of them is known to be the one that clients use.
    #[error(
        "listening on all addresses needs the one that others use: add --public-url http://ADDRESS:PORT"
    )]
    PublicUrlMissing,
    /// The folder cannot be used.
    #[error("the data folder cannot be used: {0}")]
    Folder(std::io::Error),
    /// Another server runs in the folder.
    #[error("another server is running with this data folder")]
    Locked,
    /// The address cannot be listened on.
    #[error("cannot listen: {0}")]
    Listen(std::io::Error),
    /// The folder of the pictures cannot be used.
    #[error("the pictures cannot be used: {0}")]
    Media(#[from] MediaError),
    /// The trial could not be set up.
    #[error("the trial could not be set up: {0}")]
    Trial(#[from] TrialError),
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The store cannot be read.
    #[error("the database cannot be read: {0}")]
    Read(Refusal),
}

/// The service.
#[derive(Debug)]
pub struct Server;

/// A running server. Ends with [`Running::stop`]; when dropped it is cut off.
pub struct Running {
    /// Root of the HTTP calls, without a slash at the end.
    pub api_url: String,
    /// Address of the socket.
    pub frontier_url: String,
    /// The address listened on.
    pub address: SocketAddr,
    pub(crate) app: Arc<App>,
    serving: JoinHandle<()>,
    keeping: JoinHandle<()>,
    watching: JoinHandle<()>,
    // Let go of after everything else.
    _lock: Lock,
}

impl Server {
    /// Starts a server; it answers when this returns.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        if config.dev && (!config.listen.ip().is_loopback() || config.public_url.is_some()) {
            return Err(StartError::DevNotLoopback);
        }
        if config.listen.ip().is_unspecified() && config.public_url.is_none() {
            return Err(StartError::PublicUrlMissing);
        }
        let folder = Folder::open(&config.data).map_err(StartError::Folder)?;
        let lock = folder
            .lock()
            .map_err(StartError::Folder)?
            .ok_or(StartError::Locked)?;
        let secret = folder.secret().map_err(StartError::Folder)?;
        let listener = TcpListener::bind(config.listen)
            .await
            .map_err(StartError::Listen)?;
        let address = listener.local_addr().map_err(StartError::Listen)?;
        let router = Arc::new(Router::default());
        let observer: Arc<dyn Observer> = Arc::clone(&router) as _;
        let store = SqliteStore::open(folder.path(), &config.clock, config.retention, observer)?;
        let store: Arc<dyn Store> = Arc::new(store.with_largest_group(config.largest_group));
        let public = config.public_url.clone();
        let public = public.unwrap_or_else(|| PublicUrl::from(address));
        let api_url = public.api();
        let media = MediaService::open(
            &folder.path().join("media"),
            &media_key(&secret),
            Arc::clone(&config.clock),
            &*api_url,
            config.picture_worker.clone(),
            Arc::new(Arc::clone(&store)),
        )?;
        let trial = config.trial;
        let proofs = Proofs::new(secret, api_url.clone());
        let app = Arc::new(App::new(config, proofs, store, router, media));
        if trial {
            trial::seed(folder.path(), &app.store, &app.media).await?;
            let bus = &app.router.bus;
            let store = Arc::clone(&app.store);
            if let Some(bot) = Bot::new(
                folder.path(),
                store,
                app.media.clone(),
                bus,
                &app.config.clock,
            ) {
                app.bots.spawn(bot.run(app.stop.clone()));
            }
            let store = Arc::clone(&app.store);
            if let Some(bot) = Assistant::new(folder.path(), store, bus, &app.config.clock) {
                app.bots.spawn(bot.run(app.stop.clone()));
            }
        }
        let routes = http::router(Arc::clone(&app), address);
        let serving = tokio::spawn(listen::serve(listener, routes, app.stop.clone()));
        let keeping = tokio::spawn(keep_house(Arc::clone(&app)));
        let revoked = app.store.revocations().await.map_err(StartError::Read)?;
        app.revoked.send_replace(revoked);
        let watching = tokio::spawn(watch_revocations(Arc::clone(&app)));
        Ok(Running {
            api_url,
            frontier_url: public.frontier(),
            address,
            app,
            serving,
            keeping,
            watching,
            _lock: lock,
        })
    }
}

/// The key that seals addresses and upload permissions, made from the secret of the folder.
fn media_key(secret: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"media\0")
        .chain_update(secret.as_bytes())
        .finalize()
        .into()
}

impl Running {
    /// A token for a user, as `linnet-server token` makes it.
    pub async fn issue_token(&self, user: UserId, life: Duration) -> Result<String, Refusal> {
        self.app.tokens.issue(user, life).await
    }

    /// Registers a user with a name and a picture, as `linnet-server user add` does.
    pub async fn add_user(
        &self,
        user: UserId,
        name: Option<String>,
        portrait: Option<String>,
    ) -> Result<(), Refusal> {
        self.app.store.add_user(user, name, portrait).await
    }

    /// Says that a registered user is a bot, or is not, as `linnet-server user add --bot` does.
    pub async fn set_bot(&self, user: UserId, on: bool) -> Result<(), Refusal> {
        self.app.store.set_bot(user, on).await
    }

    /// Completes when the last client has been gone for this long. A client is a socket, or
    /// commands over HTTP. Before the first one comes there is a longer wait.
    pub fn idle(&self, limit: Duration) -> impl Future<Output = ()> + use<> {
        let app = Arc::clone(&self.app);
        async move {
            let mut seen = app.answered();
            let mut patience = limit.max(FIRST_CLIENT);
            let mut quiet = Duration::ZERO;
            let step = limit / 4;
            while quiet < patience {
                tokio::time::sleep(step).await;
                let answered = app.answered();
                if answered != seen || !app.connections.is_empty() {
                    patience = limit;
                    quiet = Duration::ZERO;
                    seen = answered;
                } else {
                    quiet += step;
                }
            }
        }
    }

    /// Closes sockets, finishes requests that run, closes the store.
    pub async fn stop(mut self) {
        self.app.stop.cancel();
        self.app.connections.close();
        self.app.bots.close();
        let ended = tokio::time::timeout(STOP_LIMIT, async {
            self.app.connections.wait().await;
            self.app.bots.wait().await;
            if let Err(error) = (&mut self.serving).await {
                tracing::error!(%error, "serving ended badly");
            }
        });
        if ended.await.is_err() {
            tracing::warn!("cut off what did not end in time");
        }
        self.serving.abort();
        self.keeping.abort();
        self.watching.abort();
        if let Err(refusal) = self.app.store.close().await {
            tracing::error!(%refusal, "closing the store");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.app.stop.cancel();
        self.serving.abort();
        self.keeping.abort();
        self.watching.abort();
    }
}

/// Tokens are revoked by another process (`linnet-server token revoke`), which cannot tell this one.
async fn watch_revocations(app: Arc<App>) {
    let mut round = tokio::time::interval(REVOCATIONS);
    round.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            _ = round.tick() => {}
        }
        // One that cannot be read now is read in the next round.
        let _: Result<(), Refusal> = app.look_at_tokens_again().await;
    }
}

async fn keep_house(app: Arc<App>) {
    match app.media.tell_all().await {
        Ok(()) | Err(MediaError::Interrupted) => {}
        Err(error) => tracing::warn!(%error, "some media may stay until the next start"),
    }
    let mut round = tokio::time::interval(HOUSEKEEPING);
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            _ = round.tick() => {}
        }
        app.router
            .recent
            .keep(|user| app.router.bus.is_online(user));
        app.meter.forget_idle();
        // Slice by slice, so that commands get in between.
        while matches!(app.store.purge().await, Ok(true)) && !app.stop.is_cancelled() {}
        loop {
            match app.media.clear().await {
                Ok(true) if !app.stop.is_cancelled() => {}
                Ok(_) | Err(MediaError::Interrupted) => break,
                Err(error) => {
                    tracing::warn!(%error, "media that nobody needs stays until the next round");
                    break;
                }
            }
        }
    }
}
