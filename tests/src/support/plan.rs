//! A plan: people, their devices, and steps. Made from a seed or read from a file of JSON lines: the first line is the
//! cast, each other line a step.

use std::path::Path;

use linnet_core::model::mark::MarkKind;
use serde::{Deserialize, Serialize};

use super::random::Random;

/// Who takes part: devices of each person, and the seed that it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cast {
    /// Where it came from.
    pub seed: u64,
    /// Number of devices of each person, 2 to 4 people with 1 to 3 devices.
    pub devices: Vec<u8>,
}

/// A conversation of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chat {
    /// With this person.
    With(u8),
    /// The group that was made by the so-manieth group step.
    Group(u8),
}

/// One thing that happens. `device` counts all devices of all people. What does not fit (a group that was never made, a
/// device that is off) is left out, so that every part of a plan is a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Sends words.
    Text {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
    },
    /// Sends words so often that they fill more than a screen, a page and a first load.
    Many {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
        /// How often.
        count: u8,
    },
    /// Sends a picture.
    Picture {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
    },
    /// Sends a file of a few kilobytes.
    File {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
    },
    /// Sends a video of a few kilobytes.
    Video {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
    },
    /// Sends a recording of a second.
    Voice {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
    },
    /// Sends the newest messages of a conversation on to another one.
    Forward {
        /// Which device.
        device: u8,
        /// From where.
        chat: Chat,
        /// How many of the newest.
        count: u8,
        /// Where to.
        to: Chat,
        /// As one card.
        together: bool,
    },
    /// Withdraws an own message.
    Recall {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
        /// Counted from the newest.
        back: u8,
    },
    /// Deletes a message for oneself.
    Delete {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
        /// Counted from the newest.
        back: u8,
    },
    /// Reads everything.
    Read {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
    },
    /// Empties a conversation for oneself.
    Clear {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
    },
    /// Takes a conversation away for oneself.
    Away {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
    },
    /// Keeps a conversation on top, or no longer.
    Pin {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
        /// On top.
        on: bool,
    },
    /// Silences a conversation, or no longer.
    Mute {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
        /// Silent.
        on: bool,
    },
    /// Blocks somebody, or no longer. Not drawn from seeds: what the blocked person writes stops.
    Block {
        /// Which device.
        device: u8,
        /// Whom.
        person: u8,
        /// Blocked.
        on: bool,
    },
    /// Makes a group with everybody.
    Group {
        /// Which device.
        device: u8,
    },
    /// Adds somebody.
    Add {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
        /// Whom.
        person: u8,
    },
    /// Takes somebody out.
    Remove {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
        /// Whom.
        person: u8,
    },
    /// Gives a group another name.
    Rename {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
    },
    /// Sends again what has stopped.
    Retry {
        /// Which device.
        device: u8,
    },
    /// Is switched off in good order.
    Off {
        /// Which device.
        device: u8,
    },
    /// Is switched on.
    On {
        /// Which device.
        device: u8,
    },
    /// Is killed and switched on.
    KillCore {
        /// Which device.
        device: u8,
    },
    /// The server is killed and started.
    KillServer,
    /// Connections are cut.
    Cut {
        /// Which device.
        device: u8,
    },
    /// Connections are cut when so many bytes more have passed.
    CutAfter {
        /// Which device.
        device: u8,
        /// How many.
        bytes: u32,
    },
    /// Nothing passes.
    Blackhole {
        /// Which device.
        device: u8,
    },
    /// Nobody is let in.
    Refuse {
        /// Which device.
        device: u8,
    },
    /// Everything takes longer.
    Slow {
        /// Which device.
        device: u8,
        /// Milliseconds a piece.
        delay_ms: u8,
        /// Bytes a second.
        rate: u32,
    },
    /// Requests arrive twice.
    DoubleRequests {
        /// Which device.
        device: u8,
        /// How many.
        count: u8,
    },
    /// Answers arrive twice.
    DoubleAnswers {
        /// Which device.
        device: u8,
        /// How many.
        count: u8,
    },
    /// The server hears the device, and its answers are lost.
    LoseAnswers {
        /// Which device.
        device: u8,
    },
    /// Pushes wait.
    HoldPushes {
        /// Which device.
        device: u8,
    },
    /// Pushes that waited come.
    ReleasePushes {
        /// Which device.
        device: u8,
        /// How often.
        times: u8,
    },
    /// The network is as it should be.
    Mend {
        /// Which device.
        device: u8,
    },
    /// All computers sleep and wake up.
    Jump {
        /// For so long.
        seconds: u32,
    },
    /// Somebody sets the time of day of one computer, forwards or backwards.
    SetClock {
        /// Which device.
        device: u8,
        /// Seconds beside the right time; 0 is right.
        seconds: i64,
    },
    /// All tokens expire; this device gets no new one until the end.
    Expire {
        /// Which device.
        device: u8,
    },
    /// So much time passes that the server keeps nothing any more of what was said before.
    Forget,
    /// Somebody copies the server's database, to be safe.
    CopyServer,
    /// The last copy is put in the place of the server's database: what came since is lost there.
    SetBack,
    /// Reacts to a message, or no longer.
    React {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
        /// Counted from the newest.
        back: u8,
        /// It is to be there.
        on: bool,
    },
    /// Marks a message, or no longer.
    Mark {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
        /// Counted from the newest.
        back: u8,
        /// How.
        mark: MarkKind,
        /// It is to be marked.
        on: bool,
    },
    /// Gives an own text other words.
    Edit {
        /// Which device.
        device: u8,
        /// Where.
        chat: Chat,
        /// Counted from the newest.
        back: u8,
    },
    /// Things go on for a while.
    Wait {
        /// Milliseconds of the plan's clock.
        ms: u32,
    },
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Who takes part.
    pub cast: Cast,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// How a step is chosen.
