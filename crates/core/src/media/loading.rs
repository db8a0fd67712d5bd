//! Which files a person is loading, how far each is, and how to pause it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::model::MediaId;

/// The files that are being loaded. As many as a person asked for at this moment. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Loading(Arc<Mutex<HashMap<MediaId, Load>>>);

#[derive(Debug)]
struct Load {
    percent: u8,
    pause: CancellationToken,
}

/// A file that is being loaded, until this is dropped.
pub(super) struct Loads {
    all: Loading,
    media: MediaId,
    pub pause: CancellationToken,
}

impl Loading {
    /// Begins; none when it is being loaded already.
    pub fn begin(&self, media: &MediaId, percent: u8) -> Option<Loads> {
        let mut held = self.held();
        if held.contains_key(media) {
            return None;
        }
        let pause = CancellationToken::new();
        let load = Load {
            percent,
            pause: pause.clone(),
        };
        held.insert(media.clone(), load);
        Some(Loads {
            all: self.clone(),
            media: media.clone(),
            pause,
        })
    }

    /// How far it is; none when it is not being loaded.
    pub fn percent(&self, media: &MediaId) -> Option<u8> {
        self.held().get(media).map(|load| load.percent)
    }

    /// Ends it; it goes on when it is asked for again.
    pub fn pause(&self, media: &MediaId) {
        if let Some(load) = self.held().get(media) {
            load.pause.cancel();
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<MediaId, Load>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Loads {
    /// It is so far. True when that is another percent than before.
    pub fn reached(&self, percent: u8) -> bool {
        let mut held = self.all.held();
        let load = held.get_mut(&self.media);
        load.is_some_and(|load| std::mem::replace(&mut load.percent, percent) != percent)
    }
}

impl Drop for Loads {
    fn drop(&mut self) {
        self.all.held().remove(&self.media);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_loaded_once_at_a_time_and_paused_by_its_id() {
        let (all, media) = (Loading::default(), MediaId("a".repeat(64)));
        let loads = all.begin(&media, 40).unwrap();
        assert!(all.begin(&media, 0).is_none());
        assert_eq!(all.percent(&media), Some(40));
        assert!(loads.reached(41) && !loads.reached(41));
        all.pause(&media);
        assert!(loads.pause.is_cancelled());
        drop(loads);
        assert_eq!(all.percent(&media), None);
        assert!(all.begin(&media, 41).is_some());
    }
}
