//! A message as a line of JSON, for programs.

use serde::{Deserialize, Serialize};

use crate::model::kind::Shown;
use crate::view::row::{Body, Delivery, MessageRow, Quote, QuoteState};

/// What a file is in its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A picture.
    Picture,
    /// A file.
    File,
    /// A recording.
    Voice,
    /// A video.
    Video,
    /// The picture of a video that stands there until it plays.
    Cover,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportedFile {
    /// What it is.
    pub role: Role,
    /// As its sender named it; may be empty.
    pub name: String,
    /// Where it lies in the folder of the export; none when it could not be had.
    pub path: Option<String>,
    /// Its size; 0 when it could not be had.
    pub bytes: u64,
    /// SHA-256 of it, in hexadecimal digits; empty when it could not be had.
    pub sha256: String,
    /// Why it could not be had; empty when it is there.
    pub missing: String,
}

/// A message that is exported, with its files.
#[derive(Debug, Clone)]
pub struct Exported<'a> {
    /// It, as it is shown.
    pub row: &'a MessageRow,
    /// What it brings.
    pub files: &'a [ExportedFile],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    server_id: Option<String>,
    /// Milliseconds since 1970.
    time: i64,
    sender: Sender<'a>,
    kind: &'static str,
    text: &'a str,
    /// What else a card says.
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<&'a Shown>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    files: &'a [ExportedFile],
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<Answered<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reactions: Vec<Reaction<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    edited: bool,
    /// It is not at the server.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    not_sent: bool,
}

#[derive(Serialize)]
struct Sender<'a> {
    id: String,
    name: &'a str,
    own: bool,
}

#[derive(Serialize)]
struct Answered<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    sender: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Reaction<'a> {
    key: &'a str,
    count: u32,
}

/// What a quote may tell: nothing of a message that was withdrawn or is gone.
pub(super) fn quoted(quote: &Quote) -> &str {
    match quote.state {
        QuoteState::There => &quote.text,
        QuoteState::Recalled | QuoteState::Gone => "",
    }
}

/// It never came to the server.
pub(super) fn is_not_sent(row: &MessageRow) -> bool {
    matches!(
        row.delivery,
        Some(
            Delivery::Sending
                | Delivery::HeldBack { .. }
                | Delivery::Uploading { .. }
                | Delivery::Failed { .. },
        )
    )
}

/// The name of a kind.
fn kind(body: &Body) -> &'static str {
    match body {
        Body::Text { .. } => "text",
        Body::Picture { .. } => "picture",
        Body::File { .. } => "file",
        Body::Voice { .. } => "voice",
        Body::Video { .. } => "video",
        Body::Notice { .. } => "notice",
        Body::Recalled => "recalled",
        Body::Shown(Shown::Sticker(_)) => "sticker",
        Body::Shown(Shown::Location(_)) => "location",
        Body::Shown(Shown::Link(_)) => "link",
        Body::Shown(Shown::Coupon(_)) => "coupon",
        Body::Shown(Shown::Contact(_)) => "contact",
        Body::Shown(Shown::History(_)) => "history",
        Body::Shown(Shown::Encrypted(_)) => "encrypted",
        Body::Shown(Shown::Call(_)) => "call",
        Body::Shown(Shown::Unsupported(_)) => "unsupported",
    }
}

/// The words of a message.
fn text(body: &Body) -> &str {
    match body {
        Body::Text { text } | Body::Notice { text, .. } => text,
        Body::Picture { picture } => &picture.caption,
        Body::Video { video } => &video.caption,
        Body::File { .. } | Body::Voice { .. } | Body::Recalled | Body::Shown(_) => "",
    }
}

/// One line, with its end.
pub(super) fn line(exported: &Exported<'_>) -> serde_json::Result<String> {
    let row = exported.row;
    let line = Line {
        id: row.id.as_str(),
        server_id: row.server_id.map(|id| id.0.to_string()),
        time: row.time,
        sender: Sender {
            id: row.sender.0.to_string(),
            name: &row.sender_name,
            own: row.own,
        },
        kind: kind(&row.body),
        text: text(&row.body),
        card: match &row.body {
            Body::Shown(shown) => Some(shown),
            _ => None,
        },
        files: exported.files,
        answers: row.quote.as_ref().map(|quote| Answered {
            id: quote.message.as_ref().map(|key| key.as_str()),
            sender: &quote.sender_name,
            text: quoted(quote),
        }),
        reactions: row
            .reactions
            .iter()
            .map(|one| Reaction {
                key: &one.key,
                count: one.count,
            })
            .collect(),
        edited: row.edited,
        not_sent: is_not_sent(row),
    };
    let mut text = serde_json::to_string(&line)?;
    text.push('\n');
    Ok(text)
}
