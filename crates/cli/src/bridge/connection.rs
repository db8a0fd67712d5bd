//! One page or script: lets it in, carries out what it asks for, tells it what happens.

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::SplitStream;
use linnet_core::model::UserId;
use linnet_core::{Client, Event};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::server::{
    Callback, ErrorResponse, Request as Upgrade, Response,
};
use tokio_tungstenite::tungstenite::http::{StatusCode, header};
use tokio_tungstenite::tungstenite::protocol::{Message, WebSocketConfig};

use super::methods::{self, Session};
use super::outgoing::{self, Outgoing, Slow};
use super::refusal::Refusal;
use super::shape::{self, Request};
use super::uploads::Uploads;
use super::{Door, PATIENCE, events};

/// Longest message of a page: a part of a file, as text, with room beside it. A longer one ends the connection.
const MAX_MESSAGE: usize = 512 * 1024;
/// Requests of one connection that are carried out at the same time; one more is refused.
const MAX_REQUESTS: usize = 32;

type Incoming = SplitStream<WebSocketStream<TcpStream>>;

/// What is told with the secret.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Hello {
    secret: String,
    app_id: i32,
    user_id: UserId,
}

/// Which pages are let as far as the first message.
struct Doorkeeper<'a>(&'a Door);

impl Callback for Doorkeeper<'_> {
    #[allow(clippy::result_large_err, reason = "the trait says so")]
    fn on_request(self, upgrade: &Upgrade, response: Response) -> Result<Response, ErrorResponse> {
        let refuse = |status: StatusCode, why: &str| {
            let mut answer = ErrorResponse::new(Some(why.to_owned()));
            *answer.status_mut() = status;
            Err(answer)
        };
        // Addresses come into logs and histories: whoever puts the secret there is stopped at once.
        if upgrade.uri().query().is_some() {
            return refuse(StatusCode::BAD_REQUEST, "the address has no question mark");
        }
        let mut origins = upgrade.headers().get_all(header::ORIGIN).iter();
        let allowed = match (origins.next(), origins.next()) {
            (None, _) => self.0.lets(None),
            (Some(origin), None) => origin.to_str().is_ok_and(|it| self.0.lets(Some(it))),
            _ => false,
        };
        match allowed {
            true => Ok(response),
            false => refuse(
                StatusCode::FORBIDDEN,
                "pages of this origin are not let in: linnet bridge --origin",
            ),
        }
    }
}

/// Serves a connection to its end.
pub async fn run(stream: TcpStream, client: Client, door: &Door) {
    // Answers are small and awaited; without it they would wait for one another.
    let _quick = stream.set_nodelay(true);
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE));
    let opening =
        tokio_tungstenite::accept_hdr_async_with_config(stream, Doorkeeper(door), Some(config));
    let Ok(Ok(socket)) = tokio::time::timeout(PATIENCE, opening).await else {
        return;
    };
    let (sink, incoming) = socket.split();
    let (outgoing, writing) = outgoing::new();
    let mut talking = Box::pin(talk(incoming, outgoing, client, door));
    let mut writing = Box::pin(writing.run(sink));
    tokio::select! {
        // What was answered last is still written.
        _ = &mut talking => {
            drop(talking);
            writing.await;
        }
        () = &mut writing => {}
    }
}

async fn talk(
    mut incoming: Incoming,
    outgoing: Outgoing,
    client: Client,
    door: &Door,
) -> Result<(), Slow> {
    // From before the page knows anything: nothing falls between what it reads first and what it is told.
    let mut stream = client.events();
    let Ok(Some(first)) = tokio::time::timeout(PATIENCE, next(&mut incoming)).await else {
        return Ok(());
    };
    let id = match let_in(&first, door, client.user_id()) {
        Ok(id) => id,
        Err((id, refusal)) => {
            return outgoing.put(match id {
                Some(id) => shape::answer(id, Err(refusal)),
                None => shape::complaint(&refusal),
            });
        }
    };
    let online = client.connection().borrow().clone();
    outgoing.put(shape::answer(
        id,
        Ok(json!({ "user": client.user_id(), "connection": online })),
    ))?;
    let session = Arc::new(Session {
        uploads: Uploads::new(&door.uploads),
        client: client.clone(),
    });
    let mut requests = JoinSet::new();
    loop {
        tokio::select! {
            message = next(&mut incoming) => {
                let Some(text) = message else { return Ok(()) };
                match serde_json::from_str::<Request>(&text) {
                    Ok(request) if requests.len() >= MAX_REQUESTS => {
                        outgoing.put(shape::answer(request.id, Err(Refusal::TooMany("requests"))))?;
                    }
                    Ok(request) => {
                        let session = Arc::clone(&session);
                        requests.spawn(async move {
                            let done = methods::call(&session, &request.method, request.params).await;
                            shape::answer(request.id, done)
                        });
                    }
                    Err(error) => {
                        outgoing.put(shape::complaint(&Refusal::NoRequest(error.to_string())))?;
                    }
                }
            }
            Some(answered) = requests.join_next() => {
                if let Ok(answer) = answered {
                    outgoing.put(answer)?;
                }
            }
            event = stream.next() => {
                let Some(event) = event else { return Ok(()) };
                tell(&client, event, &outgoing).await?;
            }
        }
    }
}

async fn tell(client: &Client, event: Event, outgoing: &Outgoing) -> Result<(), Slow> {
    for (name, data) in events::told(client, event).await {
        outgoing.put(shape::event(name, &data))?;
    }
    Ok(())
}

/// The next text; none when the connection is over, or brings what is no text.
async fn next(incoming: &mut Incoming) -> Option<String> {
    loop {
        match incoming.next().await?.ok()? {
            Message::Text(text) => return Some(text.as_str().to_owned()),
            Message::Ping(_) | Message::Pong(_) => {}
            _ => return None,
        }
    }
}

/// The id of the first message, when it opens the door.
fn let_in(text: &str, door: &Door, user: UserId) -> Result<u64, (Option<u64>, Refusal)> {
    let request: Request = serde_json::from_str(text)
        .map_err(|error| (None, Refusal::NoRequest(error.to_string())))?;
    let refuse = |refusal| Err((Some(request.id), refusal));
    if request.method != "hello" {
        return refuse(Refusal::HelloFirst);
    }
    let hello: Hello = match serde_json::from_value(Value::clone(&request.params)) {
        Ok(hello) => hello,
        Err(error) => return refuse(Refusal::Params(error.to_string())),
    };
    if !door.secret.is(&hello.secret) {
        return refuse(Refusal::WrongSecret);
    }
    if hello.user_id != user {
        return refuse(Refusal::OtherAccount("user"));
    }
    if hello.app_id != door.app_id {
        return refuse(Refusal::OtherAccount("application"));
    }
    Ok(request.id)
}
