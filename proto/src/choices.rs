//! Numbers and names that the protocol leaves open: our own choices, all in one place so that one
//! can be corrected without a search. Nothing in this file is a fact of IM Cloud
//! (`docs/PROTOCOL.md`, chapter Own choices).

/// `ConversationType` of a live group.
pub const MASS_CHAT: i32 = 5;

/// Header of 2006 with [`MASS_CHAT`] in `customed_con_type`: only live groups whose name has these words.
pub const HEADER_LIVE_WORDS: &str = "a:live_words";

/// Key of `biz_ext` of 650 in a live group: how the person is called there.
pub const LIVE_ALIAS: &str = "alias";

/// Key of `biz_ext` of 650 in a live group: address of the picture they have there.
pub const LIVE_AVATAR: &str = "avatar_url";

/// Most characters of a name in a live group, and of the name of one.
pub const MAX_LIVE_NAME_CHARS: usize = 10;

/// Longest address of a picture in a live group, in bytes.
pub const MAX_LIVE_AVATAR_BYTES: usize = 500;

/// Most live groups of a service (`ConversationOperationStatus` 5).
pub const MAX_LIVE_GROUPS: i64 = 200;

/// Most live groups of one owner.
pub const MAX_OWN_LIVE_GROUPS: i64 = 20;

/// Most people in a live group at a time (`ConversationOperationStatus` 5).
pub const MAX_LIVE_MEMBERS: usize = 10_000;

/// Most managers of a live group (status 52).
pub const MAX_LIVE_MANAGERS: i64 = 10;

/// Most people on the white list of a live group.
pub const MAX_LIVE_SPEAKERS: i64 = 100;

/// Most people of a live group who cannot write for a time.
pub const MAX_LIVE_MUTED: i64 = 1_000;

/// Most people who cannot come into a live group.
pub const MAX_LIVE_BARRED: i64 = 1_000;

/// Most people of a live group who have a mark.
pub const MAX_LIVE_MARKED: i64 = 1_000;

/// Most marks that a live group knows.
pub const MAX_LIVE_MARKS: usize = 20;

/// Longest name of a mark, in characters. It has no comma.
pub const MAX_LIVE_MARK_CHARS: usize = 10;

/// Header of 605 in a live group: which list is wanted; without it, who is in the group.
pub const HEADER_LIVE_LIST: &str = "a:live_list";

/// Value of [`HEADER_LIVE_LIST`]: who cannot write for a time.
pub const LIVE_MUTED: &str = "muted";

/// Value of [`HEADER_LIVE_LIST`]: the white list.
pub const LIVE_SPEAKERS: &str = "speakers";

/// Value of [`HEADER_LIVE_LIST`]: who cannot come in.
pub const LIVE_BARRED: &str = "barred";

/// Value of [`HEADER_LIVE_LIST`]: who has the mark that [`HEADER_LIVE_MARK`] names.
pub const LIVE_MARKED: &str = "marked";

/// Header of 605 in a live group: a mark.
pub const HEADER_LIVE_MARK: &str = "a:live_mark";

/// Ext of a member of a live group: since when they are in it, milliseconds since 1970. Absent when they are not.
pub const EXT_LIVE_SINCE: &str = "a:since";

/// Ext of a member of a live group, and `biz_ext` of 655: "1" on the white list; "0" takes off it.
pub const EXT_LIVE_SPEAKS: &str = "a:speaks";

/// Ext of a member of a live group who cannot come in: until when, milliseconds since 1970; "0" without an end.
pub const EXT_LIVE_BARRED_UNTIL: &str = "a:barred_until";

/// Ext of a member of a live group: their marks, separated by commas.
pub const EXT_LIVE_MARKS: &str = "a:marks";

/// `biz_ext` of 655 in a live group: marks that the member gets, separated by commas.
pub const LIVE_ADD_MARKS: &str = "a:add_marks";

/// `biz_ext` of 655 in a live group: marks that the member loses, separated by commas.
pub const LIVE_REMOVE_MARKS: &str = "a:remove_marks";

