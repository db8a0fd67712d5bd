//! Where tokens come from. A token is opaque text that the application's own server makes; the core copies it into
//! requests and shows it nowhere (protocol: envelope, section 2).

mod proven;

pub use proven::ProvenServer;

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use url::Url;

use crate::config;
use crate::error::{ConfigError, Result, TokenError, Transport};
use crate::http;
use crate::model::UserId;
use crate::names::Names;
use crate::proxy::Proxies;
use crate::trust::Trust;

/// Longest token taken. Tokens travel in an address, and servers refuse long ones.
const TOKEN_BYTES: usize = 4096;

/// Longest answer of an application server that is read.
const ANSWER_BYTES: usize = 64 * 1024;

/// How long an application server may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// How long an application server that is too busy is left alone when it does not say how long.
const PAUSE: Duration = Duration::from_secs(10);

/// The bounds of what it may say.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

/// A token. Shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Checks that it can be a token: 1 to 4,096 visible ASCII characters, spaces around it removed.
    ///
    /// # Errors
    /// [`TokenError::Malformed`].
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        let fits = !text.is_empty()
            && text.len() <= TOKEN_BYTES
            && text.bytes().all(|b| b.is_ascii_graphic());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(TokenError::Malformed)
        }
    }

    /// The text, for a request or for the keyring.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

/// Why a token is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renew {
    /// Any that should still work.
    No,
    /// The server refused this one: a newer is needed.
    Refused(Token),
}

/// Gives tokens. Asked at start and after a refusal, one question at a time.
pub trait TokenProvider: Send + Sync {
    /// A token for the person of this account.
    ///
    /// After [`Renew::Refused`] the answer is either another token or an error; [`TokenError::needs_person`] says
    /// whether it is asked again later or the person has to sign in.
    fn token(&self, renew: Renew) -> BoxFuture<'_, Result<Token>>;
}

impl<P: TokenProvider + ?Sized> TokenProvider for Arc<P> {
    fn token(&self, renew: Renew) -> BoxFuture<'_, Result<Token>> {
        (**self).token(renew)
    }
}

impl<P: TokenProvider + ?Sized> TokenProvider for Box<P> {
    fn token(&self, renew: Renew) -> BoxFuture<'_, Result<Token>> {
        (**self).token(renew)
    }
}

/// Tokens from a function of the caller's own: it is told whether a newer one is needed, and may wait.
///
/// ```
/// use linnet_core::auth::{Renew, Token, from_fn};
///
/// let tokens = from_fn(|renew: Renew| async move {
///     let text = if renew == Renew::No { "kept" } else { "asked-for-anew" };
///     Ok(Token::new(text)?)
/// });
/// # let _ = tokens;
/// ```
pub fn from_fn<F, Answer>(ask: F) -> FromFn<F>
where
    F: Fn(Renew) -> Answer + Send + Sync,
    Answer: Future<Output = Result<Token>> + Send + 'static,
{
    FromFn(ask)
}

/// See [`from_fn`].
#[derive(Clone)]
pub struct FromFn<F>(F);

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromFn(hidden)")
    }
}

impl<F, Answer> TokenProvider for FromFn<F>
where
    F: Fn(Renew) -> Answer + Send + Sync,
    Answer: Future<Output = Result<Token>> + Send + 'static,
{
    fn token(&self, renew: Renew) -> BoxFuture<'_, Result<Token>> {
        Box::pin((self.0)(renew))
    }
}

/// A token that somebody pasted. Cannot renew itself; [`PastedToken::replace`] takes the next one at run time, followed
/// by `poke(TokenChanged)`.
#[derive(Clone)]
pub struct PastedToken(Arc<Mutex<Token>>);

impl PastedToken {
    /// From the pasted text.
    ///
    /// # Errors
    /// [`TokenError::Malformed`].
    pub fn new(text: &str) -> Result<Self> {
        Ok(Self(Arc::new(Mutex::new(Token::new(text)?))))
    }

    /// The next token.
    ///
    /// # Errors
    /// [`TokenError::Malformed`]; the old one stays.
    pub fn replace(&self, text: &str) -> Result<()> {
        let token = Token::new(text)?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = token;
        Ok(())
    }
}

impl fmt::Debug for PastedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PastedToken(hidden)")
    }
}

impl TokenProvider for PastedToken {
    fn token(&self, renew: Renew) -> BoxFuture<'_, Result<Token>> {
        let token = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let answer = match renew {
            Renew::Refused(refused) if refused == token => Err(TokenError::NoNewer.into()),
            _ => Ok(token),
        };
        Box::pin(std::future::ready(answer))
    }
}

