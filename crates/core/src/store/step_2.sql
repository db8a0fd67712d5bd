-- Version 2: fewer pages for each message, since each is enciphered, written and synced.
--
-- A place in the outbox had an id of its own and an index from its message; now the message is its id. Whether something
-- of a conversation is on its way or stopped is read from the outbox, which is small, and no longer from an index of all
-- messages. One index answers for positions and for unread counts.

DROP INDEX message_counts;
DROP INDEX message_outgoing;
DROP INDEX message_index;

-- Read and history positions, unread count.
CREATE INDEX message_index ON message (conversation, message_index, counts, mentions_me) WHERE message_index > 0;

ALTER TABLE outbox RENAME TO outbox_1;
ALTER TABLE outbox_step RENAME TO outbox_step_1;

-- What is not at the server yet. One row per message, in the order of writing.
CREATE TABLE outbox (
    message      INTEGER PRIMARY KEY NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    kind         INTEGER NOT NULL DEFAULT 0,          -- 1: a picture
    state        INTEGER NOT NULL DEFAULT 0,          -- 0 waiting, 1 stopped, 2 being made ready
    tries        INTEGER NOT NULL DEFAULT 0,          -- counted before each try
    next_try     INTEGER NOT NULL DEFAULT 0,
    accepted     INTEGER NOT NULL DEFAULT 0,
    mentions     TEXT    NOT NULL DEFAULT '[]'        -- JSON list of user ids
) STRICT;

INSERT INTO outbox (message, conversation, kind, state, tries, next_try, accepted, mentions)
SELECT message, conversation, kind, state, tries, next_try, accepted, mentions FROM outbox_1;

-- Steps before a message can be sent: transform, apply, upload of parts, commit, addresses. A finished one is never done again.
CREATE TABLE outbox_step (
    outbox INTEGER NOT NULL REFERENCES outbox (message) ON DELETE CASCADE,
    step   INTEGER NOT NULL,
    done   INTEGER NOT NULL DEFAULT 0,
    data   TEXT    NOT NULL DEFAULT '{}',
    PRIMARY KEY (outbox, step)
) STRICT, WITHOUT ROWID;

INSERT INTO outbox_step (outbox, step, done, data)
SELECT o.message, s.step, s.done, s.data FROM outbox_step_1 s JOIN outbox_1 o ON o.id = s.outbox;

DROP TABLE outbox_step_1;
DROP TABLE outbox_1;

-- Whose turn it is, and the mark in the list.
CREATE INDEX outbox_conversation ON outbox (conversation, state);
