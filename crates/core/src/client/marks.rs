//! Marks on messages: favourites, and what is pinned in a conversation.

use linnet_proto::choices::{MAX_FAVOURITES, MAX_PINS};

use super::Client;
use crate::error::{Error, Result};
use crate::model::conversation::kind;
use crate::model::mark::MarkKind;
use crate::model::operation::{Mark, Operation};
use crate::model::readers::Readers;
use crate::model::{ConversationId, MessageKey, UserId};
use crate::operation::Asked;
use crate::store::marked::{self, Marked};
use crate::store::message::State;
use crate::store::{Snapshot, conversation, participant};
use crate::view::paint::{self, Rights, Scene};
use crate::view::row::{MarkedRow, MarkedRows};

/// Rows of a list that are asked for at once at most.
const MOST: usize = if MAX_FAVOURITES > MAX_PINS {
    MAX_FAVOURITES
} else {
    MAX_PINS
};

impl Client {
    /// Marks a message, or no longer. When this answers it is stored and shown, and is carried out as soon as there is
    /// a connection. Whether the person may pin it for everybody, the server decides.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotNow`] for a message that is not at the server or was withdrawn.
    pub async fn mark(&self, message: &MessageKey, mark: MarkKind, on: bool) -> Result<Asked> {
        let time = self.0.link.server_now_ms();
        self.ask_about(message, move |_, row| {
            let there = matches!(row.state, State::Settled | State::Sent | State::OnlyMe);
            if !there || row.server_id == 0 || row.recalled || row.hidden {
                return Err(Error::NotNow("the message is not at the server"));
            }
            if row.marks.has(mark) == on {
                return Ok(None);
            }
            Ok(Some(Operation::Mark(Mark { mark, on, time })))
        })
        .await
    }

    /// The newest `limit` favourites of all conversations, and whether there are more. They follow what becomes of their
    /// messages: [`Event::MarksChanged`](crate::event::Event::MarksChanged) tells.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn favourites(&self, limit: usize) -> Result<MarkedRows> {
        let me = self.0.store.me();
        let limit = limit.min(MOST);
        self.0
            .store
            .read(move |snapshot| {
                let one_more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
                let found = marked::everywhere(snapshot, MarkKind::Favourite, one_more)?;
                let more = found.len() > limit;
                let rows = found
                    .iter()
                    .take(limit)
                    .map(|marked| row(snapshot, me, marked));
                let rows = rows.collect::<Result<Vec<_>>>()?;
                Ok(MarkedRows {
                    rows: rows.into_iter().flatten().collect(),
                    more,
                })
            })
            .await
    }

    /// What is pinned in a conversation, pinned last first: for everybody, and for the person alone.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a conversation that is not known here.
    pub async fn pins(&self, id: &ConversationId) -> Result<Vec<MarkedRow>> {
        let cid = self.place(id).await?.cid;
        let me = self.0.store.me();
        self.0
            .store
            .read(move |snapshot| {
                let most = i64::try_from(MAX_PINS).unwrap_or(i64::MAX);
                let mut found = Vec::new();
                for kind in [MarkKind::PinForAll, MarkKind::Pin] {
                    found.extend(marked::in_conversation(snapshot, cid, kind, most)?);
                }
                found.sort_by_key(|marked| {
                    std::cmp::Reverse((marked.time, marked.message.server_id))
                });
                let rows = found.iter().map(|marked| row(snapshot, me, marked));
                let rows = rows.collect::<Result<Vec<_>>>()?;
                Ok(rows.into_iter().flatten().collect())
            })
            .await
    }
}

/// A marked message as lists show it; none when its conversation is gone.
fn row(snapshot: &Snapshot<'_>, me: UserId, marked: &Marked) -> Result<Option<MarkedRow>> {
    let Some(place) = conversation::get(snapshot, marked.message.conversation)? else {
        return Ok(None);
    };
    let scene = Scene {
        me,
        kind: kind(place.conversation.kind),
        role: participant::role(snapshot, place.cid, me)?,
        peer_read: 0,
        readers: Readers::default(),
        recall_after: i64::MAX,
        silent_before: 0,
        rights: Rights::of(&place, 0),
    };
    Ok(Some(paint::marked_row(&scene, &place, marked)))
}
