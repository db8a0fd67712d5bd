use std::path::Path;

use super::*;

const ALICE: &str = "a11ce00000000000";

fn tray() -> Tray {
    Tray::new(AccountId::from(ALICE), "0:1:10001:10009".into())
}

fn files(names: impl IntoIterator<Item = impl AsRef<Path>>) -> Vec<Source> {
    names
        .into_iter()
        .map(|name| Source::Path(Path::new("/home/alice").join(name)))
        .collect()
}

fn found(mime: &str) -> Result<Found, Failure> {
    Ok(Found::Picture(
        MediaId("ab".repeat(32)),
        Inspection {
            mime: mime.to_owned(),
            width: 40,
            height: 30,
            bytes: 1_200,
            animated: false,
            transparent: false,
            has_location: false,
            thumbhash: String::new(),
            compressed_bytes: None,
        },
    ))
}

fn names(tray: &Tray) -> Vec<String> {
    let items = tray.lock();
    items.iter().map(|item| item.facts.name.clone()).collect()
}

fn handle(tray: &Tray, at: usize) -> String {
    tray.lock()[at].facts.handle.clone()
}

#[test]
fn a_file_has_one_place_however_often_it_is_added() {
    let tray = tray();
    let (first, _) = tray.add(files(["sea.png", "hill.png"]));
    for _ in 0..20 {
        tray.add(files(["sea.png", "hill.png"]));
    }
    assert_eq!(names(&tray), ["sea.png", "hill.png"]);
    // It is looked at anew, and what the first look finds late is not believed.
    assert!(first[0].cancel.is_cancelled());
    tray.looked_at(&first[0], found("image/png"));
    assert!(tray.lock()[0].facts.looking);
}

#[test]
fn a_hundred_files_find_room_and_the_others_are_counted() {
    let tray = tray();
    tray.add(files((0..60).map(|n| format!("{n}.png"))));
    let (looks, refused) = tray.add(files((60..130).map(|n| format!("{n}.png"))));
    assert_eq!((looks.len(), refused), (40, 30));
    assert_eq!(tray.paths_without(&[]).len(), MAX_ATTACHMENTS);
}

#[test]
fn what_is_taken_out_is_no_longer_looked_at_and_does_not_come_back() {
    let tray = tray();
    let (looks, _) = tray.add(files(["pipe.png", "sea.png"]));
    let pipe = handle(&tray, 0);
    assert_eq!(tray.remove(&pipe), Some(looks[0].source.clone()));
    assert!(looks[0].cancel.is_cancelled());
    tray.looked_at(&looks[0], found("image/png"));
    assert_eq!(names(&tray), ["sea.png"]);
    assert_eq!(tray.remove(&pipe), None);
}

fn picture(made: Made) -> (PictureDraft, Option<MediaId>) {
    match made {
        Made::Picture(picture, seen) => (picture, seen),
        other => panic!("{other:?}"),
    }
}

#[test]
fn files_go_beside_pictures_and_words_find_a_place() {
    let tray = tray();
    let (looks, _) = tray.add(files(["sea.png", "report.pdf", "hill.png"]));
    for look in &looks {
        let is_file = look.source.path().ends_with("report.pdf");
        let facts = FileFacts {
            name: "report.pdf".to_owned(),
            bytes: 9,
        };
        let found = if is_file {
            Ok(Found::File(facts))
        } else {
            found("image/png")
        };
        tray.looked_at(look, found);
    }
    let made = |modes: [SendMode; 3]| -> Vec<String> {
        let choice = |(at, mode)| AttachmentChoice {
            handle: handle(&tray, at),
            mode,
        };
        let choices: Vec<_> = modes.into_iter().enumerate().map(choice).collect();
        let told = |made| match made {
            Made::Picture(picture, _) => {
                let album = picture.album.map(|album| (album.index, album.count));
                format!("picture {} {album:?}", picture.caption)
            }
            Made::Video(video) => format!("video {}", video.caption),
            Made::File(_, source) => format!("file {}", source.path().display()),
            Made::Words(_, words) => format!("words {words}"),
        };
        let messages = tray.messages(&choices, "look").unwrap();
        messages.into_iter().map(told).collect()
    };
    // What is no picture is a file whatever was chosen; the words go with the first picture.
    assert_eq!(
        made([SendMode::Compress; 3]),
        [
            "picture look Some((0, 2))",
            "file /home/alice/report.pdf",
            "picture  Some((1, 2))"
        ]
    );
    // A picture as a file, and one alone.
    assert_eq!(
        made([SendMode::File, SendMode::File, SendMode::Original]),
        [
            "file /home/alice/sea.png",
            "file /home/alice/report.pdf",
            "picture look None"
        ]
    );
    // None at all: the words follow by themselves, and twice they are one message.
    let words = || match tray.messages(&[], "look").unwrap().remove(0) {
        Made::Words(submission, _) => submission,
        other => panic!("{other:?}"),
    };
    assert_eq!(made([SendMode::File; 3]).last().unwrap(), "words look");
    assert_eq!(words(), words());
    let before = words();
    tray.words_sent();
    assert_ne!(words(), before);
}

