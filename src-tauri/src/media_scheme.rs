//! `linnet-media://localhost/{account}/{media}/{thumb|preview|original|here|moving}` and `linnet-media://localhost/intake/{handle}`:
//! pictures for the page, as whole bodies. Only the main window is answered, only pictures are given, and the type is
//! the one their content has.

use std::sync::Arc;

use linnet_core::Error;
use linnet_core::error::MediaError;
use linnet_core::media::{MediaFile, Variant, moves, shown_as};
use linnet_core::model::{AccountId, MediaId};
use tauri::http::{Method, Request, Response, StatusCode, header};
use tauri::{UriSchemeContext, UriSchemeResponder, Wry};
use tokio::sync::Semaphore;

use crate::shell::Shell;
use crate::window::MAIN;

/// Name of the scheme.
pub const SCHEME: &str = "linnet-media";

/// Pictures read at the same time; more wait. Each is in memory as a whole until WebKit has it. One that has to be
/// downloaded first takes no turn until it is here: the client bounds its downloads by itself.
const AT_ONCE: usize = 8;

/// Whom an address is about.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Picture(AccountId, MediaId, Variant),
    /// What is on this computer of it.
    Here(AccountId, MediaId),
    /// As it was sent, when it moves.
    Moving(AccountId, MediaId),
    Intake(String),
}

/// Answers the page's requests.
pub struct MediaScheme {
    shell: Arc<Shell>,
    turns: Arc<Semaphore>,
}

