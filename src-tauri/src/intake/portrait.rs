//! A picture that is to stand for a person or a group: picked or dropped, looked at, shown to whoever chooses the square,
//! used.

use linnet_core::Portrait;
use linnet_core::media::Source;
use linnet_core::model::picture::Square;
use linnet_core::model::{AccountId, ConversationId};

use crate::file_address;
use crate::ipc::{Failure, PortraitChoice, Update};
use crate::portraits::Chosen;
use crate::shell::Shell;

impl Shell {
    /// Looks at the first of what was picked or dropped.
    ///
    /// # Errors
    /// It is no picture, or cannot be read.
    pub async fn choose_portrait(
        &self,
        account: &AccountId,
        addresses: Vec<String>,
    ) -> Result<PortraitChoice, Failure> {
        let resolved = file_address::resolve(addresses.into_iter().take(1).collect()).await;
        if let Some(reason) = resolved.refused.into_iter().next() {
            return Err(reason.into());
        }
        let path = resolved.files.into_iter().next().ok_or_else(no_file)?;
        let source = Source::Path(path);
        let client = &self.accounts.get(account)?.client;
        let (media, found) = client.inspect(&source).await?;
        let handle = self.portraits.keep(Chosen {
            account: account.clone(),
            source,
            seen: media.clone(),
        });
        Ok(PortraitChoice {
            handle,
            media,
            width: found.width,
            height: found.height,
        })
    }

    /// As [`Shell::choose_portrait`], for what was dropped; the page is told.
    pub(super) async fn portrait_dropped(&self, account: AccountId, addresses: Vec<String>) {
        let (choice, problem) = match self.choose_portrait(&account, addresses).await {
            Ok(choice) => (Some(choice), None),
            Err(failure) => (None, Some(failure.reason)),
        };
        self.stream.event(Update::Portrait {
            account,
            choice,
            problem,
        });
    }

    /// Makes a square of a chosen picture that of the group, or of the person without one.
    ///
    /// # Errors
    /// The picture is not there any more or another one by now, or the server refuses.
    pub async fn use_portrait(
        &self,
        account: &AccountId,
        group: Option<&ConversationId>,
        handle: &str,
        square: Square,
    ) -> Result<(), Failure> {
        let chosen = self.portraits.get(account, handle).ok_or_else(no_file)?;
        let client = &self.accounts.get(account)?.client;
        let portrait = Portrait {
            source: chosen.source,
            square: Some(square),
            seen: Some(chosen.seen),
        };
        match group {
            Some(group) => client.set_group_picture(group, &portrait).await?,
            None => client.set_own_picture(&portrait).await?,
        }
        Ok(())
    }
}

fn no_file() -> Failure {
    Failure::own(
        "portrait_gone",
        "没有可用的图片。请重新选择一张。",
        "There is no picture to use. Choose one again.",
    )
}
