//! What is done with a message after a try: one table, first row that fits. Nothing else decides it.

use std::time::Duration;

use linnet_proto::choices;

use crate::error::{Error, MediaError, TokenError, Transport};

/// What a try ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// The server was not reached, or what came back was no answer.
    Transport,
    /// StatusCode of the envelope (protocol: enums).
    Status(i32),
    /// SendMessageStatus of the body (protocol: enums).
    Send(i32),
    /// What it brings is not in the storage (check code of the body; our own choice).
    MediaGone,
    /// No valid token can be had.
    NoToken,
    /// The client is being stopped.
    Stopping,
    /// Everything else, numbers without a name included.
    Other,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Try again after [`pause`].
    Again,
    /// Try again at once: the link brings another token first, or the person is asked to sign in.
    Renew,
    /// Fetch a ticket and try again at once; the second time in a row it stops.
    NewTicket,
    /// At the server, visible to oneself only.
    OnlyMe,
    /// What it brings is not in the storage any more: upload it again, once.
    UploadAgain,
    /// Stays as it is until there is a connection again.
    Hold,
    /// Stops with its reason; the person decides.
    Stop,
}

/// The rules (protocol: envelope, section 7; sync, section 7).
const RULES: &[(When, Verdict)] = &[
    (When::Transport, Verdict::Again),
    (When::Status(6), Verdict::Again),
    (When::Status(16), Verdict::Again),
    (When::Status(23), Verdict::Again),
    (When::Status(78), Verdict::Again),
    (When::Status(500), Verdict::Again),
    (When::Status(1), Verdict::Renew),
    (When::Status(100), Verdict::Renew),
    (When::Status(2), Verdict::NewTicket),
    (When::Send(4), Verdict::OnlyMe),
    (When::MediaGone, Verdict::UploadAgain),
    (When::NoToken, Verdict::Hold),
    (When::Stopping, Verdict::Hold),
    (When::Other, Verdict::Stop),
];

/// A status that stays the same this often is no passing trouble: without an end one message would hold up all that
/// follow it. With the pauses below this is about four minutes. Failures of the transport have no such end.
const STATUS_TRIES: u32 = 12;

/// The first pause; it doubles.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What to do after a try that failed. `tries` counts this one; `ticket_renewed` is true when a new ticket was fetched
/// since the message was accepted or retried.
pub(crate) fn verdict(error: &Error, tries: u32, ticket_renewed: bool) -> Verdict {
    let case = case(error);
    let found = RULES
        .iter()
        .find(|(when, _)| *when == case || *when == When::Other)
        .map_or(Verdict::Stop, |(_, verdict)| *verdict);
    match (found, case) {
        (Verdict::NewTicket, _) if ticket_renewed => Verdict::Stop,
        (Verdict::Again, When::Status(_)) if tries >= STATUS_TRIES => Verdict::Stop,
        _ => found,
    }
}

fn case(error: &Error) -> When {
    match error {
        // Sending the same again cannot help.
        Error::Transport(Transport::RequestTooLarge) => When::Other,
        Error::Transport(_) | Error::Token(TokenError::Unreachable(_) | TokenError::Busy(_)) => {
            When::Transport
        }
        // The storage service failing, as far as HTTP tells.
        Error::Media(MediaError::Storage { http: 500.., .. }) => When::Transport,
        Error::Token(_) => When::NoToken,
        Error::Status { status, .. } => When::Status(*status),
        Error::Send {
            check_code: choices::CHECK_MEDIA_GONE,
            ..
        } => When::MediaGone,
        Error::Send { status, .. } => When::Send(*status),
        Error::Stopped => When::Stopping,
        _ => When::Other,
    }
}

/// Whether the server wants to be asked less often; people are told so on what waits.
pub(crate) fn is_too_fast(error: &Error) -> bool {
    matches!(error.status(), Some(23 | 78))
}

/// Whether the server may have a message although the try that sent it ended with this error: then only repeating it
/// with its id tells. A connection that was not made carried nothing, and a server that refuses a token, a ticket or
/// the pace has stored nothing; of the others some time out after they have stored it (protocol: envelope, section 7).
pub(crate) fn may_be_sent(error: &Error) -> bool {
    !matches!(
        error,
        Error::Transport(Transport::Connect | Transport::Tls | Transport::RequestTooLarge)
            | Error::Token(_)
            | Error::SetBack
            | Error::Status {
                status: 1 | 2 | 23 | 78 | 100,
                ..
            }
    )
}

