//! Kinds that this version has learnt. A message is read anew whenever it is shown; what the list says of the newest
//! one is kept, so that it is derived again where an older version could say nothing.

use rusqlite::params;

use super::change::Cid;
use super::media;
use super::{Tx, meta};
use crate::error::Result;
use crate::model::kind::{self, Noun};

/// The kinds that the lines of the list were last derived with: [`kind::VERSION`].
const KINDS: &str = "kinds";
/// The last conversation that was looked at, while newer kinds are being learnt.
const KINDS_REACHED: &str = "kinds_reached";

/// Messages that may have come when what they bring could not be loaded.
struct Loaded {
    /// The last of them that was looked at, once they can be.
    reached: &'static str,
    next: &'static str,
}

const LOADED: [Loaded; 3] = [
    Loaded {
        reached: "videos_reached",
        next: "SELECT id, kind, content FROM message
     WHERE kind IN (10004, 10014) AND id > ?1 ORDER BY id LIMIT ?2",
    },
    Loaded {
        reached: "voices_reached",
        next: "SELECT id, kind, content FROM message
     WHERE kind = 10006 AND id > ?1 ORDER BY id LIMIT ?2",
    },
    Loaded {
        reached: "stickers_reached",
        next: "SELECT id, kind, content FROM message
     WHERE kind = 10002 AND id > ?1 ORDER BY id LIMIT ?2",
    },
];

/// Conversations or messages of one command: messages that come meanwhile wait for no more than these.
const SLICE: i64 = 100;

/// Derives the next lines again; true when none is left. A stop in between loses nothing.
pub fn learn(tx: &mut Tx<'_>) -> Result<bool> {
    for loaded in &LOADED {
        if !learn_loaded(tx, loaded)? {
            return Ok(false);
        }
    }
    let connection = tx.connection();
    if meta::get(connection, KINDS)?.is_some_and(|known| known >= kind::VERSION) {
        return Ok(true);
    }
    let reached = meta::get(connection, KINDS_REACHED)?.unwrap_or(0);
    let next: Vec<Cid> = connection
        .prepare_cached(
            "SELECT id FROM conversation WHERE id > ?1 AND preview_kind = ?2 ORDER BY id LIMIT ?3",
        )?
        .query_map(params![reached, Noun::Unsupported.number(), SLICE], |row| {
            row.get(0).map(Cid)
        })?
        .collect::<rusqlite::Result<_>>()?;
    for conversation in &next {
        tx.touch(*conversation);
    }
    match next.last() {
        Some(last) if i64::try_from(next.len()).is_ok_and(|count| count == SLICE) => {
            meta::set(connection, KINDS_REACHED, last.0)?;
            Ok(false)
        }
        _ => {
            meta::unset(connection, KINDS_REACHED)?;
            meta::set(connection, KINDS, kind::VERSION)?;
            Ok(true)
        }
    }
}

/// Notes where what the next of them bring can be had; true when none is left.
fn learn_loaded(tx: &mut Tx<'_>, loaded: &Loaded) -> Result<bool> {
    let connection = tx.connection();
    let reached = meta::get(connection, loaded.reached)?.unwrap_or(0);
    if reached == i64::MAX {
        return Ok(true);
    }
    let next: Vec<(i64, i32, String)> = connection
        .prepare_cached(loaded.next)?
        .query_map(params![reached, SLICE], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (_, message_type, content) in &next {
        for attached in kind::attached(*message_type, content) {
            media::put(tx, &attached.remote)?;
        }
    }
    let full = i64::try_from(next.len()).is_ok_and(|count| count == SLICE);
    let last = next.last().filter(|_| full).map(|(id, ..)| *id);
    meta::set(tx.connection(), loaded.reached, last.unwrap_or(i64::MAX))?;
    Ok(last.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{Desk, from_bob};
    use crate::store::{conversation, message};

    const PREVIEWS: &str =
        "SELECT preview_kind, preview_text, count(*) FROM conversation GROUP BY 1, 2";

    #[tokio::test]
    async fn videos_that_came_before_they_could_be_loaded_can_be() {
        let desk = Desk::new();
        desk.store
            .write(|tx| {
                for number in 1..=150 {
                    let mut video = from_bob(number, "");
                    video.kind = 10004 + i32::from(number > 75) * 10;
                    video.content = format!(
                        r#"{{"__files":{{"media":{{"ext":{{"s:file_ext_key_uri":"v{number}",
                           "s:file_ext_key_video_cover_uri":"c{number}"}}}}}}}}"#
                    );
                    let cid = conversation::ensure(tx, &video.conversation)?;
                    message::store(tx, cid, 0, &video, true)?;
                }
                Ok(())
            })
            .await
            .unwrap();
        let known = "SELECT kind, count(*) FROM media GROUP BY 1 ORDER BY 1";
        assert_eq!(desk.rows(known).await, Vec::<String>::new());
        while !desk.store.write(learn).await.unwrap() {}
        assert_eq!(desk.rows(known).await, ["1 | 150", "2 | 150"]);
    }

    #[tokio::test]
    async fn stickers_that_came_before_they_could_be_loaded_can_be() {
        let desk = Desk::new();
        desk.store
            .write(|tx| {
                let mut sticker = from_bob(1, "");
                sticker.kind = 10002;
                sticker.content = r#"{"url":"https://a.example/b.webp"}"#.to_owned();
                let cid = conversation::ensure(tx, &sticker.conversation)?;
                message::store(tx, cid, 0, &sticker, true).map(|_| ())
            })
            .await
            .unwrap();
        while !desk.store.write(learn).await.unwrap() {}
        let known = "SELECT kind, object_key FROM media";
        assert_eq!(desk.rows(known).await, ["100 | https://a.example/b.webp"]);
    }

    #[tokio::test]
    async fn the_list_says_what_an_older_version_could_not() {
        let desk = Desk::new();
        desk.store
            .write(|tx| {
                for number in 1..=250 {
                    let mut file = from_bob(number, "");
                    file.conversation.id = format!("0:1:10001:{}", 20_000 + number).as_str().into();
                    file.conversation.short_id = number;
                    file.kind = 10005;
                    file.content =
                        r#"{"fileName":"report.pdf","remoteURL":"https://a/b"}"#.to_owned();
                    let cid = conversation::ensure(tx, &file.conversation)?;
                    message::store(tx, cid, 0, &file, true)?;
                }
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(desk.rows(PREVIEWS).await, ["6 | report.pdf | 250"]);
        // As a version left it that did not know files.
        desk.execute("UPDATE conversation SET preview_kind = 5, preview_text = ''")
            .await;
        assert_eq!(desk.rows(PREVIEWS).await, ["5 |  | 250"]);
        let mut slices = 1;
        while !desk.store.write(learn).await.unwrap() {
            slices += 1;
        }
        assert_eq!(slices, 3);
        assert_eq!(desk.rows(PREVIEWS).await, ["6 | report.pdf | 250"]);
        // Once for each version.
        assert!(desk.store.write(learn).await.unwrap());
        let noted = "SELECT key, value FROM meta WHERE key LIKE 'kinds%'";
        assert_eq!(
            desk.rows(noted).await,
            [format!("kinds | {}", kind::VERSION)]
        );
    }
}
