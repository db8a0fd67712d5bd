//! Claiming a coupon (command 2021 with an entry and no words; protocol: content, section 4). Who has claimed it already
//! is told so once more; whoever comes second is refused.

use std::collections::BTreeMap;

use linnet_proto::im_proto::StatusCode;
use linnet_proto::keys;

use super::modify::{self, Change};
use super::{Keep, Request};
use crate::error::{Error, Result};
use crate::store::message;

/// What the server says when somebody else was first.
const TAKEN: i32 = StatusCode::MessageEditRepeated as i32;

pub(super) async fn carry_out(request: Request<'_>) -> Result<Keep> {
    let Some(message) = request.message else {
        return Err(Error::NotFound("message"));
    };
    let kind = request
        .store
        .read(move |snapshot| message::get(snapshot, message))
        .await?
        .ok_or(Error::NotFound("message"))?
        .kind;
    let taken = BTreeMap::from([(
        keys::COUPON_STATUS.to_owned(),
        keys::COUPON_TAKEN.to_owned(),
    )]);
    let changed = match modify::ask(&request, kind, &Change::Entries(taken)).await {
        Err(Error::Status { status: TAKEN, .. }) => return Err(Error::CouponTaken),
        other => other?,
    };
    Ok(Box::new(move |tx| {
        let version = changed.version.unwrap_or(0);
        message::edited(tx, message, version, None, &changed.ext)
    }))
}
