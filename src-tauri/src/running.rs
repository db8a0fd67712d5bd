//! What runs beside the window for as long as it is open.

use std::sync::Arc;
use std::time::Duration;

use linnet_core::Poke;

use crate::ipc::Update;
use crate::notifications::choices;
use crate::shell::Shell;
use crate::tray::follow::follow as follow_tray;
#[cfg(target_os = "linux")]
use crate::web_process;
use crate::{appearance, intake, metered, network, power};

/// How long what can wait for the first paint waits for it.
const PAINT: Duration = Duration::from_secs(5);

impl Shell {
    /// The window is open: watches whether the page paints, and begins what can wait until it has.
    pub fn window_is_open(self: &Arc<Self>) {
        #[cfg(target_os = "linux")]
        self.spawn(web_process::watch(Arc::clone(self)));
        self.spawn(appearance::follow(Arc::clone(self)));
        let shell = Arc::clone(self);
        self.spawn(async move { shell.after_paint().await });
    }

    async fn after_paint(self: Arc<Self>) {
        // A window that opens minimized, or stays blank, has its tray and its notifications all the same.
        if tokio::time::timeout(PAINT, self.until_painted())
            .await
            .is_err()
        {
            tracing::warn!("the page has not painted yet");
        }
        self.spawn(follow_tray(Arc::clone(&self)));
        self.follow_notifications();
        self.settings.set_secrets_place(self.vault.place().await);
        self.steps.done("the keyring is known");
        if let Some(named) = self.accounts.attachments().await {
            intake::clean(&self.folders, &named);
        }
        if let Err(error) = self.folders.forget_shown() {
            tracing::warn!(%error, "copies for the file manager could not be removed");
        }
        let pictures = self.pictures_again.run(|| {
            self.stream.event(Update::PicturesAgain);
        });
        tokio::join!(self.watch_system(), self.watch_portal(), pictures);
    }

    /// The session's portal tells of the network where NetworkManager does not.
    async fn watch_portal(&self) {
        let Ok(bus) = zbus::Connection::session().await else {
            return;
        };
        let poke = || self.poke(Poke::NetworkChanged);
        let metered = |costs| self.network_costs(metered::Source::Portal, costs);
        if network::follow_portal(bus, poke, metered).await.is_err() {
            tracing::info!("the session bus tells nothing more");
        }
    }

    /// Follows the system's own signals for as long as there are any; a look at the clocks replaces the one for waking
    /// up where there are none.
    async fn watch_system(self: &Arc<Self>) {
        let Ok(bus) = zbus::Connection::system().await else {
            return power::follow_clocks(Arc::clone(self)).await;
        };
        let network = network::follow(bus.clone(), || self.poke(Poke::NetworkChanged));
        let power = power::follow(bus.clone(), || self.poke(Poke::WokeUp));
        let metered = metered::follow(bus, |costs| {
            self.network_costs(metered::Source::Manager, costs);
        });
        let (network, power, metered) = tokio::join!(network, power, metered);
        if metered.is_err() {
            tracing::info!("nothing more is heard of what the network costs");
        }
        if network.is_err() || power.is_err() {
            tracing::info!("the system bus tells nothing more");
            power::follow_clocks(Arc::clone(self)).await;
        }
    }

    /// One of those who know says whether what is loaded costs.
    fn network_costs(&self, by: metered::Source, costs: bool) {
        if let Some(metered) = self.metered.said(by, costs) {
            self.stream.event(Update::Metered { metered });
        }
    }

    /// Shows notifications, and does what the person chooses on them.
    fn follow_notifications(self: &Arc<Self>) {
        let (choose, choices) = tokio::sync::mpsc::channel(choices::QUEUE);
        self.spawn(choices::follow(Arc::clone(self), choices));
        let shell = Arc::clone(self);
        self.spawn(async move {
            shell
                .notifications
                .run(zbus::Connection::session, choose)
                .await;
        });
    }
}
