//! Commands over HTTP (protocol: envelope, section 3).

use futures_util::StreamExt;
use linnet_proto::im_proto::{Request, Response};
use linnet_proto::{choices, command, frame};
use prost::Message;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};

use crate::config::{Config, Endpoints, Limits};
use crate::error::Transport;
use crate::http::{Client, builder, content_type, failure, is_page};
use crate::proxy::Proxies;

const PROTOBUF: HeaderValue = HeaderValue::from_static("application/x-protobuf");

/// One client for all requests, made with the first one that does not go over the socket.
pub(super) fn client(config: &Config) -> Client {
    let (proxies, trust) = (config.proxies.clone(), config.trust.clone());
    let (names, limits) = (config.names.clone(), config.limits.clone());
    Client::new(move || {
        builder(&proxies, &trust, &names)?
            .connect_timeout(limits.connect)
            .timeout(limits.http_request)
            .pool_max_idle_per_host(4)
            // A redirect would carry the token to another place.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| Transport::Tls)
    })
}

/// Sends a request and reads its answer. Any HTTP status but 200, an empty body and an undecodable one are failures of
/// the transport.
pub(super) async fn exchange(
    client: &reqwest::Client,
    proxies: &Proxies,
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
        .map_err(|error| failure(&error, proxies))?;
    let status = answer.status().as_u16();
    if status != 200 {
        return Err(Transport::Http(status));
    }
    let kind = content_type(&answer);
    let mut bytes = Vec::new();
    let mut chunks = answer.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| failure(&error, proxies))?;
        if bytes.len().saturating_add(chunk.len()) > limits.answer_bytes {
            return Err(Transport::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    if is_page(kind.as_deref(), &bytes) {
        return Err(Transport::Intercepted);
    }
    if bytes.is_empty() {
        return Err(Transport::Undecodable);
    }
    frame::response(&bytes, &super::frame_limits(limits)).map_err(|error| match error {
        frame::FrameError::PayloadTooLarge => Transport::TooLarge,
        _ => Transport::Undecodable,
    })
}
