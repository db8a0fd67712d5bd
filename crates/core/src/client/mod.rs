//! A client of one account: opens its folder, owns its tasks, stops them.

mod answers;
mod bots;
mod contacts;
mod conversation;
mod conversations;
mod coupons;
mod deletions;
mod diagnosis;
mod drafts;
mod edits;
mod entries;
mod export;
mod files;
mod finding;
mod forwards;
mod group_changes;
mod groups;
mod history;
mod joining;
mod leaving;
mod live;
mod live_members;
mod marks;
mod media_use;
mod mentions;
mod message;
mod messages;
mod mutes;
mod own_settings;
mod people;
mod pictures;
mod planned;
mod portraits;
mod presence;
mod reactions;
mod readers;
mod reminders;
mod search;
mod signals;
mod threads;
#[cfg(feature = "voice")]
mod voice;

pub use deletions::UNDO_TIME;
pub use drafts::DraftSave;
pub use export::{ExportProgress, ExportWanted};
pub use media_use::{ConversationMedia, MediaUse};
pub use pictures::{ConversationPicture, PicturePage, PicturePart};
pub use portraits::Portrait;
pub use search::SearchFilter;
#[cfg(feature = "voice")]
pub use voice::VoiceDraft;

use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use people::LookedUp;
use signals::LastSign;

use crate::auth::TokenProvider;
use crate::config::{Clock, Config, Endpoints, Region};
use crate::error::{Error, Result};
use crate::event::EventStream;
use crate::link::{Link, Poke};
use crate::live::LiveBoard;
use crate::media::unwanted;
use crate::media::{Media, Setup};
use crate::model::connection::Connection;
use crate::model::{AccountId, ConversationId, UserId};
use crate::operation::Operations;
use crate::outbox::Outbox;
use crate::planner;
use crate::presence::PresenceBoard;
use crate::search::{Indexer, Names};
use crate::store::aside::{self, SetAside};
use crate::store::{Store, learned, meta};
use crate::sync::history::History;
use crate::sync::reads::Reads;
use crate::sync::{Inbox, Loading, refresh};
use crate::view::timeline::Parts;
use crate::view::{Anchor, ConversationList, Timeline};

/// Name of the lock in the account's folder.
const LOCK: &str = "lock";

/// Makes a [`Client`].
pub struct ClientBuilder {
    config: Config,
    tokens: Option<Arc<dyn TokenProvider>>,
}

impl ClientBuilder {
    /// Where tokens come from.
    #[must_use]
    pub fn tokens(mut self, tokens: impl TokenProvider + 'static) -> Self {
        self.tokens = Some(Arc::new(tokens));
        self
    }

    /// Opens the account's folder and database. The network is not touched before [`Client::start`].
    ///
    /// # Errors
    /// [`Error::FolderInUse`] while another client has the folder, [`Error::DatabaseNewer`], [`Error::DatabaseKey`],
    /// or the folder cannot be used.
    pub async fn open(self) -> Result<Client> {
        let config = self.config;
        let tokens = self.tokens.ok_or(Error::NotFound("token provider"))?;
        std::fs::create_dir_all(&config.folder)?;
        let lock = lock(&config)?;
        let opened = config.clone();
        let store = tokio::task::spawn_blocking(move || {
            Store::open(
                &opened.folder,
                &opened.database_key,
                opened.user_id,
                Arc::clone(&opened.clock),
            )
        })
        .await
        .map_err(|_| Error::Stopped)??;
        let names = Names::new(&store);
        let indexer = Indexer::open(store.clone(), &config.folder, &config.database_key).await?;
        // What was loaded in an earlier run is not told as loading again until the client has started.
        let loading = Loading {
            finished: store.read(meta::inbox_cursor).await?.is_some(),
            ..Loading::default()
        };
        let link = Link::new(&config, tokens)?;
        link.note_runs_in(store.server_runs());
        let media = Arc::new(Media::open(Setup {
            folder: &config.folder,
            user: config.user_id,
            budget: config.limits.media_cache_bytes,
            clock: Arc::clone(&config.clock),
            requests: Arc::new(link.clone()),
            proxies: config.proxies.clone(),
            trust: config.trust.clone(),
            service: config.endpoints.api(),
            worker: config.media_worker.clone(),
            // Voice and video fail there with an error of the upload (protocol: sdk, part D).
            takes_videos: config.endpoints.region() != Region::Overseas,
        })?);
        let outbox = Outbox::new(
            store.clone(),
            link.clone(),
            Arc::clone(&media),
            config.app_id,
            Arc::clone(&config.clock),
        );
        let operations = Operations::new(store.clone(), link.clone(), Arc::clone(&config.clock));
        let tasks = TaskTracker::new();
        let stop = CancellationToken::new();
        let reads = Reads::new(store.clone(), link.clone(), &tasks, stop.clone());
        Ok(Client(Arc::new(Inner {
            history: History::new(store.clone(), link.clone()),
            live: LiveBoard::new(config.user_id),
            config,
            store,
            link,
            media,
            outbox,
            operations,
            reads,
            names,
            indexer,
            looked_up: LookedUp::default(),
            presence: PresenceBoard::default(),
            last_sign: LastSign::default(),
            loading: watch::Sender::new(loading),
            caught_up: watch::Sender::new(false),
            nudge: Arc::default(),
            stop,
            tasks,
            started: Mutex::new(false),
            lock: Mutex::new(Some(lock)),
        })))
    }
}

