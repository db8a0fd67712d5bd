//! Values that several golden vectors hold.

use linnet_proto::im_proto as im;

pub fn message() -> im::MessageBody {
    im::MessageBody {
        conversation_id: Some("0:1:10001:10009".to_owned()),
        conversation_type: Some(1),
        server_message_id: Some(7_300_000_000_000_000_123),
        index_in_conversation: Some(3),
        conversation_short_id: Some(7_300_000_000_000_000_001),
        message_type: Some(10001),
        sender: Some(10001),
        content: Some("{\"text\":\"你好\"}".to_owned()),
        ext: [
            (
                "s:client_message_id".to_owned(),
                "1b4e28ba-2fa1-4d3b-9f5a-0d6f3c2a7e11".to_owned(),
            ),
            ("s:mentioned_users".to_owned(), "10009".to_owned()),
        ]
        .into(),
        create_time: Some(1_763_800_000_123),
        version: Some(1),
        status: Some(0),
        order_in_conversation: Some(3),
        user_profile: [("s:nick_name".to_owned(), "Alice".to_owned())].into(),
        index_in_conversation_v2: Some(3),
        ..Default::default()
    }
}

pub fn picture() -> im::MessageBody {
    im::MessageBody {
        conversation_id: Some("7300000000000000002".to_owned()),
        conversation_type: Some(2),
        server_message_id: Some(7_300_000_000_000_000_124),
        index_in_conversation: Some(4),
        conversation_short_id: Some(7_300_000_000_000_000_002),
        message_type: Some(10003),
        sender: Some(10009),
        content: Some("{\"__files\":{}}".to_owned()),
        ext: [
            ("a:album_count".to_owned(), "2".to_owned()),
            ("a:album_id".to_owned(), "album-1".to_owned()),
            ("a:album_index".to_owned(), "0".to_owned()),
            (
                "s:client_message_id".to_owned(),
                "1b4e28ba-2fa1-4d3b-9f5a-0d6f3c2a7e11".to_owned(),
            ),
        ]
        .into(),
        create_time: Some(1_763_800_000_124),
        version: Some(2),
        status: Some(1),
        reference_info: Some(im::ReferenceInfo {
            referenced_message_id: 7_300_000_000_000_000_123,
            hint: "".to_owned(),
            ref_message_type: 10001,
            referenced_message_status: 0,
            root_message_id: Some(7_300_000_000_000_000_123),
            root_message_conv_index: Some(3),
            ..Default::default()
        }),
        ..Default::default()
    }
}

pub fn members() -> im::ParticipantsPage {
    im::ParticipantsPage {
        participants: vec![
            im::Participant {
                user_id: Some(10001),
                sort_order: Some(1_763_800_000_123),
                role: Some(1),
                alias: Some("A".to_owned()),
                ..Default::default()
            },
            im::Participant {
                user_id: Some(10009),
                sort_order: Some(1_763_800_000_123),
                role: Some(0),
                ..Default::default()
            },
        ],
        has_more: Some(false),
        cursor: Some(0),
    }
}

pub fn core() -> im::ConversationCoreInfo {
    im::ConversationCoreInfo {
        conversation_id: Some("7300000000000000002".to_owned()),
        conversation_short_id: Some(7_300_000_000_000_000_002),
        conversation_type: Some(2),
        info_version: Some(2),
        name: Some("Weekend".to_owned()),
        desc: Some("".to_owned()),
        icon: Some("".to_owned()),
        inbox_type: Some(0),
        notice: Some("Sunday, nine".to_owned()),
        ext: [("a:colour".to_owned(), "blue".to_owned())].into(),
        owner: Some(10001),
        mode: Some(0),
        creator_uid: Some(10001),
        create_time: Some(1_763_800_000_123),
        ..Default::default()
    }
}

pub fn setting() -> im::ConversationSettingInfo {
    im::ConversationSettingInfo {
        conversation_id: Some("7300000000000000002".to_owned()),
        conversation_short_id: Some(7_300_000_000_000_000_002),
        conversation_type: Some(2),
        min_index: Some(1),
        read_index: Some(3),
        mute: Some(1),
        stick_on_top: Some(0),
        inbox_type: Some(0),
        setting_version: Some(4),
        favorite: Some(0),
        set_top_time: Some(0),
        push_status: Some(1),
        ..Default::default()
    }
}

pub fn group() -> im::ConversationInfoV2 {
    im::ConversationInfoV2 {
        conversation_id: Some("7300000000000000002".to_owned()),
        conversation_short_id: Some(7_300_000_000_000_000_002),
        conversation_type: Some(2),
        ticket: Some("ticket-1".to_owned()),
        first_page_participants: Some(members()),
        participants_count: Some(2),
        is_participant: Some(true),
        inbox_type: Some(0),
        badge_count: Some(3),
        user_info: Some(im::Participant {
            user_id: Some(10001),
            sort_order: Some(1_763_800_000_123),
            role: Some(1),
            ..Default::default()
        }),
        conversation_core_info: Some(core()),
        conversation_setting_info: Some(setting()),
        ..Default::default()
    }
}

pub fn one_to_one() -> im::ConversationInfoV2 {
    im::ConversationInfoV2 {
        conversation_id: Some("0:1:10001:10009".to_owned()),
        conversation_short_id: Some(7_300_000_000_000_000_001),
        conversation_type: Some(1),
        ticket: Some("ticket-1".to_owned()),
        participants_count: Some(2),
        is_participant: Some(true),
        inbox_type: Some(0),
        ..Default::default()
    }
}

pub fn alice() -> im::Profile {
    im::Profile {
        nick_name: Some("Alice".to_owned()),
        protrait: Some("http://127.0.0.1:18080/a".to_owned()),
        basic_ext_info: Some("".to_owned()),
        detail_ext_info: Some("".to_owned()),
        uid: Some(10001),
    }
}
