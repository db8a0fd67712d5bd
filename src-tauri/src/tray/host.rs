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

/// Signals that may wait; after any of them everything is asked anew.
const QUEUE: Option<NonZeroUsize> = NonZeroUsize::new(8);

/// A place for an icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The panel is asked over the session bus, and draws the icon itself.
    Bus,
    /// The icon is a window of ours inside the panel's.
    X11,
}

/// Places for icons as they come and go.
pub(super) struct Hosts {
    bus: watch::Receiver<bool>,
    x11: watch::Receiver<bool>,
    /// One that is back within this time was never gone.
    grace: Duration,
    told: Option<Place>,
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
                let display = std::env::var("DISPLAY").ok();
                if let Some(display) = display
                    && let Err(error) = watch_x11(&display, &on_x11)
                {
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
            told: None,
        }
    }

    /// Waits until there is another place than before, or none any more. Waits for ever when nothing tells any more.
    pub(super) async fn changed(&mut self) -> Option<Place> {
        loop {
            let bus = *self.bus.borrow_and_update();
            let x11 = *self.x11.borrow_and_update();
            // The icon goes to the bus where there are both.
            let place = match (bus, x11) {
                (true, _) => Some(Place::Bus),
                (false, true) => Some(Place::X11),
                (false, false) => None,
            };
            if place.is_some() && place != self.told {
                self.told = place;
                return place;
            }
            let goes = self.told.is_some() && place.is_none();
            let grace = self.grace;
            let told = self.one_tells();
            if !goes {
                told.await;
            } else if tokio::time::timeout(grace, told).await.is_err() {
                self.told = None;
                return None;
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

/// Follows the tray of X11 until the display ends. A tray owns a selection, and the server tells whenever the owner of
/// that changes: however a panel goes, also when it only gives the tray up, or is killed.
fn watch_x11(display: &str, there: &watch::Sender<bool>) -> Result<(), Box<dyn std::error::Error>> {
    use x11rb::connection::Connection as _;
    use x11rb::protocol::Event;
    use x11rb::protocol::xfixes::{ConnectionExt as _, SelectionEventMask};
    use x11rb::protocol::xproto::ConnectionExt as _;

    let (connection, screen) = x11rb::connect(Some(display))?;
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
    // The extension answers nothing else before it was asked for its version.
    connection.xfixes_query_version(5, 0)?.reply()?;
    let changes = SelectionEventMask::SET_SELECTION_OWNER
        | SelectionEventMask::SELECTION_WINDOW_DESTROY
        | SelectionEventMask::SELECTION_CLIENT_CLOSE;
    connection
        .xfixes_select_selection_input(root, tray, changes)?
        .check()?;
    while !there.is_closed() {
        let owner = connection.get_selection_owner(tray)?.reply()?.owner;
        there.send_replace(owner != x11rb::NONE);
        while !matches!(
            connection.wait_for_event()?,
            Event::XfixesSelectionNotify(_)
        ) {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use x11rb::protocol::xproto::{ConnectionExt as _, CreateWindowAux, WindowClass};
    use zbus::Variant;

    use super::*;
    use crate::private_bus::PrivateBus;
    use crate::private_display::PrivateDisplay;

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
    async fn a_tray_of_x11_is_noticed_however_it_goes() {
        let display = PrivateDisplay::start();
        let (on_x11, mut there) = watch::channel(false);
        let name = display.name().to_owned();
        let watching = std::thread::spawn(move || watch_x11(&name, &on_x11).is_err());
        let mut is = async |expected: bool| {
            let met = there.wait_for(|there| *there == expected);
            let met = tokio::time::timeout(LIMIT, met).await;
            met.expect("in time").unwrap();
        };
        // Its window is destroyed.
        let panel = Panel::on(&display);
        is(true).await;
        panel.destroy_its_window();
        is(false).await;
        // It gives the tray up, and goes on.
        panel.offer_a_tray();
        is(true).await;
        panel.give_the_tray_up();
        is(false).await;
        // It is killed.
        panel.offer_a_tray();
        is(true).await;
        drop(panel);
        is(false).await;
        // The display ends, and with it the waiting.
        drop(display);
        assert!(watching.join().unwrap());
    }

    /// A panel with a tray.
    struct Panel {
        connection: x11rb::rust_connection::RustConnection,
        window: u32,
        tray: u32,
    }

    impl Panel {
        fn on(display: &PrivateDisplay) -> Self {
            use x11rb::connection::Connection as _;
            let (connection, _) = x11rb::connect(Some(display.name())).unwrap();
            let window = connection.generate_id().unwrap();
            let name = b"_NET_SYSTEM_TRAY_S0";
            let tray = connection.intern_atom(false, name).unwrap();
            let tray = tray.reply().unwrap().atom;
            let panel = Self {
                connection,
                window,
                tray,
            };
            panel.offer_a_tray();
            panel
        }

        fn offer_a_tray(&self) {
            use x11rb::connection::Connection as _;
            let root = self.connection.setup().roots[0].root;
            // It may still be there.
            let made = self.connection.create_window(
                0,
                self.window,
                root,
                0,
                0,
                1,
                1,
                0,
                WindowClass::INPUT_ONLY,
                0,
                &CreateWindowAux::new(),
            );
            drop(made.unwrap().check());
            self.owns(self.window);
        }

        fn owns(&self, owner: u32) {
            let set = self
                .connection
                .set_selection_owner(owner, self.tray, x11rb::CURRENT_TIME);
            set.unwrap().check().unwrap();
        }

        fn give_the_tray_up(&self) {
            self.owns(x11rb::NONE);
        }

        fn destroy_its_window(&self) {
            let destroyed = self.connection.destroy_window(self.window);
            destroyed.unwrap().check().unwrap();
        }
    }

    #[tokio::test]
    async fn a_panel_that_starts_again_was_never_gone_and_one_that_stays_away_is() {
        let (on_bus, bus) = watch::channel(false);
        let (on_x11, x11) = watch::channel(false);
        let never = Duration::from_secs(3_600);
        let mut hosts = Hosts::new(bus, x11, never);
        on_bus.send_replace(true);
        assert_eq!(hosts.changed().await, Some(Place::Bus));
        // Gone and back: nobody is told.
        on_bus.send_replace(false);
        on_bus.send_replace(true);
        let waiting = tokio::time::timeout(Duration::from_millis(50), hosts.changed());
        assert!(waiting.await.is_err());
        // The icon goes to the other one.
        on_bus.send_replace(false);
        on_x11.send_replace(true);
        assert_eq!(hosts.changed().await, Some(Place::X11));
        hosts.grace = Duration::ZERO;
        on_x11.send_replace(false);
        let told = tokio::time::timeout(LIMIT, hosts.changed()).await;
        assert_eq!(told.expect("in time"), None);
    }
}
