//! Quotes as answers show them.

use linnet_proto::choices::MAX_HINT_CHARS;

use super::{name, seen};
use crate::model::format;
use crate::model::kind::{self, Content, Noun};
use crate::model::line::one_line;
use crate::model::quote::{RECALLED, Reference};
use crate::model::signs::without_direction;
use crate::model::{UserId, content};
use crate::store::message::{Original, Quoted, Stored};
use crate::view::row::{Quote, QuoteState};

/// What a message answers.
pub(super) fn quote(me: UserId, quoted: &Quoted) -> Quote {
    let reference = &quoted.reference;
    let sender = match &quoted.original {
        Some(original) => original.sender,
        None => UserId(reference.sender),
    };
    let nothing = Quote {
        message: None,
        sender_name: match sender.0 {
            0 => String::new(),
            _ => name(&quoted.sender_name, sender),
        },
        own: sender == me,
        kind: Noun::Text,
        text: String::new(),
        media: None,
        state: QuoteState::There,
    };
    match &quoted.original {
        Some(original) if original.recalled => Quote {
            message: (!original.hidden).then(|| original.key.clone()),
            kind: Noun::Recalled,
            state: QuoteState::Recalled,
            ..nothing
        },
        Some(original) if original.hidden => gone(nothing),
        Some(original) => shown(nothing, original),
        None => match reference.state {
            0 => Quote {
                // Whoever answers may say anything of it; the kind is the server's word.
                text: line(&format::plain(&reference.hint)),
                ..nothing
            },
            RECALLED => Quote {
                kind: Noun::Recalled,
                state: QuoteState::Recalled,
                ..nothing
            },
            _ => gone(nothing),
        },
    }
}

/// A message as the answer to it that is being written shows it.
pub fn preview(me: UserId, stored: &Stored) -> Quote {
    let original = Original {
        mid: stored.position.mid,
        key: stored.key.clone(),
        sender: stored.sender,
        kind: stored.kind,
        content: stored.shown_content().to_owned(),
        ext: stored.ext.clone(),
        recalled: stored.recalled,
        hidden: stored.hidden,
    };
    let reference = Reference {
        message: stored.server_id,
        ..Reference::default()
    };
    quote(
        me,
        &Quoted {
            reference,
            original: Some(original),
            sender_name: stored.sender_name.clone(),
        },
    )
}

fn gone(nothing: Quote) -> Quote {
    Quote {
        state: QuoteState::Gone,
        ..nothing
    }
}

fn shown(nothing: Quote, original: &Original) -> Quote {
    let said = kind::parse(
        original.kind,
        &original.content,
        &content::ext(&original.ext),
    );
    Quote {
        message: Some(original.key.clone()),
        kind: said.noun(),
        text: match &said {
            Content::Text(text) => line(&format::plain(text)),
            other => line(other.preview()),
        },
        media: match &said {
            Content::Picture(picture) => picture.media_id(),
            Content::Video(video) => video.cover_id(),
            _ => None,
        },
        ..nothing
    }
}

fn line(text: &str) -> String {
    seen(one_line(&without_direction(text), MAX_HINT_CHARS))
}
