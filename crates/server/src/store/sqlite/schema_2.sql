-- What changed with version 2 of the schema.

-- Whoever is in a group now is found without all who ever were, in the order of users and of joining; whoever left after
-- a message, too.
CREATE INDEX member_present ON member (conversation, user) WHERE active = 1;
CREATE INDEX member_in_order ON member (conversation, sort_order) WHERE active = 1;
CREATE INDEX member_left ON member (conversation, left_index) WHERE active = 0;

-- Has sent a message here: then the others are no strangers.
ALTER TABLE member ADD COLUMN wrote INTEGER NOT NULL DEFAULT 0;
UPDATE member SET wrote = 1
WHERE (conversation, user) IN (SELECT DISTINCT conversation, sender FROM message);

-- How somebody came into a group: 1 by themselves or by somebody they have written to (or they have written in it), 2 by
-- a stranger; 0 in a one-to-one.
ALTER TABLE member ADD COLUMN admission INTEGER NOT NULL DEFAULT 0;
UPDATE member SET admission = 1
WHERE conversation IN (SELECT short_id FROM conversation WHERE (kind & 15) = 2);
CREATE INDEX member_groups ON member (user, admission) WHERE active = 1 AND admission > 0;

-- The shared info as somebody knew it who has left since: what came after it is not theirs to see.
CREATE TABLE left_info (
    conversation INTEGER NOT NULL,
    user         INTEGER NOT NULL,
    name         TEXT NOT NULL,
    description  TEXT NOT NULL,
    icon         TEXT NOT NULL,
    notice       TEXT NOT NULL,
    owner        INTEGER NOT NULL,
    info_version INTEGER NOT NULL,
    activity     INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;
INSERT INTO left_info (conversation, user, name, description, icon, notice, owner, info_version, activity)
SELECT c.short_id, m.user, c.name, c.description, c.icon, c.notice, c.owner, c.info_version, c.activity
FROM member m JOIN conversation c ON c.short_id = m.conversation
WHERE m.active = 0 AND c.dissolved = 0;

-- Raised the badge when it came. Until now only the totals said so.
ALTER TABLE message ADD COLUMN raises INTEGER NOT NULL DEFAULT 1;
UPDATE message SET raises = 0
WHERE badge = (SELECT before.badge FROM message before
               WHERE before.conversation = message.conversation AND before.idx = message.idx - 1);
-- Recalled ones are no longer unread for anybody; there are few.
CREATE INDEX message_recalled ON message (conversation, idx) WHERE recalled = 1 AND raises = 1;
-- It follows from the read position.
ALTER TABLE member DROP COLUMN read_badge;

-- The oldest entry of each inbox that has one: whose entries are too old is found without visiting everybody.
CREATE TABLE inbox_oldest (
    user   INTEGER PRIMARY KEY NOT NULL,
    cursor INTEGER NOT NULL
) STRICT;
CREATE INDEX inbox_oldest_by_cursor ON inbox_oldest (cursor);
INSERT INTO inbox_oldest (user, cursor) SELECT user, min(cursor) FROM inbox GROUP BY user;

-- The tokens of a user, to revoke them. How often that was done is a row of `meta`: a server that runs looks there.
CREATE INDEX token_by_user ON token (user);
INSERT INTO meta (key, value) VALUES ('revocations', '0');
