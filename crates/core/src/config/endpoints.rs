//! Where the server is: addresses that credentials are sent to, checked when they are made.

use std::net::IpAddr;

use url::{Host, Url};

use crate::error::{AddressError, ConfigError, Result};

/// Where the server is. Checked when made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    api: Url,
    frontier: Url,
    region: Region,
}

/// Which service the endpoints belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    /// The hosted service in mainland China.
    Mainland,
    /// The hosted service elsewhere: no voice and video messages.
    Overseas,
    /// A server of one's own.
    Own,
}

impl Endpoints {
    /// The hosted service in mainland China (protocol: envelope, sections 3 and 4.1).
    pub fn mainland() -> Result<Self> {
        let mut endpoints = Self::own(
            "https://imapi.volcvideo.com",
            "wss://frontier-sinftob.ivolces.com/ws/v2",
        )?;
        endpoints.region = Region::Mainland;
        Ok(endpoints)
    }

    /// The hosted service elsewhere (protocol: envelope, sections 3 and 4.1).
    pub fn overseas() -> Result<Self> {
        let mut endpoints = Self::own(
            "https://imapi.bytepluses.com",
            "wss://frontier-myatob.byteoversea.com/ws/v2",
        )?;
        endpoints.region = Region::Overseas;
        Ok(endpoints)
    }

    /// A server of one's own. With an empty `frontier` it is `ws(s)://` the host of the API and `/ws/v2`.
    ///
    /// # Errors
    /// [`ConfigError::ApiUrl`] or [`ConfigError::FrontierUrl`].
    pub fn own(api: &str, frontier: &str) -> Result<Self> {
        let api = address(api, ["http", "https"]).map_err(ConfigError::ApiUrl)?;
        let frontier = if frontier.trim().is_empty() {
            let mut made = api.clone();
            let scheme = if api.scheme() == "https" { "wss" } else { "ws" };
            // A change between the special schemes cannot fail.
            made.set_scheme(scheme)
                .map_err(|()| ConfigError::FrontierUrl(AddressError::Scheme))?;
            made.set_path("/ws/v2");
            made
        } else {
            address(frontier, ["ws", "wss"]).map_err(ConfigError::FrontierUrl)?
        };
        Ok(Self {
            api,
            frontier,
            region: Region::Own,
        })
    }

    /// Root of the HTTP commands.
    pub fn api(&self) -> &Url {
        &self.api
    }

    /// Address of the socket, without its query.
    pub fn frontier(&self) -> &Url {
        &self.frontier
    }

    /// Which service it is.
    pub fn region(&self) -> Region {
        self.region
    }

    /// `{api}/{path}` with exactly one slash between.
    pub(crate) fn command_url(&self, path: &str) -> String {
        format!(
            "{}/{}",
            self.api.as_str().trim_end_matches('/'),
            path.trim_start_matches('/')
        )
    }
}

/// Checks an address that credentials will be sent to.
pub(crate) fn address(text: &str, schemes: [&str; 2]) -> std::result::Result<Url, AddressError> {
    let url = Url::parse(text.trim()).map_err(|_| AddressError::Malformed)?;
    let [plain, secure] = schemes;
    if url.scheme() != plain && url.scheme() != secure {
        return Err(AddressError::Scheme);
    }
    let extra = !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some();
    if extra {
        return Err(AddressError::Extra);
    }
    let host = url.host().ok_or(AddressError::Malformed)?;
    if url.scheme() == plain && !is_local(&host) {
        return Err(AddressError::Plain);
    }
    Ok(url)
}

/// This computer or a private network, where a server of one's own seldom has a certificate.
fn is_local(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            *name == "localhost" || name.ends_with(".localhost") || name.ends_with(".local")
        }
        Host::Ipv4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Host::Ipv6(ip) => match IpAddr::V6(*ip).to_canonical() {
            IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
            IpAddr::V6(ip) => {
                ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(api: &str, frontier: &str) -> std::result::Result<Endpoints, ConfigError> {
        Endpoints::own(api, frontier).map_err(|error| match error {
            crate::Error::Config(error) => error,
            other => panic!("{other}"),
        })
    }

    #[test]
    fn an_empty_frontier_is_made_from_the_api_address() {
        let plain = own("http://127.0.0.1:8080/", "").unwrap();
        assert_eq!(plain.frontier().as_str(), "ws://127.0.0.1:8080/ws/v2");
        let secure = own("https://im.example.com", "  ").unwrap();
        assert_eq!(secure.frontier().as_str(), "wss://im.example.com/ws/v2");
    }

    #[test]
    fn addresses_that_would_leak_or_fail_are_refused_by_field() {
        use AddressError::*;
        for (api, wrong) in [
            ("im.example.com", Malformed),
            ("", Malformed),
            ("ftp://im.example.com", Scheme),
            ("https://alice:pw@im.example.com", Extra),
            ("https://im.example.com/?token=abc", Extra),
            ("http://im.example.com", Plain),
            ("http://8.8.8.8", Plain),
        ] {
            assert_eq!(own(api, ""), Err(ConfigError::ApiUrl(wrong)), "{api}");
        }
        assert_eq!(
            own("https://im.example.com", "https://im.example.com"),
            Err(ConfigError::FrontierUrl(Scheme))
        );
        for api in [
            "http://localhost:1",
            "http://192.168.1.4:8080",
            "http://[::1]:8080",
            "http://10.0.0.3",
        ] {
            assert!(own(api, "").is_ok(), "{api}");
        }
    }

    #[test]
    fn a_command_has_exactly_one_slash_before_its_path() {
        for api in ["http://127.0.0.1:8080", "http://127.0.0.1:8080/"] {
            let endpoints = own(api, "").unwrap();
            assert_eq!(
                endpoints.command_url("/v1/message/send"),
                "http://127.0.0.1:8080/v1/message/send"
            );
            assert_eq!(
                endpoints.command_url("v1/message/send"),
                "http://127.0.0.1:8080/v1/message/send"
            );
        }
    }

    #[test]
    fn what_is_wrong_with_an_address_is_said_in_words() {
        for (wrong, said) in [
            (AddressError::Plain, "https://"),
            (AddressError::Malformed, "https://"),
            (AddressError::Extra, "user name"),
        ] {
            let error = crate::Error::from(ConfigError::ApiUrl(wrong));
            let english = crate::error::sentence(&error.code(), None).en;
            assert!(english.contains(said), "{english}");
        }
    }
}
