//! The steps of a plan, one by one, and what to do with answers that come later.

use super::*;
use crate::support::verdict::found;

impl Stage {
    /// Does a step.
    pub async fn step(&mut self, step: &Step) -> Result<(), String> {
        self.hear();
        match step {
            Step::Text { device, chat } => self.say(*device, *chat, Kind::Words).await?,
            Step::Many {
                device,
                chat,
                count,
            } => {
                for _ in 0..*count {
                    self.say(*device, *chat, Kind::Words).await?;
                }
            }
            Step::Picture { device, chat } => self.say(*device, *chat, Kind::Picture).await?,
            Step::File { device, chat } => self.say(*device, *chat, Kind::File).await?,
            Step::Video { device, chat } => self.say(*device, *chat, Kind::Video).await?,
            Step::Voice { device, chat } => self.say(*device, *chat, Kind::Voice).await?,
            Step::Forward {
                device,
                chat,
                count,
                to,
                together,
            } => {
                let count = usize::from(*count);
                self.forward(*device, *chat, count, *to, *together).await;
            }
            Step::Recall { device, chat, back } => {
                let back = usize::from(*back);
                self.in_chat(
                    *device,
                    *chat,
                    |chat| Act::Recall { chat, back },
                    Follow::Nothing,
                )
                .await;
            }
            Step::Delete { device, chat, back } => {
                let back = usize::from(*back);
                self.in_chat(
                    *device,
                    *chat,
                    |chat| Act::Delete { chat, back },
                    Follow::Given,
                )
                .await;
            }
            Step::Read { device, chat } => {
                self.in_chat(*device, *chat, |chat| Act::Read { chat }, Follow::Nothing)
                    .await;
            }
            Step::Clear { device, chat } => {
                self.in_chat(*device, *chat, |chat| Act::Clear { chat }, Follow::Nothing)
                    .await;
            }
            Step::Away { device, chat } => {
                self.in_chat(*device, *chat, |chat| Act::Away { chat }, Follow::Nothing)
                    .await;
            }
            Step::Pin { device, chat, on } => {
                let on = *on;
                self.in_chat(
                    *device,
                    *chat,
                    |chat| Act::Pin { chat, on },
                    Follow::Nothing,
                )
                .await;
            }
            Step::Block { device, person, on } => {
                let user = PEOPLE[usize::from(*person) % PEOPLE.len()].0;
                let block = Act::Block { user, on: *on };
                self.act(*device, block, Follow::Nothing).await;
            }
            Step::Mute { device, chat, on } => {
                let on = *on;
                self.in_chat(
                    *device,
                    *chat,
                    |chat| Act::Mute { chat, on },
                    Follow::Nothing,
                )
                .await;
            }
            Step::React {
                device,
                chat,
                back,
                on,
            } => {
                let (back, on) = (usize::from(*back), *on);
                let act = |chat| Act::React { chat, back, on };
                self.in_chat(*device, *chat, act, Follow::Nothing).await;
            }
            Step::Mark {
                device,
                chat,
                back,
                mark,
                on,
            } => {
                let (back, mark, on) = (usize::from(*back), *mark, *on);
                let act = |chat| Act::Mark {
                    chat,
                    back,
                    mark,
                    on,
                };
                self.in_chat(*device, *chat, act, Follow::Nothing).await;
            }
            Step::Edit { device, chat, back } => {
                let back = usize::from(*back);
                let number = self.ledger.names();
                let word = found::word('x', &[number]);
                let words = format!("edited {number} {word}");
                self.ledger.word(word);
                let act = |chat| Act::Edit { chat, back, words };
                self.in_chat(*device, *chat, act, Follow::Nothing).await;
            }
            Step::Group { device } => {
                let name = format!("group {}", self.groups.len());
                let users = PEOPLE.iter().take(self.people).map(|(user, _)| *user);
                let users = users.collect();
                self.groups.push(None);
                let follow = Follow::Group(self.groups.len() - 1);
                self.act(*device, Act::Group { name, users }, follow).await;
            }
            Step::Add {
                device,
                chat,
                person,
            } => {
                let user = PEOPLE[usize::from(*person) % PEOPLE.len()].0;
                self.in_chat(
                    *device,
                    *chat,
                    |chat| Act::Add { chat, user },
                    Follow::Nothing,
                )
                .await;
            }
            Step::Remove {
                device,
                chat,
                person,
            } => {
                let user = PEOPLE[usize::from(*person) % PEOPLE.len()].0;
                self.in_chat(
                    *device,
                    *chat,
                    |chat| Act::Remove { chat, user },
                    Follow::Nothing,
                )
                .await;
            }
            Step::Rename { device, chat } => {
                let name = format!("named {}", self.ledger.names());
                self.in_chat(
                    *device,
                    *chat,
                    |chat| Act::Rename { chat, name },
                    Follow::Nothing,
                )
                .await;
            }
            Step::Retry { device } => self.act(*device, Act::Retry, Follow::Again).await,
            Step::Off { device } => {
                if let Some(core) = self.slot(*device).and_then(|slot| slot.core.take()) {
                    core.stop().await;
                }
            }
            Step::On { device } => {
                if self.slot(*device).is_some_and(|slot| slot.core.is_none()) {
                    self.open(usize::from(*device)).await?;
                }
            }
            Step::KillCore { device } => {
                if self.slot(*device).is_some_and(|slot| slot.core.is_some()) {
                    self.reopen(usize::from(*device)).await?;
                }
            }
            Step::KillServer => {
                self.restart_server().await?;
            }
            Step::Jump { seconds } => {
                verdict::remember(self);
                self.jump(i64::from(*seconds) * 1000).await;
            }
            Step::SetClock { device, seconds } => {
                let beside_ms = seconds.saturating_mul(1000);
                if let Some(slot) = self.slot(*device) {
                    // Also one that is off: the computer keeps its time.
                    slot.clock.set(beside_ms);
                }
                self.act(*device, Act::SetClock { beside_ms }, Follow::Nothing)
                    .await;
            }
            Step::Expire { device } => {
                self.act(*device, Act::Tokens { given: false }, Follow::Nothing)
                    .await;
                verdict::remember(self);
                let life = linnet_server::token::DEFAULT_LIFE.as_millis();
                self.jump(i64::try_from(life).unwrap_or(i64::MAX) + 1).await;
            }
            Step::Forget => self.forget().await?,
            Step::CopyServer => self.copy_server().await?,
            Step::SetBack => self.set_back().await?,
            Step::Wait { ms } => {
                tokio::time::sleep(Duration::from_millis(u64::from(*ms)) / RATE).await;
            }
            other => self.network(other),
        }
        Ok(())
    }

