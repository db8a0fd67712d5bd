//! 2036 marks a message or takes the mark away, 2037 lists what is marked.

use linnet_proto::im_proto::{
    ActionType, Imcmd, MarkMessageRequestBody, MarkMessageResponseBody, PullMarkMessageRequestBody,
    PullMarkMessageResponseBody, StatusCode,
};

use super::{Call, Outcome, limits, target};
use crate::envelope::Body;
use crate::refusal::Refusal;
use crate::store::{Mark, MarkList};

/// Messages of one page.
const USUAL_PAGE: i64 = 50;
const MAX_PAGE: i64 = 200;

impl Call<'_> {
    pub(super) async fn mark(&self) -> Outcome {
        let member = Imcmd::MarkMessage as u32;
        let body: MarkMessageRequestBody = self.envelope.read(member)?;
        let message = body.server_message_id.unwrap_or_default();
        let mark = Mark {
            message,
            action: action(body.action_type)?,
            on: body.do_action.unwrap_or_default(),
            sort_time: match body.sort_time.unwrap_or_default() {
                0 => self.app.now_ms(),
                chosen => chosen,
            },
            tag: body.tag.unwrap_or_default(),
        };
        let named = target(body.conversation_id, body.conversation_short_id)?;
        self.app.store.mark(self.caller.user, named, mark).await?;
        Ok(Body::member(
            member,
            &MarkMessageResponseBody {
                server_message_id: Some(message),
                status: Some(StatusCode::Ok as i32),
                ..MarkMessageResponseBody::default()
            },
        ))
    }

    pub(super) async fn marked(&self) -> Outcome {
        let member = Imcmd::PullMarkMessage as u32;
        let body: PullMarkMessageRequestBody = self.envelope.read(member)?;
        let list = MarkList {
            target: target(body.conversation_id, body.conversation_short_id).ok(),
            action: action(body.action_type)?,
            cursor: body.cursor.unwrap_or_default(),
            limit: limits::page(body.limit, USUAL_PAGE, MAX_PAGE),
        };
        if body.asc == Some(true) {
            return Err(Refusal::invalid("the newest mark comes first"));
        }
        let page = self.app.store.marked(self.caller.user, list).await?;
        Ok(Body::member(
            member,
            &PullMarkMessageResponseBody {
                messages: page.messages,
                has_more: Some(page.has_more),
                next_cursor: Some(page.next_cursor),
                msg_extras: page.extras,
            },
        ))
    }
}

/// The marks that are kept. An unread mark is the client's own affair.
fn action(number: Option<i32>) -> Result<i32, Refusal> {
    let number = number.unwrap_or_default();
    match ActionType::try_from(number) {
        Ok(ActionType::Favorite | ActionType::Pin | ActionType::ConvTopMsg) => Ok(number),
        _ => Err(Refusal::invalid("there is no such mark")),
    }
}
