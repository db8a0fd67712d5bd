-- What an answer says of the message it answers, reactions and edits that wait, and words of an edit that was refused.
ALTER TABLE message ADD COLUMN quoted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN quoted_hint TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN quoted_kind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN quoted_state INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN quoted_sender INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN quoted_root INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN quoted_root_index INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN wanted_content TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN wanted_reactions TEXT NOT NULL DEFAULT '{}';
ALTER TABLE message ADD COLUMN unsaved_edit TEXT NOT NULL DEFAULT '';
CREATE INDEX message_quoted ON message (quoted, conversation) WHERE quoted <> 0;
ALTER TABLE draft ADD COLUMN answers TEXT NOT NULL DEFAULT '';
