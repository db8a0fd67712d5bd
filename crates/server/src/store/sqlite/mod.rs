//! The store on SQLite: one writer that groups commits ([`writer`]), readers with connections of
//! their own ([`readers`]), and one file of rules per family of commands.

mod blocks;
mod bots;
mod contacts;
mod conversations;
mod create;
mod edits;
mod entries;
mod friends;
mod inbox;
mod join_rows;
mod joining;
mod leaving;
mod lines;
mod live;
mod live_members;
mod lookup;
mod marks;
mod media;
mod members;
mod messages;
mod migration;
mod muted;
mod people;
mod presence;
mod profile;
mod quotes;
mod reactions;
mod readers;
mod requests;
mod runs;
mod scope;
mod settings;
mod silence;
mod writer;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    ConversationCoreInfo, ConversationInfoV2, ConversationSettingInfo, MessageInfo, Participant,
    ParticipantReadIndex, ParticipantsPage, Profile,
};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use self::readers::Readers;
use self::runs::Runs;
use self::scope::{Outcome, Snapshot, Tx};
use self::writer::{Desk, Writer};
use super::{
    ConversationPage, CoreChange, Decided, Edit, Edited, Entry, FirstLoad, History, HistoryRange,
    InboxPage, ListFilter, LooseMedia, Mark, MarkList, MarkPage, MemberChange, MemberSilence,
    Membership, NewConversation, NewMessage, Observer, Pending, Place, Reacted, ReactionChange,
    Revoked, Sent, SettingChange, Silence, Store, Target, TokenRecord,
};
use crate::UserId;
use crate::clock::Clock;

/// Name of the database in the folder of the service.
pub const FILE: &str = "service.db";
/// Connections that read. One is held by a long page while the other answers short questions.
const READERS: usize = 2;
/// Objects of the storage that are forgotten at once.
const MEDIA_SLICE: i64 = 50;
/// How long a command waits for another process (`linnet-server token`) to finish writing.
const BUSY: Duration = Duration::from_secs(5);
/// Statements kept prepared per connection: more than there are.
const STATEMENTS: usize = 128;
/// Pages in the log before SQLite copies them into the file (8 MiB). The copy happens inside a
/// commit, so it should be rare; until the first one the log grows, and a sync of a file that
/// grows takes half as long again.
const CHECKPOINT_PAGES: i64 = 2048;

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// SQLite refuses.
    #[error("the database cannot be opened: {0}")]
    Database(#[from] rusqlite::Error),
    /// Made by an older version, which runs with it now; it is left untouched.
    #[error(
        "a server of an older version is running with this data folder: use the linnet-server that belongs to it, or stop it first"
    )]
    InUse,
    /// Made by a newer version; it is left untouched.
    #[error("the database was made by a newer version (schema {0})")]
    Newer(String),
    /// A file or a thread cannot be had.
    #[error("the database cannot be used: {0}")]
    Io(#[from] std::io::Error),
}

/// The store on SQLite.
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
    /// There is a retention.
    forgets: bool,
    runs: Runs,
    largest_group: usize,
}

