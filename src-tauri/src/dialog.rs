//! A dialog of the desktop's own, for what has to be said when there is no page to say it in.

/// Asks with these buttons, the last of which is chosen by Enter, and answers which was clicked. None when the dialog
/// was closed, or there is no screen to show it on. On the main thread only.
#[cfg(target_os = "linux")]
pub fn ask(title: &str, text: &str, buttons: &[&str]) -> Option<usize> {
    use gtk::prelude::{DialogExt as _, GtkWindowExt as _, MessageDialogExt as _};

    crate::accessibility::start_gtk().ok()?;
    let dialog = gtk::MessageDialog::new(
        None::<&gtk::Window>,
        gtk::DialogFlags::MODAL,
        gtk::MessageType::Error,
        gtk::ButtonsType::None,
        title,
    );
    dialog.set_title("Linnet");
    dialog.set_icon_name(Some("linnet"));
    dialog.set_secondary_text(Some(text));
    for (at, label) in (0..).zip(buttons) {
        dialog.add_button(label, gtk::ResponseType::Other(at));
    }
    if let Some(last) = u16::try_from(buttons.len()).ok()?.checked_sub(1) {
        dialog.set_default_response(gtk::ResponseType::Other(last));
    }
    let clicked = dialog.run();
    dialog.close();
    // It goes from the screen before whatever comes next.
    while gtk::events_pending() {
        gtk::main_iteration();
    }
    match clicked {
        gtk::ResponseType::Other(at) => Some(usize::from(at)),
        _ => None,
    }
}

/// Elsewhere the terminal has to do.
#[cfg(not(target_os = "linux"))]
pub fn ask(_: &str, _: &str, _: &[&str]) -> Option<usize> {
    None
}
