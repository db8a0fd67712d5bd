//! The caret blinks while somebody writes and then stands still, as it does in GTK's own fields. In WebKitGTK each
//! blink paints a frame and keeps the display's clock running for two dozen more: a window left open over night would
//! use more processor time for its caret than for everything else together.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gtk::glib::{self, Propagation};
use gtk::prelude::{GtkSettingsExt as _, WidgetExt as _};
use tauri::WebviewWindow;

use crate::ipc::Update;
use crate::shell::Shell;

/// Milliseconds from one blink to the next that never pass: about three weeks. Switching blinking off instead makes
/// WebKitGTK 2.50 paint without a pause.
const NEVER: i32 = i32::MAX;

/// Lets the caret of this window rest when nobody writes.
///
/// # Errors
/// The window has gone.
pub fn follow(window: &WebviewWindow, shell: &Arc<Shell>) -> tauri::Result<()> {
    let shell = Arc::clone(shell);
    window.with_webview(move |webview| {
        let Some(settings) = gtk::Settings::default() else {
            return;
        };
        let webview = webview.inner();
        let Some(caret) = Caret::new(settings, shell) else {
            return;
        };
        let stirs = Rc::clone(&caret);
        webview.connect_key_press_event(move |_, _| stirs.stir());
        let stirs = Rc::clone(&caret);
        webview.connect_button_press_event(move |_, _| stirs.stir());
        webview.connect_focus_in_event(move |_, _| caret.stir());
    })
}

/// On the main thread only.
struct Caret {
    settings: gtk::Settings,
    shell: Arc<Shell>,
    /// The desktop's own.
    blink_time: i32,
    /// How long it blinks after the last key.
    patience: Duration,
    rests: Cell<bool>,
    stirred: Cell<Instant>,
    waiting: Cell<bool>,
}

impl Caret {
    /// None when the desktop's settings leave nothing to do.
    fn new(settings: gtk::Settings, shell: Arc<Shell>) -> Option<Rc<Self>> {
        if !settings.is_gtk_cursor_blink() {
            settings.set_gtk_cursor_blink_time(NEVER);
            settings.set_gtk_cursor_blink(true);
            return None;
        }
        // The desktop says "for ever" with the largest number.
        let seconds = settings.gtk_cursor_blink_timeout();
        let patience = u64::try_from(seconds)
            .ok()
            .filter(|_| seconds != i32::MAX)?;
        Some(Rc::new(Self {
            blink_time: settings.gtk_cursor_blink_time(),
            settings,
            shell,
            patience: Duration::from_secs(patience),
            rests: Cell::new(false),
            stirred: Cell::new(Instant::now()),
            waiting: Cell::new(false),
        }))
    }

    /// Somebody does something in the window.
    fn stir(self: &Rc<Self>) -> Propagation {
        self.stirred.set(Instant::now());
        if self.rests.replace(false) {
            self.settings.set_gtk_cursor_blink_time(self.blink_time);
        }
        if !self.waiting.replace(true) {
            self.wait(self.patience);
        }
        Propagation::Proceed
    }

    fn wait(self: &Rc<Self>, time: Duration) {
        let caret = Rc::clone(self);
        glib::timeout_add_local_once(time, move || caret.look());
    }

    fn look(self: &Rc<Self>) {
        let left = self.patience.saturating_sub(self.stirred.get().elapsed());
        if !left.is_zero() {
            return self.wait(left);
        }
        self.waiting.set(false);
        self.rests.set(true);
        self.settings.set_gtk_cursor_blink_time(NEVER);
        // It may be in the dark half of a blink: the page makes it appear.
        self.shell.stream.event(Update::CaretRests);
    }
}
