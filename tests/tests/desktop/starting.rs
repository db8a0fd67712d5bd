//! However Linnet is started, there is one window, or a dialog that says why there is none.

use linnet_tests::desktop::start::Start;
use linnet_tests::desktop::{Desktop, Result, story};

/// A session bus that is not there.
const NO_BUS: (&str, &str) = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const SETTINGS: &str = "org.freedesktop.impl.portal.desktop.gtk";
const SESSION: &str = "org.gnome.SessionManager";
const NOTIFICATIONS: &str = "org.freedesktop.Notifications";
const TRAY: &str = "org.kde.StatusNotifierWatcher";
const SECRETS: &str = "org.freedesktop.secrets";
const ACCESSIBILITY: &str = "org.a11y.Bus";

/// Waits until one of two starts has a window and the other one has ended, without a failure.
async fn one_of(mut starts: [Start<'_>; 2]) -> Result<Start<'_>> {
    let ended = loop {
        let first = starts[0].has_ended()?;
        let second = starts[1].has_ended()?;
        match (first, second) {
            (Some(status), None) => break (1, status),
            (None, Some(status)) => break (0, status),
            (Some(one), Some(other)) => return Err(format!("both ended: {one}, {other}").into()),
            (None, None) => tokio::task::yield_now().await,
        }
        // A look of `xdotool` takes long enough that nothing spins.
        starts[0].windows().await?;
    };
    let (window, status) = ended;
    assert!(status.success(), "the other one ended with {status}");
    let [first, second] = starts;
    let window = if window == 0 { first } else { second };
    window.until_windows(1).await?;
    Ok(window)
}

async fn quits(mut start: Start<'_>) -> Result<()> {
    start.signal("TERM").await?;
    assert_eq!(start.ended().await?, 0);
    Ok(())
}

#[test]
fn two_starts_at_the_same_moment_are_one_window() -> Result<()> {
    story("double-click", async |desktop| {
        for environment in [&[][..], &[NO_BUS]] {
            for _ in 0..2 {
                let first = desktop.launch("alice", &[], environment)?;
                let second = desktop.launch("alice", &[], environment)?;
                quits(one_of([first, second]).await?).await?;
            }
        }
        Ok(())
    })
}

#[test]
fn a_later_start_brings_the_window_back_though_the_two_have_no_bus_in_common() -> Result<()> {
    story("second-start", async |desktop| {
        let first = desktop.launch("alice", &[], &[NO_BUS])?;
        let window = first.until_windows(1).await?.remove(0);
        first.until_logged("the page has painted", 1).await?;
        desktop
            .display
            .processes
            .ask("xdotool", &["windowminimize", "--sync", &window])
            .await?;
        first.until_windows(0).await?;
        let mut second = desktop.launch("alice", &["linnet:hello"], &[])?;
        assert_eq!(second.ended().await?, 0);
        first.until_windows(1).await?;
        desktop
            .display
            .picture(&desktop.picture_file("address"))
            .await?;
        quits(first).await
    })
}

#[test]
fn a_first_one_that_hangs_is_told_of_and_asked_again() -> Result<()> {
    story("hanging-first", async |desktop| {
        let first = desktop.launch("alice", &[], &[])?;
        first.until_windows(1).await?;
        first.until_logged("the page has painted", 1).await?;
        first.signal("STOP").await?;
        let mut second = desktop.launch("alice", &[], &[])?;
        let dialog = second.until_windows(1).await?.remove(0);
        desktop
            .display
            .picture(&desktop.picture_file("dialog"))
            .await?;
        first.signal("CONT").await?;
        // "Try Again".
        desktop.display.answer(&dialog, "Return").await?;
        assert_eq!(second.ended().await?, 0);

        // And ended: the other one takes its place.
        first.signal("STOP").await?;
        let second = desktop.launch("alice", &[], &[])?;
        let dialog = second.until_windows(1).await?.remove(0);
        // From "Try Again" one button back.
        desktop.display.press(&dialog, "shift+Tab").await?;
        desktop.display.answer(&dialog, "Return").await?;
        second.until_logged("the page has painted", 2).await?;
        let mut first = first;
        assert!(first.ended().await.is_err(), "it was killed");
        quits(second).await
    })
}

#[test]
fn a_data_folder_that_cannot_be_used_is_told_in_a_dialog() -> Result<()> {
    story("no-data-folder", async |desktop| {
        for (language, name) in [("en_US.UTF-8", "english"), ("zh_CN.UTF-8", "chinese")] {
            let folder = desktop.data_folder(name);
            std::fs::create_dir_all(folder.parent().ok_or("no parent")?)?;
            std::fs::write(&folder, b"a file in its place")?;
            let mut start = desktop.launch(name, &[], &[("LC_ALL", language)])?;
            let dialog = start.until_windows(1).await?.remove(0);
            desktop.display.picture(&desktop.picture_file(name)).await?;
            desktop.display.answer(&dialog, "Return").await?;
            assert_eq!(start.ended().await?, 1);
        }
        // Without a screen there is nothing to show a dialog on; it ends all the same.
        let mut start = desktop.launch("nowhere", &[], &[("DISPLAY", ":4711")])?;
        assert_eq!(start.ended().await?, 1);
        Ok(())
    })
}

async fn paints(desktop: &Desktop, name: &str, environment: &[(&str, &str)]) -> Result<()> {
    let start = desktop.launch(name, &[], environment)?;
    start.until_logged("the page has painted", 1).await?;
    quits(start).await
}

#[test]
fn the_window_opens_whatever_the_session_bus_is_like() -> Result<()> {
    story("buses", async |desktop| {
        paints(desktop, "working", &[]).await?;
        paints(desktop, "none", &[NO_BUS]).await?;
        desktop
            .display
            .never_answer(&[PORTAL, SETTINGS, SESSION, NOTIFICATIONS, TRAY, SECRETS])
            .await?;
        paints(desktop, "silent", &[]).await
    })
}

#[test]
fn a_portal_that_answers_with_errors_does_not_keep_the_window() -> Result<()> {
    story("broken-portal", async |desktop| {
        desktop
            .display
            .answer_with_errors(&[PORTAL, SETTINGS, SESSION, NOTIFICATIONS, TRAY, SECRETS])
            .await?;
        paints(desktop, "errors", &[]).await?;
        paints(desktop, "with-portal", &[("GTK_USE_PORTAL", "1")]).await
    })
}

#[test]
fn accessibility_that_hangs_is_left_out_of_the_start_and_its_dialogs() -> Result<()> {
    story("silent-accessibility", async |desktop| {
        desktop.display.never_answer(&[ACCESSIBILITY]).await?;
        let start = desktop.launch("alice", &[], &[])?;
        start.until_logged("the page has painted", 1).await?;
        assert_eq!(start.logged("accessibility does not answer"), 1);
        // A dialog before there is a window does not wait either.
        start.signal("STOP").await?;
        let mut second = desktop.launch("alice", &[], &[])?;
        let dialog = second.until_windows(1).await?.remove(0);
        start.signal("CONT").await?;
        desktop.display.answer(&dialog, "Return").await?;
        assert_eq!(second.ended().await?, 0);
        quits(start).await
    })
}

#[test]
fn a_disk_that_is_read_only_or_full_is_told_in_a_dialog() -> Result<()> {
    story("no-room", async |desktop| {
        for (name, mount) in [("read-only", "ro"), ("full", "nr_inodes=1")] {
            let mut start = desktop.launch_on_disk(name, mount)?;
            let dialog = start.until_windows(1).await?.remove(0);
            desktop.display.picture(&desktop.picture_file(name)).await?;
            desktop.display.answer(&dialog, "Return").await?;
            assert_eq!(start.ended().await?, 1, "{name}");
        }
        Ok(())
    })
}

#[test]
fn a_page_whose_process_dies_comes_back_and_one_that_keeps_dying_is_told_of() -> Result<()> {
    story("dead-page", async |desktop| {
        let start = desktop.launch("alice", &[], &[])?;
        for death in 1..=4 {
            start.until_logged("the page has painted", death).await?;
            let pages = desktop.display.processes.of_program("WebKitWebProcess");
            assert_eq!(pages.len(), 1);
            linnet_tests::desktop::processes::end(pages[0]);
        }
        let windows = start.until_windows(2).await?;
        desktop
            .display
            .picture(&desktop.picture_file("dialog"))
            .await?;
        // The dialog came last. "Try Again".
        let dialog = windows.last().ok_or("no dialog")?;
        desktop.display.answer(dialog, "Return").await?;
        start.until_logged("the page has painted", 5).await?;
        quits(start).await
    })
}
