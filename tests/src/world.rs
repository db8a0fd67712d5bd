//! A server in this process and the devices of named people, on real sockets and files.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use linnet_core::auth::PastedToken;
use linnet_core::config::{Clock, Config, DatabaseKey, Endpoints, MediaWorker, SystemClock};
use linnet_core::model::connection::Connection;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::{
    Body, ConversationRow, Diff, Happened, MessageRow, TimelineRow, TimelineState,
};
use linnet_core::view::{Anchor, ConversationList, Timeline};
use linnet_core::{Asked, Client, Draft, Poke, Result};
use linnet_server::{Config as ServerConfig, Running, Server};
use tempfile::TempDir;

use crate::journal;

/// First person of the stories.
pub const ALICE: i64 = 10001;
/// Second person.
pub const BOB: i64 = 10009;
/// Third person.
pub const CAROL: i64 = 10017;

/// The longest wait for anything. Conditions end much earlier; this is for a machine that is busy.
pub const LIMIT: Duration = Duration::from_secs(60);

/// Waits for something, at most [`LIMIT`].
///
/// # Panics
/// When it takes longer.
pub async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    // A story has many of these, and all of them lie in its own future.
    match tokio::time::timeout(LIMIT, Box::pin(future)).await {
        Ok(value) => value,
        Err(_) => panic!("not in time: {what}"),
    }
}

/// Waits until the server has confirmed what was asked for.
///
/// # Errors
/// It was not taken in, or refused.
pub async fn done(asked: impl Future<Output = Result<Asked>>) -> Result<()> {
    asked.await?.done().await
}

/// A server's clock that a story turns forward.
#[derive(Default)]
pub struct Turned(AtomicI64);

impl Turned {
    /// So much later.
    pub fn pass(&self, time: Duration) {
        let ms = i64::try_from(time.as_millis()).expect("a time");
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl linnet_server::Clock for Turned {
    fn now_ms(&self) -> i64 {
        linnet_server::SystemClock.now_ms() + self.0.load(Ordering::SeqCst)
    }
}

/// A server and its folder.
pub struct World {
    /// The server, while it runs.
    pub server: Option<Running>,
    config: ServerConfig,
    /// API and frontier address, the same after a restart.
    pub endpoints: Endpoints,
    folder: TempDir,
}

impl World {
    /// A server with Alice, Bob and Carol registered.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// As [`World::new`], with the server's configuration changed first.
    pub async fn with(change: impl FnOnce(&mut ServerConfig)) -> Self {
        journal::begin();
        let folder = tempfile::tempdir().expect("a folder for the server");
        let mut config = ServerConfig::new(folder.path());
        change(&mut config);
        let server = Server::start(config.clone())
            .await
            .expect("the server starts");
        for (user, name) in [(ALICE, "Alice"), (BOB, "Bob"), (CAROL, "Carol")] {
            server
                .add_user(user, Some(name.to_owned()), None)
                .await
                .expect("a user is added");
        }
        config.listen = server.address;
        let endpoints = Endpoints::own(&server.api_url, &server.frontier_url).expect("addresses");
        Self {
            server: Some(server),
            config,
            endpoints,
            folder,
        }
    }

    /// As [`World::new`], with a clock that the story turns forward.
    pub async fn by_turned_clock() -> (Self, Arc<Turned>) {
        let clock = Arc::new(Turned::default());
        let servers = Arc::clone(&clock);
        let world = Self::with(move |config| config.clock = servers).await;
        (world, clock)
    }

    /// So many days pass at the server that every address of a file has expired, and these devices are online again.
    pub async fn days_pass(&self, clock: &Turned, devices: &[&Device]) {
        const DAY: Duration = Duration::from_secs(24 * 3600);
        for device in devices {
            let token = self.token(device.user, 30 * DAY).await;
            device.tokens.replace(&token).expect("a token");
            device.client.poke(Poke::TokenChanged);
        }
        clock.pass(3 * DAY);
        for device in devices {
            device.ready().await;
        }
    }

    /// The folder in which the server keeps everything.
    pub fn server_folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    fn running(&self) -> &Running {
        self.server.as_ref().expect("the server runs")
    }

    /// Stops the server; its folder and address stay.
    pub async fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }

    /// Starts the server again at the same address.
    pub async fn restart(&mut self) {
        self.stop().await;
        let server = Server::start(self.config.clone())
            .await
            .expect("the server starts again");
        self.server = Some(server);
    }

    /// A copy of the server's database, as somebody makes one to be safe.
    pub async fn copy_database(&mut self) -> TempDir {
        self.stop().await;
        let copy = tempfile::tempdir().expect("a folder for the copy");
        let database = self.folder.path().join(linnet_server::store::sqlite::FILE);
        std::fs::copy(database, copy.path().join("copy")).expect("a copy of the database");
        self.restart().await;
        copy
    }

    /// Puts an older database in the place of the server's.
    pub async fn set_back(&mut self, copy: &TempDir) {
        self.stop().await;
        let database = self.folder.path().join(linnet_server::store::sqlite::FILE);
        for end in ["-wal", "-shm"] {
            let beside = format!("{}{end}", database.display());
            assert!(
                !std::path::Path::new(&beside).exists(),
                "a server that has ended leaves {beside}"
            );
        }
        std::fs::copy(copy.path().join("copy"), database).expect("the older database");
        self.restart().await;
    }

    /// A token for a person.
    pub async fn token(&self, user: i64, life: Duration) -> String {
        let token = self
            .running()
            .issue_token(user, life)
            .await
            .expect("a token");
        journal::secret(&token);
        token
    }

    /// A new device of a person: signed in, online, with all that the server has: what comes from now on is news to it.
    pub async fn device(&self, user: i64) -> Device {
        let device = self.device_offline(user).await;
        device.client.start();
        device.ready().await;
        device.caught_up().await;
        device
    }

    /// As [`World::device`], of a computer that goes by this clock.
    pub async fn device_by(&self, user: i64, clock: impl Clock + 'static) -> Device {
        let device = self.device_of(user, Arc::new(clock)).await;
        device.client.start();
        device.ready().await;
        device.caught_up().await;
        device
    }

    /// A new device that is not started.
    pub async fn device_offline(&self, user: i64) -> Device {
        self.device_of(user, Arc::new(SystemClock)).await
    }

    async fn device_of(&self, user: i64, clock: Arc<dyn Clock>) -> Device {
        let token = self.token(user, Duration::from_secs(3600)).await;
        let folder = Arc::new(tempfile::tempdir().expect("a folder for a device"));
        Device::open(
            self.endpoints.clone(),
            user,
            PastedToken::new(&token).expect("a token"),
            (folder, DatabaseKey::random()),
            clock,
        )
        .await
    }
}

/// A server that is still at work when the process ends would use a library that has cleaned up already.
impl Drop for World {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            wait_here(server.stop());
        }
        if !std::thread::panicking() {
            // Invariant 12, for every story.
            assert_eq!(journal::found(), Vec::<String>::new(), "in the log");
        }
    }
}

