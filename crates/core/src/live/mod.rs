//! The live group the person is in: its newest messages, in memory and nowhere else. It touches no list, no unread count
//! and no search, and is gone with the program. What is left out, by the server or here, is counted by the holes in the
//! indexes.

mod room;
mod view;

pub use view::{LiveUpdate, LiveView};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    ConversationAddParticipantsRequestBody, ConversationInfoV2, GetConversationInfoV2RequestBody,
    Imcmd, MessageBody, MessageDirection, MessageType, MessagesInConversationRequestBody,
    RequestBody,
};
use tokio::sync::watch;

pub(crate) use self::room::Room;
use crate::error::{Error, Result, accepted};
use crate::link::Link;
use crate::model::UserId;
use crate::model::connection::Connection;
use crate::sync::live::LiveQueue;
use crate::view::row::LiveGroupRow;

/// What came in this time is shown together.
const TOGETHER: Duration = Duration::from_millis(100);

/// How often it is asked how many people are in the group.
const COUNT: Duration = Duration::from_secs(10);

/// Messages of one page.
const PAGE: i32 = 20;

/// Which live group, and who the person is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// Number of the group.
    pub group: i64,
    /// Name there; empty for none.
    pub alias: String,
    /// Address of a picture; empty for none.
    pub avatar: String,
}

/// The live group of one account. Clones share it.
#[derive(Clone)]
pub(crate) struct LiveBoard(Arc<Inner>);

struct Inner {
    me: UserId,
    queue: LiveQueue,
    state: Mutex<State>,
    /// Counts on when something is different.
    changed: watch::Sender<u64>,
}

#[derive(Default)]
pub(crate) struct State {
    pub room: Option<Room>,
    /// The last one was dissolved.
    pub ended: bool,
}

/// A page of what was said, the newest first.
struct Page {
    messages: Vec<MessageBody>,
    next: i64,
    has_more: bool,
}

impl LiveBoard {
    pub fn new(me: UserId) -> Self {
        Self(Arc::new(Inner {
            me,
            queue: LiveQueue::default(),
            state: Mutex::default(),
            changed: watch::Sender::new(0),
        }))
    }

    /// Where the inbox puts what is pushed.
    pub fn queue(&self) -> LiveQueue {
        self.0.queue.clone()
    }

