//! Messages that were forwarded: their ids follow from the submission, the conversation they go to and what they
//! were, so that one that is handed over again after a kill is not sent twice.

use sha2::{Digest as _, Sha256};

/// Something that was handed over to be forwarded, whether it was taken in or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    submission: String,
    to: String,
}

impl Forwarded {
    /// Handed over with this id, for this conversation.
    pub fn new(submission: &str, to: &str) -> Self {
        Self {
            submission: submission.to_owned(),
            to: to.to_owned(),
        }
    }

    /// Where it goes.
    pub fn to(&self) -> &str {
        &self.to
    }

    /// The ids under which messages arrive: one each, or one for the card of all of them.
    pub fn keys(&self, messages: &[String], together: bool) -> Vec<String> {
        match together {
            true => vec![self.part("card")],
            false => messages.iter().map(|key| self.part(key)).collect(),
        }
    }

    /// Whether a message is one of these, forwarded.
    pub fn is_of<'a>(&self, key: &str, mut messages: impl Iterator<Item = &'a String>) -> bool {
        self.part("card") == key || messages.any(|message| self.part(message) == key)
    }

    fn part(&self, part: &str) -> String {
        let named = format!("{}\n{}\n{part}", self.submission, self.to);
        let digest: [u8; 32] = Sha256::digest(named).into();
        let bytes = digest.first_chunk().copied().unwrap_or_default();
        let id = uuid::Builder::from_random_bytes(bytes).into_uuid();
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forwarded_message_is_told_from_any_other() {
        let forwarded = Forwarded::new("a-submission", "0:1:10001:10009");
        let messages = ["one".to_owned(), "two".to_owned()];
        let keys = forwarded.keys(&messages, false);
        assert_eq!(keys.len(), 2);
        assert_ne!(keys[0], keys[1]);
        assert!(keys.iter().all(|key| forwarded.is_of(key, messages.iter())));
        assert!(!forwarded.is_of(&keys[1], messages[..1].iter()));
        assert!(!forwarded.is_of("one", messages.iter()));
        let card = forwarded.keys(&messages, true);
        assert!(card.len() == 1 && forwarded.is_of(&card[0], [].into_iter()));
        let elsewhere = Forwarded::new("a-submission", "0:1:10001:10017");
        assert!(!elsewhere.is_of(&keys[0], messages.iter()));
    }
}
