//! Voice messages, from microphone to loudspeaker.

use std::time::Duration;

use linnet_core::auth::PastedToken;
use linnet_core::config::{Config, DatabaseKey, Endpoints};
use linnet_core::error::MediaError;
use linnet_core::event::Event;
use linnet_core::media::voice::{Ended, Heard, Recording};
use linnet_core::model::activity::Activity;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::sound::Speaker;
use linnet_core::view::row::{Body, MessageRow, VoiceRow};
use linnet_core::{Client, Draft};
use linnet_tests::sound::{SECOND, heard, tone, with_sound, without_sound};
use linnet_tests::world::{ALICE, BOB, Device, World, in_time};
use tokio::sync::mpsc;

/// A minute of it, and its levels.
const WAITING: usize = 4_096;

struct Recorder {
    recording: Recording,
    told: mpsc::Receiver<Heard>,
}

async fn record(device: &Device, chat: &ConversationId) -> Recorder {
    let (sender, told) = mpsc::channel(WAITING);
    let recording = device.client.record_voice(chat, move |heard| {
        sender.try_send(heard).ok();
    });
    Recorder {
        recording: in_time("the microphone begins", recording).await.unwrap(),
        told,
    }
}

impl Recorder {
    /// Until it is so long.
    async fn until(&mut self, wanted: u32) {
        in_time("the recording goes on", async {
            loop {
                match self.told.recv().await.unwrap() {
                    Heard::Level { millis, .. } if millis >= wanted => return,
                    Heard::Level { .. } => {}
                    ended => panic!("{ended:?}"),
                }
            }
        })
        .await;
    }

    async fn ends(&mut self) -> (Ended, u32) {
        in_time("the recording ends", async {
            loop {
                if let Heard::Ended { why, millis } = self.told.recv().await.unwrap() {
                    return (why, millis);
                }
            }
        })
        .await
    }

    async fn stop(mut self) -> u32 {
        self.recording.stop();
        let (why, millis) = self.ends().await;
        assert_eq!(why, Ended::Stopped);
        millis
    }
}

