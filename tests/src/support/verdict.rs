//! What must be true when a plan has come to rest.

pub(super) mod forwarded;
pub(super) mod found;
pub(super) mod loaded;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::act::{Act, Answer};
use super::run::Stage;
use super::seen::{Chat, Message, Seen, State};
use forwarded::Forwarded;

/// What a message brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Words.
    Words(String),
    /// The picture of the plan.
    Picture,
    /// A file, a video or a recording, by the ending of its name.
    File(PathBuf),
    /// What another message says, or a card with what several say.
    Forwarded,
}

/// A message that somebody wrote.
#[derive(Debug, Clone)]
pub struct Said {
    key: String,
    device: usize,
    chat: String,
    what: What,
    /// True: accepted; false: refused; none: the device was killed before it answered.
    taken: Option<bool>,
    /// What was handed over together has one number, from 1 on; 0: it was handed over alone.
    together: usize,
}

impl Said {
    /// One that is handed over now.
    pub fn new(device: usize, chat: String, what: What) -> Self {
        Self {
            key: linnet_core::Draft::new_submission().to_string(),
            device,
            chat,
            what,
            taken: None,
            together: 0,
        }
    }

    /// The act that hands it over, the first time or again; none for what is handed over in another way.
    pub fn act(&self, picture: &Path) -> Option<Act> {
        let (chat, key) = (self.chat.clone(), self.key.clone());
        let file = match &self.what {
            What::Words(words) => {
                let words = words.clone();
                return Some(Act::Text { chat, key, words });
            }
            What::Picture => picture.to_owned(),
            What::File(file) => file.clone(),
            What::Forwarded => return None,
        };
        Some(Act::Picture { chat, key, file })
    }
}

/// What was said in a plan, in the order of writing.
#[derive(Debug, Default)]
pub struct Ledger {
    said: Vec<Said>,
    /// Messages that were deleted; before they were at the server, they never come there.
    given_up: BTreeSet<String>,
    /// Messages that were sent again by hand after they had stopped: they stand behind later ones.
    by_hand: BTreeSet<String>,
    /// Messages that the device was still taking in when the next step came: one handed over after them may be in first.
    beside: BTreeSet<String>,
    /// What was at the server at some time: it may have forgotten it since.
    was_kept: BTreeMap<String, Kept>,
    /// What was at the server before an older database was put in place, and not afterwards. A device that does not
    /// know that it arrived sends it again.
    lost: BTreeSet<String>,
    /// Conversations that somebody has emptied or taken away for themselves.
    emptied: BTreeSet<String>,
    /// The server was set back: it knows nothing any more of some deletions.
    was_set_back: bool,
    /// Conversations in which somebody had read further than the server knew after it was set back.
    reads_lost: BTreeSet<String>,
    /// Names given to groups, and words given to edited messages.
    names: usize,
    /// Words by which messages of devices were to be found at some time.
    words: BTreeSet<String>,
    /// SHA-256 of the files that were sent, by their names.
    files: BTreeMap<String, String>,
    /// What was handed over to be forwarded.
    forwards: Vec<Forwarded>,
}

impl Ledger {
    /// Writes one down.
    pub fn said(&mut self, said: Said) -> usize {
        self.said.push(said);
        self.said.len() - 1
    }

    /// The device has accepted it.
    pub fn accepted(&mut self, at: usize) {
        if let Some(said) = self.said.get_mut(at) {
            said.taken = Some(true);
        }
    }

    /// The device has not taken it in.
    pub fn refused(&mut self, at: usize) {
        if let Some(said) = self.said.get_mut(at) {
            said.taken = Some(false);
        }
    }

    /// The next step does not wait until it is taken in.
    pub fn takes_long(&mut self, at: usize) {
        let key = self.said.get(at).map(|said| said.key.clone());
        self.beside.extend(key);
    }

    /// Whether every device has said what became of what it was handed.
    pub fn all_answered(&self) -> bool {
        self.said.iter().all(|said| said.taken.is_some())
    }