/// Waits in a place that cannot await. The tests run on several threads.
fn wait_here(future: impl Future<Output = ()>) {
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(future));
}

/// One device of one person.
pub struct Device {
    /// The core.
    pub client: Client,
    /// Where its token comes from.
    pub tokens: PastedToken,
    /// Whose it is.
    pub user: i64,
    endpoints: Endpoints,
    folder: Arc<TempDir>,
    key: DatabaseKey,
    clock: Arc<dyn Clock>,
}

impl Device {
    async fn open(
        endpoints: Endpoints,
        user: i64,
        tokens: PastedToken,
        (folder, key): (Arc<TempDir>, DatabaseKey),
        clock: Arc<dyn Clock>,
    ) -> Self {
        let mut config = Config::new(
            endpoints.clone(),
            1,
            UserId(user),
            folder.path(),
            key.clone(),
        )
        .expect("a configuration");
        config.media_worker = Some(picture_worker());
        config.clock = Arc::clone(&clock);
        let client = Client::builder(config)
            .tokens(tokens.clone())
            .open()
            .await
            .expect("the client opens");
        Self {
            client,
            tokens,
            user,
            endpoints,
            folder,
            key,
            clock,
        }
    }

    /// The folder of the account.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Waits until it is online and the first load is finished.
    pub async fn ready(&self) {
        let (mut connection, mut loading) = (self.client.connection(), self.client.loading());
        in_time(
            "online",
            connection.wait_for(|state| *state == Connection::Online),
        )
        .await
        .expect("the client runs");
        in_time("first load", loading.wait_for(|loading| loading.finished))
            .await
            .expect("the client runs");
    }

    /// Waits until all is here that the server has. What comes before that was missed, and is no news.
    pub async fn caught_up(&self) {
        let mut caught_up = self.client.caught_up();
        in_time(
            "what was missed",
            caught_up.wait_for(|caught_up| *caught_up),
        )
        .await
        .expect("the client runs");
    }

    /// Stops it and gives what is needed to open it again.
    pub async fn stop(self) -> Closed {
        in_time("stop", self.client.stop()).await;
        Closed {
            tokens: self.tokens.clone(),
            user: self.user,
            endpoints: self.endpoints.clone(),
            folder: Arc::clone(&self.folder),
            key: self.key.clone(),
            clock: Arc::clone(&self.clock),
        }
    }

