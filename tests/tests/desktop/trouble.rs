//! A message store that cannot be opened: the window says why, touches nothing, and offers a way out.

use std::path::{Path, PathBuf};

use linnet_tests::desktop::{App, Result, story};

/// The conversation the two people of the trial already share.
const SHARED: &str = "0:1:10001:10009";

/// The only account's folder.
fn account(data: &Path) -> PathBuf {
    let accounts = std::fs::read_dir(data.join("accounts")).unwrap();
    accounts.map(|entry| entry.unwrap().path()).next().unwrap()
}

fn database(folder: &Path) -> rusqlite::Connection {
    let key = std::fs::read_to_string(folder.join("recovery.key")).unwrap();
    let database = rusqlite::Connection::open(folder.join("linnet.db")).unwrap();
    database
        .execute_batch(&format!(
            "PRAGMA key = \"x'{}'\"; PRAGMA cipher_compatibility = 4;",
            key.trim()
        ))
        .unwrap();
    database
}

async fn says(window: &App<'_>, code: &str) -> Result<()> {
    window
        .find(&format!("[data-testid=trouble][data-code={code}]"))
        .await?;
    let broken = window.accessibility().await?;
    assert_eq!(broken, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_newer_or_damaged_message_store_is_explained_and_nothing_of_it_is_lost() -> Result<()> {
    story("trouble", async |desktop| {
        let alice = desktop.open("alice", &[]).await?;
        alice.click("[data-testid=sign-in-trial]").await?;
        alice.open_chat(SHARED).await?;
        alice.say("before the trouble").await?;
        alice.stands("before the trouble", "sent").await?;
        alice.close().await?;

        let folder = account(&desktop.data_folder("alice"));
        let file = folder.join("linnet.db");
        let version: i64 = {
            let database = database(&folder);
            let version = database.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            database.pragma_update(None, "user_version", 999)?;
            version
        };
        let newer = std::fs::read(&file)?;
        let alice = desktop.open("alice", &[]).await?;
        says(&alice, "database_newer").await?;
        alice.picture("newer").await?;
        alice.click("[data-testid=open-again]").await?;
        alice.find("[data-testid=trouble-error]").await?;
        assert!(std::fs::read(&file)? == newer, "a newer store was touched");
        // The newer program is gone again: the window goes on without a restart.
        database(&folder).pragma_update(None, "user_version", version)?;
        alice.click("[data-testid=open-again]").await?;
        alice.open_chat(SHARED).await?;
        alice.hears("before the trouble").await?;
        alice.close().await?;

        // The driver ends the window abruptly: what the log still holds belongs to the file that is damaged now, or the
        // next start would put it there.
        database(&folder).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        let mut damaged = std::fs::read(&file)?;
        for byte in damaged.iter_mut().skip(4096) {
            *byte ^= 0x5a;
        }
        std::fs::write(&file, &damaged)?;
        let alice = desktop.open("alice", &[]).await?;
        says(&alice, "database_damaged").await?;
        alice.picture("damaged").await?;
        alice.click("[data-testid=set-aside]").await?;
        alice.click("[data-testid=set-aside-do]").await?;
        alice.open_chat(SHARED).await?;
        // From the server.
        alice.hears("before the trouble").await?;
        assert!(std::fs::read(folder.join("damaged-1.db"))? == damaged);
        alice.close().await
    })
}
