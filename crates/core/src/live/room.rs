//! The rows of a live group.

use std::collections::VecDeque;

use linnet_proto::im_proto::MessageBody;
use linnet_proto::{choices, keys};

use super::Ticket;
use crate::error::Reason;
use crate::model::UserId;
use crate::model::kind::{self, Content};
use crate::model::live::Priority;
use crate::sync::live::priority;
use crate::view::row::{LiveGroupRow, LiveRow, LiveSent, LiveState};
use crate::view::{paint, unnamed};

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
    pub row: LiveGroupRow,
    /// There are older messages than those that are held.
    pub has_older: bool,
    /// Index up to which they are asked for.
    pub before: i64,
    me: UserId,
    lines: VecDeque<Line>,
    /// Index of the newest message that was told.
    last: i64,
    dropped: u32,
}

impl Room {
    pub fn new(me: UserId, ticket: Ticket, row: LiveGroupRow) -> Self {
        Self {
            ticket,
            row,
            has_older: false,
            before: 0,
            me,
            lines: VecDeque::new(),
            last: 0,
            dropped: 0,
        }
    }

    /// A message that was told, at its end.
    pub fn take(&mut self, body: &MessageBody) {
        let Some((index, row)) = read(self.me, body) else {
            return;
        };
        if index <= self.last {
            return;
        }
        if self.last > 0 {
            let missing = u32::try_from(index - self.last - 1).unwrap_or(u32::MAX);
            self.dropped = self.dropped.saturating_add(missing);
        }
        self.last = index;
        // Its own ones stand where they were first shown.
        let shown = self.lines.iter_mut().rev().find(|it| it.row.id == row.id);
        match shown {
            Some(line) => *line = Line { index, row },
            None => self.push(Line { index, row }),
        }
    }

    /// Older messages, the newest first.
    pub fn put_before(&mut self, older: &[MessageBody]) {
        for body in older {
            let Some((index, row)) = read(self.me, body) else {
                continue;
            };
            let known = self.lines.iter().any(|line| line.row.id == row.id);
            if !known && self.lines.len() < ROWS {
                self.lines.push_front(Line { index, row });
            }
        }
    }

    /// One of the person's own, before the server has it.
    pub fn say(&mut self, id: String, text: &str, priority: Priority, time: i64) {
        let row = LiveRow {
            id,
            sender: self.me,
            name: paint::name(&self.ticket.alias, self.me),
            avatar: paint::avatar(&self.ticket.avatar, &self.ticket.alias, self.me.0),
            own: true,
            text: Some(paint::seen(text.to_owned())),
            priority,
            time,
            sent: LiveSent::Sending,
        };
        self.push(Line { index: 0, row });
    }

    /// What became of one of the person's own.
    pub fn said(&mut self, id: &str, failed: Option<Reason>) {
        let line = self.lines.iter_mut().rev().find(|it| it.row.id == id);
        // Once it was told nothing is wrong with it any more.
        if let Some(line) = line.filter(|line| line.index == 0) {
            line.row.sent = match failed {
                Some(reason) => LiveSent::Failed { reason },
                None => LiveSent::Sent,
            };
        }
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
            ended: false,
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

/// A message as it is shown, and its index; none for commands and what cannot be used.
fn read(me: UserId, body: &MessageBody) -> Option<(i64, LiveRow)> {
    let kind = body.message_type?;
    let index = body
        .index_in_conversation_v2
        .or(body.index_in_conversation)
        .filter(|index| *index > 0)?;
    let sender = UserId(body.sender.filter(|user| *user > 0)?);
    if kind >= choices::FIRST_COMMAND_TYPE {
        return None;
    }
    let said = |key: &str| body.ext.get(key).map(String::as_str).unwrap_or_default();
    let id = match said(keys::CLIENT_MESSAGE_ID) {
        "" => body.server_message_id?.to_string(),
        // Two people may choose the same.
        id if sender == me => id.to_owned(),
        id => format!("{sender}:{id}"),
    };
    let alias = said(keys::LIVE_ALIAS);
    let text = match kind::parse(kind, body.content.as_deref().unwrap_or_default(), &body.ext) {
        Content::Text(text) => Some(paint::seen(text)),
        _ => None,
    };
    let name = match alias {
        "" => unnamed::person(sender),
        alias => paint::name(alias, sender),
    };
    let row = LiveRow {
        id,
        sender,
        name,
        avatar: paint::avatar(said(keys::LIVE_AVATAR), alias, sender.0),
        own: sender == me,
        text,
        priority: priority(body),
        time: body.create_time.unwrap_or(0),
        sent: LiveSent::Sent,
    };
    Some((index, row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ConversationId;
    use crate::model::kind::text;

    const ALICE: UserId = UserId(10001);
    const BOB: UserId = UserId(10009);

    fn room() -> Room {
        let ticket = Ticket {
            group: 5,
            alias: "Al".to_owned(),
            avatar: String::new(),
        };
        let row = LiveGroupRow {
            id: ConversationId::from("5"),
            name: "evening".to_owned(),
            avatar: paint::avatar("", "evening", 5),
            own: false,
            online: 0,
        };
        Room::new(ALICE, ticket, row)
    }

    fn body(sender: UserId, index: i64, id: &str) -> MessageBody {
        MessageBody {
            message_type: Some(text::TYPE),
            index_in_conversation: Some(index),
            server_message_id: Some(index),
            sender: Some(sender.0),
            content: Some(text::write("hello")),
            ext: [(keys::CLIENT_MESSAGE_ID.to_owned(), id.to_owned())].into(),
            ..MessageBody::default()
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
}
