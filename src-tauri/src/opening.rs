//! What a start was asked to open: files go the way of dropped ones; any other address is answered plainly.

use std::path::PathBuf;

use linnet_core::error::Reason;
use tauri::Url;

use crate::failure;

/// What can be opened of these addresses, and whether some could not.
pub fn sort(things: &[String]) -> (Vec<PathBuf>, bool) {
    let files: Vec<PathBuf> = things
        .iter()
        .filter_map(|thing| Url::parse(thing).ok())
        .filter(|url| url.scheme() == "file")
        .filter_map(|url| url.to_file_path().ok())
        .collect();
    let refused = files.len() < things.len();
    (files, refused)
}

/// The sentence about an address that is no file.
pub fn not_a_file() -> Reason {
    failure::reason(
        "not_a_file",
        "Linnet 不能打开这样的地址，只能添加文件。",
        "Linnet cannot open this address; it only takes files.",
    )
}

/// The sentence about files when no chat is open.
pub fn choose_a_chat() -> Reason {
    failure::reason(
        "choose_a_chat",
        "请选择一个会话，文件会添加到那里。",
        "Choose a chat; the files are added there.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_opened_and_other_addresses_are_answered() {
        let things = [
            "file:///home/alice/%E7%8C%AB%201.png",
            "file://localhost/home/alice/b.jpg",
        ]
        .map(str::to_owned);
        let files = ["/home/alice/猫 1.png", "/home/alice/b.jpg"].map(PathBuf::from);
        assert_eq!(sort(&things), (files.to_vec(), false));
        for other in [
            "linnet:chat",
            "https://example.com/cat.png",
            "smb://nas/cat.png",
            "file://nas/cat.png",
            "no address",
        ] {
            assert_eq!(sort(&[other.to_owned()]), (Vec::new(), true), "{other}");
        }
    }
}
