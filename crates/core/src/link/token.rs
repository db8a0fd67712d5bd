//! The token in use. Refused once, another is asked for; is that refused too, or is there none, the person has to sign
//! in (protocol: envelope, section 7).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::auth::{Renew, Token, TokenProvider};
use crate::config::Clock;
use crate::error::{Error, Result, TokenError, Transport};

/// A token that replaced a refused one and is refused so soon is no better. Later it may have expired unused: a computer
/// sleeps at any moment.
const PROOF: Duration = Duration::from_secs(60);

/// A provider that could not be reached is not asked again for this long: every request that waits would ask.
const PAUSE: Duration = Duration::from_secs(1);

/// A provider that takes longer has not answered.
const TIME_LIMIT: Duration = Duration::from_secs(20);

pub(super) struct Tokens {
    provider: Arc<dyn TokenProvider>,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
    /// One question at a time; the others wait for its answer.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    current: Option<Token>,
    /// The server refused `current`.
    refused: bool,
    /// When `current` came, by the time the computer is up, while it replaces a refused token and has not worked yet.
    unproven: Option<Duration>,
    /// Why no token can be had until somebody acts.
    ended: Option<TokenError>,
    /// Why the provider is not asked before this time, by the time the computer is up.
    paused: Option<(Duration, TokenError)>,
}

/// Whether only a person can mend it.
pub(super) fn needs_person(error: &Error) -> bool {
    matches!(error, Error::Token(token) if token.needs_person())
}

impl Tokens {
    pub fn new(provider: Arc<dyn TokenProvider>, clock: Arc<dyn Clock>) -> Self {
        Self {
            provider,
            clock,
            state: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
        }
    }

    /// The token to use now, asked for when there is none or when it was refused.
    pub async fn current(&self) -> Result<Token> {
        if let Some(answer) = self.known() {
            return answer;
        }
        let _one = self.asking.lock().await;
        if let Some(answer) = self.known() {
            return answer;
        }
        let renew = match &self.lock().current {
            Some(refused) => Renew::Refused(refused.clone()),
            None => Renew::No,
        };
        let answer = tokio::time::timeout(TIME_LIMIT, self.provider.token(renew.clone()))
            .await
            .unwrap_or_else(|_| Err(TokenError::Unreachable(Transport::TimedOut).into()));
        let mut state = self.lock();
        match answer {
            Ok(token) => {
                if matches!(&renew, Renew::Refused(refused) if *refused == token) {
                    state.ended = Some(TokenError::NoNewer);
                    return Err(TokenError::NoNewer.into());
                }
                let replaces = matches!(renew, Renew::Refused(_));
                state.unproven = replaces.then(|| self.clock.uptime());
                state.refused = false;
                state.current = Some(token.clone());
                Ok(token)
            }
            Err(Error::Token(error)) => {
                if error.needs_person() {
                    state.ended = Some(error.clone());
                } else {
                    let pause = match error {
                        TokenError::Busy(pause) => pause,
                        _ => PAUSE,
                    };
                    state.paused = Some((self.clock.uptime() + pause, error.clone()));
                }
                Err(error.into())
            }
            Err(error) => Err(error),
        }
    }

    fn known(&self) -> Option<Result<Token>> {
        let state = self.lock();
        if let Some(ended) = &state.ended {
            return Some(Err(ended.clone().into()));
        }
        match (&state.current, &state.paused) {
            (Some(token), _) if !state.refused => Some(Ok(token.clone())),
            (_, Some((until, why))) if self.clock.uptime() < *until => {
                Some(Err(self.remaining(*until, why).into()))
            }
            _ => None,
        }
    }

    /// The reason with the time that is left of it.
    fn remaining(&self, until: Duration, why: &TokenError) -> TokenError {
        match why {
            TokenError::Busy(_) => TokenError::Busy(until.saturating_sub(self.clock.uptime())),
            other => other.clone(),
        }
    }

    /// The server accepted it.
    pub fn worked(&self, token: &Token) {
        let mut state = self.lock();
        if state.current.as_ref() == Some(token) {
            state.unproven = None;
        }
    }

    /// The server refused it. True if it was the one in use.
    pub fn refuse(&self, token: &Token) -> bool {
        let mut state = self.lock();
        if state.current.as_ref() != Some(token) || state.refused {
            return false;
        }
        state.refused = true;
        let soon = |came: Duration| self.clock.uptime().saturating_sub(came) < PROOF;
        if state.unproven.is_some_and(soon) {
            state.ended = Some(TokenError::NoNewer);
        }
        true
    }

    /// It must not be used here at all: the person has to give another. True if it was not known before.
    pub fn end(&self, why: TokenError) -> bool {
        let mut state = self.lock();
        let first = state.ended.is_none();
        state.refused = true;
        state.ended = Some(why);
        first
    }

