//! The link against a scripted server on real sockets.

mod elsewhere;
mod secured;
mod way;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use linnet_proto::choices;
use linnet_proto::frame::{self, FrameHead};
use linnet_proto::im_proto::{Frame, Request, RequestBody, Response};
use prost::Message as _;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server as handshake;

use super::*;
use crate::auth::PastedToken;
use crate::config::DatabaseKey;
use crate::model::UserId;

const LIMIT: Duration = Duration::from_secs(20);
const READ_INFO: i32 = 608;
const HISTORY: i32 = 301;

pub(crate) async fn in_time<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, what).await.expect("in time")
}

/// The server's side: accepted sockets come out of a channel, HTTP answers come from a function.
pub(crate) struct Server {
    pub(crate) sockets: mpsc::Receiver<Peer>,
    pub(crate) api: String,
    pub(crate) frontier: String,
    over_http: Arc<AtomicUsize>,
}

pub(crate) struct Peer {
    pub(crate) stream: WebSocketStream<TcpStream>,
    query: HashMap<String, String>,
}

impl Server {
    /// `http` gives the status and the body for a request.
    pub(crate) async fn start(
        http: impl Fn(Request) -> (u16, Vec<u8>) + Send + Sync + 'static,
    ) -> Self {
        let over_http = Arc::new(AtomicUsize::new(0));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let api = format!("http://{}", listener.local_addr().unwrap());
        let count = Arc::clone(&over_http);
        let http = Arc::new(http);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve_http(stream, Arc::clone(&http), Arc::clone(&count)));
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let frontier = format!("ws://{}/ws/v2", listener.local_addr().unwrap());
        let (sender, sockets) = mpsc::channel(8);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mut query = HashMap::new();
                #[expect(clippy::result_large_err, reason = "the type of the handshake")]
                let accept = |request: &handshake::Request, mut answer: handshake::Response| {
                    let text = request.uri().query().unwrap_or_default().as_bytes();
                    query = url::form_urlencoded::parse(text).into_owned().collect();
                    assert_eq!(request.headers()["Sec-WebSocket-Protocol"], "pbbp2");
                    answer
                        .headers_mut()
                        .insert("Sec-WebSocket-Protocol", "pbbp2".parse().unwrap());
                    Ok(answer)
                };
                if let Ok(stream) = tokio_tungstenite::accept_hdr_async(stream, accept).await {
                    sender.send(Peer { stream, query }).await.ok();
                }
            }
        });
        Self {
            sockets,
            api,
            frontier,
            over_http,
        }
    }

    pub(crate) async fn peer(&mut self) -> Peer {
        in_time(self.sockets.recv()).await.unwrap()
    }
}

async fn serve_http(
    stream: TcpStream,
    answer: Arc<impl Fn(Request) -> (u16, Vec<u8>)>,
    count: Arc<AtomicUsize>,
) {
    let mut stream = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        count.fetch_add(1, Ordering::SeqCst);
        let (status, body) = answer(Request::decode(&*body).unwrap());
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body).await.unwrap();
    }
}

pub(crate) fn answer_to(request: &Request, status: i32) -> Response {
    Response {
        cmd: request.cmd,
        sequence_id: request.sequence_id,
        status_code: Some(status),
        log_id: Some(format!("log-{}", request.sequence_id.unwrap())),
        ..Response::default()
    }
}

fn ok(request: &Request) -> (u16, Vec<u8>) {
    (200, answer_to(request, 0).encode_to_vec())
}

