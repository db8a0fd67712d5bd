//! The pictures of a conversation, page by page, for a viewer.

use super::Client;
use crate::error::{Error, Result};
use crate::model::content;
use crate::model::kind::{self, Content};
use crate::model::{ConversationId, MessageKey};
use crate::store::message::{self, Stored};
use crate::store::{Cid, Snapshot, Store, conversation, range};
use crate::sync::history::{Gap, History, Side, gaps};
use crate::view::paint;
use crate::view::row::Picture;

/// Pictures of one page, on each side.
const PAGE: i64 = 50;

/// Pages of history asked of the server while none of them has a picture. Then the viewer is told that there may be
/// more, and asks again when the person goes on.
const ASKED: usize = 4;

/// A picture of a conversation, for a viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationPicture {
    /// The message.
    pub message: MessageKey,
    /// The picture.
    pub picture: Picture,
    /// Who sent it.
    pub sender_name: String,
    /// When: milliseconds since 1970.
    pub time: i64,
}

/// Which pictures to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PicturePart {
    /// The message itself and those on both sides of it, as far as they are stored.
    Around,
    /// Older ones; from the server when no more are stored.
    Before,
    /// Newer ones, likewise.
    After,
}

/// Pictures that stand together, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PicturePage {
    /// Them.
    pub pictures: Vec<ConversationPicture>,
    /// There are older ones, or there may be.
    pub more_before: bool,
    /// There are newer ones, or there may be.
    pub more_after: bool,
}

impl Client {
    /// Pictures of a conversation beside one of its messages.
    ///
    /// # Errors
    /// [`Error::NotFound`]; what prevented the server's answer, when nothing could be given without it.
    pub async fn pictures(
        &self,
        id: &ConversationId,
        message: &MessageKey,
        part: PicturePart,
    ) -> Result<PicturePage> {
        let place = self.place(id).await?;
        page(&self.0.store, &self.0.history, place.cid, message, part).await
    }
}

/// What is stored, and what is missing beside it.
struct Read {
    page: PicturePage,
    missing: Option<Gap>,
}

async fn page(
    store: &Store,
    history: &History,
    cid: Cid,
    message: &MessageKey,
    part: PicturePart,
) -> Result<PicturePage> {
    let side = match part {
        PicturePart::Around | PicturePart::Before => Side::Older,
        PicturePart::After => Side::Newer,
    };
    let mut asked = 0;
    loop {
        let key = message.clone();
        let Read { page, missing } = store
            .read(move |snapshot| read(snapshot, cid, &key, part))
            .await?;
        let enough = part == PicturePart::Around || !page.pictures.is_empty() || asked == ASKED;
        match missing {
            Some(gap) if !enough => history.fill(cid, gap, side).await?,
            _ => return Ok(page),
        }
        asked += 1;
    }
}

fn read(snapshot: &Snapshot<'_>, cid: Cid, key: &MessageKey, part: PicturePart) -> Result<Read> {
    let anchor = message::find(snapshot, key)?
        .filter(|found| found.conversation == cid)
        .ok_or(Error::NotFound("message"))?;
    let index = match anchor.position.index {
        // It stands behind all that has a place in the server's order.
        0 => i64::MAX,
        index => index,
    };
    let stored = conversation::get(snapshot, cid)?.ok_or(Error::NotFound("conversation"))?;
    let ranges = range::list(snapshot, cid)?;
    let mut holes = gaps(&ranges, stored.min_index);
    if ranges.is_empty() {
        holes.push(Gap {
            lo: stored.min_index + 1,
            hi: i64::MAX,
            bounded: false,
        });
    }
    let hole_before = holes.iter().rfind(|gap| gap.lo < index).copied();
    let hole_after = holes.iter().find(|gap| gap.hi > index).copied();
    let (mut older, mut newer) = (Vec::new(), Vec::new());
    if part != PicturePart::After {
        older = message::pictures_before(snapshot, cid, anchor.position, PAGE + 1)?;
    }
    if part != PicturePart::Before {
        newer = message::pictures_after(snapshot, cid, anchor.position, PAGE + 1)?;
    }
    let most = usize::try_from(PAGE).unwrap_or(50);
    let (extra_before, extra_after) = (older.len() > most, newer.len() > most);
    if extra_before {
        older.remove(0);
    }
    newer.truncate(most);
    let middle = (part == PicturePart::Around).then_some(anchor);
    let pictures = older
        .iter()
        .chain(&middle)
        .chain(&newer)
        .filter_map(shown)
        .collect();
    Ok(Read {
        page: PicturePage {
            pictures,
            more_before: extra_before || hole_before.is_some(),
            more_after: extra_after || hole_after.is_some(),
        },
        missing: match part {
            PicturePart::After => hole_after,
            PicturePart::Around | PicturePart::Before => hole_before,
        },
    })
}

fn shown(stored: &Stored) -> Option<ConversationPicture> {
    let ext = content::ext(&stored.ext);
    let Content::Picture(found) = kind::parse(stored.kind, &stored.content, &ext) else {
        return None;
    };
    if stored.hidden || stored.recalled {
        return None;
    }
    Some(ConversationPicture {
        message: stored.key.clone(),
        picture: paint::picture(*found, &ext, stored),
        sender_name: paint::name(&stored.sender_name, stored.sender),
        time: stored.created,
    })
}

#[cfg(test)]
mod tests;
