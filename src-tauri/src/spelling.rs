//! Words that are not in a dictionary are underlined while one writes. WebKit does it, with the Hunspell dictionaries of
//! this computer: those of the desktop's language, and of English, which people write beside any other. Languages without
//! words between blanks, as Chinese, have none.

use std::path::{Path, PathBuf};

use tauri::WebviewWindow;
use webkit2gtk::{WebContextExt as _, WebViewExt as _};

/// Where distributions put dictionaries.
const FOLDERS: &[&str] = &["/usr/share/hunspell", "/usr/share/myspell/dicts"];

/// Where people put their own, below the home folder.
const OWN: &str = ".config/enchant/hunspell";

/// Written beside any other language.
const ENGLISH: &str = "en";

/// Dictionaries of one language that are used: its variants differ in a few words only, and each costs memory.
const VARIANTS: usize = 2;

/// Checks what is written, or no longer.
///
/// # Errors
/// The window has gone.
pub fn check(window: &WebviewWindow, on: bool) -> tauri::Result<()> {
    window.with_webview(move |webview| {
        let Some(context) = webview.inner().context() else {
            return;
        };
        let found = match on {
            true => languages(&folders(), &desktop_language()),
            false => Vec::new(),
        };
        let names: Vec<&str> = found.iter().map(String::as_str).collect();
        context.set_spell_checking_languages(&names);
        context.set_spell_checking_enabled(!names.is_empty());
    })
}

fn folders() -> Vec<PathBuf> {
    let own = std::env::var_os("HOME").map(|home| Path::new(&home).join(OWN));
    FOLDERS.iter().map(PathBuf::from).chain(own).collect()
}

/// `fr_CH` of `fr_CH.UTF-8`.
fn desktop_language() -> String {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    let name = set.unwrap_or_default();
    name.split(['.', '@']).next().unwrap_or_default().to_owned()
}

/// The dictionaries to be used: of the desktop's own variant first.
fn languages(folders: &[PathBuf], desktop: &str) -> Vec<String> {
    let mut all: Vec<String> = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "dic"))
        .filter(|path| path.with_extension("aff").exists())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    all.sort();
    all.dedup();
    let language = |name: &str| name.split('_').next().unwrap_or_default().to_owned();
    let own = language(desktop);
    let mut found = Vec::new();
    for wanted in [own.as_str(), ENGLISH] {
        let variants = all.iter().filter(|name| language(name) == wanted);
        let mut variants: Vec<&String> = variants.filter(|name| !found.contains(*name)).collect();
        variants.sort_by_key(|name| name.as_str() != desktop);
        found.extend(variants.into_iter().take(VARIANTS).cloned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionaries_of_the_desktop_and_of_english_are_used_when_they_are_whole() {
        let folder = tempfile::tempdir().unwrap();
        let whole = |name: &str| {
            for end in ["dic", "aff"] {
                std::fs::write(folder.path().join(format!("{name}.{end}")), "").unwrap();
            }
        };
        for name in ["fr_FR", "fr_CH", "fr_BE", "en_GB", "en_US", "de_CH"] {
            whole(name);
        }
        std::fs::write(folder.path().join("en_AU.dic"), "").unwrap();
        let folders = [folder.path().to_owned(), folder.path().join("missing")];
        let found = |desktop: &str| languages(&folders, desktop);
        assert_eq!(found("fr_CH"), ["fr_CH", "fr_BE", "en_GB", "en_US"]);
        assert_eq!(found("en_US"), ["en_US", "en_GB"]);
        assert_eq!(found("zh_CN"), ["en_GB", "en_US"]);
        assert_eq!(found("C"), ["en_GB", "en_US"]);
        assert_eq!(languages(&folders[1..], "fr_CH"), Vec::<String>::new());
    }
}
