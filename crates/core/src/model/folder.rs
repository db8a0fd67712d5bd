//! A person's own folders of conversations: what they are called, in their order. Which conversation is in which, its
//! own entry says (`entry.rs`).

use linnet_proto::choices;
use serde::{Deserialize, Serialize};

use super::line::one_line;
use super::signs::{is_blank, without_direction};

/// Longest id, in characters; those made here have 12.
const MAX_ID: usize = 32;

/// A folder of conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Folder {
    /// Names it in the entries of conversations.
    pub id: String,
    /// What the person calls it.
    pub name: String,
}

impl Folder {
    /// Whether this can be the id of one: letters and digits.
    pub fn is_id(id: &str) -> bool {
        (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    }

    /// A name as it is kept: one line within the limit; none when nothing of it can be seen.
    pub fn checked_name(name: &str) -> Option<String> {
        let name = one_line(&without_direction(name), choices::MAX_FOLDER_NAME_CHARS);
        (!is_blank(&name)).then_some(name)
    }

    /// Reads the list of an account; entries that cannot be read are left out.
    pub fn read_list(json: &str) -> Vec<Self> {
        let Ok(said) = serde_json::from_str::<Vec<serde_json::Value>>(json) else {
            return Vec::new();
        };
        let mut folders: Vec<Self> = Vec::new();
        for folder in said {
            let Ok(folder) = serde_json::from_value::<Self>(folder) else {
                continue;
            };
            let known = folders.iter().any(|other| other.id == folder.id);
            if let (false, true, Some(name)) = (
                known,
                Self::is_id(&folder.id),
                Self::checked_name(&folder.name),
            ) {
                folders.push(Self { name, ..folder });
            }
        }
        folders.truncate(choices::MAX_FOLDERS);
        folders
    }

    /// The list as it is kept.
    pub fn write_list(folders: &[Self]) -> String {
        serde_json::to_string(folders).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(id: &str, name: &str) -> Folder {
        Folder {
            id: id.to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn a_list_is_read_back_as_it_was_written() {
        let folders = [folder("ab12", "Work"), folder("cd", "家")];
        assert_eq!(Folder::read_list(&Folder::write_list(&folders)), folders);
    }

    #[test]
    fn of_a_list_that_somebody_else_wrote_only_what_can_be_read_counts() {
        let json = r#"[{"id":"ab","name":" Work\n"},{"id":"ab","name":"twice"},{"id":"a,b","name":"x"},
            {"id":"cd","name":"\u200b"},{"id":"ef"},7]"#;
        assert_eq!(Folder::read_list(json), [folder("ab", "Work")]);
        for json in ["", "{}", "[", "null"] {
            assert_eq!(Folder::read_list(json), []);
        }
        let long = "x".repeat(200);
        let name = Folder::checked_name(&long).unwrap();
        assert_eq!(name.chars().count(), choices::MAX_FOLDER_NAME_CHARS);
    }
}
