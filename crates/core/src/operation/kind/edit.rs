//! Giving an own text other words (command 2021 with `is_edited`; protocol: content, section 10). The message is asked
//! for first: the server compares nothing, and words that have come there meanwhile are not to be replaced unseen. That
//! also tells whether an earlier try was carried out whose answer is not known.

use super::modify::{self, Change};
use super::{Keep, Request};
use crate::error::{Error, Result};
use crate::model::kind::text;
use crate::model::message::Incoming;
use crate::model::operation::{Against, Edit};
use crate::store::{conversation, message};
use crate::sync::{single, wire};

pub(super) async fn carry_out(request: Request<'_>, edit: Edit) -> Result<Keep> {
    let now = as_it_is(&request).await?;
    match now.as_ref().map(|now| edit.against(&now.content)) {
        Some(Against::Done) => return Ok(keep(&request, now)),
        Some(Against::Other) => return Err(Error::EditedElsewhere),
        // One that is not there any more, the server refuses itself.
        Some(Against::Base) | None => {}
    }
    let change = Change::Content(edit.content.clone());
    let edited = modify::ask(&request, text::TYPE, &change).await?;
    let message = request.message;
    Ok(Box::new(move |tx| match message {
        Some(message) => {
            let version = edited.version.unwrap_or(0);
            message::edited(tx, message, version, Some(&edit.content), &edited.ext)
        }
        None => Ok(()),
    }))
}

/// The message as the server has it (command 211); none when it tells nothing of it.
async fn as_it_is(request: &Request<'_>) -> Result<Option<Incoming>> {
    let answer = single::ask(request.link, &request.conversation, request.server_id).await?;
    let found = answer.and_then(|body| body.msg_info);
    let now = found.and_then(|info| info.body).and_then(wire::message);
    Ok(now.filter(|now| !now.is_recalled()))
}

fn keep(request: &Request<'_>, now: Option<Incoming>) -> Keep {
    let cid = request.cid;
    Box::new(move |tx| {
        let Some(now) = now else { return Ok(()) };
        let stored = conversation::get_in(tx, cid)?;
        let min_index = stored.map_or(0, |stored| stored.min_index);
        message::store(tx, cid, min_index, &now, false).map(|_| ())
    })
}
