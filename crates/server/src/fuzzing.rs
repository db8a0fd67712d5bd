//! Requests of strangers as a function of their bytes: for the fuzzer (feature `fuzzing`, `tests/fuzz`) and for the
//! property tests beside it. The caller is signed in; who is not gets no further than the token.

use bytes::Bytes;
use linnet_proto::im_proto::Response;
use prost::Message as _;

use crate::UserId;
use crate::app::{Caller, Transport};
use crate::commands;
use crate::envelope::Envelope;
use crate::server::Running;

/// Takes `bytes` as a request of `user` that came by the socket; answers the status, none when it is no request.
pub async fn request(server: &Running, user: UserId, bytes: &[u8]) -> Option<i32> {
    let envelope = Envelope::decode(Bytes::copy_from_slice(bytes)).ok()?;
    let caller = Caller {
        user,
        device: "device".to_owned(),
        token: [0; 32],
        watcher: None,
    };
    let arrived = server.app.now_ms();
    let answer = commands::answer(
        &server.app,
        Ok(caller),
        Transport::Socket,
        &envelope,
        arrived,
    )
    .await;
    let encoded = answer.encode_to_vec();
    let read = Response::decode(&*encoded);
    assert!(read.is_ok(), "an answer that no client can read");
    answer.status_code
}

#[cfg(test)]
mod tests;
