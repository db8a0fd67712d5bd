//! Leaving the service: on one's other devices, or altogether. Both are our own choice (`docs/PROTOCOL.md`, own choices); a
//! server that does not know them says so.

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::RequestBody;

use super::Client;
use crate::error::{Error, Result};

/// Parts of an account at most: a server that never ends is not asked for ever.
const PARTS: u32 = 10_000;

impl Client {
    /// Makes the token of every other device worth nothing, unless it signed in with the same one; answers how many there
    /// were.
    ///
    /// # Errors
    /// [`Error::Status`] of a server that cannot do it, or as for any command.
    pub async fn sign_out_others(&self) -> Result<u32> {
        self.count(choices::SIGN_OUT_OTHERS).await
    }

    /// Takes the account away at the server, part by part: groups are left or handed over, contacts end, the name goes, no
    /// token is good any more. Messages stay with those who have them. `progress` is told how many parts are left. What is
    /// on this device stays until it is deleted here.
    ///
    /// When it fails in between, what is done is done, and asking again goes on from there.
    ///
    /// # Errors
    /// As for [`Client::sign_out_others`].
    pub async fn delete_account(&self, mut progress: impl FnMut(u32) + Send) -> Result<()> {
        for _ in 0..PARTS {
            let left = self.count(choices::CLOSE_ACCOUNT).await?;
            progress(left);
            if left == 0 {
                return Ok(());
            }
        }
        Err(Error::NotNow("the server does not come to an end"))
    }

    /// A command whose answer is a number.
    async fn count(&self, command: i32) -> Result<u32> {
        let body = RequestBody::default();
        let answer = self
            .0
            .link
            .request_beside(command, body, BTreeMap::new())
            .await?;
        let count = answer.headers.get(choices::HEADER_COUNT);
        count
            .and_then(|count| count.parse().ok())
            .ok_or(Error::Answer {
                command,
                log_id: answer.log_id,
            })
    }
}