/// The application's own server: `GET {url}?appID=..&userID=..` answers `{"Token": ".."}` (protocol: envelope,
/// section 2). The last token is used until the server of the messages refuses it.
pub struct TokenServer {
    url: Url,
    authorization: Option<String>,
    http: reqwest::Client,
    last: Mutex<Option<Token>>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    #[serde(rename = "Token")]
    token: String,
}

impl TokenServer {
    /// Asks `url`, with this `Authorization` header if there is one.
    ///
    /// # Errors
    /// [`ConfigError::TokenUrl`].
    pub fn new(
        url: &str,
        app_id: i32,
        user_id: UserId,
        authorization: Option<String>,
    ) -> Result<Self> {
        let mut url = config::address(url, ["http", "https"]).map_err(ConfigError::TokenUrl)?;
        url.query_pairs_mut()
            .append_pair("appID", &app_id.to_string())
            .append_pair("userID", &user_id.to_string());
        let http = http::builder(&Proxies::system(), &Trust::system(), &Names::system())?
            .timeout(TIME_LIMIT)
            // Asked so seldom that a kept connection would have died meanwhile.
            .pool_max_idle_per_host(0)
            // A redirect would carry the secret to another place.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| Transport::Tls)?;
        Ok(Self {
            url,
            authorization,
            http,
            last: Mutex::new(None),
        })
    }

    async fn ask(&self) -> Result<Token, TokenError> {
        let mut request = self.http.get(self.url.clone());
        if let Some(authorization) = &self.authorization {
            request = request.header(reqwest::header::AUTHORIZATION, authorization);
        }
        let answer = request.send().await.map_err(transport)?;
        let status = answer.status().as_u16();
        let content_type = http::content_type(&answer);
        let retry_after = answer.headers().get(reqwest::header::RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok().map(str::to_owned));
        let mut body = Vec::new();
        let mut chunks = answer.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            body.extend_from_slice(&chunk.map_err(transport)?);
            if body.len() > ANSWER_BYTES {
                break;
            }
        }
        if (200..=299).contains(&status)
            && let Ok(answer) = serde_json::from_slice::<TokenAnswer>(&body)
        {
            return Token::new(&answer.token);
        }
        let is_page = http::is_page(content_type.as_deref(), &body);
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(&body).is_ok();
        Err(match meaning(status, is_page, is_json) {
            Meaning::Refused => TokenError::Refused(status),
            Meaning::NoToken => TokenError::NoToken,
            Meaning::SomebodyElse => Transport::Intercepted.into(),
            Meaning::Fault => Transport::Http(status).into(),
            Meaning::Busy => TokenError::Busy(pause(retry_after.as_deref(), SystemTime::now())),
        })
    }
}

/// What an answer without a token means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// The application server says no: only the person can mend it.
    Refused,
    /// The application server answers, and its answer holds no token: only the person can mend it.
    NoToken,
    /// Not the application server: a network that wants a sign-in of its own, a filter. Asked again.
    SomebodyElse,
    /// The application server cannot answer now. Asked again.
    Fault,
    /// It wants to be asked later, and may say when. Asked again.
    Busy,
}

/// What the body of an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Body {
    /// Whatever it is.
    Any,
    /// A web page. No server answers a program with one on purpose.
    Page,
    /// JSON.
    Json,
}

/// The first line that fits says what an answer means.
const MEANINGS: [(RangeInclusive<u16>, Body, Meaning); 12] = [
    (200..=299, Body::Json, Meaning::NoToken),
    (200..=299, Body::Any, Meaning::SomebodyElse),
    (300..=399, Body::Any, Meaning::SomebodyElse),
    // While the application is being set up anew there is nothing at its address.
    (404..=404, Body::Any, Meaning::Fault),
    (410..=410, Body::Any, Meaning::Fault),
    (407..=408, Body::Any, Meaning::Fault),
    (429..=429, Body::Any, Meaning::Busy),
    (400..=499, Body::Page, Meaning::SomebodyElse),
    (400..=499, Body::Any, Meaning::Refused),
    (503..=503, Body::Any, Meaning::Busy),
    (511..=511, Body::Any, Meaning::SomebodyElse),
    (0..=u16::MAX, Body::Any, Meaning::Fault),
];

fn meaning(status: u16, is_page: bool, is_json: bool) -> Meaning {
    let fits = |body: &Body| match body {
        Body::Any => true,
        Body::Page => is_page,
        Body::Json => is_json,
    };
    MEANINGS
        .iter()
        .find(|(statuses, body, _)| statuses.contains(&status) && fits(body))
        .map_or(Meaning::Fault, |(_, _, meaning)| *meaning)
}