    /// What is not answered, with its place.
    pub fn unanswered(&self, act: impl Fn(&Said) -> Option<Act>) -> Vec<(usize, Act)> {
        let open = self.said.iter().enumerate();
        open.filter(|(_, said)| said.taken.is_none())
            .filter_map(|(at, said)| Some((at, act(said)?)))
            .collect()
    }

    /// A message may be found by this word from now on.
    pub fn word(&mut self, word: String) {
        self.words.insert(word);
    }

    /// Words by which a message was to be found at some time.
    pub(super) fn words(&self) -> &BTreeSet<String> {
        &self.words
    }

    /// A file of this name is sent.
    pub fn file(&mut self, name: &str, bytes: &[u8]) {
        self.files.insert(name.to_owned(), loaded::sha256(bytes));
    }

    /// A number for the next file.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// Something is handed over to be forwarded.
    pub fn forward(&mut self, forward: Forwarded) {
        self.forwards.push(forward);
    }

    /// The device has accepted it, as these messages. `late`: the next step did not wait for it.
    pub fn forwarded(&mut self, device: usize, chat: &str, keys: Vec<String>, late: bool) {
        let together = self.said.len() + 1;
        for key in keys {
            if late {
                self.beside.insert(key.clone());
            }
            self.said.push(Said {
                key,
                device,
                chat: chat.to_owned(),
                what: What::Forwarded,
                taken: Some(true),
                together,
            });
        }
    }

    /// It was deleted.
    pub fn given_up(&mut self, key: String) {
        self.given_up.insert(key);
    }

    /// Somebody has emptied this conversation, or taken it away.
    pub fn emptied(&mut self, chat: &str) {
        self.emptied.insert(chat.to_owned());
    }

    /// They were sent again by hand.
    pub fn again(&mut self, keys: Vec<String>) {
        self.by_hand.extend(keys);
    }

    /// A number for the next name.
    pub fn names(&mut self) -> usize {
        self.names += 1;
        self.names
    }
}

/// A message at the server.
#[derive(Debug, Clone)]
struct Kept {
    chat: String,
    index: i64,
    /// Milliseconds since 1970.
    created: i64,
}

/// Where the history of a person in a conversation begins, at the server.
#[derive(Debug, Clone, Copy, Default)]
struct Begins {
    /// Nothing up to here is given to this person.
    hidden: i64,
    /// Of that, up to here because the person has cleared it.
    cleared: i64,
}

/// What the server gives no more, and what a device may therefore still have beside a new one.
struct Gone {
    kept: BTreeMap<String, Vec<Kept>>,
    begins: BTreeMap<(i64, String), Begins>,
    horizon_ms: i64,
    /// What the server lost when it was set back and was not sent again.
    lost: BTreeSet<String>,
    /// Messages that were deleted before the server was set back and may stand on a new device again.
    deleted: BTreeSet<String>,
    /// Conversations that the server knows.
    chats: BTreeSet<String>,
    /// Conversations in which it lost how far somebody had read.
    reads_lost: BTreeSet<String>,
}

impl Gone {
    /// A device may say that the server keeps something no more only where that can be so.
    fn is_true(&self, at: usize, user: i64, seen: &Seen) -> Result<(), String> {
        for (id, chat) in seen.chats.iter().filter(|(_, chat)| chat.gone > 0) {
            let begins = self.begins.get(&(user, id.clone()));
            let added_again = begins.is_some_and(|begins| begins.hidden > begins.cleared);
            if self.horizon_ms == i64::MIN && !added_again {
                return Err(format!(
                    "device {at} says that {} parts of {id} are gone",
                    chat.gone
                ));
            }
        }
        Ok(())
    }

    /// What the server lost stands apart, and nothing else does. What has stopped was never known to have arrived.
    fn stands_apart(&self, at: usize, seen: &Seen) -> Result<(), String> {
        for message in seen.chats.values().flat_map(|chat| &chat.messages) {
            // Where the server keeps nothing any more of that time, nothing tells what it lost from what it forgot.
            let old = message.time < self.horizon_ms;
            let stopped = matches!(message.state, State::Stopped(_));
            if stopped && !message.lost {
                continue;
            }
            if message.lost != self.lost.contains(&message.key) && !old {
                let kept = self.kept.get(&message.key);
                return Err(format!(
                    "device {at} shows that a message is lost, or not, and is wrong: {message:?}; the server has {kept:?}"
                ));
            }
        }
        Ok(())
    }