#[derive(Debug, Clone, Copy)]
enum Choice {
    Text,
    Many,
    Picture,
    Recall,
    Delete,
    Read,
    Clear,
    Away,
    Pin,
    Mute,
    Group,
    Add,
    Remove,
    Rename,
    Retry,
    Off,
    On,
    KillCore,
    KillServer,
    Cut,
    CutAfter,
    Blackhole,
    Refuse,
    Slow,
    DoubleRequests,
    DoubleAnswers,
    LoseAnswers,
    HoldPushes,
    ReleasePushes,
    Mend,
    Jump,
    SetClock,
    Expire,
    Forget,
    CopyServer,
    SetBack,
    Wait,
    React,
    Edit,
    Mark,
}

const CHOICES: &[(usize, Choice)] = &[
    (34, Choice::Text),
    (1, Choice::Many),
    (2, Choice::Picture),
    (5, Choice::Recall),
    (4, Choice::Delete),
    (8, Choice::Read),
    (2, Choice::Clear),
    (2, Choice::Away),
    (2, Choice::Pin),
    (2, Choice::Mute),
    (3, Choice::Group),
    (3, Choice::Add),
    (3, Choice::Remove),
    (3, Choice::Rename),
    (2, Choice::Retry),
    (3, Choice::Off),
    (4, Choice::On),
    (3, Choice::KillCore),
    (2, Choice::KillServer),
    (4, Choice::Cut),
    (3, Choice::CutAfter),
    (2, Choice::Blackhole),
    (2, Choice::Refuse),
    (1, Choice::Slow),
    (3, Choice::DoubleRequests),
    (2, Choice::DoubleAnswers),
    (2, Choice::LoseAnswers),
    (3, Choice::HoldPushes),
    (4, Choice::ReleasePushes),
    (8, Choice::Mend),
    (2, Choice::Jump),
    (4, Choice::SetClock),
    (1, Choice::Expire),
    (1, Choice::Forget),
    (2, Choice::CopyServer),
    (1, Choice::SetBack),
    (8, Choice::Wait),
    (4, Choice::React),
    (4, Choice::Edit),
    (4, Choice::Mark),
];

/// How a step is chosen that came later than those above. They are drawn beside them, from numbers of their own, so
/// that the others of a seed stay what they were.
#[derive(Debug, Clone, Copy)]
enum Beside {
    File,
    Video,
    Voice,
    Forward,
}

const BESIDE_CHOICES: &[(usize, Beside)] = &[
    (4, Beside::File),
    (2, Beside::Video),
    (3, Beside::Voice),
    (6, Beside::Forward),
];

/// So many steps out of a hundred have one of those behind them.
const BESIDE_PERCENT: usize = 12;

/// Makes another sequence of numbers of a seed.
const BESIDE_SEED: u64 = 0x5eed_be51_de00_0000;

/// Lengths of time that a computer sleeps: short, past the recall window, past a night.
const JUMPS: &[u32] = &[5, 130, 3_600, 36_000];

