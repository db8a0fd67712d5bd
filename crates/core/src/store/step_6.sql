-- What a person asked for beside sending: kept until the server has confirmed or refused it, shown at once.
CREATE TABLE operation (
    id           INTEGER PRIMARY KEY NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    message      INTEGER NOT NULL DEFAULT 0,
    kind         TEXT    NOT NULL,
    payload      TEXT    NOT NULL,
    state        INTEGER NOT NULL DEFAULT 0,
    tries        INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX operation_target ON operation (conversation, message, id);

ALTER TABLE conversation ADD COLUMN wanted_pinned INTEGER NOT NULL DEFAULT -1;
ALTER TABLE conversation ADD COLUMN wanted_muted INTEGER NOT NULL DEFAULT -1;
ALTER TABLE conversation ADD COLUMN wanted_min_index INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN wanted INTEGER NOT NULL DEFAULT 0;