    /// Takes conversations away that the server does not know any more: a device may still show what was in them.
    fn without_unknown(&self, seen: &Seen) -> Seen {
        let mut seen = seen.clone();
        seen.chats.retain(|id, _| self.chats.contains(id));
        seen.order.retain(|id| self.chats.contains(id));
        seen
    }

    /// Who was told that a message was read still says so where the server has lost it, and who was not cannot know.
    fn with_lost_reads(&self, seen: &Seen, other: &Seen) -> Seen {
        let mut seen = seen.clone();
        for id in &self.reads_lost {
            let (Some(chat), Some(other)) = (seen.chats.get_mut(id), other.chats.get(id)) else {
                continue;
            };
            let is_read = |key: &str| {
                let mut all = other.messages.iter();
                all.any(|it| it.key == key && it.state == State::Read)
            };
            for message in &mut chat.messages {
                if message.state == State::Sent && is_read(&message.key) {
                    message.state = State::Read;
                }
            }
        }
        seen
    }

    /// A message that this person had and could not load any more.
    fn may_be_only_here(&self, user: i64, chat: &str, key: &str) -> bool {
        if self.lost.contains(key) || self.deleted.contains(key) {
            return true;
        }
        let begins = self.begins.get(&(user, chat.to_owned()));
        let begins = begins.copied().unwrap_or_default();
        let Some(kept) = self.kept.get(key).and_then(|found| found.first()) else {
            return false;
        };
        let given = kept.created >= self.horizon_ms && kept.index > begins.hidden;
        kept.chat == chat && !given && kept.index > begins.cleared
    }
}

/// Looks at everything.
///
/// # Errors
/// What is not (yet) as it must be.
pub(super) async fn judge(stage: &Stage) -> Result<(), String> {
    let looks = (0..stage.slots.len()).map(|at| stage.ask(at, Act::Look));
    let mut all = Vec::new();
    for (at, look) in futures_util::future::join_all(looks)
        .await
        .into_iter()
        .enumerate()
    {
        match look {
            Some(Answer::Seen { seen }) => all.push(*seen),
            Some(Answer::Refused { code }) => {
                return Err(format!("device {at} cannot look: {code}"));
            }
            _ => return Err(format!("device {at} does not answer")),
        }
    }
    let chats = chats(stage)?;
    for (at, seen) in all.iter().enumerate() {
        ready(at, seen, &chats)?;
    }
    let mut kept = at_server(stage)?;
    let there_now: BTreeSet<String> = kept.keys().cloned().collect();
    let lost: BTreeSet<String> = stage
        .ledger
        .lost
        .iter()
        .filter(|key| !kept.contains_key(*key))
        .cloned()
        .collect();
    for (key, one) in &stage.ledger.was_kept {
        let found = kept.entry(key.clone()).or_default();
        if found.is_empty() {
            found.push(one.clone());
        }
    }
    let server = AtServer {
        kept: &kept,
        now: &there_now,
        lost: &lost,
        horizon_ms: stage.horizon_ms(),
    };
    doubled(&stage.ledger, &all, &kept)?;
    once(&stage.ledger, &all, &server)?;
    order(&stage.ledger, &kept)?;
    let deleted = match stage.ledger.was_set_back {
        true => stage.ledger.given_up.clone(),
        false => BTreeSet::new(),
    };
    let gone = Gone {
        kept,
        begins: begins(stage)?,
        horizon_ms: stage.horizon_ms(),
        lost,
        deleted,
        chats,
        reads_lost: stage.ledger.reads_lost.clone(),
    };
    for person in 0..stage.people {
        let mut theirs = stage
            .slots
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, slot)| slot.person == person)
            .filter_map(|(at, _)| all.get(at).map(|seen| (at, seen)));
        // The last one is the fresh one, once there is one.
        let Some((model, fresh)) = theirs.next() else {
            continue;
        };
        for (at, seen) in theirs {
            let only_here =
                |chat: &str, key: &str| gone.may_be_only_here(stage.user(person), chat, key);
            gone.is_true(at, stage.user(person), seen)?;
            gone.stands_apart(at, seen)?;
            let (fresh, seen) = (gone.without_unknown(fresh), gone.without_unknown(seen));
            let (fresh, seen) = (
                gone.with_lost_reads(&fresh, &seen),
                gone.with_lost_reads(&seen, &fresh),
            );
            same(model, &fresh, at, &seen, &only_here)?;
        }
    }
    Ok(())
}

