//! Whether a change deserves a notification, and its words. The shell only says what is focused and visible.

use crate::error::LocalText;
use crate::event::Event;
use crate::model::{ConversationId, MessageKey};
use crate::model::{format, kind};
use crate::view::row::{Body, ConversationRow, MessageRow};

/// What the person is looking at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attention {
    /// The conversation on the screen.
    pub conversation: Option<ConversationId>,
    /// The window has the focus.
    pub focused: bool,
}

/// A notification. Plain text: whoever shows it escapes it for its desktop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// What a click opens.
    pub conversation: Option<ConversationId>,
    /// The message; None for a summary.
    pub message: Option<MessageKey>,
    /// How many messages it tells of.
    pub messages: u32,
    /// First line.
    pub title: LocalText,
    /// The rest.
    pub text: LocalText,
}

/// The notification of an event, if it deserves one: a new message of somebody else whose conversation is not in view
/// and not muted (a mention notifies although it is), or one summary of what was missed.
pub fn of(event: &Event, attention: &Attention) -> Option<Notification> {
    let in_view =
        |id: &ConversationId| attention.focused && attention.conversation.as_ref() == Some(id);
    match event {
        Event::MessageReceived {
            conversation,
            title,
            muted,
            message,
        } => {
            if message.own || in_view(conversation) || (*muted && !message.mentions_me) {
                return None;
            }
            Some(Notification {
                conversation: Some(conversation.clone()),
                message: Some(message.id.clone()),
                messages: 1,
                title: LocalText::same(title),
                text: words(message, *title != message.sender_name)?,
            })
        }
        Event::MessagesMissed {
            conversation,
            muted,
            messages,
        } => {
            if *muted || in_view(conversation) || *messages == 0 {
                return None;
            }
            Some(summary(*messages, Some(conversation.clone())))
        }
        _ => None,
    }
}

/// A notification about something that the person had planned. Plain text, as [`Notification`]'s.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What a click opens.
    pub conversation: ConversationId,
    /// The message that they wanted to be reminded of.
    pub message: Option<MessageKey>,
    /// First line.
    pub title: LocalText,
    /// The rest.
    pub text: LocalText,
}

/// The notification of an event about something that was planned. It is shown whatever is in view: the person asked for
/// it.
pub fn due(event: &Event) -> Option<Due> {
    let planned = |conversation: &ConversationId, title: &str, zh: &str, en: &str| Due {
        conversation: conversation.clone(),
        message: None,
        title: LocalText::same(title),
        text: LocalText {
            zh: zh.to_owned(),
            en: en.to_owned(),
        },
    };
    match event {
        Event::SentLate {
            conversation,
            title,
        } => Some(planned(
            conversation,
            title,
            "到点时 Linnet 没有运行，定时消息现在才发出。",
            "Linnet was not running at the planned time, so your message was sent only now.",
        )),
        Event::PlannedHeld {
            conversation,
            title,
        } => Some(planned(
            conversation,
            title,
            "一条定时消息没有发出。请打开会话决定是否发送。",
            "A planned message was not sent. Open the chat to decide what becomes of it.",
        )),
        Event::Reminder {
            conversation,
            title,
            message,
        } => Some(Due {
            conversation: conversation.clone(),
            message: Some(message.id.clone()),
            title: LocalText {
                zh: format!("提醒：{title}"),
                en: format!("Reminder: {title}"),
            },
            text: words(message, *title != message.sender_name)?,
        }),
        _ => None,
    }
}

/// The words of a message that changed, for a notification that tells of it. None when it was withdrawn.
pub fn changed(title: &str, message: &MessageRow) -> Option<LocalText> {
    words(message, title != message.sender_name)
}

/// What was missed, in one line for all conversations.
pub fn summary(messages: u32, conversation: Option<ConversationId>) -> Notification {
    Notification {
        conversation,
        message: None,
        messages,
        title: LocalText::same("Linnet"),
        text: LocalText {
            zh: format!("有 {messages} 条新消息"),
            en: match messages {
                1 => "1 new message".to_owned(),
                _ => format!("{messages} new messages"),
            },
        },
    }
}

/// What deserves a summary when it is not known what has been told: unread messages, and where they are.
pub fn unread(rows: &[ConversationRow]) -> impl Iterator<Item = (&ConversationId, u32)> {
    let rows = rows.iter().filter(|row| !row.muted && row.unread > 0);
    rows.map(|row| (&row.id, row.unread))
}

