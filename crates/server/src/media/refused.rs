//! Why the storage service says no, in its own words.

use axum::http::StatusCode;

use super::error::MediaError;

/// A refusal in the words of the storage service.
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: &'static str,
}

impl Refused {
    pub(super) const fn signature() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            code: "SignatureDoesNotMatch",
            message: "the signature is not valid",
        }
    }

    pub(super) const fn token() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            code: "InvalidSecurityToken",
            message: "the credential is unknown or over",
        }
    }

    pub(super) const fn action() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code: "InvalidActionOrVersion",
            message: "no such action",
        }
    }

    pub(super) const fn parameter(message: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code: "InvalidParameter",
            message,
        }
    }

    pub(super) const fn internal() -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: "InternalError",
            message: "the storage failed",
        }
    }
}

/// What became of the commit of one object: a refusal of it is part of the answer, a failure of the storage is none.
pub(super) fn told<T>(committed: Result<T, MediaError>) -> Result<Option<T>, Refused> {
    match committed {
        Ok(record) => Ok(Some(record)),
        Err(error @ MediaError::Io(_)) => {
            tracing::error!(%error, "a file could not be stored");
            Err(Refused::internal())
        }
        Err(MediaError::Interrupted) => {
            tracing::info!("the server ends before a file was stored");
            Err(Refused::internal())
        }
        Err(error) => {
            tracing::info!(%error, "an upload was refused");
            Ok(None)
        }
    }
}
