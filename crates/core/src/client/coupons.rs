//! Claiming coupons.

use super::Client;
use crate::error::{Error, Result};
use crate::model::kind::{self, Content, Shown};
use crate::model::operation::{Claim, Operation};
use crate::model::{MessageKey, content};
use crate::operation::Asked;
use crate::store::message::State;

impl Client {
    /// Claims the coupon of a message. When this answers it is stored and shown as claimed, and is carried out as soon as
    /// there is a connection.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotNow`] for what is no coupon at the server, [`Error::CouponTaken`] when it is
    /// known that it was claimed. That somebody else was first is told by the answer and by
    /// [`Event::OperationRefused`](crate::event::Event::OperationRefused).
    pub async fn claim_coupon(&self, message: &MessageKey) -> Result<Asked> {
        self.ask_about(message, move |_, row| {
            let there = matches!(row.state, State::Settled | State::Sent);
            if !there || row.server_id == 0 || row.recalled || row.hidden {
                return Err(Error::NotNow("the message is not at the server"));
            }
            match kind::parse(row.kind, row.shown_content(), &content::ext(&row.ext)) {
                Content::Shown(Shown::Coupon(coupon)) if coupon.taken => Err(Error::CouponTaken),
                Content::Shown(Shown::Coupon(_)) => Ok(Some(Operation::Claim(Claim {}))),
                _ => Err(Error::NotNow("only a coupon can be claimed")),
            }
        })
        .await
    }
}
