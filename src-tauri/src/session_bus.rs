//! Keeps the session bus from GTK while it starts. GTK's application object, which Tauri makes and uses for nothing but
//! its windows, asks the desktop's portal on the bus and waits for the answer: 25 seconds where the portal hangs, and
//! until it has started where it does not run yet. Without a bus it asks nobody.
//!
//! Everything that wants the bus later finds it: the tray, notifications, the keyring, accessibility.

use std::ffi::OsString;
use std::path::PathBuf;

use gtk::glib;

/// Where programs look for the bus first.
const VARIABLE: &str = "DBUS_SESSION_BUS_ADDRESS";

/// Nobody listens there, which is noticed at once.
const NOWHERE: &str = "unix:path=/dev/null";

/// The session's bus.
pub struct SessionBus {
    address: OsString,
}

impl SessionBus {
    /// Finds it, and names it in the environment. To be called while the program has one thread: a variable may be
    /// made here, and is only ever replaced from then on.
    pub fn find() -> Self {
        let address = std::env::var_os(VARIABLE).unwrap_or_else(usual);
        set(&address);
        Self { address }
    }

    /// Whatever looks for it from now on finds none.
    pub fn hide(&self) {
        set(NOWHERE);
    }

    /// Whatever looks for it from now on finds it.
    pub fn show(&self) {
        set(&self.address);
    }
}

fn set(address: impl AsRef<std::ffi::OsStr>) {
    if let Err(error) = glib::setenv(VARIABLE, address, true) {
        tracing::warn!(%error, "the session bus could not be hidden or shown");
    }
}

/// Where the bus is when no variable names it.
fn usual() -> OsString {
    let folder = std::env::var_os("XDG_RUNTIME_DIR").map_or_else(
        || PathBuf::from(format!("/run/user/{}", rustix::process::getuid().as_raw())),
        PathBuf::from,
    );
    let mut address = OsString::from("unix:path=");
    address.push(folder.join("bus"));
    address
}
