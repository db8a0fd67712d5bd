//! Recording for a conversation.

use std::sync::Arc;

use linnet_core::error::Error;
use linnet_core::media::voice::{Ended, Heard};
use linnet_core::model::ConversationId;

use crate::accounts::account::Account;
use crate::ipc::{Failure, RecordingNow, Update};
use crate::shell::Shell;

/// Records for a conversation. Answers when the microphone has begun.
///
/// # Errors
/// Something is being recorded already, or what the core says.
pub async fn record(
    shell: &Arc<Shell>,
    account: &Arc<Account>,
    conversation: ConversationId,
) -> Result<(), Failure> {
    if !shell.recorder.begin(&account.id, &conversation) {
        return Err(busy());
    }
    // Otherwise the microphone hears what is being played.
    shell.player.stop(&shell.stream);
    let of = Arc::clone(shell);
    let told = move |heard| told(&of, heard);
    match account.client.record_voice(&conversation, told).await {
        Ok(recording) => {
            shell.recorder.begun(recording);
            Ok(())
        }
        Err(error) => {
            shell.recorder.ended();
            Err(error.into())
        }
    }
}

fn told(shell: &Shell, heard: Heard) {
    let Some((account, conversation)) = shell.recorder.of() else {
        return;
    };
    match heard {
        Heard::Level { level, millis } => {
            // Signed out while it is recorded.
            if shell.accounts.get(&account).is_err() {
                shell.recorder.stop();
            }
            shell.stream.recording(Some(RecordingNow {
                account,
                conversation,
                level,
                millis,
            }));
        }
        Heard::Ended { why, .. } => {
            shell.recorder.ended();
            shell.stream.recording(None);
            let reason = match why {
                Ended::Stopped | Ended::Full => None,
                Ended::Lost(error) => Some(Error::Media(error).reason()),
            };
            shell.stream.event(Update::RecordingEnded {
                account,
                conversation,
                reason,
            });
        }
    }
}

fn busy() -> Failure {
    Failure::own(
        "recording_now",
        "正在录音。请先结束当前的录音。",
        "Something is being recorded. End that recording first.",
    )
}
