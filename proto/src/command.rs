//! Command numbers and the HTTP path of each.
//!
//! A server dispatches on `Request.cmd`; the path only has to be a known one, because builds of
//! clients differ in a few spellings (`docs/PROTOCOL.md`, chapter Commands).

use crate::choices;

pub use crate::im_proto::Imcmd;

/// Commands our client and server speak; every other number answers `INVALID_CMD` (5).
pub const IN_USE: &[Imcmd] = &[
    Imcmd::SendMessage,
    Imcmd::GetMessagesByUser,
    Imcmd::ReportGetMessagesCursor,
    Imcmd::GetMessagesByUserInitV2,
    Imcmd::CheckMessagesByUser,
    Imcmd::GetMessageInfoByServerId,
    Imcmd::GetMessagesByConversation,
    Imcmd::SendOnline,
    Imcmd::SendOffline,
    Imcmd::SendUserAction,
    Imcmd::SendInputStatus,
    Imcmd::MarkConversationDelete,
    Imcmd::MarkConversationRead,
    Imcmd::BatchMarkConversationRead,
    Imcmd::ConversationParticipantsList,
    Imcmd::GetConversationInfoV2,
    Imcmd::CreateConversationV2,
    Imcmd::GetConversationInfoListV2,
    Imcmd::DissolveConversation,
    Imcmd::AddConversationParticipants,
    Imcmd::RemoveConversationParticipants,
    Imcmd::LeaveConversation,
    Imcmd::MgetConversationParticipants,
    Imcmd::UpdateConversationParticipant,
    Imcmd::DeleteMessage,
    Imcmd::RecallMessage,
    Imcmd::SetMessageProperty,
    Imcmd::SetConversationCoreInfo,
    Imcmd::UpsertConversationCoreExtInfo,
    Imcmd::SetConversationSettingInfo,
    Imcmd::UpsertConversationSettingExtInfo,
    Imcmd::GetConversationParticipantsReadIndexV3,
    Imcmd::MarkConversationReadV3,
    Imcmd::GetMediaUploadToken,
    Imcmd::GetMediaUrls,
    Imcmd::GetTicket,
    Imcmd::GetUserConversationList,
    Imcmd::ProfileGetInfo,
    Imcmd::GetConfigs,
    Imcmd::BlockMembers,
    Imcmd::BlockConversation,
    Imcmd::ModifyMessageExt,
    Imcmd::GetConversationAuditSwitch,
    Imcmd::UpdateConversationAuditSwitch,
    Imcmd::SendConversationApply,
    Imcmd::AckConversationApply,
    Imcmd::GetConversationApply,
    Imcmd::GetConversationAuditList,
    Imcmd::GetConversationAuditUnread,
    Imcmd::ClearConversationAuditUnread,
    Imcmd::SendMessageP2p,
    Imcmd::GetBlocklist,
    Imcmd::SetBlocklist,
    Imcmd::CheckInBlocklist,
    Imcmd::MarkMessage,
    Imcmd::PullMarkMessage,
    Imcmd::BatchGetConversationAuditUnread,
    Imcmd::SendFriendApply,
    Imcmd::GetFriendApplyList,
    Imcmd::GetFriendReceiveApplyList,
    Imcmd::ReplyFriendApply,
    Imcmd::GetFriendList,
    Imcmd::DeleteFriend,
    Imcmd::ProfileBatchGetInfo,
];

