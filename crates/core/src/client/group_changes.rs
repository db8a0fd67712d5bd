//! What happened to a group, and who has read its announcement.

use super::Client;
use crate::error::Result;
use crate::model::kind::notice::GroupEventKind;
use crate::model::{ConversationId, MessageKey};
use crate::store::group_change;
use crate::view::paint;
use crate::view::row::GroupChanges;

/// Lines of one page.
const PAGE: i64 = 50;

/// Pages that are looked through for the newest announcement.
const PAGES: usize = 10;

impl Client {
    /// What happened to a group, the newest first, as far as its history is on this computer; `before` is the
    /// [`index`](crate::view::row::GroupChangeRow::index) of the last one of the page before, none for the first.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::error::Error::NotFound).
    pub async fn group_changes(
        &self,
        id: &ConversationId,
        before: Option<i64>,
    ) -> Result<GroupChanges> {
        let cid = self.place(id).await?.cid;
        let me = self.user_id();
        self.0
            .store
            .read(move |snapshot| {
                let from = before.unwrap_or(i64::MAX);
                let mut lines = group_change::before(snapshot, cid, from, PAGE + 1)?;
                let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
                let more = lines.len() > page;
                lines.truncate(page);
                Ok(GroupChanges {
                    rows: lines
                        .iter()
                        .filter_map(|line| paint::group_change(me, line))
                        .collect(),
                    more,
                })
            })
            .await
    }

    /// The line of the history that told of the announcement as it is now: who has read it has read the announcement
    /// ([`Client::readers`]). None when it is not on this computer.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::error::Error::NotFound).
    pub async fn announcement(&self, id: &ConversationId) -> Result<Option<MessageKey>> {
        let mut before = None;
        for _ in 0..PAGES {
            let page = self.group_changes(id, before).await?;
            let told = page
                .rows
                .iter()
                .find(|row| row.happened.kind == GroupEventKind::Notice);
            if let Some(row) = told {
                return Ok(Some(row.id.clone()));
            }
            before = match page.rows.last() {
                Some(last) if page.more => Some(last.index),
                _ => break,
            };
        }
        Ok(None)
    }
}
