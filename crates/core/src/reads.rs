//! Read positions on their way to the server: gathered for a moment, one request per conversation, not repeated when
//! it fails (protocol: sync, section 9.1). The next position says everything the lost one said.

use std::collections::BTreeMap;
use std::time::Duration;

use linnet_proto::im_proto::{Imcmd, MarkConversationReadRequestBody, RequestBody};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::error::Result;
use crate::link::Link;
use crate::model::conversation::ConversationRef;
use crate::store::{Cid, Store, conversation, message};

/// Positions that may wait. Past it the newest is not told now; the next one of its conversation tells it.
const WAITING: usize = 256;

/// Scrolling marks many messages: they are gathered this long.
const GATHER: Duration = Duration::from_millis(300);

struct Read {
    target: ConversationRef,
    index: i64,
    badge: i64,
    server_id: i64,
    ticket: String,
}

/// Tells the server what was read.
pub(crate) struct Reads {
    store: Store,
    queue: mpsc::Sender<Read>,
}

impl Reads {
    /// Its task ends with `stop`.
    pub fn new(store: Store, link: Link, tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let (queue, waiting) = mpsc::channel(WAITING);
        tasks.spawn(async move {
            stop.run_until_cancelled(tell(link, waiting)).await;
        });
        Self { store, queue }
    }

    /// Reads a conversation up to an index, here at once and at the server soon. Nothing happens when it was read.
    pub async fn mark(&self, cid: Cid, index: i64) -> Result<()> {
        let read = self
            .store
            .write(move |tx| {
                let above = message::counting_above(tx, cid, index)?;
                let Some(before) = conversation::get_in(tx, cid)? else {
                    return Ok(None);
                };
                let badge = (before.badge_count - above).max(0);
                if !conversation::set_read(tx, cid, index, Some(badge))? {
                    return Ok(None);
                }
                Ok(Some(Read {
                    target: before.conversation,
                    index,
                    badge: badge.max(before.read_badge_count),
                    server_id: message::server_id_at(tx, cid, index)?,
                    ticket: before.ticket,
                }))
            })
            .await?;
        if let Some(read) = read
            && self.queue.try_send(read).is_err()
        {
            tracing::debug!("a read position is told with the next one");
        }
        Ok(())
    }
}

async fn tell(link: Link, mut waiting: mpsc::Receiver<Read>) {
    while let Some(first) = waiting.recv().await {
        tokio::time::sleep(GATHER).await;
        let mut newest = BTreeMap::from([(first.target.id.clone(), first)]);
        while let Ok(read) = waiting.try_recv() {
            let known = newest.get(&read.target.id).map_or(0, |known| known.index);
            if read.index > known {
                newest.insert(read.target.id.clone(), read);
            }
        }
        for read in newest.into_values() {
            let body = RequestBody {
                mark_conversation_read_body: Some(MarkConversationReadRequestBody {
                    conversation_id: Some(read.target.id.0),
                    conversation_short_id: Some(read.target.short_id),
                    conversation_type: Some(read.target.kind),
                    read_message_index: Some(read.index),
                    read_message_index_v2: Some(read.index),
                    read_badge_count: Some(i32::try_from(read.badge).unwrap_or(i32::MAX)),
                    ticket: Some(read.ticket).filter(|ticket| !ticket.is_empty()),
                    server_message_id: Some(read.server_id).filter(|id| *id != 0),
                    ..MarkConversationReadRequestBody::default()
                }),
                ..RequestBody::default()
            };
            // 2002 also tells the senders.
            if let Err(error) = link
                .request(Imcmd::MarkConversationReadV3 as i32, body)
                .await
            {
                tracing::info!(code = %error.code(), "a read position did not reach the server");
            }
        }
    }
}
