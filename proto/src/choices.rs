//! Numbers and names that the protocol leaves open: our own choices, all in one place so that one
//! can be corrected without a search. Nothing in this file is a fact of IM Cloud
//! (`docs/PROTOCOL.md`, chapter Own choices).

/// `ConversationType` of a live group.
pub const MASS_CHAT: i32 = 5;

/// `MessageType` of application-defined JSON. Any unknown type below 50000 is read the same way.
pub const CUSTOM: i32 = 10012;

/// `MessageType` of a custom transient message (2031). Receivers decide by the JSON, not by this.
pub const CUSTOM_P2P: i32 = 10013;

/// `MessageType` accepted as a newer kind of video; 10004 is what we send.
pub const VIDEO_V2: i32 = 10014;

/// `type` inside the JSON of a transient message that says "is typing".
pub const TYPING_CONTENT_TYPE: i64 = 1000;

/// Message types from here on are commands: no index in the conversation, never in its history.
pub const FIRST_COMMAND_TYPE: i32 = 50_000;

/// Largest frame on the socket and largest body over HTTP, in bytes.
pub const MAX_FRAME_BYTES: usize = 4 * 1024 * 1024;

/// Header of a refused socket that says why: a `StatusCode`. A refusal without it may be anybody's on the way.
pub const STATUS_HEADER: &str = "x-status-code";

/// Largest `content` of one message, in bytes; more is `MESSAGE_TOO_LARGE` (21).
pub const MAX_CONTENT_BYTES: usize = 64 * 1024;

/// Largest uploaded file, in bytes.
pub const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;

/// Size of an upload part, in bytes; only the last part may be smaller.
pub const PART_BYTES: u64 = 5 * 1024 * 1024;

/// Most members of a group; more is refused with `TOUCH_LIMITS` (5) in the body.
pub const MAX_GROUP_MEMBERS: usize = 200;

/// Most groups one user can be in.
pub const MAX_GROUPS_PER_USER: usize = 500;

/// Longest name of a conversation, in characters.
pub const MAX_NAME_CHARS: usize = 100;

/// Longest notice of a conversation, in characters.
pub const MAX_NOTICE_CHARS: usize = 1_000;

/// Longest description of a conversation, in characters.
pub const MAX_DESCRIPTION_CHARS: usize = 1_000;

/// Longest name given to a friend, in characters.
pub const MAX_REMARK_CHARS: usize = 96;

/// Most devices of one user with an open socket.
pub const MAX_DEVICES_PER_USER: usize = 20;

/// Most inbox entries in one answer to 200.
pub const MAX_PAGE: i64 = 500;

/// How often one user may ask: how much at once, and how much comes back in a minute, of messages (100, 2031; status
/// 78), of all other commands (status 23), of people put into conversations or out of them (609, 650, 651; status 23),
/// and of people whose profiles are asked for (2015, 2052; status 23).
pub const RATES: [(u32, u32); 4] = [(500, 600), (2_000, 3_000), (1_000, 60), (10_000, 3_000)];

/// Most groups into which people put somebody who has never written to them; more is refused like a full list.
pub const MAX_GROUPS_BY_STRANGERS: usize = 100;

/// Name of the storage service: the first part of object keys and of paths of uploads.
pub const MEDIA_SERVICE: &str = "linnet";

/// How long media is kept that no message, person or group names, in milliseconds: longer than any address is good.
pub const MEDIA_GRACE_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// How long after sending a message can be recalled, in milliseconds.
pub const RECALL_WINDOW_MS: i64 = 2 * 60 * 1000;

/// Message ext: "true" once its words were changed by command 2021. Set by the server.
pub const EXT_IS_EDITED: &str = "s:is_edited";

/// Ext of a quote: who wrote the quoted message. Set by the server.
pub const EXT_QUOTED_SENDER: &str = "s:quoted_sender";

/// Longest preview words of a quoted message, in characters.
pub const MAX_HINT_CHARS: usize = 200;

/// Longest key of a reaction, in bytes: the longest emoji has 35.
pub const MAX_REACTION_KEY_BYTES: usize = 64;

