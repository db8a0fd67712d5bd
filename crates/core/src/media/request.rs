//! What the media folder asks of the way to the server, so that it knows nothing else about it.

use futures_util::future::BoxFuture;
use linnet_proto::im_proto::{RequestBody, ResponseBody};

use crate::error::Result;
use crate::link::Link;

/// Somebody who carries commands to the server and brings their answers.
pub trait Requests: Send + Sync {
    /// Sends one command; retries and renewals are its own affair.
    fn request(&self, cmd: i32, body: RequestBody) -> BoxFuture<'_, Result<Box<ResponseBody>>>;
}

impl Requests for Link {
    fn request(&self, cmd: i32, body: RequestBody) -> BoxFuture<'_, Result<Box<ResponseBody>>> {
        Box::pin(Self::request(self, cmd, body))
    }
}
