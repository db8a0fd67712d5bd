//! Commands over HTTP (protocol: envelope, section 3).

use std::error::Error as _;
use std::sync::OnceLock;

use futures_util::StreamExt;
use linnet_proto::im_proto::{Request, Response};
use linnet_proto::{choices, command, frame};
use prost::Message;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};

use crate::config::{Endpoints, Limits};
use crate::error::Transport;
use crate::proxy::Proxies;
use crate::trust::Trust;

const PROTOBUF: HeaderValue = HeaderValue::from_static("application/x-protobuf");

/// One client for all requests, made with the first one that does not go over the socket.
#[derive(Default)]
pub(super) struct Client(OnceLock<reqwest::Client>);

impl Client {
    pub fn get(
        &self,
        proxies: &Proxies,
        trust: &Trust,
        limits: &Limits,
    ) -> Result<&reqwest::Client, Transport> {
        if let Some(made) = self.0.get() {
            return Ok(made);
        }
        let made = make(proxies, trust, limits)?;
        Ok(self.0.get_or_init(|| made))
    }
}

fn make(proxies: &Proxies, trust: &Trust, limits: &Limits) -> Result<reqwest::Client, Transport> {
    reqwest::Client::builder()
        .connect_timeout(limits.connect)
        .timeout(limits.http_request)
        .tcp_nodelay(true)
        .pool_max_idle_per_host(4)
        // A redirect would carry the token to another place.
        .redirect(reqwest::redirect::Policy::none())
        .proxy(proxies.for_http())
        .use_preconfigured_tls(trust.for_http()?)
        .build()
        .map_err(|_| Transport::Tls)
}

/// Sends a request and reads its answer. Any HTTP status but 200, an empty body and an undecodable one are failures of
/// the transport.
pub(super) async fn exchange(
    client: &reqwest::Client,
    endpoints: &Endpoints,
    number: i32,
    request: &Request,
    limits: &Limits,
) -> Result<Response, Transport> {
    // A command without a path cannot be sent this way.
    let path = command::path(number).ok_or(Transport::Connect)?;
    let body = request.encode_to_vec();
    if body.len() > choices::MAX_FRAME_BYTES {
        return Err(Transport::RequestTooLarge);
    }
    let answer = client
        .post(endpoints.command_url(path))
        .header(CONTENT_TYPE, PROTOBUF)
        .header(ACCEPT, PROTOBUF)
        .body(body)
        .send()
        .await
        .map_err(|error| failure(&error))?;
    let status = answer.status().as_u16();
    if status != 200 {
        return Err(Transport::Http(status));
    }
    let mut bytes = Vec::new();
    let mut chunks = answer.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| failure(&error))?;
        if bytes.len().saturating_add(chunk.len()) > limits.answer_bytes {
            return Err(Transport::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    if bytes.is_empty() {
        return Err(Transport::Undecodable);
    }
    frame::response(&bytes, &super::frame_limits(limits)).map_err(|error| match error {
        frame::FrameError::PayloadTooLarge => Transport::TooLarge,
        _ => Transport::Undecodable,
    })
}

/// What a failure of the HTTP client means. Its own text is dropped: it holds the address.
pub(crate) fn failure(error: &reqwest::Error) -> Transport {
    if error.is_timeout() {
        return Transport::TimedOut;
    }
    if !error.is_connect() {
        return Transport::Lost;
    }
    let mut next = error.source();
    while let Some(inner) = next {
        if inner.is::<rustls::Error>() {
            return Transport::Tls;
        }
        // The source of such an error is that of the one inside: the one inside would be passed over.
        let inside = inner
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        next = match inside {
            Some(inside) => Some(inside),
            None => inner.source(),
        };
    }
    Transport::Connect
}
