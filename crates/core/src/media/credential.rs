//! The temporary credential of the storage service (protocol: media, section 1), kept in memory and renewed before its
//! end. It is never written to disk and never logged.

use std::sync::Arc;
use std::time::Duration;

use linnet_proto::im_proto::{
    GetUploadTokenRequestBody, GetUploadTokenResponseBody, Imcmd, MediaTokenType, RequestBody,
};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::sync::Mutex;

use super::request::Requests;
use crate::config::Clock;
use crate::error::{Error, Result};

/// Renewed this long before its end, so that an upload that begins now can still be committed with it.
const MARGIN: Duration = Duration::from_secs(5 * 60);
/// A credential that says no end is asked for again after this.
const UNSAID: Duration = Duration::from_secs(30 * 60);
/// Host of the hosted service for pictures when the answer names none.
const PICTURE_HOST: &str = "imagex.volcengineapi.com";
/// Host of the hosted service for other files when the answer names none.
const FILE_HOST: &str = "vod.bytedanceapi.com";

/// A credential in use.
#[derive(Clone)]
pub(super) struct Credential {
    pub access_key: String,
    pub secret: String,
    pub session_token: String,
    /// Of the service for pictures; empty in a credential for other files.
    pub service_id: String,
    /// Of the service for other files; empty in a credential for pictures.
    pub space_name: String,
    /// With scheme, without a slash at the end.
    pub host: String,
    /// When it came, by the time the computer is up.
    came: Duration,
    /// How long it is good for from then on.
    good_for: Duration,
    /// What the storage service's clock showed then, ms since 1970.
    time_ms: i64,
}

impl Credential {
    /// What the storage service's clock shows, ms since 1970: signatures are made with it.
    pub fn time_ms(&self, clock: &dyn Clock) -> i64 {
        let since = clock.uptime().saturating_sub(self.came);
        self.time_ms
            .saturating_add(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn is_good(&self, uptime: Duration) -> bool {
        uptime.saturating_sub(self.came).saturating_add(MARGIN) < self.good_for
    }
}

/// What a credential is for (protocol: media, section 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Pictures,
    Files,
}

/// Holds the one credential of an account for one use.
pub(super) struct Credentials {
    purpose: Use,
    requests: Arc<dyn Requests>,
    clock: Arc<dyn Clock>,
    /// Locked while one is asked for: uploads that begin together ask once.
    held: Mutex<Option<Credential>>,
}

impl Credentials {
    pub fn new(purpose: Use, requests: Arc<dyn Requests>, clock: Arc<dyn Clock>) -> Self {
        Self {
            purpose,
            requests,
            clock,
            held: Mutex::new(None),
        }
    }

    /// A credential that is good for some minutes at least.
    pub async fn get(&self) -> Result<Credential> {
        let mut held = self.held.lock().await;
        if let Some(credential) = held.as_ref()
            && credential.is_good(self.clock.uptime())
        {
            return Ok(credential.clone());
        }
        let credential = self.ask().await?;
        *held = Some(credential.clone());
        Ok(credential)
    }

    /// The storage service does not accept this one any more.
    pub async fn refused(&self, credential: &Credential) {
        let mut held = self.held.lock().await;
        if held
            .as_ref()
            .is_some_and(|held| held.session_token == credential.session_token)
        {
            *held = None;
        }
    }

