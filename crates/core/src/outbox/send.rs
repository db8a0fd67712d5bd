//! One try of one message: claimed, its ticket fetched, sent, and its outcome kept.

use linnet_proto::command::Imcmd;
use linnet_proto::im_proto::{ReferencedMessageInfo, RequestBody, SendMessageRequestBody};

use super::rules::{self, Verdict};
use super::{Outbox, Wait};
use crate::error::{Error, Result, reason};
use crate::fail_points::fail_point;
use crate::model::connection::Connection;
use crate::store::outbox::{self as rows, Item, Stage};
use crate::store::unplaced::{self, Why};
use crate::store::{conversation, meta};
use crate::sync::ticket;

/// What the server made of a message.
struct Delivered {
    server_id: i64,
    filtered: Option<String>,
    new_ticket: Option<String>,
}

/// Why a try ended without the message being delivered.
struct Undelivered {
    error: Error,
    /// The server's id of the message; 0 when it has none.
    server_id: i64,
    /// The server may have the message.
    may_be_sent: bool,
}

impl Undelivered {
    /// The message itself was not on the way.
    fn before_sending(error: Error) -> Self {
        Self {
            error,
            server_id: 0,
            may_be_sent: false,
        }
    }
}

impl Outbox {
    /// Tries an item and keeps the outcome. `claimed`: this try was claimed when the message was taken in.
    ///
    /// # Errors
    /// The database's, and [`Error::Stopped`]; the outcome of the try itself is kept, not returned.
    pub(super) async fn try_once(&self, mut item: Item, mut claimed: bool) -> Result<Wait> {
        let inner = &*self.0;
        // The answer of an earlier try, perhaps of an earlier run, is not known.
        let doubtful = item.stage == Stage::Claimed && !claimed;
        // The rows of its steps go with its place in the outbox, and the push may come before the answer.
        let steps = if item.attachment {
            let message = item.message;
            inner
                .store
                .read(move |snapshot| rows::steps(snapshot, message))
                .await?
        } else {
            Vec::new()
        };
        let mut ticket_renewed = false;
        loop {
            // Without a connection there is no try to count.
            if !matches!(*inner.link.connection().borrow(), Connection::Online) {
                if claimed {
                    self.release(item, false).await?;
                }
                return Ok(Wait::Online);
            }
            if !claimed {
                let this = item.clone();
                fail_point!("core send before claiming");
                if !inner.store.write(move |tx| rows::claim(tx, &this)).await? {
                    return Ok(Wait::No);
                }
                item.tries = item.tries.saturating_add(1);
            }
            claimed = false;
            let undelivered = match self.deliver(&mut item).await {
                Ok(delivered) => {
                    self.keep_delivered(&item, delivered, steps).await?;
                    return Ok(Wait::No);
                }
                Err(undelivered) => undelivered,
            };
            let Undelivered {
                error,
                server_id,
                may_be_sent,
            } = undelivered;
            tracing::info!(
                tries = item.tries,
                code = error.code(),
                "a message was not sent"
            );
            let unsent = !doubtful && !may_be_sent;
            match rules::verdict(&error, item.tries, ticket_renewed) {
                // The link has marked the token: the next request brings another, or says that there is none.
                Verdict::Renew => {}
                Verdict::NewTicket => {
                    ticket_renewed = true;
                    item.target.ticket.clear();
                }
                Verdict::Again => {
                    let pause = rules::pause(item.tries);
                    if rules::is_too_fast(&error) {
                        let millis = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
                        let until = inner.clock.now_ms().saturating_add(millis);
                        let this = item.clone();
                        inner
                            .store
                            .write_replayable(move |tx| rows::hold_back(tx, &this, until))
                            .await?;
                    }
                    if unsent {
                        self.release(item, true).await?;
                    }
                    return Ok(Wait::For(pause));
                }
                Verdict::Hold => {
                    if unsent {
                        self.release(item, true).await?;
                    }
                    return match error {
                        Error::Stopped => Err(Error::Stopped),
                        _ => Ok(Wait::Online),
                    };
                }
                Verdict::OnlyMe => {
                    let reason = error.reason();
                    inner
                        .store
                        .write(move |tx| rows::only_me(tx, &item, server_id, &reason))
                        .await?;
                    return Ok(Wait::No);
                }
                Verdict::UploadAgain if self.upload_again(&item).await? => return Ok(Wait::No),
                Verdict::Stop | Verdict::UploadAgain => {
                    // Whoever deletes it or writes it again must know that others may have it.
                    let reason = match may_be_sent && !error.is_refusal() {
                        true => reason("sent_unknown", error.log_id()),
                        false => error.reason(),
                    };
                    inner
                        .store
                        .write(move |tx| rows::stop(tx, &item, &reason))
                        .await?;
                    return Ok(Wait::No);
                }
            }
        }
    }

