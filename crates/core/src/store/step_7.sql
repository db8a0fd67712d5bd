-- Steps of unsent pictures are called by their names.
CREATE TABLE outbox_step_named (
    outbox INTEGER NOT NULL REFERENCES outbox (message) ON DELETE CASCADE,
    step   TEXT    NOT NULL,
    done   INTEGER NOT NULL DEFAULT 0,
    data   TEXT    NOT NULL DEFAULT '{}',
    PRIMARY KEY (outbox, step)
) STRICT, WITHOUT ROWID;

INSERT INTO outbox_step_named (outbox, step, done, data)
SELECT outbox,
       CASE step WHEN 0 THEN 'accept' WHEN 1 THEN 'transform' WHEN 2 THEN 'upload' ELSE 'freeze' END,
       done,
       data
FROM outbox_step;

DROP TABLE outbox_step;

ALTER TABLE outbox_step_named RENAME TO outbox_step;

-- Files, as pictures.
CREATE INDEX message_file ON message (conversation, place, tier, message_index, id) WHERE kind = 10005;

-- Where the person has the file of a message.
CREATE TABLE saved_file (
    media TEXT PRIMARY KEY NOT NULL,
    path  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What an object is: until now they all were pictures.
ALTER TABLE media ADD COLUMN kind INTEGER NOT NULL DEFAULT 1;
