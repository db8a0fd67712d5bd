//! What should stand on the desktop, and what the desktop was last told of it.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use linnet_core::error::LocalText;
use linnet_core::model::MessageKey;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::desktop::{ActionKey, Signal, Wanted};
use super::{Choice, Subject, words};
use crate::ipc::Language;

/// Notifications that stand at the same time; the oldest goes.
const STANDING: usize = 20;

/// Messages of one notification whose words are known; older ones are only counted.
const SAID: usize = 100;

/// How often one notification is replaced at most.
const PACE: Duration = Duration::from_secs(1);

/// After a sound, further messages of the same conversation make none for this long.
const QUIET: Duration = Duration::from_secs(10);

/// How notifications look, as the person set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether there are any for messages.
    pub on: bool,
    /// Whether they show who wrote and what.
    pub words: bool,
    /// Whether they make a sound.
    pub sound: bool,
    /// Language.
    pub language: Language,
}

/// Something to do on the desktop.
pub(super) enum Job {
    Close(u32),
    Show(Wanted),
}

struct Standing {
    title: LocalText,
    /// Messages whose words are known, oldest first.
    said: VecDeque<(MessageKey, LocalText)>,
    /// Older ones, and those that were missed.
    others: u32,
    /// A text instead of messages.
    told: Option<LocalText>,
    /// When the newest message came, counted in messages.
    order: u64,
    /// The desktop shows something else.
    dirty: bool,
    /// The next showing is for something new.
    new: bool,
    /// The desktop's number.
    id: Option<u32>,
    replaced_at: Option<Instant>,
    sounded_at: Option<Instant>,
    /// Somebody waits to hear whether it was shown.
    waiting: Option<oneshot::Sender<bool>>,
}

impl Standing {
    fn count(&self) -> u32 {
        u32::try_from(self.said.len())
            .unwrap_or(u32::MAX)
            .saturating_add(self.others)
    }

    fn ready_at(&self) -> Option<Instant> {
        self.replaced_at.map(|at| at + PACE)
    }
}

/// All of them.
pub(super) struct Board {
    look: Look,
    standing: BTreeMap<Subject, Standing>,
    /// Numbers of those that have to go; no more than stood.
    closing: VecDeque<u32>,
    /// Notifications that are being shown now.
    showing: u32,
    next_order: u64,
    /// Came with a click, before it.
    activation: Option<(u32, String)>,
}

impl Board {
    pub(super) fn new(look: Look) -> Self {
        Self {
            look,
            standing: BTreeMap::new(),
            closing: VecDeque::new(),
            showing: 0,
            next_order: 0,
            activation: None,
        }
    }

    /// One message with its words, or `messages` without.
    pub(super) fn add(
        &mut self,
        subject: Subject,
        title: LocalText,
        message: Option<(MessageKey, LocalText)>,
        messages: u32,
    ) {
        if !self.look.on {
            return;
        }
        let missed = message.is_none();
        let standing = self.stand(subject);
        match message {
            Some(said) => standing.said.push_back(said),
            None => standing.others = standing.others.saturating_add(messages),
        }
        if standing.said.len() > SAID {
            standing.said.pop_front();
            standing.others = standing.others.saturating_add(1);
        }
        // A summary's title is Linnet's own name.
        if !missed || standing.title.en.is_empty() {
            standing.title = title;
        }
    }

    pub(super) fn tell(
        &mut self,
        title: LocalText,
        text: LocalText,
        waiting: oneshot::Sender<bool>,
    ) {
        let standing = self.stand(Subject::Linnet);
        standing.title = title;
        standing.told = Some(text);
        standing.waiting = Some(waiting);
    }

    /// Something that was planned. The person asked for it, so it is shown although messages make no notifications.
    pub(super) fn due(&mut self, subject: Subject, title: LocalText, text: LocalText) {
        let standing = self.stand(subject);
        standing.title = title;
        standing.told = Some(text);
    }