/// Uses what is shown: looks for words, and loads files.
///
/// # Errors
/// What is not (yet) as it must be.
pub(super) async fn used(stage: &Stage) -> Result<(), String> {
    found::check(stage).await?;
    loaded::check(stage).await
}

fn ready(at: usize, seen: &Seen, chats: &BTreeSet<String>) -> Result<(), String> {
    if !seen.ready {
        return Err(format!("device {at} is not online with everything loaded"));
    }
    for (id, chat) in &seen.chats {
        // Of one that the server does not know (any more) it says that, when it is asked for the history.
        if !chat.wrong.is_empty() && chats.contains(id) {
            return Err(format!("device {at} shows {id} wrongly: {:?}", chat.wrong));
        }
        let is_sending = |message: &&Message| message.state == State::Sending;
        if let Some(message) = chat.messages.iter().find(is_sending) {
            return Err(format!("device {at} is still sending {message:?} in {id}"));
        }
    }
    Ok(())
}

/// Nothing that was written once stands twice, also not under another id; unless it was forwarded.
fn doubled(
    ledger: &Ledger,
    all: &[Seen],
    kept: &BTreeMap<String, Vec<Kept>>,
) -> Result<(), String> {
    let shown = || all.iter().flat_map(|seen| seen.chats.values());
    let messages = || shown().flat_map(|chat| &chat.messages);
    let known = || messages().map(|message| &message.key).chain(kept.keys());
    let was_forwarded = |key: &str| {
        let mut forwards = ledger.forwards.iter();
        forwards.any(|forward| forward.is_of(key, known()))
    };
    for (at, seen) in all.iter().enumerate() {
        for (id, chat) in &seen.chats {
            let mut bodies: BTreeMap<&str, &str> = BTreeMap::new();
            let written = |message: &&Message| {
                message.body.starts_with("device") || message.body.contains(SENT)
            };
            for message in chat.messages.iter().filter(written) {
                match bodies.get(message.body.as_str()) {
                    Some(_) if was_forwarded(&message.key) => continue,
                    Some(before) if !was_forwarded(before) => {
                        return Err(format!("device {at} shows twice in {id}: {message:?}"));
                    }
                    _ => {}
                }
                bodies.insert(&message.body, &message.key);
            }
        }
    }
    Ok(())
}

fn database(stage: &Stage) -> rusqlite::Result<Connection> {
    let path = stage.database();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(path, flags)?;
    database.pragma_update(None, "query_only", true)?;
    Ok(database)
}

/// Keeps in mind what is at the server now: it may forget it.
pub(super) fn remember(stage: &mut Stage) {
    if stage.horizon_ms() == i64::MIN {
        return;
    }
    // While it is being made, there is nothing.
    for (key, found) in at_server(stage).unwrap_or_default() {
        for one in found {
            stage.ledger.was_kept.entry(key.clone()).or_insert(one);
        }
    }
}

/// What the server knows now.
pub(super) struct Known {
    messages: BTreeSet<String>,
    /// How far each person has read in each conversation.
    read: BTreeMap<(i64, String), i64>,
}

