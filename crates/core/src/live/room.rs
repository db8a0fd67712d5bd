//! The rows of a live group.

use std::collections::VecDeque;

use linnet_proto::choices;

use super::{LiveNews, Ticket};
use crate::error::Reason;
use crate::model::UserId;
use crate::model::conversation::Silenced;
use crate::model::kind::notice::{GroupEvent, GroupEventKind};
use crate::model::live::{LiveInfo, LiveMessage, Priority};
use crate::model::user::{MUTED_FOREVER, Role};
use crate::view::paint;
use crate::view::paint::live as painted;
use crate::view::row::{Closed, LiveEnd, LiveGroupRow, LiveRow, LiveSent, LiveState};

/// Rows that are held. When more come the oldest are let go; they can be loaded again.
const ROWS: usize = 500;

/// A row, and where it stands.
#[derive(Debug, Clone)]
struct Line {
    /// Its index; 0 for one of the person's own that the server has not told yet.
    index: i64,
    row: LiveRow,
}

/// The group the person is in.
#[derive(Debug)]
pub(crate) struct Room {
    pub ticket: Ticket,
    /// There are older messages than those that are held.
    pub has_older: bool,
    /// Index up to which they are asked for.
    pub before: i64,
    info: LiveInfo,
    row: LiveGroupRow,
    me: UserId,
    lines: VecDeque<Line>,
    /// Index of the newest message that was told.
    last: i64,
    dropped: u32,
}

/// What came of a message.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// For those who follow events.
    pub news: Vec<LiveNews>,
    /// What the person is in the group has changed, or who is: it is to be asked for.
    pub ask: bool,
    /// The person was put out.
    pub out: Option<LiveEnd>,
}

impl Room {
    pub fn new(me: UserId, ticket: Ticket, info: LiveInfo) -> Self {
        Self {
            ticket,
            row: painted::group(me, &info),
            info,
            has_older: false,
            before: 0,
            me,
            lines: VecDeque::new(),
            last: 0,
            dropped: 0,
        }
    }

    /// How the group stands now. Answers whether that is other than before.
    pub fn set_info(&mut self, info: LiveInfo) -> bool {
        let other = info != self.info;
        self.row = painted::group(self.me, &info);
        self.info = info;
        other
    }

    /// A message that was pushed, at its end, with what it says that happened.
    pub fn take(&mut self, message: &LiveMessage) -> Taken {
        let Some(row) = self.put(message) else {
            return Taken::default();
        };
        let mut taken = match &message.happened {
            Some(said) => self.happen(&said.event, &row),
            None => Taken::default(),
        };
        let told = match row.own {
            true => LiveNews::MessageUpdated(Box::new(row)),
            false => LiveNews::MessageReceived(Box::new(row)),
        };
        taken.news.insert(0, told);
        taken
    }

    /// A message at its end; none when it is there already or cannot be shown. What it says that happened is nothing new.
    pub fn put(&mut self, message: &LiveMessage) -> Option<LiveRow> {
        let row = read(self.me, message)?;
        let index = message.index;
        if index <= self.last {
            return None;
        }
        if self.last > 0 {
            let missing = u32::try_from(index - self.last - 1).unwrap_or(u32::MAX);
            self.dropped = self.dropped.saturating_add(missing);
        }
        self.last = index;
        // Its own ones stand where they were first shown.
        let shown = self.lines.iter_mut().rev().find(|it| it.row.id == row.id);
        let line = Line {
            index,
            row: row.clone(),
        };
        match shown {
            Some(shown) => *shown = line,
            None => self.push(line),
        }
        Some(row)
    }

