//! The live group the person is in: its newest messages, in memory and nowhere else. It touches no list, no unread count
//! and no search, and is gone with the program. What is left out, by the server or here, is counted by the holes in the
//! indexes.

mod news;
mod room;
mod view;

pub use news::LiveNews;
pub use view::{LiveUpdate, LiveView};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    ConversationAddParticipantsRequestBody, GetConversationInfoV2RequestBody, Imcmd,
    MessageDirection, MessageType, MessagesInConversationRequestBody, RequestBody,
};
use tokio::sync::{broadcast, watch};

pub(crate) use self::room::{Room, Taken};
use crate::error::{Error, Result, accepted};
use crate::link::Link;
use crate::model::connection::Connection;
use crate::model::live::{LiveInfo, LiveMessage};
use crate::model::{ConversationId, UserId};
use crate::sync::live::LiveQueue;
use crate::sync::wire;
use crate::view::paint::live as painted;
use crate::view::row::{LiveEnd, LiveHistory, LiveState};

/// What came in this time is shown together.
const TOGETHER: Duration = Duration::from_millis(100);

/// How often it is asked how many people are in the group.
const COUNT: Duration = Duration::from_secs(10);

/// News that wait for one who follows events. When full the oldest go, and it is told that it missed some.
const NEWS: usize = 256;

/// Messages of one page.
const PAGE: i32 = 20;

/// Messages of the largest page.
const MAX_PAGE: i32 = 100;

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
    news: broadcast::Sender<Told>,
}

/// News, and of which group.
pub(crate) type Told = (ConversationId, LiveNews);

#[derive(Default)]
pub(crate) struct State {
    pub room: Option<Room>,
    /// Why the person is no longer in the last one.
    pub ended: Option<LiveEnd>,
    /// They are on their way into one: what comes waits until it is there.
    coming: usize,
}

/// Somebody is on their way into a group while this is there.
struct Coming<'a>(&'a LiveBoard);

impl<'a> Coming<'a> {
    fn new(board: &'a LiveBoard) -> Self {
        board.with(|state| {
            // What waits is of the one before.
            board.0.queue.take();
            state.coming += 1;
        });
        Self(board)
    }
}

impl Drop for Coming<'_> {
    fn drop(&mut self) {
        self.0.with(|state| state.coming -= 1);
    }
}

/// A page of what was said, the newest first.
struct Page {
    messages: Vec<LiveMessage>,
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
            news: broadcast::Sender::new(NEWS),
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
                    let first = self.show();
                    link.sleep(TOGETHER).await;
                    if self.show() || first {
                        self.ask(&link).await;
                    }
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
    pub async fn join(&self, link: &Link, ticket: Ticket, info: LiveInfo) -> Result<()> {
        let coming = Coming::new(self);
        enter(link, self.0.me, &ticket).await?;
        let page = page(link, ticket.group, 0, PAGE).await?;
        let group = ticket.group;
        let mut room = Room::new(self.0.me, ticket, info);
        room.has_older = page.has_more;
        room.before = page.next;
        for message in page.messages.iter().rev() {
            room.put(message);
        }
        self.change(|state| {
            state.ended = None;
            state.room = Some(room);
        });
        drop(coming);
        self.tell(group, LiveNews::Joined);
        self.show();
        self.ask(link).await;
        Ok(())
    }

    /// Out of the group, because the person wants it: its number, when they were in one.
    pub fn leave(&self) -> Option<i64> {
        let mut left = None;
        self.change(|state| left = state.room.take().map(|room| room.ticket.group));
        if let Some(group) = left {
            self.tell(group, LiveNews::Left);
        }
        left
    }

    /// The person has dissolved a group.
    pub fn dissolved(&self, group: i64) {
        let mut was_in = false;
        self.change(|state| {
            was_in = state.is_in(group);
            if was_in {
                state.room = None;
            }
            // They know.
            state.ended = None;
        });
        if was_in {
            self.tell(group, LiveNews::Dissolved);
        }
    }

    /// What happens from now on.
    pub fn news(&self) -> broadcast::Receiver<Told> {
        self.0.news.subscribe()
    }

