//! The ways to a server that people have: proxies of every kind, names with addresses that go nowhere, connections that
//! died meanwhile, and others that answer in the server's place.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::copy_bidirectional;
use tokio::net::TcpSocket;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use super::*;
use crate::names::Names;
use crate::proxy::Proxies;
use crate::trust::Trust;

/// Pulling the inbox: one attempt.
const PULL: i32 = 200;
const SEND: i32 = 100;

/// What a SOCKS proxy of a test does.
#[derive(Clone, Copy, PartialEq)]
enum Socks {
    /// Opens ways for everybody.
    Open,
    /// Opens ways for alice with `p@ss`.
    Password,
    /// Opens no way.
    Refuses,
}

/// A SOCKS proxy, version 4 and 5, that notes where it is asked to go and goes to this computer instead.
async fn socks(kind: Socks) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (noted, places) = mpsc::channel(64);
    tokio::spawn(async move {
        while let Ok((mut from, _)) = listener.accept().await {
            let noted = noted.clone();
            tokio::spawn(async move {
                let asked = match from.read_u8().await {
                    Ok(4) => socks4(&mut from, kind).await,
                    _ => socks5(&mut from, kind).await,
                };
                let Some((host, port)) = asked else {
                    return;
                };
                noted.send(format!("{host}:{port}")).await.unwrap();
                let mut to = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                // It ends with either side.
                copy_bidirectional(&mut from, &mut to).await.ok();
            });
        }
    });
    (address, places)
}

async fn socks4(from: &mut TcpStream, kind: Socks) -> Option<(String, u16)> {
    assert_eq!(from.read_u8().await.unwrap(), 1);
    let port = from.read_u16().await.unwrap();
    let ip = Ipv4Addr::from(from.read_u32().await.unwrap());
    text_to_zero(from).await;
    let host = match ip.octets() {
        [0, 0, 0, _] => text_to_zero(from).await,
        _ => ip.to_string(),
    };
    let granted = kind == Socks::Open;
    let answer = [0, if granted { 0x5a } else { 0x5b }, 0, 0, 0, 0, 0, 0];
    from.write_all(&answer).await.unwrap();
    granted.then_some((host, port))
}

async fn text_to_zero(from: &mut TcpStream) -> String {
    let mut text = Vec::new();
    loop {
        match from.read_u8().await.unwrap() {
            0 => return String::from_utf8(text).unwrap(),
            byte => text.push(byte),
        }
    }
}

async fn text(from: &mut TcpStream) -> String {
    let length = from.read_u8().await.unwrap();
    let mut text = vec![0; usize::from(length)];
    from.read_exact(&mut text).await.unwrap();
    String::from_utf8(text).unwrap()
}

async fn socks5(from: &mut TcpStream, kind: Socks) -> Option<(String, u16)> {
    const NO_PASSWORD: u8 = 0;
    const PASSWORD: u8 = 2;
    let offered = text(from).await.into_bytes();
    let wanted = if kind == Socks::Password {
        PASSWORD
    } else {
        NO_PASSWORD
    };
    if !offered.contains(&wanted) {
        from.write_all(&[5, 0xff]).await.unwrap();
        return None;
    }
    from.write_all(&[5, wanted]).await.unwrap();
    if wanted == PASSWORD {
        assert_eq!(from.read_u8().await.unwrap(), 1);
        let known = (text(from).await, text(from).await) == ("alice".to_owned(), "p@ss".to_owned());
        from.write_all(&[1, u8::from(!known)]).await.unwrap();
        if !known {
            return None;
        }
    }
    assert_eq!(from.read_u16().await.unwrap(), 0x0501);
    from.read_u8().await.unwrap();
    let host = match from.read_u8().await.unwrap() {
        1 => Ipv4Addr::from(from.read_u32().await.unwrap()).to_string(),
        3 => text(from).await,
        other => panic!("address of kind {other}"),
    };
    let port = from.read_u16().await.unwrap();
    let status = if kind == Socks::Refuses { 2 } else { 0 };
    let answer = [5, status, 0, 1, 0, 0, 0, 0, 0, 0];
    from.write_all(&answer).await.unwrap();
    (status == 0).then_some((host, port))
}

