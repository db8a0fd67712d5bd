//! Messages that are sent on to other conversations: one by one, or as one card. What they bring with them is named
//! again and not uploaded again.

use std::collections::{BTreeMap, HashMap};

use linnet_proto::choices;
use sha2::{Digest as _, Sha256};

use super::draft::too_long;
use super::{Outbox, ext};
use crate::error::{Error, Result};
use crate::fail_points::fail_point;
use crate::model::album::{self, Album};
use crate::model::conversation::ConversationKind;
use crate::model::kind::history::{self, Entry, EntryPicture, Written};
use crate::model::kind::{self, Content, Shown, text};
use crate::model::picture::{ObjectKind, Remote};
use crate::model::signs::is_blank;
use crate::model::{ConversationId, MessageKey, content, conversation as conversations};
use crate::store::message::{self, Stored};
use crate::store::outbox::{self as rows, Item, NewItem};
use crate::store::{Tx, conversation, participant};

/// Most messages that are forwarded at once.
pub const MAX_FORWARDED: usize = choices::MAX_HISTORY_ENTRIES;

/// Most conversations that something is forwarded to at once.
pub const MAX_FORWARD_TARGETS: usize = 20;

/// People that the title of a card names.
const NAMES: usize = 2;

/// Messages to be sent on to other conversations.
#[derive(Debug, Clone)]
pub struct Forward {
    /// Id of the submission: a UUID. Handed over twice, they are still sent once.
    pub submission: MessageKey,
    /// Which messages, in any order: they are sent in the order of their conversation.
    pub messages: Vec<MessageKey>,
    /// Where to.
    pub to: Vec<ConversationId>,
    /// As one card; otherwise one by one.
    pub together: bool,
    /// A text that follows them; may be empty.
    pub comment: String,
}

impl Forward {
    fn check(&self) -> Result<()> {
        if uuid::Uuid::try_parse(self.submission.as_str()).is_err() {
            return Err(Error::NotFound("submission id of the form of a UUID"));
        }
        if self.messages.is_empty() {
            return Err(Error::NotFound("message"));
        }
        if self.to.is_empty() {
            return Err(Error::NotFound("conversation"));
        }
        let limits = [
            ("list of messages", self.messages.len(), MAX_FORWARDED),
            ("list of conversations", self.to.len(), MAX_FORWARD_TARGETS),
        ];
        match limits.into_iter().find(|(_, count, limit)| count > limit) {
            Some((what, _, limit)) => Err(Error::TooLong { what, limit }),
            None => Ok(()),
        }
    }

    /// The client message id of a part for one conversation: always the same one.
    fn part(&self, to: &ConversationId, part: &str) -> String {
        let named = format!("{}\n{}\n{part}", self.submission, to.as_str());
        let digest: [u8; 32] = Sha256::digest(named).into();
        let bytes = digest.first_chunk().copied().unwrap_or_default();
        uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .to_string()
    }
}

impl Outbox {
    /// Takes messages in for all conversations they are forwarded to, in one transaction.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what cannot be forwarded (any more), [`Error::NotMember`] for a conversation in which the
    /// person cannot write, [`Error::CardFull`], [`Error::TooLong`]. Then nothing was taken in, for nobody.
    pub async fn forward(&self, mut forward: Forward) -> Result<()> {
        forward.check()?;
        let mut seen = std::collections::HashSet::new();
        forward.to.retain(|to| seen.insert(to.clone()));
        let blank = self.blank(forward.submission.clone());
        fail_point!("core forward before accepting");
        let items = self
            .0
            .store
            .write(move |tx| accept(tx, &forward, &blank))
            .await?;
        fail_point!("core forward after accepting");
        self.go_on(items);
        Ok(())
    }
}

fn accept(tx: &mut Tx<'_>, forward: &Forward, blank: &NewItem) -> Result<Vec<Item>> {
    let mut chosen = Vec::new();
    for key in &forward.messages {
        let found = message::find_in(tx, key)?.filter(Stored::can_be_forwarded);
        chosen.push(found.ok_or(Error::NotFound("message"))?);
    }
    chosen.sort_by_key(|stored| (stored.conversation.0, stored.position));
    chosen.dedup_by_key(|stored| stored.position.mid);
    let card = match forward.together {
        true => Some(card(tx, &chosen)?),
        false => None,
    };
    let mut items = Vec::new();
    for to in &forward.to {
        let mut parts = match &card {
            Some(content) => {
                let key = MessageKey(forward.part(to, "card"));
                vec![NewItem {
                    kind: history::TYPE,
                    content: content.clone(),
                    ext: ext(&key, &[]),
                    key,
                    ..blank.clone()
                }]
            }
            None => one_by_one(forward, to, &chosen, blank),
        };
        if !is_blank(&forward.comment) {
            let key = MessageKey(forward.part(to, "comment"));
            parts.push(NewItem {
                kind: text::TYPE,
                content: text::write(&forward.comment),
                ext: ext(&key, &[]),
                key,
                ..blank.clone()
            });
        }
        for new in &parts {
            if new.content.len() > choices::MAX_CONTENT_BYTES {
                return Err(too_long());
            }
            items.extend(rows::accept(tx, to, new)?);
            fail_point!("core forward after one of several");
        }
    }
    Ok(items)
}

