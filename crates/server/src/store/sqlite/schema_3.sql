-- What changed with version 3 of the schema: who needs which media, so that what nobody needs can go.

-- Objects of the storage. `loose_ms`: since when nothing is known to name it; not there while something does.
CREATE TABLE media (
    key      TEXT PRIMARY KEY NOT NULL,
    sha256   TEXT NOT NULL,
    loose_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX media_by_sha256 ON media (sha256);
CREATE INDEX media_by_loose ON media (loose_ms) WHERE loose_ms IS NOT NULL;

-- Object keys that a message names.
CREATE TABLE media_use (
    key     TEXT NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (key, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_use_by_message ON media_use (message);
CREATE INDEX conversation_by_icon ON conversation (icon) WHERE icon <> '';
CREATE INDEX left_info_by_icon ON left_info (icon) WHERE icon <> '';
CREATE INDEX user_by_portrait ON user (portrait) WHERE portrait <> '';

-- Those of the messages that are there: 32 hex digits behind `linnet/`, in JSON perhaps written `linnet\/`.
INSERT OR IGNORE INTO media_use (key, message)
WITH RECURSIVE named (message, rest, key) AS (
    SELECT id, body, '' FROM message WHERE recalled = 0 AND instr(body, CAST('linnet' AS BLOB)) > 0
    UNION ALL
    SELECT message,
           substr(rest, instr(rest, CAST('linnet' AS BLOB)) + 6),
           CAST(substr(
               rest,
               instr(rest, CAST('linnet' AS BLOB))
                   + CASE WHEN substr(rest, instr(rest, CAST('linnet' AS BLOB)) + 6, 1) = CAST('\' AS BLOB) THEN 8 ELSE 7 END,
               32
           ) AS TEXT)
    FROM named WHERE instr(rest, CAST('linnet' AS BLOB)) > 0
)
SELECT key, message FROM named WHERE length(key) = 32 AND key NOT GLOB '*[^0-9a-f]*';
