//! Giving an own text other words.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Effect;
use crate::model::kind::{text, written_words};

/// Say something else in a message. It knows what stood there when it was written: words that came from another device
/// meanwhile are not replaced by one that never saw them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The new content, as on the wire.
    pub content: String,
    /// Which contents it may replace: what the server had, and what an edit on its way would make of it. Digests, so
    /// that nothing keeps words that are recalled meanwhile.
    pub bases: Vec<String>,
}

/// How an edit stands to what the message says at the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// It says what the person saw when they wrote the edit.
    Base,
    /// The edit is there.
    Done,
    /// It says something that the person has not seen.
    Other,
}

impl Edit {
    /// New words for a text that says one of these contents, empty ones left out.
    pub fn new(words: &str, contents: &[&str]) -> Self {
        let contents = contents.iter().filter(|content| !content.is_empty());
        Self {
            content: text::write(words),
            bases: contents.map(|content| digest(content)).collect(),
        }
    }

    /// How it stands to this content.
    pub fn against(&self, content: &str) -> Against {
        if content == self.content {
            Against::Done
        } else if self.bases.contains(&digest(content)) {
            Against::Base
        } else {
            Against::Other
        }
    }

    /// The new words.
    pub fn words(&self) -> String {
        written_words(text::TYPE, &self.content)
    }

    pub(super) fn add_to(&self, effect: &mut Effect) {
        effect.content = Some(self.content.clone());
    }
}

fn digest(content: &str) -> String {
    hex::encode(Sha256::digest(content.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_knows_what_it_replaces() {
        let said = r#"{"text":"helo"}"#;
        let edit = Edit::new("hello", &[said, ""]);
        assert_eq!(edit.against(said), Against::Base);
        assert_eq!(edit.against(r#"{"text":"hello"}"#), Against::Done);
        assert_eq!(edit.against(r#"{"text":"hullo"}"#), Against::Other);
        assert_eq!(edit.against(""), Against::Other);
        assert_eq!(edit.words(), "hello");
        // An edit of what another one on its way makes of it.
        let next = Edit::new("hello!", &[said, &edit.content]);
        assert_eq!(next.against(said), Against::Base);
        assert_eq!(next.against(&edit.content), Against::Base);
        // What it replaces is not kept with it.
        assert!(!serde_json::to_string(&edit).unwrap().contains("helo"));
    }
}
