//! Who is there, of those whom somebody looks at. Each place on a screen names the people that it shows
//! ([`Watching::see`]); the server is asked about all of them together, and tells what changes. Without a connection
//! nothing is known, and a server that does not tell is asked once in each connection and then left alone.
//!
//! Nothing of it is stored, and nobody who is not looked at is asked about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linnet_proto::choices;
use linnet_proto::im_proto::RequestBody;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use crate::error::{Error, Result};
use crate::link::Link;
use crate::model::UserId;
use crate::model::connection::Connection;
use crate::model::presence::{self, Presence};
use crate::store::{Change, Store};

/// So long a list that is being scrolled is let settle before the server is asked about it.
const SETTLE: Duration = Duration::from_millis(200);

/// After a failure that says nothing about the server.
const PAUSE: Duration = Duration::from_secs(30);

/// Everything that is watched and known, of one account. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct PresenceBoard(Arc<Inner>);

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    /// Counts on when other people are looked at.
    wanted: watch::Sender<u64>,
    /// Counts on when something else is known.
    known: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    next: u64,
    places: BTreeMap<u64, Vec<UserId>>,
    known: BTreeMap<UserId, Presence>,
}

impl State {
    /// Everybody who is looked at; past the limit of the server those with the largest ids are left out.
    fn wanted(&self) -> BTreeSet<UserId> {
        let all: BTreeSet<UserId> = self.places.values().flatten().copied().collect();
        all.into_iter().take(choices::MAX_WATCHED).collect()
    }
}

/// A place on a screen where people are looked at, until it is dropped.
pub struct Watching {
    board: PresenceBoard,
    place: u64,
}

impl Watching {
    /// These people are there now, and nobody else.
    pub fn see(&self, users: Vec<UserId>) {
        let mut state = self.board.state();
        let seen: Vec<UserId> = users.into_iter().take(choices::MAX_WATCHED).collect();
        if state.places.get(&self.place) == Some(&seen) {
            return;
        }
        state.places.insert(self.place, seen);
        drop(state);
        self.board.0.wanted.send_modify(|count| *count += 1);
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.board.state().places.remove(&self.place);
        self.board.0.wanted.send_modify(|count| *count += 1);
    }
}

/// Somebody, and whether they are there; none when that is not known any more.
pub type PresenceNews = (UserId, Option<Presence>);

/// What is known, and every change of it.
pub struct PresenceFeed {
    board: PresenceBoard,
    changed: watch::Receiver<u64>,
    told: BTreeMap<UserId, Presence>,
}

impl PresenceFeed {
    /// The next changes, first of all what is known when that is anything. It ends with the client, and may be dropped
    /// while it waits: nothing is missed.
    pub async fn next(&mut self) -> Option<Vec<PresenceNews>> {
        loop {
            self.changed.borrow_and_update();
            let known = self.board.state().known.clone();
            let mut news: Vec<PresenceNews> = known
                .iter()
                .filter(|(user, presence)| self.told.get(user) != Some(presence))
                .map(|(user, presence)| (*user, Some(*presence)))
                .collect();
            let gone = self.told.keys().filter(|user| !known.contains_key(user));
            news.extend(gone.map(|user| (*user, None)));
            self.told = known;
            if !news.is_empty() {
                return Some(news);
            }
            self.changed.changed().await.ok()?;
        }
    }
}

impl PresenceBoard {
    /// A place that looks at nobody yet.
    pub fn watch(&self) -> Watching {
        let mut state = self.state();
        state.next += 1;
        let place = state.next;
        drop(state);
        Watching {
            board: self.clone(),
            place,
        }
    }

    /// What is known from now on.
    pub fn feed(&self) -> PresenceFeed {
        PresenceFeed {
            board: self.clone(),
            changed: self.0.known.subscribe(),
            told: BTreeMap::new(),
        }
    }