    /// Tells those who follow events.
    pub fn tell(&self, group: i64, news: LiveNews) {
        if self.0.news.receiver_count() > 0 {
            let told = (painted::id(group), news);
            if self.0.news.send(told).is_err() {
                tracing::debug!("nobody follows events any more");
            }
        }
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
        let page = page(link, group, before, PAGE).await?;
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

    /// A page of what was said in the group, up to an index, 0 for the newest. It is not kept.
    pub async fn history(
        &self,
        link: &Link,
        group: i64,
        before: i64,
        limit: i32,
    ) -> Result<LiveHistory> {
        let page = page(link, group, before.max(0), limit.clamp(1, MAX_PAGE)).await?;
        let rows = self.with(|state| Some(state.room.as_ref()?.read(&page.messages)));
        Ok(LiveHistory {
            rows: rows.ok_or(Error::NotFound("live group"))?,
            next: page.has_more.then_some(page.next),
        })
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

    /// Shows what has come. Answers whether it is to be asked how the group stands.
    fn show(&self) -> bool {
        let (mut ask, mut told) = (false, Vec::new());
        let mut came = false;
        self.with(|state| {
            if state.coming > 0 {
                return;
            }
            for message in self.0.queue.take() {
                came = true;
                let taken = state.take(&message);
                ask |= taken.ask;
                told.extend(taken.news.into_iter().map(|news| (message.group, news)));
            }
        });
        if came {
            self.0.changed.send_modify(|count| *count += 1);
        }
        for (group, news) in told {
            self.tell(group, news);
        }
        ask
    }

    async fn count(&self, link: &Link) {
        if self.ask(link).await {
            // Coming back failed before, or the connection was exchanged for another.
            self.come_back(link).await;
        }
    }

    /// Asks how the group stands. Answers whether the person is outside.
    async fn ask(&self, link: &Link) -> bool {
        let Some(group) = self.with(|state| Some(state.room.as_ref()?.ticket.group)) else {
            return false;
        };
        let info = match info(link, group).await {
            Ok(info) => info,
            Err(error) => {
                tracing::info!(code = %error.code(), "how a live group stands is not known");
                return false;
            }
        };
        let outside = info.inside == Some(false);
        let mut other = false;
        self.change(|state| {
            let room = state.room.as_mut();
            if let Some(room) = room.filter(|room| room.ticket.group == group) {
                other = room.set_info(info);
            }
        });
        if other {
            self.tell(group, LiveNews::Changed);
        }
        outside
    }

    /// Whoever loses the connection has left.
    async fn come_back(&self, link: &Link) {
        let Some(ticket) = self.with(|state| Some(state.room.as_ref()?.ticket.clone())) else {
            return;
        };
        let back = async {
            enter(link, self.0.me, &ticket).await?;
            page(link, ticket.group, 0, PAGE).await
        };
        match back.await {
            Ok(page) => {
                self.change(|state| {
                    let room = state.room.as_mut();
                    if let Some(room) = room.filter(|room| room.ticket == ticket) {
                        for message in page.messages.iter().rev() {
                            room.put(message);
                        }
                    }
                });
                self.ask(link).await;
            }
            Err(error) if error.is_refusal() || matches!(error, Error::Operation { .. }) => {
                tracing::info!(code = %error.code(), "the live group takes nobody back");
                let mut left = false;
                self.change(|state| {
                    let room = state.room.as_ref();
                    left = room.is_some_and(|room| room.ticket == ticket);
                    if left {
                        state.room = None;
                        let reason = error.reason();
                        state.ended = Some(LiveEnd::Refused { reason });
                    }
                });
                if left {
                    self.tell(ticket.group, LiveNews::Left);
                }
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
    /// How the group stands, or why there is none.
    pub fn told(&self) -> LiveState {
        match &self.room {
            Some(room) => room.state(),
            None => LiveState {
                ended: self.ended.clone(),
                ..LiveState::default()
            },
        }
    }

    fn is_in(&self, group: i64) -> bool {
        let room = self.room.as_ref();
        room.is_some_and(|room| room.ticket.group == group)
    }

    fn take(&mut self, message: &LiveMessage) -> Taken {
        let room = self.room.as_mut();
        let Some(room) = room.filter(|room| room.ticket.group == message.group) else {
            return Taken::default();
        };
        if message.kind == MessageType::ConversationDestroy as i32 {
            self.room = None;
            self.ended = Some(LiveEnd::Dissolved);
            return Taken {
                news: vec![LiveNews::Dissolved],
                ..Taken::default()
            };
        }
        let mut taken = room.take(message);
        if let Some(end) = taken.out.take() {
            self.room = None;
            self.ended = Some(end);
            taken.ask = false;
        }
        taken
    }
}

/// A live group as the server tells it now.
pub(crate) async fn info(link: &Link, group: i64) -> Result<LiveInfo> {
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
        .and_then(wire::live_info)
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
async fn page(link: &Link, group: i64, before: i64, limit: i32) -> Result<Page> {
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
            limit: Some(limit),
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
        messages: told
            .messages
            .into_iter()
            .filter_map(wire::live_message)
            .collect(),
        next,
        has_more: told.has_more.unwrap_or(false) && next > 0,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::conversation::Silenced;
    use crate::model::kind::text;
    use crate::model::live::{LiveMember, Priority};

    const ALICE: UserId = UserId(10_001);
    const BOB: UserId = UserId(10_009);

    fn message(index: i64) -> LiveMessage {
        LiveMessage {
            group: 5,
            index,
            server_id: index,
            client_id: index.to_string(),
            kind: text::TYPE,
            sender: BOB,
            content: text::write("hello"),
            ext: BTreeMap::new(),
            created: 0,
            priority: Priority::Normal,
            alias: String::new(),
            avatar: String::new(),
            happened: None,
        }
    }

    fn room() -> Room {
        let ticket = Ticket {
            group: 5,
            alias: String::new(),
            avatar: String::new(),
        };
        let info = LiveInfo {
            group: 5,
            name: String::new(),
            icon: String::new(),
            owner: BOB,
            online: 2,
            inside: Some(true),
            silenced: Silenced::Nobody,
            marks: Vec::new(),
            own: LiveMember::plain(ALICE),
        };
        Room::new(ALICE, ticket, info)
    }

    #[test]
    fn what_comes_between_the_page_of_a_join_and_the_room_is_shown_and_not_missing() {
        let board = LiveBoard::new(ALICE);
        let coming = Coming::new(&board);
        let mut room = room();
        // The page was made; then somebody spoke, and the task that shows what comes was quicker than the join.
        room.put(&message(1));
        board.queue().put(message(2));
        board.show();
        board.change(|state| state.room = Some(room));
        drop(coming);
        board.queue().put(message(3));
        board.show();
        let seen = board.with(|state| {
            let room = state.room.as_ref().unwrap();
            (room.rows().len(), room.state().dropped)
        });
        assert_eq!(seen, (3, 0));
    }
}