/// Pause before the next try: 1, 2, 4 ... 30 seconds, shortened by up to a half at random.
pub(crate) fn pause(tries: u32) -> Duration {
    let full = FIRST_PAUSE
        .saturating_mul(2_u32.saturating_pow(tries.clamp(1, 16) - 1))
        .min(LONGEST_PAUSE);
    full.mul_f64(rand::random_range(0.5..=1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: i32) -> Error {
        Error::Status {
            command: 100,
            status,
            description: String::new(),
            log_id: None,
        }
    }

    fn send(status: i32) -> Error {
        Error::Send {
            status,
            check_code: 0,
            log_id: None,
        }
    }

    fn first(error: &Error) -> Verdict {
        verdict(error, 1, false)
    }

    #[test]
    fn transport_errors_are_tried_again_without_end() {
        for transport in [
            Transport::Connect,
            Transport::NameNotFound,
            Transport::ConnectionRefused,
            Transport::Certificate,
            Transport::Tls,
            Transport::Intercepted,
            Transport::ProxyUnreachable,
            Transport::ProxyRefused,
            Transport::ProxyPassword,
            Transport::Lost,
            Transport::TimedOut,
            Transport::Http(503),
            Transport::Undecodable,
            Transport::TooLarge,
        ] {
            let error = Error::from(transport);
            assert_eq!(first(&error), Verdict::Again, "{transport}");
            assert_eq!(verdict(&error, 1_000, true), Verdict::Again, "{transport}");
        }
    }

    #[test]
    fn status_6_server_error_is_tried_again() {
        assert_eq!(first(&status(6)), Verdict::Again);
    }

    #[test]
    fn status_16_degradation_is_tried_again() {
        assert_eq!(first(&status(16)), Verdict::Again);
    }

    #[test]
    fn status_23_rate_limit_is_tried_again() {
        assert_eq!(first(&status(23)), Verdict::Again);
    }

    #[test]
    fn status_78_message_rate_limit_is_tried_again() {
        assert_eq!(first(&status(78)), Verdict::Again);
    }

    #[test]
    fn status_500_internal_error_is_tried_again() {
        assert_eq!(first(&status(500)), Verdict::Again);
    }

    #[test]
    fn a_status_that_does_not_pass_stops_in_the_end() {
        assert_eq!(
            verdict(&status(500), STATUS_TRIES - 1, false),
            Verdict::Again
        );
        assert_eq!(verdict(&status(500), STATUS_TRIES, false), Verdict::Stop);
    }

    #[test]
    fn status_1_unknown_token_renews() {
        assert_eq!(first(&status(1)), Verdict::Renew);
    }

    #[test]
    fn status_100_expired_token_renews() {
        assert_eq!(first(&status(100)), Verdict::Renew);
    }

    #[test]
    fn status_2_fetches_a_new_ticket_once() {
        assert_eq!(verdict(&status(2), 1, false), Verdict::NewTicket);
        assert_eq!(verdict(&status(2), 2, true), Verdict::Stop);
    }

    #[test]
    fn body_status_4_is_visible_to_oneself_only() {
        assert_eq!(first(&send(4)), Verdict::OnlyMe);
    }

    #[test]
    fn what_the_storage_has_no_more_is_uploaded_again() {
        let gone = Error::Send {
            status: 3,
            check_code: choices::CHECK_MEDIA_GONE,
            log_id: None,
        };
        assert_eq!(first(&gone), Verdict::UploadAgain);
    }

    #[test]
    fn without_a_token_it_waits_for_the_person() {
        for error in [
            TokenError::NoNewer,
            TokenError::Refused(401),
            TokenError::Malformed,
        ] {
            assert_eq!(first(&error.into()), Verdict::Hold);
        }
        let unreachable = TokenError::Unreachable(Transport::Connect);
        assert_eq!(first(&unreachable.into()), Verdict::Again);
    }

    #[test]
    fn a_client_that_stops_leaves_it_as_it_is() {
        assert_eq!(first(&Error::Stopped), Verdict::Hold);
    }

    #[test]
    fn all_others_stop() {
        let retried = [1, 2, 6, 16, 23, 78, 100, 500];
        for number in (3..1_000).filter(|number| !retried.contains(number)) {
            assert_eq!(first(&status(number)), Verdict::Stop, "status {number}");
        }
        for number in [1, 2, 3, 5, 6, 77] {
            assert_eq!(first(&send(number)), Verdict::Stop, "send {number}");
        }
        for error in [
            Error::Transport(Transport::RequestTooLarge),
            Error::Answer {
                command: 100,
                log_id: None,
            },
            Error::Media(MediaError::Damaged),
            Error::FeatureMissing("multimedia"),
        ] {
            assert_eq!(first(&error), Verdict::Stop, "{error}");
        }
    }

    #[test]
    fn pauses_grow_to_half_a_minute() {
        for (tries, full) in [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (40, 30)] {
            let full = Duration::from_secs(full);
            let pause = pause(tries);
            assert!(pause <= full && pause >= full / 2, "{tries}: {pause:?}");
        }
    }
}
