//! Takes in the body of a command over HTTP. The token is inside it, near its beginning: it is checked as soon as it is
//! there, and only somebody's body is kept on ([`crate::budget`]). What is not kept is still read to its end, so that
//! whoever sent it can hear why.

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt;
use linnet_proto::choices;
use linnet_proto::im_proto::StatusCode as Status;
use prost::Message as _;

use crate::app::App;
use crate::budget::{Budget, Purse, UNKNOWN_SENDER};
use crate::envelope::Envelope;
use crate::refusal::Refusal;
use crate::token::Grant;

/// A request, and whose it is.
pub(crate) struct Received {
    pub(crate) envelope: Envelope,
    pub(crate) sender: Result<Grant, Refusal>,
    /// Held while the request is carried out.
    pub(crate) _purse: Option<Purse>,
}

type Refused = (StatusCode, &'static str);
const TOO_LARGE: Refused = (
    StatusCode::PAYLOAD_TOO_LARGE,
    "the body is longer than 4 MiB",
);
const NO_REQUEST: Refused = (StatusCode::BAD_REQUEST, "the body is not a Request");
const BROKEN_OFF: Refused = (StatusCode::BAD_REQUEST, "the body ends too early");
pub(crate) const BUSY: Refusal = Refusal::new(
    Status::FrequencyLimit,
    "too much is being received at the same time: try again later",
);

/// A body that comes in, and how much of it has come.
struct Incoming {
    chunks: BodyDataStream,
    length: usize,
}

impl Incoming {
    async fn next(&mut self) -> Result<Option<Bytes>, Refused> {
        let Some(chunk) = self.chunks.next().await else {
            return Ok(None);
        };
        let chunk = chunk.map_err(|_| BROKEN_OFF)?;
        self.length = self.length.saturating_add(chunk.len());
        if self.length > choices::MAX_FRAME_BYTES {
            return Err(TOO_LARGE);
        }
        Ok(Some(chunk))
    }

    /// Reads the rest and lets it go.
    async fn drain(&mut self) -> Result<(), Refused> {
        while self.next().await?.is_some() {}
        Ok(())
    }
}

/// Takes in one request.
pub(crate) async fn receive(
    app: &App,
    headers: &HeaderMap,
    body: Body,
) -> Result<Received, Refused> {
    let declared = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > choices::MAX_FRAME_BYTES as u64) {
        return Err(TOO_LARGE);
    }
    let mut incoming = Incoming {
        chunks: body.into_data_stream(),
        length: 0,
    };
    let mut kept = Vec::new();
    while kept.len() <= UNKNOWN_SENDER {
        match incoming.next().await? {
            Some(chunk) => kept.extend_from_slice(&chunk),
            None => return whole(app, kept).await,
        }
    }
    long(app, kept, incoming).await
}

/// A short body, all of which is here.
async fn whole(app: &App, kept: Vec<u8>) -> Result<Received, Refused> {
    let envelope = Envelope::decode(Bytes::from(kept)).map_err(|_| NO_REQUEST)?;
    let token = envelope.token.as_deref().unwrap_or_default();
    Ok(Received {
        sender: app.tokens.check(token).await,
        envelope,
        _purse: None,
    })
}

/// A longer one, of which the beginning is here.
async fn long(app: &App, mut kept: Vec<u8>, mut incoming: Incoming) -> Result<Received, Refused> {
    let head = Envelope::head(&kept);
    let checked = app.tokens.check(head.token.as_deref().unwrap_or_default());
    let grant = match checked.await {
        Ok(grant) => grant,
        Err(refusal) => {
            drop(kept);
            incoming.drain().await?;
            return Ok(Received {
                envelope: head,
                sender: Err(refusal),
                _purse: None,
            });
        }
    };
    let mut purse = Budget::purse(&app.budget, grant.user);
    let mut wanted = kept.len();
    loop {
        if !purse.take(wanted) {
            drop((kept, purse));
            incoming.drain().await?;
            return Ok(Received {
                envelope: head,
                sender: Err(BUSY),
                _purse: None,
            });
        }
        match incoming.next().await? {
            Some(chunk) => {
                wanted = chunk.len();
                kept.extend_from_slice(&chunk);
            }
            None => break,
        }
    }
    let envelope = Envelope::decode(Bytes::from(kept)).map_err(|_| NO_REQUEST)?;
    if envelope.token != head.token {
        // Two tokens, the second of which was not looked at.
        return Err(NO_REQUEST);
    }
    Ok(Received {
        envelope,
        sender: Ok(grant),
        _purse: Some(purse),
    })
}
