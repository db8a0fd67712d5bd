//! What a person does in a chat window.

use std::path::{Path, PathBuf};

use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{App, Result};

/// The field messages are written in.
pub const COMPOSER: &str = "[data-testid=composer-input]";

/// The timeline, once its first rows are there.
pub const OPENED: &str = "[data-testid=timeline][data-opened]";

impl App<'_> {
    /// Opens a conversation from the list.
    ///
    /// # Errors
    ///
    /// It is not in the list, or did not open.
    pub async fn open_chat(&self, conversation: &str) -> Result<()> {
        self.click(&format!(
            "[data-testid=conversation-row][data-id='{conversation}']"
        ))
        .await?;
        self.find(OPENED).await.map(drop)
    }

    /// Writes and sends with Enter.
    ///
    /// # Errors
    ///
    /// The field did not empty: the message was not accepted.
    pub async fn say(&self, words: &str) -> Result<()> {
        self.write(COMPOSER, words).await?;
        self.press(COMPOSER, Key::Enter).await?;
        self.until(
            "the composer to be empty again",
            "return document.querySelector(arguments[0]).value === '';",
            &[json!(COMPOSER)],
        )
        .await
        .map(drop)
    }

    /// Waits for a message with exactly these words.
    ///
    /// # Errors
    ///
    /// It did not come within the limit.
    pub async fn hears(&self, words: &str) -> Result<()> {
        self.until(
            &format!("the message {words:?}"),
            "return [...document.querySelectorAll('[data-testid=message-text]')].some(e => e.textContent === arguments[0]);",
            &[json!(words)],
        )
        .await
        .map(drop)
    }

    /// Waits until an own message stands as `state`: `sent`, `read`.
    ///
    /// # Errors
    ///
    /// It did not within the limit.
    pub async fn stands(&self, words: &str, state: &str) -> Result<()> {
        self.until(
            &format!("{words:?} to be {state}"),
            "return [...document.querySelectorAll('[data-testid=message-row][data-own]')].some(row =>
               row.querySelector('[data-testid=message-text]')?.textContent === arguments[0]
               && row.querySelector('[data-testid=delivery]')?.dataset.state === arguments[1]);",
            &[json!(words), json!(state)],
        )
        .await
        .map(drop)
    }

    /// Chooses from the menu of the message whose words contain these.
    ///
    /// # Errors
    ///
    /// There is no such message, or its menu has no such entry.
    pub async fn chooses(&self, words: &str, entry: &str) -> Result<()> {
        self.until(
            &format!("the menu of {words:?}"),
            "const bubble = [...document.querySelectorAll('[data-testid=message-row] [data-testid=message-text]')]
               .find(e => e.textContent.includes(arguments[0]));
             if (!bubble) return false;
             bubble.scrollIntoView({block: 'nearest'});
             const at = bubble.getBoundingClientRect();
             bubble.dispatchEvent(new MouseEvent('contextmenu',
               { bubbles: true, cancelable: true, clientX: at.x + 4, clientY: at.y + 4 }));
             return true;",
            &[json!(words)],
        )
        .await?;
        self.click(&format!("[data-testid={entry}]")).await
    }

    /// Scrolls to the end of the open chat, as a hand on the wheel does, and waits until all of it is read.
    ///
    /// # Errors
    ///
    /// It was not within the limit.
    pub async fn reads_to_the_end(&self, conversation: &str) -> Result<()> {
        self.until(
            "the end of the chat, all of it read",
            "const t = document.querySelector('[data-testid=timeline]');
             t.dispatchEvent(new WheelEvent('wheel', {deltaY: 100}));
             t.scrollTop = t.scrollHeight;
             const row = document.querySelector(`[data-testid=conversation-row][data-id='${arguments[0]}']`);
             return !row.querySelector('.badge') && !document.querySelector('[data-testid=to-end]');",
            &[json!(conversation)],
        )
        .await
        .map(drop)
    }

    /// Waits until this many pictures in the chat are there in full: each was loaded and has pixels.
    ///
    /// # Errors
    ///
    /// They were not within the limit.
    pub async fn sees_pictures(&self, count: usize) -> Result<()> {
        self.until(
            &format!("{count} pictures"),
            "const all = [...document.querySelectorAll('[data-testid=picture]')];
             all.at(-1)?.scrollIntoView({block: 'nearest'});
             return all.filter(p => p.dataset.loaded && p.querySelector('img').naturalWidth > 0).length === arguments[0];",
            &[json!(count)],
        )
        .await
        .map(drop)
    }

    /// Waits until the tray holds this many pictures that are ready to be sent.
    ///
    /// # Errors
    ///
    /// It did not within the limit.
    pub async fn tray_holds(&self, count: usize) -> Result<()> {
        self.until(
            &format!("{count} pictures in the tray"),
            "const all = [...document.querySelectorAll('[data-testid=tray-item] img')];
             return all.length === arguments[0] && all.every(i => i.complete && i.naturalWidth > 0);",
            &[json!(count)],
        )
        .await
        .map(drop)
    }

    /// Starts to note, frame by frame, how far a row is from the top of the timeline.
    ///
    /// # Errors
    ///
    /// There is no such row.
    pub async fn watch_row(&self, message: &str) -> Result<()> {
        let found = self
            .run(
                "const row = () => document.querySelector(`[data-testid=message-row][data-id='${arguments[0]}']`);
                 const id = arguments[0];
                 const top = () => {
                   const e = document.querySelector(`[data-testid=message-row][data-id='${id}']`);
                   return e ? e.getBoundingClientRect().top : null;
                 };
                 const watch = window.linnetWatch = {first: top(), worst: 0, frames: 0, lost: false, on: true};
                 // Where the row is painted: after all that the page itself corrects in this frame.
                 const look = new ResizeObserver(() => {
                   const now = top();
                   if (now === null) watch.lost = true; else watch.worst = Math.max(watch.worst, Math.abs(now - watch.first));
                   watch.frames += 1;
                 });
                 const frame = () => {
                   look.disconnect();
                   if (!watch.on) return;
                   look.observe(document.querySelector('[data-testid=timeline]'));
                   requestAnimationFrame(frame);
                 };
                 requestAnimationFrame(frame);
                 return row() !== null;",
                &[json!(message)],
            )
            .await?;
        if found == Value::Bool(true) {
            Ok(())
        } else {
            Err(format!("there is no row {message}").into())
        }
    }

    /// How many pixels the watched row has moved at most, over all frames since.
    ///
    /// # Errors
    ///
    /// The row went away, or nothing was painted.
    pub async fn watched_row_moved(&self) -> Result<f64> {
        // Two more frames: what the last change does to the layout is seen in the next one.
        self.until(
            "frames to be painted",
            "const w = window.linnetWatch; w.until ??= w.frames + 2; return w.frames >= w.until;",
            &[],
        )
        .await?;
        let seen = self
            .run(
                "const w = window.linnetWatch; w.on = false; return [w.lost, w.worst];",
                &[],
            )
            .await?;
        let (lost, worst): (bool, f64) = serde_json::from_value(seen)?;
        if lost {
            Err("the watched row went away".into())
        } else {
            Ok(worst)
        }
    }
}

/// Writes a picture file to drop or paste: a slope of colours that starts with `red`, so that each is another.
///
/// # Errors
///
/// The file could not be written.
pub fn draw(folder: &Path, name: &str, width: u32, height: u32, red: u8) -> Result<PathBuf> {
    let file = folder.join(name);
    let shade = |part: u32, of: u32| u8::try_from(part * 255 / of.max(1)).unwrap_or(u8::MAX);
    image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([red, shade(x, width), shade(y, height)])
    })
    .save(&file)?;
    Ok(file)
}

/// Writes a picture file that cannot be made small: of 1 megapixel it has 3 MB.
///
/// # Errors
///
/// The file could not be written.
pub fn draw_noise(folder: &Path, name: &str, width: u32, height: u32) -> Result<PathBuf> {
    let file = folder.join(name);
    let mut state = 1_u32;
    image::RgbImage::from_fn(width, height, |_, _| {
        // Of a linear generator only the high bits look random.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = state.to_be_bytes();
        image::Rgb([a, b, c])
    })
    .save(&file)?;
    Ok(file)
}
