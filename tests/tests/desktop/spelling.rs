//! Words that are in no dictionary are underlined while one writes, until the person does not want that.

use image::GenericImageView as _;
use linnet_tests::desktop::chat::COMPOSER;
use linnet_tests::desktop::display::Place;
use linnet_tests::desktop::input_method::types;
use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};

const BOBS: &str = "0:1:10001:10009";
const PLACE: Place = Place {
    x: 0,
    y: 30,
    width: 1000,
    height: 700,
};

/// Strongly red pixels in the field, of which the page itself has none there.
async fn red(app: &App<'_>, what: &str) -> Result<usize> {
    let file = app.picture(what).await?;
    let field = app.place_of(COMPOSER).await?;
    let window = app.place().await?;
    let picture = image::open(file)?;
    let from = |screen: i32, edge: i32| u32::try_from(screen - edge).unwrap_or(0);
    let inside = picture.view(
        from(field.x, window.x),
        from(field.y, window.y),
        u32::try_from(field.width)?,
        u32::try_from(field.height)?,
    );
    let is_red = |pixel: image::Rgba<u8>| {
        let [r, g, b, _] = pixel.0;
        r > 150 && r - r.min(g.max(b)) > 60
    };
    Ok(inside
        .pixels()
        .filter(|(_, _, pixel)| is_red(*pixel))
        .count())
}

#[test]
fn a_word_that_is_in_no_dictionary_is_underlined_where_the_person_wants_it() -> Result<()> {
    story("spelling", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let writer = service.writer(BOB).await?;
        let chat = writer.chat_with(ALICE).await?;
        writer.say(&chat, "hello").await?;
        let alice = desktop
            .open_chat(&service, "alice", ALICE, BOBS, PLACE)
            .await?;
        alice.click(COMPOSER).await?;
        alice.focus().await?;
        types(desktop, "Ths sentense is wrng ").await?;
        alice
            .until(
                "the words",
                "return document.querySelector('[data-testid=composer-input]').value.endsWith('wrng ');",
                &[],
            )
            .await?;
        assert_eq!(red(&alice, "off").await?, 0);

        alice.click("[data-testid=go-settings]").await?;
        alice.click("[data-testid=set-spelling]").await?;
        alice
            .until(
                "it is on",
                "return document.querySelector('[data-testid=set-spelling]').checked;",
                &[],
            )
            .await?;
        alice.picture("setting").await?;
        alice.click("[data-testid=go-chats]").await?;
        alice.click(COMPOSER).await?;
        alice.focus().await?;
        types(desktop, "and so is ths sentense ").await?;
        let looking = async {
            while red(&alice, "on").await? < 20 {}
            Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
        };
        tokio::time::timeout(linnet_tests::desktop::app::SHOWN_LIMIT, looking)
            .await
            .map_err(|_| "nothing is underlined")??;
        alice.close().await?;
        service.stop().await;
        Ok(())
    })
}
