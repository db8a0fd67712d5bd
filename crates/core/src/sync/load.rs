//! Loading everything: 203 page by page, shown as they come (protocol: sync, section 2). Once at the beginning, and
//! again when the inbox has a hole.

use std::collections::BTreeSet;

use linnet_proto::im_proto::{
    Imcmd, MessagesPerUserInitV2RequestBody, MessagesPerUserInitV2ResponseBody, RequestBody,
};

use super::{Inbox, Loading, apply, wire};
use crate::error::{Error, Result, Transport};
use crate::fail_points::fail_point;
use crate::model::ConversationId;
use crate::model::conversation::ConversationInfo;
use crate::model::message::Incoming;
use crate::store::meta::{self, Load, Reload};
use crate::store::{Tx, conversation};

/// Conversations of one page.
const CONVERSATIONS: i32 = 100;

/// Newest messages of each conversation.
const MESSAGES: i32 = 20;

/// Pages at most: 1,000,000 conversations. A server that never ends is not asked for ever.
const PAGES: u32 = 10_000;

/// Loads all conversations with their newest messages. Goes on where it was stopped. Pushes that come meanwhile wait
/// in their queue and are found to be known, or pulled.
pub(super) async fn first(inbox: &mut Inbox) -> Result<()> {
    let begun = inbox.store.read(meta::load).await?;
    let mut pages = Pages::from(begun, true);
    inbox.progress(pages.progress);
    while let Some(page) = pages.next(inbox).await? {
        let Page {
            conversations,
            messages,
            reached,
            last,
        } = page;
        inbox
            .store
            .write_replayable(move |tx| {
                store(tx, &conversations, messages)?;
                match last {
                    false => meta::save_load(tx, reached),
                    true => meta::finish_load(tx, reached.start),
                }
            })
            .await?;
        if last {
            inbox.cursor = inbox.cursor.max(Some(reached.start));
        }
        inbox.progress(pages.progress);
    }
    Ok(())
}

/// Loads everything again, since entries of the inbox are gone that this device has not had. What is here stays; the
/// inbox goes on from where it stands, or, when it cannot be read past that (`skip`), from where it stood when the
/// reload began. A reload that is stopped begins again, because it is still wanted.
pub(super) async fn again(inbox: &mut Inbox, wanted: Reload, skip: bool) -> Result<()> {
    let mut unnamed = inbox.store.read(conversation::listed).await?;
    let mut pages = Pages::from(None, false);
    inbox.progress(pages.progress);
    while let Some(page) = pages.next(inbox).await? {
        let named = page.named();
        unnamed.retain(|(_, id)| !named.contains(id));
        let Page {
            conversations,
            messages,
            reached,
            last,
        } = page;
        let gone = match last {
            true => std::mem::take(&mut unnamed),
            false => Vec::new(),
        };
        fail_point!("core reload before storing");
        inbox
            .store
            .write_replayable(move |tx| {
                store(tx, &conversations, messages)?;
                for (cid, _) in &gone {
                    conversation::not_listed(tx, *cid)?;
                }
                if last && skip {
                    meta::advance_inbox(tx, reached.start)?;
                }
                match last {
                    false => Ok(()),
                    true => meta::reload_answered(tx, wanted),
                }
            })
            .await?;
        if last && skip {
            inbox.cursor = inbox.cursor.max(Some(reached.start));
        }
        fail_point!("core reload after storing");
        inbox.progress(pages.progress);
    }
    Ok(())
}

fn store(
    tx: &mut Tx<'_>,
    conversations: &[ConversationInfo],
    messages: Vec<Incoming>,
) -> Result<()> {
    let skipped = apply::load_page(tx, conversations, messages)?;
    if skipped > 0 {
        tracing::warn!(skipped, "entries of the first load could not be used");
    }
    Ok(())
}

/// A page of everything.
pub(super) struct Page {
    pub(super) conversations: Vec<ConversationInfo>,
    pub(super) messages: Vec<Incoming>,
    /// Where the inbox stood at the first page, and the next page to ask for.
    pub(super) reached: Load,
    pub(super) last: bool,
}

impl Page {
    /// Conversations that it says something of.
    pub(super) fn named(&self) -> BTreeSet<ConversationId> {
        let listed = self.conversations.iter().map(|info| &info.conversation);
        let written = self.messages.iter().map(|message| &message.conversation);
        listed.chain(written).map(|it| it.id.clone()).collect()
    }
}

/// Pages of 203, one after the other.
pub(super) struct Pages {
    reached: Option<Load>,
    new_user: bool,
    asked: u32,
    ended: bool,
    /// Conversations of a page, and messages of each: fewer once a page was too large for an answer.
    conversations: i32,
    messages: i32,
    pub(super) progress: Loading,
}

impl Pages {
    pub(super) fn from(reached: Option<Load>, new_user: bool) -> Self {
        Self {
            reached,
            new_user,
            asked: 0,
            ended: false,
            conversations: CONVERSATIONS,
            messages: MESSAGES,
            progress: Loading::default(),
        }
    }

    /// The next page; none after the last.
    pub(super) async fn next(&mut self, inbox: &Inbox) -> Result<Option<Page>> {
        if self.ended {
            return Ok(None);
        }
        let from = self.reached.map_or(0, |load| load.next);
        let page = loop {
            match self.ask(inbox, from).await {
                // Fewer messages are still everything that is shown at first; the rest is history.
                Err(Error::Transport(Transport::TooLarge)) if self.messages > 1 => {
                    self.messages /= 2;
                }
                Err(Error::Transport(Transport::TooLarge)) if self.conversations > 1 => {
                    self.conversations /= 2;
                }
                other => break other?,
            }
        };
        self.asked += 1;
        let last = !page.has_more.unwrap_or(false);
        let next = page.next_cursor.unwrap_or(0);
        if !last && (from == next || self.asked >= PAGES) {
            return Err(Error::Answer {
                command: Imcmd::GetMessagesByUserInitV2 as i32,
                log_id: None,
            });
        }
        // What happens while the pages come is pulled from where the inbox stood at the first of them.
        let start = self
            .reached
            .map_or(page.per_user_cursor.unwrap_or(0), |load| load.start);
        let reached = Load { start, next };
        let conversations: Vec<_> = page
            .conversations
            .into_iter()
            .filter_map(wire::conversation)
            .collect();
        let messages = page.messages.into_iter().filter_map(wire::message);
        let count = u32::try_from(conversations.len()).unwrap_or(u32::MAX);
        self.progress.done = self.progress.done.saturating_add(count);
        if last {
            self.progress.total = self.progress.done;
            self.progress.finished = true;
        }
        self.reached = Some(reached);
        self.ended = last;
        Ok(Some(Page {
            messages: messages.collect(),
            conversations,
            reached,
            last,
        }))
    }

    async fn ask(&self, inbox: &Inbox, from: i64) -> Result<MessagesPerUserInitV2ResponseBody> {
        let command = Imcmd::GetMessagesByUserInitV2 as i32;
        let body = RequestBody {
            messages_per_user_init_v2_body: Some(MessagesPerUserInitV2RequestBody {
                cursor: Some(from),
                new_user: Some(i32::from(self.new_user)),
                conv_limit: Some(self.conversations),
                msg_limit: Some(self.messages),
                ..MessagesPerUserInitV2RequestBody::default()
            }),
            ..RequestBody::default()
        };
        let answer = inbox.link.request(command, body).await?;
        answer.messages_per_user_init_v2_body.ok_or(Error::Answer {
            command,
            log_id: None,
        })
    }
}
