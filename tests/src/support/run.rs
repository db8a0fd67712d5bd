//! Runs a plan: does its steps, lets everything settle, and judges.

mod steps;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use linnet_core::config::DatabaseKey;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::act::{Act, Answer};
use super::clock::PlanClock;
use super::fault_proxy::FaultProxy;
use super::killable::{Killable, Place};
use super::plan::{Cast, Chat, Plan, Step};
use super::random::Random;
use super::verdict::forwarded::Forwarded;
use super::verdict::{self, Ledger, Said, What};
use super::{device, explain, journal, service};
use crate::world::{ALICE, BOB, CAROL};

/// People of a plan, in order.
const PEOPLE: [(i64, &str); 4] = [
    (ALICE, "Alice"),
    (BOB, "Bob"),
    (CAROL, "Carol"),
    (10025, "Dave"),
];

/// How long a step is waited for before the next one happens beside it.
const PATIENCE: Duration = Duration::from_millis(60);

/// Longest wait, in real time, in which nothing that is still to come does; ends much earlier when nothing is wrong.
const SETTLE: Duration = Duration::from_secs(20);

/// So many of those waits at most, while something does come: a machine that does much else is slow, and what goes round
/// in a circle ends.
const SETTLES: u32 = 5;

/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(15);

/// Longest wait for a device to open or to answer a look.
const ANSWER: Duration = Duration::from_secs(20);

/// Seconds that pass in a second: 30 s between two polls are 1.5 s.
const RATE: u32 = 20;

/// For so long the server keeps things, once it forgets at all.
const KEPT: Duration = Duration::from_secs(2 * 24 * 3600);

/// How a plan is run.
#[derive(Debug, Clone)]
pub struct Manner {
    /// Where its devices and its server run.
    pub place: Place,
    /// Longest wait for something to come.
    pub settle: Duration,
    /// Prints the steps as they happen.
    pub tell: bool,
}

impl Manner {
    /// As the tests do it.
    pub fn new(place: Place) -> Self {
        Self {
            place,
            settle: SETTLE,
            tell: false,
        }
    }
}

/// A device of a plan.
pub(super) struct Slot {
    /// Index of its owner.
    pub person: usize,
    /// Its network.
    pub proxy: FaultProxy,
    folder: TempDir,
    key: DatabaseKey,
    /// Its computer's clock.
    clock: PlanClock,
    /// It, while it is on.
    pub core: Option<Killable>,
    /// Messages that it has written.
    written: usize,
}

/// A plan while it runs.
pub(super) struct Stage {
    manner: Manner,
    clock: PlanClock,
    began_ms: i64,
    server: Option<Killable>,
    /// Where the server listens.
    listen: SocketAddr,
    /// How long it keeps things; none: for ever.
    retention: Option<Duration>,
    /// The server's folder.
    pub server_folder: TempDir,
    /// All devices.
    pub slots: Vec<Slot>,
    /// People who take part.
    pub people: usize,
    groups: Vec<Option<String>>,
    pairs: BTreeMap<(usize, usize), String>,
    picture: PathBuf,
    /// What was said.
    pub ledger: Ledger,
    under_way: Vec<(oneshot::Receiver<Answer>, Follow)>,
}

/// What to do with an answer that comes later.
enum Follow {
    Nothing,
    Said(usize),
    Given,
    Again,
    Group(usize),
    Forward {
        device: usize,
        forward: Forwarded,
        together: bool,
        late: bool,
    },
}

/// Runs a plan.
///
/// # Errors
/// What is wrong afterwards, as words.
pub async fn run(plan: &Plan, manner: &Manner) -> Result<(), String> {
    journal::keep();
    journal::take();
    let mut stage = Box::pin(Stage::set(plan, manner.clone())).await?;
    for step in &plan.steps {
        stage.tell(|| format!("{step:?}"));
        Box::pin(stage.step(step)).await?;
    }
    stage.tell(|| "settle".to_owned());
    let mut outcome = Box::pin(stage.settle()).await;
    stage.tell(|| "end".to_owned());
    stage.end().await;
    stage.tell(|| "ended".to_owned());
    if let Err(why) = &mut outcome {
        *why = format!("{why}\n{}", stage.explain(why));
    }
    let warnings = journal::take();
    if !warnings.is_empty() {
        let found = outcome.err().map_or(String::new(), |why| why + "\n");
        outcome = Err(format!(
            "{found}unexpected in the log: {}",
            warnings.join("\n")
        ));
    }
    outcome
}

impl Stage {
    /// Two people with a device each, in processes that can be killed.
    ///
    /// # Errors
    /// It cannot be set.
    pub async fn of_two() -> Result<Self, String> {
        journal::keep();
        journal::take();
        let plan = Plan {
            cast: Cast {
                seed: 0,
                devices: vec![1, 1],
            },
            steps: Vec::new(),
        };
        Box::pin(Self::set(&plan, Manner::new(Place::Apart))).await
    }

