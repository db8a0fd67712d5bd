//! Marked messages as lists show them.

use super::{Scene, preview, title};
use crate::model::mark::MarkKind;
use crate::store::conversation;
use crate::store::marked::Marked;
use crate::view::row::MarkedRow;

/// A marked message of a conversation.
pub fn marked_row(scene: &Scene, place: &conversation::Stored, marked: &Marked) -> MarkedRow {
    MarkedRow {
        mark: marked.kind,
        message: marked.message.key.clone(),
        conversation: place.conversation.id.clone(),
        title: title(place),
        quote: preview(scene.me, &marked.message),
        time: marked.message.created,
        can_remove: marked.kind != MarkKind::PinForAll || scene.may_pin_for_all(),
    }
}
