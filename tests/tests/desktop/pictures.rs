//! Pictures: dropped from another program, pasted, looked at, and there again without a network.

use fantoccini::key::Key;
use linnet_tests::desktop::chat::{COMPOSER, draw, draw_noise};
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

async fn open<'d>(
    desktop: &'d Desktop,
    service: &Service,
    name: &str,
    user: i64,
    place: Place,
) -> Result<App<'d>> {
    let arguments = service.arguments(user);
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let app = desktop.open(name, &words).await?;
    app.arrange(place).await?;
    app.open_chat(CHAT).await?;
    Ok(app)
}

#[test]
fn pictures_are_dropped_pasted_looked_at_and_found_again_offline() -> Result<()> {
    story("pictures", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        writer.say(&chat, "show me").await?;
        let alice = open(desktop, &service, "alice", ALICE, LEFT).await?;
        let bob = open(desktop, &service, "bob", BOB, RIGHT).await?;

        let home = desktop.display.home();
        let sea = draw(home, "海 边.png", 1600, 900, 20)?;
        let hill = draw(home, "hill 50%.jpg", 600, 800, 200)?;
        drag::files(
            &desktop.display,
            &[&sea, &hill],
            alice.place_of("[data-testid=timeline]").await?,
        )
        .await?;
        alice.tray_holds(2).await?;
        alice.picture("tray").await?;
        alice.nothing_wrong().await?;
        alice.write(COMPOSER, "两张图 🌊⛰️").await?;
        alice.press(COMPOSER, Key::Enter).await?;
        alice.gone("[data-testid=tray]").await?;
        alice.sees_pictures(2).await?;
        bob.sees_pictures(2).await?;
        bob.find_text("[data-testid=timeline]", "两张图 🌊⛰️")
            .await?;
        bob.picture("album").await?;

        // Too large to be handed over in one piece.
        let pasted = draw_noise(home, "pasted.png", 1000, 700)?;
        desktop.display.copy_picture(&pasted).await?;
        alice.focus().await?;
        alice.click(COMPOSER).await?;
        alice.keys("ctrl+v").await?;
        alice.tray_holds(1).await?;
        alice.press(COMPOSER, Key::Enter).await?;
        alice.gone("[data-testid=tray]").await?;
        alice.sees_pictures(3).await?;
        bob.sees_pictures(3).await?;
        alice.picture("chat").await?;

        // As some programs of Windows copy: nothing but a BMP.
        let bmp = draw(home, "copied.bmp", 500, 300, 120)?;
        desktop.display.copy_as(&bmp, "image/bmp").await?;
        alice.focus().await?;
        alice.click(COMPOSER).await?;
        alice.keys("ctrl+v").await?;
        alice.tray_holds(1).await?;
        alice.press(COMPOSER, Key::Enter).await?;
        alice.gone("[data-testid=tray]").await?;
        alice.sees_pictures(4).await?;
        bob.sees_pictures(4).await?;

        bob.focus().await?;
        bob.click("[data-testid=picture] button").await?;
        bob.find("[data-testid=viewer]").await?;
        bob.until(
            "the original in the viewer",
            "const i = document.querySelector('img[data-testid=viewer-original]'); return !!i && i.complete && i.naturalWidth > 0;",
            &[],
        )
        .await?;
        bob.picture("viewer").await?;
        bob.nothing_wrong().await?;
        bob.keys("Escape").await?;
        bob.gone("[data-testid=viewer]").await?;

        alice.say("stays here").await?;
        bob.reads_to_the_end(CHAT).await?;
        alice.stands("stays here", "read").await?;
        alice.close().await?;
        bob.close().await?;
        service.stop().await;

        // No server at all: what was there is in the account's folder.
        let alice = desktop.open("alice", &[]).await?;
        alice.arrange(LEFT).await?;
        alice.open_chat(CHAT).await?;
        alice.hears("stays here").await?;
        alice.sees_pictures(4).await?;
        alice.find("[data-testid=connection]").await?;
        alice.picture("offline").await?;
        alice.close().await
    })
}
