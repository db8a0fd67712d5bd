-- What changed with version 4 of the schema: which message a message answers, so that its quote goes when that one is
-- recalled. 0: none.
ALTER TABLE message ADD COLUMN quoted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX message_by_quoted ON message (quoted) WHERE quoted <> 0;
