//! The clipboard, where the page cannot reach: files and pictures come from it, pictures go to it.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arboard::{Clipboard as System, ImageData};

/// Pixels of a picture.
pub struct Pixels {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green, blue, opacity of each.
    pub rgba: Vec<u8>,
}

/// What a person may paste besides text.
pub enum Pasted {
    /// Files copied in a file manager.
    Files(Vec<PathBuf>),
    /// A picture copied in a browser or an image program.
    Picture(Pixels),
    /// Neither.
    Nothing,
}

/// The desktop's clipboard, opened when it is needed first. It stays open: on X11 what was copied is served by the
/// program that copied it.
#[derive(Clone, Default)]
pub struct Clipboard(Arc<Mutex<Option<System>>>);

impl Clipboard {
    /// What is there.
    pub async fn paste(&self) -> Pasted {
        self.with(|system| {
            if let Ok(files) = system.get().file_list()
                && !files.is_empty()
            {
                return Pasted::Files(files);
            }
            match system.get_image() {
                Ok(image) => Pasted::Picture(Pixels {
                    width: image.width,
                    height: image.height,
                    rgba: image.bytes.into_owned(),
                }),
                Err(_) => Pasted::Nothing,
            }
        })
        .await
        .unwrap_or(Pasted::Nothing)
    }

    /// Puts a picture there. False when the desktop has no clipboard.
    pub async fn copy(&self, pixels: Pixels) -> bool {
        self.with(move |system| {
            let image = ImageData {
                width: pixels.width,
                height: pixels.height,
                bytes: Cow::Owned(pixels.rgba),
            };
            system.set_image(image).is_ok()
        })
        .await
        .unwrap_or(false)
    }

    /// The clipboard asks other programs and waits for them, so it has a thread of its own meanwhile.
    async fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut System) -> T + Send + 'static,
    ) -> Option<T> {
        let clipboard = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            let mut open = clipboard.lock().unwrap_or_else(PoisonError::into_inner);
            if open.is_none() {
                *open = System::new().ok();
            }
            open.as_mut().map(act)
        });
        done.await.ok().flatten()
    }
}
