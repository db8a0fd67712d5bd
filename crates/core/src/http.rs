//! What the HTTP clients for commands, pictures and token servers have in common: whose certificates, proxies and names
//! they use, how long a connection is kept, and what a failure means.

use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::Transport;
use crate::names::{NameNotFound, Names};
use crate::proxy::Proxies;
use crate::trust::Trust;

/// A connection that nobody used for this long is not used again: longer than the pause between two polls, shorter than
/// the minute after which servers and routers forget it without a word.
const IDLE: Duration = Duration::from_secs(40);

/// What was sent and is not acknowledged for this long was sent into nothing.
const UNHEARD: Duration = Duration::from_secs(10);

/// A client as all of them begin. The caller adds its own limits.
pub(crate) fn builder(
    proxies: &Proxies,
    trust: &Trust,
    names: &Names,
) -> Result<reqwest::ClientBuilder, Transport> {
    let names = if proxies.know_no_ipv6() {
        names.ipv4_first()
    } else {
        names.clone()
    };
    let builder = reqwest::Client::builder()
        .tcp_nodelay(true)
        .pool_idle_timeout(IDLE)
        .http2_keep_alive_interval(UNHEARD)
        .http2_keep_alive_timeout(UNHEARD)
        .dns_resolver(Arc::new(names))
        .proxy(proxies.for_http())
        .use_preconfigured_tls(trust.for_http()?);
    #[cfg(target_os = "linux")]
    let builder = builder.tcp_user_timeout(UNHEARD);
    Ok(builder)
}

/// A client that is made when it is first used, and whose kept connections can be let go.
pub(crate) struct Client {
    make: Box<dyn Fn() -> Result<reqwest::Client, Transport> + Send + Sync>,
    made: Mutex<Option<reqwest::Client>>,
}

impl Client {
    /// Makes nothing yet: it reads all certificates of the system, which no start should wait for.
    pub fn new(
        make: impl Fn() -> Result<reqwest::Client, Transport> + Send + Sync + 'static,
    ) -> Self {
        Self {
            make: Box::new(make),
            made: Mutex::new(None),
        }
    }

    /// The client.
    pub fn get(&self) -> Result<reqwest::Client, Transport> {
        let mut made = self.made();
        if let Some(made) = &*made {
            return Ok(made.clone());
        }
        let new = (self.make)()?;
        *made = Some(new.clone());
        Ok(new)
    }

    /// What is asked from now on goes over new connections.
    pub fn forget_connections(&self) {
        *self.made() = None;
    }

    fn made(&self) -> MutexGuard<'_, Option<reqwest::Client>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an answer is a web page: no server of ours answers a program with one, so it is somebody else's.
pub(crate) fn is_page(content_type: Option<&str>, body: &[u8]) -> bool {
    let begins = |text: &[u8], with: &str| {
        text.get(..with.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(with.as_bytes()))
    };
    let body = body.trim_ascii_start();
    content_type.is_some_and(|kind| begins(kind.trim_start().as_bytes(), "text/html"))
        || begins(body, "<!doctype html")
        || begins(body, "<html")
}

/// The content type of an answer.
pub(crate) fn content_type(answer: &reqwest::Response) -> Option<String> {
    let value = answer.headers().get(reqwest::header::CONTENT_TYPE)?;
    value.to_str().ok().map(str::to_owned)
}

/// What a failure of an HTTP client means. Its own text is dropped: it holds the address.
pub(crate) fn failure(error: &reqwest::Error, proxies: &Proxies) -> Transport {
    if error.is_timeout() {
        return Transport::TimedOut;
    }
    if !error.is_connect() {
        return Transport::Lost;
    }
    let by_proxy = error.url().is_some_and(|url| proxies.of(url).is_some());
    no_connection(error, by_proxy)
}

/// Why there is no connection. `by_proxy`: the first way is the one to a proxy.
pub(crate) fn no_connection(error: &(dyn Error + 'static), by_proxy: bool) -> Transport {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = told(error, by_proxy) {
            return found;
        }
        // The source of such an error is that of the one inside: the one inside would be passed over.
        let inside = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match inside {
            Some(inside) => Some(inside),
            None => error.source(),
        };
    }
    if by_proxy {
        Transport::ProxyUnreachable
    } else {
        Transport::Connect
    }
}

/// What one error says, if it says something.
fn told(error: &(dyn Error + 'static), by_proxy: bool) -> Option<Transport> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(match error {
            rustls::Error::InvalidCertificate(_) => Transport::Certificate,
            _ => Transport::Tls,
        });
    }
    if error.is::<NameNotFound>() && !by_proxy {
        return Some(Transport::NameNotFound);
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return match error.kind() {
            io::ErrorKind::ConnectionRefused if !by_proxy => Some(Transport::ConnectionRefused),
            io::ErrorKind::TimedOut => Some(Transport::TimedOut),
            _ => None,
        };
    }
    // The types of these errors have no public name; that their words are the ones below is tested with real proxies.
    let words = error.to_string();
    let proxy = words
        .strip_prefix("SOCKS error: ")
        .or_else(|| words.strip_prefix("tunnel error: "))?;
    Some(match proxy {
        "failed to create underlying connection" => Transport::ProxyUnreachable,
        "server does not support user/pass authentication"
        | "credentials not accepted"
        | "proxy authorization required" => Transport::ProxyPassword,
        _ => Transport::ProxyRefused,
    })
}
