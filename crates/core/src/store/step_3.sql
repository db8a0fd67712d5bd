-- Version 3: when a message is tried again is no time of day any more: a clock that was set moved it. State 3 of the
-- outbox is new: being sent, or sent with no answer known.

ALTER TABLE outbox DROP COLUMN next_try;