/// Answers everything that begins with a head and an empty line with these bytes, and ends the connection.
async fn always(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    match stream.read_u8().await {
                        Ok(byte) => head.push(byte),
                        Err(_) => return,
                    }
                }
                stream.write_all(answer.as_bytes()).await.ok();
                // What is left of the request is read, so that the answer is not lost by a reset.
                stream.shutdown().await.ok();
                tokio::io::copy(&mut stream, &mut tokio::io::sink())
                    .await
                    .ok();
            });
        }
    });
    address
}

/// A port nobody listens on.
fn closed() -> String {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().to_string()
}

/// The server by a name instead of its address.
fn named(server: &Server) -> Endpoints {
    let name = |address: &str| address.replace("127.0.0.1", "chat.local");
    Endpoints::own(&name(&server.api), &name(&server.frontier)).unwrap()
}

async fn offline_because(client: &Client, code: &str) {
    client
        .connection(
            |state| matches!(state, Connection::Offline { reason, .. } if reason.code == code),
        )
        .await;
}

async fn refused_because(client: &Client, code: &str) {
    let error = client
        .link
        .request_once(HISTORY, &RequestBody::default(), 0)
        .await
        .unwrap_err();
    assert_eq!(error.code(), code);
}

fn never_asked_to_sign_in(client: &Client) {
    let states = client.link.notebook().told().connection;
    let asked = |state: &Connection| matches!(state, Connection::SignInNeeded { .. });
    assert!(!states.iter().any(|it| asked(&it.connection)), "{states:?}");
}

#[tokio::test]
async fn the_socket_and_http_both_go_through_a_socks_proxy_of_any_kind() {
    for (scheme, kind, looked_up_by_proxy) in [
        ("socks5h://", Socks::Open, true),
        ("socks5://", Socks::Open, true),
        ("socks://", Socks::Open, true),
        ("socks4a://", Socks::Open, true),
        ("socks4://", Socks::Open, false),
        ("socks5h://alice:p%40ss@", Socks::Password, true),
        ("socks5://alice:p@ss@", Socks::Password, true),
    ] {
        let mut server = Server::start(|request| ok(&request)).await;
        let (address, mut places) = socks(kind).await;
        let client = client_with(&server, |config| {
            config.endpoints = named(&server);
            config.proxies = Proxies::all(&format!("{scheme}{address}"));
            // An address of the other kind comes first.
            let port_zero = |ip: &str| SocketAddr::new(ip.parse().unwrap(), 0);
            config.names = Names::fixed(vec![port_zero("2001:db8::1"), port_zero("127.0.0.1")]);
        });
        client.link.start();
        let _peer = server.peer().await;
        client.online().await;
        client
            .link
            .request(HISTORY, RequestBody::default())
            .await
            .unwrap();
        assert_eq!(server.over_http.load(Ordering::SeqCst), 1, "{scheme}");
        let host = if looked_up_by_proxy {
            "chat.local"
        } else {
            "127.0.0.1"
        };
        for _ in ["socket", "http"] {
            let place = in_time(places.recv()).await.unwrap();
            assert!(place.starts_with(host), "{scheme} {place}");
        }
        client.link.stop().await;
    }
}

