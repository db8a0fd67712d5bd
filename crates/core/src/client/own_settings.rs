//! What a person sets for conversations beyond pin and mute: favourites, marks as unread, the archive, what a muted one
//! lets through, folders, the order of pins. All are stored and shown when these answer, and carried out as soon as
//! there is a connection.

use linnet_proto::choices;

use super::Client;
use crate::error::{Error, Result};
use crate::model::ConversationId;
use crate::model::entry::EntryKey;
use crate::model::folder::Folder;
use crate::model::let_through::LetThrough;
use crate::model::operation::{Favourite, Operation, SetEntry};
use crate::operation::Asked;
use crate::store::operation::Target;
use crate::store::{Cid, Tx, conversation, message};

const UNKNOWN: Error = Error::NotFound("conversation");
const NO_FOLDER: Error = Error::NotFound("folder");

/// Characters of the id of a folder: two devices will not make the same.
const FOLDER_ID_CHARS: usize = 12;

/// Room that is left between pins that are ordered anew.
const PIN_GAP: i64 = 1_000_000;

impl Client {
    /// Keeps a conversation among the favourites, or no longer.
    ///
    /// # Errors
    /// [`Error::NotFound`]; the answer tells whether the server refuses.
    pub async fn set_favourite(&self, id: &ConversationId, on: bool) -> Result<Asked> {
        self.ask(id, move |_, _| Ok(Operation::Favourite(Favourite { on })))
            .await
    }

    /// Marks a conversation as unread, or no longer. Reading it takes the mark away.
    ///
    /// # Errors
    /// As for [`Client::set_favourite`].
    pub async fn mark_unread(&self, id: &ConversationId, on: bool) -> Result<Asked> {
        let value = if on { "1" } else { "0" };
        self.set_entry(id, EntryKey::MarkedUnread, value.to_owned())
            .await
    }

    /// Archives a conversation, or takes it back into the list. A new message takes it back as well, unless it is
    /// muted.
    ///
    /// # Errors
    /// As for [`Client::set_favourite`].
    pub async fn set_archived(&self, id: &ConversationId, on: bool) -> Result<Asked> {
        self.ask(id, move |tx, stored| {
            let below = match on {
                true => message::newest_index_in(tx, stored.cid)?.saturating_add(1),
                false => 0,
            };
            Ok(entry(EntryKey::Archived, below.to_string()))
        })
        .await
    }

    /// Chooses who and what notifies although the conversation is muted.
    ///
    /// # Errors
    /// As for [`Client::set_favourite`].
    pub async fn set_let_through(&self, id: &ConversationId, chosen: LetThrough) -> Result<Asked> {
        self.set_entry(id, EntryKey::LetThrough, chosen.write())
            .await
    }

    /// Puts a conversation among the pinned ones in front of another, or behind all of them.
    ///
    /// # Errors
    /// As for [`Client::set_favourite`]; [`Error::NotFound`] also when one of them is not pinned.
    pub async fn move_pin(
        &self,
        id: &ConversationId,
        before: Option<&ConversationId>,
    ) -> Result<()> {
        let (id, before) = (id.clone(), before.cloned());
        let orders = self
            .0
            .store
            .write(move |tx| {
                let find = |id: &ConversationId| conversation::find_in(tx, id)?.ok_or(UNKNOWN);
                let moved = find(&id)?;
                let before = before.as_ref().map(find).transpose()?;
                let orders = orders(conversation::pins(tx)?, moved, before)?;
                let id = |(cid, order): (Cid, i64)| -> Result<_> {
                    let stored = conversation::get_in(tx, cid)?.ok_or(UNKNOWN)?;
                    Ok((stored.conversation.id, order))
                };
                orders.into_iter().map(id).collect::<Result<Vec<_>>>()
            })
            .await?;
        for (id, order) in orders {
            self.set_entry(&id, EntryKey::PinOrder, order.to_string())
                .await?;
        }
        Ok(())
    }

    /// The person's folders, in their order.
    ///
    /// # Errors
    /// The database fails.
    pub async fn folders(&self) -> Result<Vec<Folder>> {
        let me = self.user_id();
        self.0
            .store
            .read(move |snapshot| conversation::folder_list(snapshot, me))
            .await
    }

