//! The way to the server: the socket first, HTTP when it is down (protocol: envelope, sections 3 to 7). It matches
//! answers to requests, keeps the connection, renews the token, and hands pushes on. It knows no message and no
//! conversation, writes nothing to disk, and neither tokens nor addresses with tokens in them reach a log line or an
//! error from here.

mod connect;
mod http;
pub(crate) mod notebook;
mod policy;
mod pushes;
mod socket;
mod token;
mod tunnel;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use linnet_proto::choices;
use linnet_proto::frame;
use linnet_proto::im_proto::{AuthType, Refer, Request, RequestBody, Response, ResponseBody};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::TokenProvider;
use crate::config::{Clock, Config, Endpoints, Limits, in_time};
use crate::error::{Error, Result, TokenError, Transport};
use crate::http::Client;
use crate::model::connection::Connection;
use crate::model::server_run::ServerRuns;
use crate::names::Names;
use crate::proxy::Proxies;
use crate::trust::Trust;
use notebook::Notebook;

pub(crate) use pushes::{LinkEvent, Pushes};

use policy::{Policy, is_worth_another_try, retry_delay};
use token::Tokens;

/// First sequence id (protocol: envelope, section 2).
const FIRST_SEQUENCE: i64 = 10_001;

/// Round trips slower than this say nothing about the server's clock.
const CLOCK_TRIP_MS: i64 = 5_000;

/// Something outside changed that is worth a try at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poke {
    /// Another network, or one again.
    NetworkChanged,
    /// The computer slept.
    WokeUp,
    /// The token provider has another token.
    TokenChanged,
    /// The person asked for it.
    RetryNow,
}

impl Poke {
    /// The connections from before are dead, whatever they look like.
    pub(crate) fn ends_connections(self) -> bool {
        matches!(self, Self::NetworkChanged | Self::WokeUp)
    }
}

/// An answer with the id that a person quotes when asking for help.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    /// Body; empty when the server sent none.
    pub body: Box<ResponseBody>,
    /// The server's log id.
    pub log_id: Option<String>,
    /// What stands beside the body.
    pub headers: BTreeMap<String, String>,
}

/// What is asked with a command.
struct Asked {
    body: Box<RequestBody>,
    headers: BTreeMap<String, String>,
}

impl Asked {
    /// With nothing beside the body.
    fn of(body: RequestBody) -> Self {
        Self {
            body: Box::new(body),
            headers: BTreeMap::new(),
        }
    }
}

/// The run of the server that an answer comes from; none where it does not say.
pub(crate) fn server_run(headers: &BTreeMap<String, String>) -> Option<i64> {
    let run = headers.get(choices::HEADER_RUN)?.parse().ok()?;
    (run > 0).then_some(run)
}

/// What stands beside a request that means places of what an earlier answer said: the runs that something here came from
/// and that the server has not been asked about. One that does not know them was set back: it says so, and does nothing.
pub(crate) fn naming_runs(runs: &[i64]) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::new();
    if !runs.is_empty() {
        let named: Vec<String> = runs.iter().map(i64::to_string).collect();
        headers.insert(choices::HEADER_RUNS.to_owned(), named.join(","));
    }
    headers
}

/// The way to the server. Clones share it.
#[derive(Clone)]
pub(crate) struct Link(Arc<Inner>);