    async fn ask(&self) -> Result<Credential> {
        let cmd = Imcmd::GetMediaUploadToken as i32;
        let token_type = match self.purpose {
            Use::Pictures => MediaTokenType::ImagexV5,
            Use::Files => MediaTokenType::VsdkV5,
        };
        let body = RequestBody {
            get_upload_token_body: Some(GetUploadTokenRequestBody {
                vsdk_version: None,
                token_type: Some(token_type as i32),
            }),
            ..RequestBody::default()
        };
        let answer = self.requests.request(cmd, body).await?;
        answer
            .get_upload_token_body
            .and_then(|answer| {
                let (came, now_ms) = (self.clock.uptime(), self.clock.now_ms());
                read(self.purpose, answer, came, now_ms)
            })
            .ok_or(Error::Answer {
                command: cmd,
                log_id: None,
            })
    }
}

/// `now_ms` stands for the service's clock when the answer does not show it.
fn read(
    purpose: Use,
    answer: GetUploadTokenResponseBody,
    came: Duration,
    now_ms: i64,
) -> Option<Credential> {
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    let time = answer
        .current_time
        .as_deref()
        .and_then(time_ms)
        .unwrap_or(now_ms);
    let good_for = answer
        .expire_time
        .as_deref()
        .and_then(time_ms)
        .map_or(UNSAID, |until| {
            Duration::from_millis(u64::try_from(until.saturating_sub(time)).unwrap_or(0))
        });
    let host = answer
        .hosts
        .into_iter()
        .find(|host| !host.trim().is_empty())
        .unwrap_or_else(|| {
            let host = match purpose {
                Use::Pictures => PICTURE_HOST,
                Use::Files => FILE_HOST,
            };
            host.to_owned()
        });
    let (service_id, space_name) = match purpose {
        Use::Pictures => (some(answer.service_id)?, String::new()),
        Use::Files => (String::new(), some(answer.space_name)?),
    };
    Some(Credential {
        access_key: some(answer.access_key)?,
        secret: some(answer.secret_access_key)?,
        session_token: some(answer.token)?,
        service_id,
        space_name,
        host: with_scheme(&host),
        came,
        good_for,
        time_ms: time,
    })
}

/// A host may carry a scheme (own choice for servers of one's own); without one it is https.
pub(super) fn with_scheme(host: &str) -> String {
    let host = host.trim().trim_end_matches('/');
    if host.starts_with("http://") || host.starts_with("https://") {
        host.to_owned()
    } else {
        format!("https://{host}")
    }
}

/// Time as text: RFC 3339, or seconds or milliseconds since 1970.
fn time_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        // Seconds reach 10^11 in the year 5138; milliseconds passed it in 1973.
        return Some(if number < 100_000_000_000 {
            number.saturating_mul(1000)
        } else {
            number
        });
    }
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(current: &str, expire: &str) -> GetUploadTokenResponseBody {
        GetUploadTokenResponseBody {
            access_key: Some("ak".to_owned()),
            hosts: vec!["http://127.0.0.1:8080/".to_owned()],
            token: Some("st".to_owned()),
            token_type: Some(4),
            secret_access_key: Some("sk".to_owned()),
            space_name: None,
            service_id: Some("svc".to_owned()),
            expire_time: Some(expire.to_owned()),
            current_time: Some(current.to_owned()),
        }
    }

    /// The time of day of this computer is set by the test, and it sleeps.
    struct Turned {
        day_ms: i64,
        up: Duration,
    }

    impl Clock for Turned {
        fn now_ms(&self) -> i64 {
            self.day_ms
        }

        fn now(&self) -> tokio::time::Instant {
            tokio::time::Instant::now()
        }

        fn uptime(&self) -> Duration {
            self.up
        }
    }

    #[test]
    fn end_and_signatures_go_by_the_services_clock_however_wrong_ours_is() {
        let now = 1_700_000_000_000;
        let came = Duration::from_secs(77);
        for (current, expire) in [
            ("2023-11-15T06:13:20+08:00", "2023-11-15T07:13:20+08:00"),
            ("1700000000", "1700003600"),
            ("1700000000000", "1700003600000"),
        ] {
            // Our clock runs eight hours ahead, and is set right afterwards.
            let credential = read(
                Use::Pictures,
                answer(current, expire),
                came,
                now + 8 * 3_600_000,
            )
            .unwrap();
            for day_ms in [now + 8 * 3_600_000, now, 0] {
                let clock = Turned {
                    day_ms,
                    up: came + Duration::from_secs(60),
                };
                assert_eq!(credential.time_ms(&clock), now + 60_000, "{current}");
            }
            let end = came + Duration::from_secs(3_600) - MARGIN;
            assert!(
                credential.is_good(end - Duration::from_secs(1)),
                "{current}"
            );
            assert!(!credential.is_good(end), "{current}");
            assert_eq!(credential.host, "http://127.0.0.1:8080");
        }
    }

    #[test]
    fn a_credential_without_its_secret_is_none() {
        let mut answer = answer("1700000000", "1700003600");
        answer.secret_access_key = None;
        assert!(read(Use::Pictures, answer.clone(), Duration::ZERO, 0).is_none());
        answer.secret_access_key = Some("sk".to_owned());
        assert!(read(Use::Pictures, answer.clone(), Duration::ZERO, 0).is_some());
        // It names no space for files.
        assert!(read(Use::Files, answer, Duration::ZERO, 0).is_none());
        assert_eq!(
            with_scheme("imagex.example.com"),
            "https://imagex.example.com"
        );
    }
}
