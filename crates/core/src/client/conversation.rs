//! One conversation, and all of them, with everything that is known of it.

use super::Client;
use crate::error::{Error, Result};
use crate::model::conversation::Conversation;
use crate::model::let_through::LetThrough;
use crate::model::{ConversationId, UserId};
use crate::store::conversation::Listing;
use crate::store::{Cid, Snapshot, conversation, message};
use crate::view::paint;

const UNKNOWN: Error = Error::NotFound("conversation");

impl Client {
    /// A conversation as it is kept here. Nobody is asked.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn conversation(&self, id: &ConversationId) -> Result<Conversation> {
        let id = id.clone();
        self.0
            .store
            .read(move |snapshot| {
                let cid = conversation::find(snapshot, &id)?.ok_or(UNKNOWN)?;
                kept(snapshot, cid)
            })
            .await
    }

    /// All conversations of the person's list as they are kept here, in no order. Nobody is asked.
    ///
    /// # Errors
    /// The database fails.
    pub async fn kept_conversations(&self) -> Result<Vec<Conversation>> {
        self.0
            .store
            .read(|snapshot| {
                let listed = conversation::listed(snapshot)?;
                listed.iter().map(|(cid, _)| kept(snapshot, *cid)).collect()
            })
            .await
    }
}

fn kept(snapshot: &Snapshot<'_>, cid: Cid) -> Result<Conversation> {
    let stored = conversation::get(snapshot, cid)?.ok_or(UNKNOWN)?;
    let newest = message::last(snapshot, cid, 1)?.pop();
    Ok(Conversation {
        listed: stored.listing == Listing::Listed,
        peer: Some(UserId(stored.peer)).filter(|user| user.0 > 0),
        member: stored.member,
        member_count: stored.member_count,
        name: stored.name,
        description: stored.description,
        notice: stored.notice,
        icon: stored.icon,
        owner: Some(UserId(stored.owner)).filter(|user| user.0 > 0),
        silenced: stored.silenced,
        ext: conversation::entries(snapshot, cid)?,
        my_role: paint::role(stored.my_role),
        my_muted_until: stored.my_muted_until,
        pinned: stored.pinned,
        muted: stored.muted,
        let_through: LetThrough::read(&stored.own.let_through),
        favourite: stored.own.favourite,
        unread: stored.unread,
        read_index: stored.read_index,
        min_index: stored.min_index,
        newest_index: message::newest_index_of(snapshot, cid)?,
        newest: newest.map(|row| row.key),
        time: stored.sort_time,
        conversation: stored.conversation,
    })
}
