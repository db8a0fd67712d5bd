//! Files that other programs name by address: what is dropped, pasted or picked comes as a list of URIs. A file of this
//! computer has a path, whatever its name is written in. What lies elsewhere has one when the desktop has it mounted
//! (GVFS shows network places and phones as folders); otherwise a sentence says so, and nothing is lost in silence.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use linnet_core::error::{LocalText, Reason};
use linnet_core::model::file_name::name_of_path;
use url::Url;

use crate::ipc::Failure;

/// Addresses of files of this computer.
pub fn of_paths(paths: &[PathBuf]) -> Vec<String> {
    paths
        .iter()
        .filter_map(|path| Url::from_file_path(path).ok())
        .map(|url| url.to_string())
        .collect()
}

/// The address is that of a page, beside which the clipboard may have the picture itself.
pub fn is_web(address: &str) -> bool {
    ["http://", "https://"]
        .into_iter()
        .any(|scheme| address.starts_with(scheme))
}

/// What a list of addresses came to.
#[derive(Debug, Default)]
pub struct Resolved {
    /// Files that can be opened.
    pub files: Vec<PathBuf>,
    /// One sentence for each kind of address that leads to none.
    pub refused: Vec<Reason>,
}

/// Sentences for one list at most: forty files of a phone need not be named one by one.
const SENTENCES: usize = 3;

/// How long a place of the desktop may take to say where its files are.
const ANSWERS: Duration = Duration::from_secs(5);

/// Addresses that can be resolved without asking anybody, then those of each place of the desktop: a phone that does not
/// answer keeps away what lies on it and nothing else.
pub fn by_place(addresses: Vec<String>) -> Vec<Vec<String>> {
    let mut here = Vec::new();
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for address in addresses {
        match place(&address) {
            None => here.push(address),
            Some(place) => places.entry(place).or_default().push(address),
        }
    }
    let all = std::iter::once(here).chain(places.into_values());
    all.filter(|addresses| !addresses.is_empty()).collect()
}

/// Finds the files behind addresses. Places are asked beside each other, and not on a thread that others wait for.
pub async fn resolve(addresses: Vec<String>) -> Resolved {
    resolve_by(addresses, mounted, ANSWERS).await
}

async fn resolve_by(addresses: Vec<String>, ask: Ask, limit: Duration) -> Resolved {
    let places = by_place(addresses).into_iter().map(|addresses| async move {
        let first = addresses.first().cloned().unwrap_or_default();
        let asked = tokio::task::spawn_blocking(move || {
            let mut resolved = Resolved::default();
            for address in &addresses {
                resolved.add(file(address, ask));
            }
            resolved
        });
        match tokio::time::timeout(limit, asked).await {
            Ok(resolved) => resolved.unwrap_or_default(),
            Err(_) => Resolved {
                files: Vec::new(),
                refused: vec![silent(&first)],
            },
        }
    });
    let mut all = Resolved::default();
    for resolved in futures_util::future::join_all(places).await {
        all.files.extend(resolved.files);
        for refusal in resolved.refused {
            all.add(Err(refusal));
        }
    }
    all
}

/// Says where the desktop shows an address of its own as a file.
type Ask = fn(&str) -> Option<PathBuf>;

/// The place of the desktop that has to be asked for a file.
fn place(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    match url.scheme() {
        "file" | "http" | "https" | "data" | "blob" => None,
        scheme => Some(format!("{scheme}://{}", url.host_str().unwrap_or_default())),
    }
}

impl Resolved {
    fn add(&mut self, found: Result<PathBuf, Reason>) {
        match found {
            Ok(path) => self.files.push(path),
            Err(refusal) => {
                if self.refused.len() < SENTENCES && !self.refused.contains(&refusal) {
                    self.refused.push(refusal);
                }
            }
        }
    }
}

/// The file behind an address.
fn file(address: &str, ask: Ask) -> Result<PathBuf, Reason> {
    let Ok(url) = Url::parse(address) else {
        return Err(unknown());
    };
    match url.scheme() {
        "file" => {
            let here = matches!(url.host_str(), None | Some("" | "localhost")) || is_own_name(&url);
            match path(&url) {
                Some(path) if here => Ok(path),
                _ => Err(elsewhere(&url)),
            }
        }
        "http" | "https" | "data" | "blob" => Err(reason(
            "web_address",
            "这是网页地址，不是文件。请先把图片保存到本机，再添加。",
            "This is the address of a web page, not a file. Save the picture to this computer first, then add it.",
        )),
        _ => ask(address).ok_or_else(|| elsewhere(&url)),
    }
}

