//! A display in memory with what a desktop has: window manager, session bus, keyring, a home folder.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::Child;
use tokio::time::Instant;

use super::Result;
use super::processes::Processes;

/// How long a part of the desktop may take to be ready.
const READY_LIMIT: Duration = Duration::from_secs(20);

/// How often a dialog is answered before it counts as stuck, and how long it may take to go after each answer.
const ANSWERS: u32 = 8;
const ANSWERED: Duration = Duration::from_secs(2);

/// An image program reduced to "copy": large pictures go in pieces, and it takes its time for each.
const OWNER: &str = r#"
import sys, time
import gi
gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GdkPixbuf, GLib, Gtk
clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
clipboard.set_image(GdkPixbuf.Pixbuf.new_from_file(sys.argv[1]))
def dawdle():
    time.sleep(0.05)
    return True
GLib.timeout_add(1, dawdle)
Gdk.Display.get_default().sync()
print("COPIED", flush=True)
Gtk.main()
"#;

/// Services that hang: they have their names, and nobody gets an answer.
const NEVER_ANSWERS: &str = r#"
import sys
from gi.repository import Gio, GLib
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
call = Gio.DBusMessageType.METHOD_CALL
bus.add_filter(lambda _, message, incoming: None if incoming and message.get_message_type() == call else message)
for name in sys.argv[1:]:
    bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                  GLib.Variant("(su)", (name, 4)), None, 0, -1, None)
print("SILENT", flush=True)
GLib.MainLoop().run()
"#;

/// Services that are broken: they have their names and nothing else, so that every call is answered with an error.
const ANSWERS_WITH_ERRORS: &str = r#"
import sys
from gi.repository import Gio, GLib
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
for name in sys.argv[1:]:
    bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                  GLib.Variant("(su)", (name, 4)), None, 0, -1, None)
print("BROKEN", flush=True)
GLib.MainLoop().run()
"#;

/// Where a window is on the screen, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Left edge of its inside.
    pub x: i32,
    /// Top edge of its inside.
    pub y: i32,
    /// Width of its inside.
    pub width: i32,
    /// Height of its inside.
    pub height: i32,
}

/// A running desktop.
#[derive(Debug)]
pub struct Display {
    /// What runs on it.
    pub processes: Processes,
    home: tempfile::TempDir,
}

impl Display {
    /// Starts all parts.
    ///
    /// # Errors
    ///
    /// A part is not installed or did not become ready; the text names it.
    pub async fn start() -> Result<Self> {
        Self::start_with(&[]).await
    }

