//! Desktop notifications that can be clicked. What deserves one and its words come from the core; here they only
//! become safe text and go to the desktop.

use std::sync::Arc;
use std::time::Duration;

use linnet_core::model::{AccountId, ConversationId};
use notify_rust::{Hint, Notification, Timeout};
use tauri::AppHandle;
use tokio::sync::{OnceCell, Semaphore};

use crate::ipc::{Language, Update};
use crate::shell::Shell;
use crate::window;

/// Notifications that wait for a click at the same time; those beyond are shown and cannot be clicked.
const CLICKABLE: usize = 8;

/// How long a click is waited for. Desktops put notifications away before that.
const CLICK: Duration = Duration::from_secs(600);

/// Longest text, characters. Desktops show two lines.
const LENGTH: usize = 200;

/// Shows notifications.
pub struct Notifications {
    clickable: Arc<Semaphore>,
    markup: OnceCell<bool>,
}

impl Default for Notifications {
    fn default() -> Self {
        Self {
            clickable: Arc::new(Semaphore::new(CLICKABLE)),
            markup: OnceCell::new(),
        }
    }
}

impl Notifications {
    /// Shows one for a conversation; a click opens it.
    pub async fn show(
        &self,
        app: AppHandle,
        shell: Arc<Shell>,
        target: Option<(AccountId, ConversationId)>,
        title: &str,
        body: &str,
    ) {
        // A desktop that knows markup would make something of a message's "<b>"; one that does not would show "&lt;".
        let markup = *self.markup.get_or_init(knows_markup).await;
        let mut notification = Notification::new();
        notification
            .appname("Linnet")
            .icon("linnet")
            .summary(&plain(title))
            .body(&if markup {
                escape(&plain(body))
            } else {
                plain(body)
            })
            .hint(Hint::DesktopEntry("Linnet".to_owned()))
            .timeout(Timeout::Default);
        let permit = Arc::clone(&self.clickable).try_acquire_owned().ok();
        if permit.is_some() {
            let open = match shell.settings.language() {
                Language::Zh => "打开",
                Language::En => "Open",
            };
            notification.action("default", open);
        }
        let shown = match notification.show_async().await {
            Ok(shown) => shown,
            Err(_) => {
                tracing::info!("the desktop shows no notifications");
                return;
            }
        };
        let Some(permit) = permit else {
            return;
        };
        let clicked = async {
            let mut clicked = false;
            shown
                .wait_for_action_async(|response: &notify_rust::NotificationResponse| {
                    clicked = matches!(response, notify_rust::NotificationResponse::Default);
                })
                .await;
            clicked
        };
        if tokio::time::timeout(CLICK, clicked).await == Ok(true) {
            window::bring_back(&app);
            if let Some((account, conversation)) = target {
                shell.stream.event(Update::OpenConversation {
                    account,
                    conversation,
                });
            }
        }
        drop(permit);
    }
}

async fn knows_markup() -> bool {
    tokio::task::spawn_blocking(notify_rust::get_capabilities)
        .await
        .ok()
        .and_then(Result::ok)
        // The specification lets a desktop that cannot be asked know markup.
        .is_none_or(|known| known.iter().any(|one| one == "body-markup"))
}

/// One line without characters that turn the text around, cut to what desktops show.
fn plain(text: &str) -> String {
    let mut plain: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LENGTH + 1)
        .collect();
    if plain.chars().count() > LENGTH {
        plain.pop();
        plain.push('…');
    }
    plain
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant 9: no text from anyone becomes markup, no remote page is loaded.
    #[test]
    fn no_text_from_anyone_becomes_markup_in_a_notification() {
        assert_eq!(
            escape(&plain("<img src=x>&<a href='http://127.0.0.1/'>")),
            "&lt;img src=x&gt;&amp;&lt;a href='http://127.0.0.1/'&gt;"
        );
    }

    #[test]
    fn a_text_is_one_short_line_that_cannot_turn_around() {
        assert_eq!(plain("hello\nbob\u{202E}gnp.exe"), "hello bobgnp.exe");
        assert_eq!(plain(&"鸟".repeat(10_000)).chars().count(), LENGTH + 1);
    }
}