    fn happen(&mut self, event: &GroupEvent, row: &LiveRow) -> Taken {
        let users: Vec<UserId> = event.targets.iter().copied().map(UserId).collect();
        let mine = users.contains(&self.me);
        let mut taken = Taken {
            ask: mine || event.actor == self.me.0 || self.leads(),
            ..Taken::default()
        };
        let mut news = |it| taken.news.push(it);
        match event.kind {
            GroupEventKind::Muted | GroupEventKind::Unmuted => {
                let on = event.kind == GroupEventKind::Muted;
                self.info.silenced = match on {
                    true => Silenced::Ordinary,
                    false => Silenced::Nobody,
                };
                news(LiveNews::Muted { on });
            }
            GroupEventKind::MemberMuted | GroupEventKind::MemberUnmuted => {
                let on = event.kind == GroupEventKind::MemberMuted;
                for user in users {
                    news(LiveNews::MemberMuted { user, on });
                }
            }
            GroupEventKind::Owner => {
                if let Some(to) = users.first().copied() {
                    let from = std::mem::replace(&mut self.info.owner, to);
                    self.row.owner = to;
                    self.row.own = to == self.me;
                    news(LiveNews::OwnerChanged { from, to });
                }
            }
            GroupEventKind::Removed | GroupEventKind::Barred => {
                news(LiveNews::PutOut { users });
                if mine {
                    news(LiveNews::Left);
                    let said = row.happened.as_ref();
                    let by = said.and_then(|said| said.actor.clone());
                    taken.out = Some(match event.kind {
                        GroupEventKind::Removed => LiveEnd::Removed { by },
                        _ => LiveEnd::Barred {
                            by,
                            until: (event.until > 0).then_some(event.until),
                        },
                    });
                }
            }
            GroupEventKind::MarkAdded | GroupEventKind::MarkRemoved => {
                let marks = &mut self.info.marks;
                marks.retain(|mark| *mark != event.name);
                if event.kind == GroupEventKind::MarkAdded && marks.len() < choices::MAX_LIVE_MARKS
                {
                    marks.push(event.name.clone());
                    marks.sort();
                }
                news(LiveNews::MarksChanged);
            }
            GroupEventKind::Manager
            | GroupEventKind::Member
            | GroupEventKind::Speaker
            | GroupEventKind::NoSpeaker
            | GroupEventKind::Marked
            | GroupEventKind::Unmarked
            | GroupEventKind::LetIn => news(LiveNews::MembersChanged { users }),
            _ => {}
        }
        taken
    }

    fn role(&self) -> Role {
        match self.info.owner == self.me {
            true => Role::Owner,
            false => paint::role(self.info.own.role),
        }
    }

    fn leads(&self) -> bool {
        self.role() != Role::Member
    }

    /// Why the person can write nothing; none when they can.
    fn closed(&self) -> Option<Closed> {
        let own = &self.info.own;
        let group = match self.info.silenced {
            Silenced::Nobody => false,
            Silenced::Ordinary => !self.leads() && !own.speaks,
            Silenced::Everybody => !own.speaks,
        };
        match own.muted_until {
            0 => group.then_some(Closed::GroupMuted),
            until => Some(Closed::Muted {
                until: (until != MUTED_FOREVER).then_some(until),
                reason: paint::line(&own.mute_reason),
                group,
            }),
        }
    }

    /// Older messages, the newest first.
    pub fn put_before(&mut self, older: &[LiveMessage]) {
        for message in older {
            let Some(row) = read(self.me, message) else {
                continue;
            };
            let known = self.lines.iter().any(|line| line.row.id == row.id);
            if !known && self.lines.len() < ROWS {
                let index = message.index;
                self.lines.push_front(Line { index, row });
            }
        }
    }

    /// One of the person's own, before the server has it.
    pub fn say(&mut self, id: String, text: &str, priority: Priority, time: i64) -> LiveNews {
        let row = LiveRow {
            id,
            sender: self.me,
            name: paint::name(&self.ticket.alias, self.me),
            avatar: paint::avatar(&self.ticket.avatar, &self.ticket.alias, self.me.0),
            own: true,
            text: Some(paint::seen(text.to_owned())),
            happened: None,
            priority,
            time,
            sent: LiveSent::Sending,
        };
        self.push(Line {
            index: 0,
            row: row.clone(),
        });
        LiveNews::MessageUpdated(Box::new(row))
    }

    /// What became of one of the person's own.
    pub fn said(&mut self, id: &str, failed: Option<Reason>) -> Option<LiveNews> {
        let line = self.lines.iter_mut().rev().find(|it| it.row.id == id);
        // Once it was told nothing is wrong with it any more.
        let line = line.filter(|line| line.index == 0)?;
        line.row.sent = match failed {
            Some(reason) => LiveSent::Failed { reason },
            None => LiveSent::Sent,
        };
        Some(LiveNews::MessageUpdated(Box::new(line.row.clone())))
    }

    /// One of the person's own, as it stands.
    pub fn find(&self, id: &str) -> Option<LiveRow> {
        let line = self.lines.iter().rev().find(|it| it.row.id == id)?;
        Some(line.row.clone())
    }

