//! Entries of a person's own settings of a conversation, for what the wire has no field for: what each is called, and
//! how its value is read (`docs/PROTOCOL.md`, own choices, section 9). A value that cannot be read counts as none.

use std::collections::BTreeMap;

use linnet_proto::{choices, keys};
use serde::{Deserialize, Serialize};

use super::folder::Folder;
use super::let_through::LetThrough;

/// Which entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKey {
    /// Whether the conversation is marked as unread.
    MarkedUnread,
    /// Below which index of its newest message it is archived.
    Archived,
    /// Where it stands among the pinned ones.
    PinOrder,
    /// Folders that it is in.
    Folders,
    /// What notifies although it is muted.
    LetThrough,
    /// The folders of the account, in the conversation with oneself.
    FolderList,
}

impl EntryKey {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::MarkedUnread => choices::EXT_MARKED_UNREAD,
            Self::Archived => choices::EXT_ARCHIVED,
            Self::PinOrder => choices::EXT_PIN_ORDER,
            Self::Folders => choices::EXT_FOLDERS,
            Self::LetThrough => keys::PUSH_PART_DISABLE_CONFIG,
            Self::FolderList => choices::EXT_FOLDER_LIST,
        }
    }
}

/// What the entries of a conversation say together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries(BTreeMap<String, String>);

impl Entries {
    /// What the server says, with what the person has asked for on top.
    pub fn new(server: BTreeMap<String, String>, wanted: &BTreeMap<EntryKey, String>) -> Self {
        let mut all = server;
        for (key, value) in wanted {
            all.insert(key.name().to_owned(), value.clone());
        }
        Self(all)
    }

    fn get(&self, key: EntryKey) -> &str {
        self.0.get(key.name()).map_or("", String::as_str)
    }

    /// Marked as unread.
    pub fn marked_unread(&self) -> bool {
        self.get(EntryKey::MarkedUnread) == "1"
    }

    /// Archived while the newest message has a lower index; 0 when it is not.
    pub fn archived_below(&self) -> i64 {
        self.get(EntryKey::Archived).parse().unwrap_or(0).max(0)
    }

    /// Where a conversation that was pinned at this time stands among the pinned ones: higher ones first.
    pub fn pin_order(&self, pinned_time: i64) -> i64 {
        let said = self.get(EntryKey::PinOrder);
        let order = match said.split_once(':') {
            // What was said of an earlier pin is over.
            Some((time, order)) if time.parse() == Ok(pinned_time) => order,
            Some(_) => "",
            // Asked for and not confirmed: of the pin that is.
            None => said,
        };
        order
            .parse()
            .unwrap_or(pinned_time.saturating_mul(choices::PIN_STEP))
    }

    /// Ids of the folders it is in.
    pub fn folders(&self) -> Vec<String> {
        let said = self.get(EntryKey::Folders);
        let ids = said.split(',').filter(|id| Folder::is_id(id));
        ids.take(choices::MAX_FOLDERS).map(str::to_owned).collect()
    }

    /// What notifies although it is muted.
    pub fn let_through(&self) -> LetThrough {
        LetThrough::read(self.get(EntryKey::LetThrough))
    }

    /// Requests to join that wait and were not seen, as the server counts them for an owner or manager.
    pub fn join_requests(&self) -> u32 {
        let said = self.0.get(choices::EXT_JOIN_REQUESTS);
        said.and_then(|count| count.parse().ok()).unwrap_or(0)
    }

    /// The folders of the account.
    pub fn folder_list(&self) -> Vec<Folder> {
        Folder::read_list(self.get(EntryKey::FolderList))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(server: &[(&str, &str)], wanted: &[(EntryKey, &str)]) -> Entries {
        let server = server
            .iter()
            .map(|(key, value)| (key.to_string(), value.to_string()));
        let wanted = wanted.iter().map(|(key, value)| (*key, value.to_string()));
        Entries::new(server.collect(), &wanted.collect())
    }

    #[test]
    fn what_is_asked_for_stands_over_what_the_server_says() {
        let server = [
            ("a:unread", "1"),
            ("a:archived", "7"),
            ("a:folders", "ab,cd"),
        ];
        let said = entries(&server, &[]);
        assert!(said.marked_unread());
        assert_eq!(said.archived_below(), 7);
        assert_eq!(said.folders(), ["ab", "cd"]);
        let wanted = [(EntryKey::MarkedUnread, "0"), (EntryKey::Folders, "")];
        let said = entries(&server, &wanted);
        assert!(!said.marked_unread());
        assert_eq!(said.archived_below(), 7);
        assert_eq!(said.folders(), [""; 0]);
    }

    #[test]
    fn an_order_holds_for_the_pin_that_it_was_said_of() {
        let order = |said: &str, time| entries(&[("a:pin_order", said)], &[]).pin_order(time);
        assert_eq!(order("5:17", 5), 17);
        assert_eq!(order("5:17", 6), 6_000, "pinned anew");
        assert_eq!(order("17", 6), 17, "not confirmed yet");
        for unreadable in ["", ":", "5:", "5:x", "x"] {
            assert_eq!(order(unreadable, 5), 5_000, "{unreadable}");
        }
        assert_eq!(order("", i64::MAX), i64::MAX);
    }

    #[test]
    fn what_cannot_be_read_counts_as_none() {
        let server = [
            ("a:unread", "yes"),
            ("a:archived", "-3"),
            ("a:folders", ",,a b,\u{202e}"),
        ];
        let said = entries(&server, &[]);
        assert!(!said.marked_unread());
        assert_eq!(said.archived_below(), 0);
        assert_eq!(said.folders(), [""; 0]);
    }
}
