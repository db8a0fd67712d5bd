//! What is to be seen on a device, as plain values that can be compared with another device's.

use std::collections::BTreeMap;
use std::sync::Arc;

use linnet_core::model::ConversationId;
use linnet_core::model::connection::Connection;
use linnet_core::model::gap::GapState;
use linnet_core::view::row::{
    Body, Closed, ConversationRow, Delivery, MessageRow, TimelineRow, TimelineState,
};
use linnet_core::{Anchor, Client, Result};
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

/// Everything a person can see on a device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Connected, the first load is finished, and nothing that the person asked for waits.
    pub ready: bool,
    /// Conversations by id.
    pub chats: BTreeMap<String, Chat>,
    /// Order of the list.
    pub order: Vec<String>,
    /// Unread messages of all.
    pub unread: u32,
    /// Blocked people.
    pub blocked: Vec<String>,
}

/// A conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chat {
    /// Title, kind, membership and settings.
    pub line: String,
    /// Where it stands in the list.
    pub time: i64,
    /// Unread messages.
    pub unread: u32,
    /// The line under the title.
    pub preview: Option<String>,
    /// How one ceased to be a member, as far as the last line says it.
    pub left: Option<String>,
    /// Members of a group with their roles, in order.
    pub members: Vec<String>,
    /// Messages, oldest first.
    pub messages: Vec<Message>,
    /// Rows that say that the server keeps something no more.
    pub gone: usize,
    /// Rows that say that something else is missing, and rows of the open screen that are not those of a new one.
    pub wrong: Vec<String>,
}

/// Screens that stay open, as a window's do: what they show comes from changes.
#[derive(Default)]
pub struct Screens {
    shown: BTreeMap<String, (watch::Receiver<Shown>, Arc<Notify>)>,
    tasks: JoinSet<()>,
}

/// What a screen shows.
#[derive(Clone, Default)]
struct Shown {
    rows: Vec<TimelineRow>,
    state: TimelineState,
    /// It has ended, and shows nothing new any more.
    ended: bool,
}

impl Screens {
    /// Opens the screen of a conversation, unless it is open. It pages up to the first message and stays.
    async fn open(&mut self, client: &Client, id: &ConversationId) -> Result<()> {
        if self.shown.contains_key(id.as_str()) {
            return Ok(());
        }
        let mut timeline = client.timeline(id, Anchor::End).await?;
        let (tell, shown) = watch::channel(Shown::default());
        let again = Arc::<Notify>::default();
        self.shown
            .insert(id.to_string(), (shown, Arc::clone(&again)));
        self.tasks.spawn(async move {
            loop {
                let state = timeline.state();
                // One that cannot be read ends, as it would on screen.
                if !state.at_start && !state.loading_older && timeline.older().await.is_err() {
                    break;
                }
                tell.send_replace(Shown {
                    rows: timeline.rows().to_vec(),
                    state: timeline.state(),
                    ended: false,
                });
                tokio::select! {
                    update = timeline.next() => if update.is_none() {
                        break;
                    },
                    () = again.notified() => for gap in failed(timeline.rows()) {
                        if timeline.retry_gap(&gap).await.is_err() {
                            break;
                        }
                    },
                }
            }
            tell.send_modify(|shown| shown.ended = true);
        });
        Ok(())
    }

    /// What stands there now. Where it says that something could not be loaded, the person tries again.
    fn shown(&self, id: &ConversationId) -> Shown {
        let Some((shown, again)) = self.shown.get(id.as_str()) else {
            return Shown::default();
        };
        let shown = shown.borrow().clone();
        if !failed(&shown.rows).is_empty() {
            again.notify_one();
        }
        shown
    }
}

/// Gaps that could not be loaded.
fn failed(rows: &[TimelineRow]) -> Vec<String> {
    rows.iter()
        .filter_map(|row| match row {
            TimelineRow::Gap {
                id,
                state: GapState::Failed { .. },
            } => Some(id.clone()),
            _ => None,
        })
        .collect()
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub key: String,
    /// The server's id.
    pub server_id: Option<String>,
    /// Who wrote it.
    pub sender: i64,
    /// What it says.
    pub body: String,
    /// What was made of it since: edited, and with which reactions.
    pub changes: String,
    /// How far it has come.
    pub state: State,
    /// When.
    pub time: i64,
    /// It is here only: the server was set back and has lost it.
    pub lost: bool,
}

/// How far a message has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Somebody else's.
    Received,
    /// On its way.
    Sending,
    /// At the server.
    Sent,
    /// Read by the other person.
    Read,
    /// At the server, for its sender only.
    OnlyMe,
    /// Stopped, with the code of the reason.
    Stopped(String),
}

/// Looks at everything, without loading more than a person who pages up would.
///
/// # Errors
/// The client has ended.
pub async fn look(client: &Client, screens: &mut Screens) -> Result<Seen> {
    let connected =
        *client.connection().borrow() == Connection::Online && client.loading().borrow().finished;
    let ready = connected && client.operations_waiting().await? == 0;
    let (rows, unread) = client.conversations().whole().open().await?;
    let contacts = client.contact_list().open().await?;
    let blocked = contacts.into_iter().filter(|row| row.blocked);
    let mut seen = Seen {
        ready,
        unread,
        blocked: blocked.map(|row| row.id.to_string()).collect(),
        order: rows.iter().map(|row| row.id.to_string()).collect(),
        ..Seen::default()
    };
    for row in rows {
        seen.chats
            .insert(row.id.to_string(), chat(client, screens, &row).await?);
    }
    Ok(seen)
}