struct Inner {
    app_id: i32,
    device_id: String,
    /// A server on this computer may come back on another port.
    endpoints: RwLock<Endpoints>,
    proxies: Proxies,
    trust: Trust,
    notebook: Notebook,
    limits: Limits,
    clock: Arc<dyn Clock>,
    tokens: Tokens,
    names: Names,
    http: Client,
    /// A socket is being opened, and it is not known yet whether one can be had.
    opening: AtomicBool,
    sequence: AtomicI64,
    /// The open socket, if there is one.
    socket: watch::Sender<Option<socket::Handle>>,
    connection: watch::Sender<Connection>,
    /// When HTTP last worked with the socket down; none since it last failed or the socket came up.
    polling: Mutex<Option<tokio::time::Instant>>,
    pokes: watch::Sender<(u64, Option<Poke>)>,
    pushes: pushes::Queue,
    /// What the server's clock showed, in milliseconds since 1970, and when that was by the time the computer is up.
    server_time: Mutex<Option<(Duration, i64)>>,
    /// Who is told which run of the server an answer came from.
    server_runs: OnceLock<ServerRuns>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Link {
    /// Makes the way without taking it: no connection is opened before [`Link::start`] or a request.
    pub fn new(config: &Config, tokens: Arc<dyn TokenProvider>) -> Result<Self> {
        Ok(Self(Arc::new(Inner {
            app_id: config.app_id,
            device_id: config.device_id()?,
            http: http::client(config),
            opening: AtomicBool::new(false),
            names: config.names.clone(),
            endpoints: RwLock::new(config.endpoints.clone()),
            proxies: config.proxies.clone(),
            trust: config.trust.clone(),
            notebook: Notebook::default(),
            limits: config.limits.clone(),
            clock: Arc::clone(&config.clock),
            tokens: Tokens::new(tokens, Arc::clone(&config.clock)),
            sequence: AtomicI64::new(FIRST_SEQUENCE),
            socket: watch::Sender::new(None),
            connection: watch::Sender::new(Connection::Stopped),
            polling: Mutex::new(None),
            pokes: watch::Sender::new((0, None)),
            pushes: pushes::Queue::new(config.limits.pushes),
            server_time: Mutex::new(None),
            server_runs: OnceLock::new(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        })))
    }

    /// From now on the run of the server is noted here before an answer is handed out. Said once, before any request.
    pub fn note_runs_in(&self, runs: ServerRuns) {
        if self.0.server_runs.set(runs).is_err() {
            tracing::warn!("the runs of the server are noted elsewhere already");
        }
    }

    /// Keeps a socket open from now on.
    pub fn start(&self) {
        if self.0.tasks.is_closed() {
            return;
        }
        self.0.tasks.spawn(connect::keep(self.clone()));
        self.0.tasks.close();
    }

    /// Ends the socket and all requests, and waits for both.
    pub async fn stop(&self) {
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.0.connection.send_replace(Connection::Stopped);
    }

    /// Asks for reading, and for changes that may safely be made twice: picks the way, tries again after failures of
    /// the transport, and renews the token once.
    pub fn request(
        &self,
        command: i32,
        body: RequestBody,
    ) -> BoxFuture<'_, Result<Box<ResponseBody>>> {
        let answer = self.request_answer(command, body);
        Box::pin(async move { Ok(answer.await?.body) })
    }

    /// [`Link::request`], with what stands beside the body.
    ///
    /// Boxed, as its callers lie in the futures of callers: a request is some thousand bytes, and a stack is not much.
    pub fn request_answer(&self, command: i32, body: RequestBody) -> BoxFuture<'_, Result<Answer>> {
        self.request_beside(command, body, BTreeMap::new())
    }

