//! What is on the screen, and what a person asked to be opened there.

use std::sync::{Arc, mpsc};

use crate::instance::Request;
use crate::ipc::{Update, Visible};
use crate::opening;
use crate::shell::Shell;

impl Shell {
    /// The page shows something else, or the focus came or went.
    pub fn set_visible(self: &Arc<Self>, visible: Visible) {
        let files = self.note_visible(visible);
        if !files.is_empty() {
            self.take_dropped(files);
        }
    }

    /// Another start asks for the window, and perhaps for something to be opened.
    pub fn asked_by_another_start(self: &Arc<Self>, request: Request, shown: mpsc::Sender<()>) {
        self.bring_back(request.activation, move || {
            // The other start may have given up.
            let _gone = shown.send(());
        });
        self.open_things(&request.things);
    }

    /// Opens what a start was asked to open.
    pub fn open_things(self: &Arc<Self>, things: &[String]) {
        let (files, refused) = opening::sort(things);
        if refused {
            self.stream.event(Update::Notice {
                reason: opening::not_a_file(),
            });
        }
        if files.is_empty() {
            return;
        }
        if self.visible().conversation.is_some() {
            return self.take_dropped(files);
        }
        self.keep_for_a_chat(files);
        self.stream.event(Update::Notice {
            reason: opening::choose_a_chat(),
        });
    }
}
