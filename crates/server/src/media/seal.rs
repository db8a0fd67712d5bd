//! Texts that only this installation can have written: a keyed hash over a label and the text.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::MediaError;

/// What a text is for, so that one cannot be shown in the place of another.
#[derive(Debug, Clone, Copy)]
pub(super) enum Label {
    Credential,
    AccessKey,
    Secret,
    Permission,
    Session,
    Address,
}

impl Label {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Credential => b"credential\0",
            Self::AccessKey => b"access key\0",
            Self::Secret => b"secret\0",
            Self::Permission => b"permission\0",
            Self::Session => b"session\0",
            Self::Address => b"address\0",
        }
    }
}

/// The key of the service, ready for use.
pub(super) struct Seal(Hmac<Sha256>);

impl Seal {
    pub(super) fn new(key: &[u8; 32]) -> Result<Self, MediaError> {
        let mut mac = Hmac::new_from_slice(key).map_err(|_| MediaError::Interrupted)?;
        mac.update(b"linnet media\0");
        Ok(Self(mac))
    }

    fn keyed(&self, label: Label, text: &str) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(label.bytes());
        mac.update(text.as_bytes());
        mac
    }

    /// The keyed hash of a text that travels beside it.
    pub(super) fn mark(&self, label: Label, text: &str) -> String {
        hex::encode(self.keyed(label, text).finalize().into_bytes())
    }

    /// Whether `mark` is that of `text`, compared in constant time.
    pub(super) fn is_mark(&self, label: Label, text: &str, mark: &str) -> bool {
        hex::decode(mark).is_ok_and(|mark| self.keyed(label, text).verify_slice(&mark).is_ok())
    }

    /// A text that carries its own keyed hash.
    pub(super) fn seal(&self, label: Label, text: &str) -> String {
        format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(text),
            self.mark(label, text)
        )
    }

    /// The text inside, when it was sealed here under the same label.
    pub(super) fn open(&self, label: Label, sealed: &str) -> Option<String> {
        let (text, mark) = sealed.split_once('.')?;
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        self.is_mark(label, &text, mark).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_label_open_a_text() {
        let seal = Seal::new(&[7; 32]).unwrap();
        let other = Seal::new(&[8; 32]).unwrap();
        let sealed = seal.seal(Label::Session, "10001 key");
        assert_eq!(seal.open(Label::Session, &sealed).unwrap(), "10001 key");
        assert_eq!(seal.open(Label::Permission, &sealed), None);
        assert_eq!(other.open(Label::Session, &sealed), None);
        let (text, mark) = sealed.split_once('.').unwrap();
        let changed = URL_SAFE_NO_PAD.encode("10009 key");
        assert_eq!(
            seal.open(Label::Session, &format!("{changed}.{mark}")),
            None
        );
        assert_eq!(seal.open(Label::Session, &format!("{text}.")), None);
        assert_eq!(seal.open(Label::Session, text), None);
    }
}