/// `biz_ext` of 651 in a live group: the seconds for which those who are put out cannot come in, "0" without an end;
/// [`LIVE_LET_IN`] lets them in again.
pub const LIVE_BAR: &str = "a:bar";

/// Value of [`LIVE_BAR`].
pub const LIVE_LET_IN: &str = "off";

/// Key of an entry of the shared info of a live group (904) for each mark that it knows, before the name of the mark. "1",
/// and empty in a change that takes the mark away, from everybody who has it as well.
pub const EXT_LIVE_MARK: &str = "a:mark:";

/// Messages of low and normal priority that a live group tells in a second.
pub const LIVE_RATE: f64 = 30.0;

/// Messages of high priority that a live group tells in a second.
pub const LIVE_HIGH_RATE: f64 = 10.0;

/// Messages of a live group that are kept.
pub const LIVE_KEPT: i64 = 10_000;

/// How long a message of a live group is kept, in milliseconds: a day.
pub const LIVE_KEPT_MS: i64 = 24 * 60 * 60 * 1_000;

/// `MessageType` of application-defined JSON. Any unknown type below 50000 is read the same way.
pub const CUSTOM: i32 = 10012;

/// `MessageType` of a custom transient message (2031). Receivers decide by the JSON, not by this.
pub const CUSTOM_P2P: i32 = 10013;

/// `MessageType` accepted as a newer kind of video; 10004 is what we send.
pub const VIDEO_V2: i32 = 10014;

/// `type` inside the JSON of a transient message that says "is typing".
pub const TYPING_CONTENT_TYPE: i64 = 1000;

/// Longest content of a transient message that a client passes on, in bytes: more than any sign of what somebody does.
pub const MAX_SIGNAL_BYTES: usize = 4 * 1024;

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

/// Most conversations in one 613; more are status 18.
pub const MAX_READS: usize = 100;

/// Most members of a group, unless the server is told otherwise; more is refused with `TOUCH_LIMITS` (5) in the body.
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

/// How often one user may ask: how much at once, and how much comes back in a minute, of messages (100, 705, 2021, 2031, 2036; status
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

/// Message ext of a coupon that was taken: by whom. Set by the server.
pub const EXT_COUPON_USER: &str = "s:coupon_user";

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

/// Most messages one user can have among the favourites; more are refused.
pub const MAX_FAVOURITES: usize = 1_000;

/// Most messages of one conversation that a user can pin, and most that are pinned for everybody; more are refused.
pub const MAX_PINS: usize = 100;

/// `service` of a frame when the peer has not named one yet.
pub const SERVICE: i32 = 2;

/// Conversation kept, history cleared: key in the `ext` of a setting update (922 style), holding
/// the index up to which the history is gone. The server keeps the highest index that this member has
/// cleared or deleted there: a `min_index` above it comes from joining (again).
pub const EXT_CLEARED_INDEX: &str = "a:cleared_index";

/// Entries of a member's private settings (`ext`, changed by 922), each a text; see `docs/PROTOCOL.md`, own choices,
/// section 9. "1" while the member has marked the conversation as unread.
pub const EXT_MARKED_UNREAD: &str = "a:unread";

/// Private settings: the conversation is archived as long as its newest message has a lower index, or it is muted.
/// "0" or absent: it is not.
pub const EXT_ARCHIVED: &str = "a:archived";

/// Private settings of a pinned conversation: `{set_top_time}:{number}`. Pinned ones stand in the order of falling
/// numbers; without an entry for its `set_top_time`, the number of a conversation is that time multiplied by
/// [`PIN_STEP`].
pub const EXT_PIN_ORDER: &str = "a:pin_order";

/// How many places there are between two pins that were made one millisecond apart.
pub const PIN_STEP: i64 = 1_000;

/// Private settings: ids of the folders in which the conversation is, separated by commas.
pub const EXT_FOLDERS: &str = "a:folders";

