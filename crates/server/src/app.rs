//! What every request and connection of a running server shares.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::UserId;
use crate::config::Config;
use crate::media::MediaService;
use crate::route::Router;
use crate::store::Store;
use crate::token::Tokens;

/// The shared parts.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) secret: String,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) tokens: Tokens,
    pub(crate) router: Arc<Router>,
    pub(crate) media: MediaService,
    pub(crate) stop: CancellationToken,
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
        secret: String,
        store: Arc<dyn Store>,
        router: Arc<Router>,
        media: MediaService,
    ) -> Self {
        Self {
            tokens: Tokens::new(Arc::clone(&store), Arc::clone(&config.clock), config.app_id),
            config,
            secret,
            store,
            router,
            media,
            stop: CancellationToken::new(),
            connections: TaskTracker::new(),
            bots: TaskTracker::new(),
            answered: AtomicU64::new(0),
        }
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
