//! Planned texts that become messages.

use super::draft::too_long;
use super::{Outbox, call, ext};
use crate::error::{Error, Result};
use crate::fail_points::fail_point;
use crate::model::kind::text;
use crate::model::planned::LATE_MS;
use crate::model::{MessageKey, mention};
use crate::store::outbox::{self as rows, Item, NewItem};
use crate::store::planned::{self, Planned};
use crate::store::{Change, Tx, message};

impl Outbox {
    /// Takes a planned text in as a message and out of what is planned, in one transaction: whatever ends the program,
    /// it is one of both. `now`: the time of day, when nobody but the clock wants it to be sent; one that is late is told.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not planned (any more). What prevents it ([`Error::NotMember`],
    /// [`Error::TooLong`]) is kept with it as well: it stays planned, and the person decides.
    pub async fn send_planned(&self, key: &MessageKey, now: Option<i64>) -> Result<()> {
        let store = &self.0.store;
        let (wanted, blank) = (key.clone(), self.blank(key.clone()));
        fail_point!("core planned before accepting");
        let accepted = store.write(move |tx| accept(tx, &wanted, blank, now)).await;
        match accepted {
            Ok(item) => {
                fail_point!("core planned after accepting");
                self.go_on(item.into_iter().collect());
                Ok(())
            }
            Err(error @ (Error::NotMember | Error::TooLong { .. })) => {
                let (key, reason) = (key.clone(), error.reason());
                store
                    .write(move |tx| planned::stop(tx, &key, &reason))
                    .await?;
                Err(error)
            }
            Err(error) => Err(error),
        }
    }
}

fn accept(
    tx: &mut Tx<'_>,
    key: &MessageKey,
    blank: NewItem,
    now: Option<i64>,
) -> Result<Option<Item>> {
    let Planned {
        conversation: cid,
        to,
        text,
        answers,
        mentioned,
        due,
        ..
    } = planned::take(tx, key)?.ok_or(Error::NotFound("planned text"))?;
    let mut new = NewItem {
        content: text::write(&text),
        kind: text::TYPE,
        ext: ext(key, &[]),
        ..blank
    };
    if new.content.len() > linnet_proto::choices::MAX_CONTENT_BYTES {
        return Err(too_long());
    }
    call(&mut new, &mention::read(&mentioned));
    let mut accepted = rows::accept(tx, &to, &new)?;
    if let (Some(item), false) = (&mut accepted, answers.is_empty()) {
        item.answers = message::answer(tx, cid, item.message, &MessageKey(answers))?;
    }
    if now.is_some_and(|now| now.saturating_sub(due) >= LATE_MS) {
        tx.change(Change::SentLate { conversation: cid });
    }
    Ok(accepted)
}
