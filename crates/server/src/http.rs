//! HTTP: commands by POST, tokens for application servers, and the way into the socket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use linnet_proto::{command, proof};
use prost::Message;
use serde::{Deserialize, Serialize};
use tower_http::timeout::TimeoutLayer;

use crate::UserId;
use crate::app::{App, Caller, Shared, Transport};
use crate::refusal::Refusal;
use crate::{body, commands, frontier, guard, token};

/// Media type of requests and answers.
const PROTOBUF: &str = "application/x-protobuf";
/// A request that takes longer to come in and be answered is dropped.
const LIMIT: Duration = Duration::from_secs(30);

pub(crate) fn router(app: Arc<App>, local: SocketAddr) -> Router {
    let media = app.media.router();
    let shared = Shared { app, local };
    Router::new()
        .route("/get_token", get(get_token))
        .route(proof::PATH, get(get_proof))
        .route("/ws/v2", any(frontier::open))
        .fallback(command)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            LIMIT,
        ))
        .with_state(shared.clone())
        // Uploads have limits of their own, and take the time they take.
        .merge(media)
        .layer(middleware::from_fn_with_state(shared, guarded))
}

async fn guarded(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let config = &shared.app.config;
    let refused = guard::refuse(config, shared.local, request.method(), request.headers());
    if let Some(refused) = refused {
        return refused.into_response();
    }
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("content-type, authorization"),
        );
    }
    response
}

/// One command. The path only has to be a known one; the command is the one the request names.
async fn command(
    State(shared): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if !command::known_path(uri.path().trim_start_matches('/')) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if method != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if let Some(refused) = wrong_media_type(&headers) {
        return refused.into_response();
    }
    let app = &shared.app;
    let received = match body::receive(app, &headers, body).await {
        Ok(received) => received,
        Err(refused) => return refused.into_response(),
    };
    let arrived_ms = app.now_ms();
    let envelope = received.envelope;
    let caller = received.sender.map(|grant| Caller {
        user: grant.user,
        device: envelope.device_id.clone().unwrap_or_default(),
        token: grant.digest,
        watcher: None,
    });
    let answer = commands::answer(app, caller, Transport::Http, &envelope, arrived_ms).await;
    ([(header::CONTENT_TYPE, PROTOBUF)], answer.encode_to_vec()).into_response()
}

fn wrong_media_type(headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .unwrap_or_default()
    };
    let kind = text(header::CONTENT_TYPE);
    let accept = text(header::ACCEPT);
    if kind.starts_with("application/json") || accept.starts_with("application/json") {
        return Some((StatusCode::NOT_ACCEPTABLE, "JSON is not spoken here"));
    }
    (kind.split(';').next().map(str::trim) != Some(PROTOBUF)).then_some((
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "the body must be application/x-protobuf",
    ))
}

#[derive(Deserialize)]
struct TokenQuery {
    #[serde(rename = "appID")]
    app_id: i32,
    #[serde(rename = "userID")]
    user: UserId,
    /// Seconds.
    expire: Option<u64>,
}

#[derive(Serialize)]
struct TokenAnswer {
    #[serde(rename = "Token")]
    token: String,
}

#[derive(Deserialize)]
struct ProofQuery {
    nonce: String,
}

#[derive(Serialize)]
struct ProofAnswer {
    #[serde(rename = "Proof")]
    proof: String,
    #[serde(rename = "Nonce")]
    nonce: String,
}

/// Shows that this server knows the application secret, before anybody shows it that they do.
async fn get_proof(State(shared): State<Shared>, Query(query): Query<ProofQuery>) -> Response {
    match shared.app.proofs.prove(&query.nonce) {
        Some((proof, nonce)) => axum::Json(ProofAnswer { proof, nonce }).into_response(),
        None => (
            StatusCode::BAD_REQUEST,
            "the nonce must be 32 to 128 hex digits",
        )
            .into_response(),
    }
}

/// A token for a user: to an application server that knows the secret, or to anybody under `dev`.
async fn get_token(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Query(query): Query<TokenQuery>,
) -> Response {
    let app = &shared.app;
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !app.config.dev && !app.proofs.knows_secret(shown, query.app_id, query.user) {
        return (
            StatusCode::UNAUTHORIZED,
            "the application secret, or a proof of knowing it, is needed in the Authorization header",
        )
            .into_response();
    }
    if query.app_id != app.config.app_id {
        return (StatusCode::FORBIDDEN, "this application is not served").into_response();
    }
    let life = query
        .expire
        .map_or(token::DEFAULT_LIFE, Duration::from_secs);
    match app.tokens.issue(query.user, life).await {
        Ok(token) => axum::Json(TokenAnswer { token }).into_response(),
        Err(refusal) => refused(&refusal).into_response(),
    }
}

fn refused(refusal: &Refusal) -> (StatusCode, &'static str) {
    let invalid = Refusal::invalid("").status;
    let status = if refusal.status == invalid {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::INTERNAL_SERVER_ERROR
    };
    (status, refusal.reason)
}