/// Lines of the list that an older version derived say what this one can say.
async fn learn(store: Store) -> Result<()> {
    while !store.write_replayable(learned::learn).await? {}
    Ok(())
}

/// The folder belongs to one client at a time; the lock ends with the process, whatever ends it.
fn lock(config: &Config) -> Result<File> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(config.folder.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::FolderInUse),
        Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

/// One account. Clones are the same client; it works until [`Client::stop`].
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) link: Link,
    pub(crate) media: Arc<Media>,
    pub(crate) outbox: Outbox,
    pub(crate) operations: Operations,
    pub(crate) history: History,
    pub(crate) reads: Reads,
    pub(crate) indexer: Indexer,
    pub(crate) names: Names,
    pub(crate) looked_up: LookedUp,
    pub(crate) presence: PresenceBoard,
    pub(crate) live: LiveBoard,
    last_sign: LastSign,
    loading: watch::Sender<Loading>,
    caught_up: watch::Sender<bool>,
    nudge: Arc<Notify>,
    stop: CancellationToken,
    tasks: TaskTracker,
    started: Mutex<bool>,
    lock: Mutex<Option<File>>,
}

impl Client {
    /// Begins to make a client.
    pub fn builder(config: Config) -> ClientBuilder {
        ClientBuilder {
            config,
            tokens: None,
        }
    }

    /// Goes online and stays there: first load, inbox, outbox. Everything stored can be seen before and without it.
    /// A second call does nothing.
    pub fn start(&self) {
        let inner = &self.0;
        {
            let mut started = inner.started.lock().unwrap_or_else(PoisonError::into_inner);
            if *started || inner.stop.is_cancelled() {
                return;
            }
            *started = true;
        }
        let inbox = Inbox::new(
            inner.store.clone(),
            inner.link.clone(),
            Arc::clone(&inner.config.clock),
            inner.config.limits.clone(),
            inner.loading.clone(),
            Arc::clone(&inner.nudge),
            inner.stop.clone(),
        );
        let inbox = inbox
            .telling(inner.caught_up.clone())
            .with_live(inner.live.queue());
        inner.tasks.spawn(inbox.run());
        let (store, link, stop) = (inner.store.clone(), inner.link.clone(), inner.stop.clone());
        let nudge = Arc::clone(&inner.nudge);
        inner.tasks.spawn(refresh::run(store, link, nudge, stop));
        let (store, link, stop) = (inner.store.clone(), inner.link.clone(), inner.stop.clone());
        inner.tasks.spawn(async move {
            stop.run_until_cancelled(refresh::look_again(store, link))
                .await;
        });
        let (board, stop) = (inner.presence.clone(), inner.stop.clone());
        let (store, link) = (inner.store.clone(), inner.link.clone());
        inner.tasks.spawn(async move {
            stop.run_until_cancelled(board.run(store, link)).await;
        });
        let (board, link, stop) = (inner.live.clone(), inner.link.clone(), inner.stop.clone());
        inner.tasks.spawn(async move {
            stop.run_until_cancelled(board.run(link)).await;
        });
        let (store, media, stop) = (
            inner.store.clone(),
            Arc::clone(&inner.media),
            inner.stop.clone(),
        );
        inner.tasks.spawn(unwanted::run(store, media, stop));
        let (indexer, stop) = (inner.indexer.clone(), inner.stop.clone());
        inner.tasks.spawn(indexer.run(stop));
        let (history, looked_up) = (inner.history.clone(), inner.looked_up.clone());
        let (states, stop) = (inner.link.connection(), inner.stop.clone());
        inner.tasks.spawn(async move {
            stop.run_until_cancelled(follow_connection(history, looked_up, states))
                .await;
        });
        let (store, stop) = (inner.store.clone(), inner.stop.clone());
        inner.tasks.spawn(async move {
            if let Some(Err(error)) = stop.run_until_cancelled(learn(store)).await {
                // The next start goes on.
                tracing::warn!(code = %error.code(), "lines of the list could not be derived again");
            }
        });
        #[cfg(feature = "voice")]
        {
            let (client, stop) = (self.clone(), inner.stop.clone());
            inner.tasks.spawn(async move {
                if let Some(Err(error)) = stop.run_until_cancelled(client.clear_voices()).await {
                    // The next start tries again.
                    tracing::warn!(code = %error.code(), "recordings that no draft names could not be removed");
                }
            });
        }
        let (store, clock, stop) = (
            inner.store.clone(),
            Arc::clone(&inner.config.clock),
            inner.stop.clone(),
        );
        inner.tasks.spawn(async move {
            stop.run_until_cancelled(Client::wipe_withdrawn(store, clock))
                .await;
        });
        inner.tasks.spawn(planner::run(
            inner.store.clone(),
            inner.outbox.clone(),
            Arc::clone(&inner.config.clock),
            inner.stop.clone(),
        ));
        let (outbox, stop) = (inner.outbox.clone(), inner.stop.clone());
        inner.tasks.spawn(async move {
            if let Some(Err(error)) = stop.run_until_cancelled(outbox.start()).await {
                tracing::error!(code = %error.code(), "the outbox cannot be read");
            }
        });
        let (operations, stop) = (inner.operations.clone(), inner.stop.clone());
        inner.tasks.spawn(async move {
            if let Some(Err(error)) = stop.run_until_cancelled(operations.start()).await {
                tracing::error!(code = %error.code(), "what was asked for cannot be read");
            }
        });
        inner.link.start();
    }