/// How far a computer's time of day is beside the right one, in seconds: a wrong time zone, an empty battery, a minute; and
/// right again.
const BESIDE: &[i64] = &[0, 0, 0, 28_800, -28_800, 90, -90, -800_000_000];

impl Plan {
    /// The plan of a seed.
    pub fn from_seed(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let people = random.weighted(&[(50, 2), (35, 3), (15, 4)]);
        let devices: Vec<u8> = (0..people)
            .map(|_| random.weighted(&[(60, 1), (32, 2), (8, 3)]))
            .collect();
        let all: usize = devices.iter().map(|count| usize::from(*count)).sum();
        let count = 10 + random.below(41);
        let mut steps = Vec::with_capacity(count);
        let mut groups = 0;
        let mut other = Random::new(seed ^ BESIDE_SEED);
        for _ in 0..count {
            let step = step(&mut random, people, small(all), groups);
            if matches!(step, Step::Group { .. }) {
                groups += 1;
            }
            steps.push(step);
            if other.percent(BESIDE_PERCENT) {
                steps.push(beside(&mut other, people, small(all), groups));
            }
        }
        Self {
            cast: Cast { seed, devices },
            steps,
        }
    }

    /// Reads a kept plan.
    ///
    /// # Errors
    /// It cannot be read, or is not one.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let cast = serde_json::from_str(lines.next().unwrap_or_default())?;
        let steps = lines.map(serde_json::from_str).collect::<Result<_, _>>()?;
        Ok(Self { cast, steps })
    }

    /// Keeps a plan.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let mut text = serde_json::to_string(&self.cast)? + "\n";
        for step in &self.steps {
            text += &(serde_json::to_string(step)? + "\n");
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, text)
    }

    /// Whose a device is, and which of theirs.
    pub fn owner(&self, device: u8) -> Option<(usize, u8)> {
        let mut before = 0;
        for (person, count) in self.cast.devices.iter().enumerate() {
            if device < before + count {
                return Some((person, device - before));
            }
            before += count;
        }
        None
    }

    /// Devices of all people.
    pub fn devices(&self) -> u8 {
        self.cast.devices.iter().sum()
    }
}

