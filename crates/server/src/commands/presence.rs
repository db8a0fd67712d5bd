//! Who is there: a command of our own. What changes afterwards the socket tells (`frontier.rs`).

use linnet_proto::choices;
use linnet_proto::im_proto::StatusCode;

use super::{Call, Outcome, limits};
use crate::UserId;
use crate::envelope::Body;
use crate::refusal::Refusal;

impl Call<'_> {
    pub(super) async fn watch_presence(&self) -> Outcome {
        const TOO_MANY: Refusal = Refusal::new(
            StatusCode::TouchLimit,
            "so many people cannot be watched at the same time",
        );
        let named = self.header(choices::HEADER_USERS).unwrap_or_default();
        let users = named
            .split(',')
            .filter(|user| !user.is_empty())
            .map(|user| user.trim().parse())
            .collect::<Result<Vec<UserId>, _>>()
            .map_err(|_| Refusal::invalid("a user id is a positive number"))?;
        if users.len() > choices::MAX_WATCHED {
            return Err(TOO_MANY);
        }
        limits::users(&users)?;
        let store = &self.app.store;
        let visible = match users.is_empty() {
            true => users,
            false => store.presence_visible(self.caller.user, users).await?,
        };
        let presence = &self.app.router.bus.presence;
        // First watched, then read: what changes in between is told once more.
        if let Some(watcher) = &self.caller.watcher {
            presence.watch(watcher, &visible);
        }
        Ok(Body::none().header(choices::HEADER_PRESENCE, presence.of(&visible)))
    }
}