    /// Stops it, opens it again, and waits until it is ready.
    pub async fn restart(self) -> Self {
        let device = self.stop().await.open().await;
        device.client.start();
        device.ready().await;
        device
    }

    /// A conversation with somebody.
    pub async fn chat_with(&self, user: i64) -> ConversationId {
        in_time("create", self.client.create_one_to_one(UserId(user)))
            .await
            .expect("a conversation")
    }

    /// Sends words.
    pub async fn says(&self, conversation: &ConversationId, words: &str) -> MessageKey {
        journal::secret(words);
        let draft = Draft::text(Draft::new_submission(), words, vec![]);
        in_time("accepted", self.client.send(conversation, draft))
            .await
            .expect("a message")
    }

    /// Opens the messages of a conversation, once the conversation is here.
    pub async fn screen(&self, conversation: &ConversationId) -> Screen {
        self.row(conversation, |_| true).await;
        Screen::open(&self.client, conversation, Anchor::End).await
    }

    /// Waits until the messages of a conversation are as wanted, and gives them.
    pub async fn sees(
        &self,
        conversation: &ConversationId,
        what: &str,
        wanted: impl FnMut(&[MessageRow]) -> bool,
    ) -> Vec<MessageRow> {
        // A story has many of these, and all of them lie in its own future.
        let mut screen = Box::pin(self.screen(conversation)).await;
        Box::pin(screen.until(what, wanted)).await
    }

    /// Waits until the words of a conversation are exactly these.
    pub async fn reads(&self, conversation: &ConversationId, wanted: &[&str]) -> Vec<MessageRow> {
        self.sees(conversation, &format!("{wanted:?}"), |rows| {
            words(rows) == wanted
        })
        .await
    }

    /// Waits until the line of a conversation is as wanted, and gives it.
    pub async fn row(
        &self,
        conversation: &ConversationId,
        mut wanted: impl FnMut(&ConversationRow) -> bool,
    ) -> ConversationRow {
        let mut list = Lines::open(&self.client).await;
        in_time("a line of the list", async {
            loop {
                if let Some(row) = list
                    .rows
                    .iter()
                    .find(|row| row.id == *conversation && wanted(row))
                {
                    return row.clone();
                }
                list.next().await;
            }
        })
        .await
    }
}

/// As [`World`]'s: the database's thread must have ended before the process does.
impl Drop for Device {
    fn drop(&mut self) {
        wait_here(self.client.stop());
    }
}

/// A device that is switched off.
pub struct Closed {
    /// Where its token comes from.
    pub tokens: PastedToken,
    user: i64,
    endpoints: Endpoints,
    folder: Arc<TempDir>,
    key: DatabaseKey,
    clock: Arc<dyn Clock>,
}

impl Closed {
    /// Opens it; nothing is started.
    pub async fn open(self) -> Device {
        Device::open(
            self.endpoints,
            self.user,
            self.tokens,
            (self.folder, self.key),
            self.clock,
        )
        .await
    }

    /// The folder it keeps everything in.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Every text of every table of its database, deciphered: what the store knows.
    pub fn stored(&self) -> String {
        let path = self.folder.path().join("linnet.db");
        let database = rusqlite::Connection::open(path).expect("the database");
        database
            .execute_batch(&format!(
                "PRAGMA key = \"x'{}'\"; PRAGMA cipher_compatibility = 4;",
                self.key.to_hex()
            ))
            .expect("the key fits");
        let column = |sql: &str| -> Vec<String> {
            let mut statement = database.prepare(sql).expect("a statement");
            let rows = statement.query_map([], |row| row.get(0)).expect("rows");
            rows.map(|row| row.expect("a row")).collect()
        };
        let mut all = Vec::new();
        for table in
            column("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
        {
            for name in column(&format!(
                "SELECT name FROM pragma_table_info('{table}') WHERE type = 'TEXT'"
            )) {
                all.extend(column(&format!("SELECT coalesce({name}, '') FROM {table}")));
            }
        }
        all.join("\n")
    }

    /// Files of its folder, in all folders below it, that hold these words as they are.
    pub fn files_with(&self, words: &str) -> Vec<std::path::PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = std::fs::read(&path).expect("a file");
                if bytes
                    .windows(words.len())
                    .any(|part| part == words.as_bytes())
                {
                    found.push(path);
                }
            }
        }
        found
    }
}

/// A conversation list as somebody who applies diffs sees it.
pub struct Lines {
    list: ConversationList,
    /// The lines now.
    pub rows: Vec<ConversationRow>,
    /// Unread messages of all.
    pub unread: u32,
}

impl Lines {
    /// Opens it.
    pub async fn open(client: &Client) -> Self {
        let mut list = client.conversations().whole();
        let (rows, unread) = list.open().await.expect("the list");
        Self { list, rows, unread }
    }