    /// Goes the way of its picture or file again from the upload on. False when there is none of its own, or it did so
    /// before: then the person decides.
    async fn upload_again(&self, item: &Item) -> Result<bool> {
        #[cfg(feature = "multimedia")]
        if item.attachment {
            let this = item.clone();
            let thawed = self.0.store.write(move |tx| rows::thaw(tx, &this)).await?;
            if let Some(item) = thawed {
                self.upload(item);
                return Ok(true);
            }
        }
        #[cfg(not(feature = "multimedia"))]
        let _ = item;
        Ok(false)
    }

    async fn release(&self, item: Item, made: bool) -> Result<()> {
        self.0
            .store
            .write(move |tx| rows::release(tx, &item, made))
            .await
    }

    /// Keeps the answer. A message that was sent again, or before the inbox was known, may lie before the place from
    /// which the inbox is read: then nothing but the server, when it is asked, says where it stands.
    async fn keep_delivered(
        &self,
        item: &Item,
        delivered: Delivered,
        steps: Vec<rows::Step>,
    ) -> Result<()> {
        let this = item.clone();
        // Lost in a crash it is sent once more, and the server gives the first answer again.
        self.0
            .store
            .write_replayable(move |tx| {
                if let Some(ticket) = &delivered.new_ticket {
                    conversation::set_ticket(tx, this.conversation, ticket)?;
                }
                rows::answered(
                    tx,
                    &this,
                    delivered.server_id,
                    delivered.filtered.as_deref(),
                )?;
                let told = this.tries <= 1 && meta::inbox_cursor_in(tx)?.is_some();
                match (delivered.server_id, told) {
                    (0, _) => Ok(()),
                    (_, true) => unplaced::wait(tx, this.conversation, this.message),
                    (_, false) => unplaced::note(tx, this.message, Why::Repeated),
                }
            })
            .await?;
        fail_point!("core send after keeping the answer");
        #[cfg(feature = "multimedia")]
        if item.attachment {
            self.uploaded_is_sent(item, steps).await;
        }
        #[cfg(not(feature = "multimedia"))]
        drop(steps);
        Ok(())
    }

    /// One attempt of 100.
    async fn deliver(&self, item: &mut Item) -> std::result::Result<Delivered, Undelivered> {
        if item.target.ticket.is_empty() {
            item.target.ticket = self
                .ticket(item)
                .await
                .map_err(Undelivered::before_sending)?;
        }
        let target = &item.target;
        let body = RequestBody {
            send_message_body: Some(SendMessageRequestBody {
                conversation_id: Some(target.id.as_str().to_owned()),
                conversation_type: Some(target.kind),
                conversation_short_id: Some(target.short_id),
                content: Some(item.content.clone()),
                ext: item.ext.clone(),
                message_type: Some(item.kind),
                ticket: Some(target.ticket.clone()),
                client_message_id: Some(item.key.as_str().to_owned()),
                mentioned_users: item.mentions.clone(),
                ref_msg_info: item.answers.as_ref().map(|quoted| ReferencedMessageInfo {
                    referenced_message_id: quoted.message,
                    hint: quoted.hint.clone(),
                    root_message_id: Some(quoted.root).filter(|root| *root != 0),
                    root_message_conv_index: Some(quoted.root_index).filter(|index| *index != 0),
                    ..ReferencedMessageInfo::default()
                }),
                ..SendMessageRequestBody::default()
            }),
            ..RequestBody::default()
        };
        let command = Imcmd::SendMessage as i32;
        fail_point!("core send before request");
        let answer = self
            .0
            .link
            .request_once(command, &body, item.tries.saturating_sub(1))
            .await
            .map_err(|error| Undelivered {
                may_be_sent: rules::may_be_sent(&error),
                error,
                server_id: 0,
            })?;
        fail_point!("core send after answer");
        let Some(sent) = answer.body.send_message_body else {
            let log_id = answer.log_id;
            return Err(Undelivered {
                error: Error::Answer { command, log_id },
                server_id: 0,
                may_be_sent: true,
            });
        };
        let server_id = sent.server_message_id.unwrap_or(0);
        match sent.status.unwrap_or(0) {
            0 => Ok(Delivered {
                server_id,
                filtered: sent.filtered_content.filter(|content| !content.is_empty()),
                new_ticket: sent.new_ticket.filter(|ticket| !ticket.is_empty()),
            }),
            status => Err(Undelivered {
                error: Error::Send {
                    status,
                    check_code: sent.check_code.unwrap_or(0),
                    log_id: answer.log_id,
                },
                server_id,
                may_be_sent: false,
            }),
        }
    }

    /// Fetches and keeps a ticket.
    async fn ticket(&self, item: &Item) -> Result<String> {
        let target = ticket::Target {
            conversation: item.conversation,
            kind: item.target.kind,
            short_id: item.target.short_id,
            peer: item.target.peer,
        };
        ticket::fetch(&self.0.store, &self.0.link, target).await
    }
}
