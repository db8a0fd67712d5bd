-- Version 4: what names a message by its client message id alone is found with it; a list of members does not overwrite
-- what happened while it was on its way; pictures that no message shows any more are noted until their files are gone.

CREATE INDEX pending_mutation_key ON pending_mutation (key) WHERE server_id = 0;

-- Grows whenever somebody is known to have come or gone.
ALTER TABLE conversation ADD COLUMN members_version INTEGER NOT NULL DEFAULT 0;

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

-- Pictures, for what shows one.
CREATE INDEX message_picture ON message (id) WHERE kind = 10003;