    /// Waits for the next change.
    pub async fn next(&mut self) {
        let update = self.list.next().await.expect("the list goes on");
        apply(&mut self.rows, update.diffs);
        self.unread = update.unread_total;
    }
}

/// A timeline as somebody who applies diffs sees it.
pub struct Screen {
    /// The timeline, to ask for more.
    pub timeline: Timeline,
    /// The rows now.
    pub rows: Vec<TimelineRow>,
    /// Where it stands.
    pub state: TimelineState,
}

impl Screen {
    /// Opens it.
    pub async fn open(client: &Client, conversation: &ConversationId, anchor: Anchor) -> Self {
        let timeline = client
            .timeline(conversation, anchor)
            .await
            .expect("a timeline");
        Self {
            rows: timeline.rows().to_vec(),
            state: timeline.state(),
            timeline,
        }
    }

    /// Waits for the next change. The diffs must lead to the rows that the timeline holds itself.
    pub async fn next(&mut self) {
        let update = self.timeline.next().await.expect("the timeline goes on");
        apply(&mut self.rows, update.diffs);
        self.state = update.state;
        assert_eq!(
            self.rows,
            self.timeline.rows(),
            "diffs do not lead to the rows"
        );
    }

    /// Pages up until the first message.
    pub async fn to_start(&mut self) {
        in_time("the start of the history", async {
            loop {
                if !self.state.loading_older {
                    self.timeline.older().await.expect("older rows");
                }
                if self.state.at_start {
                    return;
                }
                self.next().await;
            }
        })
        .await;
    }

    /// The messages among the rows.
    pub fn messages(&self) -> Vec<MessageRow> {
        self.rows
            .iter()
            .filter_map(|row| match row {
                TimelineRow::Message(message) => Some((**message).clone()),
                _ => None,
            })
            .collect()
    }

    /// Waits until the messages are as wanted, and gives them.
    ///
    /// # Panics
    /// When they do not become so, naming what was there instead.
    pub async fn until(
        &mut self,
        what: &str,
        mut wanted: impl FnMut(&[MessageRow]) -> bool,
    ) -> Vec<MessageRow> {
        let end = tokio::time::Instant::now() + LIMIT;
        loop {
            let messages = self.messages();
            if wanted(&messages) {
                return messages;
            }
            if tokio::time::timeout_at(end, Box::pin(self.next()))
                .await
                .is_err()
            {
                panic!(
                    "not in time: {what}; there is {:?} {:?}",
                    words(&messages),
                    self.rows
                );
            }
        }
    }
}

/// Applies diffs as the page does.
///
/// # Panics
/// When a diff does not fit.
pub fn apply<T: Clone>(rows: &mut Vec<T>, diffs: Vec<Diff<T>>) {
    for diff in diffs {
        match diff {
            Diff::Reset { rows: all } => *rows = all,
            Diff::Insert { at, rows: new } => {
                rows.splice(at..at, new);
            }
            Diff::Set { at, row } => {
                *rows.get_mut(at).expect("a row to replace") = row;
            }
            Diff::Remove { at, count } => {
                rows.drain(at..at + count);
            }
        }
    }
}

/// The words of what people [`said`], one word for what has no words.
pub fn words(rows: &[MessageRow]) -> Vec<&str> {
    said(rows)
        .map(|row| match &row.body {
            Body::Text { text } | Body::Notice { text, .. } => text.as_str(),
            Body::Picture { .. } => "(picture)",
            Body::Recalled => "(recalled)",
            Body::File { .. } => "(file)",
            Body::Voice { .. } => "(voice)",
            Body::Video { .. } => "(video)",
            Body::Shown(_) => "(shown)",
        })
        .collect()
}

/// What people said. What happened to a group nobody has said: see [`lines`].
pub fn said(rows: &[MessageRow]) -> impl Iterator<Item = &MessageRow> {
    rows.iter().filter(|row| happened(row).is_none())
}

/// What happened to a group, as the server's lines among these rows say it.
pub fn lines(rows: &[MessageRow]) -> Vec<&Happened> {
    rows.iter().filter_map(happened).collect()
}

fn happened(row: &MessageRow) -> Option<&Happened> {
    match &row.body {
        Body::Notice { happened, .. } => happened.as_ref(),
        _ => None,
    }
}

/// The process that decodes pictures, built beside the tests.
pub fn picture_worker() -> MediaWorker {
    MediaWorker {
        program: beside("picture-worker"),
        args: vec![],
    }
}

/// A program of the tests: target/debug/deps/test-... stands beside target/debug/picture-worker.
pub(crate) fn beside(name: &str) -> PathBuf {
    let mut program: PathBuf = std::env::current_exe().expect("this program");
    program.pop();
    if program.ends_with("deps") {
        program.pop();
    }
    program.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