fn small(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

fn chat(random: &mut Random, people: usize, groups: usize) -> Chat {
    if groups > 0 && random.percent(45) {
        Chat::Group(small(random.below(groups)))
    } else {
        Chat::With(small(random.below(people)))
    }
}

fn beside(random: &mut Random, people: usize, devices: u8, groups: usize) -> Step {
    let device = small(random.below(usize::from(devices)));
    let from = chat(random, people, groups);
    match random.weighted(BESIDE_CHOICES) {
        Beside::File => Step::File { device, chat: from },
        Beside::Video => Step::Video { device, chat: from },
        Beside::Voice => Step::Voice { device, chat: from },
        Beside::Forward => Step::Forward {
            device,
            chat: from,
            count: 1 + small(random.below(3)),
            to: chat(random, people, groups),
            together: random.below(2) == 0,
        },
    }
}

fn step(random: &mut Random, people: usize, devices: u8, groups: usize) -> Step {
    let device = small(random.below(usize::from(devices)));
    let person = small(random.below(people));
    let chat = chat(random, people, groups);
    let group = Chat::Group(small(random.below(groups)));
    let back = small(random.below(4));
    match random.weighted(CHOICES) {
        Choice::Text => Step::Text { device, chat },
        Choice::Many => Step::Many {
            device,
            chat,
            count: 25 + small(random.below(30)),
        },
        Choice::Picture => Step::Picture { device, chat },
        Choice::Recall => Step::Recall { device, chat, back },
        Choice::Delete => Step::Delete { device, chat, back },
        Choice::Read => Step::Read { device, chat },
        Choice::Clear => Step::Clear { device, chat },
        Choice::Away => Step::Away { device, chat },
        Choice::Pin => Step::Pin {
            device,
            chat,
            on: random.below(2) == 0,
        },
        Choice::Mute => Step::Mute {
            device,
            chat,
            on: random.below(2) == 0,
        },
        Choice::Group => Step::Group { device },
        Choice::Add => Step::Add {
            device,
            chat: group,
            person,
        },
        Choice::Remove => Step::Remove {
            device,
            chat: group,
            person,
        },
        Choice::Rename => Step::Rename {
            device,
            chat: group,
        },
        Choice::Retry => Step::Retry { device },
        Choice::Off => Step::Off { device },
        Choice::On => Step::On { device },
        Choice::KillCore => Step::KillCore { device },
        Choice::KillServer => Step::KillServer,
        Choice::Cut => Step::Cut { device },
        Choice::CutAfter => Step::CutAfter {
            device,
            bytes: u32::from(small(random.below(256))) * 8,
        },
        Choice::Blackhole => Step::Blackhole { device },
        Choice::Refuse => Step::Refuse { device },
        Choice::Slow => Step::Slow {
            device,
            delay_ms: small(random.below(20)),
            rate: 20_000,
        },
        Choice::DoubleRequests => Step::DoubleRequests {
            device,
            count: 1 + small(random.below(4)),
        },
        Choice::DoubleAnswers => Step::DoubleAnswers {
            device,
            count: 1 + small(random.below(4)),
        },
        Choice::LoseAnswers => Step::LoseAnswers { device },
        Choice::HoldPushes => Step::HoldPushes { device },
        Choice::ReleasePushes => Step::ReleasePushes {
            device,
            times: 1 + small(random.below(2)),
        },
        Choice::Mend => Step::Mend { device },
        Choice::Jump => Step::Jump {
            seconds: JUMPS[random.below(JUMPS.len())],
        },
        Choice::SetClock => Step::SetClock {
            device,
            seconds: BESIDE[random.below(BESIDE.len())],
        },
        Choice::Expire => Step::Expire { device },
        Choice::Forget => Step::Forget,
        Choice::CopyServer => Step::CopyServer,
        Choice::SetBack => Step::SetBack,
        Choice::Wait => Step::Wait {
            ms: [200, 1_000, 6_000][random.below(3)],
        },
        Choice::React => Step::React {
            device,
            chat,
            back,
            on: random.below(3) > 0,
        },
        Choice::Edit => Step::Edit { device, chat, back },
        Choice::Mark => Step::Mark {
            device,
            chat,
            back,
            mark: MarkKind::ALL[random.below(3)],
            on: random.below(3) > 0,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        for seed in 0..50 {
            let plan = Plan::from_seed(seed);
            plan.write(&path).unwrap();
            assert_eq!(Plan::read(&path).unwrap(), plan);
            assert_eq!(Plan::from_seed(seed), plan);
        }
    }

    /// Everything that a plan can hold is drawn now and then: what no seed draws, no seed proves.
    #[test]
    fn seeds_draw_every_kind_of_message() {
        let mut drawn = [0; 5];
        for step in (0..100).flat_map(|seed| Plan::from_seed(seed).steps) {
            match step {
                Step::File { .. } => drawn[0] += 1,
                Step::Video { .. } => drawn[1] += 1,
                Step::Voice { .. } => drawn[2] += 1,
                Step::Forward { together: true, .. } => drawn[3] += 1,
                Step::Forward {
                    together: false, ..
                } => drawn[4] += 1,
                _ => {}
            }
        }
        assert!(drawn.iter().all(|count| *count > 20), "{drawn:?}");
    }

    /// A seed that somebody noted down long ago still has the steps it had, with others between them.
    #[test]
    fn what_is_drawn_beside_leaves_the_other_steps_of_a_seed_as_they_were() {
        for seed in 0..50 {
            let mut random = Random::new(seed);
            let people = random.weighted(&[(50, 2), (35, 3), (15, 4)]);
            let devices = (0..people)
                .map(|_| random.weighted(&[(60, 1_u8), (32, 2), (8, 3)]))
                .sum();
            let count = 10 + random.below(41);
            let (mut before, mut groups) = (Vec::new(), 0);
            for _ in 0..count {
                let step = step(&mut random, people, devices, groups);
                groups += usize::from(matches!(step, Step::Group { .. }));
                before.push(step);
            }
            let mut now = Plan::from_seed(seed).steps;
            now.retain(|step| {
                !matches!(
                    step,
                    Step::File { .. }
                        | Step::Video { .. }
                        | Step::Voice { .. }
                        | Step::Forward { .. }
                )
            });
            assert_eq!(now, before, "seed {seed}");
        }
    }

    #[test]
    fn devices_are_counted_over_all_people() {
        let plan = Plan {
            cast: Cast {
                seed: 0,
                devices: vec![2, 1, 3],
            },
            steps: vec![],
        };
        let owners: Vec<_> = (0..7).map(|device| plan.owner(device)).collect();
        assert_eq!(
            owners,
            [
                Some((0, 0)),
                Some((0, 1)),
                Some((1, 0)),
                Some((2, 0)),
                Some((2, 1)),
                Some((2, 2)),
                None
            ]
        );
    }
}
