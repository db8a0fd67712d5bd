//! Two commands of our own: signing out all other devices, and taking the account away.

use linnet_proto::choices;

use super::{Call, Outcome};
use crate::envelope::Body;

impl Call<'_> {
    /// Every token of the caller but this one is worth nothing from now on.
    pub(super) async fn sign_out_others(&self) -> Outcome {
        let (user, token) = (self.caller.user, self.caller.token);
        let gone = self.app.tokens.revoke_others(user, token).await?;
        self.app.look_at_tokens_again().await?;
        Ok(Body::none().header(choices::HEADER_COUNT, gone.to_string()))
    }

    /// The next part of the account is taken away; how many are left is in the answer.
    pub(super) async fn close_account(&self) -> Outcome {
        // Its token is looked up again in the next round, when the answer has been given.
        let left = self.app.store.close_account(self.caller.user).await?;
        Ok(Body::none().header(choices::HEADER_COUNT, left.to_string()))
    }
}
