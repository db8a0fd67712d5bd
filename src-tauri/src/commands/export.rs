//! A conversation as a folder of the person's.

use std::time::Duration;

use linnet_core::model::file_name::name_of_path;
use linnet_core::model::{AccountId, ConversationId};
use linnet_core::{Error, ExportLanguage, ExportProgress, ExportWanted};
use tauri::AppHandle;
use tokio::sync::watch;

use super::{Answer, Shared};
use crate::ipc::{Failure, Language, SavedFile, Update};
use crate::shell::Shell;
use crate::{downloads, file_address, file_dialog};

/// How far an export is is told so often at most.
const TOLD: Duration = Duration::from_millis(100);

/// Writes a conversation into a folder that is made where the person says. None when they closed the dialog, or
/// cancelled it. How far it is comes through the channel.
#[tauri::command]
pub async fn export_conversation(
    app: AppHandle,
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    from: Option<i64>,
    before: Option<i64>,
    load: bool,
) -> Answer<Option<SavedFile>> {
    let open = shell.accounts.get(&account)?;
    let Some(running) = shell.exports.begin(&account) else {
        return Err(Failure::own(
            "exporting",
            "正在导出另一个会话，请等它完成。",
            "Another conversation is being exported. Wait until it is done.",
        ));
    };
    let language = shell.settings.language();
    let now = shell.settings.download_folder().or_else(downloads::usual);
    let Some(address) = file_dialog::export_folder(&app, language, now).await else {
        return Ok(None);
    };
    let place = file_address::to_save_at(address).await?;
    let wanted = ExportWanted {
        from,
        before,
        load,
        language: match language {
            Language::Zh => ExportLanguage::Zh,
            Language::En => ExportLanguage::En,
        },
    };
    let (progress, told) = watch::channel(ExportProgress::default());
    let work = open
        .client
        .export(&conversation, wanted, &place, &progress, &running.cancel);
    let exported = tokio::select! {
        exported = Box::pin(work) => exported,
        () = tell(&shell, &account, told) => Err(Error::Stopped),
    };
    match exported {
        Ok(path) => Ok(Some(SavedFile {
            name: name_of_path(&path),
            folder: path.parent().map(name_of_path).unwrap_or_default(),
        })),
        Err(Error::Cancelled) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Ends the export of an account; nothing is left of it.
#[tauri::command]
pub async fn cancel_export(shell: Shared<'_>, account: AccountId) -> Answer<()> {
    shell.exports.cancel(&account);
    Ok(())
}

/// Tells the page how far it is, for as long as somebody says so.
async fn tell(shell: &Shell, account: &AccountId, mut told: watch::Receiver<ExportProgress>) {
    while told.changed().await.is_ok() {
        let progress = *told.borrow_and_update();
        shell.stream.event(Update::Exporting {
            account: account.clone(),
            progress,
        });
        tokio::time::sleep(TOLD).await;
    }
}