    /// Older messages as they are shown, the oldest first; they are not kept.
    pub fn read(&self, older: &[LiveMessage]) -> Vec<LiveRow> {
        let rows = older.iter().rev();
        rows.filter_map(|message| read(self.me, message)).collect()
    }

    /// Tries one again that was not sent: its words.
    pub fn again(&mut self, id: &str) -> Option<(String, Priority)> {
        let line = self.lines.iter_mut().find(|it| it.row.id == id)?;
        if !matches!(line.row.sent, LiveSent::Failed { .. }) {
            return None;
        }
        line.row.sent = LiveSent::Sending;
        Some((line.row.text.clone()?, line.row.priority))
    }

    pub fn rows(&self) -> Vec<LiveRow> {
        self.lines.iter().map(|line| line.row.clone()).collect()
    }

    pub fn state(&self) -> LiveState {
        LiveState {
            group: Some(self.row.clone()),
            dropped: self.dropped,
            has_older: self.may_load(),
            ended: None,
            role: self.role(),
            muted: self.info.silenced != Silenced::Nobody,
            marks: self.info.marks.clone(),
            closed: self.closed(),
        }
    }

    /// There is something to load, and room for it.
    pub fn may_load(&self) -> bool {
        self.has_older && self.lines.len() < ROWS
    }

    fn push(&mut self, line: Line) {
        self.lines.push_back(line);
        while self.lines.len() > ROWS {
            self.lines.pop_front();
            let first = self.lines.iter().find(|line| line.index > 0);
            if let Some(first) = first {
                self.before = first.index - 1;
                self.has_older = self.before > 0;
            }
        }
    }
}