    /// [`Link::request_answer`], with `headers` beside the body of the request.
    pub fn request_beside(
        &self,
        command: i32,
        body: RequestBody,
        headers: BTreeMap<String, String>,
    ) -> BoxFuture<'_, Result<Answer>> {
        Box::pin(self.attempts(
            command,
            Asked {
                body: Box::new(body),
                headers,
            },
        ))
    }

    async fn attempts(&self, command: i32, asked: Asked) -> Result<Answer> {
        let policy = Policy::of(command);
        let mut renewed = false;
        let mut attempt = 0;
        loop {
            let failed =
                match Box::pin(self.attempt(command, &asked, attempt, policy.uses_socket(attempt)))
                    .await
                {
                    Ok(answer) => return Ok(answer),
                    Err(error) => error,
                };
            if matches!(
                failed,
                Error::Status {
                    status: 1 | 100,
                    ..
                }
            ) && !renewed
            {
                // The next attempt asks for another token first.
                renewed = true;
                continue;
            }
            attempt += 1;
            if !is_worth_another_try(&failed) || attempt >= policy.attempts {
                return Err(failed);
            }
            tokio::select! {
                () = self.0.clock.sleep(retry_delay(attempt)) => {}
                () = self.0.stop.cancelled() => return Err(Error::Stopped),
            }
        }
    }

    /// One attempt, over the socket when it is open, else over HTTP. A refused token is marked, so that the next
    /// attempt brings a new one.
    pub async fn request_once(
        &self,
        command: i32,
        body: &RequestBody,
        tries_before: u32,
    ) -> Result<Answer> {
        let asked = Asked::of(body.clone());
        Box::pin(self.attempt(command, &asked, tries_before, true)).await
    }

    /// Waits by the configured clock.
    pub fn sleep(&self, pause: Duration) -> BoxFuture<'static, ()> {
        self.0.clock.sleep(pause)
    }

    /// The queue of pushes. One reader.
    pub fn take_pushes(&self) -> Pushes {
        self.0.pushes.reader()
    }

    /// How the connection stands, and every change of it.
    pub fn connection(&self) -> watch::Receiver<Connection> {
        self.0.connection.subscribe()
    }

    /// Try at once.
    pub fn poke(&self, poke: Poke) {
        if matches!(poke, Poke::TokenChanged | Poke::RetryNow) {
            self.0.tokens.ask_again();
        }
        if poke.ends_connections() {
            self.0.http.forget_connections();
        }
        self.0.pokes.send_modify(|(count, last)| {
            *count = count.wrapping_add(1);
            *last = Some(poke);
        });
    }

    /// The server is elsewhere now: what is asked from now on is asked there.
    pub fn move_to(&self, endpoints: Endpoints) {
        *self
            .0
            .endpoints
            .write()
            .unwrap_or_else(PoisonError::into_inner) = endpoints;
        self.poke(Poke::NetworkChanged);
    }

    fn endpoints(&self) -> Endpoints {
        self.0
            .endpoints
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What happened here lately.
    pub fn notebook(&self) -> &Notebook {
        &self.0.notebook
    }

    /// What the server's clock shows, in milliseconds since 1970; what this computer's shows until an answer told.
    pub fn server_now_ms(&self) -> i64 {
        let inner = &*self.0;
        let told = *inner
            .server_time
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match told {
            Some((at, showed)) => {
                showed.saturating_add(millis(inner.clock.uptime().saturating_sub(at)))
            }
            None => inner.clock.now_ms(),
        }
    }

    /// Callers box it: it is part of nearly every future of the core, and a large one.
    async fn attempt(
        &self,
        command: i32,
        asked: &Asked,
        tries_before: u32,
        socket: bool,
    ) -> Result<Answer> {
        let clock = &self.0.clock;
        let begun = clock.uptime();
        let outcome = self.exchange(command, asked, tries_before, socket).await;
        let took = millis(clock.uptime().saturating_sub(begun));
        self.0
            .notebook
            .request(command, clock.now_ms(), took, &outcome);
        outcome
    }

    async fn exchange(
        &self,
        command: i32,
        asked: &Asked,
        tries_before: u32,
        socket: bool,
    ) -> Result<Answer> {
        let inner = &*self.0;
        if inner.stop.is_cancelled() {
            return Err(Error::Stopped);
        }
        let token = match inner.tokens.current().await {
            Ok(token) => token,
            Err(error) => {
                self.note_token_failure(&error);
                return Err(error);
            }
        };
        let sequence = inner.sequence.fetch_add(1, Ordering::Relaxed);
        let request = Request {
            cmd: Some(command),
            sequence_id: Some(sequence),
            sdk_version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            token: Some(token.expose().to_owned()),
            refer: Some(Refer::Pc as i32),
            inbox_type: Some(0),
            build_number: Some(env!("CARGO_PKG_VERSION").to_owned()),
            body: Some(asked.body.clone()),
            headers: asked.headers.clone(),
            device_id: Some(inner.device_id.clone()),
            // The business product knows token login from the web client; "access" says the same.
            device_platform: Some("web".to_owned()),
            auth_type: Some(AuthType::TokenAuth as i32),
            retry_count: (tries_before > 0)
                .then(|| i32::try_from(tries_before).unwrap_or(i32::MAX)),
            access: Some("web_sdk".to_owned()),
            ..Request::default()
        };
        let (sent_ms, sent) = (inner.clock.now_ms(), inner.clock.uptime());
        let open = if socket {
            inner.socket.borrow().clone()
        } else {
            None
        };
        let open = open.filter(socket::Handle::is_open);
        let over_socket = open.is_some();
        let exchange = async {
            match open {
                Some(open) => {
                    let limit = inner.limits.socket_request;
                    in_time(
                        &*inner.clock,
                        limit,
                        open.exchange(sequence, sent_ms, &request),
                    )
                    .await
                    .unwrap_or(Err(Transport::TimedOut))
                    // The one that was too large may be the answer to another request.
                    .map_err(|error| match error {
                        Transport::TooLarge if !policy::asks_for_pages(command) => Transport::Lost,
                        error => error,
                    })
                }
                None => self.over_http(command, &request).await,
            }
        };
        // After sleep or on another network the old connection may look alive for long.
        let mut pokes = inner.pokes.subscribe();
        let response = tokio::select! {
            response = exchange => response,
            () = connect::network_changed(&mut pokes), if !over_socket => Err(Transport::Lost),
            () = inner.stop.cancelled() => return Err(Error::Stopped),
        };
        if !over_socket {
            self.note_http(response.as_ref().map(|_| ()).map_err(|error| *error));
        }
        let response = response.inspect_err(|error| {
            tracing::debug!(command, over_socket, %error, "no answer");
        })?;
        self.note_clock(sent, &response);
        if let (Some(runs), Some(run)) = (inner.server_runs.get(), server_run(&response.headers)) {
            runs.note(run);
        }
        let status = response.status_code.unwrap_or(0);
        tracing::debug!(
            command,
            over_socket,
            status,
            ms = millis(inner.clock.uptime().saturating_sub(sent)),
            "answer"
        );
        match status {
            // 200 is success in some older answers (protocol: enums, StatusCode).
            0 | 200 => {
                inner.tokens.worked(&token);
                Ok(Answer {
                    body: response.body.unwrap_or_default(),
                    log_id: response.log_id,
                    headers: response.headers,
                })
            }
            _ if response.headers.contains_key(choices::HEADER_SET_BACK) => Err(Error::SetBack),
            _ => {
                if matches!(status, 1 | 100) {
                    self.refuse_token(&token);
                }
                Err(Error::Status {
                    command,
                    status,
                    description: response.error_desc.unwrap_or_default(),
                    log_id: response.log_id,
                })
            }
        }
    }

    /// One request over HTTP. A connection kept from before may have died meanwhile: what may be asked twice is asked
    /// again at once, over a new one.
    async fn over_http(
        &self,
        command: i32,
        request: &Request,
    ) -> std::result::Result<Response, Transport> {
        let inner = &*self.0;
        let exchange = async || {
            http::exchange(
                &inner.http.get()?,
                &inner.proxies,
                &self.endpoints(),
                command,
                request,
                &inner.limits,
            )
            .await
        };
        let first = exchange().await;
        if first.as_ref().is_err_and(|error| *error == Transport::Lost)
            && policy::may_be_asked_twice(command)
        {
            inner.http.forget_connections();
            return exchange().await;
        }
        first
    }

    /// What comes with the token in use belongs to somebody else: nothing more is asked with it.
    pub fn wrong_user(&self) {
        if self.0.tokens.end(TokenError::OtherUser) {
            tracing::error!("the token belongs to another user");
            self.note_token_failure(&TokenError::OtherUser.into());
        }
    }

    /// The server does not accept this token: the socket that was opened with it goes too.
    fn refuse_token(&self, token: &crate::auth::Token) {
        if self.0.tokens.refuse(token)
            && let Some(open) = self.0.socket.borrow().as_ref()
        {
            open.close();
        }
    }

    fn note_token_failure(&self, error: &Error) {
        if token::needs_person(error) {
            let state = Connection::SignInNeeded {
                reason: error.reason(),
            };
            self.set_connection(state);
            if let Some(open) = self.0.socket.borrow().as_ref() {
                open.close();
            }
        }
    }

    /// HTTP working with the socket down is a connection too: the poll of the inbox brings everything
    /// (protocol: envelope, section 5).
    fn note_http(&self, outcome: std::result::Result<(), Transport>) {
        let inner = &*self.0;
        if inner.socket.borrow().is_some() {
            return;
        }
        let mut polling = inner.polling.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(()) => {
                *polling = Some(inner.clock.now());
                // While a socket is being opened it is not known whether pushes come: whoever looks is not told
                // "online" for a connection that may hang.
                if !inner.opening.load(Ordering::Relaxed)
                    && matches!(*inner.connection.borrow(), Connection::Offline { .. })
                {
                    drop(polling);
                    self.set_connection(Connection::Online);
                }
            }
            Err(error) => {
                *polling = None;
                if matches!(*inner.connection.borrow(), Connection::Online) {
                    drop(polling);
                    let now = inner.clock.now_ms();
                    self.set_connection(Connection::Offline {
                        since: now,
                        next_try: now,
                        reason: Error::from(error).reason(),
                    });
                }
            }
        }
    }

    /// The server's clock stands between the time its answer left and the one before by half of what the way took.
    fn note_clock(&self, sent: Duration, response: &Response) {
        let (Some(arrived), Some(left)) = (
            response.request_arrived_time,
            response.server_execution_end_time,
        ) else {
            return;
        };
        let received = self.0.clock.uptime();
        let trip = millis(received.saturating_sub(sent));
        if arrived <= 0 || left < arrived || trip > CLOCK_TRIP_MS {
            return;
        }
        let way = trip.saturating_sub(left.saturating_sub(arrived)).max(0);
        *self
            .0
            .server_time
            .lock()
            .unwrap_or_else(PoisonError::into_inner) =
            Some((received, left.saturating_add(way / 2)));
    }

    /// Sets the state, unless it is set already; the link stays stopped once it is.
    fn set_connection(&self, state: Connection) {
        if self.0.stop.is_cancelled() {
            return;
        }
        let changed = self.0.connection.send_if_modified(|now| {
            let changed = *now != state;
            if changed {
                now.clone_from(&state);
            }
            changed
        });
        if changed {
            self.0.notebook.connection(self.0.clock.now_ms(), state);
        }
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// The frame limits that go with these limits.
fn frame_limits(limits: &Limits) -> frame::Limits {
    frame::Limits {
        max_frame: limits.answer_bytes,
        max_payload: limits.answer_bytes,
    }
}