/// Private settings of the conversation with oneself: the folders of the account in their order, a JSON list of `id` and
/// `name`.
pub const EXT_FOLDER_LIST: &str = "a:folder_list";

/// Most folders of an account.
pub const MAX_FOLDERS: usize = 50;

/// Longest name of a folder, in characters.
pub const MAX_FOLDER_NAME_CHARS: usize = 30;

/// Header of the answer to 301: the highest index of the conversation that is no longer kept.
/// Absent when everything from the beginning is.
pub const HEADER_GONE_INDEX: &str = "a:gone_index";

/// Header of the answer to 200: the cursor asked from was never given out, or a run is not known, because the server was
/// set back to an older state. The value is the last cursor up to the one asked from that was given out. Absent otherwise.
/// Any other command that names a run that is not known is refused, with this header and the value 0.
pub const HEADER_SET_BACK: &str = "a:set_back";

/// Header of every answer: the run of the server that it comes from, a number that each start draws and keeps in the
/// database. Absent where there are no such numbers.
pub const HEADER_RUN: &str = "a:run";

/// Header of a request: the runs whose answers this device has kept something of, separated by commas. When the
/// server's database knows one of them not, it was set back to a state before that run, and the answer has
/// [`HEADER_SET_BACK`]: of 200 whatever the cursor, and any other command is not carried out. The client sends it with 200
/// and with what names a place in a history (603, 922, 2002): there may be another message in that place now.
pub const HEADER_RUNS: &str = "a:runs";

/// Most runs that one request names.
pub const MAX_RUNS: usize = 64;

/// Ext key of a system line that the server has made: JSON of what happened (`docs/PROTOCOL.md`, own choices,
/// section 8). Of a message that has a sender it says nothing.
pub const EXT_NOTICE: &str = "a:notice";

/// Ext of a member who cannot write: until when, milliseconds since 1970 by the server's clock. Without it there is no end.
pub const EXT_MUTED_UNTIL: &str = "a:muted_until";

/// Ext of a member who cannot write, and `biz_ext` of 2019: why. Only they are told.
pub const EXT_MUTE_REASON: &str = "a:mute_reason";

/// Entry of the shared info (`ext`, changed by 904 and 905): who adds people to a group. [`LEADERS_ADD`], or everybody.
pub const EXT_WHO_ADDS: &str = "a:who_adds";

/// Value of [`EXT_WHO_ADDS`]: owner and managers.
pub const LEADERS_ADD: &str = "leaders";

/// Shared info of a group, told by the server: "1" when owner and managers decide who comes in (2023).
pub const EXT_JOIN_APPROVAL: &str = "a:join_approval";

/// Private settings of an owner or manager, told by the server: how many requests to join wait that they have not seen.
pub const EXT_JOIN_REQUESTS: &str = "a:join_requests";

/// Push 508: a request to join a group was refused. Its content is JSON: `group`, the name of the group.
pub const JOIN_REFUSED: i32 = 106;

/// Most requests to join one group that wait for an answer.
pub const MAX_JOIN_REQUESTS: usize = 500;

/// Longest words that come with a request to join, in characters.
pub const MAX_JOIN_REASON_CHARS: usize = 200;

/// Longest reason, in characters.
pub const MAX_MUTE_REASON_CHARS: usize = 200;

/// Longest time for which a member is muted, in seconds; what is longer has no end.
pub const MAX_MUTE_SECONDS: i64 = 366 * 24 * 60 * 60;

/// Check code of a message (status 5) in a group where only owner and managers can write.
pub const CHECK_GROUP_MUTED: i64 = 7101;

/// Check code of a message (status 5) of a member who cannot write for a time.
pub const CHECK_MEMBER_MUTED: i64 = 7102;

/// Check code of a message (status 3) that calls everyone, of somebody who is neither owner nor manager.
pub const CHECK_CALLS_EVERYONE: i64 = 7103;