    /// Starts all parts, with these variables in the environment of everything.
    ///
    /// # Errors
    ///
    /// A part is not installed or did not become ready; the text names it.
    pub async fn start_with(environment: &[(&str, &str)]) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let mut processes = Processes::new();
        for (name, below) in [
            ("HOME", ""),
            ("XDG_RUNTIME_DIR", "run"),
            ("XDG_CONFIG_HOME", ".config"),
            ("XDG_DATA_HOME", ".local/share"),
            ("XDG_CACHE_HOME", ".cache"),
            ("XDG_STATE_HOME", ".local/state"),
        ] {
            let folder = home.path().join(below);
            std::fs::create_dir_all(&folder)?;
            std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700))?;
            processes.set(name, &folder.to_string_lossy());
        }
        std::fs::create_dir_all(home.path().join(".local/share/keyrings"))?;
        for (name, value) in [
            ("LANG", "C.UTF-8"),
            ("LC_ALL", "C.UTF-8"),
            ("GDK_BACKEND", "x11"),
            // File dialogs and notifications of this desktop only.
            ("GTK_USE_PORTAL", "0"),
            ("LIBGL_ALWAYS_SOFTWARE", "1"),
        ]
        .iter()
        .chain(environment)
        {
            processes.set(name, value);
        }
        let mut display = Self { processes, home };
        display.start_parts().await?;
        Ok(display)
    }

    async fn start_parts(&mut self) -> Result<()> {
        let mut server = self.processes.command("Xvfb");
        server.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            // Wide enough for two windows beside each other and a third program below: none covers another.
            "2640x1240x24",
            "-nolisten",
            "tcp",
        ]);
        let number = first_line(server, "Xvfb").await?;
        self.processes.set("DISPLAY", &format!(":{number}"));
        let mut bus = self.processes.command("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address=1"]);
        let address = first_line(bus, "dbus-daemon").await?;
        self.processes.set("DBUS_SESSION_BUS_ADDRESS", &address);
        tokio::time::timeout(READY_LIMIT, self.start_window_manager())
            .await
            .map_err(|_| "openbox did not become ready")??;
        self.unlock_keyring().await
    }

    /// A window manager that manages: before it does, no window can be put in front.
    async fn start_window_manager(&self) -> Result<()> {
        let start = || {
            self.processes
                .command("openbox")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .map_err(|error| missing("openbox", &error))
        };
        let mut manager = start()?;
        while self.processes.ask("wmctrl", &["-m"]).await.is_err() {
            // It gives up on a display that is still busy with its beginning.
            if manager.try_wait()?.is_some() {
                manager = start()?;
            }
        }
        Ok(())
    }

    /// A keyring that is open, as after signing in to a desktop.
    async fn unlock_keyring(&self) -> Result<()> {
        let mut daemon = self
            .processes
            .command("gnome-keyring-daemon")
            .args(["--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| missing("gnome-keyring-daemon", &error))?;
        if let Some(mut password) = daemon.stdin.take() {
            password.write_all(b"linnet").await?;
        }
        // It goes to the background once it is on the bus.
        tokio::time::timeout(READY_LIMIT, daemon.wait())
            .await
            .map_err(|_| "gnome-keyring-daemon did not become ready")??;
        Ok(())
    }

    /// The home folder of this desktop.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Keeps the whole screen as a PNG file.
    ///
    /// # Errors
    ///
    /// The picture could not be taken.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        let file = file.to_string_lossy().into_owned();
        self.processes
            .ask("import", &["-window", "root", &file])
            .await?;
        Ok(())
    }

    /// X windows of a process that can be seen and have a frame: the icon in a tray is a window without one.
    ///
    /// # Errors
    ///
    /// `xdotool` or `wmctrl` is missing.
    pub async fn windows_of(&self, process: u32) -> Result<Vec<String>> {
        let process = process.to_string();
        let arguments = [
            "search",
            "--onlyvisible",
            "--all",
            "--pid",
            &process,
            "--name",
            ".+",
        ];
        // It fails when there is none.
        let found = self
            .processes
            .command("xdotool")
            .args(arguments)
            .output()
            .await?;
        let found = String::from_utf8_lossy(&found.stdout).into_owned();
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let framed = self.processes.ask("wmctrl", &["-l"]).await?;
        let framed: Vec<u32> = framed
            .lines()
            .filter_map(|line| line.split(' ').next()?.strip_prefix("0x"))
            .filter_map(|number| u32::from_str_radix(number, 16).ok())
            .collect();
        let found = found.lines().filter(|line| {
            line.parse()
                .is_ok_and(|window: u32| framed.contains(&window))
        });
        Ok(found.map(str::to_owned).collect())
    }

    /// Where the inside of a window is.
    ///
    /// # Errors
    ///
    /// There is no such window.
    pub async fn place(&self, window: &str) -> Result<Place> {
        // xdotool's answer is off by the frame.
        let said = self.processes.ask("xwininfo", &["-id", window]).await?;
        let number = |label: &str| -> Result<i32> {
            let line = said
                .lines()
                .find_map(|line| line.trim().strip_prefix(label));
            Ok(line
                .ok_or("xwininfo said something unknown")?
                .trim()
                .parse()?)
        };
        Ok(Place {
            x: number("Absolute upper-left X:")?,
            y: number("Absolute upper-left Y:")?,
            width: number("Width:")?,
            height: number("Height:")?,
        })
    }

    /// Moves and sizes a window.
    ///
    /// # Errors
    ///
    /// There is no such window.
    pub async fn arrange(&self, window: &str, place: Place) -> Result<()> {
        let [x, y, width, height] =
            [place.x, place.y, place.width, place.height].map(|n| n.to_string());
        self.processes
            .ask(
                "xdotool",
                &["windowsize", "--sync", window, &width, &height],
            )
            .await?;
        self.processes
            .ask("xdotool", &["windowmove", window, &x, &y])
            .await?;
        Ok(())
    }

    /// Puts a window in front and gives it the keyboard.
    ///
    /// # Errors
    ///
    /// There is no such window.
    pub async fn focus(&self, window: &str) -> Result<()> {
        self.processes
            .ask("xdotool", &["windowactivate", "--sync", window])
            .await
            .map(drop)
    }

    /// Presses a key in a window: `Return`.
    ///
    /// # Errors
    ///
    /// There is no such window.
    pub async fn press(&self, window: &str, key: &str) -> Result<()> {
        self.focus(window).await?;
        self.processes.ask("xdotool", &["key", key]).await.map(drop)
    }

    /// Answers a dialog with a key, and waits until it has gone. Another window may come to the front in that moment and
    /// get the key: then it is pressed again.
    ///
    /// # Errors
    ///
    /// The dialog stays.
    pub async fn answer(&self, dialog: &str, key: &str) -> Result<()> {
        let is_there = async || {
            self.processes
                .ask("xwininfo", &["-id", dialog])
                .await
                .is_ok()
        };
        for _ in 0..ANSWERS {
            let pressed = self.press(dialog, key).await;
            let deadline = Instant::now() + ANSWERED;
            while Instant::now() < deadline {
                if !is_there().await {
                    return Ok(());
                }
            }
            pressed?;
        }
        Err("the dialog does not go".into())
    }

    /// Closes a window, as its frame's button does.
    ///
    /// # Errors
    ///
    /// `wmctrl` is missing.
    pub async fn close(&self, window: &str) -> Result<()> {
        self.processes
            .ask("wmctrl", &["-i", "-c", window])
            .await
            .map(drop)
    }

    /// Starts a program that goes on until the desktop ends, and answers its id.
    ///
    /// # Errors
    ///
    /// It is missing.
    pub fn keep(&self, program: &str, arguments: &[&str]) -> Result<u32> {
        let child = self
            .processes
            .command(program)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| missing(program, &error))?;
        child
            .id()
            .ok_or_else(|| format!("{program} has ended at once").into())
    }

    /// Takes these names on the session bus for a program that never answers a call.
    ///
    /// # Errors
    ///
    /// Python or its GObject is missing.
    pub async fn never_answer(&self, names: &[&str]) -> Result<()> {
        let mut owner = self.processes.command("/usr/bin/python3");
        owner.arg("-c").arg(NEVER_ANSWERS).args(names);
        first_line(owner, "the program that never answers")
            .await
            .map(drop)
    }

    /// Starts a service on the session bus, written in Python, that says in a line when it is ready.
    ///
    /// # Errors
    ///
    /// Python or its GObject is missing.
    pub async fn serve(&self, program: &str) -> Result<()> {
        let mut service = self.processes.command("/usr/bin/python3");
        service.arg("-c").arg(program);
        first_line(service, "the service").await.map(drop)
    }

    /// Takes these names on the session bus for a program that answers every call with an error.
    ///
    /// # Errors
    ///
    /// Python or its GObject is missing.
    pub async fn answer_with_errors(&self, names: &[&str]) -> Result<()> {
        let mut owner = self.processes.command("/usr/bin/python3");
        owner.arg("-c").arg(ANSWERS_WITH_ERRORS).args(names);
        first_line(owner, "the program that answers with errors")
            .await
            .map(drop)
    }

    /// Puts a picture file on the clipboard, as an image program that is slow to hand it over.
    ///
    /// # Errors
    ///
    /// Python or its GTK is missing.
    pub async fn copy_picture(&self, file: &Path) -> Result<()> {
        // The system's own Python: others do not know the system's GTK.
        let mut owner = self.processes.command("/usr/bin/python3");
        owner.arg("-c").arg(OWNER).arg(file);
        // It goes on, and hands the picture over whenever it is asked.
        first_line(owner, "the program that copies").await.map(drop)
    }

    /// Puts a file on the clipboard in this format and in no other.
    ///
    /// # Errors
    ///
    /// `xclip` is missing.
    pub async fn copy_as(&self, file: &Path, mime: &str) -> Result<()> {
        let words = file.to_string_lossy();
        let copying = ["-quiet", "-selection", "clipboard", "-t", mime, &words];
        self.keep("xclip", &copying)?;
        let offered = ["-selection", "clipboard", "-o", "-t", "TARGETS"];
        let waiting = async {
            // Until it is there, what was copied before answers, or nobody.
            while self
                .processes
                .ask("xclip", &offered)
                .await
                .map_or(true, |kinds| {
                    !kinds.contains(mime) || kinds.contains("image/png")
                })
            {}
        };
        let ready = tokio::time::timeout(READY_LIMIT, waiting).await;
        ready.map_err(|_| format!("{mime} is not on the clipboard").into())
    }
}

fn missing(program: &str, error: &std::io::Error) -> String {
    format!("`{program}` could not be started: {error}. `cargo xtask test` installs it.")
}

/// Starts a program that says in its first line how to reach it, and goes on.
async fn first_line(mut command: tokio::process::Command, program: &str) -> Result<String> {
    let mut child: Child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| missing(program, &error))?;
    let out = child.stdout.take().ok_or("no output")?;
    let mut line = String::new();
    let mut reader = BufReader::new(out);
    tokio::time::timeout(READY_LIMIT, reader.read_line(&mut line))
        .await
        .map_err(|_| format!("{program} did not become ready"))??;
    if line.trim().is_empty() {
        return Err(format!("{program} ended before it was ready").into());
    }
    // Nothing more comes on that pipe, but closing it would end a program that writes again.
    tokio::spawn(async move {
        let mut rest = String::new();
        while reader.read_line(&mut rest).await.is_ok_and(|read| read > 0) {
            rest.clear();
        }
    });
    Ok(line.trim().to_owned())
}
