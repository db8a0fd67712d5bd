//! The proxy of the desktop's settings, as GNOME and the desktops near it keep it, from the start on and after every
//! change. The environment of the process goes before it (`linnet_core::proxy`).

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use gtk::gio::prelude::*;
use gtk::gio::{Settings, SettingsBackend, SettingsSchemaSource};
use linnet_core::Poke;
use linnet_core::proxy::{DesktopProxies, Proxies};

use crate::shell::Shell;

const SCHEMA: &str = "org.gnome.system.proxy";

/// The kinds of proxies that are used, each a part of the settings of its own.
const KINDS: [&str; 3] = ["http", "https", "socks"];

/// Follows the settings until the program ends. On the main thread, where changes are told. Without such a desktop
/// there is nothing to follow.
pub fn follow(shell: &Arc<Shell>) {
    let Some(settings) = open(None) else {
        return;
    };
    let weak = Arc::downgrade(shell);
    let parts = KINDS.map(|kind| settings.child(kind));
    let whole = settings.clone();
    let told = RefCell::new(tell(&settings));
    let changed = Rc::new(move || {
        // Each key tells for itself, also one that is not used in this mode.
        if read(&whole) == *told.borrow() {
            return;
        }
        told.replace(tell(&whole));
        if let Some(shell) = weak.upgrade() {
            shell.poke(Poke::NetworkChanged);
        }
    });
    for part in parts.iter().chain([&settings]) {
        let changed = Rc::clone(&changed);
        part.connect_changed(None, move |_, _| changed());
    }
    // They tell for as long as they are there.
    std::mem::forget(parts);
    std::mem::forget(settings);
}

fn tell(settings: &Settings) -> DesktopProxies {
    let read = read(settings);
    tracing::info!(
        used = read.http.is_some() || read.https.is_some() || read.socks.is_some(),
        script = read.script,
        "the proxy of the desktop's settings"
    );
    Proxies::system().follow_desktop(&read);
    read
}

/// None where the settings are not installed: asking for them would end the process.
fn open(backend: Option<&SettingsBackend>) -> Option<Settings> {
    let schema = SettingsSchemaSource::default()?.lookup(SCHEMA, true)?;
    Some(Settings::new_full(&schema, backend, None))
}

fn read(settings: &Settings) -> DesktopProxies {
    match settings.string("mode").as_str() {
        "manual" => {
            let [http, https, socks] = KINDS.map(|kind| proxy(kind, &settings.child(kind)));
            let ignored = settings.strv("ignore-hosts");
            DesktopProxies {
                http,
                https,
                socks,
                ignored: ignored.iter().map(ToString::to_string).collect(),
                script: false,
            }
        }
        "auto" => DesktopProxies {
            script: true,
            ..DesktopProxies::default()
        },
        _ => DesktopProxies::default(),
    }
}

fn proxy(kind: &str, settings: &Settings) -> Option<String> {
    let host = settings.string("host");
    let port = settings.int("port");
    if host.trim().is_empty() || port <= 0 {
        return None;
    }
    let host = match host.trim() {
        ip if ip.contains(':') && !ip.starts_with('[') => format!("[{ip}]"),
        host => host.to_owned(),
    };
    // Also a proxy for https is spoken to in the clear; what goes through it is not.
    let scheme = if kind == "socks" { "socks" } else { "http" };
    let mut url = url::Url::parse(&format!("{scheme}://{host}:{port}")).ok()?;
    // Only this part of the settings has a password.
    if kind == "http" && settings.boolean("use-authentication") {
        let password = settings.string("authentication-password");
        url.set_username(&settings.string("authentication-user"))
            .ok()?;
        url.set_password(Some(&password)).ok()?;
    }
    Some(url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(settings: &Settings, kind: &str, host: &str, port: i32) {
        let part = settings.child(kind);
        part.set_string("host", host).unwrap();
        part.set_int("port", port).unwrap();
    }

    #[test]
    fn the_settings_of_the_desktop_are_read_in_each_of_their_modes() {
        let backend = gtk::gio::memory_settings_backend_new();
        let Some(settings) = open(Some(&backend)) else {
            panic!("the package gsettings-desktop-schemas is not installed");
        };
        set(&settings, "http", "proxy.example", 3128);
        set(&settings, "socks", "::1", 1080);
        let http = settings.child("http");
        http.set_boolean("use-authentication", true).unwrap();
        http.set_string("authentication-user", "alice").unwrap();
        http.set_string("authentication-password", "p@ss").unwrap();
        settings
            .set_strv("ignore-hosts", ["localhost", "*.corp.example"])
            .unwrap();

        settings.set_string("mode", "none").unwrap();
        assert_eq!(read(&settings), DesktopProxies::default());

        settings.set_string("mode", "manual").unwrap();
        let manual = DesktopProxies {
            http: Some("http://alice:p%40ss@proxy.example:3128/".to_owned()),
            https: None,
            socks: Some("socks://[::1]:1080".to_owned()),
            ignored: vec!["localhost".to_owned(), "*.corp.example".to_owned()],
            script: false,
        };
        assert_eq!(read(&settings), manual);

        settings.set_string("mode", "auto").unwrap();
        let auto = DesktopProxies {
            script: true,
            ..DesktopProxies::default()
        };
        assert_eq!(read(&settings), auto);
    }
}
