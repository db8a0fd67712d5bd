-- What the local IM service keeps. Times are milliseconds since 1970 unless a name says otherwise.
-- Counters (heads of inboxes, indexes, versions) are rows of the transaction that uses them.

-- One row: which schema this is.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Registered people. Somebody who was only added to a group has no row, and no profile.
CREATE TABLE user (
    user       INTEGER PRIMARY KEY NOT NULL,
    nick_name  TEXT NOT NULL DEFAULT '',
    portrait   TEXT NOT NULL DEFAULT '',
    created_ms INTEGER NOT NULL
) STRICT;

-- Tokens by their SHA-256: reading this file gives no token away.
CREATE TABLE token (
    digest     BLOB PRIMARY KEY NOT NULL,
    app        INTEGER NOT NULL,
    user       INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversation (
    short_id        INTEGER PRIMARY KEY NOT NULL,
    conversation_id TEXT NOT NULL UNIQUE,
    kind            INTEGER NOT NULL,
    name            TEXT NOT NULL DEFAULT '',
    description     TEXT NOT NULL DEFAULT '',
    icon            TEXT NOT NULL DEFAULT '',
    notice          TEXT NOT NULL DEFAULT '',
    owner           INTEGER NOT NULL DEFAULT 0,
    creator         INTEGER NOT NULL,
    created_ms      INTEGER NOT NULL,
    info_version    INTEGER NOT NULL DEFAULT 1,
    -- Index of the newest message, 0 before the first. Command messages have none.
    last_index      INTEGER NOT NULL DEFAULT 0,
    -- How many messages have raised the badge so far.
    badge           INTEGER NOT NULL DEFAULT 0,
    -- Id of the newest message, or of the conversation itself: the order of lists.
    activity        INTEGER NOT NULL,
    -- Highest sort_order of a member so far.
    last_sort       INTEGER NOT NULL DEFAULT 0,
    dissolved       INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Who is or was in a conversation, with their private settings. A former member keeps the row
-- (active 0) and may read what came before leaving.
CREATE TABLE member (
    conversation    INTEGER NOT NULL,
    user            INTEGER NOT NULL,
    active          INTEGER NOT NULL DEFAULT 1,
    role            INTEGER NOT NULL DEFAULT 0,
    alias           TEXT NOT NULL DEFAULT '',
    sort_order      INTEGER NOT NULL,
    ticket          TEXT NOT NULL,
    joined_ms       INTEGER NOT NULL,
    -- Newest index a former member may see, and the badge total then.
    left_index      INTEGER NOT NULL DEFAULT 0,
    left_badge      INTEGER NOT NULL DEFAULT 0,
    -- Messages up to here are hidden: from before joining, deleted or cleared.
    min_index       INTEGER NOT NULL DEFAULT 0,
    read_index      INTEGER NOT NULL DEFAULT 0,
    read_badge      INTEGER NOT NULL DEFAULT 0,
    -- On the list although there is no visible message.
    kept            INTEGER NOT NULL DEFAULT 0,
    muted           INTEGER NOT NULL DEFAULT 0,
    pinned          INTEGER NOT NULL DEFAULT 0,
    pinned_ms       INTEGER NOT NULL DEFAULT 0,
    favorite        INTEGER NOT NULL DEFAULT 0,
    favorite_ms     INTEGER NOT NULL DEFAULT 0,
    push_status     INTEGER NOT NULL DEFAULT 0,
    setting_version INTEGER NOT NULL DEFAULT 1,
    -- Private ext, a JSON object of strings.
    ext             TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_user ON member (user, conversation);

-- Which conversation a creator's idempotent id has made.
CREATE TABLE creation (
    creator       INTEGER NOT NULL,
    idempotent_id TEXT NOT NULL,
    conversation  INTEGER NOT NULL,
    PRIMARY KEY (creator, idempotent_id)
) STRICT, WITHOUT ROWID;

-- Messages people see. `body` is the encoded MessageBody as it is now (recalled ones are wiped).
CREATE TABLE message (
    id           INTEGER PRIMARY KEY NOT NULL,
    conversation INTEGER NOT NULL,
    idx          INTEGER NOT NULL,
    sender       INTEGER NOT NULL,
    client_id    TEXT NOT NULL,
    kind         INTEGER NOT NULL,
    created_ms   INTEGER NOT NULL,
    badge        INTEGER NOT NULL,
    recalled     INTEGER NOT NULL DEFAULT 0,
    body         BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX message_by_index ON message (conversation, idx);
-- A resend finds the first message here.
CREATE UNIQUE INDEX message_by_client ON message (sender, client_id);

-- Command messages: state changes on their way to people's devices.
CREATE TABLE command (
    id         INTEGER PRIMARY KEY NOT NULL,
    created_ms INTEGER NOT NULL,
    body       BLOB NOT NULL
) STRICT;

-- Newest place of an inbox when the retention came by: it may have taken the entry itself.
CREATE TABLE inbox_head (
    user   INTEGER PRIMARY KEY NOT NULL,
    cursor INTEGER NOT NULL
) STRICT;

-- Inboxes. Cursors are microseconds since 1970, made strictly growing; each entry knows the one
-- before it.
CREATE TABLE inbox (
    user       INTEGER NOT NULL,
    cursor     INTEGER NOT NULL,
    previous   INTEGER NOT NULL,
    item       INTEGER NOT NULL,
    is_command INTEGER NOT NULL,
    PRIMARY KEY (user, cursor)
) STRICT, WITHOUT ROWID;

-- Messages a user deleted for themselves.
CREATE TABLE hidden (
    user    INTEGER NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (user, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX hidden_by_message ON hidden (message);

-- How far each device has pulled, as it reported itself.
CREATE TABLE device (
    user   INTEGER NOT NULL,
    device TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    PRIMARY KEY (user, device)
) STRICT, WITHOUT ROWID;
