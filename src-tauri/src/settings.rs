//! Settings of this installation: one small file, written whole.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::folders::{self, Folders};
use crate::ipc::{Language, SecretsPlace, Settings};

/// Width of the conversation list, CSS pixels.
const LIST_WIDTH: std::ops::RangeInclusive<u16> = 280..=400;

/// Size of everything in the window, percent. The layout works from 360 CSS pixels on, half of a narrow window.
const ZOOM: std::ops::RangeInclusive<u16> = 50..=200;

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

    /// Takes new settings and gives back what they became.
    pub fn set(&self, mut settings: Settings) -> Settings {
        settings.list_width = settings
            .list_width
            .clamp(*LIST_WIDTH.start(), *LIST_WIDTH.end());
        settings.zoom = settings.zoom.clamp(*ZOOM.start(), *ZOOM.end());
        self.change(|kept| kept.settings = settings.clone());
        settings
    }

    /// Language to speak: the chosen one, else the desktop's.
    pub fn language(&self) -> Language {
        self.get().language.unwrap_or_else(system_language)
    }

    /// True the first time it is asked on this installation.
    pub fn first_close_to_tray(&self) -> bool {
        let mut first = false;
        self.change(|kept| first = !std::mem::replace(&mut kept.said_closed_to_tray, true));
        first
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

    fn change(&self, change: impl FnOnce(&mut Kept)) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut kept);
        let written = serde_json::to_vec_pretty(&*kept)
            .map_err(std::io::Error::from)
            .and_then(|bytes| folders::write_private(&self.path, &bytes));
        if let Err(error) = written {
            // They hold until the end of this run.
            tracing::warn!(%error, "settings were not written");
        }
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

    fn folders(place: &tempfile::TempDir) -> Folders {
        Folders::open(Some(place.path()), false).unwrap()
    }

    #[test]
    fn settings_are_there_again_after_a_restart() {
        let place = tempfile::tempdir().unwrap();
        let file = SettingsFile::open(&folders(&place));
        let set = file.set(Settings {
            language: Some(Language::Zh),
            enter_sends: false,
            list_width: 9_000,
            ..Settings::default()
        });
        assert_eq!(set.list_width, 400);
        assert!(file.first_close_to_tray());
        let again = SettingsFile::open(&folders(&place));
        assert_eq!(again.get(), set);
        assert!(!again.first_close_to_tray());
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
