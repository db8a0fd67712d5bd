//! The addresses at which the page's videos are: one place of this computer, and a path for each video.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Mutex, MutexGuard, PoisonError};

use linnet_core::model::{AccountId, MediaId};
use rand::Rng as _;

/// Videos that can be asked for at once: the page plays one, and may be leaving another. The oldest path goes.
const OPEN: usize = 4;

/// Where the page's videos come from.
pub struct VideoAddresses {
    listener: Mutex<Option<TcpListener>>,
    address: Option<SocketAddr>,
    open: Mutex<VecDeque<Playing>>,
}

/// A video that may be asked for.
#[derive(Clone)]
pub struct Playing {
    path: String,
    /// Whose.
    pub account: AccountId,
    /// Which.
    pub media: MediaId,
}

impl VideoAddresses {
    /// Takes a port. Nobody is answered before the first video is asked for; without a port none is played here.
    pub fn new() -> Self {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| {
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        });
        let (listener, address) = match taken {
            Ok((listener, address)) => (Some(listener), Some(address)),
            Err(error) => {
                tracing::warn!(%error, "no port for videos");
                (None, None)
            }
        };
        Self {
            listener: Mutex::new(listener),
            address,
            open: Mutex::default(),
        }
    }

    /// What the page's policy allows for videos: this place and no other.
    pub fn source(&self) -> String {
        match self.address {
            Some(address) => format!("http://{address}"),
            None => "'none'".to_owned(),
        }
    }

    /// The account was closed.
    pub fn account_gone(&self, account: &AccountId) {
        self.lock().retain(|playing| playing.account != *account);
    }

    /// Where it is, once; who gets it gives out the videos. None when somebody has it already.
    pub fn take_listener(&self) -> Option<TcpListener> {
        self.listener
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// The place itself; none without a port.
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// The path of a video; the oldest one goes when there are too many.
    pub fn path(&self, account: &AccountId, media: &MediaId) -> String {
        let mut open = self.lock();
        let known = open
            .iter()
            .find(|playing| playing.account == *account && playing.media == *media);
        if let Some(playing) = known {
            return playing.path.clone();
        }
        if open.len() >= OPEN {
            open.pop_front();
        }
        let mut random = [0; 16];
        rand::rng().fill_bytes(&mut random);
        let path = hex::encode(random);
        open.push_back(Playing {
            path: path.clone(),
            account: account.clone(),
            media: media.clone(),
        });
        path
    }

    /// The video of a path.
    pub fn playing(&self, path: &str) -> Option<Playing> {
        self.lock()
            .iter()
            .find(|playing| playing.path == path)
            .cloned()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Playing>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_one_file_and_the_page_may_play_from_nowhere_else() {
        let player = VideoAddresses::new();
        let address = player.address.unwrap();
        assert!(address.ip().is_loopback());
        assert_eq!(
            player.source(),
            format!("http://127.0.0.1:{}", address.port())
        );
        let (alice, bob) = (AccountId::from("alice"), AccountId::from("bob"));
        let media = MediaId("a".repeat(64));
        let (hers, his) = (player.path(&alice, &media), player.path(&bob, &media));
        assert_eq!(
            (hers.len(), player.path(&alice, &media)),
            (32, hers.clone())
        );
        assert_ne!(hers, his);
        assert_eq!(player.playing(&his).unwrap().account, bob);
        assert!(player.playing(&"0".repeat(32)).is_none());
        player.account_gone(&alice);
        assert!(player.playing(&hers).is_none());
        for number in 0..OPEN {
            player.path(&alice, &MediaId(number.to_string()));
        }
        assert!(player.playing(&his).is_none(), "the oldest one has gone");
    }
}
