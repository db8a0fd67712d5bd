//! What the databases hold of the conversation that a verdict names: what is needed to find out why a plan failed that does
//! not fail again.

use std::fmt::Write as _;
use std::path::Path;

use linnet_core::config::DatabaseKey;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Row};

/// Rows of one table that are told; the rest is left out.
const ROWS: usize = 60;

/// Bytes of a text that are told.
const TEXT: usize = 60;

/// Questions to the database of the server; the conversation's id is the argument.
const SERVER: &[(&str, &str)] = &[
    (
        "server, conversation",
        "SELECT short_id, kind, last_index, badge, dissolved FROM conversation WHERE conversation_id = ?1",
    ),
    (
        "server, members",
        "SELECT m.user, m.active, m.left_index, m.min_index, m.read_index, m.kept, m.setting_version
         FROM member m JOIN conversation c ON c.short_id = m.conversation WHERE c.conversation_id = ?1",
    ),
    (
        "server, messages",
        "SELECT m.idx, m.id, m.sender, m.client_id, m.created_ms, m.recalled
         FROM message m JOIN conversation c ON c.short_id = m.conversation WHERE c.conversation_id = ?1 ORDER BY m.idx",
    ),
];

/// Questions to the database of a device.
const DEVICE: &[(&str, &str)] = &[
    (
        "conversation",
        "SELECT member, hidden, min_index, wanted_min_index, read_index, deleted_here, setting_version
         FROM conversation WHERE conversation_id = ?1",
    ),
    (
        "ranges",
        "SELECT r.* FROM index_range r JOIN conversation c ON c.id = r.conversation WHERE c.conversation_id = ?1",
    ),
    (
        "messages",
        "SELECT m.message_index, m.place, m.tier, m.server_id, m.sender, m.key, m.state, m.hidden, m.recalled
         FROM message m JOIN conversation c ON c.id = m.conversation WHERE c.conversation_id = ?1 ORDER BY m.place",
    ),
    (
        "operations",
        "SELECT o.* FROM operation o JOIN conversation c ON c.id = o.conversation WHERE c.conversation_id = ?1",
    ),
    ("notes", "SELECT key, value FROM meta WHERE ?1 <> ''"),
];

/// Ids of conversations in a verdict.
fn named(why: &str) -> Vec<String> {
    let is_id = |word: &&str| {
        let digits = word
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b':');
        digits && (word.starts_with("0:1:") || word.len() >= 18)
    };
    let words = why.split(|sign: char| !sign.is_ascii_digit() && sign != ':');
    let mut ids: Vec<String> = words.filter(is_id).map(str::to_owned).collect();
    ids.dedup();
    ids.truncate(2);
    ids
}

/// What the databases hold of the conversations that `why` names. Devices and server have ended.
pub(super) fn tell(why: &str, server: &Path, devices: &[(&Path, &DatabaseKey)]) -> String {
    let mut told = String::new();
    for id in named(why) {
        writeln!(told, "--- {id}").ok();
        ask(&mut told, "", SERVER, &id, open(server, None));
        for (at, (folder, key)) in devices.iter().enumerate() {
            let opened = open(&folder.join("linnet.db"), Some(key));
            ask(&mut told, &format!("device {at}, "), DEVICE, &id, opened);
        }
    }
    told
}

fn open(path: &Path, key: Option<&DatabaseKey>) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if let Some(key) = key {
        connection.execute_batch(&format!(
            "PRAGMA key = \"x'{}'\"; PRAGMA cipher_compatibility = 4;",
            key.to_hex()
        ))?;
    }
    Ok(connection)
}

fn ask(
    told: &mut String,
    whose: &str,
    questions: &[(&str, &str)],
    id: &str,
    opened: rusqlite::Result<Connection>,
) {
    for (what, question) in questions {
        let rows = opened
            .as_ref()
            .map_err(ToString::to_string)
            .and_then(|database| rows(database, question, id).map_err(|error| error.to_string()));
        match rows {
            Ok(rows) if rows.is_empty() => {}
            Ok(rows) => writeln!(told, "{whose}{what}:\n  {}", rows.join("\n  ")).unwrap_or(()),
            Err(why) => writeln!(told, "{whose}{what}: {why}").unwrap_or(()),
        }
    }
}

fn rows(database: &Connection, question: &str, id: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = database.prepare(question)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let rows = statement.query_map([id], |row| Ok(line(&names, row)))?;
    rows.take(ROWS).collect()
}

fn line(names: &[String], row: &Row<'_>) -> String {
    let mut line = String::new();
    for (at, name) in names.iter().enumerate() {
        let value = match row.get::<_, Value>(at) {
            Ok(Value::Integer(number)) => number.to_string(),
            Ok(Value::Text(text)) => text.chars().take(TEXT).collect(),
            Ok(Value::Null) => "-".to_owned(),
            other => format!("{:?}", other.map(|value| value.data_type())),
        };
        write!(line, "{name} {value}, ").ok();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_verdict_names_conversations_of_two_and_groups() {
        let why = "0:1:10001:10025 differs\n device 4: from 0";
        assert_eq!(named(why), ["0:1:10001:10025"]);
        assert_eq!(
            named("1883081936364109824 differs\n device 5"),
            ["1883081936364109824"]
        );
        assert!(named("device 3 is not online").is_empty());
    }
}
