//! Tickets: what a conversation wants to see before it takes words (protocol: sync, section 7.4).

use linnet_proto::im_proto::{
    ConversationType, GetTicketRequestBody, Imcmd, RequestBody, TicketType,
};

use crate::error::{Error, Result};
use crate::link::Link;
use crate::store::{Cid, Store, conversation};

/// The conversation that a ticket is for.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Row.
    pub conversation: Cid,
    /// Kind, all bits.
    pub kind: i32,
    /// Number of the server.
    pub short_id: i64,
    /// The other person of a 1:1.
    pub peer: i64,
}

/// Fetches and keeps a ticket.
///
/// # Errors
/// As for any command.
pub async fn fetch(store: &Store, link: &Link, target: Target) -> Result<String> {
    let one_to_one = target.kind & 15 == ConversationType::OneToOneChat as i32;
    let body = RequestBody {
        get_ticket_body: Some(GetTicketRequestBody {
            ticket_type: Some(TicketType::Web as i32),
            conversation_type: ConversationType::try_from(target.kind & 15)
                .ok()
                .map(|kind| kind as i32),
            to_id: one_to_one.then_some(target.peer),
            conversation_short_id: (!one_to_one).then_some(target.short_id),
            ..GetTicketRequestBody::default()
        }),
        ..RequestBody::default()
    };
    let command = Imcmd::GetTicket as i32;
    let answer = link.request_once(command, &body, 0).await?;
    let ticket = answer
        .body
        .get_ticket_body
        .and_then(|body| body.ticket)
        .filter(|ticket| !ticket.is_empty())
        .ok_or(Error::Answer {
            command,
            log_id: answer.log_id,
        })?;
    let kept = ticket.clone();
    store
        .write_replayable(move |tx| conversation::set_ticket(tx, target.conversation, &kept))
        .await?;
    Ok(ticket)
}
