//! Where tokens come from. A token is opaque text that the application's own server makes; the core copies it into
//! requests and shows it nowhere (protocol: envelope, section 2).

mod proven;

pub use proven::ProvenServer;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use serde::Deserialize;
use url::Url;

use crate::config::{self, ConfigError};
use crate::error::{Result, TokenError, Transport};
use crate::model::UserId;
use crate::proxy::Proxies;
use crate::trust::Trust;

/// Longest token taken. Tokens travel in an address, and servers refuse long ones.
const TOKEN_BYTES: usize = 4096;

/// Longest answer of an application server that is read.
const ANSWER_BYTES: usize = 64 * 1024;

/// How long an application server may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);

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
    /// After [`Renew::Refused`] the answer is either another token or an error; with
    /// [`TokenError::Unreachable`] it is asked again later, with any other error the person has to sign in.
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
        let http = reqwest::Client::builder()
            .timeout(TIME_LIMIT)
            // A redirect would carry the secret to another place.
            .redirect(reqwest::redirect::Policy::none())
            .proxy(Proxies::system().for_http())
            .use_preconfigured_tls(Trust::system().for_http()?)
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
        match answer.status().as_u16() {
            200 => {}
            status @ 500.. => return Err(Transport::Http(status).into()),
            status => return Err(TokenError::Refused(status)),
        }
        let mut body = Vec::new();
        let mut chunks = answer.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            body.extend_from_slice(&chunk.map_err(transport)?);
            if body.len() > ANSWER_BYTES {
                return Err(TokenError::NoToken);
            }
        }
        let answer: TokenAnswer = serde_json::from_slice(&body).map_err(|_| TokenError::NoToken)?;
        Token::new(&answer.token)
    }
}

fn transport(error: reqwest::Error) -> TokenError {
    crate::link::http_failure(&error).into()
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
