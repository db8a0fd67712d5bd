//! The first load: 203 page by page, shown as they come (protocol: sync, section 2).

use linnet_proto::im_proto::{Imcmd, MessagesPerUserInitV2RequestBody, RequestBody};

use super::{Inbox, Loading, apply, wire};
use crate::error::{Error, Result, Transport};
use crate::store::meta::{self, Load};

/// Conversations of one page.
const CONVERSATIONS: i32 = 100;

/// Newest messages of each conversation.
const MESSAGES: i32 = 20;

/// Pages at most: 1,000,000 conversations. A server that never ends is not asked for ever.
const PAGES: u32 = 10_000;

/// Loads all conversations with their newest messages. Goes on where it was stopped. Pushes that come meanwhile wait
/// in their queue and are found to be known, or pulled.
pub(super) async fn run(inbox: &mut Inbox) -> Result<()> {
    let command = Imcmd::GetMessagesByUserInitV2 as i32;
    let mut load = match inbox.cursor {
        None => inbox.store.read(meta::load).await?,
        Some(_) => None,
    };
    let mut progress = Loading::default();
    inbox.progress(progress);
    let (mut conversations_asked, mut messages_asked) = (CONVERSATIONS, MESSAGES);
    for _ in 0..PAGES {
        let body = RequestBody {
            messages_per_user_init_v2_body: Some(MessagesPerUserInitV2RequestBody {
                cursor: Some(load.map_or(0, |load| load.next)),
                new_user: Some(i32::from(inbox.cursor.is_none())),
                conv_limit: Some(conversations_asked),
                msg_limit: Some(messages_asked),
                ..MessagesPerUserInitV2RequestBody::default()
            }),
            ..RequestBody::default()
        };
        let answer = match inbox.link.request(command, body).await {
            // Fewer messages are still everything that is shown at first; the rest is history.
            Err(Error::Transport(Transport::TooLarge)) if messages_asked > 1 => {
                messages_asked /= 2;
                continue;
            }
            Err(Error::Transport(Transport::TooLarge)) if conversations_asked > 1 => {
                conversations_asked /= 2;
                continue;
            }
            other => other?,
        };
        let page = answer.messages_per_user_init_v2_body.ok_or(Error::Answer {
            command,
            log_id: None,
        })?;
        let more = page.has_more.unwrap_or(false);
        let next = page.next_cursor.unwrap_or(0);
        if more && load.map_or(0, |load| load.next) == next {
            return Err(Error::Answer {
                command,
                log_id: None,
            });
        }
        // What happens while the pages come is pulled from where the inbox stood at the first of them.
        let start = load.map_or(page.per_user_cursor.unwrap_or(0), |load| load.start);
        let conversations: Vec<_> = page
            .conversations
            .into_iter()
            .filter_map(wire::conversation)
            .collect();
        let messages: Vec<_> = page
            .messages
            .into_iter()
            .filter_map(wire::message)
            .collect();
        progress.done = progress
            .done
            .saturating_add(u32::try_from(conversations.len()).unwrap_or(u32::MAX));
        let reached = Load { start, next };
        inbox
            .store
            .write_replayable(move |tx| {
                let skipped = apply::load_page(tx, &conversations, messages)?;
                if skipped > 0 {
                    tracing::warn!(skipped, "entries of the first load could not be used");
                }
                match more {
                    true => meta::save_load(tx, reached),
                    false => meta::finish_load(tx, start),
                }
            })
            .await?;
        load = Some(reached);
        if !more {
            inbox.cursor = inbox.cursor.max(Some(start));
            progress.total = progress.done;
            progress.finished = true;
            inbox.progress(progress);
            return Ok(());
        }
        inbox.progress(progress);
    }
    Err(Error::Answer {
        command,
        log_id: None,
    })
}
