//! Names of entries in string maps: message ext, profile and file ext. Values are always text.
//!
//! `s:` belongs to the system and is set by SDK and server only, `a:` to the application; the `a:`
//! keys we chose are in [`crate::choices`].

/// Prefix of system keys; an application may not set them.
pub const SYSTEM_PREFIX: &str = "s:";
/// Prefix of application keys.
pub const APPLICATION_PREFIX: &str = "a:";

/// UUID of the message; in command messages the target.
pub const CLIENT_MESSAGE_ID: &str = "s:client_message_id";
/// Server id of the target of a command message (50002, 70002).
pub const SERVER_MESSAGE_ID: &str = "s:server_message_id";
/// Target of a recall command 40001, server id.
pub const TARGET_SERVER_MESSAGE_ID: &str = "s:target_server_message_id";
/// Target of a recall command 40001, client id.
pub const TARGET_CLIENT_MESSAGE_ID: &str = "s:target_client_message_id";
/// Comma separated user ids; "0" is everyone.
pub const MENTIONED_USERS: &str = "s:mentioned_users";
/// Comma separated ids of the only users who may see the message.
pub const VISIBLE: &str = "s:visible";
/// Comma separated ids of users who may not see the message.
pub const INVISIBLE: &str = "s:invisible";
/// "true" or "1": the message does not count as unread.
pub const DO_NOT_INCREASE_UNREAD: &str = "s:do_not_increase_unread";
/// The message does not move its conversation to the top.
pub const DO_NOT_POP_CONVERSATION: &str = "s:do_not_pop_conversation";
/// The message is not the preview line of its conversation.
pub const DO_NOT_UPDATE_LAST_MSG: &str = "s:do_not_update_last_msg";
/// The message does not move its sender's read position.
pub const DO_NOT_MOVE_READ_INDEX: &str = "s:do_not_move_read_index";
/// "true": the message has been recalled.
pub const IS_RECALLED: &str = "s:is_recalled";
/// Second spelling of [`IS_RECALLED`]; read, never written.
pub const RECALLED: &str = "s:recalled";
/// Inbox mode.
pub const MODE: &str = "s:mode";
/// Kind of action of a command.
pub const ACTION_TYPE: &str = "s:action_type";
/// Priority of a message in a live group: low, normal, high.
pub const MESSAGE_PRIORITY: &str = "s:message_priority";
/// Value of [`MESSAGE_PRIORITY`]: left out first when there is too much.
pub const PRIORITY_LOW: &str = "low";
/// Value of [`MESSAGE_PRIORITY`], also meant without one.
pub const PRIORITY_NORMAL: &str = "normal";
/// Value of [`MESSAGE_PRIORITY`]: left out last.
pub const PRIORITY_HIGH: &str = "high";
/// Name of the sender in a live group.
pub const LIVE_ALIAS: &str = "a:live_group_member_alias_name";
/// Address of the sender's picture in a live group.
pub const LIVE_AVATAR: &str = "a:live_group_member_avatar_url";
/// Private settings of a conversation: JSON of who and what notifies although it is muted.
pub const PUSH_PART_DISABLE_CONFIG: &str = "s:push_part_disable_config";
/// `push_status` of a conversation of which everything notifies that is not muted.
pub const PUSH_ALLOWED: i32 = 1;
/// `push_status` of a conversation of which some things notify although it is muted.
pub const PUSH_PARTLY_ALLOWED: i32 = 3;
/// Notify although the conversation is muted.
pub const MUST_NOTIFY: &str = "s:must_notify";
/// Mute (50011): whether only some can write in the whole conversation.
pub const RELATION_IS_MUTED: &str = "s:relation_is_muted";
/// Mute (50011): ordinary members alone cannot.
pub const RELATION_NORMAL_ONLY: &str = "s:relation_normal_only";
/// Mute (50011) of members.
pub const RELATION_MUTE_TIME: &str = "s:relation_mute_time";
/// Mute (50011) of members: JSON of their seconds.
pub const RELATION_MUTE_EXT: &str = "s:relation_mute_ext";
/// Code of a send that failed later (50014).
pub const ERR_CODE: &str = "s:err_code";
/// Text of a send that failed later (50014).
pub const ERR_MSG: &str = "s:err_msg";

/// Whether a coupon was taken.
pub const COUPON_STATUS: &str = "a:coupon_status";
/// Value of [`COUPON_STATUS`] of one that was.
pub const COUPON_TAKEN: &str = "1";

