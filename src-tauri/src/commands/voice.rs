//! Voice messages: recorded, heard before they are sent, sent, played.

use linnet_core::model::{AccountId, ConversationId, MessageKey};

use super::{Answer, Shared};
use crate::ipc::VoiceDraft;
use crate::voice::player::Wanted;
use crate::voice::{play, record};

/// Records for a conversation. Answers when the microphone has begun; how loud it is and that it has ended come through
/// the channel.
#[tauri::command]
pub async fn record_voice(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    record::record(&shell, &account, conversation).await
}

/// Ends the recording; it stays in the draft of its conversation.
#[tauri::command]
pub async fn stop_recording(shell: Shared<'_>) -> Answer<()> {
    shell.recorder.stop();
    Ok(())
}

/// The recording that is not sent.
#[tauri::command]
pub async fn voice_draft(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<Option<VoiceDraft>> {
    let account = shell.accounts.get(&account)?;
    let draft = account.client.voice_draft(&conversation).await?;
    Ok(draft.map(|draft| VoiceDraft {
        millis: draft.millis,
        wave: draft.wave,
    }))
}

/// Deletes it.
#[tauri::command]
pub async fn discard_voice(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    shell.player.stop(&shell.stream);
    let account = shell.accounts.get(&account)?;
    Ok(account.client.discard_voice(&conversation).await?)
}

/// Sends it under this id.
#[tauri::command]
pub async fn send_voice(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    submission: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.send_voice(&conversation, submission).await?;
    Ok(())
}

/// Plays the recording of a message, or the one that is not sent, from this moment of it on, in milliseconds.
#[tauri::command]
pub async fn play_voice(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    message: Option<MessageKey>,
    from: u32,
) -> Answer<()> {
    let wanted = Wanted {
        account,
        conversation,
        message,
        from,
    };
    play::play(&shell, wanted)
}

/// Holds what is played, or goes on.
#[tauri::command]
pub async fn pause_voice(shell: Shared<'_>, paused: bool) -> Answer<()> {
    shell.player.pause(paused);
    Ok(())
}

/// Goes on from another moment of what is played.
#[tauri::command]
pub async fn seek_voice(shell: Shared<'_>, millis: u32) -> Answer<()> {
    shell.player.seek(millis);
    Ok(())
}

/// Plays at another speed, in percent.
#[tauri::command]
pub async fn set_voice_speed(shell: Shared<'_>, percent: u16) -> Answer<()> {
    shell.player.set_speed(percent);
    Ok(())
}

/// Ends what is played.
#[tauri::command]
pub async fn stop_voice(shell: Shared<'_>) -> Answer<()> {
    shell.player.stop(&shell.stream);
    Ok(())
}
