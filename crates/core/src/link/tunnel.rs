//! The byte stream under the socket: straight to the server, or through a proxy, by the same rule and to the same ends
//! as an HTTP client takes it, for `ws` as for `wss`.

use std::io;
use std::time::Duration;

use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV4, SocksV5};
use hyper_util::client::proxy::matcher::Intercept;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::http::Uri;
use tower_service::Service as _;
use url::Url;

use crate::error::Transport;
use crate::http::no_connection;
use crate::names::Names;
use crate::proxy::Proxies;
use crate::trust::Trust;

/// Longest answer of a proxy that is read; more is no proxy.
const HEAD: usize = 8 * 1024;

/// A kind of address (IPv6 first, usually) that has not answered for this long gets the other as a rival. RFC 8305
/// recommends it; as a rule of HTTP clients too it is seldom noticed.
const RIVAL: Duration = Duration::from_millis(250);

/// What carries a socket.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// What is asked on the way.
pub(super) struct Way<'a> {
    pub proxies: &'a Proxies,
    pub trust: &'a Trust,
    pub names: &'a Names,
    /// Longest wait, shared by the addresses of a name.
    pub limit: Duration,
}

/// Opens it. The caller limits the time.
pub(super) async fn to(server: &Url, way: &Way<'_>) -> Result<Box<dyn Stream>, Transport> {
    let host = server.host_str().ok_or(Transport::Connect)?;
    let port = server.port_or_known_default().ok_or(Transport::Connect)?;
    let mut connector = HttpConnector::new_with_resolver(way.names.clone());
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector.set_happy_eyeballs_timeout(Some(RIVAL));
    connector.set_connect_timeout(Some(way.limit));
    let Some(proxy) = way.proxies.of(server) else {
        return Ok(Box::new(connect(connector, &place(host, port)?).await?));
    };
    match proxy.uri().scheme_str() {
        Some("socks4" | "socks4a" | "socks5h") => {
            let stream = through_socks(connector, &proxy, host, port, way.names).await?;
            Ok(Box::new(stream))
        }
        Some("https") => {
            let stream = connect_to_proxy(connector, &proxy).await?;
            let name = proxy.uri().host().unwrap_or_default();
            let name = ServerName::try_from(bare(name).to_owned())
                .map_err(|_| Transport::ProxyUnreachable)?;
            let mut stream = TlsConnector::from(way.trust.config()?)
                .connect(name, stream)
                .await
                .map_err(|error| no_connection(&error, true))?;
            ask(&mut stream, &proxy, host, port).await?;
            Ok(Box::new(stream))
        }
        _ => {
            let mut stream = connect_to_proxy(connector, &proxy).await?;
            ask(&mut stream, &proxy, host, port).await?;
            Ok(Box::new(stream))
        }
    }
}

async fn connect(mut connector: HttpConnector<Names>, to: &Uri) -> Result<TcpStream, Transport> {
    let stream = connector.call(to.clone()).await;
    let stream = stream.map_err(|error| no_connection(&error, false))?;
    Ok(stream.into_inner())
}

async fn connect_to_proxy(
    mut connector: HttpConnector<Names>,
    proxy: &Intercept,
) -> Result<TcpStream, Transport> {
    let stream = connector.call(proxy.uri().clone()).await;
    let stream = stream.map_err(|error| no_connection(&error, true))?;
    Ok(stream.into_inner())
}

async fn through_socks(
    connector: HttpConnector<Names>,
    proxy: &Intercept,
    host: &str,
    port: u16,
    names: &Names,
) -> Result<TcpStream, Transport> {
    let at = proxy.uri().clone();
    let refused = |error: &(dyn std::error::Error + 'static)| no_connection(error, true);
    let stream = match proxy.uri().scheme_str() {
        Some("socks5h") => {
            let mut socks = SocksV5::new(at, connector);
            if let Some((user, password)) = proxy.raw_auth() {
                socks = socks.with_auth(user.to_owned(), password.to_owned());
            }
            let stream = socks.call(place(host, port)?).await;
            stream.map_err(|error| refused(&error))?
        }
        version => {
            let to = match version {
                Some("socks4a") => place(host, port)?,
                // It takes addresses only, and those of IPv4.
                _ => place(&ipv4(host, names).await?, port)?,
            };
            let stream = SocksV4::new(at, connector).call(to).await;
            stream.map_err(|error| refused(&error))?
        }
    };
    Ok(stream.into_inner())
}

async fn ipv4(host: &str, names: &Names) -> Result<String, Transport> {
    if bare(host).parse::<std::net::IpAddr>().is_ok() {
        return Ok(host.to_owned());
    }
    let found = names.ipv4_first().addresses(host).await;
    let found = found.map_err(|_| Transport::NameNotFound)?;
    let first = found.first().ok_or(Transport::NameNotFound)?.ip();
    Ok(first.to_string())
}

fn place(host: &str, port: u16) -> Result<Uri, Transport> {
    format!("http://{host}:{port}")
        .parse()
        .map_err(|_| Transport::Connect)
}

/// Brackets belong to the address of the page, not to the one of the network.
fn bare(host: &str) -> &str {
    host.trim_matches(['[', ']'])
}

/// Asks an HTTP proxy for a way to the server.
async fn ask(
    stream: &mut impl Stream,
    proxy: &Intercept,
    host: &str,
    port: u16,
) -> Result<(), Transport> {
    let mut head =
        format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n").into_bytes();
    if let Some(credentials) = proxy.basic_auth() {
        head.extend_from_slice(b"Proxy-Authorization: ");
        head.extend_from_slice(credentials.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    let answered = async {
        stream.write_all(&head).await?;
        stream.flush().await?;
        status(stream).await
    };
    match answered.await {
        Ok(200) => Ok(()),
        Ok(407) => Err(Transport::ProxyPassword),
        Ok(_) | Err(_) => Err(Transport::ProxyRefused),
    }
}

/// Reads the proxy's answer to its end and not a byte further: what follows is the server's.
async fn status(stream: &mut impl Stream) -> io::Result<u16> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        head.push(stream.read_u8().await?);
    }
    let status = head.split(|byte| *byte == b' ').nth(1);
    let status = status.and_then(|digits| std::str::from_utf8(digits).ok());
    status
        .and_then(|digits| digits.trim().parse().ok())
        .ok_or_else(|| io::ErrorKind::InvalidData.into())
}
