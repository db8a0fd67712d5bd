//! Calling people in a group: who can be, whom a draft calls, and what calls the person of this account.

use super::Client;
use crate::error::{Error, Result};
use crate::model::conversation::{self as conversations, ConversationKind};
use crate::model::matching::NameFinder;
use crate::model::mention::{self, EVERYONE_NAMES, LONGEST_NAME, MAX_MENTIONED, Mentioned};
use crate::model::user::Role;
use crate::model::{ConversationId, MessageKey};
use crate::store::{draft, message};
use crate::view::row::MentionChoice;

/// People offered at most: more are found by typing.
const OFFERED: usize = 50;

/// Messages told at most that call the person.
const UNREAD: i64 = 100;

impl Client {
    /// Who can be called in a group and fits the words, the best first: everyone for its owner and managers, then the
    /// members. None in a 1:1, or where the person cannot write.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn mention_choices(
        &self,
        id: &ConversationId,
        words: &str,
    ) -> Result<Vec<MentionChoice>> {
        let place = self.place(id).await?;
        let kind = conversations::kind(place.stored.conversation.kind);
        if kind != ConversationKind::Group || !place.stored.member {
            return Ok(Vec::new());
        }
        let finder = NameFinder::new(words);
        let members = self.members(id).await?;
        let me = self.user_id();
        let own = members.iter().find(|member| member.person.id == me);
        let leads = own.is_some_and(|own| own.role != Role::Member);
        let mut found: Vec<(u8, MentionChoice)> = Vec::new();
        if leads
            && let Some(rank) = EVERYONE_NAMES
                .iter()
                .filter_map(|name| finder.rank(name))
                .min()
        {
            found.push((rank, MentionChoice::everyone()));
        }
        for member in members {
            if member.person.id == me {
                continue;
            }
            // What is written is read by others: never what the person alone calls somebody.
            let shown = member.person.name;
            let (name, other) = match (member.alias, member.nickname) {
                (Some(alias), _) => (alias, shown),
                (None, Some(nickname)) => (nickname, shown),
                (None, None) => (shown, String::new()),
            };
            let is_id = !words.is_empty() && member.person.id.to_string() == words;
            let ranks = [Some(&name), Some(&other).filter(|other| !other.is_empty())];
            let rank = ranks
                .into_iter()
                .flatten()
                .filter_map(|name| finder.rank(name));
            if let Some(rank) = rank.min().or_else(|| is_id.then_some(0)) {
                let choice = MentionChoice {
                    user: Some(member.person.id),
                    name,
                    avatar: Some(member.person.avatar),
                    hint: other,
                };
                found.push((rank, choice));
            }
        }
        // Where they fit equally well they stay in the order of the list of members.
        found.sort_by_key(|(rank, _)| *rank);
        Ok(found
            .into_iter()
            .take(OFFERED)
            .map(|(_, one)| one)
            .collect())
    }

    /// The people whom the draft of a conversation calls, by the names that stand in it: those of them that still stand
    /// there when it is sent are called.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::TooLong`].
    pub async fn set_mentioned(&self, id: &ConversationId, people: &[Mentioned]) -> Result<()> {
        let cid = self.place(id).await?.cid;
        let long = people.iter().any(|one| one.name.len() > LONGEST_NAME);
        if people.len() > MAX_MENTIONED || long {
            return Err(Error::TooLong {
                what: "list of people",
                limit: MAX_MENTIONED,
            });
        }
        let list = mention::write(people);
        self.0
            .store
            .write(move |tx| draft::save_mentioned(tx, cid, &list))
            .await
    }

    /// Messages that call the person and were not read yet, the oldest first.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn unread_mentions(&self, id: &ConversationId) -> Result<Vec<MessageKey>> {
        let place = self.place(id).await?;
        let (cid, read) = (place.cid, place.stored.read_index);
        self.0
            .store
            .read(move |snapshot| message::mentions_above(snapshot, cid, read, UNREAD))
            .await
    }
}

impl MentionChoice {
    fn everyone() -> Self {
        Self {
            user: None,
            name: String::new(),
            avatar: None,
            hint: String::new(),
        }
    }
}
