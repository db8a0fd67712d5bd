-- What changed with version 7 of the schema: entries of the shared info, requests to join groups, and bots.

ALTER TABLE conversation ADD COLUMN ext TEXT NOT NULL DEFAULT '{}';          -- JSON: texts by key
ALTER TABLE conversation ADD COLUMN approval INTEGER NOT NULL DEFAULT 0;     -- who comes in is decided by its leaders

ALTER TABLE user ADD COLUMN bot INTEGER NOT NULL DEFAULT 0;
CREATE INDEX user_bot ON user (user) WHERE bot = 1;

-- Ids are numbers of changes: a later request has a higher one.
CREATE TABLE join_request (
    id           INTEGER PRIMARY KEY NOT NULL,
    conversation INTEGER NOT NULL,
    user         INTEGER NOT NULL,
    inviter      INTEGER NOT NULL,             -- 0: the user asked
    reason       TEXT NOT NULL,
    status       INTEGER NOT NULL,             -- ApplyStatusCode
    created_ms   INTEGER NOT NULL,
    modified_ms  INTEGER NOT NULL,
    decided_by   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX join_request_of_group ON join_request (conversation, id);
CREATE INDEX join_request_of_user ON join_request (user, conversation, id);
-- One of somebody waits in a group at a time (status 1: applying).
CREATE UNIQUE INDEX join_request_waits ON join_request (conversation, user) WHERE status = 1;

-- Requests up to this id were seen.
CREATE TABLE join_request_seen (
    conversation INTEGER NOT NULL,
    user         INTEGER NOT NULL,
    id           INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;

-- Live groups. Who is in one is known to the running server alone.
CREATE TABLE live_group (
    short_id      INTEGER PRIMARY KEY NOT NULL,
    owner         INTEGER NOT NULL,
    creator       INTEGER NOT NULL,
    idempotent_id TEXT NOT NULL,
    name          TEXT NOT NULL,
    icon          TEXT NOT NULL,
    description   TEXT NOT NULL,
    created_ms    INTEGER NOT NULL,
    last_index    INTEGER NOT NULL DEFAULT 0,
    silenced      INTEGER NOT NULL DEFAULT 0,  -- who cannot write: 0 nobody, 1 ordinary members, 2 everybody
    info_version  INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX live_group_made ON live_group (creator, idempotent_id);
CREATE INDEX live_group_owned ON live_group (owner);

-- What a live group keeps of people, whether or not they are in it. Rows that say nothing are taken away.
CREATE TABLE live_member (
    live_group     INTEGER NOT NULL,
    user           INTEGER NOT NULL,
    role           INTEGER NOT NULL DEFAULT 0, -- GroupRole; the owner's stands in live_group
    silenced_until INTEGER NOT NULL DEFAULT 0,
    silenced_why   TEXT NOT NULL DEFAULT '',
    speaks         INTEGER NOT NULL DEFAULT 0, -- on the white list
    barred_until   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (live_group, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX live_member_user ON live_member (user);

-- Marks that a live group knows, and who has them.
CREATE TABLE live_mark (
    live_group INTEGER NOT NULL,
    mark       TEXT NOT NULL,
    PRIMARY KEY (live_group, mark)
) STRICT, WITHOUT ROWID;
CREATE TABLE live_marked (
    live_group INTEGER NOT NULL,
    mark       TEXT NOT NULL,
    user       INTEGER NOT NULL,
    PRIMARY KEY (live_group, mark, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX live_marked_user ON live_marked (user, live_group);

-- What was said in them, the newest part.
CREATE TABLE live_message (
    id         INTEGER PRIMARY KEY NOT NULL,
    live_group INTEGER NOT NULL,
    idx        INTEGER NOT NULL,
    sender     INTEGER NOT NULL,
    client_id  TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    body       BLOB NOT NULL                   -- MessageBody
) STRICT;
CREATE UNIQUE INDEX live_message_place ON live_message (live_group, idx);
CREATE UNIQUE INDEX live_message_said ON live_message (live_group, sender, client_id);
