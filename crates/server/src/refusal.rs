//! Why a command was not carried out: the status of the answer and a sentence for its reader.

use linnet_proto::im_proto::StatusCode;

/// A command that was refused or failed. Travels as `status_code` and `error_desc`; the sentence
/// never holds text, names or ids of people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// What the envelope says.
    pub status: StatusCode,
    /// What a developer reads.
    pub reason: &'static str,
}

impl Refusal {
    /// The caller means something that this database has lost; a header of the answer says so as well.
    pub const SET_BACK: Self = Self::new(
        StatusCode::InvalidRequest,
        "the server was set back to an older state",
    );

    /// A refusal with its status.
    pub const fn new(status: StatusCode, reason: &'static str) -> Self {
        Self { status, reason }
    }

    /// The request itself is wrong.
    pub const fn invalid(reason: &'static str) -> Self {
        Self::new(StatusCode::InvalidRequest, reason)
    }

    /// No conversation has this id.
    pub const fn no_conversation() -> Self {
        Self::new(
            StatusCode::ConversationNotFound,
            "there is no such conversation",
        )
    }

    /// The caller is not a member.
    pub const fn not_a_member() -> Self {
        Self::new(
            StatusCode::UserNotInGroup,
            "you are not a member of this conversation",
        )
    }

    /// The caller's role does not allow it.
    pub const fn forbidden() -> Self {
        Self::new(
            StatusCode::UserForbidden,
            "your role in this conversation does not allow this",
        )
    }

    /// Something broke here; the same request may work later.
    pub const fn server() -> Self {
        Self::new(StatusCode::ServerErr, "the server could not do this now")
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        // Messages of SQLite name tables and columns, never values.
        tracing::error!(%error, "store");
        Self::server()
    }
}

impl From<prost::DecodeError> for Refusal {
    fn from(error: prost::DecodeError) -> Self {
        tracing::error!(%error, "a stored message cannot be read");
        Self::server()
    }
}
