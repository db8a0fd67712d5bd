//! Accessibility has a bus of its own, whose address a service on the session bus knows. GTK asks it while it starts and
//! waits for 25 seconds where the service hangs; WebKit asks once more and waits for 30. So it is asked here first, with
//! a short limit. One that does not answer is left out of this start.

use std::ffi::OsString;
use std::sync::OnceLock;
use std::time::Duration;

use gtk::glib;
use zbus::Connection;

/// Where GTK and WebKit look for the address first; nothing in it is as good as none.
const VARIABLE: &str = "AT_SPI_BUS_ADDRESS";

/// Nobody listens there, which is noticed at once.
const NOWHERE: &str = "unix:path=/dev/null";

const NAME: &str = "org.a11y.Bus";
const PATH: &str = "/org/a11y/bus";
const BUS: &str = "org.freedesktop.DBus";

/// How long the session bus, or a service that runs, may take for its answer. A screen reader has started it already.
const ANSWER: Duration = Duration::from_secs(1);

/// How long the service may take when it has to be started first: right after signing in, on a slow disk.
const START: Duration = Duration::from_secs(3);

/// What was found out, once for the whole program.
static SILENT: OnceLock<bool> = OnceLock::new();

/// Names the address in the environment. To be called while the program has one thread: a variable may be made here,
/// and is only ever replaced from then on.
pub fn prepare() {
    if std::env::var_os(VARIABLE).is_none() {
        set("");
    }
}

/// Whether it is left out of this start. Asks at the first time.
pub fn is_left_out() -> bool {
    *SILENT.get_or_init(|| {
        // Whoever says where it is, is not asked.
        if std::env::var_os(VARIABLE).is_some_and(|address| !address.is_empty()) {
            return false;
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.is_ok_and(|runtime| runtime.block_on(session_is_silent()))
    })
}

/// Starts GTK, without accessibility where that would hold it up. On the main thread only.
///
/// # Errors
/// There is no screen.
pub fn start_gtk() -> Result<(), glib::BoolError> {
    if is_left_out() {
        set(NOWHERE);
    }
    gtk::init()
}

/// GTK and WebKit have started: programs that are started from now on ask for themselves.
pub fn show() {
    if is_left_out() {
        set("");
    }
}

async fn session_is_silent() -> bool {
    match tokio::time::timeout(ANSWER, Connection::session()).await {
        Ok(Ok(bus)) => is_silent(&bus).await,
        // No bus, nobody to wait for.
        Ok(Err(_)) => false,
        Err(_) => true,
    }
}

async fn is_silent(bus: &Connection) -> bool {
    let asked = bus.call_method(
        Some(BUS),
        "/org/freedesktop/DBus",
        Some(BUS),
        "NameHasOwner",
        &NAME,
    );
    let runs = match tokio::time::timeout(ANSWER, asked).await {
        Ok(answer) => answer.is_ok_and(|it| it.body().deserialize().unwrap_or(false)),
        Err(_) => return true,
    };
    let asked = bus.call_method(Some(NAME), PATH, Some(NAME), "GetAddress", &());
    let limit = if runs { ANSWER } else { START };
    // That there is none is an answer too.
    tokio::time::timeout(limit, asked).await.is_err()
}

fn set(address: impl Into<OsString>) {
    if let Err(error) = glib::setenv(VARIABLE, address.into(), true) {
        tracing::warn!(%error, "accessibility could not be left out or asked for");
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt as _;
    use zbus::MessageStream;
    use zbus::message::Type;

    use super::*;
    use crate::private_bus::PrivateBus;

    #[tokio::test]
    async fn accessibility_that_answers_is_used_and_one_that_hangs_is_left_out() {
        let bus = PrivateBus::start();
        let linnet = bus.connect().await;
        assert!(!is_silent(&linnet).await, "there is none");
        let service = bus.connect().await;
        let mut calls = MessageStream::from(&service);
        service.request_name(NAME).await.unwrap();
        let answering = service.clone();
        let answers = tokio::spawn(async move {
            while let Some(Ok(call)) = calls.next().await {
                if call.message_type() == Type::MethodCall {
                    let address = "unix:path=/run/user/1000/at-spi/bus";
                    answering.reply(&call.header(), &address).await.unwrap();
                }
            }
        });
        assert!(!is_silent(&linnet).await, "it answers");
        answers.abort();
        assert!(is_silent(&linnet).await, "it hangs");
    }
}
