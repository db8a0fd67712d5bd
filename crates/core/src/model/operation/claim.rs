//! Claiming a coupon.

use serde::{Deserialize, Serialize};

use super::Effect;

/// Take the coupon of a message. One can be taken once, by one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {}

impl Claim {
    pub(super) fn add_to(&self, effect: &mut Effect) {
        effect.claimed = true;
    }
}
