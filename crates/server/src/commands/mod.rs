//! The commands, one file per family. Each function reads its body, checks the limits that need
//! no look into the store, asks the store for one whole command, and writes the answer. Who the
//! caller is, is known before; whether they may, the store decides in the same transaction.

mod account;
mod conversations;
mod inbox;
mod limits;
mod media;
mod messages;
mod participants;
mod settings;
mod transient;

use std::sync::Arc;

use linnet_proto::choices;
use linnet_proto::im_proto::{Imcmd, StatusCode};

use crate::app::{App, Caller, Transport};
use crate::envelope::{Answer, Body, Envelope};
use crate::rates::Spend;
use crate::refusal::Refusal;
use crate::store::Target;

/// One command in hand.
pub(crate) struct Call<'a> {
    app: &'a Arc<App>,
    caller: Caller,
    envelope: &'a Envelope,
}

type Outcome = Result<Body, Refusal>;

/// Carries out a command and answers it, whatever came of it.
pub(crate) async fn answer(
    app: &Arc<App>,
    caller: Result<Caller, Refusal>,
    transport: Transport,
    envelope: &Envelope,
    arrived_ms: i64,
) -> Answer {
    let outcome = match caller {
        Ok(caller) => {
            let call = Call {
                app,
                caller,
                envelope,
            };
            call.dispatch(transport).await
        }
        Err(refusal) => Err(refusal),
    };
    let mut answer = Answer {
        cmd: envelope.cmd,
        sequence_id: envelope.sequence_id,
        inbox_type: Some(0),
        log_id: Some(app.log_id()),
        request_arrived_time: Some(arrived_ms),
        server_execution_end_time: Some(app.now_ms()),
        retry_count: envelope.retry_count,
        ..Answer::default()
    }
    .outcome(outcome);
    let run = app.store.run().to_string();
    answer.headers.insert(choices::HEADER_RUN.to_owned(), run);
    answer
}

impl Call<'_> {
    /// Takes from what the caller may ask.
    fn spend(&self, what: Spend, amount: usize) -> Result<(), Refusal> {
        self.app.meter.spend(self.caller.user, what, amount)
    }

    async fn dispatch(&self, transport: Transport) -> Outcome {
        const UNKNOWN: Refusal = Refusal::new(StatusCode::InvalidCmd, "there is no such command");
        let command =
            Imcmd::try_from(self.envelope.cmd.unwrap_or_default()).map_err(|_| UNKNOWN)?;
        self.spend(
            match command {
                // Those that go to everybody.
                Imcmd::SendMessage
                | Imcmd::SendMessageP2p
                | Imcmd::ModifyMessageExt
                | Imcmd::SetMessageProperty => Spend::Message,
                _ => Spend::Call,
            },
            1,
        )?;
        match command {
            Imcmd::SendMessage => self.send().await,
            Imcmd::DeleteMessage => self.delete_message().await,
            Imcmd::RecallMessage => self.recall().await,
            Imcmd::SetMessageProperty => self.react().await,
            Imcmd::ModifyMessageExt => self.edit().await,
            Imcmd::GetMessageInfoByServerId => self.message().await,
            Imcmd::GetMessagesByConversation => self.history().await,
            Imcmd::GetTicket => self.ticket().await,

            Imcmd::GetMessagesByUser => self.inbox().await,
            Imcmd::GetMessagesByUserInitV2 => self.first_load().await,
            Imcmd::ReportGetMessagesCursor => self.report_cursor().await,
            Imcmd::CheckMessagesByUser => self.check_inboxes().await,

            Imcmd::CreateConversationV2 => self.create().await,
            Imcmd::GetConversationInfoV2 => self.info().await,
            Imcmd::GetConversationInfoListV2 => self.infos().await,
            Imcmd::GetUserConversationList => self.list().await,
            Imcmd::SetConversationCoreInfo => self.set_core_info().await,
            Imcmd::DissolveConversation => self.dissolve().await,

            Imcmd::ConversationParticipantsList => self.participants().await,
            Imcmd::MgetConversationParticipants => self.some_participants().await,
            Imcmd::AddConversationParticipants => self.add_participants().await,
            Imcmd::RemoveConversationParticipants => self.remove_participants().await,
            Imcmd::LeaveConversation => self.leave().await,
            Imcmd::UpdateConversationParticipant => self.update_participant().await,

            Imcmd::MarkConversationDelete => self.delete_conversation().await,
            Imcmd::MarkConversationRead => self.mark_read(false).await,
            Imcmd::MarkConversationReadV3 => self.mark_read(true).await,
            Imcmd::GetConversationParticipantsReadIndexV3 => self.read_positions().await,
            Imcmd::SetConversationSettingInfo => self.set_settings().await,
            Imcmd::UpsertConversationSettingExtInfo => self.set_setting_ext().await,

            Imcmd::SendInputStatus => self.typing().await,
            Imcmd::SendUserAction => self.user_action().await,
            Imcmd::SendMessageP2p => self.send_transient().await,

            Imcmd::SendOnline | Imcmd::SendOffline => Ok(Body::none()),
            Imcmd::SendClientForeground | Imcmd::SendClientBackground
                if transport == Transport::Socket =>
            {
                Ok(Body::none())
            }
            Imcmd::ProfileGetInfo => self.profile().await,
            Imcmd::ProfileBatchGetInfo => self.profiles().await,
            Imcmd::GetConfigs => self.configs(),

            Imcmd::GetMediaUploadToken => self.upload_token(),
            Imcmd::GetMediaUrls => self.media_urls(),
            _ => Err(UNKNOWN),
        }
    }
}

/// The conversation a body names.
fn target(conversation_id: Option<String>, short_id: Option<i64>) -> Result<Target, Refusal> {
    let target = Target {
        short_id: short_id.unwrap_or_default(),
        conversation_id: conversation_id.unwrap_or_default(),
    };
    if target.short_id == 0 && target.conversation_id.is_empty() {
        return Err(Refusal::invalid("no conversation is named"));
    }
    Ok(target)
}
