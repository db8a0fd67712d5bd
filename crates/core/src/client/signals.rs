//! What passes by: what the person is doing, and signals that applications send each other (command 2031; protocol:
//! content, section 8). None of it is stored, repeated, or counted as unread.

use std::time::{Duration, Instant};

use linnet_proto::choices::{CUSTOM_P2P, MAX_SIGNAL_BYTES};
use linnet_proto::im_proto::{Imcmd, RequestBody, SendMessageP2pRequestBody, SendType};

use super::Client;
use crate::error::{Error, Result};
use crate::model::ConversationId;
use crate::model::activity::Activity;

/// A sign of one activity holds for three seconds; it is not given more often than this.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// The sign that was given last.
#[derive(Debug, Default)]
pub(super) struct LastSign(std::sync::Mutex<Option<(ConversationId, Activity, Instant)>>);

impl LastSign {
    /// Whether another may be given now; then it is the last.
    fn may_follow(&self, id: &ConversationId, activity: Activity, now: Instant) -> bool {
        let mut last = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let soon = last.as_ref().is_some_and(|(of, what, at)| {
            of == id && *what == activity && now.saturating_duration_since(*at) < AGAIN_AFTER
        });
        if !soon {
            *last = Some((id.clone(), activity, now));
        }
        !soon
    }
}

impl Client {
    /// Tells the others what the person is doing: call it again and again as long as it goes on. What follows the last
    /// sign too soon is left out. Nothing is repeated when it fails.
    ///
    /// # Errors
    /// As for any command.
    pub async fn tell_activity(&self, id: &ConversationId, activity: Activity) -> Result<()> {
        if !self.0.last_sign.may_follow(id, activity, Instant::now()) {
            return Ok(());
        }
        self.send_transient(id, activity.content()).await
    }

    /// Sends the members of a conversation who are connected now a text of the application's own, which they get as
    /// [`Event::Signal`](crate::event::Event::Signal). Whoever is away never hears of it.
    ///
    /// # Errors
    /// [`Error::TooLong`] for more than 4 KiB, [`Error::EmptyMessage`], or as for any command; it is tried once.
    pub async fn signal(&self, id: &ConversationId, content: String) -> Result<()> {
        if content.is_empty() {
            return Err(Error::EmptyMessage);
        }
        if content.len() > MAX_SIGNAL_BYTES {
            return Err(Error::TooLong {
                what: "signal",
                limit: MAX_SIGNAL_BYTES,
            });
        }
        self.send_transient(id, content).await
    }

    async fn send_transient(&self, id: &ConversationId, content: String) -> Result<()> {
        let place = self.place(id).await?;
        if !place.stored.member {
            return Ok(());
        }
        let body = RequestBody {
            send_message_p2p_body: Some(SendMessageP2pRequestBody {
                send_type: Some(SendType::ByConversation as i32),
                conversation_id: Some(place.target.id.0),
                conversation_type: Some(place.target.kind),
                conversation_short_id: Some(place.target.short_id),
                message_type: Some(CUSTOM_P2P),
                content: Some(content),
                ..SendMessageP2pRequestBody::default()
            }),
            ..RequestBody::default()
        };
        self.0
            .link
            .request_once(Imcmd::SendMessageP2p as i32, &body, 0)
            .await
            .map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_follows_another_after_a_second_or_when_it_is_another() {
        let last = LastSign::default();
        let (here, there) = (ConversationId::from("a"), ConversationId::from("b"));
        let now = Instant::now();
        let after = |ms| now + Duration::from_millis(ms);
        assert!(last.may_follow(&here, Activity::Typing, now));
        assert!(!last.may_follow(&here, Activity::Typing, after(999)));
        assert!(last.may_follow(&here, Activity::Recording, after(999)));
        assert!(last.may_follow(&there, Activity::Recording, after(999)));
        assert!(!last.may_follow(&there, Activity::Recording, after(1_998)));
        assert!(last.may_follow(&there, Activity::Recording, after(1_999)));
    }
}