/// What the server knows now.
pub(super) fn known(stage: &Stage) -> Result<Known, String> {
    let read = || -> rusqlite::Result<_> {
        let database = database(stage)?;
        let mut query = database.prepare(
            "SELECT m.user, c.conversation_id, m.read_index FROM member m JOIN conversation c ON c.short_id = m.conversation",
        )?;
        let rows = query.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
        rows.collect()
    };
    Ok(Known {
        messages: at_server(stage)?.into_keys().collect(),
        read: read().map_err(|error| format!("the server's database: {error}"))?,
    })
}

/// An older database was put in the server's place; `before` is what it knew until then.
pub(super) fn set_back(stage: &mut Stage, before: Known) -> Result<(), String> {
    let (before, read) = (before.messages, before.read);
    let after = at_server(stage)?;
    let read_after = known(stage)?.read;
    let ledger = &mut stage.ledger;
    ledger.was_set_back = true;
    let lowered = read.into_iter().filter(|(place, index)| {
        let now = read_after.get(place).copied().unwrap_or(0);
        now < *index
    });
    ledger.reads_lost.extend(lowered.map(|((_, chat), _)| chat));
    ledger
        .was_kept
        .retain(|key, _| !before.contains(key) || after.contains_key(key));
    ledger
        .lost
        .extend(before.into_iter().filter(|key| !after.contains_key(key)));
    Ok(())
}

fn chats(stage: &Stage) -> Result<BTreeSet<String>, String> {
    let read = || -> rusqlite::Result<_> {
        let database = database(stage)?;
        let mut query = database.prepare("SELECT conversation_id FROM conversation")?;
        let rows = query.query_map([], |row| row.get(0))?;
        rows.collect()
    };
    read().map_err(|error| format!("the server's database: {error}"))
}

fn begins(stage: &Stage) -> Result<BTreeMap<(i64, String), Begins>, String> {
    let read = || -> rusqlite::Result<_> {
        let database = database(stage)?;
        let mut query = database.prepare(
            "SELECT m.user, c.conversation_id, m.min_index, coalesce(m.ext ->> ('$.\"a:cleared_index\"'), 0) \
             FROM member m JOIN conversation c ON c.short_id = m.conversation",
        )?;
        let rows = query.query_map([], |row| {
            let cleared: rusqlite::types::Value = row.get(3)?;
            let cleared = match cleared {
                rusqlite::types::Value::Text(text) => text.parse().unwrap_or(0),
                _ => 0,
            };
            let hidden = row.get(2)?;
            Ok(((row.get(0)?, row.get(1)?), Begins { hidden, cleared }))
        })?;
        rows.collect()
    };
    read().map_err(|error| format!("the server's database: {error}"))
}

fn at_server(stage: &Stage) -> Result<BTreeMap<String, Vec<Kept>>, String> {
    let read = || -> rusqlite::Result<_> {
        let database = database(stage)?;
        let mut query = database.prepare(
            "SELECT iif(m.client_id IN ('', CAST(m.id AS TEXT)), 's:' || m.id, m.client_id), c.conversation_id, m.idx, m.created_ms \
             FROM message m JOIN conversation c ON c.short_id = m.conversation",
        )?;
        let rows = query.query_map([], |row| {
            let key: String = row.get(0)?;
            let (chat, index, created) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let kept = Kept {
                chat,
                index,
                created,
            };
            Ok((key, kept))
        })?;
        let mut kept: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
        for row in rows {
            let (key, one) = row?;
            kept.entry(key).or_default().push(one);
        }
        Ok(kept)
    };
    read().map_err(|error| format!("the server's database: {error}"))
}

/// Whether everything said stands at the server.
pub(super) fn all_at_server(stage: &Stage) -> bool {
    at_server(stage).is_ok_and(|kept| {
        let mut said = stage.ledger.said.iter();
        said.all(|said| kept.contains_key(&said.key))
    })
}

/// What is and was at the server.
struct AtServer<'a> {
    /// Also what it has forgotten since.
    kept: &'a BTreeMap<String, Vec<Kept>>,
    now: &'a BTreeSet<String>,
    /// What it lost when it was set back and was not sent again.
    lost: &'a BTreeSet<String>,
    horizon_ms: i64,
}

/// What the names of files that are sent begin with.
pub(super) const SENT: &str = "sent-";

