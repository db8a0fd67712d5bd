//! Read positions on their way to the server: gathered for a moment, one request per conversation, and one for many when
//! there are many (protocol: sync, section 9.1). A position is kept as untold until the server has it, so neither a connection that is away nor a kill
//! leaves the person's other devices with messages that were read here.

use std::sync::Arc;
use std::time::Duration;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    BatchMarkConversationReadRequestBody, Imcmd, MarkConversationReadRequestBody, RequestBody,
    StatusCode,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::error::{Error, Result};
use crate::link::{Link, naming_runs};
use crate::model::ConversationId;
use crate::model::connection::Connection;
use crate::model::conversation::ConversationRef;
use crate::store::{Cid, Store, Tx, conversation, message, meta, runs, untold};

/// Positions told in one round; the next ones follow at once.
const ROUND: i64 = 256;

/// From so many on they are told in one request (613).
const MANY: usize = 8;

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
        if self.store.write(move |tx| read(tx, cid, index)).await? {
            self.nudge.notify_one();
        }
        Ok(())
    }

    /// Reads everything in all conversations. Answers how many had something unread, and which are marked as unread
    /// still.
    pub async fn mark_all(&self) -> Result<(u32, Vec<ConversationId>)> {
        let done = self
            .store
            .write(|tx| {
                let (mut count, mut marked) = (0, Vec::new());
                for stored in conversation::unread(tx)? {
                    let newest = message::newest_index_in(tx, stored.cid)?;
                    count += u32::from(read(tx, stored.cid, newest)?);
                    if stored.own.marked_unread {
                        marked.push(stored.conversation.id);
                    }
                }
                Ok((count, marked))
            })
            .await?;
        self.nudge.notify_one();
        Ok(done)
    }
}

/// Reads a conversation up to an index. False when it was read.
fn read(tx: &mut Tx<'_>, cid: Cid, index: i64) -> Result<bool> {
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
        let mut one_by_one = waiting;
        if one_by_one.len() >= MANY {
            one_by_one = together(store, link, one_by_one).await?;
        }
        for (cid, index) in one_by_one {
            if let Some(read) = position(store, cid).await? {
                let runs = store.read(runs::noted).await?;
                let command = Imcmd::MarkConversationReadV3 as i32;
                let answer = link.request_beside(command, body(read), naming_runs(&runs));
                match answer.await {
                    Ok(_) => {}
                    Err(Error::SetBack) => {
                        return store.write_replayable(meta::note_set_back).await;
                    }
                    Err(error) if error.is_refusal() => {}
                    Err(error) => return Err(error),
                }
            }
            store
                .write_replayable(move |tx| untold::told(tx, cid, index))
                .await?;
        }
    }
}

/// Tells many in few requests; answers those that have to be told one by one.
async fn together(store: &Store, link: &Link, waiting: Vec<(Cid, i64)>) -> Result<Vec<(Cid, i64)>> {
    let mut rest = Vec::new();
    for page in waiting.chunks(choices::MAX_READS) {
        let (mut reads, mut numbered) = (Vec::new(), Vec::new());
        for (cid, index) in page {
            let read = position(store, *cid).await?;
            numbered.push((*cid, *index, read.as_ref().map(|read| read.target.short_id)));
            reads.extend(read.map(request));
        }
        let body = RequestBody {
            batch_mark_read_body: Some(BatchMarkConversationReadRequestBody {
                mark_read_requests: reads,
            }),
            ..RequestBody::default()
        };
        let command = Imcmd::BatchMarkConversationRead as i32;
        let runs = store.read(runs::noted).await?;
        let asked = link.request_beside(command, body, naming_runs(&runs));
        let answer = match asked.await {
            Ok(answer) => answer.body,
            Err(Error::SetBack) => {
                store.write_replayable(meta::note_set_back).await?;
                // All of them wait for the reload.
                return Ok(Vec::new());
            }
            // Whoever does not know this command knows the other one, and says which conversation is refused.
            Err(error) if error.is_refusal() => {
                if error.status() != Some(StatusCode::InvalidCmd as i32) {
                    tracing::info!(code = %error.code(), "read positions were refused together");
                }
                rest.extend_from_slice(page);
                continue;
            }
            Err(error) => return Err(error),
        };
        let failed = answer.batch_mark_read_body.map(|body| body.failed_requests);
        let failed: Vec<Option<i64>> = failed
            .unwrap_or_default()
            .iter()
            .map(|read| read.conversation_short_id)
            .collect();
        let (again, told): (Vec<_>, Vec<_>) = numbered
            .into_iter()
            .partition(|(_, _, number)| number.is_some() && failed.contains(number));
        rest.extend(again.into_iter().map(|(cid, index, _)| (cid, index)));
        store
            .write_replayable(move |tx| {
                told.iter()
                    .try_for_each(|(cid, index, _)| untold::told(tx, *cid, *index))
            })
            .await?;
    }
    Ok(rest)
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
        mark_conversation_read_body: Some(request(read)),
        ..RequestBody::default()
    }
}

fn request(read: Read) -> MarkConversationReadRequestBody {
    MarkConversationReadRequestBody {
        conversation_id: Some(read.target.id.0),
        conversation_short_id: Some(read.target.short_id),
        conversation_type: Some(read.target.kind),
        read_message_index: Some(read.index),
        read_message_index_v2: Some(read.index),
        read_badge_count: Some(i32::try_from(read.badge).unwrap_or(i32::MAX)),
        ticket: Some(read.ticket).filter(|ticket| !ticket.is_empty()),
        server_message_id: Some(read.server_id).filter(|id| *id != 0),
        ..MarkConversationReadRequestBody::default()
    }
}

#[cfg(test)]
mod tests;