    /// Somebody acted: ask the provider again, also after the end.
    pub fn ask_again(&self) {
        let mut state = self.lock();
        // Also while the one in use has not been refused yet: the provider may have a newer one by then.
        state.unproven = None;
        state.paused = None;
        if state.ended.take().is_some() {
            state.refused = true;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

    use crate::auth::PastedToken;

    /// Turned by the test: the time of day, and what the computer slept.
    #[derive(Default)]
    struct Turned {
        day_ms: AtomicI64,
        slept_ms: AtomicU64,
    }

    impl Clock for Turned {
        fn now_ms(&self) -> i64 {
            self.day_ms.load(Ordering::SeqCst)
        }

        fn uptime(&self) -> Duration {
            Duration::from_millis(self.slept_ms.load(Ordering::SeqCst))
        }

        fn now(&self) -> tokio::time::Instant {
            tokio::time::Instant::now()
        }
    }

    fn tokens(pasted: &PastedToken) -> Tokens {
        Tokens::new(Arc::new(pasted.clone()), Arc::new(Turned::default()))
    }

    /// An application server that is too busy, and counts how often it is asked.
    #[derive(Clone, Default)]
    struct Busy(Arc<AtomicI64>);

    impl TokenProvider for Busy {
        fn token(&self, _: Renew) -> futures_util::future::BoxFuture<'_, Result<Token>> {
            self.0.fetch_add(1, Ordering::SeqCst);
            let pause = Duration::from_secs(60);
            Box::pin(std::future::ready(Err(TokenError::Busy(pause).into())))
        }
    }

    #[tokio::test]
    async fn an_application_server_that_wants_to_be_left_alone_is() {
        let clock = Arc::new(Turned::default());
        let busy = Busy::default();
        let tokens = Tokens::new(Arc::new(busy.clone()), clock.clone());
        let asked = || busy.0.load(Ordering::SeqCst);
        for _ in 0..3 {
            let error = tokens.current().await.unwrap_err();
            assert_eq!(error.code(), "token_server_busy");
            assert!(!needs_person(&error));
        }
        assert_eq!(asked(), 1);
        clock.slept_ms.store(61_000, Ordering::SeqCst);
        tokens.current().await.unwrap_err();
        assert_eq!(asked(), 2);
        // The person wants it now.
        tokens.ask_again();
        tokens.current().await.unwrap_err();
        assert_eq!(asked(), 3);
    }

    #[tokio::test]
    async fn a_refused_token_is_renewed_once_and_then_the_person_is_asked() {
        let pasted = PastedToken::new("first").unwrap();
        let tokens = tokens(&pasted);
        let first = tokens.current().await.unwrap();
        pasted.replace("second").unwrap();
        assert!(tokens.refuse(&first));
        let second = tokens.current().await.unwrap();
        assert_eq!(second.expose(), "second");
        assert!(tokens.refuse(&second));
        pasted.replace("third").unwrap();
        let ended = tokens.current().await.unwrap_err();
        assert!(needs_person(&ended));

        tokens.ask_again();
        assert_eq!(tokens.current().await.unwrap().expose(), "third");
    }

    /// The computer slept between the answer of the token server and the first use.
    #[tokio::test]
    async fn a_token_that_expired_before_it_was_used_is_renewed_too() {
        let clock = Arc::new(Turned::default());
        let pasted = PastedToken::new("first").unwrap();
        let tokens = Tokens::new(Arc::new(pasted.clone()), clock.clone());
        let first = tokens.current().await.unwrap();
        pasted.replace("second").unwrap();
        tokens.refuse(&first);
        let second = tokens.current().await.unwrap();
        clock.slept_ms.store(8 * 60 * 60 * 1000, Ordering::SeqCst);
        pasted.replace("third").unwrap();
        assert!(tokens.refuse(&second));
        assert_eq!(tokens.current().await.unwrap().expose(), "third");
    }

    #[tokio::test]
    async fn a_clock_that_is_set_makes_a_refused_token_no_better() {
        let clock = Arc::new(Turned::default());
        let pasted = PastedToken::new("first").unwrap();
        let tokens = Tokens::new(Arc::new(pasted.clone()), clock.clone());
        let first = tokens.current().await.unwrap();
        pasted.replace("second").unwrap();
        tokens.refuse(&first);
        let second = tokens.current().await.unwrap();
        clock.day_ms.store(-8 * 60 * 60 * 1000, Ordering::SeqCst);
        pasted.replace("third").unwrap();
        assert!(tokens.refuse(&second));
        assert!(needs_person(&tokens.current().await.unwrap_err()));
    }

    #[tokio::test]
    async fn a_token_given_before_the_last_one_is_refused_is_asked_for() {
        let pasted = PastedToken::new("first").unwrap();
        let tokens = tokens(&pasted);
        let first = tokens.current().await.unwrap();
        pasted.replace("second").unwrap();
        tokens.refuse(&first);
        let second = tokens.current().await.unwrap();
        // The person is quicker than the server's refusal.
        pasted.replace("third").unwrap();
        tokens.ask_again();
        assert!(tokens.refuse(&second));
        assert_eq!(tokens.current().await.unwrap().expose(), "third");
    }

    #[tokio::test]
    async fn a_token_that_worked_can_be_renewed_again_later() {
        let pasted = PastedToken::new("first").unwrap();
        let tokens = tokens(&pasted);
        for next in ["second", "third", "fourth"] {
            let token = tokens.current().await.unwrap();
            tokens.worked(&token);
            pasted.replace(next).unwrap();
            tokens.refuse(&token);
        }
        assert_eq!(tokens.current().await.unwrap().expose(), "fourth");
    }

    #[tokio::test]
    async fn a_late_refusal_of_an_old_token_does_not_touch_the_new_one() {
        let pasted = PastedToken::new("first").unwrap();
        let tokens = tokens(&pasted);
        let first = tokens.current().await.unwrap();
        pasted.replace("second").unwrap();
        tokens.refuse(&first);
        tokens.current().await.unwrap();
        assert!(!tokens.refuse(&first));
        assert_eq!(tokens.current().await.unwrap().expose(), "second");
    }
}
