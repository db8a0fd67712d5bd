//! Requests to join a group.

use serde::Serialize;

use super::person::Person;
use crate::model::joining::JoinState;

/// A request to join a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct JoinRequestRow {
    /// Number of the server, as a text: it has more digits than numbers of JavaScript.
    pub id: String,
    /// Who is to come in.
    pub person: Person,
    /// Who wants them in; none when they ask themselves.
    pub inviter: Option<Person>,
    /// Words to those who decide; may be empty.
    pub reason: String,
    /// When it was made, milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// How it stands.
    pub state: JoinState,
}
