//! Somebody signs in to a server of their own: each wrong value is told beside its field, and the right ones open the
//! list.

use std::net::TcpListener;

use linnet_tests::desktop::service::{ALICE, BOB};
use linnet_tests::desktop::{App, Result, Service, story};
use serde_json::json;

const API: &str = "[data-testid=sign-in-api]";
const USER: &str = "[data-testid=sign-in-user]";
const TOKEN: &str = "[data-testid=sign-in-token]";

#[test]
fn a_wrong_value_is_told_beside_its_field_and_the_right_ones_open_the_list() -> Result<()> {
    story("signing-in", async |desktop| {
        let service = Service::start(&[(ALICE, "Alice"), (BOB, "Bob")]).await?;
        let alice = service.writer(ALICE).await?;
        alice.say(&alice.chat_with(BOB).await?, "hello").await?;
        let token = service.token(ALICE).await?;

        let app = desktop.open("alice", &[]).await?;
        app.click("[data-testid=sign-in-own]").await?;
        fill(&app, USER, &ALICE.to_string()).await?;
        fill(&app, "[data-testid=sign-in-app]", "1").await?;

        for (api, pasted, field, words) in [
            ("im.example.com", "tok", API, "address"),
            // In clear text over the internet, anybody on the way could read the token.
            ("http://im.example.com", "tok", API, "https"),
            // Nobody listens there.
            ("http://127.0.0.1:9", "tok", API, "server"),
            (service.api_url(), "not-a-token", TOKEN, "token"),
        ] {
            fill(&app, API, api).await?;
            fill(&app, TOKEN, pasted).await?;
            app.click("[data-testid=sign-in-submit]").await?;
            app.until(
                &format!("{words:?} beside {field}"),
                "const f = document.querySelector(arguments[0])?.closest('.field');
                 return (f?.querySelector('.field-error')?.textContent ?? '').toLowerCase().includes(arguments[1]);",
                &[json!(field), json!(words)],
            )
            .await?;
        }
        app.picture("wrong-token").await?;

        // A server that takes the connection and says nothing: the sign-in is given up, and leaves nothing behind.
        let silent = TcpListener::bind(("127.0.0.1", 0))?;
        fill(&app, API, &format!("http://{}", silent.local_addr()?)).await?;
        fill(&app, TOKEN, &token).await?;
        app.click("[data-testid=sign-in-submit]").await?;
        app.picture("signing-in").await?;
        app.click("[data-testid=sign-in-cancel]").await?;
        app.gone("[data-testid=sign-in-cancel]").await?;

        fill(&app, API, service.api_url()).await?;
        app.click("[data-testid=sign-in-submit]").await?;
        app.open_chat("0:1:10001:10009").await?;
        app.hears("hello").await?;
        let accounts = desktop.data_folder("alice").join("accounts");
        assert_eq!(std::fs::read_dir(accounts)?.count(), 1);

        app.click("[data-testid=go-settings]").await?;
        app.click("[data-testid=open-diagnostics]").await?;
        app.find("[data-testid=connection-timeline] li").await?;
        app.find_text(
            "[data-testid=failures], [data-testid=diagnostics]",
            "None since",
        )
        .await?;
        app.nothing_wrong().await?;
        app.picture("diagnostics").await?;
        app.close().await?;
        service.stop().await;
        Ok(())
    })
}

/// In place of what the field holds.
async fn fill(app: &App<'_>, field: &str, text: &str) -> Result<()> {
    app.find(field).await?;
    app.run(
        "document.querySelector(arguments[0]).select();",
        &[json!(field)],
    )
    .await?;
    app.write(field, text).await
}
