//! What was shared in a conversation, as lists of such things show it.

use super::{body, name};
use crate::model::links;
use crate::model::{UserId, content};
use crate::store::message::Stored;
use crate::view::row::{Body, SharedItem};

/// Something that was shared.
pub fn shared_item(me: UserId, stored: &Stored) -> SharedItem {
    let body = body(me, stored, &content::ext(&stored.ext));
    SharedItem {
        message: stored.key.clone(),
        sender: stored.sender,
        sender_name: name(&stored.sender_name, stored.sender),
        time: stored.created,
        links: match &body {
            Body::Text { text } => links::find(text),
            Body::Picture { picture } => links::find(&picture.caption),
            Body::Video { video } => links::find(&video.caption),
            _ => Vec::new(),
        },
        body,
    }
}
