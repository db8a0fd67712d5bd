//! What an upload session says; the sealed text is the only memory of one.

use super::refused::Refused;
use super::seal::Label;
use super::{CREDENTIAL_MS, Credential, MediaService, store, upload};

/// Who may commit which keys, and until when.
pub(super) struct Session {
    pub(super) user: i64,
    pub(super) expires: i64,
    pub(super) keys: Vec<String>,
}

/// Where one object goes, as an apply answers it.
pub(super) struct Place {
    pub(super) uri: String,
    pub(super) permission: String,
}

impl Session {
    fn to_text(&self) -> String {
        format!("{} {} {}", self.user, self.expires, self.keys.join(","))
    }

    fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, ' ');
        Some(Self {
            user: parts.next()?.parse().ok()?,
            expires: parts.next()?.parse().ok()?,
            keys: parts.next()?.split(',').map(str::to_owned).collect(),
        })
    }
}

impl MediaService {
    /// A new session for so many objects.
    pub(super) fn begin(&self, credential: Credential, count: usize) -> Session {
        self.go_on(credential, (0..count).map(|_| store::new_key()).collect())
    }

    /// A session for these keys, which it had before.
    pub(super) fn go_on(&self, credential: Credential, keys: Vec<String>) -> Session {
        Session {
            user: credential.user,
            expires: self.now_ms().saturating_add(CREDENTIAL_MS),
            keys,
        }
    }

    /// The places of a session's objects.
    pub(super) fn places(&self, session: &Session) -> Vec<Place> {
        let place = |key: &String| Place {
            uri: store::uri_of_key(key),
            permission: self.0.seal.seal(
                Label::Permission,
                &upload::permission_text(key, session.expires),
            ),
        };
        session.keys.iter().map(place).collect()
    }

    pub(super) fn seal_session(&self, session: &Session) -> String {
        self.0.seal.seal(Label::Session, &session.to_text())
    }

    pub(super) fn session(&self, credential: Credential, sealed: &str) -> Result<Session, Refused> {
        self.0
            .seal
            .open(Label::Session, sealed)
            .and_then(|text| Session::from_text(&text))
            .filter(|session| session.user == credential.user && session.expires > self.now_ms())
            .ok_or(Refused::parameter("the session is unknown or over"))
    }
}
