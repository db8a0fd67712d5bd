//! Settings.

use super::{Answer, Shared};
use crate::ipc::{Settings, SettingsChange};

/// Changes some settings and answers what all of them became.
#[tauri::command]
pub async fn settings_change(shell: Shared<'_>, change: SettingsChange) -> Answer<Settings> {
    Ok(shell.change_settings(change))
}
