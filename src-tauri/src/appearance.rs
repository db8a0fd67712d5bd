//! Whether the desktop is dark, as its portal says, now and whenever it changes. The portal is asked while the window
//! opens and not before it: one that does not answer would keep the window away. Until it has answered, the window
//! looks as it did at the end of the last start.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream, OwnedVariant, Variant};

use crate::shell::Shell;

const NAME: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const SETTINGS: &str = "org.freedesktop.portal.Settings";
const NAMESPACE: &str = "org.freedesktop.appearance";
const KEY: &str = "color-scheme";

/// How long the portal may take; one that takes longer is not asked again before the next start.
const ANSWER: Duration = Duration::from_secs(10);

/// Changes that may wait; only the newest counts.
const QUEUE: Option<NonZeroUsize> = NonZeroUsize::new(4);

/// Follows the desktop until the program ends.
pub async fn follow(shell: Arc<Shell>) {
    let connected = tokio::time::timeout(ANSWER, Connection::session()).await;
    let Ok(Ok(bus)) = connected else {
        tracing::info!("without a session bus the desktop does not say whether it is dark");
        return;
    };
    if let Err(error) = heed(&bus, |dark| shell.desktop_is(dark)).await {
        tracing::info!(%error, "the desktop does not say whether it is dark");
    }
}

/// Ends with the bus.
async fn heed(bus: &Connection, tell: impl Fn(bool)) -> zbus::Result<()> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(NAME)
        .path(PATH)
        .interface(SETTINGS)
        .member("SettingChanged")
        .arg(0, NAMESPACE)
        .build()?;
    let mut changes = MessageStream::for_match_rule(rule, bus, QUEUE).await?;
    match tokio::time::timeout(ANSWER, now(bus)).await {
        Ok(Ok(Some(dark))) => tell(dark),
        Ok(Ok(None) | Err(_)) => {}
        Err(_) => tracing::warn!("the desktop's portal does not answer"),
    }
    while let Some(change) = changes.next().await {
        let change = change?;
        let body = change.body();
        let (_, key, value): (&str, &str, Variant<'_>) = body.deserialize()?;
        if key == KEY
            && let Some(dark) = meaning(&value)
        {
            tell(dark);
        }
    }
    Ok(())
}

async fn now(bus: &Connection) -> zbus::Result<Option<bool>> {
    let answer = bus
        .call_method(Some(NAME), PATH, Some(SETTINGS), "Read", &(NAMESPACE, KEY))
        .await?;
    let value: OwnedVariant = answer.body().deserialize()?;
    Ok(meaning(&value))
}

/// None for a desktop without a preference, and for what is not understood.
fn meaning(value: &Variant<'_>) -> Option<bool> {
    match value {
        // `Read` answers a value in a value.
        Variant::Variant(inner) => meaning(inner),
        Variant::U32(1) => Some(true),
        Variant::U32(2) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::private_bus::PrivateBus;

    #[tokio::test]
    async fn the_desktop_says_whether_it_is_dark_and_when_that_changes() {
        let bus = PrivateBus::start();
        let portal = bus.connect().await;
        let mut calls = MessageStream::from(&portal);
        portal.request_name(NAME).await.unwrap();
        let answering = tokio::spawn(async move {
            while let Some(Ok(call)) = calls.next().await {
                if call.message_type() == Type::MethodCall {
                    let dark = Variant::Variant(Box::new(Variant::U32(1)));
                    portal.reply(&call.header(), &dark).await.unwrap();
                    let others = (NAMESPACE, "accent-color", Variant::from(2_u32));
                    let light = (NAMESPACE, KEY, Variant::from(2_u32));
                    for change in [others, light] {
                        portal
                            .emit_signal(None::<&str>, PATH, SETTINGS, "SettingChanged", &change)
                            .await
                            .unwrap();
                    }
                }
            }
        });
        let told = Mutex::new(Vec::new());
        let listening = bus.connect().await;
        bus.end_when(
            heed(&listening, |dark| told.lock().unwrap().push(dark)),
            || told.lock().unwrap().len() > 1,
        )
        .await;
        answering.abort();
        assert_eq!(*told.lock().unwrap(), [true, false]);
    }

    #[test]
    fn no_preference_is_none() {
        assert_eq!(meaning(&Variant::from(0_u32)), None);
        assert_eq!(meaning(&Variant::from("dark")), None);
    }
}
