//! What a person chooses on a notification is done, once, and in the right conversation.

use std::time::Duration;

use linnet_tests::desktop::service::{ALICE, BOB, CAROL, Writer};
use linnet_tests::desktop::{App, Desktop, Result, Service, story};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(20);
const BOBS: &str = "0:1:10001:10009";
const CAROLS: &str = "0:1:10001:10017";

/// A desktop whose notifications can be answered where they stand. A story asks it how many stand, and acts on the
/// newest one as a person would.
const CAN_REPLY: &str = r#"
from gi.repository import Gio, GLib
NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
KNOWS = Gio.DBusNodeInfo.new_for_xml("""<node><interface name="org.freedesktop.Notifications">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="Bodies"><arg type="s" direction="out"/></method>
<method name="Press"><arg type="s" direction="in"/></method>
<method name="Reply"><arg type="s" direction="in"/></method>
</interface></node>""").interfaces[0]
standing, last = {}, 0
def called(bus, sender, path, interface, method, arguments, call):
    global last
    what = arguments.unpack()
    tell = lambda signal, *said: bus.emit_signal(None, PATH, NAME, signal, GLib.Variant("(us)", said))
    answer = None
    if method == "GetCapabilities":
        answer = GLib.Variant("(as)", (["actions", "body", "inline-reply"],))
    elif method == "Notify":
        number = what[1] or max(standing, default=last) + 1
        last = max(last, number)
        standing[number] = what[4]
        answer = GLib.Variant("(u)", (number,))
    elif method == "CloseNotification":
        standing.pop(what[0], None)
    elif method == "Bodies":
        answer = GLib.Variant("(s)", ("|".join(standing.values()),))
    elif method == "Press":
        tell("ActionInvoked", max(standing), what[0])
    elif method == "Reply":
        # As desktops do: the button, then the words.
        tell("ActionInvoked", max(standing), "inline-reply")
        tell("NotificationReplied", max(standing), what[0])
    call.return_value(answer)
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object(PATH, KNOWS, called, None, None)
bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
              GLib.Variant("(su)", (NAME, 4)), None, 0, -1, None)
print("READY", flush=True)
GLib.MainLoop().run()
"#;

/// Asks the desktop's notifications for something.
async fn ask(desktop: &Desktop, method: &str, words: &[&str]) -> Result<String> {
    let method = format!("org.freedesktop.Notifications.{method}");
    let call = [
        "call",
        "--session",
        "--dest",
        "org.freedesktop.Notifications",
        "--object-path",
        "/org/freedesktop/Notifications",
        "--method",
        &method,
    ];
    let call: Vec<&str> = call.iter().chain(words).copied().collect();
    desktop.display.processes.ask("gdbus", &call).await
}

/// Waits until the notifications that stand say exactly this, with a bar between two.
async fn until_standing(desktop: &Desktop, bodies: &str) -> Result<()> {
    let expected = format!("('{bodies}',)");
    let waiting = async {
        while ask(desktop, "Bodies", &[]).await? != expected {}
        Ok(())
    };
    match tokio::time::timeout(LIMIT, waiting).await {
        Ok(done) => done,
        Err(_) => {
            let standing = ask(desktop, "Bodies", &[]).await?;
            Err(format!("{standing} stand, not {expected}").into())
        }
    }
}

/// Waits until a row of the list has this number of unread messages.
async fn until_unread(app: &App<'_>, chat: &str, unread: &str) -> Result<()> {
    app.until(
        &format!("{unread} unread in {chat}"),
        "const row = document.querySelector(`[data-testid=conversation-row][data-id='${arguments[0]}']`);
         return row && (row.querySelector('.badge [aria-hidden]')?.textContent ?? '0') === arguments[1];",
        &[json!(chat), json!(unread)],
    )
    .await
    .map(drop)
}

/// How often these words stand in the open chat.
async fn said(app: &App<'_>, words: &str) -> Result<Value> {
    app.run(
        "return [...document.querySelectorAll('[data-testid=message-text]')].filter(e => e.textContent === arguments[0]).length;",
        &[json!(words)],
    )
    .await
}

async fn says(writer: &Writer, words: &str) -> Result<()> {
    let chat = writer.chat_with(ALICE).await?;
    writer.say(&chat, words).await
}

#[test]
fn a_notification_is_answered_and_marked_read_where_it_stands() -> Result<()> {
    story("notification-actions", async |desktop| {
        desktop.display.serve(CAN_REPLY).await?;
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob"), (CAROL, "Carol")]).await?;
        let (bob, carol) = (service.writer(BOB).await?, service.writer(CAROL).await?);
        says(&bob, "from bob").await?;
        says(&carol, "from carol").await?;
        let words = service.arguments(ALICE);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        // Two devices of Alice's; only the first shows notifications.
        let alice = desktop.open("alice", &words).await?;
        let stored = desktop.data_folder("elsewhere");
        std::fs::create_dir_all(&stored)?;
        std::fs::write(stored.join("settings.json"), r#"{"notify": false}"#)?;
        let elsewhere = desktop.open("elsewhere", &words).await?;
        for chat in [BOBS, CAROLS] {
            until_unread(&alice, chat, "1").await?;
            until_unread(&elsewhere, chat, "1").await?;
        }

        says(&bob, "read me").await?;
        until_standing(desktop, "read me").await?;
        ask(desktop, "Press", &["mark-read"]).await?;
        until_unread(&elsewhere, BOBS, "0").await?;
        until_unread(&elsewhere, CAROLS, "1").await?;
        until_standing(desktop, "").await?;

        says(&bob, "lunch?").await?;
        until_standing(desktop, "lunch?").await?;
        ask(desktop, "Reply", &["at noon"]).await?;
        until_unread(&elsewhere, BOBS, "0").await?;
        until_standing(desktop, "").await?;
        elsewhere.open_chat(BOBS).await?;
        elsewhere.hears("at noon").await?;
        alice.open_chat(BOBS).await?;
        alice.stands("at noon", "sent").await?;
        // What is said later comes after all that the reply has sent.
        says(&bob, "good").await?;
        elsewhere.hears("good").await?;
        alice.hears("good").await?;
        assert_eq!(said(&elsewhere, "at noon").await?, json!(1));
        assert_eq!(said(&alice, "at noon").await?, json!(1));
        alice.picture("replied").await?;
        elsewhere.open_chat(CAROLS).await?;
        elsewhere.hears("from carol").await?;
        assert_eq!(said(&elsewhere, "at noon").await?, json!(0));
        elsewhere.close().await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
