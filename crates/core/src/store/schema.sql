-- The account's database as it is today: what the steps lead to, and a test compares both. What a person sees is made
-- from these tables and nothing else.
--
-- Times are milliseconds since 1970. 0 stands for "not known" in ids, indexes and times, '' in texts, so that no
-- column is ever NULL. Texts in JSON are written by this program only. Numbers of the wire keep their numbers.

-- Small facts of the account: inbox_cursor, store_seq, loaded, and so on (meta.rs names them).
CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- A conversation: what the server says (shared part, the person's own settings) and the summary the list is painted
-- from. The summary is refreshed in the transaction that changes a message; a test compares it with the messages.
CREATE TABLE conversation (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id   TEXT    NOT NULL UNIQUE,
    short_id          INTEGER NOT NULL DEFAULT 0,
    kind              INTEGER NOT NULL DEFAULT 0,  -- conversation_type of the wire, all bits
    inbox             INTEGER NOT NULL DEFAULT 0,
    ticket            TEXT    NOT NULL DEFAULT '',
    peer              INTEGER NOT NULL DEFAULT 0,  -- the other person of a 1:1
    member            INTEGER NOT NULL DEFAULT 1,
    member_count      INTEGER NOT NULL DEFAULT 0,
    created           INTEGER NOT NULL DEFAULT 0,
    -- Shared by all members; accepted when info_version is not older.
    info_version      INTEGER NOT NULL DEFAULT 0,
    name              TEXT    NOT NULL DEFAULT '',
    description       TEXT    NOT NULL DEFAULT '',
    notice            TEXT    NOT NULL DEFAULT '',
    icon              TEXT    NOT NULL DEFAULT '',
    owner             INTEGER NOT NULL DEFAULT 0,
    core_ext          TEXT    NOT NULL DEFAULT '{}',
    -- The person's own; accepted when setting_version is not older.
    setting_version   INTEGER NOT NULL DEFAULT 0,
    pinned            INTEGER NOT NULL DEFAULT 0,
    pinned_time       INTEGER NOT NULL DEFAULT 0,  -- set_top_time: compared, never shown
    muted             INTEGER NOT NULL DEFAULT 0,
    setting_ext       TEXT    NOT NULL DEFAULT '{}',
    -- Positions. They only grow.
    min_index         INTEGER NOT NULL DEFAULT 0,  -- messages at or below are hidden and gone from here
    read_index        INTEGER NOT NULL DEFAULT 0,
    badge_count       INTEGER NOT NULL DEFAULT 0,
    read_badge_count  INTEGER NOT NULL DEFAULT 0,
    -- The information above is missing or known to be old, and is asked for again. It counts, so that an answer does
    -- not settle what was wanted after it was asked for.
    info_wanted       INTEGER NOT NULL DEFAULT 0,
    members_loaded    INTEGER NOT NULL DEFAULT 0,  -- every page of the member list was stored
    -- Grows whenever somebody is known to have come or gone.
    members_version   INTEGER NOT NULL DEFAULT 0,
    -- 1 not in the list until a newer message comes: set by "delete conversation". 2 the same, but in the list while
    -- something that is written here stands in it.
    hidden            INTEGER NOT NULL DEFAULT 0,
    -- Summary.
    sort_time         INTEGER NOT NULL DEFAULT 0,
    unread            INTEGER NOT NULL DEFAULT 0,
    mentioned         INTEGER NOT NULL DEFAULT 0,
    outgoing          INTEGER NOT NULL DEFAULT 0,  -- 0 nothing, 1 sending, 2 stopped
    preview_kind      INTEGER NOT NULL DEFAULT 0,  -- 0 none, then model::kind::Noun
    preview_text      TEXT    NOT NULL DEFAULT '',
    preview_sender    INTEGER NOT NULL DEFAULT 0,
    -- What the person's waiting operations make of it (operation.rs), over what the server says: -1 and 0 for nothing.
    wanted_pinned     INTEGER NOT NULL DEFAULT -1,
    wanted_muted      INTEGER NOT NULL DEFAULT -1,
    wanted_min_index  INTEGER NOT NULL DEFAULT 0,
    -- What the newest message says that happened to the group: JSON of model::kind::notice::GroupEvent, '' for nothing.
    preview_event     TEXT    NOT NULL DEFAULT '',
    preview_actor     INTEGER NOT NULL DEFAULT 0,  -- who did that; they may be no member any more
    silenced          INTEGER NOT NULL DEFAULT 0,  -- who cannot write: model::conversation::Silenced
    -- The person's own row of participant, for the line.
    my_role           INTEGER NOT NULL DEFAULT 0,
    my_muted_until    INTEGER NOT NULL DEFAULT 0,
    my_mute_reason    TEXT    NOT NULL DEFAULT '',
    -- What else the person has set: a favourite; JSON of the entries that waiting operations set (model/entry.rs), and
    -- what these and setting_ext say, derived when either changes (conversation/own.rs).
    favourite         INTEGER NOT NULL DEFAULT 0,
    wanted_favourite  INTEGER NOT NULL DEFAULT -1,
    wanted_entries    TEXT    NOT NULL DEFAULT '{}',
    marked_unread     INTEGER NOT NULL DEFAULT 0,
    archived_below    INTEGER NOT NULL DEFAULT 0,  -- archived while newest_index is lower, or it is muted; 0: not
    pin_order         INTEGER NOT NULL DEFAULT 0,  -- among the pinned ones, higher ones first
    folders           TEXT    NOT NULL DEFAULT '', -- ids, separated by commas
    let_through       TEXT    NOT NULL DEFAULT '', -- JSON of model::let_through::LetThrough as the wire has it
    newest_index      INTEGER NOT NULL DEFAULT 0,  -- summary: of the newest message that moves it up
    join_requests     INTEGER NOT NULL DEFAULT 0,  -- that wait and that an owner or manager has not seen
    -- Deleted on this device alone up to here: a load that brings nothing newer does not list it.
    deleted_here      INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Asked for before a conversation is shown, in small batches.
CREATE INDEX conversation_wanted ON conversation (id) WHERE info_wanted > 0;
-- Conversations that show a person's name.
CREATE INDEX conversation_peer ON conversation (peer) WHERE peer <> 0;
-- Conversations whose line says what somebody did.
CREATE INDEX conversation_actor ON conversation (preview_actor) WHERE preview_actor <> 0;

-- A message from its local echo to its recall: one row, one id.
CREATE TABLE message (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    key          TEXT    NOT NULL UNIQUE,             -- client message id, or 's:' and the server id
    server_id    INTEGER NOT NULL DEFAULT 0,
    sender       INTEGER NOT NULL DEFAULT 0,
    kind         INTEGER NOT NULL DEFAULT 0,          -- message_type of the wire
    -- Position. index_in_conversation is for ranges and read positions, place for display:
    -- the server's order; for a stopped message the order of the message it followed; AWAITING (2^62) when it is at
    -- the server and its order has not come; UNSENT (2^62 + 1) while it is in the outbox. tier is 1 for a stopped one,
    -- more for one that the server lost: those stand in their old order behind the last one that it still has.
    message_index INTEGER NOT NULL DEFAULT 0,
    place        INTEGER NOT NULL DEFAULT 0,
    tier         INTEGER NOT NULL DEFAULT 0,
    follows      INTEGER NOT NULL DEFAULT 0,          -- order of the newest message when this one was written
    created      INTEGER NOT NULL DEFAULT 0,
    version      INTEGER NOT NULL DEFAULT 0,
    -- 0 at the server, 1 accepted here, 2 sent (answer came), 3 stopped, 4 at the server, shown to oneself only,
    -- 5 here only, since the server was set back
    state        INTEGER NOT NULL DEFAULT 0,
    reason       TEXT    NOT NULL DEFAULT '',         -- JSON of view::row::Reason for states 3 and 4
    content      TEXT    NOT NULL DEFAULT '',         -- as on the wire; wiped by recall and deletion
    ext          TEXT    NOT NULL DEFAULT '{}',
    -- Derived from the columns above and the person of this account (model/message.rs), because every row is asked.
    deleted      INTEGER NOT NULL DEFAULT 0,          -- for oneself; the row stays so that it does not come back
    hidden       INTEGER NOT NULL DEFAULT 0,          -- deleted, or not for this person
    recalled     INTEGER NOT NULL DEFAULT 0,
    counts       INTEGER NOT NULL DEFAULT 0,          -- can be unread
    pops         INTEGER NOT NULL DEFAULT 0,          -- moves its conversation up
    previews     INTEGER NOT NULL DEFAULT 0,          -- may be the line of the list
    mentions_me  INTEGER NOT NULL DEFAULT 0,
    -- What waiting operations make of it, as bits: 1 deleted, 2 withdrawn, 4 cleared with its conversation. The columns
    -- above are derived from it as well; the words stay until the server has confirmed.
    wanted       INTEGER NOT NULL DEFAULT 0,
    wanted_content   TEXT NOT NULL DEFAULT '',        -- content that is shown instead, as on the wire; '' for none
    wanted_reactions TEXT NOT NULL DEFAULT '{}',      -- JSON: which own reaction is to be there (true) or not (false)
    unsaved_edit     TEXT NOT NULL DEFAULT '',        -- JSON of model::message::UnsavedEdit: refused, kept for its words
    -- The message it answers, as the server says (protocol: content, section 6). What is shown of it is read from its
    -- own row when it is here.
    quoted            INTEGER NOT NULL DEFAULT 0,     -- its server id
    quoted_hint       TEXT    NOT NULL DEFAULT '',    -- words of it; wiped with it
    quoted_kind       INTEGER NOT NULL DEFAULT 0,
    quoted_state      INTEGER NOT NULL DEFAULT 0,     -- MessageStatus of the wire
    quoted_sender     INTEGER NOT NULL DEFAULT 0,
    quoted_root       INTEGER NOT NULL DEFAULT 0,     -- first message of the thread
    quoted_root_index INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Answers to a message, which change with it.
CREATE INDEX message_quoted ON message (quoted, conversation) WHERE quoted <> 0;
-- Messages of a thread.
CREATE INDEX message_thread ON message (quoted_root, conversation) WHERE quoted_root <> 0;
-- Commands name their target by the server's id.
CREATE UNIQUE INDEX message_server_id ON message (server_id) WHERE server_id <> 0;
-- The timeline.
CREATE INDEX message_place ON message (conversation, place, tier, message_index, id) WHERE hidden = 0;
-- Days, to be gone to.
CREATE INDEX message_created ON message (conversation, created) WHERE hidden = 0;
-- Read and history positions, unread count.
CREATE INDEX message_index ON message (conversation, message_index, counts, mentions_me) WHERE message_index > 0;
-- What calls the person and can be unread.
CREATE INDEX message_mention ON message (conversation, message_index)
    WHERE mentions_me = 1 AND counts = 1 AND message_index > 0;
-- Pictures, for what shows one, in the order of the timeline.
CREATE INDEX message_picture ON message (conversation, place, tier, message_index, id) WHERE kind = 10003;
-- Files likewise.
CREATE INDEX message_file ON message (conversation, place, tier, message_index, id) WHERE kind = 10005;
CREATE INDEX message_voice ON message (conversation, place, tier, message_index, id) WHERE kind = 10006;

CREATE INDEX message_video ON message (id) WHERE kind IN (10004, 10014);

-- Custom messages: cards with pictures of other conversations are among them.
CREATE INDEX message_custom ON message (conversation, id) WHERE kind = 10012;
CREATE INDEX message_system ON message (conversation, message_index) WHERE kind = 10008;
CREATE INDEX message_sticker ON message (conversation, id) WHERE kind = 10002;

-- What a server that was set back has lost.
CREATE INDEX message_lost ON message (conversation, server_id) WHERE tier > 1;

-- Which parts of the history are complete: "everything from lo to hi has been fetched". Ranges of one state never
-- touch or overlap. What no range covers is a gap.
CREATE TABLE index_range (
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    lo           INTEGER NOT NULL,
    hi           INTEGER NOT NULL,
    gone         INTEGER NOT NULL DEFAULT 0,          -- 1: the server does not keep it any more
    PRIMARY KEY (conversation, lo)
) STRICT, WITHOUT ROWID;

-- A recall, change or deletion of a message that is not stored yet. Merged when the message comes.
CREATE TABLE pending_mutation (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    server_id INTEGER NOT NULL DEFAULT 0,
    key       TEXT    NOT NULL DEFAULT '',
    kind      INTEGER NOT NULL,                       -- pending.rs numbers them
    version   INTEGER NOT NULL DEFAULT 0,
    data      TEXT    NOT NULL DEFAULT '{}'
) STRICT;

CREATE INDEX pending_mutation_server_id ON pending_mutation (server_id);
CREATE INDEX pending_mutation_key ON pending_mutation (key) WHERE server_id = 0;

-- Reactions: property_list of the wire, flattened.
CREATE TABLE reaction (
    message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    key     TEXT    NOT NULL,
    user_id INTEGER NOT NULL,
    value   TEXT    NOT NULL DEFAULT '',
    created INTEGER NOT NULL DEFAULT 0,               -- milliseconds
    PRIMARY KEY (message, key, user_id)
) STRICT, WITHOUT ROWID;

-- Messages that are marked (model/mark.rs), which need not be here: those that are not are asked for.
CREATE TABLE mark (
    server_id    INTEGER NOT NULL,                    -- of the message
    kind         INTEGER NOT NULL,                    -- ActionType of the wire
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    time         INTEGER NOT NULL DEFAULT 0,          -- what lists are sorted by, milliseconds
    confirmed    INTEGER NOT NULL DEFAULT 0,          -- the server says that it is marked
    wanted       INTEGER NOT NULL DEFAULT -1,         -- what a waiting operation makes of that: 1 marked, 0 not, -1 nothing
    told         INTEGER NOT NULL DEFAULT 0,          -- number of the newest push about it (mark.rs)
    PRIMARY KEY (server_id, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX mark_time ON mark (kind, time);
CREATE INDEX mark_conversation ON mark (conversation, kind, time);
-- Words of own texts that the person has withdrawn, to be written again: gone when they were, and after a day.
CREATE TABLE withdrawn (
    message INTEGER PRIMARY KEY NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    words   TEXT    NOT NULL,
    since   INTEGER NOT NULL                          -- milliseconds
) STRICT;

-- People whose name is needed. fetched 0: not asked for yet.
CREATE TABLE person (
    user_id   INTEGER PRIMARY KEY NOT NULL,
    nick_name TEXT    NOT NULL DEFAULT '',
    portrait  TEXT    NOT NULL DEFAULT '',            -- address of the picture
    fetched   INTEGER NOT NULL DEFAULT 0,
    -- The server knows nobody by this number.
    missing   INTEGER NOT NULL DEFAULT 0,
    remark    TEXT    NOT NULL DEFAULT '',            -- what the person calls them, waiting operations included
    description TEXT  NOT NULL DEFAULT '',            -- what they say of themselves
    bot       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX person_wanted ON person (user_id) WHERE fetched = 0;

-- Friends, blocked people, and whom the person has asked something about: what the server said. `wanted` is JSON of
-- model::contact::ContactEffect.
CREATE TABLE contact (
    user_id INTEGER PRIMARY KEY NOT NULL,
    friend  INTEGER NOT NULL DEFAULT 0,
    since   INTEGER NOT NULL DEFAULT 0,               -- milliseconds
    remark  TEXT    NOT NULL DEFAULT '',              -- what the person calls them
    note    TEXT    NOT NULL DEFAULT '',              -- for the person alone
    blocked INTEGER NOT NULL DEFAULT 0,
    wanted  TEXT    NOT NULL DEFAULT ''
) STRICT;

-- Requests to be a friend, to the person and by them.
CREATE TABLE contact_request (
    incoming      INTEGER NOT NULL,
    user_id       INTEGER NOT NULL,
    greeting      TEXT    NOT NULL DEFAULT '',
    asked         INTEGER NOT NULL DEFAULT 0,         -- milliseconds
    state         INTEGER NOT NULL DEFAULT 0,         -- ApplyStatusCode of the wire
    request_index INTEGER NOT NULL DEFAULT 0,         -- what was seen is counted by it
    PRIMARY KEY (incoming, user_id)
) STRICT, WITHOUT ROWID;

-- Members of a conversation. wanted: a command named this member, and the details are asked for; it counts as
-- info_wanted does.
CREATE TABLE participant (
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    user_id      INTEGER NOT NULL,
    role         INTEGER NOT NULL DEFAULT 0,
    alias        TEXT    NOT NULL DEFAULT '',
    sort_order   INTEGER NOT NULL DEFAULT 0,
    wanted       INTEGER NOT NULL DEFAULT 0,
    read_index   INTEGER NOT NULL DEFAULT 0,          -- has read up to here
    min_index    INTEGER NOT NULL DEFAULT 0,          -- joined after this
    muted_until  INTEGER NOT NULL DEFAULT 0,          -- cannot write before; 0: can
    PRIMARY KEY (conversation, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX participant_wanted ON participant (conversation) WHERE wanted > 0;
CREATE INDEX participant_user ON participant (user_id);

-- Text typed and not sent. closed: saves up to this revision come too late, the draft was sent.
CREATE TABLE draft (
    conversation INTEGER PRIMARY KEY NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    revision     INTEGER NOT NULL DEFAULT 0,
    closed       INTEGER NOT NULL DEFAULT 0,
    text         TEXT    NOT NULL DEFAULT '',
    attachments  TEXT    NOT NULL DEFAULT '[]',       -- JSON list of media::Source
    answers      TEXT    NOT NULL DEFAULT '',         -- key of the message it answers
    voice        TEXT    NOT NULL DEFAULT '',         -- name of the recording in media/voice
    mentioned    TEXT    NOT NULL DEFAULT '[]'        -- JSON list of model::mention::Mentioned
) STRICT;

-- What the list is ordered, counted and filtered by (conversation/key.rs): a narrow row of each conversation, so that ten
-- thousand are put in order without reading their lines. Triggers derive it from the conversation and its draft, whatever
-- changes these.
CREATE TABLE list_key (
    conversation INTEGER PRIMARY KEY NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    facts        INTEGER NOT NULL,          -- bits, as key.rs names them
    kind         INTEGER NOT NULL,
    peer         INTEGER NOT NULL,
    unread       INTEGER NOT NULL,
    pin_order    INTEGER NOT NULL,          -- among the pinned ones, higher ones first
    sort_time    INTEGER NOT NULL,
    short_id     INTEGER NOT NULL,
    folders      TEXT    NOT NULL
) STRICT;

CREATE VIEW list_key_now AS
SELECT c.id AS conversation,
       (c.hidden <> 1 AND NOT (c.info_wanted > 0 AND c.info_version = 0 AND c.setting_version = 0 AND c.ticket = ''
                               AND c.sort_time = 0))
       + 2 * (IIF(c.wanted_pinned < 0, c.pinned, c.wanted_pinned) = 1)
       + 4 * (IIF(c.wanted_muted < 0, c.muted, c.wanted_muted) = 1)
       + 8 * (c.archived_below > 0
              AND (IIF(c.wanted_muted < 0, c.muted, c.wanted_muted) = 1 OR c.newest_index < c.archived_below))
       + 16 * (c.mentioned = 1)
       + 32 * (c.marked_unread = 1)
       + 64 * (IIF(c.wanted_favourite < 0, c.favourite, c.wanted_favourite) = 1)
       + 128 * (coalesce(ltrim(d.text, char(9, 10, 13, 32, 160, 8203, 8204, 8205, 8288, 12288, 65279)), '') <> ''
                OR coalesce(d.attachments, '[]') <> '[]' OR coalesce(d.voice, '') <> '')
       + 256 * (c.preview_kind <> 0 OR c.outgoing <> 0) AS facts,
       c.kind AS kind, c.peer AS peer, c.unread AS unread,
       IIF(c.wanted_pinned = 1 AND c.pinned = 0, 9223372036854775807, c.pin_order) AS pin_order,
       c.sort_time AS sort_time, c.short_id AS short_id, c.folders AS folders
FROM conversation c LEFT JOIN draft d ON d.conversation = c.id;

CREATE TRIGGER list_key_made AFTER INSERT ON conversation
BEGIN
    DELETE FROM list_key WHERE conversation = new.id;
    INSERT INTO list_key SELECT * FROM list_key_now WHERE conversation = new.id;
END;

CREATE TRIGGER list_key_changed AFTER UPDATE OF hidden, info_wanted, info_version, setting_version, ticket, sort_time, short_id, kind, peer,
    pinned, wanted_pinned, pin_order, muted, wanted_muted, archived_below, newest_index, mentioned, marked_unread,
    favourite, wanted_favourite, preview_kind, outgoing, unread, folders
    ON conversation
BEGIN
    DELETE FROM list_key WHERE conversation = new.id;
    INSERT INTO list_key SELECT * FROM list_key_now WHERE conversation = new.id;
END;

CREATE TRIGGER list_key_drafted AFTER INSERT ON draft
BEGIN
    DELETE FROM list_key WHERE conversation = new.conversation;
    INSERT INTO list_key SELECT * FROM list_key_now WHERE conversation = new.conversation;
END;

CREATE TRIGGER list_key_redrafted AFTER UPDATE OF text, attachments, voice ON draft
BEGIN
    DELETE FROM list_key WHERE conversation = new.conversation;
    INSERT INTO list_key SELECT * FROM list_key_now WHERE conversation = new.conversation;
END;

-- Texts that are to be sent at a time of day (store/planned.rs). They are no messages before.
CREATE TABLE planned (
    key          TEXT    PRIMARY KEY NOT NULL,        -- its id, also as a message
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    text         TEXT    NOT NULL,
    answers      TEXT    NOT NULL DEFAULT '',         -- key of the message it answers
    mentioned    TEXT    NOT NULL DEFAULT '[]',       -- JSON list of model::mention::Mentioned
    due          INTEGER NOT NULL,                    -- time of day, milliseconds since 1970
    asked        INTEGER NOT NULL DEFAULT 0,          -- 1: too late to be sent by itself, and the person was told
    stopped      TEXT    NOT NULL DEFAULT ''          -- JSON of why it was not sent when it was due
) STRICT, WITHOUT ROWID;

CREATE INDEX planned_conversation ON planned (conversation, due, key);
CREATE INDEX planned_due ON planned (due, key) WHERE stopped = '';

-- Messages that the person is to be reminded of (store/reminder.rs). told: they were.
CREATE TABLE reminder (
    message      INTEGER PRIMARY KEY NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    due          INTEGER NOT NULL,                    -- time of day, milliseconds since 1970
    told         INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX reminder_due ON reminder (due) WHERE told = 0;

-- What is not at the server yet. One row per message, in the order of writing.
CREATE TABLE outbox (
    message      INTEGER PRIMARY KEY NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    kind         INTEGER NOT NULL DEFAULT 0,          -- 1: a picture
    state        INTEGER NOT NULL DEFAULT 0,          -- 0 waiting, 1 stopped, 2 being made ready, 3 sent, answer not known
    tries        INTEGER NOT NULL DEFAULT 0,          -- counted before each try
    accepted     INTEGER NOT NULL DEFAULT 0,
    mentions     TEXT    NOT NULL DEFAULT '[]'        -- JSON list of user ids
) STRICT;

-- Whose turn it is, and the mark in the list.
CREATE INDEX outbox_conversation ON outbox (conversation, state);

-- What a person asked for beside sending, until the server has confirmed or refused it. Its effect is in the columns
-- `wanted...` of its target.
CREATE TABLE operation (
    id           INTEGER PRIMARY KEY NOT NULL,
    conversation INTEGER NOT NULL DEFAULT 0,          -- 0: it is about a contact
    message      INTEGER NOT NULL DEFAULT 0,          -- 0: it is about the conversation
    contact      INTEGER NOT NULL DEFAULT 0,          -- somebody, as a contact; 0: it is about nobody
    kind         TEXT    NOT NULL,                    -- name of model::operation::Operation or ContactOperation
    payload      TEXT    NOT NULL,                    -- JSON of it
    state        INTEGER NOT NULL DEFAULT 0,          -- 0 waiting, 1 tried, answer not known
    tries        INTEGER NOT NULL DEFAULT 0           -- counted before each try
) STRICT;

-- Whose turn it is.
CREATE INDEX operation_lane ON operation (conversation, message, contact, id);

-- Steps before a picture or file can be sent: accept, transform, upload, freeze. A finished one is never done again.
CREATE TABLE outbox_step (
    outbox INTEGER NOT NULL REFERENCES outbox (message) ON DELETE CASCADE,
    step   TEXT    NOT NULL,                          -- outbox.rs names them
    done   INTEGER NOT NULL DEFAULT 0,
    data   TEXT    NOT NULL DEFAULT '{}',
    PRIMARY KEY (outbox, step)
) STRICT, WITHOUT ROWID;

-- Files of messages, and pictures that messages, people and groups show: where each can be had. Files of this computer and their ages are the cache's own affair.
CREATE TABLE media (
    id         TEXT    PRIMARY KEY NOT NULL,          -- model::MediaId
    object_key TEXT    NOT NULL DEFAULT '',
    app_id     INTEGER NOT NULL DEFAULT 0,
    bytes      INTEGER NOT NULL DEFAULT 0,
    md5        TEXT    NOT NULL DEFAULT '',
    kind       INTEGER NOT NULL DEFAULT 1             -- media_type of 2004: 1 picture, 4 file
) STRICT, WITHOUT ROWID;

-- Pictures of messages that were withdrawn, deleted or cleared. Their files go, unless something else shows them.
CREATE TABLE media_unwanted (
    id TEXT PRIMARY KEY NOT NULL                          -- model::MediaId
) STRICT, WITHOUT ROWID;

-- Under which ids of this computer the files of an own picture lie as well: it had them before it was uploaded.
CREATE TABLE media_alias (
    object TEXT NOT NULL,                                 -- model::MediaId of the uploaded object
    id     TEXT NOT NULL,
    PRIMARY KEY (object, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX media_alias_id ON media_alias (id);

-- Where the person has the file of a message: the original of one they sent, or the copy they saved.
CREATE TABLE saved_file (
    media TEXT PRIMARY KEY NOT NULL,                      -- model::MediaId
    path  TEXT NOT NULL                                   -- JSON list of one, as in drafts
) STRICT, WITHOUT ROWID;

-- What messages said before they changed or went, for the index of words (search/queue.rs): gone as soon as it knows.
-- Numbers are never used again, because the index keeps the last one it has learnt.
CREATE TABLE search_queue (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    message      INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    sender       INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    created      INTEGER NOT NULL,
    content      TEXT    NOT NULL                         -- as it was shown
) STRICT;

CREATE TRIGGER message_changed AFTER UPDATE OF conversation, sender, kind, created, content, wanted_content ON message
WHEN old.content <> new.content OR old.wanted_content <> new.wanted_content OR old.created <> new.created
     OR old.kind <> new.kind OR old.sender <> new.sender OR old.conversation <> new.conversation
BEGIN
    INSERT INTO search_queue (message, conversation, sender, kind, created, content)
    VALUES (old.id, old.conversation, old.sender, old.kind, old.created,
            IIF(old.wanted_content <> '', old.wanted_content, old.content));
END;

CREATE TRIGGER message_gone AFTER DELETE ON message
BEGIN
    INSERT INTO search_queue (message, conversation, sender, kind, created, content)
    VALUES (old.id, old.conversation, old.sender, old.kind, old.created,
            IIF(old.wanted_content <> '', old.wanted_content, old.content));
END;