/// How a recording is called in a verdict.
pub(super) const VOICE: &str = "voice";

/// Every accepted message stands once at the server, or is shown as stopped with a reason at its sender.
///
/// What the server lost when it was set back is still at its sender: apart, or stopped, where the sender had no answer
/// before and was refused afterwards, in a conversation that was lost as well. Likewise what the server has forgotten: it
/// does not know any more that it had it.
fn once(ledger: &Ledger, all: &[Seen], server: &AtServer<'_>) -> Result<(), String> {
    if let Some((key, found)) = server.kept.iter().find(|(_, found)| found.len() > 1) {
        return Err(format!("{key} is at the server more than once: {found:?}"));
    }
    for said in &ledger.said {
        let found = server.kept.get(&said.key).map_or(&[][..], Vec::as_slice);
        let there = found.len();
        if there > 1 || found.iter().any(|one| one.chat != said.chat) {
            return Err(format!("{said:?} is at the server {there} times"));
        }
        let stopped = stopped(all, said);
        let is_lost = server.lost.contains(&said.key);
        let wanted = !ledger.given_up.contains(&said.key) && !ledger.emptied.contains(&said.chat);
        let stands = |message: &Message| message.lost || message.time < server.horizon_ms;
        if is_lost && wanted && !stopped && !shown(all, said).any(stands) {
            let chat = all
                .get(said.device)
                .and_then(|seen| seen.chats.get(&said.chat));
            return Err(format!(
                "{said:?} was lost by the server, and its device shows {chat:?}"
            ));
        }
        match said.taken {
            Some(false) if there > 0 => return Err(format!("{said:?} was refused and sent")),
            Some(true)
                if there == 0 && !stopped && !ledger.given_up.contains(&said.key) && !is_lost =>
            {
                return Err(format!("{said:?} was accepted and is nowhere"));
            }
            _ => {}
        }
        if server.now.contains(&said.key) && stopped {
            return Err(format!("{said:?} is at the server and shown as stopped"));
        }
    }
    Ok(())
}

/// It, as its sender's device shows it.
fn shown<'a>(all: &'a [Seen], said: &Said) -> impl Iterator<Item = &'a Message> {
    let chat = all
        .get(said.device)
        .and_then(|seen| seen.chats.get(&said.chat));
    let key = said.key.clone();
    let messages = chat.into_iter().flat_map(|chat| &chat.messages);
    messages.filter(move |message| message.key == key)
}

fn stopped(all: &[Seen], said: &Said) -> bool {
    shown(all, said)
        .any(|message| matches!(&message.state, State::Stopped(reason) if !reason.is_empty()))
}

/// The order of writing of one device in one conversation; texts, what is uploaded, and what is forwarded each: a
/// picture is overtaken while it is uploaded.
fn order(ledger: &Ledger, kept: &BTreeMap<String, Vec<Kept>>) -> Result<(), String> {
    let mut last: BTreeMap<(usize, &str, u8), (i64, &Said)> = BTreeMap::new();
    let by_itself =
        |said: &&Said| !ledger.by_hand.contains(&said.key) && !ledger.beside.contains(&said.key);
    for said in ledger.said.iter().filter(by_itself) {
        let Some(found) = kept.get(&said.key).and_then(|found| found.first()) else {
            continue;
        };
        let way = match said.what {
            What::Words(_) => 0,
            What::Picture | What::File(_) => 1,
            What::Forwarded => 2,
        };
        let lane = (said.device, said.chat.as_str(), way);
        let before = last.get(&lane).copied();
        if let Some((index, earlier)) = before
            && index > found.index
        {
            // What is forwarded at once goes in the order of its conversation, which may have become another one between
            // looking and handing it over.
            if said.together == 0 || said.together != earlier.together {
                return Err(format!("{said:?} stands before the earlier {earlier:?}"));
            }
            continue;
        }
        last.insert(lane, (found.index, said));
    }
    Ok(())
}

