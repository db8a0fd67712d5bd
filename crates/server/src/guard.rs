//! Who may talk to the server at all. A page in a browser can reach a loopback port, by its own
//! address or by a name that was pointed here (DNS rebinding): so the `Host` must be an address,
//! `localhost`, or the name the service was started for, and an `Origin` must be one that was allowed.

use std::net::{IpAddr, SocketAddr};

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, header};

use crate::config::{Config, PublicUrl};

/// Why a request is not even looked at.
pub(crate) fn refuse(
    config: &Config,
    local: SocketAddr,
    method: &Method,
    headers: &HeaderMap,
) -> Option<(StatusCode, &'static str)> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .and_then(|host| host.parse::<Authority>().ok());
    let Some(host) = host else {
        return Some((StatusCode::BAD_REQUEST, "no Host header"));
    };
    let public = config.public_url.as_ref().map(PublicUrl::authority);
    if public != Some(&host) && !is_here(&host, local) {
        return Some((StatusCode::FORBIDDEN, "this host name is not served"));
    }
    let origin = headers.get(header::ORIGIN);
    let allowed = origin.is_none_or(|origin| {
        config
            .allow_origin
            .iter()
            .any(|allowed| allowed.as_bytes() == origin.as_bytes())
    });
    if !allowed {
        return Some((StatusCode::FORBIDDEN, "this origin is not allowed"));
    }
    // A preflight without an origin is no preflight.
    (method == Method::OPTIONS && origin.is_none())
        .then_some((StatusCode::METHOD_NOT_ALLOWED, "no such method"))
}

/// Whether a `Host` names this server: by an address (on loopback a loopback one), or as
/// `localhost`.
fn is_here(host: &Authority, local: SocketAddr) -> bool {
    if host.port_u16().is_some_and(|port| port != local.port()) {
        return false;
    }
    let name = host.host().trim_start_matches('[').trim_end_matches(']');
    if name.eq_ignore_ascii_case("localhost") {
        return local.ip().is_loopback() || local.ip().is_unspecified();
    }
    match name.parse::<IpAddr>() {
        Ok(address) => !local.ip().is_loopback() || address.is_loopback(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(host: &str, local: &str) -> bool {
        is_here(&host.parse().unwrap(), local.parse().unwrap())
    }

    #[test]
    fn only_addresses_and_localhost_are_served() {
        for good in [
            "127.0.0.1:8080",
            "localhost:8080",
            "LOCALHOST:8080",
            "[::1]:8080",
        ] {
            assert!(here(good, "127.0.0.1:8080"), "{good}");
        }
        for bad in [
            "evil.example:8080",
            "127.0.0.1.evil.example:8080",
            "localhost.evil.example:8080",
            "192.168.1.7:8080",
            "127.0.0.1:9090",
        ] {
            assert!(!here(bad, "127.0.0.1:8080"), "{bad}");
        }
        assert!(here("192.168.1.7:8080", "0.0.0.0:8080"));
        assert!(!here("evil.example:8080", "0.0.0.0:8080"));
    }
}