/// Established paths, in order of the command number.
const PATHS: &[(i32, &str)] = &[
    (100, "v1/message/send"),
    (200, "v1/message/get_by_user"),
    (201, "v1/message/get_by_user_init"),
    (202, "v1/message/report_cursor"),
    (203, "v2/message/get_by_user_init"),
    (210, "v1/message/check_by_user"),
    (211, "v1/message/get_by_id"),
    (300, "v1/conversation/get_list"),
    (301, "v1/message/get_by_conversation"),
    (302, "v1/message/get_checkinfo"),
    (400, "v1/account/online"),
    (401, "v1/account/offline"),
    (410, "v1/client/user_action"),
    (411, "v1/client/input_status"),
    (603, "v1/conversation/delete"),
    (604, "v1/conversation/mark_read"),
    (605, "v1/conversation/participants_list"),
    (608, "v2/conversation/get_info"),
    (609, "v2/conversation/create"),
    (610, "v2/conversation/get_info_list"),
    (611, "v2/conversation/get_by_favorite"),
    (612, "v2/conversation/get_by_top"),
    (613, "v2/conversation/batch_mark_read"),
    (614, "v1/conversation/dissolve"),
    (615, "v1/conversation/get_checkinfo"),
    (650, "v1/conversation/add_participants"),
    (651, "v1/conversation/remove_participants"),
    (652, "v1/conversation/leave"),
    (654, "v1/conversation/mget_participants"),
    (655, "v1/conversation/update_participant"),
    (656, "v1/conversation/batch_update_participant"),
    (701, "v1/message/delete"),
    (702, "v1/message/recall"),
    (703, "v1/message/reaction"),
    (704, "v1/message/sync"),
    (705, "v1/message/set_property"),
    (901, "v1/conversation/get_core_info"),
    (902, "v1/conversation/set_core_info"),
    (904, "v1/conversation/upsert_core_ext_info"),
    (920, "v1/conversation/get_setting_info"),
    (921, "v1/conversation/set_setting_info"),
    (922, "v1/conversation/upsert_settings_ext"),
    (2000, "v3/conversation/get_read_index"),
    (2001, "v3/conversation/get_min_index"),
    (2002, "v3/conversation/mark_read"),
    (2003, "v1/media/get_upload_token"),
    (2004, "v1/media/get_urls"),
    (2005, "v1/conversation/get_ticket"),
    (2006, "v1/conversation/list"),
    (2007, "v1/broadcast/send_message"),
    (2008, "v1/broadcast/recv_message"),
    (2009, "v1/broadcast/user_counter"),
    (2010, "v1/client/ack"),
    (2014, "v1/channel/heartbeat"),
    (2015, "v1/profile/get_info"),
    (2016, "v1/client/report_metrics"),
    (2017, "v1/config/get"),
    (2018, "v1/client/unread_count"),
    (2019, "v1/conversation/block_member"),
    (2020, "v1/conversation/block_conversation"),
    (2021, "v1/message/modify_ext"),
    (2022, "v1/conversation/get_audit"),
    (2023, "v1/conversation/update_audit"),
    (2024, "v1/conversation/send_apply"),
    (2025, "v1/conversation/ack_apply"),
    (2027, "v1/conversation/get_audit_list"),
    (2028, "v1/conversation/get_audit_unread"),
    (2029, "v1/conversation/clear_audit_unread"),
    (2030, "v1/client/get_unread_count"),
    (2031, "v1/send_message/p2p"),
    (2032, "v1/blocklist/get"),
    (2033, "v1/blocklist/set"),
    (2034, "v1/blocklist/check"),
    (2036, "v1/message/mark"),
    (2037, "v1/message/pull_mark"),
    (
        2038,
        "v1/conversation/batch_get_conversation_participants_readindex",
    ),
    (2039, "v1/message/get_recent_message/"),
    (2040, "v1/message/get_cmd_message/"),
    (2041, "v1/message/get_message_by_index_v2_range/"),
    (2042, "v1/conversation/batch_get_audit_unread"),
    (2043, "v1/message/get_message_by_init"),
    (2046, "v1/friend/send_apply"),
    (2047, "v1/friend/get_apply_list"),
    (2048, "v1/friend/get_receive_apply_list"),
    (2049, "v1/friend/reply_apply"),
    (2050, "v1/friend/get_list"),
    (2051, "v1/friend/delete"),
    (2052, "v1/profile/batch_get_info"),
    (2053, "v1/profile/search_info"),
    (2054, "v1/message/report_mark_count"),
    (2055, "v1/message/get_mark_count"),
    (2056, "v1/message/batch_unmark"),
    (2057, "v1/client/batch_ack"),
    (2059, "v1/message/audio_recognition"),
];

/// Second spellings that some clients use for a command. Where a client uses the path of another
/// command (2002, 2029), that path is in the first table already.
const OTHER_PATHS: &[(i32, &str)] = &[
    (211, "v1/message/get_message_by_server_id"),
    (2032, "v1/blacklist/get"),
    (2033, "v1/blacklist/set"),
    (2034, "v1/blacklist/check"),
];

/// The path a client posts this command to, without a leading slash; `None` for a push, for a
/// command that only works on the socket, and for an unknown number.
pub fn path(cmd: i32) -> Option<&'static str> {
    let established = PATHS
        .binary_search_by_key(&cmd, |(number, _)| *number)
        .ok()
        .and_then(|at| PATHS.get(at));
    let own = || choices::PATHS.iter().find(|(number, _)| *number == cmd);
    established.or_else(own).map(|(_, path)| *path)
}

/// Whether some client posts some command here. A leading and a trailing slash do not matter.
pub fn known_path(path: &str) -> bool {
    let path = trim(path);
    [PATHS, OTHER_PATHS, choices::PATHS]
        .iter()
        .flat_map(|table| table.iter())
        .any(|(_, known)| trim(known) == path)
}

fn trim(path: &str) -> &str {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_sorted_and_single() {
        assert!(PATHS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn every_command_in_use_has_a_path_that_the_server_knows() {
        for cmd in IN_USE {
            let path = path(*cmd as i32).unwrap_or_else(|| panic!("{cmd:?} has no path"));
            assert!(known_path(path));
            assert!(known_path(&format!("/{path}/")));
        }
    }

    #[test]
    fn both_spellings_are_known() {
        for spelling in [
            "v1/message/get_by_id",
            "v1/message/get_message_by_server_id",
            "v1/blocklist/get",
            "v1/blacklist/get",
            "v1/message/get_recent_message",
            "v1/message/get_recent_message/",
        ] {
            assert!(known_path(spelling), "{spelling}");
        }
        assert!(!known_path("v1/message"));
        assert!(!known_path(""));
        assert!(!known_path("//v1/message/send"));
    }

    #[test]
    fn pushes_and_unknown_numbers_have_no_path() {
        assert_eq!(path(Imcmd::NewMsgNotify as i32), None);
        assert_eq!(path(Imcmd::SendClientForeground as i32), None);
        assert_eq!(path(-1), None);
        assert_eq!(path(0), None);
    }
}
