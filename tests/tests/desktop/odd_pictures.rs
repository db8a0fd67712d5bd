//! Pictures as people have them: screenshots of whole pages, files of other systems, names in other alphabets.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::key::Key;
use linnet_tests::desktop::chat::{COMPOSER, draw};
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Desktop, Result, Service, drag, story};

const CHAT: &str = "0:1:10001:10009";

const LEFT: Place = Place {
    x: 0,
    y: 30,
    width: 1280,
    height: 800,
};
const RIGHT: Place = Place {
    x: 1320,
    y: 30,
    width: 1280,
    height: 800,
};

/// How long a dialog of the desktop may take to open.
const DIALOG: Duration = Duration::from_secs(20);

/// A long page: a line of another colour every 100 pixels, a letter's width of margin.
fn draw_page(folder: &Path, name: &str, width: u32, height: u32) -> Result<PathBuf> {
    let file = folder.join(name);
    image::RgbImage::from_fn(width, height, |x, y| {
        let line = y / 100;
        let written = y % 100 < 60 && x > 40 && (x / 24 + line) % 5 != 0;
        let shade = u8::try_from(line * 90 / (height / 100)).unwrap_or(90);
        image::Rgb(if written {
            [shade, 60, 150 - shade]
        } else {
            [250, 249, 246]
        })
    })
    .save(&file)?;
    Ok(file)
}

async fn dialog(app: &App<'_>, desktop: &Desktop, title: &str) -> Result<String> {
    let process = app.process();
    let found = async {
        loop {
            for window in desktop.display.windows_of(process).await? {
                let named = desktop
                    .display
                    .processes
                    .ask("xdotool", &["getwindowname", &window])
                    .await?;
                if named.trim() == title {
                    return Ok(window);
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(DIALOG, found)
        .await
        .map_err(|_| format!("no dialog “{title}”"))?
}

#[test]
fn a_long_page_is_sent_whole_read_and_saved() -> Result<()> {
    story("long-page", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        writer.say(&chat, "show me").await?;
        let alice = desktop
            .open_chat(&service, "alice", ALICE, CHAT, LEFT)
            .await?;
        let bob = desktop.open_chat(&service, "bob", BOB, CHAT, RIGHT).await?;

        let folder = desktop.display.home().join("from");
        std::fs::create_dir(&folder)?;
        let page = draw_page(&folder, &format!("{}.png", "长".repeat(80)), 1080, 20_000)?;
        let timeline = "[data-testid=timeline]";
        drag::files(&desktop.display, &[&page], alice.place_of(timeline).await?).await?;
        alice.tray_holds(1).await?;
        alice.picture("tray").await?;
        alice.press(COMPOSER, Key::Enter).await?;
        alice.gone("[data-testid=tray]").await?;
        for app in [&alice, &bob] {
            app.sees_pictures(1).await?;
            app.until(
                "the picture in the bubble",
                "return !!document.querySelector('[data-testid=picture][data-loaded=true]')",
                &[],
            )
            .await?;
            app.picture("bubble").await?;
        }

        bob.focus().await?;
        bob.click("[data-testid=picture] button").await?;
        bob.until(
            "the whole page in the viewer",
            "const i = document.querySelector('img[data-testid=viewer-original]'); return !!i && i.complete && i.naturalWidth === 1080 && i.naturalHeight === 20000;",
            &[],
        )
        .await?;
        bob.picture("viewer").await?;
        bob.keys("Next").await?;
        bob.picture("viewer-below").await?;

        bob.click("[data-testid=viewer-save]").await?;
        let window = dialog(&bob, desktop, "Save picture").await?;
        desktop.display.focus(&window).await?;
        desktop
            .display
            .picture(&desktop.picture_file("save-dialog"))
            .await?;
        desktop
            .display
            .processes
            .ask("xdotool", &["key", "Return"])
            .await?;
        bob.find_text("[data-testid=viewer]", "Saved as").await?;
        let saved = std::fs::read_dir(desktop.display.home())?
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.file_stem() == page.file_stem())
            .ok_or("nothing was saved")?;
        let size = image::image_dimensions(&saved)?;
        assert_eq!(size, (1080, 20_000));
        alice.close().await?;
        bob.close().await?;
        service.stop().await;
        Ok(())
    })
}

#[test]
fn files_of_other_systems_are_taken_and_what_lies_elsewhere_is_said() -> Result<()> {
    story("files-of-others", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        writer.say(&chat, "show me").await?;
        let arguments = service.arguments(ALICE);
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let alice = desktop.open("alice", &words).await?;
        alice.arrange(LEFT).await?;
        alice.open_chat(CHAT).await?;

        let folder = desktop.display.home().join("from");
        std::fs::create_dir(&folder)?;
        let bmp = draw(&folder, "pasted.bmp", 600, 400, 30)?;
        let tiff = draw(&folder, "SCAN.TIF", 600, 400, 90)?;
        let camera = draw(&folder, "DSC_0001.JPG", 600, 400, 150)?;
        // Its end mark never reached the card.
        let whole = std::fs::read(&camera)?;
        std::fs::write(&camera, &whole[..whole.len() - 2])?;
        // "照片.png" as an archive of Windows has it.
        let gbk = folder.join(OsStr::from_bytes(b"\xd5\xd5\xc6\xac.png"));
        std::fs::rename(draw(&folder, "x.png", 600, 400, 220)?, &gbk)?;

        let timeline = alice.place_of("[data-testid=timeline]").await?;
        drag::files(&desktop.display, &[&bmp, &tiff, &camera, &gbk], timeline).await?;
        alice.tray_holds(4).await?;
        alice.find_text("[data-testid=tray]", "照片.png").await?;
        assert_eq!(alice.count(".tray-item.bad").await?, 0);
        alice.picture("tray").await?;
        alice.press(COMPOSER, Key::Enter).await?;
        alice.gone("[data-testid=tray]").await?;
        alice.sees_pictures(4).await?;
        alice.picture("sent").await?;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
