//! Entries of the shared info of a group: texts by key, set by those who lead it.

use linnet_proto::im_proto::{ConversationCoreInfo, StatusCode};
use rusqlite::params;

use super::SqliteStore;
use super::conversations::{announce_core, core_info};
use super::lookup::Conversation;
use super::scope::{Outcome, Tx};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::entries::{Entries, EntryChange};
use crate::store::{Pending, Target};

/// Most entries of one group, and their bytes as JSON: they go to everybody with each info.
const MAX_ENTRIES: usize = 64;
const MAX_BYTES: usize = 8 * 1024;

fn change(
    tx: &mut Tx<'_>,
    by: UserId,
    target: &Target,
    change: EntryChange,
) -> Outcome<ConversationCoreInfo> {
    let (conversation, member) = tx.group(by, target)?;
    if !member.leads() {
        return Err(Refusal::forbidden());
    }
    let before = conversation.entries()?;
    let mut after = before.clone();
    after.extend(change.set);
    for key in &change.removed {
        after.remove(key);
    }
    if after == before {
        // So they are already: whoever asks again has what they wanted.
        return core_info(&conversation);
    }
    let text = serde_json::to_string(&after).map_err(|_| Refusal::server())?;
    if after.len() > MAX_ENTRIES || text.len() > MAX_BYTES {
        return Err(Refusal::new(
            StatusCode::TouchLimit,
            "the entries of this conversation are full",
        ));
    }
    let changed = Conversation {
        ext: text,
        info_version: conversation.info_version + 1,
        ..conversation
    };
    tx.db
        .prepare_cached("UPDATE conversation SET ext = ?2, info_version = ?3 WHERE short_id = ?1")?
        .execute(params![changed.short_id, changed.ext, changed.info_version])?;
    announce_core(tx, by, &changed)?;
    core_info(&changed)
}

impl Entries for SqliteStore {
    fn change_entries(
        &self,
        by: UserId,
        target: Target,
        wanted: EntryChange,
    ) -> Pending<'_, ConversationCoreInfo> {
        self.write(move |tx| change(tx, by, &target, wanted))
    }
}
