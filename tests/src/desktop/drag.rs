//! Dragging files out of another program's window into the app.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};

use super::display::{Display, Place};
use super::{Result, processes};

/// A file manager reduced to one button: pressing and moving drags its files.
const SOURCE: &str = r#"
import os
import sys
from urllib.parse import quote
# Percent-encoded, as file managers do; otherwise the receiver's list is empty.
uris = ["file://" + quote(os.fsencode(path)) for path in sys.argv[1:]]
# GTK reads the arguments too, and refuses names that are not UTF-8.
del sys.argv[1:]
import gi
gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk
window = Gtk.Window(title="Files")
window.set_default_size(160, 120)
button = Gtk.Button(label="files")
button.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
button.drag_source_add_uri_targets()
button.connect("drag-data-get", lambda w, c, data, i, t: data.set_uris(uris))
button.connect("drag-end", lambda w, c: print("END", flush=True))
window.add(button)
window.connect("map-event", lambda w, e: print("READY", flush=True))
window.show_all()
window.move(20, 1000)
Gtk.main()
"#;

/// How long the other window may take to open.
const OPEN_LIMIT: Duration = Duration::from_secs(20);
const STEPS: i32 = 10;
/// Slow enough that the receiving window sees the pointer on its way, as with a hand.
const STEP: Duration = Duration::from_millis(50);

/// Drags files to the middle of `target`.
///
/// # Errors
///
/// A program is missing, or the other window did not open.
pub async fn files(display: &Display, files: &[&Path], target: Place) -> Result<()> {
    // The system's own Python: others do not know the system's GTK.
    let mut source = display
        .processes
        .command("/usr/bin/python3")
        .arg("-c")
        .arg(SOURCE)
        .args(files)
        .stdout(Stdio::piped())
        .spawn()?;
    let out = source.stdout.take().ok_or("no output")?;
    let mut lines = BufReader::new(out).lines();
    let id = source.id().ok_or("the other window has closed")?;
    let dragged = async {
        wait_for(&mut lines, "READY").await?;
        let window = display.windows_of(id).await?;
        let from = display
            .place(window.first().ok_or("the other window is not there")?)
            .await?;
        drag(display, middle(from), middle(target)).await?;
        wait_for(&mut lines, "END").await
    };
    let dragged = dragged.await;
    processes::end(id);
    source.wait().await?;
    dragged
}

async fn wait_for<R>(lines: &mut tokio::io::Lines<R>, word: &str) -> Result<()>
where
    R: tokio::io::AsyncBufRead + Unpin,
{
    let found = async {
        while let Some(line) = lines.next_line().await? {
            if line == word {
                return Ok(());
            }
        }
        Err(format!("the window that files are dragged from closed before {word}").into())
    };
    tokio::time::timeout(OPEN_LIMIT, found)
        .await
        .map_err(|_| format!("the window that files are dragged from did not say {word}"))?
}

/// Presses, moves and lets go, as a hand does.
pub(super) async fn drag(display: &Display, from: (i32, i32), to: (i32, i32)) -> Result<()> {
    move_pointer(display, from).await?;
    display
        .processes
        .ask("xdotool", &["mousedown", "1"])
        .await?;
    for step in 1..=STEPS {
        tokio::time::sleep(STEP).await;
        let at = |from: i32, to: i32| from + (to - from) * step / STEPS;
        move_pointer(display, (at(from.0, to.0), at(from.1, to.1))).await?;
    }
    tokio::time::sleep(STEP).await;
    // A last small move, so that the target has answered for where the pointer is let go.
    move_pointer(display, (to.0 + 1, to.1)).await?;
    tokio::time::sleep(STEP).await;
    display.processes.ask("xdotool", &["mouseup", "1"]).await?;
    Ok(())
}

async fn move_pointer(display: &Display, (x, y): (i32, i32)) -> Result<()> {
    display
        .processes
        .ask("xdotool", &["mousemove", &x.to_string(), &y.to_string()])
        .await
        .map(drop)
}

pub(super) fn middle(place: Place) -> (i32, i32) {
    (place.x + place.width / 2, place.y + place.height / 2)
}
