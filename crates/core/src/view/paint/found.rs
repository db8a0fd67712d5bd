//! Messages that were found as lists show them.

use super::{conversation_avatar, name, title};
use crate::model::UserId;
use crate::search::{Found, excerpt};
use crate::store::conversation;
use crate::view::row::{FoundRow, MarkedPart};

/// A message that was found in a conversation.
pub fn found_row(me: UserId, place: &conversation::Stored, found: &Found) -> FoundRow {
    let said = &found.candidate.said;
    let title = title(place);
    let (text, marks) = excerpt(&found.words, &found.places);
    FoundRow {
        message: found.candidate.key.clone(),
        conversation: place.conversation.id.clone(),
        avatar: conversation_avatar(place),
        title,
        sender: said.sender,
        sender_name: name(&found.candidate.sender_name, said.sender),
        own: said.sender == me,
        kind: found.noun,
        text,
        marks: marks
            .into_iter()
            .map(|(from, to)| MarkedPart { from, to })
            .collect(),
        time: said.created,
    }
}
