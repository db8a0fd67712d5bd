//! The page comes, answers batches, and says what is on the screen.

use tauri::ipc::Channel;

use super::{Answer, Shared};
use crate::ipc::{About, Batch, Hello, Visible};

/// The page has loaded. Everything it shows comes through `channel` from now on.
#[tauri::command]
pub async fn app_start(shell: Shared<'_>, channel: Channel<Batch>) -> Answer<Hello> {
    shell.steps.done("the page has loaded");
    // What a page before it had open went away with it.
    shell.timelines.close_all();
    shell.portraits.await_for(None);
    shell.accounts.forget_shown_people();
    let accounts = shell.accounts.infos().await;
    shell
        .stream
        .attach(Box::new(move |batch| channel.send(batch).is_ok()));
    Ok(Hello {
        accounts,
        settings: shell.settings.get(),
        about: shell.about(),
        metered: shell.metered.get(),
        troubles: shell.accounts.troubles.all(),
    })
}

/// The page shows this batch and all before it.
#[tauri::command]
pub async fn ack(shell: Shared<'_>, n: u64) -> Answer<()> {
    shell.stream.ack(n);
    Ok(())
}

/// The page missed a batch: it has those up to `after`.
#[tauri::command]
pub async fn resync(shell: Shared<'_>, after: u64) -> Answer<()> {
    shell.stream.resync(after);
    Ok(())
}

/// What is on the screen of this window.
#[tauri::command]
pub async fn set_visible(shell: Shared<'_>, visible: Visible) -> Answer<()> {
    shell.set_visible(visible);
    Ok(())
}

/// The page has painted, whatever it shows. Scripts run without a paint too, so no other call says this by the way.
#[tauri::command]
pub async fn page_painted(shell: Shared<'_>) -> Answer<()> {
    shell.painted();
    Ok(())
}

/// What came is on the screen, `ms` after it came.
#[tauri::command]
pub async fn painted(shell: Shared<'_>, ms: u32) -> Answer<()> {
    shell.painted();
    shell.paints.note(ms);
    Ok(())
}

/// The first conversation list is on the screen.
#[tauri::command]
pub async fn list_painted(shell: Shared<'_>) -> Answer<()> {
    shell.painted();
    shell.list_painted();
    Ok(())
}

/// Facts about this installation, as they are now.
#[tauri::command]
pub async fn about(shell: Shared<'_>) -> Answer<About> {
    Ok(shell.about())
}
