//! A change of settings: what it does not name stays as it is, so two changes at once are both kept.

use serde::{Deserialize, Deserializer};
use ts_rs::TS;

use super::{Language, LogLevel, Settings, Theme};

/// New values of some settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct SettingsChange {
    /// Null: as the desktop.
    #[ts(as = "Option<Language>", optional = nullable)]
    pub language: Named<Option<Language>>,
    /// Colours.
    pub theme: Option<Theme>,
    /// Whether Enter sends.
    pub enter_sends: Option<bool>,
    /// Whether words that are in no dictionary are underlined.
    pub check_spelling: Option<bool>,
    /// Log level.
    pub log_level: Option<LogLevel>,
    /// Whether the log file is written.
    pub app_log: Option<bool>,
    /// Whether timings are recorded.
    pub timings: Option<bool>,
    /// Width of the conversation list.
    pub list_width: Option<u16>,
    /// Size of everything in the window, percent.
    pub zoom: Option<u16>,
    /// Whether new messages make notifications.
    pub notify: Option<bool>,
    /// Whether notifications show who wrote and what.
    pub notify_words: Option<bool>,
    /// Whether notifications make a sound.
    pub notify_sound: Option<bool>,
    /// Whether it is asked where to save a file.
    pub ask_where_to_save: Option<bool>,
    /// Whether pictures load by themselves.
    pub load_pictures: Option<bool>,
    /// Up to which size files do, MiB.
    pub load_files_mib: Option<u32>,
    /// Whether nothing loads by itself where the network costs.
    pub save_on_metered: Option<bool>,
    /// The hosts whose stickers are shown.
    pub sticker_hosts: Option<Vec<String>>,
    /// How much is kept of them, MiB.
    pub media_limit_mib: Option<u32>,
    /// Whether texts are shown as they were formatted.
    pub format_text: Option<bool>,
}

/// A value that may be null: an `Option` alone would take null for "not named".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Named<T>(pub Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(given: D) -> Result<Self, D::Error> {
        T::deserialize(given).map(|value| Self(Some(value)))
    }
}

impl SettingsChange {
    /// Puts the new values in.
    pub fn apply(self, settings: &mut Settings) {
        fn put<T>(place: &mut T, new: Option<T>) {
            if let Some(new) = new {
                *place = new;
            }
        }
        put(&mut settings.language, self.language.0);
        put(&mut settings.theme, self.theme);
        put(&mut settings.enter_sends, self.enter_sends);
        put(&mut settings.check_spelling, self.check_spelling);
        put(&mut settings.log_level, self.log_level);
        put(&mut settings.app_log, self.app_log);
        put(&mut settings.timings, self.timings);
        put(&mut settings.list_width, self.list_width);
        put(&mut settings.zoom, self.zoom);
        put(&mut settings.notify, self.notify);
        put(&mut settings.notify_words, self.notify_words);
        put(&mut settings.notify_sound, self.notify_sound);
        put(&mut settings.ask_where_to_save, self.ask_where_to_save);
        put(&mut settings.load_pictures, self.load_pictures);
        put(&mut settings.load_files_mib, self.load_files_mib);
        put(&mut settings.save_on_metered, self.save_on_metered);
        put(&mut settings.sticker_hosts, self.sticker_hosts);
        put(&mut settings.media_limit_mib, self.media_limit_mib);
        put(&mut settings.format_text, self.format_text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_names_what_it_changes_and_null_is_a_value() {
        let change = |text: &str| serde_json::from_str::<SettingsChange>(text).unwrap();
        let mut settings = Settings {
            language: Some(Language::Zh),
            ..Settings::default()
        };
        change(r#"{"notifyWords": false}"#).apply(&mut settings);
        assert_eq!(settings.language, Some(Language::Zh));
        assert!(!settings.notify_words);
        change(r#"{"language": null, "theme": "dark"}"#).apply(&mut settings);
        assert_eq!((settings.language, settings.theme), (None, Theme::Dark));
        assert!(serde_json::from_str::<SettingsChange>(r#"{"colour": 1}"#).is_err());
    }

    /// Each setting can be changed, and none is forgotten above.
    #[test]
    fn every_setting_can_be_changed() {
        let all = serde_json::json!({
            "language": "zh", "theme": "dark", "enterSends": false, "checkSpelling": true, "logLevel": "debug", "appLog": false,
            "timings": false, "listWidth": 333, "zoom": 120, "notify": false, "notifyWords": false, "notifySound": false,
            "askWhereToSave": true, "formatText": false,
            "loadPictures": false, "loadFilesMib": 5, "stickerHosts": ["a.example"], "saveOnMetered": false, "mediaLimitMib": 256,
        });
        let mut settings = Settings::default();
        let change: SettingsChange = serde_json::from_value(all.clone()).unwrap();
        change.apply(&mut settings);
        assert_eq!(serde_json::to_value(settings).unwrap(), all);
    }
}
