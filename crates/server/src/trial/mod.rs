//! The trial: a service on one's own computer with people and conversations already in it, and a
//! bot to write to. Seeding goes through the same commands as everybody's; nothing here can do what
//! a client could not. Running it again changes nothing.

mod answers;
mod assistant;
mod bot;
mod drawing;
mod picture;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use linnet_proto::im_proto::{ConversationType, MessageType};
use linnet_proto::keys;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::UserId;
use crate::media::{MediaError, MediaService};
use crate::refusal::Refusal;
use crate::store::{NewConversation, NewMessage, Store, Target};

pub(crate) use assistant::Assistant;
pub(crate) use bot::Bot;

/// The first of the two people.
pub const ALICE: UserId = 10001;
/// The second.
pub const BOB: UserId = 10009;
/// The bot that says everything back.
pub const ECHO: UserId = 10086;
/// The bot that answers piece by piece.
pub const ASSISTANT: UserId = 10087;

/// Present in the folder once everything was seeded.
const MARK: &str = "trial-seeded";

/// Present in the folder once its bots stand in the list of bots; older ones have none.
const BOTS_MARK: &str = "trial-bots-seeded";

/// Name of the welcome conversation.
const WELCOME: &str = "欢迎使用 Linnet · Welcome";

/// What the bot says first in the welcome conversation.
const TIPS: [&str; 3] = [
    "你好！这里的一切都在你自己的电脑上运行。\nHello! Everything here runs on your own computer.",
    "把图片拖进窗口、粘贴或选取都可以发送。用 “--second” 再开一个窗口，就能和自己聊天。\n\
     Drop, paste or pick pictures to send them. Open a second window with “--second” to talk to \
     yourself.",
    "给 Echo 写点什么，它会回答；发一张图片，它会发回来。\n\
     Write to Echo and it answers; send it a picture and it sends one back.",
];

/// Why the trial could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// A command was refused.
    #[error("seeding: {0}")]
    Refused(#[from] Refusal),
    /// A picture could not be drawn or stored.
    #[error("pictures: {0}")]
    Media(#[from] MediaError),
    /// The folder cannot be written.
    #[error("folder: {0}")]
    Folder(#[from] std::io::Error),
}

/// Puts people and conversations into an empty service. A folder that has them is left alone, so
/// that what somebody deleted does not come back.
pub(crate) async fn seed(
    folder: &Path,
    store: &Arc<dyn Store>,
    media: &MediaService,
) -> Result<(), TrialError> {
    seed_people(folder, store, media).await?;
    seed_bots(folder, store, media).await
}

async fn seed_bots(
    folder: &Path,
    store: &Arc<dyn Store>,
    media: &MediaService,
) -> Result<(), TrialError> {
    let mark = folder.join(BOTS_MARK);
    if mark.exists() {
        return Ok(());
    }
    person(store, media, ASSISTANT, "小助手 Assistant").await?;
    for bot in [ECHO, ASSISTANT] {
        store.set_bot(bot, true).await?;
    }
    std::fs::write(mark, b"")?;
    Ok(())
}

async fn person(
    store: &Arc<dyn Store>,
    media: &MediaService,
    user: UserId,
    name: &str,
) -> Result<(), TrialError> {
    let drawn = tokio::task::spawn_blocking(move || drawing::portrait(user))
        .await
        .map_err(|_| MediaError::Interrupted)??;
    let portrait = media.put(user, drawn).await?;
    store
        .add_user(user, Some(name.to_owned()), Some(portrait.uri))
        .await?;
    Ok(())
}

async fn seed_people(
    folder: &Path,
    store: &Arc<dyn Store>,
    media: &MediaService,
) -> Result<(), TrialError> {
    let mark = folder.join(MARK);
    if mark.exists() {
        return Ok(());
    }
    for (user, name) in [(ALICE, "Alice"), (BOB, "Bob"), (ECHO, "Echo 回声")] {
        person(store, media, user, name).await?;
    }
    for person in [BOB, ALICE] {
        let echo = one_to_one(store, ECHO, person).await?;
        let greeting = "我是 Echo。写点什么给我吧！\nI am Echo. Write me something!";
        say(store, ECHO, &echo, greeting, "greeting").await?;
    }
    if let Some(group) = welcome(store).await? {
        for (at, tip) in TIPS.iter().enumerate() {
            say(store, ECHO, &group, tip, &format!("tip {at}")).await?;
        }
    }
    let shared = one_to_one(store, BOB, ALICE).await?;
    let hello = "你好，Alice！很高兴在这里见到你。\nHi Alice, nice to see you here!";
    say(store, BOB, &shared, hello, "hello").await?;
    std::fs::write(mark, b"")?;
    Ok(())
}

async fn one_to_one(
    store: &Arc<dyn Store>,
    by: UserId,
    peer: UserId,
) -> Result<Target, TrialError> {
    let new = NewConversation {
        kind: ConversationType::OneToOneChat as i32,
        participants: vec![by, peer],
        ..NewConversation::default()
    };
    let made = store.create(by, new).await?.value;
    Ok(target(made).ok_or(Refusal::server())?)
}

async fn welcome(store: &Arc<dyn Store>) -> Result<Option<Target>, TrialError> {
    let new = NewConversation {
        kind: ConversationType::GroupChat as i32,
        participants: vec![ECHO, ALICE, BOB],
        idempotent_id: "trial-welcome".to_owned(),
        name: WELCOME.to_owned(),
        ..NewConversation::default()
    };
    Ok(target(store.create(ECHO, new).await?.value))
}

fn target(made: Option<linnet_proto::im_proto::ConversationInfoV2>) -> Option<Target> {
    made.map(|info| Target {
        short_id: info.conversation_short_id.unwrap_or_default(),
        conversation_id: info.conversation_id.unwrap_or_default(),
    })
}

async fn say(
    store: &Arc<dyn Store>,
    by: UserId,
    target: &Target,
    text: &str,
    seed: &str,
) -> Result<(), TrialError> {
    let content = json!({ (keys::TEXT): text }).to_string();
    let kind = MessageType::Text as i32;
    let seed = format!("{} {seed}", target.conversation_id);
    let ext = BTreeMap::new();
    Ok(send(store, by, target.clone(), kind, content, (&seed, ext)).await?)
}

/// Sends as anybody does. The client id follows from `seed`, so that doing it again after a crash
/// gives the same message. Further entries of its ext go with it.
async fn send(
    store: &Arc<dyn Store>,
    by: UserId,
    target: Target,
    kind: i32,
    content: String,
    (seed, mut ext): (&str, BTreeMap<String, String>),
) -> Result<(), Refusal> {
    let id = client_id(seed);
    ext.insert(keys::CLIENT_MESSAGE_ID.to_owned(), id.clone());
    let ticket = store.ticket(by, target.clone(), None).await?;
    let message = NewMessage {
        target,
        ticket,
        client_message_id: id,
        kind,
        content,
        ext,
        ..NewMessage::default()
    };
    store.send(by, message).await.map(drop)
}

/// A UUID made from a text.
fn client_id(seed: &str) -> String {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(Sha256::digest(seed)) {
        *to = from;
    }
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}