/// The messages as they are. Whom they mentioned, what they answered and how people reacted stays behind.
fn one_by_one(
    forward: &Forward,
    to: &ConversationId,
    chosen: &[Stored],
    blank: &NewItem,
) -> Vec<NewItem> {
    let mut albums = albums(forward, to, chosen);
    let parts = chosen.iter().enumerate().map(|(at, stored)| {
        let key = MessageKey(forward.part(to, stored.key.as_str()));
        let said = content::ext(&stored.ext);
        let mut ext = ext(&key, &[]);
        for known in CARRIED {
            if let Some(value) = said.get(known) {
                ext.insert(known.to_owned(), value.clone());
            }
        }
        if let Some(album) = albums.remove(&at) {
            album::write(&album, &mut ext);
        }
        NewItem {
            kind: stored.kind,
            content: stored.shown_content().to_owned(),
            ext,
            key,
            ..blank.clone()
        }
    });
    parts.collect()
}

/// Entries of a message that say more of what it brings.
const CARRIED: [&str; 8] = [
    choices::EXT_ANIMATED,
    choices::EXT_THUMBHASH,
    choices::EXT_WAVE,
    linnet_proto::keys::file::ORIGINAL_WIDTH,
    linnet_proto::keys::file::ORIGINAL_HEIGHT,
    "duration",
    "original_width",
    "original_height",
];

/// Pictures that were sent together and are forwarded together stay together: the album of each of them.
fn albums(forward: &Forward, to: &ConversationId, chosen: &[Stored]) -> HashMap<usize, Album> {
    let mut of: BTreeMap<(i64, i64, String), Vec<usize>> = BTreeMap::new();
    for (at, stored) in chosen.iter().enumerate() {
        if let Some(album) = album::of_message(&content::ext(&stored.ext)) {
            let album = (stored.conversation.0, stored.sender.0, album.id);
            of.entry(album).or_default().push(at);
        }
    }
    let mut found = HashMap::new();
    for ((_, _, old), places) in of.into_iter().filter(|(_, places)| places.len() > 1) {
        let id = forward.part(to, &format!("album {old}"));
        let count = u32::try_from(places.len()).unwrap_or(0);
        for (index, at) in (0..).zip(places) {
            let id = id.clone();
            found.insert(at, Album { id, index, count });
        }
    }
    found
}

/// The content of a card with these messages.
fn card(tx: &Tx<'_>, chosen: &[Stored]) -> Result<String> {
    let mut chosen = chosen.to_vec();
    for stored in &mut chosen {
        // What the person calls somebody is for the person alone.
        stored.sender_name = participant::public_name(tx, stored.conversation, stored.sender)?;
    }
    let mut names: Vec<String> = Vec::new();
    for stored in &chosen {
        let name = stored.name_of_sender();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(NAMES);
    let mut group = false;
    for stored in &chosen {
        let place = conversation::get_in(tx, stored.conversation)?;
        group |= place.is_some_and(|place| {
            conversations::kind(place.conversation.kind) != ConversationKind::OneToOne
        });
    }
    let card = Written {
        names: if group { Vec::new() } else { names },
        group,
        entries: chosen.iter().map(entry).collect(),
    };
    let content = card.to_json();
    if content.len() > choices::MAX_CONTENT_BYTES {
        return Err(Error::CardFull);
    }
    Ok(content)
}

fn entry(stored: &Stored) -> Entry {
    let ext = content::ext(&stored.ext);
    let said = kind::parse(stored.kind, stored.shown_content(), &ext);
    let kind = said.noun();
    let (text, picture) = match said {
        Content::Picture(picture) => {
            let found = EntryPicture {
                remote: Remote {
                    kind: ObjectKind::Picture,
                    uri: picture.uri,
                    app_id: picture.app_id,
                    bytes: picture.bytes,
                    md5: picture.md5,
                },
                width: picture.width,
                height: picture.height,
                mime: picture.mime,
                thumbhash: ext.get(choices::EXT_THUMBHASH).cloned().unwrap_or_default(),
            };
            (picture.caption, Some(found))
        }
        Content::Shown(Shown::Link(link)) if link.title == link.host => (link.url, None),
        Content::Shown(Shown::Link(link)) => (format!("{} {}", link.title, link.url), None),
        other => (other.preview().to_owned(), None),
    };
    Entry {
        name: stored.name_of_sender(),
        time: stored.created,
        kind,
        text,
        picture: picture.filter(|picture| !picture.remote.uri.is_empty()),
    }
}