    /// Keeps the group until stopped: shows what comes, comes back into it after a cut, asks how many are there.
    pub async fn run(self, link: Link) {
        let mut connection = link.connection();
        let mut was_online = false;
        let mut count = link.sleep(COUNT);
        loop {
            tokio::select! {
                () = self.0.queue.came() => {
                    self.show();
                    link.sleep(TOGETHER).await;
                    self.show();
                }
                () = &mut count => {
                    self.count(&link).await;
                    count = link.sleep(COUNT);
                }
                changed = connection.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let online = matches!(*connection.borrow_and_update(), Connection::Online);
                    if online && !was_online {
                        self.come_back(&link).await;
                    }
                    was_online = online;
                }
            }
        }
    }

    /// Comes into a group, and out of the one before.
    pub async fn join(&self, link: &Link, ticket: Ticket, row: LiveGroupRow) -> Result<()> {
        // What waits is of the one before.
        self.0.queue.take();
        enter(link, self.0.me, &ticket).await?;
        let page = page(link, ticket.group, 0).await?;
        let mut room = Room::new(self.0.me, ticket, row);
        room.has_older = page.has_more;
        room.before = page.next;
        for body in page.messages.iter().rev() {
            room.take(body);
        }
        self.change(|state| {
            state.ended = false;
            state.room = Some(room);
        });
        self.show();
        self.count(link).await;
        Ok(())
    }

    /// Older messages of the group, when there are any and there is room for them.
    pub async fn older(&self, link: &Link) -> Result<()> {
        let place = self.with(|state| {
            let room = state.room.as_ref()?;
            room.may_load().then_some((room.ticket.group, room.before))
        });
        let Some((group, before)) = place else {
            return Ok(());
        };
        let page = page(link, group, before).await?;
        self.change(|state| {
            let room = state.room.as_mut();
            if let Some(room) =
                room.filter(|room| room.ticket.group == group && room.before == before)
            {
                room.put_before(&page.messages);
                room.has_older = page.has_more;
                room.before = page.next;
            }
        });
        Ok(())
    }

    /// Changes what is known, and tells those who look at it.
    pub fn change(&self, change: impl FnOnce(&mut State)) {
        self.with(change);
        self.0.changed.send_modify(|count| *count += 1);
    }

    pub fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state())
    }

    /// What is shown of it.
    pub fn view(&self) -> LiveView {
        LiveView::new(self.clone(), self.0.changed.subscribe())
    }

    fn show(&self) {
        let waiting = self.0.queue.take();
        if waiting.is_empty() {
            return;
        }
        self.change(|state| {
            for body in &waiting {
                state.take(body);
            }
        });
    }

    async fn count(&self, link: &Link) {
        let Some(group) = self.with(|state| Some(state.room.as_ref()?.ticket.group)) else {
            return;
        };
        let info = match info(link, group).await {
            Ok(info) => info,
            Err(error) => {
                tracing::info!(code = %error.code(), "how many are in a live group is not known");
                return;
            }
        };
        let outside = info.is_participant == Some(false);
        let count = info.participants_count;
        if let Some(count) = count.and_then(|count| u32::try_from(count).ok()) {
            self.change(|state| {
                let room = state.room.as_mut();
                if let Some(room) = room.filter(|room| room.ticket.group == group) {
                    room.row.online = count;
                }
            });
        }
        if outside {
            // Coming back failed before, or the connection was exchanged for another.
            self.come_back(link).await;
        }
    }

    /// Whoever loses the connection has left.
    async fn come_back(&self, link: &Link) {
        let Some(ticket) = self.with(|state| Some(state.room.as_ref()?.ticket.clone())) else {
            return;
        };
        let back = async {
            enter(link, self.0.me, &ticket).await?;
            page(link, ticket.group, 0).await
        };
        match back.await {
            Ok(page) => self.change(|state| {
                let room = state.room.as_mut();
                if let Some(room) = room.filter(|room| room.ticket == ticket) {
                    for body in page.messages.iter().rev() {
                        room.take(body);
                    }
                }
            }),
            Err(error) if error.is_refusal() || matches!(error, Error::Operation { .. }) => {
                tracing::info!(code = %error.code(), "the live group takes nobody back");
                self.change(|state| {
                    if state
                        .room
                        .as_ref()
                        .is_some_and(|room| room.ticket == ticket)
                    {
                        state.room = None;
                        state.ended = true;
                    }
                });
            }
            Err(error) => {
                tracing::info!(code = %error.code(), "the live group could not be joined again");
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, body: &MessageBody) {
        let Some(room) = &mut self.room else {
            return;
        };
        if body.conversation_short_id != Some(room.ticket.group) {
            return;
        }
        if body.message_type == Some(MessageType::ConversationDestroy as i32) {
            self.room = None;
            self.ended = true;
            return;
        }
        room.take(body);
    }
}

/// A live group as the server tells it now.
pub(crate) async fn info(link: &Link, group: i64) -> Result<ConversationInfoV2> {
    let body = RequestBody {
        get_conversation_info_v2_body: Some(GetConversationInfoV2RequestBody {
            conversation_id: Some(group.to_string()),
            conversation_short_id: Some(group),
            conversation_type: Some(choices::MASS_CHAT),
        }),
        ..RequestBody::default()
    };
    let command = Imcmd::GetConversationInfoV2 as i32;
    let answer = link.request_answer(command, body).await?;
    let told = answer.body.get_conversation_info_v2_body;
    told.and_then(|told| told.conversation_info)
        .ok_or(Error::Answer {
            command,
            log_id: answer.log_id,
        })
}

async fn enter(link: &Link, me: UserId, ticket: &Ticket) -> Result<()> {
    let said = [
        (choices::LIVE_ALIAS, &ticket.alias),
        (choices::LIVE_AVATAR, &ticket.avatar),
    ];
    let said = said
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (key.to_owned(), value.clone()));
    let body = RequestBody {
        conversation_add_participants_body: Some(ConversationAddParticipantsRequestBody {
            conversation_id: Some(ticket.group.to_string()),
            conversation_short_id: Some(ticket.group),
            conversation_type: Some(choices::MASS_CHAT),
            participants: vec![me.0],
            biz_ext: said.collect(),
        }),
        ..RequestBody::default()
    };
    let command = Imcmd::AddConversationParticipants as i32;
    let answer = link.request_answer(command, body).await?;
    let added = answer.body.conversation_add_participants_body;
    let added = added.ok_or(Error::Answer {
        command,
        log_id: answer.log_id.clone(),
    })?;
    accepted(added.status, added.check_code, &answer.log_id)
}

/// A page of what was said up to an index; 0 for the newest.
async fn page(link: &Link, group: i64, before: i64) -> Result<Page> {
    let direction = match before {
        0 => MessageDirection::FromLatest,
        _ => MessageDirection::Older,
    };
    let body = RequestBody {
        messages_in_conversation_body: Some(MessagesInConversationRequestBody {
            conversation_id: Some(group.to_string()),
            conversation_short_id: Some(group),
            conversation_type: Some(choices::MASS_CHAT),
            direction: Some(direction as i32),
            anchor_index: Some(before),
            limit: Some(PAGE),
        }),
        ..RequestBody::default()
    };
    let command = Imcmd::GetMessagesByConversation as i32;
    let answer = link.request_answer(command, body).await?;
    let told = answer.body.messages_in_conversation_body;
    let told = told.ok_or(Error::Answer {
        command,
        log_id: answer.log_id,
    })?;
    let next = told.next_cursor.unwrap_or(0);
    Ok(Page {
        messages: told.messages,
        next,
        has_more: told.has_more.unwrap_or(false) && next > 0,
    })
}