#[test]
fn pictures_go_in_the_order_that_was_chosen_and_keep_their_ids_when_tried_again() {
    let tray = tray();
    let (looks, _) = tray.add(files(["sea.png", "hill.png"]));
    let choice = |at: usize| AttachmentChoice {
        handle: handle(&tray, at),
        mode: SendMode::Original,
    };
    let choices = [choice(1), choice(0)];
    assert!(tray.messages(&choices, "").is_none(), "still looked at");
    for look in &looks {
        tray.looked_at(look, found("image/png"));
    }
    let made = || -> Vec<(PictureDraft, Option<MediaId>)> {
        let messages = tray.messages(&choices, "two of them").unwrap();
        messages.into_iter().map(picture).collect()
    };
    let told: Vec<_> = made()
        .iter()
        .map(|(picture, seen)| {
            let album = picture.album.clone().unwrap();
            assert!(seen.is_some());
            assert_eq!(album.id, made()[0].0.submission.to_string());
            (
                picture.source.path().to_owned(),
                picture.caption.clone(),
                (album.index, album.count),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "/home/alice/hill.png".into(),
                "two of them".to_owned(),
                (0, 2)
            ),
            ("/home/alice/sea.png".into(), String::new(), (1, 2)),
        ]
    );
    assert_eq!(made()[1].0.submission, made()[1].0.submission);
    // One alone is no album.
    let alone = tray.messages(&choices[..1], "").unwrap().remove(0);
    assert!(picture(alone).0.album.is_none());
    // One that is gone: none is sent.
    tray.remove(&choices[1].handle);
    assert!(tray.messages(&choices, "").is_none());
}

#[test]
fn a_tray_goes_with_its_account() {
    let staging = Staging::default();
    let alice = AccountId::from(ALICE);
    let tray = staging.tray(&alice, &"0:1:10001:10009".into());
    let (looks, _) = tray.add(files(["sea.png"]));
    let sea = handle(&tray, 0);
    assert!(staging.holding(&sea).is_some());
    staging.account_gone(&alice);
    assert!(staging.holding(&sea).is_none());
    assert!(looks[0].cancel.is_cancelled());
}

fn video() -> Result<Found, Failure> {
    Ok(Found::Video(LookedVideo {
        name: "ball.mp4".to_owned(),
        bytes: 22_000,
        facts: linnet_core::media::VideoFacts {
            mime: "video/mp4".to_owned(),
            duration: 2_040,
            width: 320,
            height: 180,
            codec: "h264".to_owned(),
        },
        cover: Some(MediaId("cd".repeat(32))),
    }))
}

fn facts(tray: &Tray, at: usize) -> Intake {
    tray.lock()[at].facts.clone()
}

fn choice(tray: &Tray, at: usize, mode: SendMode) -> AttachmentChoice {
    AttachmentChoice {
        handle: handle(tray, at),
        mode,
    }
}

#[test]
fn videos_and_pictures_are_one_album_with_one_caption() {
    let tray = tray();
    let (looks, _) = tray.add(files(["ball.mp4", "sea.png", "words.txt"]));
    tray.looked_at(&looks[0], video());
    tray.looked_at(&looks[1], found("image/png"));
    let file = FileFacts {
        name: "words.txt".to_owned(),
        bytes: 5,
    };
    tray.looked_at(&looks[2], Ok(Found::File(file)));
    let known = facts(&tray, 0);
    assert_eq!((known.seconds, known.pictured), (3, true));
    let choices = [0, 1, 2].map(|at| choice(&tray, at, SendMode::Compress));
    let made = tray.messages(&choices, "look").unwrap();
    let [Made::Video(first), Made::Picture(second, _), Made::File(..)] = &made[..] else {
        panic!("{made:?}");
    };
    assert_eq!(
        (first.caption.as_str(), second.caption.as_str()),
        ("look", "")
    );
    assert_eq!(first.cover, Some(MediaId("cd".repeat(32))));
    let places = [&first.album, &second.album].map(|album| {
        let album = album.clone().unwrap();
        (
            album.index,
            album.count,
            album.id == first.submission.as_str(),
        )
    });
    assert_eq!(places, [(0, 2, true), (1, 2, true)]);
    // As a file it is one, and the picture stands alone.
    let choices = [
        choice(&tray, 0, SendMode::File),
        choice(&tray, 1, SendMode::Original),
    ];
    let made = tray.messages(&choices, "look").unwrap();
    let [Made::File(..), Made::Picture(picture, _)] = &made[..] else {
        panic!("{made:?}");
    };
    assert_eq!(
        (picture.album.clone(), picture.caption.as_str()),
        (None, "look")
    );
}

#[test]
fn a_folder_is_not_sent_before_it_is_an_archive() {
    let tray = tray();
    let (looks, _) = tray.add(files(["photos"]));
    assert!(
        tray.pack(&handle(&tray, 0)).is_none(),
        "nobody knows yet what it is"
    );
    let contents = Contents {
        files: 3,
        bytes: 90,
    };
    tray.looked_at(&looks[0], Ok(Found::Folder(contents)));
    let known = facts(&tray, 0);
    assert_eq!((known.files, known.bytes), (3, 90));
    let choices = [choice(&tray, 0, SendMode::File)];
    assert!(tray.messages(&choices, "").is_none());
    let packing = tray.pack(&handle(&tray, 0)).unwrap();
    assert!(tray.pack(&handle(&tray, 0)).is_none(), "once");
    let archive = Source::Staged("/data/staged/1/photos.zip".into());
    let look = tray.packed(&packing, archive.clone()).unwrap();
    assert_eq!(
        (names(&tray), look.source.clone()),
        (vec!["photos.zip".to_owned()], archive)
    );
    let file = FileFacts {
        name: "photos.zip".to_owned(),
        bytes: 60,
    };
    tray.looked_at(&look, Ok(Found::File(file)));
    assert!(matches!(
        tray.messages(&choices, "").unwrap()[..],
        [Made::File(..)]
    ));
    // One that was taken out meanwhile comes back in no other form.
    let (looks, _) = tray.add(files(["other"]));
    tray.looked_at(&looks[0], Ok(Found::Folder(contents)));
    let packing = tray.pack(&handle(&tray, 1)).unwrap();
    tray.remove(&handle(&tray, 1));
    assert!(
        tray.packed(&packing, Source::Path("/x.zip".into()))
            .is_none()
    );
}
