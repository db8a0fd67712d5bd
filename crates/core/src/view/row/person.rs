//! People.

use serde::Serialize;

use crate::model::user::Role;
use crate::model::{MediaId, UserId};

/// A picture of a person or group: an address of the media scheme is made from it, or initials when there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Avatar {
    /// Picture in the media table.
    pub media: Option<MediaId>,
    /// Up to two characters of the name.
    pub initials: String,
    /// Hue in degrees, made from the id, for the initials' background.
    pub hue: u16,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Name to show; [`unnamed`](crate::view::unnamed) when none is known.
    pub name: String,
    /// Picture.
    pub avatar: Avatar,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Member {
    /// Who.
    pub person: Person,
    /// Role.
    pub role: Role,
    /// Nickname in this group.
    pub alias: Option<String>,
    /// Their own name, where the person calls them by another: others know them by this.
    pub nickname: Option<String>,
    /// They cannot write for a time.
    pub muted: Option<Muted>,
}

/// Somebody cannot write in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Muted {
    /// Until when, milliseconds since 1970; none without an end.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub until: Option<i64>,
}

/// Members of a group by whether they have read a message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct MessageReaders {
    /// Have read it.
    pub read: Vec<Member>,
    /// Can, and have not.
    pub unread: Vec<Member>,
}
