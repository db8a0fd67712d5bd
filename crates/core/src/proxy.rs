//! Which proxy a connection goes through, by one rule for commands, the socket, pictures and token servers: the one of
//! the environment (`https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`, in small or capital letters), else the one of
//! the desktop's settings. Never towards this computer: a proxy elsewhere would look for the server there.
//!
//! A name is looked up by a SOCKS5 proxy, as browsers do it, also when the address begins with `socks5://`: behind many
//! networks with a proxy, names looked up here are not known or are forged. Only SOCKS4 takes nothing but IPv4
//! addresses.

use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use url::{Host, Url};

/// Port of a SOCKS proxy whose address names none.
const SOCKS_PORT: u16 = 1080;

/// The rule. Clones share it.
#[derive(Clone)]
pub struct Proxies(Arc<Inner>);

struct Inner {
    rule: RwLock<Arc<Rule>>,
    /// Also towards this computer.
    everywhere: bool,
}

struct Rule {
    matcher: Matcher,
    /// A SOCKS4 proxy is in it.
    socks4: bool,
    problem: Option<ProxyProblem>,
}

/// A proxy somebody wants and that is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyProblem {
    /// The desktop's settings choose it by a script.
    Script,
    /// An address that is none, or of a kind that is not known.
    Address,
}

/// The proxies of the desktop's settings. All empty: none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DesktopProxies {
    /// For `http`, as an address that may hold a user name and a password.
    pub http: Option<String>,
    /// For `https`.
    pub https: Option<String>,
    /// For what has none of its own.
    pub socks: Option<String>,
    /// Hosts that are spoken to directly.
    pub ignored: Vec<String>,
    /// A script chooses the proxy.
    pub script: bool,
}

impl Proxies {
    /// As the system says: the environment of this process, and the desktop as far as [`Proxies::follow_desktop`] was
    /// told. There is one for the process.
    pub fn system() -> Self {
        static SYSTEM: LazyLock<Proxies> = LazyLock::new(|| {
            let rule = rule(&environment, &DesktopProxies::default());
            Proxies::from(rule, false)
        });
        SYSTEM.clone()
    }

    /// One proxy for everything, this computer included: for tests and for programs that bring their own.
    pub fn all(proxy: &str) -> Self {
        let variable = |name: &str| (name == "all_proxy").then(|| proxy.to_owned());
        Self::from(rule(&variable, &DesktopProxies::default()), true)
    }

    fn from(rule: Rule, everywhere: bool) -> Self {
        Self(Arc::new(Inner {
            rule: RwLock::new(Arc::new(rule)),
            everywhere,
        }))
    }

    /// The desktop's settings are these now. Connections that are open stay as they are: a poke of the clients ends
    /// them.
    pub fn follow_desktop(&self, desktop: &DesktopProxies) {
        *self.0.rule.write().unwrap_or_else(PoisonError::into_inner) =
            Arc::new(rule(&environment, desktop));
    }

    /// Why a proxy somebody wants is not used.
    pub fn problem(&self) -> Option<ProxyProblem> {
        self.rule().problem
    }

    /// The proxy towards an address, to be shown to a person: without a password it may need. None: directly.
    pub fn shown(&self, to: &Url) -> Option<String> {
        self.of(to)
            .map(|proxy| proxy.uri().to_string().trim_end_matches('/').to_owned())
    }

    /// The proxy towards an address; `ws` counts as `http`, `wss` as `https`.
    pub(crate) fn of(&self, to: &Url) -> Option<Intercept> {
        if !self.0.everywhere && is_here(to) {
            return None;
        }
        let scheme = match to.scheme() {
            "ws" | "http" => "http",
            _ => "https",
        };
        let authority = to.host_str()?;
        self.rule()
            .matcher
            .intercept(&format!("{scheme}://{authority}/").parse().ok()?)
    }

    /// The same rule for an HTTP client.
    pub(crate) fn for_http(&self) -> reqwest::Proxy {
        let proxies = self.clone();
        reqwest::Proxy::custom(move |to| with_credentials(&proxies.of(to)?))
    }

    /// A proxy is in use that only takes IPv4 addresses.
    pub(crate) fn know_no_ipv6(&self) -> bool {
        self.rule().socks4
    }

