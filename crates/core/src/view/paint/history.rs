//! Messages on a card.

use super::{MOVING, plain, seen};
use crate::model::kind::history::Entry;
use crate::model::links;
use crate::view::row::{HistoryRow, Picture};

/// A message of a card.
pub fn history_row(entry: Entry) -> HistoryRow {
    let text = seen(entry.text);
    let picture = entry.picture.map(|found| Picture {
        media: found.media(),
        width: found.width,
        height: found.height,
        bytes: found.remote.bytes,
        animated: MOVING.contains(&found.mime.as_str()),
        mime: found.mime,
        name: String::new(),
        thumbhash: Some(found.thumbhash).filter(|hash| !hash.is_empty()),
        caption: text.clone(),
        problem: None,
    });
    HistoryRow {
        name: plain(&entry.name).unwrap_or_default(),
        time: entry.time,
        kind: entry.kind,
        links: links::find(&text),
        text,
        picture,
    }
}