    /// Ends all tasks and connections, finishes what is being stored, and gives the folder free. Waits for all of it.
    pub async fn stop(&self) {
        let inner = &self.0;
        inner.stop.cancel();
        inner.outbox.stop().await;
        inner.operations.stop().await;
        inner.link.stop().await;
        inner.tasks.close();
        inner.tasks.wait().await;
        inner.store.close().await;
        inner
            .lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }

    /// Something outside changed that is worth a try at once.
    pub fn poke(&self, poke: Poke) {
        if poke.ends_connections() {
            self.0.media.network_changed();
        }
        self.0.link.poke(poke);
        self.0.nudge.notify_one();
    }

    /// The server has moved, as one on this computer does when its port is taken: the folder stays this account's.
    pub fn move_to(&self, endpoints: Endpoints) {
        self.0.media.network_changed();
        self.0.link.move_to(endpoints);
        self.0.nudge.notify_one();
    }

    /// The account's name on this computer.
    pub fn account_id(&self) -> AccountId {
        self.0.config.account_id()
    }

    /// The person.
    pub fn user_id(&self) -> UserId {
        self.0.config.user_id
    }

    /// How the connection stands, and every change of it.
    pub fn connection(&self) -> watch::Receiver<Connection> {
        self.0.link.connection()
    }

    /// How far the first load is.
    pub fn loading(&self) -> watch::Receiver<Loading> {
        self.0.loading.subscribe()
    }

    /// Whether everything is here that the server had when it was last asked: true once what was missed while nobody was
    /// connected has come.
    pub fn caught_up(&self) -> watch::Receiver<bool> {
        self.0.caught_up.subscribe()
    }

    /// Whether a damaged page of the database was met. It stays so until the database is set aside
    /// ([`Client::set_database_aside`]).
    pub fn damaged(&self) -> watch::Receiver<bool> {
        self.0.store.damaged()
    }

    /// Sets the database of an account that cannot be used any more aside: it is renamed, never deleted, and a new one
    /// takes its place with the unsent messages and drafts that could be read. The next first load brings back what
    /// the server still keeps.
    ///
    /// # Errors
    /// [`Error::FolderInUse`] while a client has it open, or the folder cannot be written; the old database is in its
    /// place then, or this can be called again.
    pub async fn set_database_aside(config: &Config) -> Result<SetAside> {
        let _lock = lock(config)?;
        aside::set_aside(
            &config.folder,
            &config.database_key,
            config.user_id,
            Arc::clone(&config.clock),
        )
        .await
    }

    /// What happens from now on. A subscriber that does not keep up is told that it missed something.
    pub fn events(&self) -> EventStream {
        EventStream::new(
            self.0.store.clone(),
            self.0.link.connection(),
            self.0.loading.subscribe(),
            self.0.live.news(),
            self.user_id(),
        )
    }

    /// The conversation list, from its first rows on.
    pub fn conversations(&self) -> ConversationList {
        ConversationList::new(self.0.store.clone(), self.user_id())
    }

    /// The messages of a conversation.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a conversation or message that is not known here.
    pub async fn timeline(
        &self,
        conversation: &ConversationId,
        anchor: Anchor,
    ) -> Result<Timeline> {
        let inner = &self.0;
        let parts = Parts {
            store: inner.store.clone(),
            history: inner.history.clone(),
            link: inner.link.clone(),
            me: self.user_id(),
        };
        Timeline::open(parts, conversation, anchor).await
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.config.clock
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

/// Gaps that could not be loaded are tried again when there is a connection, and profiles are looked up again.
async fn follow_connection(
    history: History,
    looked_up: LookedUp,
    mut states: watch::Receiver<Connection>,
) {
    while states.changed().await.is_ok() {
        if matches!(*states.borrow_and_update(), Connection::Online) {
            history.forget_failures();
            looked_up.forget();
        }
    }
}