/// Check code of a message (status 3) whose picture, file, video or recording is not in the storage: never uploaded, or
/// taken away since. Nothing was stored; it can be uploaded again and sent under the same id.
pub const CHECK_MEDIA_GONE: i64 = 7104;

/// Message ext: pictures sent together share this value.
pub const EXT_ALBUM_ID: &str = "a:album_id";

/// Message ext: place of a picture in its album, from 0.
pub const EXT_ALBUM_INDEX: &str = "a:album_index";

/// Message ext: how many pictures the album has.
pub const EXT_ALBUM_COUNT: &str = "a:album_count";

/// Message ext: "1" when a picture moves, which its media type says of GIF alone.
pub const EXT_ANIMATED: &str = "a:animated";

/// Message ext: placeholder of a picture, a thumbhash in base64.
pub const EXT_THUMBHASH: &str = "a:thumbhash";

/// Message ext: how loud a recording is from its beginning to its end, at most [`MAX_WAVE_BYTES`] bytes in base64.
pub const EXT_WAVE: &str = "a:wave";

/// Longest wave form of a recording, in bytes.
pub const MAX_WAVE_BYTES: usize = 64;

/// Reaction (705) of somebody who has heard a recording. It is shown as that, and not among the reactions.
pub const PROPERTY_PLAYED: &str = "a:played";

/// Longest recording that is made here, in milliseconds; others may be longer.
pub const MAX_VOICE_MS: u32 = 60_000;

/// Shortest recording that is sent, in milliseconds.
pub const MIN_VOICE_MS: u32 = 1_000;
/// `type` of a custom message that is a card with messages of another conversation.
pub const HISTORY: &str = "linnet_history";

/// Most messages on such a card.
pub const MAX_HISTORY_ENTRIES: usize = 100;

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
    (905, "v1/conversation/delete_core_ext_info"),
    (2026, "v1/conversation/get_apply"),
    (2035, "v1/message/get_message_by_index_v2"),
    (2100, "v1/search/global_message"),
    (2101, "v1/search/group"),
    (2102, "v1/search/conversation_message"),
    (2103, "v1/search/message_preview"),
    (2105, "v3/conversation/batch_mark_read"),
    (SET_PROFILE, "v1/profile/set_info"),
    (UPDATE_FRIEND, "v1/friend/update"),
    (READ_REQUESTS, "v1/friend/read_apply"),
    (SIGN_OUT_OTHERS, "v1/token/revoke_others"),
    (CLOSE_ACCOUNT, "v1/profile/close"),
    (WATCH_PRESENCE, "v1/presence/watch"),
    (LIST_BOTS, "v1/bot/list"),
    (NEW_CHAT, "v1/bot/new_chat"),
    (STOP_ANSWER, "v1/bot/stop"),
    (ANSWER_AGAIN, "v1/bot/again"),
];

/// Commands for what the wire does not carry. They have no body: what they say stands in headers of the request, named
/// below. A server that does not know them answers `INVALID_CMD` (5), for which there is a sentence.
///
/// Changes the caller's own profile: [`HEADER_NICK_NAME`], [`HEADER_PORTRAIT`], [`HEADER_DESCRIPTION`]; what is absent
/// stays.
pub const SET_PROFILE: i32 = 9301;

/// Changes what the caller calls a friend: [`HEADER_USER`], [`HEADER_ALIAS`], [`HEADER_NOTE`]; what is absent stays.
pub const UPDATE_FRIEND: i32 = 9302;

/// The caller has seen the friend requests up to [`HEADER_READ_INDEX`].
pub const READ_REQUESTS: i32 = 9303;

/// Every token of the caller but the one of this request is revoked. The answer has [`HEADER_COUNT`]: how many.
pub const SIGN_OUT_OTHERS: i32 = 9304;

/// Takes the next part of the caller's account away. The answer has [`HEADER_COUNT`]: how many parts are left; with 0 the
/// account is gone.
pub const CLOSE_ACCOUNT: i32 = 9305;

/// Header of the answers to [`SIGN_OUT_OTHERS`] and [`CLOSE_ACCOUNT`].
pub const HEADER_COUNT: &str = "a:count";

