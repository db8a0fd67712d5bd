//! Settings.

use super::{Answer, Shared};
use crate::ipc::Settings;

/// Takes new settings and answers what they became.
#[tauri::command]
pub async fn settings_set(shell: Shared<'_>, settings: Settings) -> Answer<Settings> {
    Ok(shell.set_settings(settings))
}
