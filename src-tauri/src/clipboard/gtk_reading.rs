//! Reading by GTK: it asks what is offered before it asks for anything, waits for programs that are slow, and hands
//! over what it is given without looking into it.

use gtk::gdk;
use tauri::AppHandle;
use tokio::sync::oneshot;

use super::{Pasted, Picture};
use crate::file_address::is_web;

/// Kinds of pictures that are asked for, best first: what loses nothing, then what programs keep from a file.
const KINDS: [(&str, &str); 8] = [
    ("image/png", "png"),
    ("image/jpeg", "jpg"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
    ("image/bmp", "bmp"),
    ("image/x-bmp", "bmp"),
    ("image/x-MS-bmp", "bmp"),
    ("image/tiff", "tiff"),
];

/// Who waits for what is there.
type Asker = oneshot::Sender<Pasted>;

/// What is there. A program that says nothing for 30 seconds is given up by GTK.
pub(super) async fn paste(app: &AppHandle) -> Pasted {
    let (asker, pasted) = oneshot::channel();
    if app.run_on_main_thread(move || ask(asker)).is_err() {
        return Pasted::Nothing;
    }
    pasted.await.unwrap_or(Pasted::Nothing)
}

fn ask(asker: Asker) {
    let clipboard = gtk::Clipboard::get(&gdk::SELECTION_CLIPBOARD);
    clipboard.request_contents(&gdk::Atom::intern("TARGETS"), move |clipboard, offered| {
        let names: Vec<String> = offered
            .targets()
            .into_iter()
            .flatten()
            .map(|target| target.name().to_string())
            .collect();
        let kind = KINDS
            .into_iter()
            .find(|(mime, _)| names.iter().any(|name| name == mime));
        if names.iter().any(|name| name == "text/uri-list") {
            clipboard.request_uris(move |clipboard, uris| {
                let files: Vec<String> = uris
                    .iter()
                    .map(ToString::to_string)
                    .filter(|address| !is_web(address))
                    .collect();
                match kind {
                    // Addresses of pages: the picture itself may be there beside them.
                    Some(kind) if files.is_empty() => picture(clipboard, kind, asker),
                    _ if files.is_empty() => tell(asker, Pasted::Nothing),
                    _ => tell(asker, Pasted::Files(files)),
                }
            });
        } else if let Some(kind) = kind {
            picture(clipboard, kind, asker);
        } else {
            tell(asker, Pasted::Nothing);
        }
    });
}

fn picture(clipboard: &gtk::Clipboard, (mime, suffix): (&str, &'static str), asker: Asker) {
    clipboard.request_contents(&gdk::Atom::intern(mime), move |_, given| {
        // A program that has gone gives less than nothing.
        let pasted = if given.length() > 0 {
            Pasted::Picture(Picture {
                bytes: given.data(),
                suffix,
            })
        } else {
            Pasted::Nothing
        };
        tell(asker, pasted);
    });
}

fn tell(asker: Asker, pasted: Pasted) {
    // Whoever asked may have gone.
    drop(asker.send(pasted));
}