impl MediaScheme {
    /// For the accounts of this shell.
    pub fn new(shell: &Arc<Shell>) -> Self {
        Self {
            shell: Arc::clone(shell),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// One request.
    pub fn answer(
        &self,
        context: &UriSchemeContext<'_, Wry>,
        request: &Request<Vec<u8>>,
        responder: UriSchemeResponder,
    ) {
        if context.webview_label() != MAIN || request.method() != Method::GET {
            responder.respond(refusal(StatusCode::FORBIDDEN));
            return;
        }
        let Some(wanted) = parse(request.uri().path()) else {
            responder.respond(refusal(StatusCode::NOT_FOUND));
            return;
        };
        let (shell, turns) = (Arc::clone(&self.shell), Arc::clone(&self.turns));
        self.shell.spawn(async move {
            responder.respond(body(&shell, wanted, &turns).await.unwrap_or_else(refusal));
        });
    }
}

async fn body(
    shell: &Shell,
    wanted: Wanted,
    turns: &Semaphore,
) -> Result<Response<Vec<u8>>, StatusCode> {
    let only_moving = matches!(wanted, Wanted::Moving(..));
    let (account, media, variant) = match wanted {
        Wanted::Moving(account, media) => (account, media, Variant::Original),
        Wanted::Picture(account, media, variant) => (account, media, variant),
        Wanted::Here(account, media) => {
            let account = shell
                .accounts
                .get(&account)
                .map_err(|_| StatusCode::NOT_FOUND)?;
            let find = async {
                let found = account.client.media_here(&media, Variant::Preview).await;
                found.map_err(|error| status(&error))
            };
            return picture(find, turns, false).await;
        }
        Wanted::Intake(handle) => {
            let (account, media) = shell.staging.preview(&handle).ok_or(StatusCode::GONE)?;
            (account, media, Variant::Preview)
        }
    };
    let account = shell
        .accounts
        .get(&account)
        .map_err(|_| StatusCode::NOT_FOUND)?;
    let find = async {
        let found = account.client.media(&media, variant).await;
        if matches!(found, Err(Error::Transport(_))) {
            shell.pictures_again.failed();
        }
        found.map_err(|error| status(&error))
    };
    picture(find, turns, only_moving).await
}

/// The turn is for reading alone: a picture that is on its way holds up none that is here. `only_moving`: one that stands
/// still is not given.
async fn picture(
    find: impl Future<Output = Result<MediaFile, StatusCode>>,
    turns: &Semaphore,
    only_moving: bool,
) -> Result<Response<Vec<u8>>, StatusCode> {
    let MediaFile { path, .. } = find.await?;
    // Closed by nobody: without a permit there is nothing to wait for.
    let _turn = turns.acquire().await;
    // It may have been evicted in between.
    let bytes = tokio::fs::read(path).await.map_err(|_| StatusCode::GONE)?;
    // An original may be anything: it can be saved, and the page gets it when it can be shown.
    let mime = shown_as(&bytes).ok_or(StatusCode::UNSUPPORTED_MEDIA_TYPE)?;
    if only_moving && !moves(&bytes) {
        return Err(StatusCode::NOT_FOUND);
    }
    Response::builder()
        .header(header::CONTENT_TYPE, mime)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        // Should a picture ever be opened as a page, it may do nothing.
        .header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        )
        .body(bytes)
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::Media(MediaError::Gone) => StatusCode::GONE,
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        // Worth another try later: no network, or the server is away.
        Error::Transport(_) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn refusal(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

fn parse(path: &str) -> Option<Wanted> {
    let parts: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    match parts.as_slice() {
        ["intake", handle] if is_plain(handle) => Some(Wanted::Intake((*handle).to_owned())),
        [account, media, variant] if is_plain(account) => {
            // The only character of an id that addresses escape.
            let media = media.replace("%3A", ":").replace("%3a", ":");
            let account = AccountId((*account).to_owned());
            let media = is_media_id(&media).then_some(MediaId(media))?;
            Some(match *variant {
                "here" => Wanted::Here(account, media),
                "moving" => Wanted::Moving(account, media),
                variant => Wanted::Picture(account, media, Variant::from_word(variant)?),
            })
        }
        _ => None,
    }
}

/// Accounts and handles are hex digits.
fn is_plain(part: &str) -> bool {
    !part.is_empty() && part.len() <= 64 && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A SHA-256 in hex, with `u:` before it when it is that of an object key.
fn is_media_id(text: &str) -> bool {
    let hash = text.strip_prefix("u:").unwrap_or(text);
    hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant 8: no number id crosses into JavaScript, no path comes from the page.
    #[test]
    fn only_addresses_of_pictures_are_understood() {
        let hash = "ab".repeat(32);
        assert_eq!(
            parse(&format!("/a11ce/u%3A{hash}/preview")),
            Some(Wanted::Picture(
                AccountId::from("a11ce"),
                MediaId(format!("u:{hash}")),
                Variant::Preview
            ))
        );
        assert_eq!(
            parse(&format!("/a11ce/{hash}/moving")),
            Some(Wanted::Moving(
                AccountId::from("a11ce"),
                MediaId(hash.clone())
            ))
        );
        assert_eq!(
            parse("/intake/0a1b"),
            Some(Wanted::Intake("0a1b".to_owned()))
        );
        for wrong in [
            "/".to_owned(),
            "/intake/../secret".to_owned(),
            "/intake/%2e%2e".to_owned(),
            format!("/a11ce/{hash}/huge"),
            format!("/../{hash}/thumb"),
            "/a11ce/..%2f..%2fetc%2fpasswd/original".to_owned(),
            format!("/a11ce/{hash}/thumb/more"),
        ] {
            assert_eq!(parse(&wrong), None, "{wrong}");
        }
    }

    #[tokio::test]
    async fn pictures_on_their_way_hold_up_none_that_is_here() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("picture");
        // The head of a picture of one pixel.
        let bytes = b"GIF89a\x01\0\x01\0\0\0\0";
        std::fs::write(&path, bytes).unwrap();
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        for _ in 0..AT_ONCE {
            let turns = Arc::clone(&turns);
            let slow = async move { picture(std::future::pending(), &turns, false).await };
            tokio::spawn(slow);
        }
        tokio::task::yield_now().await;
        let file = MediaFile {
            path,
            mime: "image/gif",
            suffix: "gif",
        };
        let here = picture(std::future::ready(Ok(file.clone())), &turns, false);
        let limit = std::time::Duration::from_secs(5);
        let answer = tokio::time::timeout(limit, here).await.expect("in time");
        assert_eq!(answer.unwrap().body(), bytes);
        // It stands still.
        let moving = picture(std::future::ready(Ok(file)), &turns, true);
        assert_eq!(moving.await.unwrap_err(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn a_picture_that_is_gone_is_told_from_one_that_may_come() {
        assert_eq!(status(&MediaError::Gone.into()), StatusCode::GONE);
        assert_eq!(status(&Error::NotFound("picture")), StatusCode::NOT_FOUND);
        assert_eq!(
            status(&linnet_core::error::Transport::Connect.into()),
            StatusCode::SERVICE_UNAVAILABLE
        );
    }
}
