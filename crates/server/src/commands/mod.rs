//! The commands, one file per family. Each function reads its body, checks the limits that need
//! no look into the store, asks the store for one whole command, and writes the answer. Who the
//! caller is, is known before; whether they may, the store decides in the same transaction.

mod account;
mod blocks;
mod bots;
mod contacts;
mod conversations;
mod entries;
mod inbox;
mod joining;
mod leaving;
mod limits;
mod live;
mod live_members;
mod marks;
mod media;
mod messages;
mod participants;
mod presence;
mod settings;
mod silence;
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
    let is_set_back = outcome.as_ref().is_err_and(|it| *it == Refusal::SET_BACK);
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
    if is_set_back {
        let cursor = "0".to_owned();
        answer
            .headers
            .insert(choices::HEADER_SET_BACK.to_owned(), cursor);
    }
    let run = app.store.run().to_string();
    answer.headers.insert(choices::HEADER_RUN.to_owned(), run);
    answer
}

impl Call<'_> {
    /// A header of the request; none when it is absent.
    fn header(&self, name: &str) -> Option<String> {
        self.envelope.headers.get(name).cloned()
    }

    /// Takes from what the caller may ask.
    fn spend(&self, what: Spend, amount: usize) -> Result<(), Refusal> {
        self.app.meter.spend(self.caller.user, what, amount)
    }

    /// Whether one of these texts has a word that nobody may use here.
    fn has_blocked_words(&self, texts: &[Option<&str>]) -> bool {
        let blocked = &self.app.config.blocked_words;
        texts.iter().flatten().any(|text| blocked.are_in(text))
    }

    async fn dispatch(&self, transport: Transport) -> Outcome {
        const UNKNOWN: Refusal = Refusal::new(StatusCode::InvalidCmd, "there is no such command");
        let number = self.envelope.cmd.unwrap_or_default();
        let Ok(command) = Imcmd::try_from(number) else {
            self.spend(Spend::Call, 1)?;
            return match number {
                choices::SET_PROFILE => self.set_profile().await,
                choices::UPDATE_FRIEND => self.update_friend().await,
                choices::READ_REQUESTS => self.read_requests().await,
                choices::SIGN_OUT_OTHERS => self.sign_out_others().await,
                choices::CLOSE_ACCOUNT => self.close_account().await,
                entries::DELETE_ENTRIES => self.delete_entries().await,
                choices::WATCH_PRESENCE => self.watch_presence().await,
                choices::LIST_BOTS => self.bots().await,
                choices::NEW_CHAT => self.new_chat().await,
                choices::STOP_ANSWER => self.stop_answer().await,
                choices::ANSWER_AGAIN => self.answer_again().await,
                _ => Err(UNKNOWN),
            };
        };
        self.spend(
            match command {
                // Those that go to everybody.
                Imcmd::SendMessage
                | Imcmd::SendMessageP2p
                | Imcmd::ModifyMessageExt
                | Imcmd::SetMessageProperty
                | Imcmd::MarkMessage => Spend::Message,
                _ => Spend::Call,
            },
            1,
        )?;
        // The answer of the inbox says it beside what it brings.
        if command != Imcmd::GetMessagesByUser && self.knows_of_lost_runs() {
            return Err(Refusal::SET_BACK);
        }
        match command {
            Imcmd::SendMessage => self.send().await,
            Imcmd::DeleteMessage => self.delete_message().await,
            Imcmd::RecallMessage => self.recall().await,
            Imcmd::SetMessageProperty => self.react().await,
            Imcmd::MarkMessage => self.mark().await,
            Imcmd::PullMarkMessage => self.marked().await,
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
            Imcmd::BlockConversation => self.silence().await,
            Imcmd::BlockMembers => self.silence_members().await,

            Imcmd::UpsertConversationCoreExtInfo => self.set_entries().await,
            Imcmd::GetConversationAuditSwitch => self.join_approval().await,
            Imcmd::UpdateConversationAuditSwitch => self.set_join_approval().await,
            Imcmd::SendConversationApply => self.ask_to_join().await,
            Imcmd::AckConversationApply => self.answer_join().await,
            Imcmd::GetConversationApply => self.join_request().await,
            Imcmd::GetConversationAuditList => self.join_requests().await,
            Imcmd::GetConversationAuditUnread => self.unseen_requests().await,
            Imcmd::ClearConversationAuditUnread => self.see_requests().await,
            Imcmd::BatchGetConversationAuditUnread => self.unseen_requests_of().await,

            Imcmd::MarkConversationDelete => self.delete_conversation().await,
            Imcmd::MarkConversationRead => self.mark_read(false).await,
            Imcmd::BatchMarkConversationRead => self.mark_several_read().await,
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

            Imcmd::SendFriendApply => self.apply().await,
            Imcmd::GetFriendApplyList => self.requests(false).await,
            Imcmd::GetFriendReceiveApplyList => self.requests(true).await,
            Imcmd::ReplyFriendApply => self.answer_requests().await,
            Imcmd::GetFriendList => self.friends().await,
            Imcmd::DeleteFriend => self.delete_friends().await,

            Imcmd::GetBlocklist => self.block_list().await,
            Imcmd::SetBlocklist => self.set_blocked().await,
            Imcmd::CheckInBlocklist => self.is_blocked().await,

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