/// Sender's name in the `user_profile` of a message.
pub const NICK_NAME: &str = "s:nick_name";
/// Sender's portrait in the `user_profile` of a message (spelled so).
pub const PORTRAIT: &str = "s:protrait";
/// Sender's further profile in the `user_profile` of a message.
pub const BASIC_EXT_INFO: &str = "s:basic_ext_info";

/// Keys of the `ext` object of a file entry inside `__files`.
pub mod file {
    /// One of the `VALUE_TYPE_*` texts.
    pub const TYPE: &str = "s:file_ext_key_type";
    /// Object key of the original.
    pub const URI: &str = "s:file_ext_key_uri";
    /// Application that owns the object; goes into `source_appid` of 2004.
    pub const SOURCE_APP_ID: &str = "s:file_ext_key_source_app_id";
    /// "1" when the storage keeps an encrypted copy.
    pub const NEED_ENCRYPT: &str = "s:file_ext_key_need_encrypt";
    /// Object key of the encrypted copy.
    pub const ENCRYPT_URI: &str = "s:file_ext_key_encrypt_uri";
    /// Id of a video in the video service.
    pub const VID: &str = "s:file_ext_key_vid";
    /// File name.
    pub const FILE_NAME: &str = "s:file_ext_key_file_name";
    /// Width of the original in pixels.
    pub const ORIGINAL_WIDTH: &str = "s:file_ext_key_original_width";
    /// Height of the original in pixels.
    pub const ORIGINAL_HEIGHT: &str = "s:file_ext_key_original_height";
    /// Address of the small picture.
    pub const THUMB_URL: &str = "s:file_ext_key_thumb_url";
    /// Width of the small picture.
    pub const THUMB_WIDTH: &str = "s:file_ext_key_thumb_width";
    /// Height of the small picture.
    pub const THUMB_HEIGHT: &str = "s:file_ext_key_thumb_height";
    /// Address of the medium picture.
    pub const PREVIEW_URL: &str = "s:file_ext_key_preview_url";
    /// Width of the medium picture.
    pub const PREVIEW_WIDTH: &str = "s:file_ext_key_preview_width";
    /// Height of the medium picture.
    pub const PREVIEW_HEIGHT: &str = "s:file_ext_key_preview_height";
    /// "1" when uploaded through ImageX.
    pub const USE_IMAGEX: &str = "s:file_ext_key_use_imagex";
    /// Suffix of the picture's format.
    pub const IMG_SUFFIX: &str = "s:file_ext_key_img_suffix";
    /// Object key of the cover of a video.
    pub const VIDEO_COVER_URI: &str = "s:file_ext_key_video_cover_uri";
    /// Address of the cover of a video.
    pub const VIDEO_COVER_URL: &str = "s:file_ext_key_video_cover_url";
    /// Width of a video in pixels.
    pub const VIDEO_WIDTH: &str = "s:file_ext_key_video_width";
    /// Height of a video in pixels.
    pub const VIDEO_HEIGHT: &str = "s:file_ext_key_video_height";
    /// Length of a video in seconds, may have a fraction.
    pub const VIDEO_DURATION: &str = "s:file_ext_key_video_duration";
    /// Length of a recording in seconds.
    pub const AUDIO_DURATION: &str = "s:file_ext_key_audio_duration";

    /// Value of [`TYPE`] for a picture.
    pub const VALUE_TYPE_IMAGE: &str = "file_ext_value_type_image";
    /// Value of [`TYPE`] for a video.
    pub const VALUE_TYPE_VIDEO: &str = "file_ext_value_type_video";
    /// Value of [`TYPE`] for a recording.
    pub const VALUE_TYPE_AUDIO: &str = "file_ext_value_type_audio";
    /// Value of [`TYPE`] for any other file.
    pub const VALUE_TYPE_FILE: &str = "file_ext_value_type_file";
}

/// `check_code` of an answer: words that are not allowed are in a message, a name or a notice (protocol: sdk, part C).
pub const CHECK_WORDS: i64 = 500;

/// Key of the attachments object in the content of a picture, video, file or recording.
pub const FILES: &str = "__files";
/// Name under which we put the one attachment; readers take the first name, whatever it is.
pub const FILES_MEDIA: &str = "media";
/// Key of the text in the content of a text message.
pub const TEXT: &str = "text";