    /// More time passes than the server keeps things for.
    async fn forget(&mut self) -> Result<(), String> {
        if self.retention.is_none() {
            self.retention = Some(KEPT);
            // What is older already goes at the start.
            verdict::remember(self);
            self.restart_server().await?;
        }
        verdict::remember(self);
        let by_ms = i64::try_from(KEPT.as_millis()).unwrap_or(i64::MAX);
        self.jump(by_ms + by_ms / 2).await;
        // What came while the clocks were set.
        verdict::remember(self);
        Ok(())
    }

    /// A copy of the server's database, made while it does not run.
    async fn copy_server(&mut self) -> Result<(), String> {
        self.stop_server().await;
        let made = std::fs::copy(self.database(), self.copy_of_database());
        made.map_err(|error| format!("no copy of the database: {error}"))?;
        self.start_server().await
    }

    /// Puts the copy in the place of the server's database. Without a copy nothing happens.
    async fn set_back(&mut self) -> Result<(), String> {
        if !self.copy_of_database().exists() {
            return Ok(());
        }
        self.stop_server().await;
        let before = verdict::known(self)?;
        let put = std::fs::copy(self.copy_of_database(), self.database());
        put.map_err(|error| format!("the copy is not put in place: {error}"))?;
        verdict::set_back(self, before)?;
        // Who writes to somebody looks for the conversation again: the server may not know it any more.
        self.pairs.clear();
        self.start_server().await
    }

