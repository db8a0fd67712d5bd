//! 200 pull, 202 report of the place reached, 203 first load, 210 check.

use linnet_proto::choices;
use linnet_proto::im_proto::{
    CheckMessagePerUserRequestBody, CheckMessagesPerUserResponseBody, Imcmd,
    InboxMessagesPerUserResponseBody, InitType, MessagesPerUserInitV2RequestBody,
    MessagesPerUserInitV2ResponseBody, MessagesPerUserRequestBody, MessagesPerUserResponseBody,
    ReportGetMessagesCursorRequestBody,
};

use super::{Call, Outcome, limits};
use crate::envelope::Body;
use crate::refusal::Refusal;

/// Entries of one pull when the client does not say.
const USUAL_PULL: i64 = 50;
/// Conversations, and messages of each, of one page of the first load.
const USUAL_CONVERSATIONS: i64 = 50;
const MAX_CONVERSATIONS: i64 = 100;
const USUAL_MESSAGES: i64 = 20;
const MAX_MESSAGES: i64 = 50;
/// Inboxes one check can name; there is only inbox 0.
const MAX_CHECKS: usize = 16;
/// Longest device id that is remembered, in characters.
const MAX_DEVICE_ID: usize = 64;
/// 202 has its body in this member.
const REPORT_MEMBER: u32 = 606;

impl Call<'_> {
    pub(super) async fn inbox(&self) -> Outcome {
        let member = Imcmd::GetMessagesByUser as u32;
        let body: MessagesPerUserRequestBody = self.envelope.read(member)?;
        let limit = limits::page(body.limit.map(i64::from), USUAL_PULL, choices::MAX_PAGE);
        let page = self
            .app
            .store
            .inbox(self.caller.user, body.cursor.unwrap_or_default(), limit)
            .await?;
        let answer = Body::member(
            member,
            &MessagesPerUserResponseBody {
                messages: page.messages,
                next_cursor: Some(page.next_cursor),
                has_more: Some(page.has_more),
                ..MessagesPerUserResponseBody::default()
            },
        );
        let unknown = self.knows_of_lost_runs().then_some(page.next_cursor);
        let set_back_to = page.set_back_to.or(unknown);
        Ok(match set_back_to {
            None => answer,
            Some(cursor) => answer.header(choices::HEADER_SET_BACK, cursor.to_string()),
        })
    }

    /// A device that has had answers of a run that this database has not been through knows of things that were lost.
    pub(super) fn knows_of_lost_runs(&self) -> bool {
        self.runs().any(|run| !self.app.store.knows_run(run))
    }

    /// The runs that the caller names.
    fn runs(&self) -> impl Iterator<Item = i64> {
        let named = self.envelope.headers.get(choices::HEADER_RUNS);
        let named = named.map_or("", String::as_str).split(',');
        named
            .take(choices::MAX_RUNS)
            .filter_map(|run| run.parse().ok())
    }

    pub(super) async fn first_load(&self) -> Outcome {
        let member = Imcmd::GetMessagesByUserInitV2 as u32;
        let body: MessagesPerUserInitV2RequestBody = self.envelope.read(member)?;
        let conversations = limits::page(
            body.conv_limit.map(i64::from),
            USUAL_CONVERSATIONS,
            MAX_CONVERSATIONS,
        );
        let messages = limits::page(body.msg_limit.map(i64::from), USUAL_MESSAGES, MAX_MESSAGES);
        let cursor = body.cursor.unwrap_or_default();
        let page = self
            .app
            .store
            .first_load(self.caller.user, cursor, conversations, messages)
            .await?;
        Ok(Body::member(
            member,
            &MessagesPerUserInitV2ResponseBody {
                messages: page.messages,
                conversations: page.conversations,
                per_user_cursor: Some(page.per_user_cursor),
                next_cursor: Some(page.next_cursor),
                has_more: Some(page.has_more),
                init_type: Some(InitType::TypeByConversation as i32),
                ..MessagesPerUserInitV2ResponseBody::default()
            },
        ))
    }

    pub(super) async fn report_cursor(&self) -> Outcome {
        let body: ReportGetMessagesCursorRequestBody = self.envelope.read(REPORT_MEMBER)?;
        let device = self.caller.device.chars().take(MAX_DEVICE_ID).collect();
        self.app
            .store
            .report_cursor(self.caller.user, device, body.cursor.unwrap_or_default())
            .await?;
        Ok(Body::none())
    }

    pub(super) async fn check_inboxes(&self) -> Outcome {
        let member = Imcmd::CheckMessagesByUser as u32;
        let body: CheckMessagePerUserRequestBody = self.envelope.read(member)?;
        if body.checks.len() > MAX_CHECKS {
            return Err(Refusal::invalid("too many inboxes are named"));
        }
        let head = self.app.store.inbox_head(self.caller.user).await?;
        let messages = body
            .checks
            .into_iter()
            .map(|check| InboxMessagesPerUserResponseBody {
                inbox_type: check.inbox_type,
                has_more: Some(
                    check.inbox_type.unwrap_or_default() == 0
                        && check.cursor.unwrap_or_default() < head,
                ),
            })
            .collect();
        Ok(Body::member(
            member,
            &CheckMessagesPerUserResponseBody { messages },
        ))
    }
}
