//! Texts that are to be sent later, and reminders.

use super::{preview, title};
use crate::error::stored_reason;
use crate::model::UserId;
use crate::model::planned::TOO_LATE_MS;
use crate::store::planned::Planned;
use crate::store::reminder::Reminder;
use crate::store::{conversation, message};
use crate::view::row::{PlannedRow, ReminderRow};

/// A planned text. `answered`: the message it answers, when it is here.
pub fn planned_row(
    me: UserId,
    planned: &Planned,
    answered: Option<&message::Stored>,
    now: i64,
) -> PlannedRow {
    PlannedRow {
        id: planned.key.clone(),
        text: planned.text.clone(),
        quote: answered.map(|answered| preview(me, answered)),
        due: planned.due,
        too_late: planned.due <= now.saturating_sub(TOO_LATE_MS),
        problem: (!planned.stopped.is_empty()).then(|| stored_reason(&planned.stopped)),
    }
}

/// A reminder of a message of a conversation.
pub fn reminder_row(me: UserId, place: &conversation::Stored, reminder: &Reminder) -> ReminderRow {
    ReminderRow {
        message: reminder.message.key.clone(),
        conversation: place.conversation.id.clone(),
        title: title(place),
        quote: preview(me, &reminder.message),
        due: reminder.due,
        told: reminder.told,
    }
}