impl SqliteStore {
    /// Opens or makes the database in a folder, which nobody else has open: the caller holds the folder's lock.
    pub fn open(
        folder: &Path,
        clock: &Arc<dyn Clock>,
        retention: Option<Duration>,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, OpenError> {
        Self::open_as(folder, clock, retention, observer, true)
    }

    /// Opens the database beside a server that may be running with it. One that an older version made is not changed
    /// under that server's feet.
    pub fn open_beside(
        folder: &Path,
        clock: &Arc<dyn Clock>,
        observer: Arc<dyn Observer>,
    ) -> Result<Self, OpenError> {
        Self::open_as(folder, clock, None, observer, false)
    }

    fn open_as(
        folder: &Path,
        clock: &Arc<dyn Clock>,
        retention: Option<Duration>,
        observer: Arc<dyn Observer>,
        serves: bool,
    ) -> Result<Self, OpenError> {
        let path = folder.join(FILE);
        make_private(&path)?;
        let mut db = Connection::open(&path)?;
        migration::refuse_newer(&db, migration::ALL)?;
        if !serves && migration::version(&db)? < migration::ALL.len() {
            return Err(OpenError::InUse);
        }
        prepare(&db)?;
        // Durable at every commit: in WAL mode FULL syncs the log before COMMIT returns. It
        // cannot change inside a transaction, so it is set here, before the first one.
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        migration::run(&mut db, migration::ALL, &mut || ())?;
        let last_id = db.query_row(
            "SELECT max(coalesce((SELECT max(id) FROM message), 0),
                        coalesce((SELECT max(id) FROM command), 0),
                        coalesce((SELECT max(short_id) FROM conversation), 0),
                        coalesce((SELECT max(short_id) FROM live_group), 0),
                        coalesce((SELECT max(id) FROM live_message), 0))",
            [],
            |row| row.get(0),
        )?;
        let runs = match serves {
            true => Runs::begin(&mut db)?,
            false => Runs::none(),
        };
        let retention_ms =
            retention.map(|kept| i64::try_from(kept.as_millis()).unwrap_or(i64::MAX));
        let mut connections = Vec::new();
        for _ in 0..READERS {
            let reader = Connection::open_with_flags(
                &path,
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?;
            prepare(&reader)?;
            reader.pragma_update(None, "query_only", true)?;
            connections.push(reader);
        }
        Ok(Self {
            writer: Writer::start(Desk {
                db,
                clock: Arc::clone(clock),
                retention_ms,
                observer,
                last_id,
                trust: writer::TRUSTED,
            })?,
            readers: Readers::start(connections, clock, retention_ms)?,
            forgets: retention_ms.is_some(),
            runs,
            largest_group: choices::MAX_GROUP_MEMBERS,
        })
    }

    /// Groups have at most so many members from now on; those that have more keep them.
    pub fn with_largest_group(self, members: usize) -> Self {
        Self {
            largest_group: members,
            ..self
        }
    }

    fn write<T, F>(&self, command: F) -> Pending<'_, T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    {
        Box::pin(self.writer.run(command))
    }

