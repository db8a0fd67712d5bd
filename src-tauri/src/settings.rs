//! Settings of this installation: one small file, changed field by field and written whole.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::downloads;
use crate::folders::{self, Folders};
use crate::ipc::{Language, SecretsPlace, Settings, SettingsChange};
use crate::notifications::Look;

/// Width of the conversation list, CSS pixels.
const LIST_WIDTH: std::ops::RangeInclusive<u16> = 280..=400;

/// Size of everything in the window, percent. The layout works from 360 CSS pixels on, half of a narrow window.
const ZOOM: std::ops::RangeInclusive<u16> = 50..=200;

/// Largest file that may load by itself, MiB: the largest that can be sent.
const LOAD_FILES_MIB: u32 = 50;

/// Hosts whose stickers are shown. When there are more, the oldest is asked about again.
const STICKER_HOSTS: usize = 100;

/// What may be kept of pictures and files, MiB.
const MEDIA_LIMIT_MIB: std::ops::RangeInclusive<u32> = 64..=64 * 1024;

/// What is in the file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Kept {
    #[serde(flatten)]
    settings: Settings,
    /// Closing the window keeps Linnet in the tray: said already.
    said_closed_to_tray: bool,
    /// Where secrets were at the last start, shown until this start knows.
    secrets_in_keyring: bool,
    /// Where files are saved; none: the desktop's folder for downloads.
    download_folder: Option<PathBuf>,
    /// The desktop was dark at the last start, likewise.
    dark_desktop: bool,
}

/// The settings, in memory and on disk.
pub struct SettingsFile {
    path: PathBuf,
    kept: Mutex<Kept>,
}

impl SettingsFile {
    /// Reads the file. A file that is missing or damaged gives the defaults.
    pub fn open(folders: &Folders) -> Self {
        let path = folders.root().join("settings.json");
        let kept = std::fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Self {
            path,
            kept: Mutex::new(kept),
        }
    }

    /// The settings now.
    pub fn get(&self) -> Settings {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .settings
            .clone()
    }

    /// Changes some settings and gives back what all of them became.
    pub fn apply(&self, change: SettingsChange) -> Settings {
        self.change(|kept| {
            change.apply(&mut kept.settings);
            let width = &mut kept.settings.list_width;
            *width = (*width).clamp(*LIST_WIDTH.start(), *LIST_WIDTH.end());
            let zoom = &mut kept.settings.zoom;
            *zoom = (*zoom).clamp(*ZOOM.start(), *ZOOM.end());
            let files = &mut kept.settings.load_files_mib;
            *files = (*files).min(LOAD_FILES_MIB);
            let hosts = &mut kept.settings.sticker_hosts;
            hosts.drain(..hosts.len().saturating_sub(STICKER_HOSTS));
            let limit = &mut kept.settings.media_limit_mib;
            *limit = (*limit).clamp(*MEDIA_LIMIT_MIB.start(), *MEDIA_LIMIT_MIB.end());
            kept.settings.clone()
        })
    }

    /// Bytes that are kept of pictures and files of each account.
    pub fn media_limit(&self) -> u64 {
        u64::from(self.get().media_limit_mib) * 1024 * 1024
    }

    /// How notifications look.
    pub fn look(&self) -> Look {
        let settings = self.get();
        Look {
            on: settings.notify,
            words: settings.notify_words,
            sound: settings.notify_sound,
            language: settings.language.unwrap_or_else(system_language),
        }
    }

    /// Language to speak: the chosen one, else the desktop's.
    pub fn language(&self) -> Language {
        self.get().language.unwrap_or_else(system_language)
    }

    /// Whether the person knows that closing the window keeps Linnet in the tray.
    pub fn knows_closed_to_tray(&self) -> bool {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.said_closed_to_tray
    }

    /// They do now.
    pub fn said_closed_to_tray(&self) {
        self.change(|kept| kept.said_closed_to_tray = true);
    }

    /// Where files are saved that are not asked about; none when the desktop has no folder for them either.
    pub fn download_folder(&self) -> Option<PathBuf> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.download_folder.clone().or_else(downloads::usual)
    }

    /// The person chose another folder.
    pub fn set_download_folder(&self, folder: PathBuf) {
        self.change(|kept| kept.download_folder = Some(folder));
    }

    /// Whether the desktop was dark when it last said so.
    pub fn dark_desktop(&self) -> bool {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.dark_desktop
    }

    /// Notes whether the desktop is dark.
    pub fn set_dark_desktop(&self, dark: bool) {
        if self.dark_desktop() != dark {
            self.change(|kept| kept.dark_desktop = dark);
        }
    }

    /// Where secrets were at the last start.
    pub fn secrets_place(&self) -> SecretsPlace {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.secrets_in_keyring {
            SecretsPlace::Keyring
        } else {
            SecretsPlace::File
        }
    }

    /// Notes where secrets are.
    pub fn set_secrets_place(&self, place: SecretsPlace) {
        if self.secrets_place() != place {
            self.change(|kept| kept.secrets_in_keyring = place == SecretsPlace::Keyring);
        }
    }

    fn change<T>(&self, change: impl FnOnce(&mut Kept) -> T) -> T {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change(&mut kept);
        let written = serde_json::to_vec_pretty(&*kept)
            .map_err(std::io::Error::from)
            .and_then(|bytes| folders::write_private(&self.path, &bytes));
        if let Err(error) = written {
            // They hold until the end of this run.
            tracing::warn!(%error, "settings were not written");
        }
        changed
    }
}

/// The desktop's language, by the variables every Unix program goes by.
pub fn system_language() -> Language {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    match named {
        Some(name) if name.starts_with("zh") => Language::Zh,
        _ => Language::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::{Named, Theme};

    fn folders(place: &tempfile::TempDir) -> Folders {
        Folders::open(place.path()).unwrap()
    }

    #[test]
    fn settings_are_there_again_after_a_restart() {
        let place = tempfile::tempdir().unwrap();
        let file = SettingsFile::open(&folders(&place));
        let set = file.apply(SettingsChange {
            language: Named(Some(Some(Language::Zh))),
            enter_sends: Some(false),
            list_width: Some(9_000),
            ..SettingsChange::default()
        });
        assert_eq!(set.list_width, 400);
        assert!(!file.knows_closed_to_tray());
        file.said_closed_to_tray();
        let again = SettingsFile::open(&folders(&place));
        assert_eq!(again.get(), set);
        assert!(again.knows_closed_to_tray());
    }

    #[test]
    fn two_changes_at_once_are_both_kept() {
        let place = tempfile::tempdir().unwrap();
        let file = SettingsFile::open(&folders(&place));
        // Each as a page sends it that has not heard of the other.
        let dark = SettingsChange {
            theme: Some(Theme::Dark),
            ..SettingsChange::default()
        };
        let wide = SettingsChange {
            list_width: Some(390),
            ..SettingsChange::default()
        };
        std::thread::scope(|threads| {
            for change in [dark, wide] {
                threads.spawn(|| file.apply(change));
            }
        });
        for file in [&file, &SettingsFile::open(&folders(&place))] {
            let settings = file.get();
            assert_eq!((settings.theme, settings.list_width), (Theme::Dark, 390));
        }
    }

    #[test]
    fn a_damaged_file_gives_the_defaults() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("settings.json"), b"{\"theme\":").unwrap();
        assert_eq!(
            SettingsFile::open(&folders(&place)).get(),
            Settings::default()
        );
    }
}