    /// People, devices and the server, all online.
    pub async fn set(plan: &Plan, manner: Manner) -> Result<Self, String> {
        let began_ms = PlanClock::real_ms();
        let clock = PlanClock::new(RATE, began_ms);
        let server_folder = folder()?;
        let picture = server_folder.path().join("picture.png");
        let mut stage = Self {
            manner,
            clock,
            began_ms,
            server: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            retention: None,
            server_folder,
            slots: Vec::new(),
            people: plan.cast.devices.len(),
            groups: Vec::new(),
            pairs: BTreeMap::new(),
            picture,
            ledger: Ledger::default(),
            under_way: Vec::new(),
        };
        stage.draw(24)?;
        stage.start_server().await?;
        for device in 0..plan.devices() {
            let (person, _) = plan.owner(device).unwrap_or_default();
            stage.add_slot(person).await?;
        }
        for at in 0..stage.slots.len() {
            stage.open(at).await?;
        }
        Ok(stage)
    }

    /// What happens, on request.
    fn tell(&self, words: impl FnOnce() -> String) {
        if self.manner.tell {
            let ms = PlanClock::real_ms() - self.began_ms;
            println!("{ms:>6} ms  {}", words());
        }
    }

    /// The picture that is sent from now on: noise, so that its size follows from its sides.
    pub fn draw(&self, side: u32) -> Result<(), String> {
        let mut random = Random::new(u64::from(side));
        let pixels = image::RgbImage::from_fn(side, side, |_, _| {
            let [red, green, blue, ..] = random.number().to_le_bytes();
            image::Rgb([red, green, blue])
        });
        pixels
            .save(&self.picture)
            .map_err(|error| error.to_string())
    }

    /// What is sent instead of a picture from now on: a file of so many bytes.
    ///
    /// # Errors
    /// The disk is full.
    pub fn write(&mut self, bytes: usize) -> Result<(), String> {
        let content: Vec<u8> = (0..bytes).map(|n| (n * 31 % 251) as u8).collect();
        self.picture.set_extension("bin");
        std::fs::write(&self.picture, content).map_err(|error| error.to_string())
    }

    /// What is sent instead of a picture from now on: a video of so many bytes.
    ///
    /// # Errors
    /// The disk is full.
    pub fn film(&mut self, bytes: usize) -> Result<(), String> {
        self.picture.set_extension("mp4");
        let content = crate::video::clip(bytes);
        std::fs::write(&self.picture, content).map_err(|error| error.to_string())
    }

    /// The picture that is sent.
    pub fn picture(&self) -> PathBuf {
        self.picture.clone()
    }

    /// Asks the server; it has an answer to what concerns its process.
    pub async fn ask_server(&self, act: Act) -> Option<Answer> {
        let answer = self.server.as_ref()?.ask(act);
        tokio::time::timeout(ANSWER, answer).await.ok()?.ok()
    }

    /// Whether the server has ended by itself.
    pub fn server_died(&mut self) -> bool {
        self.server.as_mut().is_some_and(Killable::is_dead)
    }

    /// Whether a device has ended by itself.
    pub fn device_died(&mut self, at: usize) -> bool {
        let core = self.slots.get_mut(at).and_then(|slot| slot.core.as_mut());
        core.is_some_and(Killable::is_dead)
    }

    /// Where a device keeps everything, and its key.
    ///
    /// # Panics
    /// There is no such device.
    pub(super) fn kept(&self, at: usize) -> (&Path, &DatabaseKey) {
        let slot = &self.slots[at];
        (slot.folder.path(), &slot.key)
    }

    /// Kills what is left of a device and opens it again.
    pub async fn reopen(&mut self, at: usize) -> Result<(), String> {
        self.hear();
        if let Some(core) = self.slots.get_mut(at).and_then(|slot| slot.core.take()) {
            core.kill().await;
        }
        self.open(at).await
    }

    /// Kills what is left of the server and starts it again.
    pub async fn restart_server(&mut self) -> Result<(), String> {
        if let Some(server) = self.server.take() {
            server.kill().await;
        }
        self.start_server().await
    }

    /// Ends the server in good order: everything is in its database then.
    async fn stop_server(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }

    /// The server's database.
    pub(super) fn database(&self) -> PathBuf {
        let folder = self.server_folder.path().join("service");
        folder.join(linnet_server::store::sqlite::FILE)
    }

    fn copy_of_database(&self) -> PathBuf {
        self.server_folder.path().join("copy")
    }

    /// Submissions that were handed over and not answered, to hand them over again.
    pub fn unanswered(&mut self) -> Vec<(usize, Act)> {
        self.under_way.clear();
        let picture = &self.picture;
        self.ledger.unanswered(|said| said.act(picture))
    }

    /// What was said before this is gone for the server, in milliseconds since 1970.
    pub(super) fn horizon_ms(&self) -> i64 {
        let kept = |kept: Duration| i64::try_from(kept.as_millis()).unwrap_or(i64::MAX);
        let now = linnet_core::config::Clock::now_ms(&self.clock);
        self.retention.map_or(i64::MIN, |time| now - kept(time))
    }