    fn rule(&self) -> Arc<Rule> {
        Arc::clone(&self.0.rule.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A variable of the environment, in capital letters or small ones; an empty one is none.
fn environment(name: &str) -> Option<String> {
    [name.to_ascii_uppercase(), name.to_owned()]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.trim().is_empty())
}

/// The rule of the environment when it names a proxy, else the one of the desktop.
fn rule(environment: &dyn Fn(&str) -> Option<String>, desktop: &DesktopProxies) -> Rule {
    let [all, http, https] = ["all_proxy", "http_proxy", "https_proxy"].map(environment);
    let no = environment("no_proxy").unwrap_or_default();
    let mut direct = no.split([',', ' ', '\t']).collect::<Vec<_>>();
    let named = all.is_some() || http.is_some() || https.is_some();
    let wanted = if named {
        [all, http, https]
    } else {
        direct.extend(desktop.ignored.iter().map(String::as_str));
        [
            desktop.socks.clone(),
            desktop.http.clone(),
            desktop.https.clone(),
        ]
    };
    let mut problem = (!named && desktop.script).then_some(ProxyProblem::Script);
    let mut socks4 = false;
    let [all, http, https] = wanted.map(|wanted| {
        let wanted = wanted?;
        let Some(url) = address(&wanted) else {
            tracing::warn!("the address of a proxy cannot be used");
            problem = Some(ProxyProblem::Address);
            return None;
        };
        socks4 |= url.scheme() == "socks4";
        Some(url.to_string())
    });
    Rule {
        matcher: Matcher::builder()
            .all(all.unwrap_or_default())
            .http(http.unwrap_or_default())
            .https(https.unwrap_or_default())
            .no(no_proxy(&direct))
            .build(),
        socks4,
        problem,
    }
}

/// The address of a proxy as people write it.
fn address(text: &str) -> Option<Url> {
    let text = text.trim();
    let whole = if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    };
    let (scheme, rest) = whole.split_once("://")?;
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        // Terminals of the GNOME desktop write the first.
        "socks" | "socks5" | "socks5h" => "socks5h",
        "socks4" => "socks4",
        "socks4a" => "socks4a",
        "http" => "http",
        "https" => "https",
        _ => return None,
    };
    // This also writes an `@` in a password as it has to be.
    let mut url = Url::parse(&format!("{scheme}://{rest}")).ok()?;
    url.host_str().filter(|host| !host.is_empty())?;
    if url.port().is_none() && scheme.starts_with("socks") {
        url.set_port(Some(SOCKS_PORT)).ok()?;
    }
    Some(url)
}