    fn network(&mut self, step: &Step) {
        let (Step::Cut { device }
        | Step::CutAfter { device, .. }
        | Step::Blackhole { device }
        | Step::Refuse { device }
        | Step::Slow { device, .. }
        | Step::DoubleRequests { device, .. }
        | Step::DoubleAnswers { device, .. }
        | Step::LoseAnswers { device }
        | Step::HoldPushes { device }
        | Step::ReleasePushes { device, .. }
        | Step::Mend { device }) = step
        else {
            return;
        };
        let Some(slot) = self.slot(*device) else {
            return;
        };
        let proxy = &slot.proxy;
        match step {
            Step::CutAfter { bytes, .. } => proxy.cut_after(*bytes),
            Step::Blackhole { .. } => proxy.blackhole(),
            Step::Refuse { .. } => proxy.refuse(),
            Step::Slow { delay_ms, rate, .. } => proxy.slow(u64::from(*delay_ms), u64::from(*rate)),
            Step::DoubleRequests { count, .. } => proxy.double_requests(u32::from(*count)),
            Step::DoubleAnswers { count, .. } => proxy.double_answers(u32::from(*count)),
            Step::LoseAnswers { .. } => proxy.hold_answers(),
            Step::HoldPushes { .. } => proxy.hold_pushes(),
            Step::ReleasePushes { times, .. } => proxy.release_pushes(u32::from(*times)),
            Step::Mend { .. } => proxy.mend(),
            _ => proxy.cut(),
        }
    }

    fn slot(&mut self, device: u8) -> Option<&mut Slot> {
        self.slots.get_mut(usize::from(device))
    }

    /// The time of day moves on for everybody, and the computers wake up.
    /// The server moves first: a token that it gives by the clock of before is refused at its first use, and a client
    /// that was just given a token asks the person then.
    async fn jump(&mut self, by_ms: i64) {
        self.clock.jump(by_ms);
        let moved_ms = self.clock.moved_ms();
        let cores = self.slots.iter().filter_map(|slot| slot.core.as_ref());
        for one in self.server.iter().chain(cores) {
            // One that has been killed says nothing, and one that hangs is looked for by the verdict.
            let moved = one.ask(Act::Clock { moved_ms });
            drop(tokio::time::timeout(PATIENCE, moved).await);
            drop(one.ask(Act::Wake));
        }
    }

    /// Does something on a device that is on; what takes long goes on beside the next steps.
    async fn act(&mut self, device: u8, act: Act, mut follow: Follow) {
        if let Act::Clear { chat } | Act::Away { chat } = &act {
            self.ledger.emptied(chat);
        }
        let Some(core) = self.slot(device).and_then(|slot| slot.core.as_ref()) else {
            return;
        };
        let mut answer = core.ask(act);
        match tokio::time::timeout(PATIENCE, &mut answer).await {
            Ok(Ok(answer)) => self.follow(follow, answer),
            Ok(Err(_)) => {}
            Err(_) => {
                if let Follow::Said(at) = follow {
                    self.ledger.takes_long(at);
                }
                if let Follow::Forward { late, .. } = &mut follow {
                    *late = true;
                }
                self.under_way.push((answer, follow));
            }
        }
    }

    /// Answers that have come meanwhile.
    pub fn hear(&mut self) {
        for (mut answer, follow) in std::mem::take(&mut self.under_way) {
            match answer.try_recv() {
                Ok(answer) => self.follow(follow, answer),
                Err(oneshot::error::TryRecvError::Empty) => self.under_way.push((answer, follow)),
                Err(oneshot::error::TryRecvError::Closed) => {}
            }
        }
    }

    fn follow(&mut self, follow: Follow, answer: Answer) {
        match (follow, answer) {
            (Follow::Said(at), Answer::Done) => self.ledger.accepted(at),
            (Follow::Said(at), Answer::Refused { .. }) => self.ledger.refused(at),
            (Follow::Given, Answer::Message { key }) => self.ledger.given_up(key),
            (
                Follow::Forward {
                    device,
                    forward,
                    together,
                    late,
                },
                Answer::Forwarded { keys },
            ) => {
                let keys = forward.keys(&keys, together);
                self.ledger.forwarded(device, forward.to(), keys, late);
            }
            (Follow::Again, Answer::Again { keys }) => self.ledger.again(keys),
            (Follow::Group(at), Answer::Chat { id }) => {
                if let Some(group) = self.groups.get_mut(at) {
                    *group = Some(id);
                }
            }
            _ => {}
        }
    }