/// Records a tone of this length, with some silence around it.
async fn record_tone(device: &Device, chat: &ConversationId, length: Duration) {
    let mut recorder = record(device, chat).await;
    recorder.until(200).await;
    let speaker = Speaker::play(tone(length), 0, 1.0).unwrap();
    in_time("the tone is played", async {
        while !speaker.played().ended {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    let length = u32::try_from(length.as_millis()).unwrap();
    recorder.until(length + 900).await;
    recorder.stop().await;
}

async fn send(device: &Device, chat: &ConversationId) -> MessageKey {
    let sent = device.client.send_voice(chat, Draft::new_submission());
    in_time("the recording is taken in", sent).await.unwrap()
}

fn voice(row: &MessageRow) -> &VoiceRow {
    match &row.body {
        Body::Voice { voice } => voice,
        other => panic!("no recording: {other:?}"),
    }
}

/// Waits for a recording on somebody's screen, played or not.
async fn comes(device: &Device, chat: &ConversationId, key: &MessageKey, played: bool) -> VoiceRow {
    let rows = device
        .sees(chat, "the recording", |rows| {
            rows.iter()
                .any(|row| row.id == *key && row.server_id.is_some() && voice(row).played == played)
        })
        .await;
    voice(rows.iter().find(|row| row.id == *key).unwrap()).clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tone_comes_back_with_its_length_on_every_device_and_is_marked_as_played() {
    let Some(_sound) = with_sound(
        "voice::a_tone_comes_back_with_its_length_on_every_device_and_is_marked_as_played",
    ) else {
        return;
    };
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let length = Duration::from_millis(2_000);
    record_tone(&alice, &chat, length).await;

    // Heard before it is sent.
    let before = alice.client.draft_sound(&chat).await.unwrap().unwrap();
    let off = heard(&before.samples).abs_diff(length);
    assert!(off <= Duration::from_millis(50), "{off:?} off");
    let draft = alice.client.voice_draft(&chat).await.unwrap().unwrap();
    assert_eq!(draft.millis, before.millis());
    let row = alice.row(&chat, |row| row.draft.is_some()).await;
    assert!(row.draft.unwrap().voice);

    let key = send(&alice, &chat).await;
    let own = comes(&alice, &chat, &key, false).await;
    let came = comes(&bob, &chat, &key, false).await;
    assert_eq!((own.millis, came.millis), (draft.millis, draft.millis));
    assert_eq!((&own.wave, &came.wave), (&draft.wave, &draft.wave));
    assert!(alice.client.voice_draft(&chat).await.unwrap().is_none());
    let sound = in_time("it is loaded", bob.client.sound(&came.media)).await;
    assert_eq!(sound.unwrap().unwrap().samples, before.samples);
    let again = in_time("it is here", alice.client.sound(&own.media)).await;
    assert_eq!(again.unwrap().unwrap().samples, before.samples);

    // Listened to, which the sender and the other devices see, and nobody as a reaction.
    let second = world.device(BOB).await;
    assert!(!comes(&second, &chat, &key, false).await.played);
    bob.client.mark_played(&key).await.unwrap();
    comes(&bob, &chat, &key, true).await;
    comes(&second, &chat, &key, true).await;
    comes(&alice, &chat, &key, true).await;
    for device in [&alice, &bob, &second] {
        let rows = device.sees(&chat, "it", |rows| rows.len() == 1).await;
        assert_eq!(rows[0].reactions, []);
    }
    // Once more changes nothing, and neither does the sender.
    bob.client.mark_played(&key).await.unwrap();
    alice.client.mark_played(&key).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn recordings_that_were_not_heard_follow_each_other() {
    let Some(_sound) = with_sound("voice::recordings_that_were_not_heard_follow_each_other") else {
        return;
    };
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let mut keys = Vec::new();
    for _ in 0..3 {
        let mut recorder = record(&alice, &chat).await;
        recorder.until(1_100).await;
        recorder.stop().await;
        keys.push(send(&alice, &chat).await);
        alice.says(&chat, "and something between").await;
    }
    comes(&bob, &chat, &keys[2], false).await;
    bob.client.mark_played(&keys[1]).await.unwrap();
    let next = async |key: &MessageKey| {
        let next = bob.client.next_unheard(key).await.unwrap();
        next.map(|(key, _)| key)
    };
    assert_eq!(next(&keys[0]).await, Some(keys[2].clone()));
    assert_eq!(next(&keys[2]).await, None);
    // One's own never follow.
    assert!(alice.client.next_unheard(&keys[0]).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_ends_by_itself_and_is_small() {
    let Some(_sound) = with_sound("voice::a_recording_ends_by_itself_and_is_small") else {
        return;
    };
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let mut recorder = record(&alice, &chat).await;
    // Loud all the time.
    let _speaker = Speaker::play(tone(Duration::from_secs(70)), 0, 1.0).unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(240), async {
        loop {
            if let Heard::Ended { why, millis } = recorder.told.recv().await.unwrap() {
                return (why, millis);
            }
        }
    })
    .await;
    assert_eq!(ended.unwrap(), (Ended::Full, 60_000));
    let key = send(&alice, &chat).await;
    let came = comes(&bob, &chat, &key, false).await;
    assert_eq!(came.millis, 60_000);
    assert!(came.bytes <= 250_000, "{} bytes", came.bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_short_or_not_wanted_leaves_nothing() {
    let Some(_sound) = with_sound("voice::what_is_too_short_or_not_wanted_leaves_nothing") else {
        return;
    };
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let mut recorder = record(&alice, &chat).await;
    recorder.until(300).await;
    let millis = recorder.stop().await;
    let draft = alice.client.voice_draft(&chat).await;
    match millis < 1_000 {
        true => assert_eq!(draft.unwrap_err().code(), "voice_too_short"),
        // A machine that was so busy that it noticed late.
        false => assert!(draft.unwrap().is_some()),
    }
    let mut recorder = record(&alice, &chat).await;
    recorder.until(1_100).await;
    recorder.stop().await;
    alice.client.discard_voice(&chat).await.unwrap();
    assert!(alice.client.voice_draft(&chat).await.unwrap().is_none());
    let sent = alice
        .client
        .send_voice(&chat, Draft::new_submission())
        .await;
    assert_eq!(sent.unwrap_err().code(), "not_found");
    let closed = alice.stop().await;
    let left = std::fs::read_dir(closed.folder().join("media/voice")).unwrap();
    assert_eq!(left.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_before_the_microphone_was_unplugged_is_kept() {
    let name = "voice::what_was_said_before_the_microphone_was_unplugged_is_kept";
    let Some(sound) = with_sound(name) else {
        return;
    };
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let mut recorder = record(&alice, &chat).await;
    recorder.until(1_500).await;
    drop(sound);
    let (why, millis) = recorder.ends().await;
    assert_eq!(why, Ended::Lost(MediaError::MicrophoneLost));
    let draft = alice.client.voice_draft(&chat).await.unwrap().unwrap();
    assert_eq!(draft.millis, millis);
    // Also after a restart, and it can be sent without a microphone.
    let alice = alice.restart().await;
    assert_eq!(
        alice.client.voice_draft(&chat).await.unwrap(),
        Some(draft.clone())
    );
    let key = send(&alice, &chat).await;
    assert_eq!(comes(&alice, &chat, &key, false).await.millis, draft.millis);
}

/// Closing a device waits for the sound system's answer. Seen once in many runs with one that was only busy.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_recording_ends_though_the_sound_system_hangs() {
    let name = "voice::a_recording_ends_though_the_sound_system_hangs";
    let Some(sound) = with_sound(name) else {
        return;
    };
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let mut recorder = record(&alice, &chat).await;
    recorder.until(1_500).await;
    sound.hang();
    let millis = recorder.stop().await;
    let draft = alice.client.voice_draft(&chat).await.unwrap().unwrap();
    assert_eq!(draft.millis, millis);
    // The next one says what is wrong, and what was said before is sent.
    let next = alice.client.record_voice(&chat, |_| {});
    let refused = in_time("it is refused", next).await.unwrap_err();
    assert_eq!(refused.code(), "no_microphone");
    let key = send(&alice, &chat).await;
    assert_eq!(comes(&bob, &chat, &key, false).await.millis, millis);
}

/// Servers overseas take no recordings: it is said before anything is recorded.
#[tokio::test(flavor = "multi_thread")]
async fn overseas_it_is_refused_before_the_microphone_is_opened() {
    let name = "voice::overseas_it_is_refused_before_the_microphone_is_opened";
    let Some(_sound) = with_sound(name) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let endpoints = Endpoints::overseas().unwrap();
    let key = DatabaseKey::random();
    let config = Config::new(endpoints, 1, UserId(ALICE), folder.path(), key).unwrap();
    let client = Client::builder(config)
        .tokens(PastedToken::new("a-token").unwrap())
        .open()
        .await
        .unwrap();
    let chat = ConversationId::from("0:1:10001:10009");
    let recording = client.record_voice(&chat, |_| {}).await;
    let reason = recording.unwrap_err().reason();
    assert_eq!(reason.code, "not_overseas");
    client.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_sound_system_it_says_so_and_keeps_nothing() {
    if !without_sound("voice::without_a_sound_system_it_says_so_and_keeps_nothing") {
        return;
    }
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let recording = alice.client.record_voice(&chat, |_| {}).await;
    assert_eq!(recording.unwrap_err().code(), "no_microphone");
    assert_eq!(
        Speaker::play(tone(Duration::from_secs(1)), 0, 1.0).err(),
        Some(MediaError::NoSpeaker)
    );
    assert!(alice.client.voice_draft(&chat).await.unwrap().is_none());
    let closed = alice.stop().await;
    let left = std::fs::read_dir(closed.folder().join("media/voice")).unwrap();
    assert_eq!(left.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_whose_address_has_expired_is_heard_all_the_same() {
    let Some(_sound) =
        with_sound("voice::a_recording_whose_address_has_expired_is_heard_all_the_same")
    else {
        return;
    };
    let (world, clock) = World::by_turned_clock().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    record_tone(&alice, &chat, Duration::from_millis(500)).await;
    let key = send(&alice, &chat).await;
    let came = comes(&bob, &chat, &key, false).await;
    let first = in_time("it is loaded", bob.client.sound(&came.media)).await;
    let first = first.unwrap().unwrap().samples;
    bob.client.clear_media(None).await.unwrap();
    world.days_pass(&clock, &[&bob]).await;
    let again = in_time("it is loaded again", bob.client.sound(&came.media)).await;
    assert_eq!(again.unwrap().unwrap().samples, first);
}

/// A program with a recorder of its own needs no microphone of ours.
#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_was_made_elsewhere_is_sent_as_it_is_or_refused() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let folder = tempfile::tempdir().unwrap();
    let put = async |content: &[u8]| {
        let path = folder.path().join("recording");
        std::fs::write(&path, content).unwrap();
        alice.client.put_voice(&chat, &path).await
    };
    put(SECOND).await.unwrap();
    let before = alice.client.draft_sound(&chat).await.unwrap().unwrap();
    // What is none is not taken, and the one before is still there.
    let refused = put(b"no recording").await.unwrap_err();
    assert_eq!(refused.code(), "voice_cannot_be_played");
    let nothing = folder.path().join("nothing");
    let missing = alice.client.put_voice(&chat, &nothing).await;
    assert!(missing.is_err());
    let still = alice.client.draft_sound(&chat).await.unwrap().unwrap();
    assert_eq!(still.samples, before.samples);
    // Another one takes its place, and no file is left of it.
    put(SECOND).await.unwrap();
    let left = || std::fs::read_dir(alice.folder().join("media/voice")).unwrap();
    assert_eq!(left().count(), 1);

    let key = send(&alice, &chat).await;
    let came = comes(&bob, &chat, &key, false).await;
    let loaded = in_time("it is loaded", bob.client.load_file(&came.media)).await;
    assert_eq!(std::fs::read(loaded.unwrap().unwrap()).unwrap(), SECOND);
    assert_eq!(left().count(), 0);
}

/// Whoever records must not have to tell it.
#[tokio::test(flavor = "multi_thread")]
async fn the_others_learn_that_something_is_recorded() {
    let Some(_sound) = with_sound("voice::the_others_learn_that_something_is_recorded") else {
        return;
    };
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "listen").await;
    bob.sees(&chat, "her words", |rows| !rows.is_empty()).await;
    let mut events = bob.client.events();
    let recorder = record(&alice, &chat).await;
    let told = async {
        loop {
            if let Some(Event::Activity {
                conversation,
                person,
                activity,
            }) = events.next().await
            {
                return (conversation, person.id, activity);
            }
        }
    };
    let told = in_time("he is told", told).await;
    assert_eq!(told, (chat, UserId(ALICE), Activity::Recording));
    recorder.stop().await;
}