    /// The message that somebody is being reminded of says something else.
    pub(super) fn edited_due(&mut self, subject: &Subject, text: &LocalText) {
        let Some(standing) = self.standing.get_mut(subject) else {
            return;
        };
        if standing.told.as_ref().is_some_and(|told| told != text) {
            standing.told = Some(text.clone());
            standing.dirty = true;
        }
    }

    fn stand(&mut self, subject: Subject) -> &mut Standing {
        if !self.standing.contains_key(&subject) && self.standing.len() >= STANDING {
            let oldest = self.standing.iter().min_by_key(|(_, one)| one.order);
            if let Some(oldest) = oldest.map(|(subject, _)| subject.clone()) {
                self.close(&oldest);
            }
        }
        self.next_order += 1;
        let order = self.next_order;
        let standing = self.standing.entry(subject).or_insert_with(|| Standing {
            title: LocalText::default(),
            said: VecDeque::new(),
            others: 0,
            told: None,
            order,
            dirty: true,
            new: true,
            id: None,
            replaced_at: None,
            sounded_at: None,
            waiting: None,
        });
        standing.order = order;
        standing.dirty = true;
        standing.new = true;
        standing
    }

    /// This many are unread; those read are the older ones.
    pub(super) fn read(&mut self, subject: &Subject, unread: u32) {
        let Some(standing) = self.standing.get_mut(subject) else {
            return;
        };
        let mut read = standing.count().saturating_sub(unread);
        if read == 0 {
            return;
        }
        let others = standing.others.min(read);
        standing.others -= others;
        read -= others;
        while read > 0 && standing.said.pop_front().is_some() {
            read -= 1;
        }
        self.changed(subject);
    }

    pub(super) fn gone(&mut self, subject: &Subject, message: &MessageKey) {
        let Some(standing) = self.standing.get_mut(subject) else {
            return;
        };
        let before = standing.said.len();
        standing.said.retain(|(key, _)| key != message);
        if standing.said.len() < before {
            self.changed(subject);
        }
    }

    /// A message says something else, as its sender wants it.
    pub(super) fn edited(&mut self, subject: &Subject, message: &MessageKey, text: LocalText) {
        let Some(standing) = self.standing.get_mut(subject) else {
            return;
        };
        let said = standing.said.iter_mut().find(|(key, _)| key == message);
        if let Some((_, words)) = said.filter(|(_, words)| *words != text) {
            *words = text;
            standing.dirty = true;
        }
    }

    /// Fewer messages: closed with the last one, else shown again without a sound.
    fn changed(&mut self, subject: &Subject) {
        let Some(standing) = self.standing.get_mut(subject) else {
            return;
        };
        if standing.count() == 0 {
            self.close(subject);
        } else {
            standing.dirty = true;
        }
    }

    pub(super) fn close_where(&mut self, which: impl Fn(&Subject) -> bool) {
        let subjects: Vec<Subject> = self
            .standing
            .keys()
            .filter(|subject| which(subject))
            .cloned()
            .collect();
        for subject in subjects {
            self.close(&subject);
        }
    }

    fn close(&mut self, subject: &Subject) {
        let closed = self.standing.remove(subject);
        self.closing.extend(closed.and_then(|one| one.id));
    }

    pub(super) fn set_look(&mut self, look: Look) {
        if look == self.look {
            return;
        }
        self.look = look;
        if !look.on {
            self.close_where(|subject| matches!(subject, Subject::Chat(..) | Subject::Account(_)));
        }
        for standing in self.standing.values_mut() {
            standing.dirty = true;
        }
    }

    /// The desktop shows what it should.
    pub(super) fn is_settled(&self) -> bool {
        self.closing.is_empty() && self.showing == 0 && !self.standing.values().any(|one| one.dirty)
    }