/// Two devices of one person show the same, apart from what has stopped on one of them and from what only one of
/// them can still have. Where it has such messages its line in the list may show them, and its place there follows them.
fn same(
    model: usize,
    fresh: &Seen,
    at: usize,
    seen: &Seen,
    only_here: &dyn Fn(&str, &str) -> bool,
) -> Result<(), String> {
    let differs = |what: &str, one: String, other: String| {
        Err(format!(
            "{what} differs\n  device {model}: {one}\n  device {at}: {other}"
        ))
    };
    let (mut fresh, mut seen) = (comparable(fresh, seen), comparable(seen, fresh));
    let kept = keeps_more(&mut fresh, &mut seen, only_here);
    let ids = |seen: &Seen| seen.chats.keys().cloned().collect::<Vec<_>>();
    if ids(&fresh) != ids(&seen) {
        let beside = |one: &Seen, other: &Seen| {
            let mut chats = one.chats.clone();
            chats.retain(|id, _| !other.chats.contains_key(id));
            format!("{:?}, alone {chats:?}", ids(one))
        };
        return differs("the list", beside(&fresh, &seen), beside(&seen, &fresh));
    }
    for (id, chat) in &fresh.chats {
        let Some(other) = seen.chats.get(id) else {
            continue;
        };
        if chat == other {
            continue;
        }
        let short = |chat: &Chat| Chat {
            messages: Vec::new(),
            ..chat.clone()
        };
        if short(chat) != short(other) {
            return differs(
                id,
                format!("{:?} of {}", short(chat), chat.messages.len()),
                format!("{:?} of {}", short(other), other.messages.len()),
            );
        }
        // From the first message that is not the same, which says most.
        let equal = chat.messages.iter().zip(&other.messages);
        let from = equal.take_while(|(one, other)| one == other).count();
        let rest = |chat: &Chat| {
            let rest = chat.messages.iter().skip(from).take(3);
            format!("from {from}: {:?}", rest.collect::<Vec<_>>())
        };
        return differs(id, rest(chat), rest(other));
    }
    if kept {
        return Ok(());
    }
    if fresh.unread != seen.unread {
        return differs("unread", fresh.unread.to_string(), seen.unread.to_string());
    }
    if fresh.blocked != seen.blocked {
        return differs(
            "blocked people",
            format!("{:?}", fresh.blocked),
            format!("{:?}", seen.blocked),
        );
    }
    if fresh.order != seen.order {
        return differs(
            "order of the list",
            format!("{:?}", fresh.order),
            format!("{:?}", seen.order),
        );
    }
    Ok(())
}

fn keys(chat: &Chat) -> BTreeSet<String> {
    let keys = chat.messages.iter().map(|message| message.key.clone());
    keys.collect()
}

/// Takes away what only one of the devices can still have, and what follows from it. True when there was something.
fn keeps_more(fresh: &mut Seen, seen: &mut Seen, only_here: &dyn Fn(&str, &str) -> bool) -> bool {
    let mut any = false;
    for (id, chat) in &mut seen.chats {
        let Some(new) = fresh.chats.get_mut(id) else {
            continue;
        };
        let (here, there) = (keys(chat), keys(new));
        let before = chat.messages.len() + new.messages.len();
        chat.messages
            .retain(|message| there.contains(&message.key) || !only_here(id, &message.key));
        new.messages
            .retain(|message| here.contains(&message.key) || !only_here(id, &message.key));
        let more = chat.messages.len() + new.messages.len() < before;
        let more = knows_less(new, chat, &|key| only_here(id, key)) || more;
        let more = knows_another(new, chat, &|key| only_here(id, key)) || more;
        // What is gone is counted as unread by a server that still counts it.
        if more || new.gone > 0 || chat.gone > 0 {
            any = true;
            for side in [&mut *new, chat] {
                (side.preview, side.left, side.time, side.unread, side.gone) =
                    (None, None, 0, 0, 0);
            }
        }
    }
    any
}

