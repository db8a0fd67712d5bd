//! When something does not work: what the page shows under Settings > Diagnostics, and the report.

use linnet_core::model::AccountId;
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;

use super::{Answer, Shared};
use crate::ipc::AccountDiagnosis;
use crate::report::{self, Facts, Redaction};

/// How it stands with an account.
#[tauri::command]
pub async fn diagnosis(shell: Shared<'_>, account: AccountId) -> Answer<AccountDiagnosis> {
    let account = shell.accounts.get(&account)?;
    Ok(AccountDiagnosis {
        core: account.client.diagnosis().await?,
        paints: shell.paints.all(),
    })
}

/// Saves a report where the person says. None when they closed the dialog, else the name of the file.
#[tauri::command]
pub async fn save_report(app: AppHandle, shell: Shared<'_>) -> Answer<Option<String>> {
    let (mut accounts, mut known) = (Vec::new(), Vec::new());
    for account in shell.accounts.all() {
        accounts.push(account.client.diagnosis().await?);
        let info = account.info();
        known.extend([info.user.to_string(), info.name, info.server]);
    }
    let facts = Facts::new(shell.about(), accounts, shell.paints.all());
    let logs = shell.folders.logs();
    let made =
        tokio::task::spawn_blocking(move || report::make(&facts, &logs, &Redaction::of(known)));
    let bytes = made
        .await
        .map_err(|_| linnet_core::Error::Stopped)?
        .map_err(linnet_core::Error::from)?;
    let (send, chosen) = oneshot::channel();
    app.dialog()
        .file()
        .set_file_name("linnet-report.zip")
        .save_file(move |path| {
            // Nobody waits any more when the page went away.
            let _gone = send.send(path);
        });
    let chosen = chosen.await.ok().flatten();
    let Some(path) = chosen.and_then(|path| path.into_path().ok()) else {
        return Ok(None);
    };
    tokio::fs::write(&path, bytes)
        .await
        .map_err(linnet_core::Error::from)?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok(Some(name.unwrap_or_default()))
}
