//! Read positions on their way to the server: gathered for a moment, one request per conversation (protocol: sync,
//! section 9.1). A position is kept as untold until the server has it, so neither a connection that is away nor a kill
//! leaves the person's other devices with messages that were read here.

use std::sync::Arc;
use std::time::Duration;

use linnet_proto::im_proto::{Imcmd, MarkConversationReadRequestBody, RequestBody};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::error::Result;
use crate::link::Link;
use crate::model::connection::Connection;
use crate::model::conversation::ConversationRef;
use crate::store::{Cid, Store, conversation, message, meta, untold};

/// Positions told in one round; the next ones follow at once.
const ROUND: i64 = 256;

/// Scrolling marks many messages: they are gathered this long.
const GATHER: Duration = Duration::from_millis(300);

/// After a failure, unless the connection comes back earlier.
const PAUSE: Duration = Duration::from_secs(30);

/// A read position as the server is told.
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
    /// "Something is untold."
    nudge: Arc<Notify>,
}

impl Reads {
    /// Its task ends with `stop`.
    pub fn new(store: Store, link: Link, tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let nudge = Arc::<Notify>::default();
        let (told, woken) = (store.clone(), Arc::clone(&nudge));
        tasks.spawn(async move {
            stop.run_until_cancelled(keep(told, link, &woken)).await;
        });
        Self { store, nudge }
    }

    /// Reads a conversation up to an index, here at once and at the server soon. Nothing happens when it was read.
    pub async fn mark(&self, cid: Cid, index: i64) -> Result<()> {
        let moved = self
            .store
            .write(move |tx| {
                let above = message::counting_above(tx, cid, index)?;
                let Some(before) = conversation::get_in(tx, cid)? else {
                    return Ok(false);
                };
                let badge = (before.badge_count - above).max(0);
                let moved = conversation::set_read(tx, cid, index, Some(badge))?;
                if moved {
                    untold::note(tx, cid, index)?;
                }
                Ok(moved)
            })
            .await?;
        if moved {
            self.nudge.notify_one();
        }
        Ok(())
    }
}

/// Tells whenever something is untold and there is a connection.
async fn keep(store: Store, link: Link, nudge: &Notify) {
    let mut connection = link.connection();
    loop {
        let online = matches!(*connection.borrow_and_update(), Connection::Online);
        let failed = online
            && match tell(&store, &link).await {
                Ok(()) => false,
                Err(error) => {
                    tracing::info!(code = %error.code(), "a read position did not reach the server yet");
                    true
                }
            };
        tokio::select! {
            change = connection.changed() => if change.is_err() { return },
            () = link.sleep(PAUSE), if failed => {}
            () = nudge.notified() => link.sleep(GATHER).await,
        }
    }
}

/// Tells everything that is untold.
async fn tell(store: &Store, link: &Link) -> Result<()> {
    loop {
        let waiting = store
            .read(|snapshot| {
                // Of a server that was set back they mean other messages: the reload settles them.
                match meta::reload(snapshot)?.is_some_and(|wanted| wanted.set_backs > 0) {
                    true => Ok(Vec::new()),
                    false => untold::waiting(snapshot, ROUND),
                }
            })
            .await?;
        if waiting.is_empty() {
            return Ok(());
        }
        for (cid, index) in waiting {
            if let Some(read) = position(store, cid).await? {
                let answer = link
                    .request(Imcmd::MarkConversationReadV3 as i32, body(read))
                    .await;
                if let Err(error) = answer
                    && !error.is_refusal()
                {
                    return Err(error);
                }
            }
            store
                .write_replayable(move |tx| untold::told(tx, cid, index))
                .await?;
        }
    }
}

async fn position(store: &Store, cid: Cid) -> Result<Option<Read>> {
    store
        .read(move |snapshot| {
            let Some(stored) = conversation::get(snapshot, cid)? else {
                return Ok(None);
            };
            Ok(Some(Read {
                server_id: message::server_id_at(snapshot, cid, stored.read_index)?,
                target: stored.conversation,
                index: stored.read_index,
                badge: stored.read_badge_count,
                ticket: stored.ticket,
            }))
        })
        .await
}

/// 2002 also tells the senders.
fn body(read: Read) -> RequestBody {
    RequestBody {
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
    }
}

#[cfg(test)]
mod tests;