/// A device whose own message the server forgot or lost before it told the place of it has its time by its own clock, and
/// cannot know whether it was read. Another device, which was told, knows both. Likewise one that was away when somebody
/// edited or withdrew a message or reacted to it, and came back when the server had forgotten it. True when there was
/// such a message.
fn knows_less(one: &mut Chat, other: &Chat, given_no_more: &dyn Fn(&str) -> bool) -> bool {
    let mut any = false;
    let own = |message: &Message| matches!(message.state, State::Sent | State::Read);
    let is_changed = |message: &Message| {
        message.body == "(recalled)" || message.changes.starts_with(" (edited)")
    };
    for message in &mut one.messages {
        let Some(same) = other.messages.iter().find(|it| it.key == message.key) else {
            continue;
        };
        let told =
            (same.time != message.time || same.state != message.state) && own(same) && own(message);
        let changed = same.changes != message.changes || same.body != message.body;
        let changed =
            changed && (same.body == message.body || is_changed(same) || is_changed(message));
        // One that came back when the server had forgotten that time cannot tell what it lost before from what it forgot.
        // Where it still can, `stands_apart` has looked at both.
        let apart = same.lost != message.lost;
        if !(told || changed || apart) || !given_no_more(&message.key) {
            continue;
        }
        message.lost = same.lost;
        if told {
            message.time = same.time;
            message.state = same.state.clone();
        }
        if changed {
            message.body.clone_from(&same.body);
            message.changes.clone_from(&same.changes);
        }
        any = true;
    }
    any
}

/// A message that was sent again after the server had forgotten it, and was forgotten once more: a device that was away
/// between knows the first one only. True when there was such a message.
fn knows_another(one: &mut Chat, other: &mut Chat, given_no_more: &dyn Fn(&str) -> bool) -> bool {
    let ids = |chat: &Chat| -> BTreeMap<String, Option<String>> {
        let ids = chat
            .messages
            .iter()
            .map(|it| (it.key.clone(), it.server_id.clone()));
        ids.collect()
    };
    let (here, there) = (ids(one), ids(other));
    let differs = |message: &Message| {
        let known = (here.get(&message.key), there.get(&message.key));
        matches!(known, (Some(Some(one)), Some(Some(other))) if one != other)
            && given_no_more(&message.key)
    };
    let before = one.messages.len();
    one.messages.retain(|message| !differs(message));
    other.messages.retain(|message| !differs(message));
    one.messages.len() < before
}

/// What has stopped stands on one device only, and decides there what its line in the list says, where it stands, and
/// whether it is there at all: a deleted conversation stays for what has stopped in it.
fn comparable(seen: &Seen, also: &Seen) -> Seen {
    let is_stopped = |message: &Message| matches!(message.state, State::Stopped(_));
    let marked: BTreeSet<&String> = [seen, also]
        .into_iter()
        .flat_map(|seen| &seen.chats)
        .filter(|(_, chat)| chat.messages.iter().any(is_stopped))
        .map(|(id, _)| id)
        .collect();
    let mut seen = seen.clone();
    for (id, chat) in &mut seen.chats {
        if marked.contains(id) {
            chat.messages.retain(|message| !is_stopped(message));
            chat.preview = None;
            (chat.line, chat.left, chat.time) = (String::new(), None, 0);
        }
    }
    let only_stopped = |(id, chat): (&String, &Chat)| {
        let only = marked.contains(id) && chat.messages.is_empty() && !also.chats.contains_key(id);
        only.then(|| id.clone())
    };
    let mut gone: BTreeSet<String> = seen.chats.iter().filter_map(only_stopped).collect();
    // A conversation of two that was lost with all that stood in it, and was made again with nothing in it: it stands in
    // the list for what only this device has.
    let only_lost = seen.chats.iter().filter(|(id, chat)| {
        let messages = &chat.messages;
        !messages.is_empty()
            && messages.iter().all(|message| message.lost)
            && !also.chats.contains_key(*id)
    });
    let only_lost: Vec<String> = only_lost.map(|(id, _)| id.clone()).collect();
    gone.extend(only_lost);
    seen.chats.retain(|id, _| !gone.contains(id));
    seen.order.retain(|id| !gone.contains(id));
    if !marked.is_empty() {
        seen.order.sort();
    }
    seen
}

#[cfg(test)]
mod tests;
