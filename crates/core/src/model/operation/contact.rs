//! What a person asked for about contacts. As for conversations, what is shown is what the server said with the effect
//! of what waits on top.

use serde::{Deserialize, Serialize};

/// What a person asked for about a contact. Stored as JSON under the name of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ContactOperation {
    /// Call a friend by another name; by their own when it is empty.
    Remark {
        /// The name.
        name: String,
    },
    /// Keep other words about a friend.
    Note {
        /// The words.
        text: String,
    },
    /// Block somebody, or no longer.
    Block {
        /// Blocked.
        on: bool,
    },
    /// Answer somebody's request.
    Answer {
        /// They become friends.
        agree: bool,
    },
    /// End a friendship.
    DeleteFriend {},
    /// The requests up to this one were seen. It is about nobody.
    SeeRequests {
        /// Its index.
        index: i64,
    },
}

impl ContactOperation {
    /// The name under which it is stored. A later one of the same kind on the same person takes the place of one that was
    /// not tried: only the last word counts.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Remark { .. } => "remark",
            Self::Note { .. } => "note",
            Self::Block { .. } => "block",
            Self::Answer { .. } => "answer",
            Self::DeleteFriend {} => "delete_friend",
            Self::SeeRequests { .. } => "see_requests",
        }
    }
}

/// What the waiting operations make of what is shown of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactEffect {
    /// They are called this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// These words are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// They are blocked, or are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<bool>,
    /// Their request is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<bool>,
    /// They are no friend.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

impl ContactEffect {
    /// The effect of operations in the order of asking.
    pub fn of<'a>(operations: impl IntoIterator<Item = &'a ContactOperation>) -> Self {
        let mut effect = Self::default();
        for operation in operations {
            match operation {
                ContactOperation::Remark { name } => effect.remark = Some(name.clone()),
                ContactOperation::Note { text } => effect.note = Some(text.clone()),
                ContactOperation::Block { on } => effect.blocked = Some(*on),
                ContactOperation::Answer { agree } => effect.answer = Some(*agree),
                ContactOperation::DeleteFriend {} => effect.deleted = true,
                ContactOperation::SeeRequests { .. } => {}
            }
        }
        effect
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_counts_and_each_kind_leaves_the_others_alone() {
        let asked = [
            ContactOperation::Remark {
                name: "Bobby".to_owned(),
            },
            ContactOperation::Block { on: true },
            ContactOperation::Remark {
                name: String::new(),
            },
        ];
        let effect = ContactEffect::of(&asked);
        assert_eq!(
            effect,
            ContactEffect {
                remark: Some(String::new()),
                blocked: Some(true),
                ..ContactEffect::default()
            }
        );
        let json = serde_json::to_string(&effect).unwrap();
        assert_eq!(json, r#"{"remark":"","blocked":true}"#);
        assert_eq!(
            serde_json::from_str::<ContactEffect>(&json).unwrap(),
            effect
        );
    }

    #[test]
    fn operations_are_stored_by_name_and_read_back_as_they_were() {
        for (operation, json) in [
            (
                ContactOperation::Remark {
                    name: "B".to_owned(),
                },
                r#"{"kind":"remark","name":"B"}"#,
            ),
            (
                ContactOperation::Note {
                    text: "n".to_owned(),
                },
                r#"{"kind":"note","text":"n"}"#,
            ),
            (
                ContactOperation::Block { on: false },
                r#"{"kind":"block","on":false}"#,
            ),
            (
                ContactOperation::Answer { agree: true },
                r#"{"kind":"answer","agree":true}"#,
            ),
            (
                ContactOperation::DeleteFriend {},
                r#"{"kind":"delete_friend"}"#,
            ),
            (
                ContactOperation::SeeRequests { index: 7 },
                r#"{"kind":"see_requests","index":7}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&operation).unwrap(), json);
            let read: ContactOperation = serde_json::from_str(json).unwrap();
            assert_eq!(read, operation);
            assert!(json.contains(operation.kind()));
        }
    }
}