/// Different reactions to one message; more are refused.
pub const MAX_REACTION_KEYS: usize = 30;

/// Reactions to one message, of all people; more are refused. With each change all of them go to everybody.
pub const MAX_REACTIONS: usize = 500;

/// `service` of a frame when the peer has not named one yet.
pub const SERVICE: i32 = 2;

/// Conversation kept, history cleared: key in the `ext` of a setting update (922 style), holding
/// the index up to which the history is gone. The server keeps the highest index that this member has
/// cleared or deleted there: a `min_index` above it comes from joining (again).
pub const EXT_CLEARED_INDEX: &str = "a:cleared_index";

/// Header of the answer to 301: the highest index of the conversation that is no longer kept.
/// Absent when everything from the beginning is.
pub const HEADER_GONE_INDEX: &str = "a:gone_index";

/// Header of the answer to 200: the cursor asked from was never given out, or a run is not known, because the server was
/// set back to an older state. The value is the last cursor up to the one asked from that was given out. Absent otherwise.
pub const HEADER_SET_BACK: &str = "a:set_back";

/// Header of every answer: the run of the server that it comes from, a number that each start draws and keeps in the
/// database. Absent where there are no such numbers.
pub const HEADER_RUN: &str = "a:run";

/// Header of a request of 200: the runs whose answers this device has kept something of, separated by commas. When the
/// server's database knows one of them not, it was set back to a state before that run, and the answer has
/// [`HEADER_SET_BACK`], whatever the cursor.
pub const HEADER_RUNS: &str = "a:runs";

/// Most runs that one request names.
pub const MAX_RUNS: usize = 64;

/// Message ext: pictures sent together share this value.
pub const EXT_ALBUM_ID: &str = "a:album_id";

/// Message ext: place of a picture in its album, from 0.
pub const EXT_ALBUM_INDEX: &str = "a:album_index";

/// Message ext: how many pictures the album has.
pub const EXT_ALBUM_COUNT: &str = "a:album_count";

/// Message ext: placeholder of a picture, a thumbhash in base64.
pub const EXT_THUMBHASH: &str = "a:thumbhash";

/// Key beside `__files` in the content of a picture message: its caption.
pub const CONTENT_CAPTION: &str = "text";

/// Longer side of the small variant of a picture, in pixels.
pub const THUMBNAIL_SIDE: u32 = 100;

/// Longer side of the medium variant of a picture, in pixels.
pub const PREVIEW_SIDE: u32 = 500;

/// Most pixels of a picture: 400 MB when it is decoded.
pub const MAX_PICTURE_PIXELS: u64 = 100_000_000;

/// Most pixels a side of a picture: what a JPEG can have, so that every picture can be made one. How much work a
/// picture is, the number of its pixels bounds.
pub const MAX_PICTURE_SIDE: u32 = 65_535;

/// A long picture is more than this many times (the first number through the second) as long as it is wide.
pub const LONG_RATIO: (u64, u64) = (5, 2);

/// Short side of the medium variant of a long picture at most, in pixels.
pub const LONG_PREVIEW_SIDE: u32 = 240;

/// Pixels of the medium variant of a long picture at most: twice those of any other.
pub const LONG_PREVIEW_PIXELS: u64 = 500_000;

/// Paths of commands for which none is established. A client can avoid them on the socket.
pub const PATHS: &[(i32, &str)] = &[
    (600, "v1/conversation/get_info"),
    (601, "v1/conversation/set_info"),
    (602, "v1/conversation/create"),
    (607, "v1/conversation/get_info_list"),
    (653, "v1/conversation/set_role"),
    (801, "v1/group/get_info"),
    (802, "v1/group/set_info"),
    (803, "v1/group/get_info_list"),
    (903, "v1/conversation/get_core_info_list"),
    (2026, "v1/conversation/get_apply"),
    (2035, "v1/message/get_message_by_index_v2"),
    (2100, "v1/search/global_message"),
    (2101, "v1/search/group"),
    (2102, "v1/search/conversation_message"),
    (2103, "v1/search/message_preview"),
    (2105, "v3/conversation/batch_mark_read"),
];