fn words(message: &MessageRow, name_sender: bool) -> Option<LocalText> {
    let said = match &message.body {
        Body::Text { text } => kind::text::notification(&format::plain(text)),
        // Nobody says it.
        Body::Notice { text, .. } => return Some(kind::notice::notification(text)),
        Body::Picture { picture } => kind::picture::notification(&picture.caption),
        Body::File { file } => kind::file::notification(&file.name),
        Body::Voice { .. } => kind::voice::notification(),
        Body::Video { video } => kind::video::notification(&video.caption),
        Body::Shown(shown) => shown.notification(),
        // Withdrawn before anybody saw it.
        Body::Recalled => return None,
    };
    if !name_sender {
        return Some(said);
    }
    Some(LocalText {
        zh: format!("{}：{}", message.sender_name, said.zh),
        en: format!("{}: {}", message.sender_name, said.en),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UserId;
    use crate::store::tests::{ALICE, Desk, chat, from_bob};
    use crate::sync::apply::{self, Entry, Origin};
    use crate::view::ConversationList;
    use crate::view::row::Avatar;

    #[tokio::test]
    async fn what_is_unread_and_not_muted_is_told_when_it_is_not_known_what_was() {
        let desk = Desk::new();
        desk.store
            .write(|tx| {
                let said = [
                    Entry::from(from_bob(1, "one")),
                    Entry::from(from_bob(2, "two")),
                ];
                apply::inbox(tx, &said, Origin::Push, &[])
            })
            .await
            .unwrap();
        let mut list = ConversationList::new(desk.store.clone(), ALICE);
        let (mut rows, _) = list.open().await.unwrap();
        assert_eq!(unread(&rows).collect::<Vec<_>>(), [(&chat().id, 2)]);
        rows[0].muted = true;
        assert_eq!(unread(&rows).count(), 0);
    }

    fn bob_says(text: &str) -> MessageRow {
        MessageRow {
            id: MessageKey::from("s:1"),
            server_id: None,
            sender: UserId(10009),
            sender_name: "Bob".to_owned(),
            sender_avatar: Avatar {
                media: None,
                initials: "B".to_owned(),
                hue: 0,
            },
            own: false,
            time: 0,
            body: Body::Text {
                text: text.to_owned(),
            },
            delivery: None,
            read_by: None,
            album: None,
            can_recall: false,
            can_edit: false,
            can_answer: false,
            can_react: false,
            can_unreact: false,
            can_claim: false,
            can_mark: false,
            can_pin_for_all: false,
            marks: crate::model::mark::Marks::default(),
            can_forward: false,
            edit_pending: false,
            can_write_again: false,
            answers: 0,
            edited: false,
            unsaved_edit: None,
            quote: None,
            reactions: Vec::new(),
            mentions_me: false,
            links: Vec::new(),
            format: Vec::new(),
            streamed: None,
            lost: false,
        }
    }

    fn received(message: MessageRow, title: &str, muted: bool) -> Event {
        Event::MessageReceived {
            conversation: "0:1:10001:10009".into(),
            title: title.to_owned(),
            muted,
            message: Box::new(message),
        }
    }

    fn looking_at(conversation: &str) -> Attention {
        Attention {
            conversation: Some(conversation.into()),
            focused: true,
        }
    }

    #[test]
    fn bobs_message_notifies_unless_alice_is_looking_at_it() {
        let event = received(bob_says("你好"), "Bob", false);
        let told = of(&event, &Attention::default()).unwrap();
        assert_eq!(
            (told.title.en.as_str(), told.text.en.as_str()),
            ("Bob", "你好")
        );
        assert!(of(&event, &looking_at("0:1:10001:10017")).is_some());
        assert!(of(&event, &looking_at("0:1:10001:10009")).is_none());
        let unfocused = Attention {
            focused: false,
            ..looking_at("0:1:10001:10009")
        };
        assert!(of(&event, &unfocused).is_some());
    }

    #[test]
    fn a_group_names_who_speaks() {
        let told = of(
            &received(bob_says("hi"), "Birds", false),
            &Attention::default(),
        )
        .unwrap();
        assert_eq!(told.text.en, "Bob: hi");
        let blank = received(bob_says(""), "Birds", false);
        let told = of(&blank, &Attention::default()).unwrap();
        assert_eq!(told.text.en, "Bob: [Blank message]");
    }

    #[test]
    fn a_reminder_says_of_what_and_is_told_although_alice_looks_at_the_chat() {
        let event = Event::Reminder {
            conversation: "0:1:10001:10009".into(),
            title: "Bob".to_owned(),
            message: Box::new(bob_says("call me")),
        };
        assert_eq!(of(&event, &Attention::default()), None);
        let told = due(&event).unwrap();
        assert_eq!(
            (told.title.zh.as_str(), told.text.en.as_str()),
            ("提醒：Bob", "call me")
        );
        assert_eq!(told.message, Some(MessageKey::from("s:1")));
        let late = Event::SentLate {
            conversation: "0:1:10001:10009".into(),
            title: "Bob".to_owned(),
        };
        assert_eq!(due(&late).unwrap().message, None);
        assert_eq!(due(&received(bob_says("hi"), "Bob", false)), None);
    }

    #[test]
    fn a_message_that_changed_says_its_new_words_and_a_withdrawn_one_none() {
        let edited = bob_says("at one");
        assert_eq!(changed("Bob", &edited).unwrap().en, "at one");
        assert_eq!(changed("Birds", &edited).unwrap().en, "Bob: at one");
        let recalled = MessageRow {
            body: Body::Recalled,
            ..bob_says("")
        };
        assert_eq!(changed("Bob", &recalled), None);
        // Invariant 5: the change itself never notifies.
        let event = Event::MessageUpdated {
            conversation: "0:1:10001:10009".into(),
            title: "Bob".to_owned(),
            message: Box::new(edited),
        };
        assert_eq!(of(&event, &Attention::default()), None);
    }

    #[test]
    fn own_and_muted_messages_are_silent_and_a_mention_is_not() {
        let own = MessageRow {
            own: true,
            ..bob_says("hi")
        };
        assert!(of(&received(own, "Bob", false), &Attention::default()).is_none());
        assert!(
            of(
                &received(bob_says("hi"), "Birds", true),
                &Attention::default()
            )
            .is_none()
        );
        let mention = MessageRow {
            mentions_me: true,
            ..bob_says("@alice")
        };
        assert!(of(&received(mention, "Birds", true), &Attention::default()).is_some());
    }
}
