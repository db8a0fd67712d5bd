//! Videos for the page. WebKitGTK plays nothing from a scheme of ours, so that they come from a server of this program:
//! on the loopback address only, at a port that the page's policy names, under a path of 128 random bits that a command
//! answers. It gives bytes of the one file that the path was made for, in the parts that are asked for, and loads from
//! the server of the account what is not here.

pub(crate) mod addresses;

use std::net::TcpListener;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use futures_util::stream;
use linnet_core::model::{AccountId, MediaId};
use linnet_core::{Client, Error};

use crate::ipc::Failure;
use crate::shell::Shell;

impl Shell {
    /// An address at which the page plays this file, until a few others were asked for.
    ///
    /// # Errors
    /// There is no port for it.
    pub fn play(self: &Arc<Self>, account: &AccountId, media: &MediaId) -> Result<String, Failure> {
        let address = self.videos.address().ok_or_else(no_port)?;
        if let Some(listener) = self.videos.take_listener() {
            self.serve(listener)?;
        }
        let path = self.videos.path(account, media);
        Ok(format!("http://{address}/{path}"))
    }

    fn serve(self: &Arc<Self>, listener: TcpListener) -> Result<(), Failure> {
        let listener = {
            let _runtime = self.runtime().enter();
            tokio::net::TcpListener::from_std(listener).map_err(Error::from)?
        };
        let routes = Router::new()
            .route("/{path}", get(answer))
            .with_state(Arc::clone(self));
        self.spawn(async move {
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!(%error, "videos are not given out any more");
            }
        });
        Ok(())
    }
}

async fn answer(
    State(shell): State<Arc<Shell>>,
    Path(path): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    // A page in a browser that had its own name point here would ask for that name.
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let own = shell.videos.address().map(|address| address.to_string());
    if host != own.as_deref() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(playing) = shell.videos.playing(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(account) = shell.accounts.get(&playing.account) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let client = account.client.clone();
    match given(client, playing.media, method == Method::HEAD, &headers).await {
        Ok(response) => response,
        Err(error) => {
            tracing::info!(code = %error.code(), "a video cannot be given out");
            StatusCode::BAD_GATEWAY.into_response()
        }
    }
}

/// The whole of a file, or the part of it that is asked for (RFC 9110, section 14).
async fn given(
    client: Client,
    media: MediaId,
    head: bool,
    asked: &HeaderMap,
) -> Result<Response, Error> {
    let wanted = asked
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    let begin = wanted.and_then(begins_at).unwrap_or(0);
    // How long it is may not be known before some of it is here.
    let first = client.file_part(&media, begin).await?;
    let total = first.total;
    let Some((from, to)) = wanted.map_or(Some((0, total)), |wanted| part(wanted, total)) else {
        let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
        set(
            &mut response,
            header::CONTENT_RANGE,
            &format!("bytes */{total}"),
        );
        return Ok(response);
    };
    let bytes = if from == begin {
        first.bytes
    } else {
        Bytes::new()
    };
    let body = match head {
        true => Body::empty(),
        false => Body::from_stream(parts(client, media, bytes, from, to)),
    };
    let mut response = Response::new(body);
    if wanted.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let last = to.saturating_sub(1);
        set(
            &mut response,
            header::CONTENT_RANGE,
            &format!("bytes {from}-{last}/{total}"),
        );
    }
    set(&mut response, header::CONTENT_TYPE, "video/mp4");
    set(
        &mut response,
        header::CONTENT_LENGTH,
        &(to - from).to_string(),
    );
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    set(&mut response, header::CACHE_CONTROL, "no-store");
    set(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // A page of somebody else cannot show it either.
    set(
        &mut response,
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; sandbox",
    );
    Ok(response)
}

/// The bytes from `from` to before `to`, as they are taken: what nobody reads is not loaded. Ends early when no more
/// can be had, so that the player asks again.
fn parts(
    client: Client,
    media: MediaId,
    first: Bytes,
    from: u64,
    to: u64,
) -> impl futures_util::Stream<Item = Result<Bytes, Error>> + Send {
    stream::try_unfold(
        (client, media, first, from),
        move |(client, media, ready, at)| async move {
            if at >= to {
                return Ok(None);
            }
            let mut bytes = match ready.is_empty() {
                false => ready,
                true => client.file_part(&media, at).await?.bytes,
            };
            if bytes.is_empty() {
                return Err(Error::NotFound("part"));
            }
            bytes.truncate(usize::try_from(to - at).unwrap_or(usize::MAX));
            let next = at + bytes.len() as u64;
            Ok(Some((bytes, (client, media, Bytes::new(), next))))
        },
    )
}

/// Where a part begins that says so from the front; none for one that counts from the end.
fn begins_at(wanted: &str) -> Option<u64> {
    wanted
        .strip_prefix("bytes=")?
        .split('-')
        .next()?
        .parse()
        .ok()
}

/// First byte and the one behind the last of the part that is asked for. None: it lies outside of the file. Several at
/// once, and what cannot be read, are answered with the whole, as a server may.
fn part(wanted: &str, total: u64) -> Option<(u64, u64)> {
    let Ok(parsed) = http_range_header::parse_range_header(wanted) else {
        return Some((0, total));
    };
    if parsed.ranges.len() != 1 {
        return Some((0, total));
    }
    let ranges = parsed.validate(total).ok()?;
    let range = ranges.first()?;
    Some((*range.start(), *range.end() + 1))
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    // Digits and plain words always are a value.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn no_port() -> Failure {
    Failure::own(
        "no_player",
        "这里暂时无法播放视频。可以用系统播放器打开。",
        "Videos cannot be played here at the moment. Open it with the system's player.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_understood_as_players_ask_for_them() {
        for (wanted, given) in [
            ("bytes=0-", Some((0, 100))),
            ("bytes=10-19", Some((10, 20))),
            ("bytes=90-500", Some((90, 100))),
            ("bytes=-10", Some((90, 100))),
            ("bytes=100-", None),
            ("bytes=500-600", None),
            ("bytes=5-4", None),
            ("bytes=0-1,5-6", Some((0, 100))),
            ("lines=1-2", Some((0, 100))),
        ] {
            assert_eq!(part(wanted, 100), given, "{wanted}");
        }
        assert_eq!(
            (begins_at("bytes=7-"), begins_at("bytes=-7")),
            (Some(7), None)
        );
    }
}
