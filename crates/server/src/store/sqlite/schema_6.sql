-- What changed with version 6 of the schema: friends, requests, blocked people, and what people say of themselves.
-- `version`: number of the newest change of a row; those of one owner only grow.

-- Each friendship is two rows, one for each side. `gone`: it has ended, which devices that were away have to hear.
CREATE TABLE friend (
    owner    INTEGER NOT NULL,
    peer     INTEGER NOT NULL,
    since_ms INTEGER NOT NULL,
    alias    TEXT NOT NULL DEFAULT '',           -- what the owner calls the peer
    note     TEXT NOT NULL DEFAULT '',           -- for the owner alone
    gone     INTEGER NOT NULL DEFAULT 0,
    version  INTEGER NOT NULL,
    PRIMARY KEY (owner, peer)
) STRICT, WITHOUT ROWID;
CREATE INDEX friend_by_version ON friend (owner, version);

CREATE TABLE friend_request (
    asker    INTEGER NOT NULL,
    asked    INTEGER NOT NULL,
    greeting TEXT NOT NULL,
    asked_ms INTEGER NOT NULL,
    status   INTEGER NOT NULL,                   -- ApplyStatusCode
    idx      INTEGER NOT NULL,                   -- version when it was made: what is read is counted by it
    version  INTEGER NOT NULL,                   -- of both sides
    PRIMARY KEY (asker, asked)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_sent ON friend_request (asker, version);
CREATE INDEX request_received ON friend_request (asked, version);

-- Requests up to this index were seen.
CREATE TABLE request_read (
    user INTEGER PRIMARY KEY NOT NULL,
    idx  INTEGER NOT NULL
) STRICT;

CREATE TABLE blocked (
    owner    INTEGER NOT NULL,
    peer     INTEGER NOT NULL,
    since_ms INTEGER NOT NULL,
    gone     INTEGER NOT NULL DEFAULT 0,
    version  INTEGER NOT NULL,
    PRIMARY KEY (owner, peer)
) STRICT, WITHOUT ROWID;
CREATE INDEX blocked_by_version ON blocked (owner, version);

ALTER TABLE user ADD COLUMN description TEXT NOT NULL DEFAULT '';