/// How long to wait, from the header `Retry-After`: seconds, or the time when it is over. Bounded: a server that names
/// a day would keep the person out for a day.
fn pause(retry_after: Option<&str>, now: SystemTime) -> Duration {
    let seconds = |text: &str| text.trim().parse().ok().map(Duration::from_secs);
    let until = |text: &str| {
        let time = OffsetDateTime::parse(text.trim(), &Rfc2822).ok()?;
        SystemTime::from(time).duration_since(now).ok()
    };
    retry_after
        .and_then(|text| seconds(text).or_else(|| until(text)))
        .unwrap_or(PAUSE)
        .clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
}

fn transport(error: reqwest::Error) -> TokenError {
    http::failure(&error, &Proxies::system()).into()
}

impl fmt::Debug for TokenServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenServer(hidden)")
    }
}

impl TokenProvider for TokenServer {
    fn token(&self, renew: Renew) -> BoxFuture<'_, Result<Token>> {
        Box::pin(async move {
            let last = self
                .last
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            match (&renew, last) {
                (Renew::No, Some(last)) => return Ok(last),
                (Renew::Refused(refused), Some(last)) if *refused != last => return Ok(last),
                _ => {}
            }
            let token = self.ask().await?;
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
            match renew {
                Renew::Refused(refused) if refused == token => Err(TokenError::NoNewer.into()),
                _ => Ok(token),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::Error;

    #[test]
    fn a_token_is_visible_text_and_shown_nowhere() {
        assert_eq!(Token::new(" abc.DEF-1 \n").unwrap().expose(), "abc.DEF-1");
        for text in [
            "",
            "  ",
            "two words",
            "line\nline",
            "令牌",
            &"x".repeat(5000),
        ] {
            assert_eq!(Token::new(text), Err(TokenError::Malformed));
        }
        assert!(!format!("{:?}", Token::new("abc").unwrap()).contains("abc"));
    }

    #[tokio::test]
    async fn a_pasted_token_that_was_refused_is_not_given_again() {
        let provider = PastedToken::new("first").unwrap();
        let first = provider.token(Renew::No).await.unwrap();
        assert!(matches!(
            provider.token(Renew::Refused(first.clone())).await,
            Err(Error::Token(TokenError::NoNewer))
        ));
        provider.replace("second").unwrap();
        let second = provider.token(Renew::Refused(first)).await.unwrap();
        assert_eq!(second.expose(), "second");
    }

    #[tokio::test]
    async fn a_function_gives_tokens_and_is_told_which_one_was_refused() {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&asked);
        let provider = from_fn(move |renew| {
            noted.lock().unwrap().push(renew.clone());
            async move {
                match renew {
                    Renew::No => Ok(Token::new("first")?),
                    Renew::Refused(_) => Err(TokenError::NoNewer.into()),
                }
            }
        });
        let first = provider.token(Renew::No).await.unwrap();
        let refused = Renew::Refused(first);
        let none = provider.token(refused.clone()).await.unwrap_err();
        assert!(matches!(none, Error::Token(TokenError::NoNewer)));
        assert_eq!(*asked.lock().unwrap(), [Renew::No, refused]);
    }

    #[tokio::test]
    async fn every_answer_of_an_application_server_has_its_sentence_and_says_who_mends_it() {
        const PAGE: &str = "Content-Type: text/html\r\n\r\n<p>Welcome</p>";
        let person = true;
        let by_itself = false;
        for (answer, code, who) in [
            (
                "302 Found\r\nLocation: https://portal.example/\r\n\r\n",
                "token_server_intercepted",
                by_itself,
            ),
            (
                "511 Network Authentication Required\r\n\r\n",
                "token_server_intercepted",
                by_itself,
            ),
            (
                &format!("200 OK\r\n{PAGE}"),
                "token_server_intercepted",
                by_itself,
            ),
            (
                "200 OK\r\n\r\n<!doctype html><title>Hi</title>",
                "token_server_intercepted",
                by_itself,
            ),
            (
                "200 OK\r\n\r\nsuccess",
                "token_server_intercepted",
                by_itself,
            ),
            (
                "204 No Content\r\n\r\n",
                "token_server_intercepted",
                by_itself,
            ),
            (
                &format!("403 Forbidden\r\n{PAGE}"),
                "token_server_intercepted",
                by_itself,
            ),
            (
                &format!("401 Unauthorized\r\n{PAGE}"),
                "token_server_intercepted",
                by_itself,
            ),
            ("404 Not Found\r\n\r\n", "token_server_not_found", by_itself),
            ("410 Gone\r\n\r\n", "token_server_not_found", by_itself),
            (
                "407 Proxy Authentication Required\r\n\r\n",
                "proxy_password",
                by_itself,
            ),
            (
                "408 Request Timeout\r\n\r\n",
                "token_server_slow",
                by_itself,
            ),
            (
                "429 Too Many Requests\r\nRetry-After: 7\r\n\r\n",
                "token_server_busy",
                by_itself,
            ),
            (
                "500 Internal Server Error\r\n\r\n",
                "token_server_unavailable",
                by_itself,
            ),
            (
                "502 Bad Gateway\r\n\r\n",
                "token_server_unavailable",
                by_itself,
            ),
            (
                "503 Service Unavailable\r\n\r\n",
                "token_server_busy",
                by_itself,
            ),
            (
                "504 Gateway Timeout\r\n\r\n",
                "token_server_unavailable",
                by_itself,
            ),
            ("200 OK\r\n\r\n{}", "token_missing", person),
            (
                "200 OK\r\n\r\n{\"Token\":\"two words\"}",
                "token_malformed",
                person,
            ),
            (
                "400 Bad Request\r\n\r\nno such user",
                "token_refused",
                person,
            ),
            ("401 Unauthorized\r\n\r\n", "token_refused", person),
            (
                "403 Forbidden\r\n\r\n{\"error\":\"no\"}",
                "token_refused",
                person,
            ),
        ] {
            let (url, served) = application_server(vec![answer_of(answer)]).await;
            let server = TokenServer::new(&url, 1, UserId(10009), None).unwrap();
            let error = server.token(Renew::No).await.unwrap_err();
            assert_eq!(error.code(), code, "{answer}");
            let Error::Token(error) = error else {
                panic!("{answer}: {error}");
            };
            assert_eq!(error.needs_person(), who, "{answer}");
            if answer.contains("Retry-After: 7") {
                assert_eq!(error, TokenError::Busy(Duration::from_secs(7)));
            }
            served.await.unwrap();
        }
    }

    /// The status line and what follows it, as a whole answer that ends with its connection.
    fn answer_of(text: &str) -> &'static str {
        let (status, rest) = text.split_once("\r\n").unwrap();
        let rest = rest
            .strip_prefix("\r\n")
            .map_or(rest.to_owned(), |body| format!("\r\n{body}"));
        format!("HTTP/1.1 {status}\r\nConnection: close\r\n{rest}").leak()
    }

    #[test]
    fn a_server_that_wants_to_be_left_alone_is_left_within_bounds() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_445_412_420);
        let seconds = |text| pause(text, now).as_secs();
        assert_eq!(seconds(Some("30")), 30);
        assert_eq!(seconds(Some("Wed, 21 Oct 2015 07:28:00 GMT")), 60);
        assert_eq!(seconds(Some("0")), 1);
        assert_eq!(seconds(Some("86400")), 300);
        for unsaid in [None, Some(""), Some("soon"), Some("-5")] {
            assert_eq!(pause(unsaid, now), PAUSE);
        }
    }

    /// Serves these answers, one connection each, and gives the request lines with their headers back.
    async fn application_server(
        answers: Vec<&'static str>,
    ) -> (String, tokio::task::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/get_token", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            let mut heads = Vec::new();
            for answer in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                heads.push(String::from_utf8(head).unwrap());
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
            heads
        });
        (url, task)
    }

    #[tokio::test]
    async fn an_application_server_is_asked_with_its_secret_and_once_per_refusal() {
        let (url, served) = application_server(vec![
            "HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\n{\"Token\":\"tok-1\"}",
            "HTTP/1.1 200 OK\r\nContent-Length: 17\r\nConnection: close\r\n\r\n{\"Token\":\"tok-2\"}",
        ])
        .await;
        let server =
            TokenServer::new(&url, 1, UserId(10009), Some("Bearer s3cret".to_owned())).unwrap();
        let first = server.token(Renew::No).await.unwrap();
        assert_eq!(server.token(Renew::No).await.unwrap(), first);
        let second = server.token(Renew::Refused(first)).await.unwrap();
        assert_eq!(second.expose(), "tok-2");
        let heads = served.await.unwrap();
        assert!(heads[0].starts_with("GET /get_token?appID=1&userID=10009 "));
        assert!(
            heads[0]
                .to_lowercase()
                .contains("authorization: bearer s3cret")
        );
    }

    #[tokio::test]
    async fn a_refusal_and_an_answer_without_token_are_told_apart() {
        let (url, served) = application_server(vec![
            "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        ])
        .await;
        let server = TokenServer::new(&url, 1, UserId(10009), None).unwrap();
        let refused = server.token(Renew::No).await.unwrap_err();
        assert!(matches!(refused, Error::Token(TokenError::Refused(401))));
        let empty = server.token(Renew::No).await.unwrap_err();
        assert!(matches!(empty, Error::Token(TokenError::NoToken)));
        served.await.unwrap();
    }
}