    fn read<T, F>(&self, question: F) -> Pending<'_, T>
    where
        T: Send + 'static,
        F: FnOnce(&Snapshot<'_>) -> Outcome<T> + Send + 'static,
    {
        Box::pin(self.readers.ask(question))
    }
}

/// The database's files are for their owner only, in a folder that was more open, too. Those that SQLite makes later
/// (log, shared memory) get the mode of the database.
#[cfg(unix)]
fn make_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};

    std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)?;
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match std::fs::set_permissions(&name, std::fs::Permissions::from_mode(0o600)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn make_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn prepare(db: &Connection) -> rusqlite::Result<()> {
    db.busy_timeout(BUSY)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    // Otherwise a statement with LIMIT ?1, or with a bound beside the condition of a partial index, is compiled anew for
    // each value, which takes longer than running it.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    // 16 MiB for each connection.
    db.pragma_update(None, "cache_size", -16_384)
}

impl Store for SqliteStore {
    fn add_user(
        &self,
        user: UserId,
        name: Option<String>,
        portrait: Option<String>,
    ) -> Pending<'_, ()> {
        self.write(move |tx| people::add(tx, user, name, portrait))
    }

    fn users(&self) -> Pending<'_, Vec<Profile>> {
        self.read(people::all)
    }

    fn profiles(&self, users: Vec<UserId>) -> Pending<'_, Vec<Profile>> {
        self.read(move |db| people::profiles(db, &users))
    }

    fn put_token(&self, token: TokenRecord) -> Pending<'_, ()> {
        self.write(move |tx| people::put_token(tx, &token))
    }

    fn revoke(&self, what: Revoked) -> Pending<'_, usize> {
        self.write(move |tx| people::revoke(tx, what))
    }

    fn revocations(&self) -> Pending<'_, i64> {
        self.read(people::revocations)
    }

    fn token(&self, digest: [u8; 32]) -> Pending<'_, Option<TokenRecord>> {
        self.read(move |db| people::token(db, &digest))
    }

    fn create(&self, by: UserId, new: NewConversation) -> Pending<'_, Decided<ConversationInfoV2>> {
        let most = self.largest_group;
        self.write(move |tx| create::create(tx, by, new, most))
    }

    fn conversations(
        &self,
        by: UserId,
        targets: Vec<Target>,
    ) -> Pending<'_, Vec<ConversationInfoV2>> {
        self.read(move |db| conversations::infos(db, by, &targets))
    }

    fn list(&self, by: UserId, filter: ListFilter) -> Pending<'_, ConversationPage> {
        self.read(move |db| conversations::list(db, by, &filter))
    }

    fn first_load(
        &self,
        by: UserId,
        cursor: i64,
        conversations: i64,
        messages: i64,
    ) -> Pending<'_, FirstLoad> {
        self.read(move |db| conversations::first_load(db, by, cursor, conversations, messages))
    }

    fn set_core_info(
        &self,
        by: UserId,
        target: Target,
        change: CoreChange,
    ) -> Pending<'_, ConversationCoreInfo> {
        self.write(move |tx| conversations::set_core_info(tx, by, &target, change))
    }

    fn dissolve(&self, by: UserId, target: Target) -> Pending<'_, ()> {
        self.write(move |tx| conversations::dissolve(tx, by, &target))
    }

    fn add_members(
        &self,
        by: UserId,
        target: Target,
        users: Vec<UserId>,
    ) -> Pending<'_, Membership> {
        let most = self.largest_group;
        self.write(move |tx| members::add(tx, by, &target, &users, most))
    }

    fn remove_members(
        &self,
        by: UserId,
        target: Target,
        users: Vec<UserId>,
    ) -> Pending<'_, Membership> {
        self.write(move |tx| members::remove_some(tx, by, &target, &users))
    }

    fn leave(&self, by: UserId, target: Target) -> Pending<'_, ()> {
        self.write(move |tx| members::leave(tx, by, &target))
    }

    fn update_member(
        &self,
        by: UserId,
        target: Target,
        change: MemberChange,
    ) -> Pending<'_, Participant> {
        self.write(move |tx| members::update(tx, by, &target, change))
    }

    fn members(
        &self,
        by: UserId,
        target: Target,
        cursor: i64,
        limit: i64,
    ) -> Pending<'_, ParticipantsPage> {
        self.read(move |db| members::page(db, by, &target, cursor, limit))
    }

    fn silence(&self, by: UserId, target: Target, whom: Silence) -> Pending<'_, ()> {
        self.write(move |tx| silence::group(tx, by, &target, whom))
    }

    fn silence_members(
        &self,
        by: UserId,
        target: Target,
        change: MemberSilence,
    ) -> Pending<'_, Vec<UserId>> {
        self.write(move |tx| silence::members(tx, by, &target, &change))
    }

    fn some_members(
        &self,
        by: UserId,
        target: Target,
        users: Vec<UserId>,
    ) -> Pending<'_, Vec<Participant>> {
        self.read(move |db| members::some(db, by, &target, &users))
    }

    fn peers(&self, by: UserId, target: Target) -> Pending<'_, (Place, Vec<UserId>)> {
        self.read(move |db| members::peers(db, by, &target))
    }

    fn acquainted(&self, by: UserId, users: Vec<UserId>) -> Pending<'_, Vec<UserId>> {
        self.read(move |db| members::acquainted(db, by, &users))
    }

    fn send(&self, by: UserId, new: NewMessage) -> Pending<'_, Sent> {
        self.write(move |tx| messages::send(tx, by, new))
    }

    fn recall(&self, by: UserId, target: Target, message: i64) -> Pending<'_, ()> {
        self.write(move |tx| messages::recall(tx, by, &target, message))
    }

    fn mark(&self, by: UserId, target: Target, mark: Mark) -> Pending<'_, ()> {
        self.write(move |tx| marks::mark(tx, by, &target, &mark))
    }

    fn marked(&self, by: UserId, list: MarkList) -> Pending<'_, MarkPage> {
        self.read(move |db| marks::list(db, by, &list))
    }

    fn react(
        &self,
        by: UserId,
        target: Target,
        message: i64,
        changes: Vec<ReactionChange>,
    ) -> Pending<'_, Reacted> {
        self.write(move |tx| reactions::react(tx, by, &target, message, &changes))
    }

    fn edit(&self, by: UserId, edit: Edit) -> Pending<'_, Edited> {
        self.write(move |tx| edits::edit(tx, by, edit))
    }

    fn hide(&self, by: UserId, target: Target, message: i64) -> Pending<'_, ()> {
        self.write(move |tx| messages::hide(tx, by, &target, message))
    }

    fn message(&self, by: UserId, target: Target, message: i64) -> Pending<'_, MessageInfo> {
        self.read(move |db| messages::one(db, by, &target, message))
    }

    fn history(&self, by: UserId, target: Target, range: HistoryRange) -> Pending<'_, History> {
        self.read(move |db| messages::history(db, by, &target, range))
    }

    fn ticket(&self, by: UserId, target: Target, peer: Option<UserId>) -> Pending<'_, String> {
        self.read(move |db| messages::ticket(db, by, &target, peer))
    }

    fn mark_read(&self, by: UserId, target: Target, index: i64, receipt: bool) -> Pending<'_, ()> {
        self.write(move |tx| settings::mark_read(tx, by, &target, index, receipt))
    }

    fn read_positions(&self, by: UserId, target: Target) -> Pending<'_, Vec<ParticipantReadIndex>> {
        self.read(move |db| settings::read_positions(db, by, &target))
    }

    fn delete_conversation(&self, by: UserId, target: Target, up_to: i64) -> Pending<'_, ()> {
        self.write(move |tx| settings::delete_conversation(tx, by, &target, up_to))
    }

    fn set_settings(
        &self,
        by: UserId,
        target: Target,
        change: SettingChange,
    ) -> Pending<'_, ConversationSettingInfo> {
        self.write(move |tx| settings::set(tx, by, &target, change))
    }

    fn set_setting_ext(
        &self,
        by: UserId,
        target: Target,
        ext: BTreeMap<String, String>,
    ) -> Pending<'_, ConversationSettingInfo> {
        self.write(move |tx| settings::set_ext(tx, by, &target, ext))
    }

    fn inbox(&self, by: UserId, cursor: i64, limit: i64) -> Pending<'_, InboxPage> {
        self.read(move |db| inbox::page(db, by, cursor, limit))
    }

    fn run(&self) -> i64 {
        self.runs.current
    }

    fn knows_run(&self, run: i64) -> bool {
        self.runs.knows(run)
    }

    fn inbox_head(&self, user: UserId) -> Pending<'_, i64> {
        self.read(move |db| db.head(user))
    }

    fn inbox_entries(&self, user: UserId, after: i64, limit: i64) -> Pending<'_, Vec<Entry>> {
        self.read(move |db| inbox::entries(db, user, after, limit))
    }

    fn report_cursor(&self, by: UserId, device: String, cursor: i64) -> Pending<'_, ()> {
        self.write(move |tx| inbox::report_cursor(tx, by, &device, cursor))
    }

    fn media_stored(&self, key: String, sha256: String) -> Pending<'_, ()> {
        self.write(move |tx| media::stored(tx, &key, &sha256))
    }

    fn media_unknown(&self, keys: Vec<String>) -> Pending<'_, Vec<String>> {
        self.read(move |db| media::unknown(db, keys))
    }

    fn media_has(&self, sha256: String) -> Pending<'_, bool> {
        self.read(move |db| media::has(db, &sha256))
    }

    fn media_forget(&self) -> Pending<'_, Vec<LooseMedia>> {
        self.write(|tx| media::forget_loose(tx, MEDIA_SLICE))
    }

    fn purge(&self) -> Pending<'_, bool> {
        if !self.forgets {
            return Box::pin(std::future::ready(Ok(false)));
        }
        self.write(|tx| inbox::purge(tx))
    }

    fn close(&self) -> Pending<'_, ()> {
        Box::pin(async move {
            let closed = self.writer.close().await;
            self.readers.close().await;
            closed
        })
    }
}

#[cfg(test)]
mod tests;
