//! The clipboard, where the page cannot reach: files and pictures come from it, pictures go to it.

#[cfg(target_os = "linux")]
mod gtk_reading;

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use arboard::{Clipboard as System, ImageData};
use tauri::AppHandle;

/// Pixels of a picture.
pub struct Pixels {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green, blue, opacity of each.
    pub rgba: Vec<u8>,
}

/// A picture as another program gave it: nobody has looked into it.
pub struct Picture {
    /// Encoded, in whatever way.
    pub bytes: Vec<u8>,
    /// Of the file name it gets, for people. What it is, its content says.
    pub suffix: &'static str,
}

/// What a person may paste besides text.
pub enum Pasted {
    /// Addresses of files copied in a file manager.
    Files(Vec<String>),
    /// A picture copied in a browser or an image program.
    Picture(Picture),
    /// Neither.
    Nothing,
}

/// The desktop's clipboard, opened when it is needed first. It stays open: on X11 what was copied is served by the
/// program that copied it.
#[derive(Clone, Default)]
pub struct Clipboard(Arc<Mutex<Option<System>>>);

impl Clipboard {
    /// What is there.
    #[cfg(target_os = "linux")]
    pub async fn paste(&self, app: &AppHandle) -> Pasted {
        gtk_reading::paste(app).await
    }

    /// What is there. These systems give pixels, so nothing of another program is decoded here.
    #[cfg(not(target_os = "linux"))]
    pub async fn paste(&self, _app: &AppHandle) -> Pasted {
        self.with(|system| {
            if let Ok(files) = system.get().file_list()
                && !files.is_empty()
            {
                return Pasted::Files(crate::file_address::of_paths(&files));
            }
            let Ok(image) = system.get_image() else {
                return Pasted::Nothing;
            };
            let width = u32::try_from(image.width).unwrap_or(u32::MAX);
            let height = u32::try_from(image.height).unwrap_or(u32::MAX);
            match linnet_core::media::png_of_rgba(width, height, image.bytes.into_owned()) {
                Ok(bytes) => Pasted::Picture(Picture {
                    bytes,
                    suffix: "png",
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