/// The address names this computer.
fn is_own_name(url: &Url) -> bool {
    #[cfg(target_os = "linux")]
    {
        let own = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        url.host_str()
            .is_some_and(|host| host.eq_ignore_ascii_case(own.trim()))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = url;
        false
    }
}

/// The path of an address, byte by byte: names on Unix need not be UTF-8.
fn path(url: &Url) -> Option<PathBuf> {
    #[cfg(unix)]
    {
        use std::ffi::OsString;
        use std::os::unix::ffi::OsStringExt as _;
        let bytes = unescaped(url.path().as_bytes());
        (!bytes.contains(&0)).then(|| PathBuf::from(OsString::from_vec(bytes)))
    }
    #[cfg(not(unix))]
    {
        url.to_file_path().ok()
    }
}

/// Bytes with `%41` made one byte.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// Where the desktop shows a place of its own as a folder.
#[cfg(target_os = "linux")]
fn mounted(address: &str) -> Option<PathBuf> {
    use gtk::gio::prelude::FileExt as _;
    gtk::gio::File::for_uri(address).path()
}

#[cfg(not(target_os = "linux"))]
fn mounted(_: &str) -> Option<PathBuf> {
    None
}

/// The path of a file that is to be written.
///
/// # Errors
/// The place has no path here.
pub async fn to_save_at(address: String) -> Result<PathBuf, Failure> {
    let asked = tokio::task::spawn_blocking(move || file(&address, mounted));
    match tokio::time::timeout(ANSWERS, asked).await {
        Ok(Ok(Ok(path))) => Ok(path),
        _ => Err(Failure::own(
            "cannot_save_there",
            "无法直接保存到这个位置。请选择这台电脑上的文件夹。",
            "It cannot be saved there directly. Choose a folder of this computer.",
        )),
    }
}

/// A file that is not on this computer, by its name.
fn elsewhere(url: &Url) -> Reason {
    let name = path(url)
        .map(|path| name_of_path(&path))
        .unwrap_or_default();
    let place = match url.scheme() {
        "file" => url.host_str().unwrap_or_default(),
        scheme => scheme,
    };
    let (zh, en) = match name.as_str() {
        "" => ("这个文件".to_owned(), "This file".to_owned()),
        name => (format!("“{name}”"), format!("\u{201c}{name}\u{201d}")),
    };
    Reason {
        code: "file_elsewhere".to_owned(),
        text: LocalText {
            zh: format!(
                "{zh}不在这台电脑上（{place}），无法直接读取。请先把它复制到本机，再添加。"
            ),
            en: format!(
                "{en} is not on this computer ({place}) and cannot be read from here. Copy it to this computer first, then add it."
            ),
        },
        log_id: None,
    }
}

/// A place that was asked and says nothing: a phone that is locked, a network place that is gone.
fn silent(address: &str) -> Reason {
    let place = place(address).unwrap_or_default();
    Reason {
        code: "place_silent".to_owned(),
        text: LocalText {
            zh: format!("{place} 没有响应，其中的文件没有添加。请检查设备或网络位置，然后重试。"),
            en: format!(
                "{place} does not answer, so its files were not added. Check the device or network place, then try again."
            ),
        },
        log_id: None,
    }
}

fn unknown() -> Reason {
    reason(
        "no_file_address",
        "无法识别这个文件的位置。请用“添加图片”按钮选择它。",
        "It is not clear where this file is. Choose it with the button for adding pictures.",
    )
}