    /// Makes a folder, the last one; answers its id.
    ///
    /// # Errors
    /// [`Error::TooManyFolders`], [`Error::NoFolderName`].
    /// The first one needs the server.
    pub async fn create_folder(&self, name: &str) -> Result<String> {
        let name = Folder::checked_name(name).ok_or(Error::NoFolderName)?;
        let id: String = uuid::Uuid::new_v4()
            .simple()
            .to_string()
            .chars()
            .take(FOLDER_ID_CHARS)
            .collect();
        let folder = Folder {
            id: id.clone(),
            name,
        };
        self.change_folders(move |folders| {
            if folders.len() >= choices::MAX_FOLDERS {
                return Err(Error::TooManyFolders {
                    limit: choices::MAX_FOLDERS,
                });
            }
            folders.push(folder);
            Ok(())
        })
        .await?;
        Ok(id)
    }

    /// Calls a folder otherwise.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a folder that is not there, [`Error::NoFolderName`].
    pub async fn rename_folder(&self, id: &str, name: &str) -> Result<()> {
        let (id, name) = (
            id.to_owned(),
            Folder::checked_name(name).ok_or(Error::NoFolderName)?,
        );
        self.change_folders(move |folders| {
            let folder = folders.iter_mut().find(|folder| folder.id == id);
            folder.ok_or(NO_FOLDER)?.name = name;
            Ok(())
        })
        .await
    }

    /// Takes a folder away. Conversations that were in it stay.
    ///
    /// # Errors
    /// The database fails.
    pub async fn delete_folder(&self, id: &str) -> Result<()> {
        let id = id.to_owned();
        self.change_folders(move |folders| {
            folders.retain(|folder| folder.id != id);
            Ok(())
        })
        .await
    }

    /// Puts a folder in front of another, or behind all of them.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a folder that is not there.
    pub async fn move_folder(&self, id: &str, before: Option<&str>) -> Result<()> {
        let (id, before) = (id.to_owned(), before.map(str::to_owned));
        self.change_folders(move |folders| {
            let at = |folders: &[Folder], id: &str| {
                let found = folders.iter().position(|folder| folder.id == id);
                found.ok_or(NO_FOLDER)
            };
            let moved = folders.remove(at(folders, &id)?);
            let to = match &before {
                Some(before) if *before != id => at(folders, before)?,
                _ => folders.len(),
            };
            folders.insert(to, moved);
            Ok(())
        })
        .await
    }

    /// Puts a conversation into a folder, or takes it out.
    ///
    /// # Errors
    /// As for [`Client::set_favourite`]; [`Error::NotFound`] also for a folder that is not there.
    pub async fn set_in_folder(
        &self,
        id: &ConversationId,
        folder: &str,
        on: bool,
    ) -> Result<Asked> {
        let folder = folder.to_owned();
        self.ask(id, move |tx, stored| {
            let known = conversation::folder_list_in(tx)?;
            if !known.iter().any(|known| known.id == folder) {
                return Err(NO_FOLDER);
            }
            // Those that are gone are forgotten with this.
            let stays = |id: &&String| **id != folder && known.iter().any(|known| known.id == **id);
            let mut ids: Vec<String> = stored.own.folders.iter().filter(stays).cloned().collect();
            if on {
                ids.push(folder);
            }
            Ok(entry(EntryKey::Folders, ids.join(",")))
        })
        .await
    }

    /// Everything in all conversations was read. Answers how many had something unread.
    ///
    /// # Errors
    /// The database fails.
    pub async fn mark_all_read(&self) -> Result<u32> {
        let (count, marked) = self.0.reads.mark_all().await?;
        for id in marked {
            self.mark_unread(&id, false).await?;
        }
        Ok(count)
    }

    /// The conversation with oneself, for notes; made when there is none.
    ///
    /// # Errors
    /// As for [`Client::create_one_to_one`]; one that is known needs nobody.
    pub async fn notes(&self) -> Result<ConversationId> {
        let me = self.user_id();
        let known = self
            .0
            .store
            .read(move |snapshot| conversation::with_peer(snapshot, me))
            .await?;
        match known {
            Some(known) => Ok(known.conversation.id),
            None => self.create_one_to_one(me).await,
        }
    }

    async fn set_entry(&self, id: &ConversationId, key: EntryKey, value: String) -> Result<Asked> {
        self.ask(id, move |_, _| Ok(entry(key, value))).await
    }