/// A message as it is shown; none for commands and what cannot be used.
fn read(me: UserId, message: &LiveMessage) -> Option<LiveRow> {
    let from_somebody = message.sender.0 > 0 || message.happened.is_some();
    let usable = message.index > 0
        && message.kind < choices::FIRST_COMMAND_TYPE
        && from_somebody
        && (message.server_id > 0 || !message.client_id.is_empty());
    usable.then(|| painted::message(me, message))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::kind::text;
    use crate::model::live::{LiveHappened, LiveMember};

    const ALICE: UserId = UserId(10001);
    const BOB: UserId = UserId(10009);
    const CAROL: UserId = UserId(10017);

    fn room() -> Room {
        let ticket = Ticket {
            group: 5,
            alias: "Al".to_owned(),
            avatar: String::new(),
        };
        Room::new(ALICE, ticket, info())
    }

    fn info() -> LiveInfo {
        LiveInfo {
            group: 5,
            name: "evening".to_owned(),
            icon: String::new(),
            owner: CAROL,
            online: 2,
            inside: Some(true),
            silenced: Silenced::Nobody,
            marks: Vec::new(),
            own: LiveMember::plain(ALICE),
        }
    }

    /// A line in which Carol does something to Bob, or to Alice.
    fn line(index: i64, kind: GroupEventKind, to: UserId) -> LiveMessage {
        let event = GroupEvent {
            kind,
            actor: CAROL.0,
            targets: vec![to.0],
            count: 1,
            name: "guest".to_owned(),
            until: 0,
        };
        let names = [(CAROL.0, "Ca".to_owned())].into();
        LiveMessage {
            kind: 10_008,
            happened: Some(LiveHappened { event, names }),
            ..body(UserId(0), index, "")
        }
    }

    fn body(sender: UserId, index: i64, id: &str) -> LiveMessage {
        LiveMessage {
            group: 5,
            index,
            server_id: index,
            client_id: id.to_owned(),
            kind: text::TYPE,
            sender,
            content: text::write("hello"),
            ext: BTreeMap::new(),
            created: 0,
            priority: Priority::Normal,
            alias: String::new(),
            avatar: String::new(),
            happened: None,
        }
    }

    #[test]
    fn holes_in_the_indexes_are_counted_and_old_rows_are_let_go() {
        let mut room = room();
        room.take(&body(BOB, 1, "a"));
        room.take(&body(BOB, 5, "b"));
        // Told twice, it is there once.
        room.take(&body(BOB, 5, "b"));
        assert_eq!(room.state().dropped, 3);
        assert_eq!(room.rows().len(), 2);
        for index in 6..2_000 {
            room.take(&body(BOB, index, &index.to_string()));
        }
        assert_eq!(room.rows().len(), ROWS);
        assert_eq!(room.state().dropped, 3);
        assert_eq!(room.before, 1_999 - 500);
        // There is no room for more.
        assert!(!room.state().has_older);
    }

    #[test]
    fn an_own_one_is_shown_at_once_and_stays_one_row() {
        let mut room = room();
        room.say("x".to_owned(), "hello", Priority::High, 7);
        assert_eq!(room.rows()[0].sent, LiveSent::Sending);
        room.take(&body(BOB, 1, "x"));
        room.take(&body(ALICE, 2, "x"));
        let rows = room.rows();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].sent, LiveSent::Sent);
        assert!(rows[0].own && !rows[1].own);
        // An answer that comes after the push takes nothing back.
        let reason = crate::error::Error::Cancelled.reason();
        room.said("x", Some(reason.clone()));
        assert_eq!(room.rows()[0].sent, LiveSent::Sent);
        room.say("y".to_owned(), "again", Priority::Low, 8);
        room.said("y", Some(reason));
        let again = room.again("y");
        assert_eq!(again, Some(("again".to_owned(), Priority::Low)));
        assert_eq!(room.again("y"), None);
    }

    #[test]
    fn older_ones_come_before_and_each_once() {
        let mut room = room();
        room.take(&body(BOB, 9, "i"));
        room.put_before(&[body(BOB, 9, "i"), body(BOB, 8, "h"), body(BOB, 7, "g")]);
        let ids: Vec<String> = room.rows().into_iter().map(|row| row.id).collect();
        assert_eq!(ids, ["10009:g", "10009:h", "10009:i"]);
    }

    #[test]
    fn what_happens_changes_what_one_may_and_is_told() {
        let mut room = room();
        assert_eq!(room.state().closed, None);
        let taken = room.take(&line(1, GroupEventKind::Muted, BOB));
        assert_eq!(taken.news.last(), Some(&LiveNews::Muted { on: true }));
        // Nobody asks who is not concerned: there are thousands of them.
        assert!(!taken.ask);
        assert_eq!(room.state().closed, Some(Closed::GroupMuted));
        let happened = room.rows().last().and_then(|row| row.happened.clone());
        assert_eq!(
            happened.and_then(|it| it.actor).map(|it| it.name),
            Some("Ca".to_owned())
        );
        let taken = room.take(&line(2, GroupEventKind::Speaker, ALICE));
        assert!(taken.ask);
        let own = LiveMember {
            speaks: true,
            ..LiveMember::plain(ALICE)
        };
        let silenced = Silenced::Ordinary;
        assert!(room.set_info(LiveInfo {
            own,
            silenced,
            ..info()
        }));
        assert_eq!(room.state().closed, None);
        let own = LiveMember {
            muted_until: 9,
            mute_reason: "too loud".to_owned(),
            ..LiveMember::plain(ALICE)
        };
        room.set_info(LiveInfo {
            own,
            silenced,
            ..info()
        });
        let reason = "too loud".to_owned();
        let muted = Closed::Muted {
            until: Some(9),
            reason,
            group: true,
        };
        assert_eq!(room.state().closed, Some(muted));
        room.take(&line(3, GroupEventKind::Unmuted, BOB));
        let taken = room.take(&line(4, GroupEventKind::Owner, ALICE));
        let owner = LiveNews::OwnerChanged {
            from: CAROL,
            to: ALICE,
        };
        assert_eq!(taken.news.last(), Some(&owner));
        assert_eq!(
            (room.state().role, room.state().group.map(|it| it.own)),
            (Role::Owner, Some(true))
        );
        room.take(&line(5, GroupEventKind::MarkAdded, BOB));
        assert_eq!(room.state().marks, ["guest"]);
        room.take(&line(6, GroupEventKind::MarkRemoved, BOB));
        assert!(room.state().marks.is_empty());
        assert_eq!(room.state().dropped, 0);
    }

    #[test]
    fn whoever_is_put_out_learns_by_whom_and_nobody_else_goes() {
        let mut room = room();
        assert!(
            room.take(&line(1, GroupEventKind::Removed, BOB))
                .out
                .is_none()
        );
        let taken = room.take(&line(2, GroupEventKind::Barred, ALICE));
        assert_eq!(taken.news.last(), Some(&LiveNews::Left));
        match taken.out {
            Some(LiveEnd::Barred {
                by: Some(by),
                until: None,
            }) => assert_eq!(by.name, "Ca"),
            other => panic!("{other:?}"),
        }
        // What is read of the past happens to nobody.
        room.put(&line(3, GroupEventKind::Muted, BOB));
        assert_eq!(room.state().closed, None);
    }
}
