//! Messages: send, history, edit, recall, reactions, files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use linnet_core::media::{Mode, Source, Variant};
use linnet_core::model::message::SendState;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::Delivery;
use linnet_core::{Client, Draft, Error, PictureDraft, VideoDraft};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::{Session, done, no_method, read};
use crate::bridge::objects;
use crate::bridge::refusal::Refusal;
use crate::commands::{history, send};

/// Messages of one page of history.
const MAX_PAGE: usize = 100;
/// Bytes of a file in one answer.
const PART: u64 = 192 * 1024;
/// Messages whose readers are asked for at once.
const MAX_RECEIPTS: usize = 50;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Send {
    conversation_id: ConversationId,
    /// Its id from now on: sent twice, it is one message.
    id: MessageKey,
    /// Left out for one that the account has already, and that is to be sent once more.
    body: Option<Body>,
    /// It answers this one.
    answers: Option<MessageKey>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
enum Body {
    Text {
        text: String,
        #[serde(default)]
        mentions: Vec<String>,
    },
    Custom {
        content: Value,
        #[serde(default)]
        ext: BTreeMap<String, String>,
    },
    Image {
        upload: u64,
        #[serde(default)]
        caption: String,
    },
    Video {
        upload: u64,
        #[serde(default)]
        caption: String,
    },
    File {
        upload: u64,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    id: MessageKey,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct History {
    conversation_id: ConversationId,
    before: Option<MessageKey>,
    limit: usize,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    id: MessageKey,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct React {
    id: MessageKey,
    key: String,
    on: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Readers {
    ids: Vec<MessageKey>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: MessageKey,
    from: u64,
}

/// Carries out `message.verb`.
pub async fn call(session: &Session, verb: &str, params: Value) -> Result<Value, Refusal> {
    let client = &session.client;
    match verb {
        "send" => hand_over(session, read(params)?).await,
        "cancel" => {
            let One { id } = read(params)?;
            Ok(client.cancel(&id).await.map(done)?)
        }
        "get" => {
            let One { id } = read(params)?;
            known(client, &id).await
        }
        "history" => page(client, read(params)?).await,
        "thread" => {
            let One { id } = read(params)?;
            let mut list = Vec::new();
            let rows = client.thread(&id).await?.rows;
            for key in rows.into_iter().filter_map(|row| row.said.message) {
                list.extend(objects::message(client, &key).await?);
            }
            Ok(json!({ "list": list }))
        }
        "recall" => {
            let One { id } = read(params)?;
            client.recall(&id).await?.done().await?;
            known(client, &id).await
        }
        "delete" => {
            let One { id } = read(params)?;
            let asked = client.delete_message(&id).await?;
            Ok(asked.done().await.map(done)?)
        }
        "edit" => {
            let Edit { id, text } = read(params)?;
            client.edit(&id, &text).await?.done().await?;
            known(client, &id).await
        }
        "react" => {
            let React { id, key, on } = read(params)?;
            client.react(&id, &key, on).await?.done().await?;
            known(client, &id).await
        }
        "readers" => readers(client, read(params)?).await,
        "file" => file(client, read(params)?).await,
        _ => Err(no_method(verb)),
    }
}

async fn known(client: &Client, id: &MessageKey) -> Result<Value, Refusal> {
    let message = objects::message(client, id).await?;
    Ok(message.ok_or(Error::NotFound("message"))?)
}

/// Sends a message and waits until it is at the server. One that has stopped is sent again.
async fn hand_over(session: &Session, it: Send) -> Result<Value, Refusal> {
    let client = &session.client;
    let mut events = client.events();
    let before = match client.message(&it.id).await {
        Ok(message) => Some(message.progress),
        Err(Error::NotFound(_)) => None,
        Err(error) => return Err(error.into()),
    };
    match before {
        Some(SendState::Sent | SendState::OnlyMe) => return known(client, &it.id).await,
        Some(SendState::Waiting) => {}
        Some(SendState::Stopped(_) | SendState::Lost) => client.retry(&it.id).await?,
        None => {
            let body = it.body.ok_or(Error::NotFound("message"))?;
            let (draft, upload) = draft(session, it.id.clone(), body).await?;
            client
                .send(&it.conversation_id, draft.answering(it.answers))
                .await?;
            if let Some(upload) = upload {
                session.uploads.forget(upload);
            }
        }
    }
    let row = send::settled(client, &mut events, &it.conversation_id, &it.id).await?;
    match row.delivery {
        Some(Delivery::Failed { reason }) => Err(Refusal::NotSent {
            code: reason.code,
            text: reason.text.en,
        }),
        _ => known(client, &it.id).await,
    }
}

/// What the core is handed, and the upload that it has a copy of afterwards.
async fn draft(
    session: &Session,
    id: MessageKey,
    body: Body,
) -> Result<(Draft, Option<u64>), Refusal> {
    let client = &session.client;
    Ok(match body {
        Body::Text { text, mentions } => {
            let mentions = mentions.iter().map(|user| mentioned(user));
            let mentions = mentions.collect::<Result<Vec<_>, _>>()?;
            (Draft::text(id, text, mentions), None)
        }
        Body::Custom { content, ext } => (Draft::custom(id, &content, ext), None),
        Body::Image { upload, caption } => {
            let source = Source::Path(session.uploads.whole(upload)?);
            client.inspect(&source).await?;
            let picture = PictureDraft {
                submission: id,
                source,
                mode: Mode::Original,
                caption,
                album: None,
            };
            (Draft::picture(picture), Some(upload))
        }
        Body::Video { upload, caption } => {
            let source = Source::Path(session.uploads.whole(upload)?);
            let draft = match client.look_at_video(&source).await? {
                Some(looked) => Draft::video(VideoDraft {
                    submission: id,
                    source,
                    cover: looked.cover,
                    caption,
                    album: None,
                }),
                None => Draft::file(id, source),
            };
            (draft, Some(upload))
        }
        Body::File { upload } => {
            let source = Source::Path(session.uploads.whole(upload)?);
            (Draft::file(id, source), Some(upload))
        }
    })
}

/// Somebody who is called; 0 is everybody.
fn mentioned(user: &str) -> Result<UserId, Refusal> {
    match user.parse() {
        Ok(user @ 0..) => Ok(UserId(user)),
        _ => Err(Refusal::Params("a mention is no user id".to_owned())),
    }
}

/// Messages before one, or before the end; the oldest first.
async fn page(client: &Client, it: History) -> Result<Value, Refusal> {
    let wanted = it.limit.clamp(1, MAX_PAGE);
    let back = history::back(client, &it.conversation_id, it.before, |rows| {
        rows.len() > wanted
    });
    let rows = back.await?;
    let from = rows.len().saturating_sub(wanted);
    let mut list = Vec::new();
    for row in rows.iter().skip(from) {
        list.extend(objects::message(client, &row.id).await?);
    }
    Ok(json!({ "list": list, "hasMore": from > 0 }))
}

async fn readers(client: &Client, it: Readers) -> Result<Value, Refusal> {
    if it.ids.len() > MAX_RECEIPTS {
        return Err(Refusal::TooMany("messages"));
    }
    let mut list = Vec::new();
    for id in it.ids {
        let readers = client.readers(&id).await?;
        let ids = |members: &[linnet_core::view::row::Member]| -> Vec<UserId> {
            members.iter().map(|member| member.person.id).collect()
        };
        list.push(json!({ "id": id, "read": ids(&readers.read), "unread": ids(&readers.unread) }));
    }
    Ok(json!({ "list": list }))
}

/// A part of the file that a message brings; the whole of it is loaded first.
async fn file(client: &Client, it: File) -> Result<Value, Refusal> {
    const NONE: Error = Error::NotFound("file");
    let (name, path) = match client.file_of(&it.id).await {
        Ok(file) => {
            let path = client.load_file(&file.media).await?.ok_or(NONE)?;
            (file.name, path)
        }
        Err(Error::NotFound(_)) => {
            let media = client.message(&it.id).await?.media.ok_or(NONE)?;
            let here = client.media(&media, Variant::Original).await?;
            (format!("picture.{}", here.suffix), here.path)
        }
        Err(error) => return Err(error.into()),
    };
    let (data, total) = part(&path, it.from).await?;
    let data = BASE64_STANDARD.encode(data);
    Ok(json!({ "name": name, "bytes": total, "data": data }))
}

async fn part(path: &Path, from: u64) -> std::io::Result<(Vec<u8>, u64)> {
    let mut file = tokio::fs::File::open(PathBuf::from(path)).await?;
    let total = file.metadata().await?.len();
    file.seek(std::io::SeekFrom::Start(from)).await?;
    let mut data = Vec::new();
    file.take(PART).read_to_end(&mut data).await?;
    Ok((data, total))
}