#[tokio::test]
async fn every_failure_of_a_proxy_is_named_for_the_socket_and_for_http() {
    let (password, _places) = socks(Socks::Password).await;
    let (refuses, _places) = socks(Socks::Refuses).await;
    let wants_login = always(
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
    )
    .await;
    let forbids = always("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").await;
    let no_proxy = always("SSH-2.0-OpenSSH_9.6\r\n\r\n").await;
    let nobody = closed();
    for (proxy, code) in [
        (format!("socks5h://{password}"), "proxy_password"),
        (format!("socks5h://bob:wrong@{password}"), "proxy_password"),
        (format!("socks5h://{refuses}"), "proxy_refused"),
        (format!("socks4://{refuses}"), "proxy_refused"),
        (format!("socks5h://{nobody}"), "proxy_unreachable"),
        (format!("http://{wants_login}"), "proxy_password"),
        (format!("http://{forbids}"), "proxy_refused"),
        (format!("http://{no_proxy}"), "proxy_refused"),
        (format!("http://{nobody}"), "proxy_unreachable"),
    ] {
        let server = Server::start(|request| ok(&request)).await;
        let client = client_with(&server, |config| {
            // Nobody comes so far that the certificate counts; with TLS an HTTP client asks for a tunnel too.
            let api = server.api.replace("http:", "https:");
            let frontier = server.frontier.replace("ws:", "wss:");
            config.endpoints = Endpoints::own(&api, &frontier).unwrap();
            config.trust = Trust::only(Vec::new());
            config.proxies = Proxies::all(&proxy);
        });
        refused_because(&client, code).await;
        client.link.start();
        offline_because(&client, code).await;
        client.link.stop().await;
    }
    // Without TLS the proxy is asked for the page itself.
    let server = Server::start(|request| ok(&request)).await;
    let client = client_with(&server, |config| {
        config.proxies = Proxies::all(&format!("http://{wants_login}"));
    });
    refused_because(&client, "proxy_password").await;
}

#[tokio::test]
async fn a_name_that_is_not_known_and_a_server_that_does_not_run_are_told_apart() {
    let server = Server::start(|request| ok(&request)).await;
    let nameless = client_with(&server, |config| {
        config.endpoints = named(&server);
        config.names = Names::fixed(Vec::new());
    });
    let nobody = client_with(&server, |config| {
        config.endpoints = Endpoints::own(&format!("http://{}", closed()), "").unwrap();
    });
    for (client, code) in [(nameless, "name_not_found"), (nobody, "connection_refused")] {
        refused_because(&client, code).await;
        client.link.start();
        offline_because(&client, code).await;
        client.link.stop().await;
    }
}

/// A place that takes connections and never answers: its queue is full. Held by what it gives back.
async fn goes_nowhere(place: SocketAddr) -> (tokio::net::TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v6().unwrap();
    socket.bind(place).unwrap();
    let listener = socket.listen(1).unwrap();
    let mut waiting = Vec::new();
    let patience = Duration::from_millis(300);
    while let Ok(stream) = tokio::time::timeout(patience, TcpStream::connect(place)).await {
        waiting.push(stream.unwrap());
    }
    (listener, waiting)
}

#[tokio::test]
async fn an_ipv6_address_that_goes_nowhere_does_not_eat_the_time_limit() {
    let mut server = Server::start(|request| ok(&request)).await;
    let endpoints = named(&server);
    let port = |url: &url::Url| url.port().unwrap();
    let here = std::net::Ipv6Addr::LOCALHOST;
    let socket = SocketAddr::from((here, port(endpoints.frontier())));
    let api = SocketAddr::from((here, port(endpoints.api())));
    let _held = (goes_nowhere(socket).await, goes_nowhere(api).await);
    let client = client_with(&server, |config| {
        config.endpoints = endpoints;
        config.names = Names::fixed(vec![socket, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))]);
        // Longer than the test waits.
        config.limits.connect = LIMIT * 6;
        config.limits.http_request = LIMIT * 6;
    });
    client.link.start();
    let _peer = server.peer().await;
    client.online().await;
    in_time(client.link.request(HISTORY, RequestBody::default()))
        .await
        .unwrap();
    client.link.stop().await;
}