    /// Changes the list of folders, which stands with the conversation with oneself.
    async fn change_folders<F>(&self, change: F) -> Result<()>
    where
        F: FnOnce(&mut Vec<Folder>) -> Result<()> + Send + 'static,
    {
        let notes = self.notes().await?;
        let asked = move |tx: &mut Tx<'_>| {
            let cid = conversation::find_in(tx, &notes)?.ok_or(UNKNOWN)?;
            let mut folders = conversation::folder_list_in(tx)?;
            change(&mut folders)?;
            let target = Target {
                conversation: cid,
                message: None,
            };
            let value = Folder::write_list(&folders);
            Ok(Some((target, entry(EntryKey::FolderList, value))))
        };
        self.0.operations.ask(asked).await.map(|_| ())
    }
}

fn entry(key: EntryKey, value: String) -> Operation {
    Operation::Entry(SetEntry { key, value })
}

/// What has to be said so that a pin stands in front of another, or behind all: a number between those of its
/// neighbours, and for all of them anew where there is none left.
fn orders(pins: Vec<(Cid, i64)>, moved: Cid, before: Option<Cid>) -> Result<Vec<(Cid, i64)>> {
    if !pins.iter().any(|(cid, _)| *cid == moved) {
        return Err(UNKNOWN);
    }
    if before == Some(moved) {
        return Ok(Vec::new());
    }
    let mut others: Vec<(Cid, i64)> = pins;
    others.retain(|(cid, _)| *cid != moved);
    let at = match before {
        None => others.len(),
        Some(before) => {
            let found = others.iter().position(|(cid, _)| *cid == before);
            found.ok_or(UNKNOWN)?
        }
    };
    let above = at
        .checked_sub(1)
        .and_then(|at| others.get(at))
        .map(|(_, order)| *order);
    let below = others.get(at).map(|(_, order)| *order);
    let between = match (above, below) {
        (None, None) => return Ok(Vec::new()),
        (Some(above), None) if above < i64::MAX => above.checked_sub(PIN_GAP),
        (None, Some(below)) => below.checked_add(PIN_GAP),
        (Some(above), Some(below)) if above < i64::MAX => {
            let middle = below.saturating_add(above.saturating_sub(below) / 2);
            (middle > below && middle < above).then_some(middle)
        }
        _ => None,
    };
    if let Some(order) = between {
        return Ok(vec![(moved, order)]);
    }
    others.insert(at, (moved, 0));
    let lowest = others
        .iter()
        .map(|(_, order)| *order)
        .filter(|order| *order > 0)
        .min();
    let lowest = lowest.unwrap_or(0).min(i64::MAX / 2);
    let places = (1_i64..).zip(others.iter().rev());
    Ok(places
        .map(|(place, (cid, _))| (*cid, lowest.saturating_add(place.saturating_mul(PIN_GAP))))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(pins: &[(i64, i64)], which: i64, before: Option<i64>) -> Vec<i64> {
        let mut pins: Vec<(Cid, i64)> = pins
            .iter()
            .map(|(cid, order)| (Cid(*cid), *order))
            .collect();
        for (cid, order) in orders(pins.clone(), Cid(which), before.map(Cid)).unwrap() {
            pins.iter_mut().find(|(known, _)| *known == cid).unwrap().1 = order;
        }
        pins.sort_by_key(|(_, order)| std::cmp::Reverse(*order));
        pins.into_iter().map(|(cid, _)| cid.0).collect()
    }

    #[test]
    fn a_pin_goes_where_it_is_put_also_where_no_number_is_left() {
        let apart = [(1, 9_000_000), (2, 8_000_000), (3, 7_000_000)];
        let close = [(1, 9), (2, 8), (3, 7)];
        let waiting = [(1, i64::MAX), (2, i64::MAX), (3, 7)];
        for pins in [apart, close, waiting] {
            assert_eq!(moved(&pins, 3, Some(1)), [3, 1, 2], "{pins:?}");
            assert_eq!(moved(&pins, 3, Some(2)), [1, 3, 2], "{pins:?}");
            assert_eq!(moved(&pins, 1, None), [2, 3, 1], "{pins:?}");
            assert_eq!(moved(&pins, 1, Some(3)), [2, 1, 3], "{pins:?}");
            assert_eq!(moved(&pins, 2, Some(2)), [1, 2, 3], "{pins:?}");
        }
        // Where there is room, one is told, and not all.
        let told = orders(
            apart.map(|(cid, order)| (Cid(cid), order)).into(),
            Cid(3),
            Some(Cid(2)),
        );
        assert_eq!(told.unwrap().len(), 1);
    }

    #[test]
    fn what_is_not_pinned_is_not_moved() {
        let pins = vec![(Cid(1), 9)];
        assert!(orders(pins.clone(), Cid(2), None).is_err());
        assert!(orders(pins, Cid(1), Some(Cid(2))).is_err());
    }
}