async fn chat(client: &Client, screens: &mut Screens, row: &ConversationRow) -> Result<Chat> {
    screens.open(client, &row.id).await?;
    let shown = screens.shown(&row.id);
    let mut messages = Vec::new();
    let (mut wrong, mut gone) = (Vec::new(), 0);
    if !shown.state.at_start {
        wrong.push(format!(
            "does not reach the first message: {} rows, {:?}, ended {}",
            shown.rows.len(),
            shown.state,
            shown.ended
        ));
    }
    for row in &shown.rows {
        match row {
            TimelineRow::Message(row) => messages.push(message(row)),
            TimelineRow::Gap {
                state: GapState::Gone,
                ..
            } => gone += 1,
            TimelineRow::Gap { id, state } => wrong.push(format!("{id} {state:?}")),
            TimelineRow::Unread => {}
        }
    }
    let new = client.timeline(&row.id, Anchor::End).await?;
    let bodies = |rows: &[TimelineRow]| -> Vec<String> {
        let messages = rows.iter().filter_map(|row| match row {
            TimelineRow::Message(row) => Some(message(row)),
            _ => None,
        });
        messages
            .map(|message| format!("{} {:?}", message.body, message.state))
            .collect()
    };
    let (open, fresh) = (bodies(&shown.rows), bodies(new.rows()));
    if !open.ends_with(&fresh) {
        wrong.push(format!(
            "open for long it shows {open:?}, opened now {fresh:?}"
        ));
    }
    let members = client.members(&row.id).await?;
    Ok(Chat {
        line: format!(
            "{:?} {:?} peer {:?} member {} closed {} pinned {} muted {} mentioned {}",
            row.kind,
            // Who has left is not told what the group is called now: a device that asked too late keeps the old name.
            row.member.then_some(&row.title),
            row.peer,
            row.member,
            row.closed
                .as_ref()
                .filter(|_| row.member)
                .map_or("no", closed),
            row.pinned,
            row.muted,
            row.mentioned,
        ),
        time: row.time,
        gone,
        unread: row.unread,
        preview: row
            .preview
            .as_ref()
            .map(|preview| format!("{:?} {:?}", preview.kind, preview.text)),
        left: row
            .closed
            .as_ref()
            .filter(|_| !row.member)
            .map(|why| closed(why).to_owned()),
        // Nobody tells one who has left who else has.
        members: members
            .iter()
            .filter(|_| row.member)
            .map(|member| format!("{} {:?}", member.person.id, member.role))
            .collect(),
        messages,
        wrong,
    })
}

/// Why nothing can be written, without names, which may still be on their way.
fn closed(closed: &Closed) -> &'static str {
    match closed {
        Closed::GroupMuted => "group muted",
        Closed::Muted { .. } => "muted",
        Closed::Removed { .. } => "removed",
        Closed::Dissolved { .. } => "dissolved",
        Closed::NoMember => "no member",
    }
}

fn message(row: &MessageRow) -> Message {
    let body = match &row.body {
        Body::Text { text } => text.clone(),
        Body::Notice { text, .. } => format!("(notice) {text}"),
        Body::Picture { picture } => format!(
            "(picture) {} {}x{} {}",
            picture.caption, picture.width, picture.height, picture.mime
        ),
        Body::Recalled => "(recalled)".to_owned(),
        Body::File { file } => format!("(file {} {})", file.name, file.bytes),
        Body::Voice { voice } => format!("(voice {} {})", voice.millis, voice.played),
        Body::Video { video } => format!(
            "(video {} {} {}x{} {})",
            video.file.name, video.file.bytes, video.width, video.height, video.caption
        ),
        Body::Shown(shown) => format!("({shown:?})"),
    };
    let edited = if row.edited { " (edited)" } else { "" };
    let reactions = row.reactions.iter().map(|one| {
        let own = if one.own { " own" } else { "" };
        format!(" [{} {}{own}]", one.key, one.count)
    });
    let marks = [
        (row.marks.favourite, " (favourite)"),
        (row.marks.pinned, " (pinned)"),
        (row.marks.pinned_for_all, " (pinned for all)"),
    ];
    let marks = marks.iter().filter(|(on, _)| *on).map(|(_, word)| *word);
    let marks = marks.collect::<String>();
    let changes = format!("{edited}{marks}{}", reactions.collect::<String>());
    Message {
        key: row.id.to_string(),
        server_id: row.server_id.map(|id| id.to_string()),
        sender: row.sender.0,
        body,
        changes,
        state: match &row.delivery {
            None => State::Received,
            Some(Delivery::Sending | Delivery::HeldBack { .. } | Delivery::Uploading { .. }) => {
                State::Sending
            }
            Some(Delivery::Sent) => State::Sent,
            Some(Delivery::Read) => State::Read,
            Some(Delivery::OnlyMe { .. }) => State::OnlyMe,
            Some(Delivery::Failed { reason }) => State::Stopped(reason.code.clone()),
        },
        time: row.time,
        lost: row.lost,
    }
}
