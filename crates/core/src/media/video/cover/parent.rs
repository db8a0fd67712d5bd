//! The program's side of the process that makes covers.

use std::fs::File;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::WORD;
use crate::config::MediaWorker;

/// Covers made at the same time in this program; others wait for their turn.
static TURNS: Semaphore = Semaphore::const_new(2);

/// Longest wait for a cover, its turn included. What takes longer goes without.
const TIME_LIMIT: Duration = Duration::from_secs(5);
/// Largest picture that is taken from the process, bytes.
const MAX_COVER: u64 = 8 * 1024 * 1024;

/// A picture of the beginning of a video, as JPEG that nobody has looked at; none when there is none in time.
pub(in crate::media) async fn make(worker: &MediaWorker, video: File) -> Option<Vec<u8>> {
    within(worker, video, TIME_LIMIT).await
}

async fn within(worker: &MediaWorker, video: File, limit: Duration) -> Option<Vec<u8>> {
    let made = timeout(limit, made(worker, video)).await;
    match made {
        Ok(Ok(cover)) if !cover.is_empty() && cover.len() as u64 <= MAX_COVER => Some(cover),
        Ok(Ok(_)) => {
            tracing::info!("a video goes without a cover: nothing decodes it");
            None
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "the process that makes covers cannot be used");
            None
        }
        Err(_) => {
            tracing::warn!("a video goes without a cover: making it took too long");
            None
        }
    }
}

/// Dropping the future ends the process.
async fn made(worker: &MediaWorker, video: File) -> std::io::Result<Vec<u8>> {
    let _turn = TURNS.acquire().await.map_err(std::io::Error::other)?;
    let mut child = Command::new(&worker.program)
        .args(&worker.args)
        .arg(WORD)
        .stdin(Stdio::from(video))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .env_clear()
        .kill_on_drop(true)
        .spawn()?;
    let mut cover = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(MAX_COVER + 1).read_to_end(&mut cover).await?;
    }
    // It has said all it had to, or more than is wanted.
    if let Err(error) = child.start_kill() {
        tracing::debug!(%error, "the process that made a cover had ended already");
    }
    child.wait().await?;
    Ok(cover)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whatever_the_program_does_there_is_an_answer_in_time() {
        let cases: &[(&str, &[&str])] = &[
            ("/no/such/program", &[]),
            // Never answers.
            ("/bin/sh", &["-c", "sleep 60"]),
            // Ends at once.
            ("/bin/true", &[]),
            // Never ends to answer.
            ("/bin/cat", &["/dev/zero"]),
        ];
        for (program, args) in cases {
            let worker = MediaWorker {
                program: program.into(),
                args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            };
            let video = tempfile::tempfile().unwrap();
            let limit = Duration::from_millis(500);
            assert_eq!(within(&worker, video, limit).await, None, "{program}");
        }
    }
}
