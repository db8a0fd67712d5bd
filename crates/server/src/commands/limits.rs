//! The limits that a body can break by itself, each with its status.

use std::collections::BTreeMap;

use linnet_proto::im_proto::StatusCode;
use linnet_proto::{choices, keys};

use crate::UserId;
use crate::refusal::Refusal;

/// Most keys and bytes of the ext of one message.
const MAX_EXT_KEYS: usize = 128;
const MAX_EXT_BYTES: usize = 16 * 1024;
/// Longest id a client chooses (message, creation).
const MAX_CLIENT_ID: usize = 128;
/// Longest address of a picture.
const MAX_ICON_BYTES: usize = 2048;
/// Most users one request can name.
const MAX_USERS: usize = 500;

/// System keys that a client may set; all others are dropped, so that nobody can pretend a
/// recall, or hide a message from some.
const CLIENT_KEYS: &[&str] = &[
    keys::MENTIONED_USERS,
    keys::DO_NOT_INCREASE_UNREAD,
    keys::DO_NOT_POP_CONVERSATION,
    keys::DO_NOT_MOVE_READ_INDEX,
    keys::MESSAGE_PRIORITY,
    keys::file::ORIGINAL_WIDTH,
    keys::file::ORIGINAL_HEIGHT,
    "s:stime",
    "s:sdk_ref_msg_id",
];

/// Content of at most 64 KiB; more is `MESSAGE_TOO_LARGE`.
pub(super) fn content(content: &str) -> Result<(), Refusal> {
    if content.len() > choices::MAX_CONTENT_BYTES {
        return Err(Refusal::new(
            StatusCode::MessageTooLarge,
            "the content is longer than 64 KiB",
        ));
    }
    Ok(())
}

/// Ext of a message: bounded, and without the system keys a client may not set.
pub(super) fn ext(mut ext: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Refusal> {
    let bytes: usize = ext.iter().map(|(key, value)| key.len() + value.len()).sum();
    if ext.len() > MAX_EXT_KEYS || bytes > MAX_EXT_BYTES {
        return Err(Refusal::new(
            StatusCode::MessageTooLarge,
            "the ext is longer than 16 KiB",
        ));
    }
    ext.retain(|key, _| {
        key != choices::EXT_NOTICE
            && (!key.starts_with(keys::SYSTEM_PREFIX) || CLIENT_KEYS.contains(&key.as_str()))
    });
    Ok(ext)
}

/// An id chosen by the client.
pub(super) fn client_id(id: &str) -> Result<(), Refusal> {
    if id.len() > MAX_CLIENT_ID {
        return Err(Refusal::invalid("an id is longer than 128 bytes"));
    }
    Ok(())
}

/// A text of at most so many characters; more is `TOUCH_LIMIT`.
fn text(text: Option<&str>, most: usize, reason: &'static str) -> Result<(), Refusal> {
    if text.is_some_and(|text| text.chars().count() > most) {
        return Err(Refusal::new(StatusCode::TouchLimit, reason));
    }
    Ok(())
}

pub(super) fn name(name: Option<&str>) -> Result<(), Refusal> {
    const REASON: &str = "a name is at most 100 characters";
    text(name, choices::MAX_NAME_CHARS, REASON)
}

pub(super) fn description(description: Option<&str>) -> Result<(), Refusal> {
    const REASON: &str = "a description is at most 1,000 characters";
    text(description, choices::MAX_DESCRIPTION_CHARS, REASON)
}

pub(super) fn notice(notice: Option<&str>) -> Result<(), Refusal> {
    const REASON: &str = "a notice is at most 1,000 characters";
    text(notice, choices::MAX_NOTICE_CHARS, REASON)
}

pub(super) fn alias(alias: Option<&str>) -> Result<(), Refusal> {
    const LONG: Refusal = Refusal::new(
        StatusCode::AliasTooLong,
        "a name given to a friend is at most 96 characters",
    );
    match alias {
        Some(alias) if alias.chars().count() > choices::MAX_REMARK_CHARS => Err(LONG),
        _ => Ok(()),
    }
}

pub(super) fn note(note: Option<&str>) -> Result<(), Refusal> {
    const REASON: &str = "words about a friend are at most 500 characters";
    text(note, choices::MAX_NOTE_CHARS, REASON)
}

pub(super) fn greeting(greeting: Option<&str>) -> Result<(), Refusal> {
    const REASON: &str = "the words with a request are at most 200 characters";
    text(greeting, choices::MAX_GREETING_CHARS, REASON)
}

pub(super) fn mute_reason(reason: &str) -> Result<(), Refusal> {
    const REASON: &str = "a reason is at most 200 characters";
    text(Some(reason), choices::MAX_MUTE_REASON_CHARS, REASON)
}

pub(super) fn join_reason(reason: &str) -> Result<(), Refusal> {
    const REASON: &str = "the words with a request are at most 200 characters";
    text(Some(reason), choices::MAX_JOIN_REASON_CHARS, REASON)
}

pub(super) fn icon(icon: Option<&str>) -> Result<(), Refusal> {
    if icon.is_some_and(|icon| icon.len() > MAX_ICON_BYTES) {
        return Err(Refusal::new(
            StatusCode::TouchLimit,
            "the address of a picture is at most 2,048 bytes",
        ));
    }
    Ok(())
}

/// A name in a live group, or of one.
pub(super) fn live_name(name: &str) -> Result<(), Refusal> {
    const REASON: &str = "a name in a live group is at most 10 characters";
    text(Some(name), choices::MAX_LIVE_NAME_CHARS, REASON)
}

pub(super) fn live_avatar(address: &str) -> Result<(), Refusal> {
    if address.len() > choices::MAX_LIVE_AVATAR_BYTES {
        return Err(Refusal::new(
            StatusCode::TouchLimit,
            "the address of a picture in a live group is at most 500 bytes",
        ));
    }
    Ok(())
}

/// Names of marks of a live group, as they are told: separated by commas.
pub(super) fn live_marks(said: &str) -> Result<Vec<String>, Refusal> {
    let marks = said.split(',').filter(|mark| !mark.is_empty());
    let marks: Vec<String> = marks.map(str::to_owned).collect();
    if marks.len() > choices::MAX_LIVE_MARKS {
        return Err(Refusal::new(
            StatusCode::TouchLimit,
            "a live group has at most 20 marks",
        ));
    }
    for mark in &marks {
        live_mark(mark)?;
    }
    Ok(marks)
}

/// The name of a mark of a live group.
pub(super) fn live_mark(mark: &str) -> Result<(), Refusal> {
    const REASON: &str = "the name of a mark is at most 10 characters";
    text(Some(mark), choices::MAX_LIVE_MARK_CHARS, REASON)?;
    let readable = mark.trim() == mark && !mark.contains(|it: char| it == ',' || it.is_control());
    match readable && !mark.is_empty() {
        true => Ok(()),
        false => Err(Refusal::invalid("this is no name of a mark")),
    }
}

/// Users named in a request: not too many, and each a positive number.
pub(super) fn users(users: &[UserId]) -> Result<(), Refusal> {
    if users.len() > MAX_USERS {
        return Err(Refusal::new(
            StatusCode::TouchLimit,
            "too many users are named",
        ));
    }
    if users.iter().any(|user| *user <= 0) {
        return Err(Refusal::invalid("a user id is a positive number"));
    }
    Ok(())
}

/// A page size: what was asked for, between 1 and the most; the usual one when nothing was.
pub(super) fn page(asked: Option<i64>, usual: i64, most: i64) -> i64 {
    match asked {
        None | Some(0) => usual,
        Some(asked) => asked.clamp(1, most),
    }
}