impl Peer {
    /// The next request; heartbeats before it are answered.
    pub(crate) async fn request(&mut self) -> Request {
        loop {
            match in_time(self.stream.next()).await.unwrap().unwrap() {
                Message::Binary(bytes) => {
                    let frame = Frame::decode(&*bytes).unwrap();
                    assert_eq!(frame.service, choices::SERVICE);
                    let request = Request::decode(frame.payload()).unwrap();
                    assert_eq!(frame.seqid, request.sequence_id.unwrap().unsigned_abs());
                    return request;
                }
                Message::Text(text) => {
                    assert_eq!(text.as_str(), "hi");
                    self.stream.send(Message::text("hi")).await.unwrap();
                }
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    pub(crate) async fn send(&mut self, response: &Response, service: i32) {
        let head = FrameHead {
            seqid: 0,
            logid: 0,
            service,
            method: 1,
        };
        let bytes = frame::encode_response(&head, response);
        self.stream.send(Message::binary(bytes)).await.unwrap();
    }

    pub(crate) async fn answer(&mut self, request: &Request, status: i32) {
        self.send(&answer_to(request, status), choices::SERVICE)
            .await;
    }
}

struct Client {
    link: Link,
    tokens: PastedToken,
    _folder: tempfile::TempDir,
}

fn client_with(server: &Server, change: impl FnOnce(&mut Config)) -> Client {
    let folder = tempfile::tempdir().unwrap();
    let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
    let mut config = Config::new(
        endpoints,
        1,
        UserId(10001),
        folder.path(),
        DatabaseKey::random(),
    )
    .unwrap();
    change(&mut config);
    let tokens = PastedToken::new("tok-first").unwrap();
    let link = Link::new(&config, Arc::new(tokens.clone())).unwrap();
    Client {
        link,
        tokens,
        _folder: folder,
    }
}

fn client(server: &Server) -> Client {
    client_with(server, |_| {})
}

impl Client {
    async fn connection(&self, wanted: impl FnMut(&Connection) -> bool) -> Connection {
        let mut state = self.link.connection();
        in_time(state.wait_for(wanted)).await.unwrap().clone()
    }

    async fn online(&self) {
        self.connection(|state| *state == Connection::Online).await;
    }
}

#[tokio::test]
async fn answers_are_matched_by_sequence_id_whatever_their_order() {
    let mut server = Server::start(|request| ok(&request)).await;
    let client = client(&server);
    client.link.start();
    let mut peer = server.peer().await;
    client.online().await;
    assert_eq!(peer.query["token"], "tok-first");

    let ask = || {
        client
            .link
            .request_answer(READ_INFO, RequestBody::default())
    };
    let serve = async {
        let first = peer.request().await;
        let second = peer.request().await;
        assert_eq!(second.sequence_id.unwrap() - first.sequence_id.unwrap(), 1);
        peer.answer(&second, 0).await;
        peer.answer(&first, 0).await;
        (first.sequence_id.unwrap(), second.sequence_id.unwrap())
    };
    let (one, two, (first, second)) = tokio::join!(ask(), ask(), serve);
    let mut logs = [one.unwrap().log_id.unwrap(), two.unwrap().log_id.unwrap()];
    logs.sort();
    assert_eq!(logs, [format!("log-{first}"), format!("log-{second}")]);
    assert!(first >= 10_001);
    assert_eq!(server.over_http.load(Ordering::SeqCst), 0);
    client.link.stop().await;
    assert_eq!(*client.link.connection().borrow(), Connection::Stopped);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_told_to_whoever_can_ask_for_less() {
    const INBOX: i32 = 200;
    for (command, wanted) in [(INBOX, Transport::TooLarge), (2002, Transport::Lost)] {
        let mut server = Server::start(|request| ok(&request)).await;
        let client = client_with(&server, |config| config.limits.answer_bytes = 64 * 1024);
        client.link.start();
        let mut peer = server.peer().await;
        client.online().await;
        let serve = async {
            let request = peer.request().await;
            let mut response = answer_to(&request, 0);
            response.error_desc = Some("x".repeat(100_000));
            peer.send(&response, choices::SERVICE).await;
        };
        let ask = client.link.request(command, RequestBody::default());
        let (asked, ()) = tokio::join!(ask, serve);
        match asked {
            Err(Error::Transport(error)) => assert_eq!(error, wanted),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn history_goes_over_http_and_everything_does_without_a_socket() {
    let mut server = Server::start(|request| ok(&request)).await;
    let client = client(&server);
    client
        .link
        .request(READ_INFO, RequestBody::default())
        .await
        .unwrap();
    assert_eq!(server.over_http.load(Ordering::SeqCst), 1);

    client.link.start();
    let _peer = server.peer().await;
    client.online().await;
    client
        .link
        .request(HISTORY, RequestBody::default())
        .await
        .unwrap();
    assert_eq!(server.over_http.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_lost_socket_is_opened_again_and_the_request_goes_on_there() {
    let mut server = Server::start(|_| (503, Vec::new())).await;
    let client = client(&server);
    let mut pushes = client.link.take_pushes();
    client.link.start();
    let mut peer = server.peer().await;
    client.online().await;
    let serve = async {
        peer.request().await;
        drop(peer);
        let mut again = server.peer().await;
        let request = again.request().await;
        assert_eq!(request.retry_count, Some(1));
        again.answer(&request, 0).await;
        again
    };
    let (answer, _again) = tokio::join!(
        client.link.request(READ_INFO, RequestBody::default()),
        serve
    );
    answer.unwrap();
    for wanted in ["Up", "Down", "Up"] {
        assert_eq!(
            format!("{:?}", in_time(pushes.recv()).await.unwrap()),
            wanted
        );
    }
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_then_sign_in_is_needed() {
    let mut server = Server::start(|request| ok(&request)).await;
    let client = client(&server);
    let mut pushes = client.link.take_pushes();
    client.link.start();
    let mut peer = server.peer().await;
    client.online().await;
    client.tokens.replace("tok-second").unwrap();
    let serve = async {
        let request = peer.request().await;
        assert_eq!(request.token.as_deref(), Some("tok-first"));
        peer.answer(&request, 100).await;
        server.peer().await
    };
    // The socket was opened with the refused token, so it is opened anew; the request need not wait for it.
    let (answer, again) = tokio::join!(
        client.link.request(READ_INFO, RequestBody::default()),
        serve
    );
    answer.unwrap();
    assert_eq!(again.query["token"], "tok-second");
    // HTTP alone counts as online too, so the events tell when the second socket is in use.
    let mut ups = 0;
    while ups < 2 {
        if matches!(in_time(pushes.recv()).await, Some(LinkEvent::Up)) {
            ups += 1;
        }
    }

    let mut again = again;
    let serve = async {
        let request = again.request().await;
        assert_eq!(request.token.as_deref(), Some("tok-second"));
        again.answer(&request, 1).await;
    };
    let (answer, ()) = tokio::join!(
        client.link.request(READ_INFO, RequestBody::default()),
        serve
    );
    let error = answer.unwrap_err();
    assert!(token::needs_person(&error), "{error}");
    let state = client
        .connection(|state| matches!(state, Connection::SignInNeeded { .. }))
        .await;
    assert!(matches!(state, Connection::SignInNeeded { reason } if reason.code == "token_expired"));

    client.tokens.replace("tok-third").unwrap();
    client.link.poke(Poke::TokenChanged);
    let third = server.peer().await;
    assert_eq!(third.query["token"], "tok-third");
    client.online().await;
}

#[tokio::test]
async fn pushes_come_in_order_and_what_is_not_ours_is_left_out() {
    let mut server = Server::start(|request| ok(&request)).await;
    let client = client(&server);
    let mut pushes = client.link.take_pushes();
    client.link.start();
    let mut peer = server.peer().await;
    let push = |cmd| Response {
        cmd: Some(cmd),
        sequence_id: Some(0),
        ..Response::default()
    };
    peer.send(&push(500), 1).await;
    let other_inbox = Response {
        inbox_type: Some(3),
        ..push(500)
    };
    peer.send(&other_inbox, choices::SERVICE).await;
    peer.stream
        .send(Message::binary(vec![0xff; 40]))
        .await
        .unwrap();
    peer.send(&push(504), choices::SERVICE).await;
    // The same push once more as an LZ4 block: a token with one literal run.
    let plain = push(510).encode_to_vec();
    let mut block = vec![u8::try_from(plain.len()).unwrap() << 4];
    block.extend_from_slice(&plain);
    let frame = Frame {
        service: choices::SERVICE,
        method: 1,
        payload_encoding: Some("__lz4".to_owned()),
        payload: Some(block),
        ..Frame::default()
    };
    peer.stream
        .send(Message::binary(frame.encode_to_vec()))
        .await
        .unwrap();

    assert!(matches!(in_time(pushes.recv()).await, Some(LinkEvent::Up)));
    for wanted in [504, 510] {
        let Some(LinkEvent::Push(push)) = in_time(pushes.recv()).await else {
            panic!("no push")
        };
        assert_eq!(push.cmd, Some(wanted));
    }
}

#[tokio::test]
async fn the_heartbeat_is_sent_and_a_silent_server_is_left() {
    let mut server = Server::start(|request| ok(&request)).await;
    let client = client_with(&server, |config| {
        config.limits.heartbeat = Duration::from_millis(50);
        config.limits.dead = Duration::from_millis(300);
    });
    client.link.start();
    let mut silent = server.peer().await;
    let message = in_time(silent.stream.next()).await.unwrap().unwrap();
    assert_eq!(message, Message::text("hi"));
    // Never answered: a second socket comes although the first is open on this side.
    let _second = server.peer().await;
}

#[tokio::test]
async fn what_is_no_answer_is_a_failure_of_the_transport() {
    for (status, body, wanted) in [
        (500, Vec::new(), Transport::Http(500)),
        (204, Vec::new(), Transport::Http(204)),
        (302, Vec::new(), Transport::Http(302)),
        (200, Vec::new(), Transport::Undecodable),
        (
            200,
            b"<html>a captive portal</html>".to_vec(),
            Transport::Intercepted,
        ),
        (200, vec![0; 2_000], Transport::TooLarge),
    ] {
        let server = Server::start(move |_| (status, body.clone())).await;
        let client = client_with(&server, |config| config.limits.answer_bytes = 1_000);
        let error = client
            .link
            .request_once(READ_INFO, &RequestBody::default(), 0)
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::Transport(found) if found == wanted),
            "{error} {wanted}"
        );
    }
}

#[tokio::test]
async fn offline_says_since_when_why_and_when_next() {
    let mut server = Server::start(|request| ok(&request)).await;
    server.sockets.close();
    let client = client_with(&server, |config| {
        // A port nobody listens on any more.
        let free = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        config.endpoints = Endpoints::own(&format!("http://{free}"), "").unwrap();
    });
    client.link.start();
    let state = client
        .connection(|state| matches!(state, Connection::Offline { .. }))
        .await;
    let Connection::Offline {
        since,
        next_try,
        reason,
    } = state
    else {
        panic!("{state:?}")
    };
    assert!(since > 0 && next_try >= since);
    assert_eq!(reason.code, "connection_refused");
    let error = client
        .link
        .request_once(READ_INFO, &RequestBody::default(), 0)
        .await
        .unwrap_err();
    assert!(!format!("{error} {error:?}").contains("tok-first"));
    in_time(client.link.stop()).await;
}

#[tokio::test]
async fn polling_counts_as_online_when_only_the_socket_is_refused() {
    let server = Server::start(|request| ok(&request)).await;
    let client = client_with(&server, |config| {
        let free = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        config.endpoints = Endpoints::own(&server.api, &format!("ws://{free}")).unwrap();
    });
    client.link.start();
    client
        .connection(|state| matches!(state, Connection::Offline { .. }))
        .await;
    client
        .link
        .request(READ_INFO, RequestBody::default())
        .await
        .unwrap();
    client.online().await;
}

/// Encryption needs a provider chosen at build time; a wrong set of features shows as a panic here.
#[tokio::test]
async fn a_server_without_encryption_is_a_failure_and_not_a_panic() {
    let server = Server::start(|request| ok(&request)).await;
    let client = client_with(&server, |config| {
        let api = server.api.replace("http:", "https:");
        let frontier = server.frontier.replace("ws:", "wss:");
        config.endpoints = Endpoints::own(&api, &frontier).unwrap();
    });
    client.link.start();
    client
        .connection(|state| matches!(state, Connection::Offline { .. }))
        .await;
    let error = client
        .link
        .request_once(READ_INFO, &RequestBody::default(), 0)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
}

#[tokio::test]
async fn a_stopped_link_ends_what_is_under_way() {
    let mut server = Server::start(|request| ok(&request)).await;
    let client = client(&server);
    client.link.start();
    let mut peer = server.peer().await;
    client.online().await;
    let stop = async {
        peer.request().await;
        client.link.stop().await;
    };
    let (answer, ()) = tokio::join!(
        client.link.request(READ_INFO, RequestBody::default()),
        in_time(stop)
    );
    assert!(matches!(answer, Err(Error::Stopped)));
}

#[tokio::test]
async fn what_failed_is_noted_with_its_code_and_log_id_and_what_worked_with_its_time() {
    let mut server = Server::start(|request| ok(&request)).await;
    let client = client(&server);
    client.link.start();
    let mut peer = server.peer().await;
    client.online().await;
    let body = RequestBody::default();
    let serve = async {
        let request = peer.request().await;
        peer.answer(&request, 56).await;
        let request = peer.request().await;
        peer.answer(&request, 0).await;
    };
    let ask = async {
        client.link.request_once(100, &body, 0).await.unwrap_err();
        client.link.request_once(100, &body, 0).await.unwrap();
    };
    tokio::join!(ask, serve);
    let noted = client.link.notebook().told();
    let [failed] = &noted.failed[..] else {
        panic!("{:?}", noted.failed);
    };
    assert_eq!(
        (failed.command, failed.reason.code.as_str()),
        (100, "status_56")
    );
    assert!(failed.reason.log_id.as_deref().unwrap().starts_with("log-"));
    assert_eq!(noted.sends.len(), 1);
    let states: Vec<_> = noted
        .connection
        .into_iter()
        .map(|it| it.connection)
        .collect();
    assert_eq!(states, [Connection::Connecting, Connection::Online]);
    client.link.stop().await;
}
