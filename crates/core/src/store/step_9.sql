-- Recordings, as files, and the one that is not sent yet.
CREATE INDEX message_voice ON message (conversation, place, tier, message_index, id) WHERE kind = 10006;
ALTER TABLE draft ADD COLUMN voice TEXT NOT NULL DEFAULT '';
-- What a server that was set back has lost.
CREATE INDEX message_lost ON message (conversation, server_id) WHERE tier > 1;
-- Videos, as pictures and files.
CREATE INDEX message_video ON message (id) WHERE kind IN (10004, 10014);
-- Messages that are marked. What was marked before is asked for.
CREATE TABLE mark (
    server_id    INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    time         INTEGER NOT NULL DEFAULT 0,
    confirmed    INTEGER NOT NULL DEFAULT 0,
    wanted       INTEGER NOT NULL DEFAULT -1,
    told         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (server_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_time ON mark (kind, time);
CREATE INDEX mark_conversation ON mark (conversation, kind, time);
INSERT INTO meta (key, value) SELECT 'marks_wanted', 1 FROM meta WHERE key = 'inbox_cursor';
-- Cards with pictures of other conversations are found among the custom messages; who is called in a draft; what calls the
-- person and was not read; threads; words of own texts that were withdrawn.
CREATE INDEX message_custom ON message (conversation, id) WHERE kind = 10012;
CREATE INDEX message_sticker ON message (conversation, id) WHERE kind = 10002;
CREATE INDEX message_mention ON message (conversation, message_index)
    WHERE mentions_me = 1 AND counts = 1 AND message_index > 0;
ALTER TABLE draft ADD COLUMN mentioned TEXT NOT NULL DEFAULT '[]';
CREATE INDEX message_thread ON message (quoted_root, conversation) WHERE quoted_root <> 0;
CREATE TABLE withdrawn (
    message INTEGER PRIMARY KEY NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    words   TEXT    NOT NULL,
    since   INTEGER NOT NULL
) STRICT;
-- What messages said before they changed or went, for the index of words.
CREATE TABLE search_queue (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    message      INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    sender       INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    created      INTEGER NOT NULL,
    content      TEXT    NOT NULL
) STRICT;
CREATE TRIGGER message_changed AFTER UPDATE OF conversation, sender, kind, created, content, wanted_content ON message
WHEN old.content <> new.content OR old.wanted_content <> new.wanted_content OR old.created <> new.created
     OR old.kind <> new.kind OR old.sender <> new.sender OR old.conversation <> new.conversation
BEGIN
    INSERT INTO search_queue (message, conversation, sender, kind, created, content)
    VALUES (old.id, old.conversation, old.sender, old.kind, old.created,
            IIF(old.wanted_content <> '', old.wanted_content, old.content));
END;
CREATE TRIGGER message_gone AFTER DELETE ON message
BEGIN
    INSERT INTO search_queue (message, conversation, sender, kind, created, content)
    VALUES (old.id, old.conversation, old.sender, old.kind, old.created,
            IIF(old.wanted_content <> '', old.wanted_content, old.content));
END;
CREATE INDEX message_created ON message (conversation, created) WHERE hidden = 0;
-- Contacts, and what people are called.
ALTER TABLE person ADD COLUMN remark TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN bot INTEGER NOT NULL DEFAULT 0;
CREATE TABLE contact (
    user_id INTEGER PRIMARY KEY NOT NULL,
    friend  INTEGER NOT NULL DEFAULT 0,
    since   INTEGER NOT NULL DEFAULT 0,
    remark  TEXT    NOT NULL DEFAULT '',
    note    TEXT    NOT NULL DEFAULT '',
    blocked INTEGER NOT NULL DEFAULT 0,
    wanted  TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE contact_request (
    incoming      INTEGER NOT NULL,
    user_id       INTEGER NOT NULL,
    greeting      TEXT    NOT NULL DEFAULT '',
    asked         INTEGER NOT NULL DEFAULT 0,
    state         INTEGER NOT NULL DEFAULT 0,
    request_index INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (incoming, user_id)
) STRICT, WITHOUT ROWID;
-- What was asked for about contacts waits beside what was asked for about conversations.
CREATE TABLE operation_9 (
    id           INTEGER PRIMARY KEY NOT NULL,
    conversation INTEGER NOT NULL DEFAULT 0,
    message      INTEGER NOT NULL DEFAULT 0,
    contact      INTEGER NOT NULL DEFAULT 0,
    kind         TEXT    NOT NULL,
    payload      TEXT    NOT NULL,
    state        INTEGER NOT NULL DEFAULT 0,
    tries        INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO operation_9 (id, conversation, message, kind, payload, state, tries)
    SELECT id, conversation, message, kind, payload, state, tries FROM operation;
DROP TABLE operation;
ALTER TABLE operation_9 RENAME TO operation;
CREATE INDEX operation_lane ON operation (conversation, message, contact, id);
-- What happened to groups, in the list; who cannot write in them.
ALTER TABLE conversation ADD COLUMN preview_event TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN preview_actor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN silenced INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN my_role INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN my_muted_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN my_mute_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX conversation_actor ON conversation (preview_actor) WHERE preview_actor <> 0;
ALTER TABLE participant ADD COLUMN muted_until INTEGER NOT NULL DEFAULT 0;
-- What else people set for conversations. Favourites were not kept before: what the server says is asked for again.
ALTER TABLE conversation ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN wanted_favourite INTEGER NOT NULL DEFAULT -1;
ALTER TABLE conversation ADD COLUMN wanted_entries TEXT NOT NULL DEFAULT '{}';
ALTER TABLE conversation ADD COLUMN marked_unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN archived_below INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN pin_order INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN folders TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN let_through TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN newest_index INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN join_requests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN deleted_here INTEGER NOT NULL DEFAULT 0;
CREATE INDEX message_system ON message (conversation, message_index) WHERE kind = 10008;
UPDATE conversation SET pin_order = pinned_time * 1000, info_wanted = info_wanted + 1;
-- Texts that are to be sent at a time of day, and messages that the person is to be reminded of.
CREATE TABLE planned (
    key          TEXT    PRIMARY KEY NOT NULL,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    text         TEXT    NOT NULL,
    answers      TEXT    NOT NULL DEFAULT '',
    mentioned    TEXT    NOT NULL DEFAULT '[]',
    due          INTEGER NOT NULL,
    asked        INTEGER NOT NULL DEFAULT 0,
    stopped      TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX planned_conversation ON planned (conversation, due, key);
CREATE INDEX planned_due ON planned (due, key) WHERE stopped = '';
CREATE TABLE reminder (
    message      INTEGER PRIMARY KEY NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    due          INTEGER NOT NULL,
    told         INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX reminder_due ON reminder (due) WHERE told = 0;
-- What the list is ordered, counted and filtered by, in narrow rows.
CREATE TABLE list_key (
    conversation INTEGER PRIMARY KEY NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    facts        INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    peer         INTEGER NOT NULL,
    unread       INTEGER NOT NULL,
    pin_order    INTEGER NOT NULL,
    sort_time    INTEGER NOT NULL,
    short_id     INTEGER NOT NULL,
    folders      TEXT    NOT NULL
) STRICT;
CREATE VIEW list_key_now AS
SELECT c.id AS conversation,
       (c.hidden <> 1 AND NOT (c.info_wanted > 0 AND c.info_version = 0 AND c.setting_version = 0 AND c.ticket = ''
                               AND c.sort_time = 0))
       + 2 * (IIF(c.wanted_pinned < 0, c.pinned, c.wanted_pinned) = 1)
       + 4 * (IIF(c.wanted_muted < 0, c.muted, c.wanted_muted) = 1)
       + 8 * (c.archived_below > 0
              AND (IIF(c.wanted_muted < 0, c.muted, c.wanted_muted) = 1 OR c.newest_index < c.archived_below))
       + 16 * (c.mentioned = 1)
       + 32 * (c.marked_unread = 1)
       + 64 * (IIF(c.wanted_favourite < 0, c.favourite, c.wanted_favourite) = 1)
       + 128 * (coalesce(ltrim(d.text, char(9, 10, 13, 32, 160, 8203, 8204, 8205, 8288, 12288, 65279)), '') <> ''
                OR coalesce(d.attachments, '[]') <> '[]' OR coalesce(d.voice, '') <> '')
       + 256 * (c.preview_kind <> 0 OR c.outgoing <> 0) AS facts,
       c.kind AS kind, c.peer AS peer, c.unread AS unread,
       IIF(c.wanted_pinned = 1 AND c.pinned = 0, 9223372036854775807, c.pin_order) AS pin_order,
       c.sort_time AS sort_time, c.short_id AS short_id, c.folders AS folders
FROM conversation c LEFT JOIN draft d ON d.conversation = c.id;
CREATE TRIGGER list_key_made AFTER INSERT ON conversation
BEGIN
    DELETE FROM list_key WHERE conversation = new.id;
    INSERT INTO list_key SELECT * FROM list_key_now WHERE conversation = new.id;
END;
CREATE TRIGGER list_key_changed AFTER UPDATE OF hidden, info_wanted, info_version, setting_version, ticket, sort_time, short_id, kind, peer,
    pinned, wanted_pinned, pin_order, muted, wanted_muted, archived_below, newest_index, mentioned, marked_unread,
    favourite, wanted_favourite, preview_kind, outgoing, unread, folders
    ON conversation
BEGIN
    DELETE FROM list_key WHERE conversation = new.id;
    INSERT INTO list_key SELECT * FROM list_key_now WHERE conversation = new.id;
END;
CREATE TRIGGER list_key_drafted AFTER INSERT ON draft
BEGIN
    DELETE FROM list_key WHERE conversation = new.conversation;
    INSERT INTO list_key SELECT * FROM list_key_now WHERE conversation = new.conversation;
END;
CREATE TRIGGER list_key_redrafted AFTER UPDATE OF text, attachments, voice ON draft
BEGIN
    DELETE FROM list_key WHERE conversation = new.conversation;
    INSERT INTO list_key SELECT * FROM list_key_now WHERE conversation = new.conversation;
END;
INSERT INTO list_key SELECT * FROM list_key_now;
