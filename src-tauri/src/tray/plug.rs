//! The icon's window in a tray of X11. It stands inside the panel's window, and a panel that dies takes it along. GTK is
//! not prepared for that: it frees the icon under the library that drew it, and writes to the window once more, which
//! ends the program. Here the icon stays and gets another window, which goes into the next tray by itself.

use std::cell::Cell;

use gtk::gdk;
use gtk::glib::Propagation;
use gtk::prelude::{ObjectExt as _, WidgetExt as _};

/// GTK's own icon, as the library makes it where nobody on the bus draws icons.
const TYPE: &str = "GtkTrayIcon";

/// Tells icons that are prepared.
const PREPARED: &str = "linnet-tray-icon";

thread_local! {
    static FORGIVES: Cell<bool> = const { Cell::new(false) };
}

/// Prepares the icon for the death of its panel. The answer is whether there is an icon. On the main thread only.
pub(super) fn outlive_panel() -> bool {
    forgive_lost_windows();
    let all = gtk::Window::list_toplevels();
    let Some(icon) = all.iter().find(|window| window.type_().name() == TYPE) else {
        return false;
    };
    if icon.widget_name() != PREPARED {
        icon.set_widget_name(PREPARED);
        icon.connect_destroy_event(|icon, _| {
            icon.unrealize();
            icon.realize();
            Propagation::Stop
        });
    }
    true
}

/// An error that the X server reports ends a GTK program unless a trap is open. What was written to a window in the
/// moment in which its panel died can only be an error, so this trap stays open.
fn forgive_lost_windows() {
    if !FORGIVES.replace(true) {
        gdk::error_trap_push();
    }
}
