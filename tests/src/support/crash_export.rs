//! A conversation is exported and the program is killed on the way: what has its name is whole, and everything else says
//! that it is not finished.

use std::path::Path;

use super::act::Act;
use super::crash_draft::{chat, die, dies, done};
use super::run::Stage;
use crate::exported;
use crate::world::BOB;

/// Messages of the conversation.
const MESSAGES: usize = 3;

/// Alice exports a conversation and is killed when she comes by the point; then she does it again.
///
/// # Errors
/// What is wrong afterwards, as words.
pub async fn exported_again(point: &str, times: u32) -> Result<(), String> {
    let mut stage = Stage::of_two().await?;
    let outcome = Box::pin(export(&mut stage, point, times)).await;
    stage.end().await;
    outcome
}

fn names(place: &Path) -> Result<Vec<String>, String> {
    let entries = std::fs::read_dir(place).map_err(|error| error.to_string())?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    Ok(names)
}

async fn export(stage: &mut Stage, point: &str, times: u32) -> Result<(), String> {
    let place = tempfile::tempdir().map_err(|error| error.to_string())?;
    let chat = chat(stage, 0, Act::OneToOne { user: BOB }).await?;
    for number in 0..MESSAGES {
        let write = Act::Text {
            chat: chat.clone(),
            key: uuid::Uuid::new_v4().to_string(),
            words: format!("line {number}"),
        };
        done(stage.ask(0, write).await)?;
    }
    die(stage, point, times).await;
    let export = Act::Export {
        chat,
        place: place.path().to_owned(),
    };
    // She may be dead before it answers.
    stage.ask(0, export.clone()).await;
    dies(stage).await?;
    let left = names(place.path())?;
    match left.as_slice() {
        [name] if name.ends_with(".part") => {}
        other => return Err(format!("left behind: {other:?}")),
    }
    if exported::read(&place.path().join(&left[0])).is_ok() {
        return Err("what was not finished is taken for an export".to_owned());
    }
    done(stage.ask(0, export).await)?;
    let whole: Vec<String> = names(place.path())?
        .into_iter()
        .filter(|name| !name.ends_with(".part"))
        .collect();
    let [name] = whole.as_slice() else {
        return Err(format!("after the second time: {whole:?}"));
    };
    let read = exported::read(&place.path().join(name))?;
    match read.messages.len() {
        MESSAGES => Ok(()),
        other => Err(format!("{other} messages")),
    }
}
