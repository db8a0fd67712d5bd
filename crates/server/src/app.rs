//! What every request and connection of a running server shares.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::UserId;
use crate::budget::Budget;
use crate::config::Config;
use crate::media::MediaService;
use crate::presence::Watcher;
use crate::proof::Proofs;
use crate::rates::Meter;
use crate::refusal::Refusal;
use crate::route::Router;
use crate::store::Store;
use crate::token::Tokens;

/// What handlers get: the shared parts and the address we listen on.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) app: Arc<App>,
    pub(crate) local: SocketAddr,
}

/// The shared parts.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) proofs: Proofs,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) tokens: Tokens,
    pub(crate) router: Arc<Router>,
    pub(crate) media: MediaService,
    /// Bytes of requests that are held.
    pub(crate) budget: Arc<Budget>,
    /// How often people ask.
    pub(crate) meter: Meter,
    pub(crate) stop: CancellationToken,
    /// Counts on when tokens were revoked: every socket looks at its own again.
    pub(crate) revoked: watch::Sender<i64>,
    /// Open sockets.
    pub(crate) connections: TaskTracker,
    /// Tasks that are people of the service, not clients of it.
    pub(crate) bots: TaskTracker,
    answered: AtomicU64,
}

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) user: UserId,
    pub(crate) device: String,
    /// SHA-256 of the token they came with.
    pub(crate) token: [u8; 32],
    /// Whom the connection watches by which the request came; none over HTTP.
    pub(crate) watcher: Option<Arc<Watcher>>,
}

/// How a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    Http,
    Socket,
}

impl App {
    pub(crate) fn new(
        config: Config,
        proofs: Proofs,
        store: Arc<dyn Store>,
        router: Arc<Router>,
        media: MediaService,
    ) -> Self {
        Self {
            tokens: Tokens::new(Arc::clone(&store), Arc::clone(&config.clock), config.app_id),
            meter: Meter::new(config.rates),
            config,
            proofs,
            store,
            router,
            media,
            budget: Arc::default(),
            stop: CancellationToken::new(),
            revoked: watch::Sender::new(0),
            connections: TaskTracker::new(),
            bots: TaskTracker::new(),
            answered: AtomicU64::new(0),
        }
    }

    /// Tokens may have been revoked, by this process or by another: each is looked up again before it counts.
    pub(crate) async fn look_at_tokens_again(&self) -> Result<(), Refusal> {
        let revoked = self.store.revocations().await?;
        if *self.revoked.borrow() != revoked {
            self.tokens.forget();
            self.revoked.send_replace(revoked);
        }
        Ok(())
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.config.clock.now_ms()
    }

    /// How many commands were answered; it moving on means that somebody is there.
    pub(crate) fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// Names one answer, for reports of errors: time and a running number.
    pub(crate) fn log_id(&self) -> String {
        let number = self.answered.fetch_add(1, Ordering::Relaxed);
        format!("{:x}-{number:x}", self.now_ms())
    }
}
