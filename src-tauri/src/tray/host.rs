//! Whether there is a place for tray icons: the one of the freedesktop.org specification on the session bus, or the
//! older one of X11. Both tell when they come and go, so nothing has to be asked again and again.

use std::num::NonZeroUsize;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::sync::watch;
use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";
const BUS: &str = "org.freedesktop.DBus";

/// How long the bus may take for one answer.
const ANSWER: Duration = Duration::from_secs(5);

/// Before another look at a tray that went while it was looked at.
const AGAIN: Duration = Duration::from_millis(50);

/// Signals that may wait; after any of them everything is asked anew.
const QUEUE: Option<NonZeroUsize> = NonZeroUsize::new(8);

/// Places for icons as they come and go.
pub(super) struct Hosts {
    bus: watch::Receiver<bool>,
    x11: watch::Receiver<bool>,
    /// One that is back within this time was never gone.
    grace: Duration,
    told: bool,
}

impl Hosts {
    /// Those of this session; there is none until one is found.
    pub(super) fn of_session(grace: Duration) -> Self {
        let (on_bus, bus) = watch::channel(false);
        let (on_x11, x11) = watch::channel(false);
        tokio::spawn(async move {
            let connected = tokio::time::timeout(ANSWER, Connection::session()).await;
            if let Ok(Ok(connection)) = connected
                && let Err(error) = watch_bus(&connection, &on_bus).await
            {
                tracing::info!(%error, "the session bus tells nothing of trays");
            }
            on_bus.send_replace(false);
        });
        // X11 is waited for on a thread of its own, which ends with the display.
        let waiting = std::thread::Builder::new()
            .name("tray".to_owned())
            .spawn(move || {
                if let Err(error) = watch_x11(&on_x11) {
                    tracing::debug!(%error, "X11 tells nothing of trays");
                }
                on_x11.send_replace(false);
            });
        if let Err(error) = waiting {
            tracing::warn!(%error, "the tray of X11 is not looked for");
        }
        Self::new(bus, x11, grace)
    }

    fn new(bus: watch::Receiver<bool>, x11: watch::Receiver<bool>, grace: Duration) -> Self {
        Self {
            bus,
            x11,
            grace,
            told: false,
        }
    }

    /// Waits until there is a place, or no longer one. Waits for ever when nothing tells any more.
    pub(super) async fn changed(&mut self) -> bool {
        loop {
            let there = *self.bus.borrow_and_update() || *self.x11.borrow_and_update();
            if there && !self.told {
                self.told = true;
                return true;
            }
            let goes = self.told && !there;
            let grace = self.grace;
            let told = self.one_tells();
            if !goes {
                told.await;
            } else if tokio::time::timeout(grace, told).await.is_err() {
                self.told = false;
                return false;
            }
        }
    }

    async fn one_tells(&mut self) {
        async fn tells(host: &mut watch::Receiver<bool>) {
            if host.changed().await.is_err() {
                std::future::pending().await
            }
        }
        tokio::select! {
            () = tells(&mut self.bus) => {}
            () = tells(&mut self.x11) => {}
        }
    }
}

async fn watch_bus(bus: &Connection, there: &watch::Sender<bool>) -> zbus::Result<()> {
    let owners = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(BUS)
        .interface(BUS)
        .member("NameOwnerChanged")
        .arg(0, WATCHER)
        .build()?;
    // Panels that come to the watcher, or leave it.
    let panels = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface(WATCHER)
        .path(PATH)
        .build()?;
    let mut owners = MessageStream::for_match_rule(owners, bus, QUEUE).await?;
    let mut panels = MessageStream::for_match_rule(panels, bus, QUEUE).await?;
    loop {
        let place = tokio::time::timeout(ANSWER, has_place(bus)).await;
        there.send_replace(matches!(place, Ok(Ok(true))));
        let signal = tokio::select! {
            signal = owners.next() => signal,
            signal = panels.next() => signal,
        };
        if signal.is_none() {
            return Ok(());
        }
    }
}

async fn has_place(bus: &Connection) -> zbus::Result<bool> {
    let owned = bus
        .call_method(
            Some(BUS),
            "/org/freedesktop/DBus",
            Some(BUS),
            "NameHasOwner",
            &WATCHER,
        )
        .await?;
    if !owned.body().deserialize::<bool>()? {
        return Ok(false);
    }
    let properties = "org.freedesktop.DBus.Properties";
    let what = (WATCHER, "IsStatusNotifierHostRegistered");
    let asked = bus
        .call_method(Some(WATCHER), PATH, Some(properties), "Get", &what)
        .await;
    // A watcher that does not say whether it has a panel is one itself.
    let Ok(answer) = asked else {
        return Ok(true);
    };
    let body = answer.body();
    let panel: zbus::Variant<'_> = body.deserialize()?;
    Ok(bool::try_from(panel).unwrap_or(true))
}

