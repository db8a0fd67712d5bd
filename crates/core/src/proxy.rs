//! Which proxy a connection goes through: the system's (`https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`), by one
//! rule for commands, the socket, pictures and token servers. Never towards this computer: a proxy elsewhere would
//! look for the server there.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use url::{Host, Url};

/// The rule. Clones share it.
#[derive(Clone)]
pub struct Proxies {
    matcher: Arc<Matcher>,
    /// Also towards this computer.
    everywhere: bool,
}

impl Proxies {
    /// As the system says now.
    pub fn system() -> Self {
        Self {
            matcher: Arc::new(Matcher::from_system()),
            everywhere: false,
        }
    }

    /// One proxy for everything, this computer included: for tests and for programs that bring their own.
    pub fn all(proxy: &str) -> Self {
        Self {
            matcher: Arc::new(Matcher::builder().all(proxy).build()),
            everywhere: true,
        }
    }

    /// The proxy towards an address, to be shown to a person: without a password it may need. None: directly.
    pub fn shown(&self, to: &Url) -> Option<String> {
        self.of(to)
            .map(|proxy| proxy.uri().to_string().trim_end_matches('/').to_owned())
    }

    /// The proxy towards an address; `ws` counts as `http`, `wss` as `https`.
    pub(crate) fn of(&self, to: &Url) -> Option<Intercept> {
        if !self.everywhere && is_here(to) {
            return None;
        }
        let scheme = match to.scheme() {
            "ws" | "http" => "http",
            _ => "https",
        };
        let authority = to.host_str()?;
        self.matcher
            .intercept(&format!("{scheme}://{authority}/").parse().ok()?)
    }

    /// The same rule for an HTTP client.
    pub(crate) fn for_http(&self) -> reqwest::Proxy {
        let proxies = self.clone();
        reqwest::Proxy::custom(move |to| with_credentials(&proxies.of(to)?))
    }
}

fn with_credentials(proxy: &Intercept) -> Option<Url> {
    let mut url = Url::parse(&proxy.uri().to_string()).ok()?;
    let basic = proxy.basic_auth().and_then(|value| {
        let coded = value.to_str().ok()?.strip_prefix("Basic ")?.to_owned();
        String::from_utf8(BASE64_STANDARD.decode(coded).ok()?).ok()
    });
    let named = match (&basic, proxy.raw_auth()) {
        (Some(basic), _) => basic.split_once(':'),
        (None, raw) => raw,
    };
    if let Some((user, password)) = named {
        url.set_username(user).ok()?;
        url.set_password(Some(password)).ok()?;
    }
    Some(url)
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn the_socket_takes_the_proxy_of_its_https_sibling_and_none_towards_this_computer() {
        let proxies = Proxies {
            matcher: Arc::new(
                Matcher::builder()
                    .https("http://alice:pw@proxy.example:3128")
                    .no("internal.example")
                    .build(),
            ),
            everywhere: false,
        };
        let shown = |text: &str| proxies.shown(&url(text));
        let proxy = Some("http://proxy.example:3128".to_owned());
        assert_eq!(shown("https://im.example.com"), proxy);
        assert_eq!(shown("wss://im.example.com/ws/v2"), proxy);
        assert_eq!(shown("ws://im.example.com/ws/v2"), None);
        assert_eq!(shown("https://internal.example"), None);
        for here in [
            "wss://127.0.0.1:1/ws",
            "https://localhost:1",
            "https://[::1]:1",
        ] {
            assert_eq!(shown(here), None, "{here}");
        }
        let used = with_credentials(&proxies.of(&url("https://im.example.com")).unwrap()).unwrap();
        assert_eq!((used.username(), used.password()), ("alice", Some("pw")));
    }
}
