//! Playing recordings of a conversation.

use std::sync::Arc;
use std::time::Duration;

use linnet_core::error::{Error, MediaError};
use linnet_core::media::voice::Sound;
use linnet_core::sound::Speaker;

use super::player::Wanted;
use crate::accounts::account::Account;
use crate::ipc::{Failure, Playing, Update};
use crate::shell::Shell;

/// How often the page is told how far it is.
const TOLD: Duration = Duration::from_millis(100);

/// Plays a recording, and after it those of its conversation that were not heard.
///
/// # Errors
/// Something is being recorded.
pub fn play(shell: &Arc<Shell>, wanted: Wanted) -> Result<(), Failure> {
    if shell.recorder.of().is_some() {
        return Err(Failure::own(
            "recording_now",
            "正在录音，录完后再播放。",
            "Something is being recorded; play this afterwards.",
        ));
    }
    shell.player.stop(&shell.stream);
    let turn = shell.player.begin();
    let of = Arc::clone(shell);
    shell.spawn(async move {
        let mut next = Some(wanted);
        while let Some(wanted) = next.take() {
            match play_one(&of, &wanted, turn).await {
                Ok(followed) => next = followed,
                Err(failure) => of.stream.event(Update::Notice {
                    reason: failure.reason,
                }),
            }
        }
        of.player.ended(turn, &of.stream);
    });
    Ok(())
}

/// Plays one to its end. Answers what follows it.
async fn play_one(
    shell: &Arc<Shell>,
    wanted: &Wanted,
    turn: u64,
) -> Result<Option<Wanted>, Failure> {
    let account = shell.accounts.get(&wanted.account)?;
    let tell = |millis, length, loading| {
        let Some((paused, speed)) = shell.player.in_turn(turn) else {
            return false;
        };
        shell.stream.playing(Some(Playing {
            account: wanted.account.clone(),
            conversation: wanted.conversation.clone(),
            message: wanted.message.clone(),
            millis,
            length,
            paused,
            speed,
            loading,
        }));
        true
    };
    if !tell(wanted.from, 0, true) {
        return Ok(None);
    }
    let Some(sound) = sound(&account, wanted).await? else {
        return Ok(None);
    };
    let length = sound.millis();
    let Some(speaker) = begin(shell, sound, wanted.from, turn).await? else {
        return Ok(None);
    };
    if let Some(message) = &wanted.message {
        account.client.mark_played(message).await?;
    }
    loop {
        let played = speaker.played();
        if played.lost {
            return Err(Error::from(MediaError::NoSpeaker).into());
        }
        if played.ended {
            break;
        }
        // Signed out meanwhile, or something else is played.
        if shell.accounts.get(&wanted.account).is_err() || !tell(played.millis, length, false) {
            return Ok(None);
        }
        tokio::time::sleep(TOLD).await;
    }
    let Some(message) = &wanted.message else {
        return Ok(None);
    };
    let next = account.client.next_unheard(message).await?;
    Ok(next.map(|(message, _)| Wanted {
        message: Some(message),
        from: 0,
        ..wanted.clone()
    }))
}

async fn sound(account: &Account, wanted: &Wanted) -> Result<Option<Sound>, Failure> {
    let client = &account.client;
    Ok(match &wanted.message {
        None => client.draft_sound(&wanted.conversation).await?,
        Some(message) => {
            let file = client.file_of(message).await?;
            client.sound(&file.media).await?
        }
    })
}

/// None: something else is played by now.
async fn begin(
    shell: &Shell,
    sound: Sound,
    from: u32,
    turn: u64,
) -> Result<Option<Arc<Speaker>>, Failure> {
    let begun = tokio::task::spawn_blocking(move || Speaker::play(sound.samples, from, 1.0));
    let speaker = begun.await.map_err(|_| Error::Stopped)?;
    let speaker = Arc::new(speaker.map_err(Error::from)?);
    Ok(shell.player.begun(turn, &speaker).then_some(speaker))
}
