-- What changed with version 5 of the schema: messages that people have marked, for themselves or for everybody; who cannot
-- write in a group.
CREATE TABLE mark (
    id           INTEGER PRIMARY KEY NOT NULL,  -- grows: the order of marking
    user         INTEGER NOT NULL,              -- 0: for all of the conversation
    action       INTEGER NOT NULL,              -- ActionType
    message      INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    sort_time    INTEGER NOT NULL,              -- as the client chose it
    tag          INTEGER NOT NULL,              -- as the client chose it
    UNIQUE (user, action, message)
) STRICT;
CREATE INDEX mark_by_user ON mark (user, action, id);
CREATE INDEX mark_by_conversation ON mark (conversation, user, action, id);
CREATE INDEX mark_by_message ON mark (message);
-- Groups in which only some can write: 0 all can, 1 ordinary members cannot, 2 nobody can.
ALTER TABLE conversation ADD COLUMN silenced INTEGER NOT NULL DEFAULT 0;
-- Members who cannot write before a time, and why. 0: they can.
ALTER TABLE member ADD COLUMN silenced_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN silenced_why TEXT NOT NULL DEFAULT '';