    /// The user id of a person.
    pub(super) fn user(&self, person: usize) -> i64 {
        PEOPLE[person % PEOPLE.len()].0
    }

    /// Whether everything said stands at the server.
    pub fn all_at_server(&self) -> bool {
        verdict::all_at_server(self)
    }

    async fn start_server(&mut self) -> Result<(), String> {
        let setup = service::Setup {
            folder: self.server_folder.path().join("service"),
            listen: self.listen,
            people: PEOPLE
                .iter()
                .take(self.people)
                .map(|(user, name)| (*user, (*name).to_owned()))
                .collect(),
            retention: self.retention.map(|kept| kept.as_secs()),
            rate: RATE,
            began_ms: self.began_ms,
            moved_ms: self.clock.moved_ms(),
        };
        let (server, port) = Killable::server(self.manner.place, &setup, &self.clock).await?;
        self.listen.set_port(port);
        self.server = Some(server);
        Ok(())
    }

    /// A device that is off.
    pub async fn add_slot(&mut self, person: usize) -> Result<usize, String> {
        let place = u8::try_from(self.slots.len() + 2).unwrap_or(u8::MAX);
        let proxy = FaultProxy::start(self.listen, place)
            .await
            .map_err(|error| format!("no proxy: {error}"))?;
        self.slots.push(Slot {
            person,
            proxy,
            folder: folder()?,
            key: DatabaseKey::random(),
            clock: self.clock.of_a_computer(),
            core: None,
            written: 0,
        });
        Ok(self.slots.len() - 1)
    }

    /// Switches a device on.
    pub async fn open(&mut self, at: usize) -> Result<(), String> {
        let Some(slot) = self.slots.get_mut(at) else {
            return Ok(());
        };
        let setup = device::Setup {
            user: PEOPLE[slot.person].0,
            folder: slot.folder.path().to_owned(),
            key: slot.key.to_hex(),
            api: format!("http://{}", slot.proxy.address),
            rate: RATE,
            began_ms: self.began_ms,
            moved_ms: self.clock.moved_ms(),
            set_ms: slot.clock.set_ms(),
        };
        let core = Killable::device(self.manner.place, &setup, &slot.clock).await?;
        drop(core.ask(Act::Start));
        slot.core = Some(core);
        Ok(())
    }

    /// Asks a device; none when it is off or does not answer in time.
    pub async fn ask(&self, at: usize, act: Act) -> Option<Answer> {
        let answer = self.slots.get(at)?.core.as_ref()?.ask(act);
        tokio::time::timeout(ANSWER, answer).await.ok()?.ok()
    }

    /// Everything is mended and switched on; then it must become as it should be.
    pub async fn settle(&mut self) -> Result<(), String> {
        for slot in &self.slots {
            slot.proxy.mend();
        }
        for at in 0..self.slots.len() {
            if self.slots[at].core.is_none() {
                self.open(at).await?;
            }
            self.ask(at, Act::Tokens { given: true }).await;
            self.ask(at, Act::Online).await;
        }
        // What is under way has limits of its own, the longest of them ten tries over HTTP.
        let began = tokio::time::Instant::now();
        let longest = began + self.manner.settle * SETTLES;
        let mut end = began + self.manner.settle;
        while !self.under_way.is_empty() && tokio::time::Instant::now() < end {
            tokio::time::sleep(LOOK).await;
            self.hear();
        }
        let mut fresh = false;
        let mut last = String::new();
        loop {
            let found = match verdict::judge(self).await {
                // What is shown is right: now what is behind it.
                Ok(()) if fresh => match verdict::used(self).await {
                    Ok(()) => return Ok(()),
                    wrong => wrong,
                },
                found => found,
            };
            match found {
                // The old devices are at rest: now a fresh one of each person loads everything.
                Ok(()) => {
                    fresh = true;
                    end = (tokio::time::Instant::now() + self.manner.settle).min(longest);
                    for person in 0..self.people {
                        let at = self.add_slot(person).await?;
                        self.open(at).await?;
                    }
                }
                Err(why) if tokio::time::Instant::now() >= end => return Err(why),
                Err(why) => {
                    if why != last {
                        self.tell(|| why.clone());
                        last = why;
                        end = (tokio::time::Instant::now() + self.manner.settle).min(longest);
                    }
                }
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// What the databases hold of what is wrong, once all has ended.
    fn explain(&self, why: &str) -> String {
        let all = 0..self.slots.len();
        let devices: Vec<_> = all.map(|at| self.kept(at)).collect();
        explain::tell(why, &self.database(), &devices)
    }

    /// Ends everything in good order.
    pub async fn end(&mut self) {
        for slot in &mut self.slots {
            if let Some(core) = slot.core.take() {
                core.stop().await;
            }
        }
        self.stop_server().await;
    }
}

/// A folder in memory where there is one: a plan is about kills, which the page cache survives, and not about disks.
fn folder() -> Result<TempDir, String> {
    let memory = std::path::Path::new("/dev/shm");
    let made = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    made.map_err(|error| error.to_string())
}