    /// What has to be done now; what is taken here is being done.
    pub(super) fn next_job(&mut self, now: Instant) -> Option<Job> {
        if let Some(id) = self.closing.pop_front() {
            return Some(Job::Close(id));
        }
        let ready = self
            .standing
            .iter_mut()
            .filter(|(_, one)| one.dirty && one.ready_at().is_none_or(|at| at <= now))
            // In the order in which they were written.
            .min_by_key(|(_, one)| one.order);
        let (subject, standing) = ready?;
        standing.dirty = false;
        let new = std::mem::take(&mut standing.new);
        let sound = self.look.sound
            && new
            && standing
                .sounded_at
                .is_none_or(|at| now.saturating_duration_since(at) >= QUIET);
        if sound {
            standing.sounded_at = Some(now);
        }
        self.showing += 1;
        Some(Job::Show(wanted(subject, standing, self.look, sound)))
    }

    /// When something has to be done that can wait until then.
    pub(super) fn next_time(&self) -> Option<Instant> {
        let dirty = self.standing.values().filter(|one| one.dirty);
        dirty.filter_map(Standing::ready_at).min()
    }

    /// The desktop showed it under this number, or did not.
    pub(super) fn shown(&mut self, subject: &Subject, id: Option<u32>, now: Instant) {
        self.showing = self.showing.saturating_sub(1);
        let Some(standing) = self.standing.get_mut(subject) else {
            // It was closed meanwhile.
            self.closing.extend(id);
            return;
        };
        standing.replaced_at = Some(now);
        if let Some(waiting) = standing.waiting.take() {
            // Whoever asked may have gone.
            let _gone = waiting.send(id.is_some());
        }
        match id {
            Some(_) => standing.id = id,
            // A desktop without notifications: what was not shown does not wait for one.
            None => drop(self.standing.remove(subject)),
        }
    }

    pub(super) fn heed(&mut self, signal: Signal) -> Option<Choice> {
        match signal {
            Signal::Closed(id) => {
                let subject = self.subject_of(id)?;
                self.standing.remove(&subject);
                None
            }
            Signal::Activation(id, token) => {
                self.activation = Some((id, token));
                None
            }
            Signal::Acted(id, action) => {
                let subject = self.subject_of(id)?;
                let token = self.activation.take();
                let token = token.filter(|(of, _)| *of == id).map(|(_, token)| token);
                // Not every desktop takes it away by itself.
                self.close(&subject);
                match (action, subject) {
                    (ActionKey::MarkRead, Subject::Chat(account, conversation)) => {
                        Some(Choice::MarkRead(account, conversation))
                    }
                    (_, subject) => Some(Choice::Open(subject, token)),
                }
            }
            Signal::Replied(id, text) => {
                let subject = self.subject_of(id)?;
                self.close(&subject);
                match subject {
                    Subject::Chat(account, conversation) => {
                        Some(Choice::Reply(account, conversation, text))
                    }
                    other => Some(Choice::Open(other, None)),
                }
            }
            // What stood has gone; what comes next knows none of the numbers.
            Signal::Restarted => {
                self.closing.clear();
                self.standing.retain(|_, one| {
                    one.id = None;
                    one.dirty
                });
                None
            }
        }
    }

    #[cfg(test)]
    pub(super) fn is_standing(&self, subject: &Subject) -> bool {
        self.standing.contains_key(subject)
    }

    fn subject_of(&self, id: u32) -> Option<Subject> {
        let found = self.standing.iter().find(|(_, one)| one.id == Some(id));
        found.map(|(subject, _)| subject.clone())
    }
}

fn wanted(subject: &Subject, standing: &Standing, look: Look, sound: bool) -> Wanted {
    let language = look.language;
    let newest = standing.said.back().map(|(_, text)| text);
    let (title, body) = match &standing.told {
        Some(_) if !look.words && matches!(subject, Subject::Due(..)) => {
            ("Linnet", words::due(language).to_owned())
        }
        Some(text) => (
            words::said(&standing.title, language),
            words::said(text, language).to_owned(),
        ),
        None if look.words => (
            words::said(&standing.title, language),
            words::body(standing.count(), newest, language),
        ),
        None => ("Linnet", words::body(standing.count(), None, language)),
    };
    Wanted {
        subject: subject.clone(),
        replaces: standing.id,
        title: words::plain(title),
        body: words::plain(&body),
        language,
        sound,
    }
}
