//! What follows from a click on a notification.

use std::sync::Arc;

use linnet_core::Draft;
use linnet_core::model::{AccountId, ConversationId};
use tokio::sync::mpsc;

use super::{Choice, Subject};
use crate::failure;
use crate::ipc::{Failure, Update};
use crate::shell::Shell;

/// Clicks that wait; a person makes them one by one.
pub const QUEUE: usize = 16;

/// Does what the person chose, one after the other.
pub async fn follow(shell: Arc<Shell>, mut choices: mpsc::Receiver<Choice>) {
    while let Some(choice) = choices.recv().await {
        match choice {
            Choice::Open(subject, activation) => open(&shell, subject, activation),
            Choice::MarkRead(account, conversation) => {
                if let Err(failure) = mark_read(&shell, &account, &conversation).await {
                    tracing::warn!(
                        code = failure.reason.code,
                        "a conversation was not marked read"
                    );
                }
            }
            Choice::Reply(account, conversation, text) => {
                reply(&shell, account, conversation, &text).await;
            }
        }
    }
}

fn open(shell: &Shell, subject: Subject, activation: Option<String>) {
    shell.bring_back(activation, || {});
    let (account, conversation, message) = match subject {
        Subject::Chat(account, conversation) => (account, conversation, None),
        Subject::Due(account, conversation, message) => (account, conversation, message),
        Subject::Account(_) | Subject::Linnet => return,
    };
    shell.stream.event(Update::OpenConversation {
        account,
        conversation,
        message,
    });
}

async fn mark_read(
    shell: &Shell,
    account: &AccountId,
    conversation: &ConversationId,
) -> Result<(), Failure> {
    let account = shell.accounts.get(account)?;
    account.client.mark_conversation_read(conversation).await?;
    Ok(())
}

async fn reply(shell: &Shell, account: AccountId, conversation: ConversationId, text: &str) {
    let text = text.trim();
    let sent = async {
        let open = shell.accounts.get(&account)?;
        let draft = Draft::text(Draft::new_submission(), text, Vec::new());
        open.client.send(&conversation, draft).await?;
        Ok::<_, Failure>(())
    };
    match sent.await {
        Ok(()) => {
            // Whoever answers has read what they answer.
            if let Err(failure) = mark_read(shell, &account, &conversation).await {
                tracing::warn!(
                    code = failure.reason.code,
                    "a conversation was not marked read"
                );
            }
        }
        Err(failure) => {
            open(shell, Subject::Chat(account, conversation), None);
            let why = failure.reason.text;
            // With the words, which stand nowhere else.
            shell.stream.event(Update::Notice {
                reason: failure::reason(
                    &failure.reason.code,
                    &format!("回复没有发出：{} 回复的内容：{text}", why.zh),
                    &format!("The reply was not sent: {} It said: {text}", why.en),
                ),
            });
        }
    }
}