/// Asks who of these people are there ([`HEADER_USERS`]; more than [`MAX_WATCHED`] are status 18). The answer says it in
/// [`HEADER_PRESENCE`]. Over a socket it is told of each change from then on, until the next of these commands over the
/// same socket names others; without anybody nothing is told.
pub const WATCH_PRESENCE: i32 = 9320;

/// Header of [`WATCH_PRESENCE`]: ids of people, separated by commas.
pub const HEADER_USERS: &str = "a:users";

/// Header of the answer to [`WATCH_PRESENCE`]: `{user}:{state}` of those of whom the caller may know it, separated by
/// commas. The state is [`PRESENT`], [`ABSENT`], or when they were there last: milliseconds since 1970.
pub const HEADER_PRESENCE: &str = "a:presence";

/// State of somebody who has a connection.
pub const PRESENT: i64 = 1;

/// State of somebody who has none, when it is not known or not told since when.
pub const ABSENT: i64 = 0;

/// Most people that one connection watches.
pub const MAX_WATCHED: usize = 500;

/// `type` inside the JSON of a transient message (push 504, without a conversation) that tells of presence; `presence`
/// beside it is as [`HEADER_PRESENCE`], of those for whom it changed.
pub const PRESENCE_CONTENT_TYPE: i64 = 1020;

/// A connection is told of presence at most once in this time, in milliseconds: all that has changed since.
pub const PRESENCE_INTERVAL_MS: u64 = 1_000;

/// Header of [`SET_PROFILE`]: name.
pub const HEADER_NICK_NAME: &str = "a:nick_name";

/// Header of [`SET_PROFILE`]: address of the picture.
pub const HEADER_PORTRAIT: &str = "a:portrait";

/// Header of [`SET_PROFILE`], and key in the JSON of `basic_ext_info` of a profile: what somebody says of themselves.
pub const HEADER_DESCRIPTION: &str = "a:description";

/// Header of [`UPDATE_FRIEND`]: whom it is about.
pub const HEADER_USER: &str = "a:user";

/// Header of [`UPDATE_FRIEND`]: the name given to a friend. In the ext of a friend its key is [`EXT_ALIAS`].
pub const HEADER_ALIAS: &str = "a:alias";

/// Header of [`UPDATE_FRIEND`], and key in the ext of a friend: words about them that only the caller sees.
pub const HEADER_NOTE: &str = "a:note";

/// Header of [`READ_REQUESTS`], and of the answer to 2048: requests up to this index are seen.
pub const HEADER_READ_INDEX: &str = "a:read_index";

/// Header of 2032, 2047, 2048 and 2050: the direction of a page, [`NEWER`] or [`OLDER`] (which is also meant without it).
/// An answer that went by it repeats it. Newer: what changed after the cursor, what is gone included, the first change
/// first; only the newest change of each is told.
pub const HEADER_DIRECTION: &str = "a:direction";

/// What changed after the cursor.
pub const NEWER: &str = "1";

/// What is there now, the newest first.
pub const OLDER: &str = "2";

/// Ext of a friend: the name that the caller has given them.
pub const EXT_ALIAS: &str = "alias";

/// Ext of an entry of a list in the direction [`NEWER`]: "1" when it is in the list no more. An entry of the block list,
/// which has no ext, has no `create_time` then.
pub const EXT_GONE: &str = "a:gone";

/// Ext of a friend request: the words that came with it.
pub const EXT_GREETING: &str = "a:greeting";

/// Ext of a friend request: grows with each request to somebody, and is what [`READ_REQUESTS`] counts by.
pub const EXT_INDEX: &str = "a:index";

/// What the push 508 tells beside its three kinds: a request was refused.
pub const FRIEND_REFUSED: i32 = 101;

/// Push 508: requests were seen, on another device.
pub const FRIEND_REQUESTS_READ: i32 = 102;