/// Waits on X11 until the display ends.
fn watch_x11(there: &watch::Sender<bool>) -> Result<(), Box<dyn std::error::Error>> {
    use x11rb::connection::Connection as _;
    use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ConnectionExt as _, EventMask};

    if std::env::var_os("DISPLAY").is_none() {
        return Ok(());
    }
    let (connection, screen) = x11rb::connect(None)?;
    let root = connection
        .setup()
        .roots
        .get(screen)
        .ok_or("no screen")?
        .root;
    let name = format!("_NET_SYSTEM_TRAY_S{screen}");
    let tray = connection
        .intern_atom(false, name.as_bytes())?
        .reply()?
        .atom;
    let watched = ChangeWindowAttributesAux::new().event_mask(EventMask::STRUCTURE_NOTIFY);
    // A tray that comes says so to the root window.
    connection
        .change_window_attributes(root, &watched)?
        .check()?;
    loop {
        let owner = connection.get_selection_owner(tray)?.reply()?.owner;
        // One that has gone in between is not told of any more: it is looked for again at once.
        let watching = owner != x11rb::NONE
            && connection
                .change_window_attributes(owner, &watched)?
                .check()
                .is_ok();
        there.send_replace(watching);
        if owner != x11rb::NONE && !watching {
            std::thread::sleep(AGAIN);
            continue;
        }
        if there.is_closed() {
            return Ok(());
        }
        wait_for_change(&connection, owner, tray)?;
    }
}

/// Returns when the tray's window is destroyed, or another tray announces itself.
fn wait_for_change(
    connection: &impl x11rb::connection::Connection,
    owner: u32,
    tray: u32,
) -> Result<(), Box<dyn std::error::Error>> {
    use x11rb::protocol::Event;
    loop {
        match connection.wait_for_event()? {
            Event::DestroyNotify(destroyed) if destroyed.window == owner => return Ok(()),
            // "MANAGER", the only message of this kind that names the selection.
            Event::ClientMessage(message) if message.data.as_data32().contains(&tray) => {
                return Ok(());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use zbus::Variant;

    use super::*;
    use crate::private_bus::PrivateBus;

    const LIMIT: Duration = Duration::from_secs(20);

    /// A watcher on the bus that says whether it has a panel.
    async fn watcher(bus: &PrivateBus, panel: &Arc<AtomicBool>) -> Connection {
        let service = bus.connect().await;
        let mut calls = MessageStream::from(&service);
        service.request_name(WATCHER).await.unwrap();
        let (answering, panel) = (service.clone(), Arc::clone(panel));
        tokio::spawn(async move {
            while let Some(Ok(call)) = calls.next().await {
                if call.message_type() == Type::MethodCall {
                    let panel = Variant::from(panel.load(Ordering::SeqCst));
                    answering.reply(&call.header(), &panel).await.unwrap();
                }
            }
        });
        service
    }

    #[tokio::test]
    async fn a_tray_that_comes_late_goes_and_comes_again_is_noticed() {
        let bus = PrivateBus::start();
        let (on_bus, mut there) = watch::channel(false);
        let connection = bus.connect().await;
        let watching = tokio::spawn(async move { watch_bus(&connection, &on_bus).await });
        let mut is = async |expected: bool| {
            let met = there.wait_for(|there| *there == expected);
            let met = tokio::time::timeout(LIMIT, met).await;
            met.expect("in time").unwrap();
        };
        let panel = Arc::new(AtomicBool::new(true));
        let first = watcher(&bus, &panel).await;
        is(true).await;
        first.close().await.unwrap();
        is(false).await;
        // A watcher without a panel shows nothing; then the panel comes.
        panel.store(false, Ordering::SeqCst);
        let second = watcher(&bus, &panel).await;
        panel.store(true, Ordering::SeqCst);
        second
            .emit_signal(
                None::<&str>,
                PATH,
                WATCHER,
                "StatusNotifierHostRegistered",
                &(),
            )
            .await
            .unwrap();
        is(true).await;
        watching.abort();
    }

    #[tokio::test]
    async fn a_panel_that_starts_again_was_never_gone_and_one_that_stays_away_is() {
        let (on_bus, bus) = watch::channel(false);
        let (on_x11, x11) = watch::channel(false);
        let never = Duration::from_secs(3_600);
        let mut hosts = Hosts::new(bus, x11, never);
        on_bus.send_replace(true);
        assert!(hosts.changed().await);
        // Gone, and back in the other way: nobody is told.
        on_bus.send_replace(false);
        on_x11.send_replace(true);
        hosts.grace = Duration::ZERO;
        let waiting = tokio::time::timeout(Duration::from_millis(50), hosts.changed());
        assert!(waiting.await.is_err());
        on_x11.send_replace(false);
        let told = tokio::time::timeout(LIMIT, hosts.changed()).await;
        assert!(!told.expect("in time"));
    }
}