/// Hosts without a proxy as [`Matcher`] reads them.
fn no_proxy(hosts: &[&str]) -> String {
    hosts
        .iter()
        .map(|host| host.trim())
        .map(|host| match host.strip_prefix('*') {
            Some(domain) if domain.starts_with('.') => domain,
            _ => host,
        })
        .filter(|host| !host.is_empty())
        .collect::<Vec<_>>()
        .join(",")
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

    fn in_environment(variables: &[(&str, &str)], desktop: &DesktopProxies) -> Proxies {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Proxies::from(rule(&variable, desktop), false)
    }

    #[test]
    fn the_socket_takes_the_proxy_of_its_https_sibling_and_none_towards_this_computer() {
        let proxies = in_environment(
            &[
                ("https_proxy", "http://alice:pw@proxy.example:3128"),
                ("no_proxy", "internal.example"),
            ],
            &DesktopProxies::default(),
        );
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

    #[test]
    fn a_proxy_is_understood_as_people_write_it() {
        for (written, understood) in [
            ("socks5h://127.0.0.1:7891", "socks5h://127.0.0.1:7891"),
            ("socks5://127.0.0.1:7891", "socks5h://127.0.0.1:7891"),
            ("socks://127.0.0.1:7891/", "socks5h://127.0.0.1:7891"),
            ("SOCKS5://proxy.example", "socks5h://proxy.example:1080"),
            ("socks4://proxy.example", "socks4://proxy.example:1080"),
            ("socks4a://[2001:db8::1]", "socks4a://[2001:db8::1]:1080"),
            ("127.0.0.1:7890", "http://127.0.0.1:7890"),
            ("localhost:7890", "http://localhost:7890"),
            (" http://proxy.example:3128/ ", "http://proxy.example:3128"),
            ("https://proxy.example:8443", "https://proxy.example:8443"),
            (
                "http://al:p@ss@proxy.example:3128",
                "http://proxy.example:3128",
            ),
        ] {
            let proxies = in_environment(&[("all_proxy", written)], &DesktopProxies::default());
            for to in ["https://im.example.com", "wss://im.example.com/ws/v2"] {
                let shown = proxies.shown(&url(to));
                assert_eq!(shown.as_deref(), Some(understood), "{written}");
            }
            assert_eq!(proxies.problem(), None, "{written}");
        }
    }

    #[test]
    fn a_password_reaches_the_proxy_as_it_is() {
        for (written, user, password) in [
            ("http://al:p@ss@proxy.example:3128", "al", "p@ss"),
            ("http://al:p%40ss@proxy.example:3128", "al", "p@ss"),
            ("socks5://al:p%20ss@proxy.example", "al", "p ss"),
        ] {
            let proxies = in_environment(&[("all_proxy", written)], &DesktopProxies::default());
            let found = proxies.of(&url("https://im.example.com")).unwrap();
            let raw = found
                .raw_auth()
                .map(|(user, password)| format!("{user}:{password}"));
            let basic = found.basic_auth().map(|coded| {
                let coded = coded.to_str().unwrap().strip_prefix("Basic ").unwrap();
                String::from_utf8(BASE64_STANDARD.decode(coded).unwrap()).unwrap()
            });
            assert_eq!(raw.or(basic), Some(format!("{user}:{password}")));
            let for_http = with_credentials(&found).unwrap();
            let again = address(for_http.as_str()).unwrap();
            assert_eq!(again.username(), user);
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_said_and_not_passed_over() {
        for written in ["quic://proxy.example:1", "http://", "socks5://"] {
            let proxies = in_environment(&[("all_proxy", written)], &DesktopProxies::default());
            assert_eq!(proxies.problem(), Some(ProxyProblem::Address), "{written}");
        }
    }

    #[test]
    fn hosts_without_a_proxy_are_understood_as_people_write_them() {
        let no = "localhost, *.corp.example .intern.example\t10.0.0.0/8,chat.example";
        let proxies = in_environment(
            &[("all_proxy", "socks5h://127.0.0.1:1080"), ("no_proxy", no)],
            &DesktopProxies::default(),
        );
        for direct in [
            "https://im.corp.example",
            "https://im.intern.example",
            "wss://10.1.2.3/ws",
            "https://chat.example",
            "https://deep.chat.example",
        ] {
            assert_eq!(proxies.shown(&url(direct)), None, "{direct}");
        }
        assert!(proxies.shown(&url("https://notchat.example")).is_some());
    }

    #[test]
    fn the_desktop_is_asked_when_the_environment_names_no_proxy() {
        let desktop = DesktopProxies {
            socks: Some("socks://127.0.0.1:7891".to_owned()),
            http: Some("http://127.0.0.1:7890".to_owned()),
            ignored: vec!["*.corp.example".to_owned()],
            ..DesktopProxies::default()
        };
        let of_the_desktop = in_environment(&[("no_proxy", "here.example")], &desktop);
        for (to, wanted) in [
            ("wss://im.example.com/ws", Some("socks5h://127.0.0.1:7891")),
            ("http://im.example.com", Some("http://127.0.0.1:7890")),
            ("https://im.corp.example", None),
            ("https://here.example", None),
        ] {
            assert_eq!(of_the_desktop.shown(&url(to)).as_deref(), wanted, "{to}");
        }
        let both = in_environment(&[("https_proxy", "http://10.0.0.1:1")], &desktop);
        for (to, wanted) in [
            ("wss://im.example.com/ws", Some("http://10.0.0.1:1")),
            ("http://im.example.com", None),
        ] {
            assert_eq!(both.shown(&url(to)).as_deref(), wanted, "{to}");
        }
    }

    #[test]
    fn a_script_of_the_desktop_is_said_to_be_passed_over() {
        let desktop = DesktopProxies {
            script: true,
            ..DesktopProxies::default()
        };
        let alone = in_environment(&[], &desktop);
        assert_eq!(alone.problem(), Some(ProxyProblem::Script));
        let named = in_environment(&[("all_proxy", "http://127.0.0.1:7890")], &desktop);
        assert_eq!(named.problem(), None);
    }

    #[test]
    fn what_the_desktop_says_later_counts_for_all_who_have_the_rule() {
        let first = Proxies::from(rule(&|_| None, &DesktopProxies::default()), false);
        let second = first.clone();
        let desktop = DesktopProxies {
            https: Some("http://127.0.0.1:7890".to_owned()),
            ..DesktopProxies::default()
        };
        *first.0.rule.write().unwrap() = Arc::new(rule(&|_| None, &desktop));
        assert!(second.shown(&url("https://im.example.com")).is_some());
    }
}