    /// Asks and listens until the store is closed.
    pub async fn run(self, store: Store, link: Link) {
        let (mut changes, mut connection) = (store.changes(), link.connection());
        let mut wanted = self.0.wanted.subscribe();
        // Whom the server was asked about in this connection; none before it was.
        let mut asked: Option<BTreeSet<UserId>> = None;
        let mut unknown_here = false;
        let mut failed = false;
        loop {
            let online = matches!(*connection.borrow_and_update(), Connection::Online);
            wanted.borrow_and_update();
            if !online {
                (asked, unknown_here, failed) = (None, false, false);
                self.learn(|known| known.clear());
            } else if !unknown_here && !failed {
                let users = self.state().wanted();
                let same = asked
                    .as_ref()
                    .map_or(users.is_empty(), |asked| *asked == users);
                if !same {
                    match ask(&link, &users).await {
                        Ok(told) => {
                            asked = Some(users);
                            self.learn(|known| *known = told);
                        }
                        Err(error) if error.is_refusal() => {
                            tracing::info!(code = %error.code(), "the server does not tell who is there");
                            unknown_here = true;
                            self.learn(|known| known.clear());
                        }
                        Err(Error::Stopped) => return,
                        Err(error) => {
                            tracing::info!(code = %error.code(), "who is there could not be asked");
                            failed = true;
                        }
                    }
                }
            }
            tokio::select! {
                changed = connection.changed() => if changed.is_err() { return },
                () = link.sleep(PAUSE), if failed => failed = false,
                changed = wanted.changed() => {
                    if changed.is_err() { return }
                    link.sleep(SETTLE).await;
                }
                committed = changes.recv() => match committed {
                    Ok(committed) => for change in &committed.changes {
                        if let (Change::Presence { people }, Some(asked)) = (change, &asked) {
                            self.learn(|known| {
                                let seen = people.iter().filter(|(user, _)| asked.contains(user));
                                known.extend(seen.copied());
                            });
                        }
                    },
                    // What was missed may have been about them: it is asked for again.
                    Err(RecvError::Lagged(_)) => asked = None,
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }

    /// Changes what is known, and tells those who listen when it is something else.
    fn learn(&self, change: impl FnOnce(&mut BTreeMap<UserId, Presence>)) {
        let mut state = self.state();
        let before = state.known.clone();
        change(&mut state.known);
        let other = state.known != before;
        drop(state);
        if other {
            self.0.known.send_modify(|count| *count += 1);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn ask(link: &Link, users: &BTreeSet<UserId>) -> Result<BTreeMap<UserId, Presence>> {
    let named: Vec<String> = users.iter().map(UserId::to_string).collect();
    let headers = BTreeMap::from([(choices::HEADER_USERS.to_owned(), named.join(","))]);
    let command = choices::WATCH_PRESENCE;
    let answer = link
        .request_beside(command, RequestBody::default(), headers)
        .await?;
    let told = answer.headers.get(choices::HEADER_PRESENCE);
    let mut known = told.map(|told| presence::read(told)).unwrap_or_default();
    known.retain(|user, _| users.contains(user));
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOB: UserId = UserId(10009);
    const CAROL: UserId = UserId(10017);

    #[test]
    fn everybody_on_the_screen_is_wanted_once_and_nobody_who_is_gone_from_it() {
        let board = PresenceBoard::default();
        let (list, card) = (board.watch(), board.watch());
        list.see(vec![BOB, CAROL]);
        card.see(vec![BOB]);
        assert_eq!(board.state().wanted(), BTreeSet::from([BOB, CAROL]));
        list.see(vec![]);
        assert_eq!(board.state().wanted(), BTreeSet::from([BOB]));
        drop(card);
        assert!(board.state().wanted().is_empty());
        list.see((1..10_000).map(UserId).collect());
        assert_eq!(board.state().wanted().len(), choices::MAX_WATCHED);
    }

    #[tokio::test]
    async fn a_feed_tells_what_changed_and_what_is_not_known_any_more() {
        let board = PresenceBoard::default();
        let mut feed = board.feed();
        let away = Presence::Away { last: Some(5) };
        board.learn(|known| known.extend([(BOB, Presence::Online), (CAROL, away)]));
        let all = [(BOB, Some(Presence::Online)), (CAROL, Some(away))];
        assert_eq!(feed.next().await.unwrap(), all);
        board.learn(|known| known.extend([(BOB, Presence::Online), (CAROL, Presence::Online)]));
        assert_eq!(
            feed.next().await.unwrap(),
            [(CAROL, Some(Presence::Online))]
        );
        board.learn(|known| {
            known.remove(&BOB);
        });
        assert_eq!(feed.next().await.unwrap(), [(BOB, None)]);
        // Who listens later hears all of it.
        let mut late = board.feed();
        assert_eq!(
            late.next().await.unwrap(),
            [(CAROL, Some(Presence::Online))]
        );
    }
}