fn reason(code: &str, zh: &str, en: &str) -> Reason {
    crate::failure::reason(code, zh, en)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStrExt as _;

    use super::*;

    #[test]
    fn files_of_this_computer_are_found_whatever_their_names_are_written_in() {
        for (address, bytes) in [
            (
                "file:///home/alice/cat.png",
                b"/home/alice/cat.png".as_slice(),
            ),
            (
                "file://localhost/home/alice/cat.png",
                b"/home/alice/cat.png",
            ),
            ("file:///a%20b/%E7%8C%AB.png", "/a b/猫.png".as_bytes()),
            ("file:///a%23b%25.png", b"/a#b%.png"),
            // GBK: the picture of a phone of 2010, unpacked.
            ("file:///tmp/%D5%D5%C6%AC.jpg", b"/tmp/\xd5\xd5\xc6\xac.jpg"),
            ("file:///tmp/100%.png", b"/tmp/100%.png"),
        ] {
            let path =
                file(address, mounted).unwrap_or_else(|refused| panic!("{address}: {refused:?}"));
            assert_eq!(path.as_os_str().as_bytes(), bytes, "{address}");
        }
    }

    #[tokio::test]
    async fn what_lies_elsewhere_is_refused_with_a_sentence_each() {
        for (address, code, named) in [
            ("smb://server/share/cat.png", "file_elsewhere", "smb"),
            (
                "mtp://phone/DCIM/%D5%D5%C6%AC.jpg",
                "file_elsewhere",
                "照片.jpg",
            ),
            (
                "file://another.example/home/cat.png",
                "file_elsewhere",
                "another.example",
            ),
            ("https://example.com/cat.png", "web_address", "web page"),
            ("cat.png", "no_file_address", "button"),
            ("file:///a%00b", "file_elsewhere", "This file"),
        ] {
            let resolved = resolve(vec![address.to_owned()]).await;
            assert!(resolved.files.is_empty(), "{address}");
            assert_eq!(resolved.refused.len(), 1, "{address}");
            let refused = &resolved.refused[0];
            assert_eq!(refused.code, code, "{address}");
            assert!(refused.text.en.contains(named), "{}", refused.text.en);
            assert!(refused.text.zh.ends_with('。'));
        }
    }

    #[tokio::test]
    async fn a_phone_that_does_not_answer_keeps_away_nothing_that_lies_elsewhere() {
        fn ask(address: &str) -> Option<PathBuf> {
            // Until the test ends: nobody answers.
            while address.starts_with("mtp:") {
                std::thread::park_timeout(Duration::from_millis(50));
                if GIVEN_UP.load(std::sync::atomic::Ordering::Acquire) {
                    return None;
                }
            }
            Some(PathBuf::from("/run/server/b.png"))
        }
        static GIVEN_UP: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
        let list = [
            "mtp://phone/DCIM/1.jpg",
            "file:///tmp/c.png",
            "mtp://phone/DCIM/2.jpg",
            "smb://server/b.png",
        ];
        let resolved = resolve_by(
            list.map(str::to_owned).to_vec(),
            ask,
            Duration::from_millis(200),
        )
        .await;
        GIVEN_UP.store(true, std::sync::atomic::Ordering::Release);
        assert_eq!(
            resolved.files,
            ["/tmp/c.png", "/run/server/b.png"].map(PathBuf::from)
        );
        let codes: Vec<_> = resolved.refused.iter().map(|one| &one.code).collect();
        assert_eq!(codes, ["place_silent"]);
        assert!(resolved.refused[0].text.en.starts_with("mtp://phone "));
    }

    #[test]
    fn what_lies_here_is_taken_in_before_any_place_is_asked() {
        let list = [
            "mtp://phone/1.jpg",
            "file:///tmp/c.png",
            "mtp://phone/2.jpg",
            "smb://a/b",
        ];
        assert_eq!(
            by_place(list.map(str::to_owned).to_vec()),
            [
                vec!["file:///tmp/c.png".to_owned()],
                vec![
                    "mtp://phone/1.jpg".to_owned(),
                    "mtp://phone/2.jpg".to_owned()
                ],
                vec!["smb://a/b".to_owned()],
            ]
        );
        assert!(by_place(Vec::new()).is_empty());
    }

    #[tokio::test]
    async fn one_bad_address_does_not_keep_the_others_away() {
        let list = ["smb://a/b.png", "file:///tmp/c.png", "smb://a/b.png"];
        let resolved = resolve(list.map(str::to_owned).to_vec()).await;
        assert_eq!(resolved.files, [PathBuf::from("/tmp/c.png")]);
        assert_eq!(resolved.refused.len(), 1);
    }
}
