-- Pictures in the order of their conversations: a viewer reads the next ones, and not every message between them.
DROP INDEX message_picture;
CREATE INDEX message_picture ON message (conversation, place, tier, message_index, id) WHERE kind = 10003;