#[tokio::test]
async fn the_line_does_not_say_online_while_a_socket_is_on_its_way() {
    let mut server = Server::start(|request| ok(&request)).await;
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = format!("ws://{}/ws/v2", silent.local_addr().unwrap());
    let client = client_with(&server, |config| {
        config.limits.connect = LIMIT / 10;
    });
    client.link.start();
    let peer = server.peer().await;
    client.online().await;
    *client.link.0.endpoints.write().unwrap() = Endpoints::own(&server.api, &place).unwrap();
    drop(peer);
    let (_waits, _) = in_time(silent.accept()).await.unwrap();
    client
        .link
        .request(HISTORY, RequestBody::default())
        .await
        .unwrap();
    let now = client.link.connection().borrow().clone();
    assert!(matches!(now, Connection::Offline { .. }), "{now:?}");
    // Once it is known that there is no socket, the polls count.
    client.online().await;
}

/// An API that answers the first request of each connection and ends the connection with the second, as one that was
/// forgotten meanwhile does. Notes every request with the number of its connection.
async fn forgetful() -> (String, mpsc::Receiver<(usize, i32)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (noted, requests) = mpsc::channel(64);
    tokio::spawn(async move {
        for number in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            let noted = noted.clone();
            tokio::spawn(async move {
                let mut stream = BufReader::new(stream);
                for answered in [true, false] {
                    let Some(request) = read_request(&mut stream).await else {
                        return;
                    };
                    noted.send((number, request.cmd())).await.unwrap();
                    if answered {
                        let body = answer_to(&request, 0).encode_to_vec();
                        let head =
                            format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\n\r\n", body.len());
                        stream.write_all(head.as_bytes()).await.unwrap();
                        stream.write_all(&body).await.unwrap();
                    }
                }
            });
        }
    });
    (address, requests)
}

async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return None;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Request::decode(&*body).unwrap())
}

#[tokio::test]
async fn a_kept_connection_that_died_costs_no_failed_pull() {
    let (api, mut requests) = forgetful().await;
    let server = Server::start(|request| ok(&request)).await;
    let client = client_with(&server, |config| {
        config.endpoints = Endpoints::own(&api, &server.frontier).unwrap();
    });
    let body = RequestBody::default();
    client.link.request_once(PULL, &body, 0).await.unwrap();
    client.link.request_once(PULL, &body, 0).await.unwrap();
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(in_time(requests.recv()).await.unwrap());
    }
    assert_eq!(seen, [(0, PULL), (0, PULL), (1, PULL)]);
    // What is not asked twice by itself is left to whoever knows what it is.
    let error = client.link.request_once(SEND, &body, 0).await.unwrap_err();
    assert!(
        matches!(error, Error::Transport(Transport::Lost)),
        "{error}"
    );
    assert_eq!(in_time(requests.recv()).await.unwrap(), (1, SEND));
}

#[tokio::test]
async fn after_sleep_no_kept_connection_is_used_again() {
    for poke in [Poke::WokeUp, Poke::NetworkChanged] {
        let (api, mut requests) = forgetful().await;
        let server = Server::start(|request| ok(&request)).await;
        let client = client_with(&server, |config| {
            config.endpoints = Endpoints::own(&api, &server.frontier).unwrap();
        });
        let body = RequestBody::default();
        client.link.request_once(SEND, &body, 0).await.unwrap();
        client.link.poke(poke);
        client.link.request_once(SEND, &body, 0).await.unwrap();
        assert_eq!(in_time(requests.recv()).await.unwrap(), (0, SEND));
        assert_eq!(in_time(requests.recv()).await.unwrap(), (1, SEND));
    }
}

#[tokio::test]
async fn a_request_on_its_way_during_sleep_does_not_wait_for_its_time_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let api = format!("http://{}", listener.local_addr().unwrap());
    let server = Server::start(|request| ok(&request)).await;
    let client = client_with(&server, |config| {
        config.endpoints = Endpoints::own(&api, &server.frontier).unwrap();
        config.limits.http_request = LIMIT * 6;
    });
    let body = RequestBody::default();
    let sleep = async {
        let (stream, _) = in_time(listener.accept()).await.unwrap();
        let mut stream = BufReader::new(stream);
        read_request(&mut stream).await.unwrap();
        client.link.poke(Poke::WokeUp);
        stream
    };
    let (answer, _held) =
        in_time(async { tokio::join!(client.link.request_once(PULL, &body, 0), sleep) }).await;
    assert!(matches!(answer, Err(Error::Transport(Transport::Lost))));
}