/// Push 508: what the person calls a friend changed, on another device.
pub const FRIEND_UPDATED: i32 = 103;

/// Push 508: the block list changed, on another device.
pub const BLOCK_LIST_CHANGED: i32 = 104;

/// Push 508: somebody has another name, picture or description.
pub const PROFILE_CHANGED: i32 = 105;

/// Longest words about a friend that only the person sees, in characters.
pub const MAX_NOTE_CHARS: usize = 500;

/// Longest words that come with a friend request, in characters.
pub const MAX_GREETING_CHARS: usize = 200;

/// Most friends of one user (status 61, 63).
pub const MAX_FRIENDS: i64 = 10_000;

/// Most people one user blocks (status 66).
pub const MAX_BLOCKED: i64 = 1_000;

/// Most friend requests of one user that wait for an answer (`FriendErrorCode` 2).
pub const MAX_SENT_REQUESTS: i64 = 200;

/// Most friend requests to one user that wait for an answer (`FriendErrorCode` 3).
pub const MAX_RECEIVED_REQUESTS: i64 = 1_000;

/// Lists bots, the lowest id first, behind [`HEADER_CURSOR`]. The answer has [`HEADER_BOTS`], and [`HEADER_CURSOR`] when
/// there are more.
pub const LIST_BOTS: i32 = 9330;

/// The chat with a bot ([`HEADER_CONVERSATION`]) begins anew: the bot remembers nothing of what stands before. With
/// [`HEADER_GREETING`] = "1" it greets.
pub const NEW_CHAT: i32 = 9331;

/// An answer that is being written ([`HEADER_CONVERSATION`], [`HEADER_MESSAGE`]) ends where it is.
pub const STOP_ANSWER: i32 = 9332;

/// The newest answer of a chat ([`HEADER_CONVERSATION`], [`HEADER_MESSAGE`]) is written once more, in the same message.
pub const ANSWER_AGAIN: i32 = 9333;

/// Header of [`LIST_BOTS`] and its answer: the last id that is known.
pub const HEADER_CURSOR: &str = "a:cursor";

/// Header of the answer to [`LIST_BOTS`]: ids, separated by commas.
pub const HEADER_BOTS: &str = "a:bots";

/// Header of commands about a chat with a bot: its number.
pub const HEADER_CONVERSATION: &str = "a:conversation";

/// Header of [`NEW_CHAT`]: "1" when the bot is to greet.
pub const HEADER_GREETING: &str = "a:send_notice";

/// Header of commands about an answer: the server's id of the message.
pub const HEADER_MESSAGE: &str = "a:message";

/// Bots of one page.
pub const MAX_BOTS_PAGE: usize = 50;

/// Key in the JSON of `basic_ext_info` of a profile: "1" for a bot.
pub const EXT_BOT: &str = "a:bot";

/// Message ext of an answer that is written piece by piece, each an edit (2021) with all of its words: how far it is.
/// [`STREAM_ON`], [`STREAM_DONE`], [`STREAM_FAILED`] or [`STREAM_STOPPED`].
pub const EXT_STREAM: &str = "a:stream";

/// Message ext of such an answer: when its last piece came, milliseconds by the server's clock. Set by the server.
pub const EXT_STREAM_TIME: &str = "a:stream_time";

/// Message ext of such an answer: how often it was asked for again. Set by the server.
pub const EXT_STREAM_TRY: &str = "a:stream_try";

/// Value of [`EXT_STREAM`]: it is being written.
pub const STREAM_ON: &str = "on";

/// Value of [`EXT_STREAM`]: it is complete.
pub const STREAM_DONE: &str = "done";

/// Value of [`EXT_STREAM`]: the bot could not go on.
pub const STREAM_FAILED: &str = "failed";

/// Value of [`EXT_STREAM`]: somebody has stopped it.
pub const STREAM_STOPPED: &str = "stopped";

/// After so many milliseconds without a piece an answer counts as interrupted; a piece that comes later goes on with it.
pub const STREAM_SILENCE_MS: i64 = 30_000;
