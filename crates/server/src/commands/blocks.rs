//! 2032 lists blocked people, 2033 blocks some or no longer, 2034 asks about one.

use linnet_proto::im_proto::{
    CheckInBlockListRequestBody, CheckInBlockListResponseBody, GetBlockListRequestBody,
    GetBlockListResponseBody, Imcmd, SetBlocklistRequestBody, SetBlocklistResponseBody,
};

use super::{Call, Outcome, limits};
use crate::envelope::Body;

impl Call<'_> {
    pub(super) async fn block_list(&self) -> Outcome {
        let member = Imcmd::GetBlocklist as u32;
        let body: GetBlockListRequestBody = self.envelope.read(member)?;
        let page = self.page(body.cursor, body.limit.map(i64::from));
        let found = self.app.store.blocked(self.caller.user, page).await?;
        let answer = GetBlockListResponseBody {
            user_info: found.entries,
            has_more: Some(found.has_more),
            next_cursor: Some(found.next_cursor),
        };
        Ok(Self::directed(Body::member(member, &answer), page))
    }

    pub(super) async fn set_blocked(&self) -> Outcome {
        let member = Imcmd::SetBlocklist as u32;
        let body: SetBlocklistRequestBody = self.envelope.read(member)?;
        limits::users(&body.blocklist)?;
        let on = body.set_block_list.unwrap_or_default();
        let limits = self.app.config.contacts;
        let store = &self.app.store;
        let by = self.caller.user;
        store
            .set_blocked(by, body.blocklist.clone(), on, limits)
            .await?;
        if on {
            self.app.router.bus.presence.hide(by, &body.blocklist);
        }
        Ok(Body::member(member, &SetBlocklistResponseBody::default()))
    }

    pub(super) async fn is_blocked(&self) -> Outcome {
        let member = Imcmd::CheckInBlocklist as u32;
        let body: CheckInBlockListRequestBody = self.envelope.read(member)?;
        let user = body.user_to_check.unwrap_or_default();
        let store = &self.app.store;
        let blocked = store.is_blocked(self.caller.user, user).await?;
        let answer = CheckInBlockListResponseBody {
            in_blocklist: Some(blocked),
        };
        Ok(Body::member(member, &answer))
    }
}