    /// The id of a conversation, which a device makes when it is the first to need it.
    async fn chat(&mut self, device: u8, chat: Chat) -> Option<String> {
        let me = self.slot(device)?.person;
        match chat {
            Chat::Group(at) => self.groups.get(usize::from(at))?.clone(),
            Chat::With(person) => {
                let person = usize::from(person) % self.people;
                let pair = (me.min(person), me.max(person));
                if let Some(known) = self.pairs.get(&pair) {
                    return Some(known.clone());
                }
                let user = PEOPLE[person].0;
                let asked = self
                    .slot(device)?
                    .core
                    .as_ref()?
                    .ask(Act::OneToOne { user });
                // A first conversation needs the server; without it the step is left out.
                let answer = tokio::time::timeout(PATIENCE * 10, asked).await;
                let Ok(Ok(Answer::Chat { id })) = answer else {
                    return None;
                };
                self.pairs.insert(pair, id.clone());
                Some(id)
            }
        }
    }

    async fn in_chat(
        &mut self,
        device: u8,
        chat: Chat,
        act: impl FnOnce(String) -> Act,
        follow: Follow,
    ) {
        if let Some(chat) = self.chat(device, chat).await {
            self.act(device, act(chat), follow).await;
        }
    }

    async fn say(&mut self, device: u8, chat: Chat, kind: Kind) -> Result<(), String> {
        let Some(id) = self.chat(device, chat).await else {
            return Ok(());
        };
        let Some(slot) = self.slot(device).filter(|slot| slot.core.is_some()) else {
            return Ok(());
        };
        slot.written += 1;
        let written = slot.written;
        let what = match kind {
            Kind::Words => {
                let word = found::word('w', &[usize::from(device), written]);
                let words = format!("device {device} line {written} {word}");
                self.ledger.word(word);
                What::Words(words)
            }
            Kind::Picture => What::Picture,
            Kind::File | Kind::Video | Kind::Voice => What::File(self.make(kind)?),
        };
        let said = Said::new(usize::from(device), id, what);
        let act = said.act(&self.picture);
        let at = self.ledger.said(said);
        if let Some(act) = act {
            self.act(device, act, Follow::Said(at)).await;
        }
        Ok(())
    }

    /// A file that has not been sent before, small: a plan is not about bytes.
    fn make(&mut self, kind: Kind) -> Result<PathBuf, String> {
        let number = self.ledger.files();
        let mut random = Random::new(u64::try_from(number).unwrap_or(0));
        let (ending, bytes) = match kind {
            Kind::Video => {
                let more = 8 + random.below(4_000);
                ("mp4", crate::video::clip(crate::video::BALL.len() + more))
            }
            Kind::Voice => ("opus", crate::sound::SECOND.to_vec()),
            Kind::Words | Kind::Picture | Kind::File => {
                let count = 1 + random.below(20_000);
                let noise = (0..count).map(|_| random.number().to_le_bytes()[0]);
                ("bin", noise.collect())
            }
        };
        let name = format!("{}{number}.{ending}", verdict::SENT);
        let path = self.server_folder.path().join(&name);
        std::fs::write(&path, &bytes).map_err(|error| error.to_string())?;
        self.ledger.file(&name, &bytes);
        if matches!(kind, Kind::Voice) {
            // A recording has no name of its own.
            self.ledger.file(verdict::VOICE, &bytes);
        }
        Ok(path)
    }

    async fn forward(&mut self, device: u8, chat: Chat, count: usize, to: Chat, together: bool) {
        let from = self.chat(device, chat).await;
        let to = self.chat(device, to).await;
        let (Some(from), Some(to)) = (from, to) else {
            return;
        };
        if self.slot(device).is_none_or(|slot| slot.core.is_none()) {
            return;
        }
        let key = linnet_core::Draft::new_submission().to_string();
        let forward = Forwarded::new(&key, &to);
        self.ledger.forward(forward.clone());
        let act = Act::Forward {
            chat: from,
            count,
            to,
            key,
            together,
            comment: String::new(),
        };
        let follow = Follow::Forward {
            device: usize::from(device),
            forward,
            together,
            late: false,
        };
        self.act(device, act, follow).await;
    }
}

/// What somebody sends.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Words,
    Picture,
    File,
    Video,
    Voice,
}
