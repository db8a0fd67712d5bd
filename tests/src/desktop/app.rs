//! One running app: its window on the screen and its page through the driver.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::process::Child;
use tokio::time::Instant;

use super::display::Place;
use super::{Desktop, Result, checkout, drag, processes, target};

/// How long the page may take to show what it should.
pub const SHOWN_LIMIT: Duration = Duration::from_secs(15);
/// How long the app may take to open its window.
const OPEN_LIMIT: Duration = Duration::from_secs(40);
/// Between two looks at the page.
const LOOK_EVERY: Duration = Duration::from_millis(40);

/// A window of the app.
pub struct App<'desktop> {
    /// How the story calls it.
    pub name: String,
    desktop: &'desktop Desktop,
    client: Client,
    driver: Child,
    process: u32,
    window: String,
}

impl<'desktop> App<'desktop> {
    pub(super) async fn open(
        desktop: &'desktop Desktop,
        program: PathBuf,
        name: &str,
        arguments: &[&str],
    ) -> Result<App<'desktop>> {
        let folder = desktop.data_folder(name).to_string_lossy().into_owned();
        let mut words = vec!["--data-dir".to_owned(), folder.clone()];
        words.extend(arguments.iter().map(|&word| word.to_owned()));
        let port = free_port()?;
        let mut driver = desktop
            .display
            .processes
            .command("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            // Without it the session never starts.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| {
                format!(
                    "WebKitWebDriver could not be started: {error}. `cargo xtask test` installs it."
                )
            })?;
        let opened = async {
            wait_until_listening(port).await?;
            let mut wanted = Capabilities::new();
            wanted.insert(
                "webkitgtk:browserOptions".to_owned(),
                json!({"binary": program, "args": words}),
            );
            let client = ClientBuilder::new(HttpConnector::new())
                .capabilities(wanted)
                .connect(&format!("http://127.0.0.1:{port}"))
                .await
                .map_err(|error| format!("the driver could not start the app: {error:?}"))?;
            let process = *desktop
                .display
                .processes
                .with_argument(&folder)
                .first()
                .ok_or("the app is not running")?;
            Ok((client, process))
        };
        let opened = match tokio::time::timeout(OPEN_LIMIT, opened).await {
            Ok(opened) => opened,
            Err(_) => Err(format!("the app did not open its window within {OPEN_LIMIT:?}").into()),
        };
        let (client, process) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                driver.kill().await?;
                return Err(error);
            }
        };
        let mut app = App {
            name: name.to_owned(),
            desktop,
            client,
            driver,
            process,
            window: String::new(),
        };
        app.window = app.find_window().await?;
        Ok(app)
    }

    /// Id of its process.
    pub fn process(&self) -> u32 {
        self.process
    }

    async fn find_window(&self) -> Result<String> {
        let deadline = Instant::now() + SHOWN_LIMIT;
        loop {
            let found = self.desktop.display.windows_of(self.process).await?;
            if let Some(window) = found.into_iter().next() {
                return Ok(window);
            }
            if Instant::now() > deadline {
                return Err("the app has no window on the screen".into());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Runs a script in the page and answers what it returns.
    ///
    /// # Errors
    ///
    /// The script threw, or the app has gone.
    pub async fn run(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        let answer = self.client.execute(script, arguments.to_vec());
        let answer = tokio::time::timeout(SHOWN_LIMIT, answer).await;
        let answer = answer.map_err(|_| format!("{}: the page does not answer", self.name))?;
        answer.map_err(|error| format!("{}: {script}: {error:?}", self.name).into())
    }

    /// Waits until a script returns something that is not null, false, zero or empty, and answers it.
    ///
    /// # Errors
    ///
    /// It did not within the limit; the text says `what` was waited for.
    pub async fn until(&self, what: &str, script: &str, arguments: &[Value]) -> Result<Value> {
        let deadline = Instant::now() + SHOWN_LIMIT;
        loop {
            let value = self.run(script, arguments).await?;
            if truthy(&value) {
                return Ok(value);
            }
            if Instant::now() > deadline {
                self.picture("failed").await?;
                return Err(format!("{}: waited in vain for {what}", self.name).into());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits for an element that can be seen.
    ///
    /// # Errors
    ///
    /// It did not come within the limit.
    pub async fn find(&self, css: &str) -> Result<Element> {
        self.until(
            css,
            "const e = document.querySelector(arguments[0]); return !!e && e.getClientRects().length > 0;",
            &[json!(css)],
        )
        .await?;
        Ok(self.client.find(Locator::Css(css)).await?)
    }

    /// Waits until no element like this can be seen.
    ///
    /// # Errors
    ///
    /// One is still there after the limit.
    pub async fn gone(&self, css: &str) -> Result<()> {
        self.until(
            &format!("{css} to go"),
            "const e = document.querySelector(arguments[0]); return !e || e.getClientRects().length === 0;",
            &[json!(css)],
        )
        .await
        .map(drop)
    }

    /// Waits for an element whose text holds `words`.
    ///
    /// # Errors
    ///
    /// It did not come within the limit.
    pub async fn find_text(&self, css: &str, words: &str) -> Result<()> {
        self.until(
            &format!("{words:?} in {css}"),
            "return [...document.querySelectorAll(arguments[0])].some(e => e.innerText.includes(arguments[1]));",
            &[json!(css), json!(words)],
        )
        .await
        .map(drop)
    }

    /// How many elements like this there are now.
    ///
    /// # Errors
    ///
    /// The app has gone.
    pub async fn count(&self, css: &str) -> Result<u64> {
        let found = self
            .run(
                "return document.querySelectorAll(arguments[0]).length;",
                &[json!(css)],
            )
            .await?;
        Ok(found.as_u64().unwrap_or(0))
    }

    /// Clicks an element, with the pointer.
    ///
    /// # Errors
    ///
    /// It did not come within the limit.
    pub async fn click(&self, css: &str) -> Result<()> {
        let element = self.find(css).await?;
        self.run(
            "arguments[0].scrollIntoView({block: 'nearest'});",
            &[serde_json::to_value(&element)?],
        )
        .await?;
        element
            .click()
            .await
            .map_err(|error| format!("{}: click on {css}: {error:?}", self.name).into())
    }

    /// Writes into a field as an input method does, emoji included (the driver's own keys lose them).
    ///
    /// # Errors
    ///
    /// It did not come within the limit.
    pub async fn write(&self, css: &str, text: &str) -> Result<()> {
        // Shorter words stand in any log.
        if text.len() > 4 {
            let mut typed = self.desktop.typed.lock();
            typed
                .as_mut()
                .map_err(|_| "another story panicked")?
                .push(text.to_owned());
        }
        self.find(css).await?;
        self.run(
            "document.querySelector(arguments[0]).focus(); document.execCommand('insertText', false, arguments[1]);",
            &[json!(css), json!(text)],
        )
        .await
        .map(drop)
    }

    /// Presses a key in an element.
    ///
    /// # Errors
    ///
    /// It did not come within the limit.
    pub async fn press(&self, css: &str, key: fantoccini::key::Key) -> Result<()> {
        let element = self.find(css).await?;
        element
            .send_keys(&char::from(key).to_string())
            .await
            .map_err(|error| format!("{}: a key in {css}: {error:?}", self.name).into())
    }

    /// Presses keys in the focused window, as a hand on the keyboard: `ctrl+v`.
    ///
    /// # Errors
    ///
    /// `xdotool` is missing.
    pub async fn keys(&self, keys: &str) -> Result<()> {
        self.focus().await?;
        self.desktop
            .display
            .processes
            .ask("xdotool", &["key", keys])
            .await
            .map(drop)
    }

    /// Gives the window the keyboard.
    ///
    /// # Errors
    ///
    /// The window has gone.
    pub async fn focus(&self) -> Result<()> {
        self.desktop.display.focus(&self.window).await
    }

    /// Where the inside of the window is.
    ///
    /// # Errors
    ///
    /// The window has gone.
    pub async fn place(&self) -> Result<Place> {
        self.desktop.display.place(&self.window).await
    }

    /// Moves and sizes the window, and waits until the page has that width.
    ///
    /// # Errors
    ///
    /// The window has gone.
    pub async fn arrange(&self, place: Place) -> Result<()> {
        self.arrange_to(place, place.width).await
    }

    /// As [`App::arrange`], where everything is shown in another size and the page has another width than the window.
    ///
    /// # Errors
    ///
    /// The window has gone.
    pub async fn arrange_to(&self, place: Place, page_width: i32) -> Result<()> {
        self.desktop.display.arrange(&self.window, place).await?;
        self.until(
            "the page to take the window's width",
            "return Math.abs(innerWidth - arguments[0]) <= 2;",
            &[json!(page_width)],
        )
        .await
        .map(drop)
    }

    /// Where an element is on the screen.
    ///
    /// # Errors
    ///
    /// It did not come within the limit.
    pub async fn place_of(&self, css: &str) -> Result<Place> {
        let inside = self.place().await?;
        self.find(css).await?;
        let found = self
            .run(
                "const r = document.querySelector(arguments[0]).getBoundingClientRect(); return [r.x, r.y, r.width, r.height].map(Math.round);",
                &[json!(css)],
            )
            .await?;
        let [x, y, width, height]: [i32; 4] = serde_json::from_value(found)?;
        Ok(Place {
            x: inside.x + x,
            y: inside.y + y,
            width,
            height,
        })
    }

    /// Drags one element onto another with the mouse.
    ///
    /// # Errors
    ///
    /// One of them did not come within the limit, or `xdotool` is missing.
    pub async fn drag(&self, from: &str, to: &str) -> Result<()> {
        let (from, to) = (self.place_of(from).await?, self.place_of(to).await?);
        let (from, to) = (drag::middle(from), drag::middle(to));
        drag::drag(&self.desktop.display, from, to).await
    }

    /// Address of the page.
    ///
    /// # Errors
    ///
    /// The app has gone.
    pub async fn address(&self) -> Result<String> {
        Ok(self.client.current_url().await?.to_string())
    }

    /// Windows of the app on the screen.
    ///
    /// # Errors
    ///
    /// `xdotool` is missing.
    pub async fn window_count(&self) -> Result<usize> {
        Ok(self.desktop.display.windows_of(self.process).await?.len())
    }

    /// Keeps the page as a picture.
    ///
    /// # Errors
    ///
    /// The app has gone.
    pub async fn picture(&self, what: &str) -> Result<PathBuf> {
        let file = self.desktop.picture_file(&format!("{}-{what}", self.name));
        let target = file.to_string_lossy().into_owned();
        // From the screen, as a person sees it: the driver's own pictures sometimes never come.
        self.desktop
            .display
            .processes
            .ask("import", &["-window", &self.window, &target])
            .await?;
        Ok(file)
    }

    /// Looks at the screen as it is with axe and answers what it finds wrong, one line each.
    ///
    /// # Errors
    ///
    /// The page's dependencies are not installed, or the app has gone.
    pub async fn accessibility(&self) -> Result<Vec<String>> {
        let file = checkout().join("ui/node_modules/axe-core/axe.min.js");
        let source = tokio::fs::read_to_string(&file).await.map_err(|error| {
            format!(
                "{}: {error}. `cargo xtask test` installs it.",
                file.display()
            )
        })?;
        self.run(&source, &[]).await?;
        // Half way from one theme to the other nothing has the contrast it will have.
        self.until(
            "the end of all transitions",
            "return document.getAnimations().every(a => !(a instanceof CSSTransition));",
            &[],
        )
        .await?;
        let found = self
            .client
            .execute_async(
                "const done = arguments[0];
                 window.axe.run(document, {resultTypes: ['violations']}).then(
                   r => done(r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target.join(' ') + ' ' + (n.any[0] || n.all[0] || n.none[0] || {message: v.help}).message))),
                   e => done(['axe failed: ' + e]));",
                vec![],
            )
            .await?;
        Ok(serde_json::from_value(found)?)
    }

    /// Fails the story where [`Self::accessibility`] finds something wrong.
    ///
    /// # Errors
    ///
    /// What is wrong, or the page could not be asked.
    pub async fn nothing_wrong(&self) -> Result<()> {
        match self.accessibility().await?.as_slice() {
            [] => Ok(()),
            wrong => Err(format!("wrong on the screen: {}", wrong.join("; ")).into()),
        }
    }

    /// Another language and other colours, chosen in the settings; then the list again.
    ///
    /// # Errors
    ///
    /// They did not come.
    pub async fn looks(&self, language: &str, theme: &str) -> Result<()> {
        self.click("[data-testid=go-settings]").await?;
        for (setting, value) in [("set-language", language), ("set-theme", theme)] {
            self.click(&format!("[data-testid={setting}] input[value={value}]"))
                .await?;
        }
        self.until(
            "other colours",
            "return document.documentElement.dataset.theme === arguments[0];",
            &[theme.into()],
        )
        .await?;
        self.click("[data-testid=go-chats]").await
    }

    /// Closes the app at once, as a power cut would.
    ///
    /// # Errors
    ///
    /// It did not go away.
    pub async fn kill(mut self) -> Result<()> {
        processes::end(self.process);
        self.driver.kill().await?;
        self.wait_until_gone().await
    }

    /// Ends the app through the driver.
    ///
    /// # Errors
    ///
    /// It did not go away.
    pub async fn close(mut self) -> Result<()> {
        self.client.clone().close().await?;
        self.wait_until_gone().await?;
        self.driver.kill().await?;
        Ok(())
    }

    async fn wait_until_gone(&self) -> Result<()> {
        let folder = self
            .desktop
            .data_folder(&self.name)
            .to_string_lossy()
            .into_owned();
        let deadline = Instant::now() + SHOWN_LIMIT;
        while self
            .desktop
            .display
            .processes
            .with_argument(&folder)
            .contains(&self.process)
        {
            if Instant::now() > deadline {
                return Err(format!("{} did not end", self.name).into());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// The app as Cargo built it.
pub(super) fn program() -> Result<PathBuf> {
    let program = target().join("debug/linnet");
    if program.exists() {
        Ok(program)
    } else {
        Err(format!(
            "{} is not there. `cargo xtask test` builds it.",
            program.display()
        )
        .into())
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

async fn wait_until_listening(port: u16) -> Result<()> {
    // The caller limits the time.
    loop {
        if tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_ok()
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