const HOTEL: &str = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 33\r\n\r\n<html>Sign in to our Wi-Fi</html>";

#[tokio::test]
async fn the_sign_in_page_of_a_hotel_does_not_end_the_session() {
    let hotel = always(HOTEL).await;
    for page in [
        (302, Vec::new()),
        (403, Vec::new()),
        (511, Vec::new()),
        (200, b"<!DOCTYPE html><title>Welcome</title>".to_vec()),
    ] {
        let mut server = Server::start(move |_| page.clone()).await;
        let client = client_with(&server, |config| {
            config.endpoints = Endpoints::own(&server.api, &format!("ws://{hotel}")).unwrap();
        });
        client.link.start();
        offline_because(&client, "intercepted").await;
        // Signed in to the hotel.
        client
            .link
            .move_to(Endpoints::own(&server.api, &server.frontier).unwrap());
        let peer = server.peer().await;
        assert_eq!(peer.query["token"], "tok-first");
        client.online().await;
        never_asked_to_sign_in(&client);
        client.link.stop().await;
    }
}

#[tokio::test]
async fn a_filter_that_refuses_only_sockets_leaves_the_polls() {
    let filter = always(HOTEL).await;
    let server = Server::start(|request| ok(&request)).await;
    let client = client_with(&server, |config| {
        config.endpoints = Endpoints::own(&server.api, &format!("ws://{filter}")).unwrap();
    });
    client.link.start();
    client.online().await;
    never_asked_to_sign_in(&client);
    client.link.stop().await;
}

#[tokio::test]
async fn a_refusal_without_the_servers_status_is_settled_over_http() {
    let somebody = always("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n").await;
    let server = Server::start(|request| (200, answer_to(&request, 100).encode_to_vec())).await;
    let client = client_with(&server, |config| {
        config.endpoints = Endpoints::own(&server.api, &format!("ws://{somebody}")).unwrap();
    });
    client.link.start();
    let state = client
        .connection(|state| matches!(state, Connection::SignInNeeded { .. }))
        .await;
    assert!(matches!(state, Connection::SignInNeeded { reason } if reason.code == "token_expired"));
    client.link.stop().await;
}

#[tokio::test]
async fn a_refusal_with_the_servers_status_needs_no_second_question() {
    let refusing =
        always("HTTP/1.1 401 Unauthorized\r\nx-status-code: 100\r\nContent-Length: 0\r\n\r\n")
            .await;
    let server = Server::start(|request| ok(&request)).await;
    let client = client_with(&server, |config| {
        config.endpoints = Endpoints::own(&server.api, &format!("ws://{refusing}")).unwrap();
    });
    client.link.start();
    client
        .connection(|state| matches!(state, Connection::SignInNeeded { .. }))
        .await;
    assert_eq!(server.over_http.load(Ordering::SeqCst), 0);
    client.link.stop().await;
}

#[tokio::test]
async fn a_socket_that_is_closed_by_a_filter_is_opened_again_with_the_same_token() {
    let mut server = Server::start(|request| ok(&request)).await;
    let client = client(&server);
    client.link.start();
    let mut peer = server.peer().await;
    client.online().await;
    let close = CloseFrame {
        code: CloseCode::Policy,
        reason: "blocked".into(),
    };
    peer.stream.close(Some(close)).await.unwrap();
    let again = server.peer().await;
    assert_eq!(again.query["token"], "tok-first");
    client.online().await;
    never_asked_to_sign_in(&client);
    client.link.stop().await;
}
