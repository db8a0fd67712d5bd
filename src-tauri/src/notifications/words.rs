//! The words of a notification: safe, short, and no more than the person wants others to see.

use linnet_core::error::LocalText;
use linnet_core::notify;

use crate::ipc::Language;

/// Longest text, characters. Desktops show two lines.
const LENGTH: usize = 200;

/// A text in one language.
pub(super) fn said(text: &LocalText, language: Language) -> &str {
    match language {
        Language::Zh => &text.zh,
        Language::En => &text.en,
    }
}

/// How many messages there are, and the words of the newest one when they are known.
pub(super) fn body(count: u32, newest: Option<&LocalText>, language: Language) -> String {
    let counted = notify::summary(count, None).text;
    let counted = said(&counted, language);
    match (newest, language) {
        (None, _) => counted.to_owned(),
        (Some(newest), _) if count == 1 => said(newest, language).to_owned(),
        (Some(newest), Language::Zh) => format!("{counted}：{}", newest.zh),
        (Some(newest), Language::En) => format!("{counted}: {}", newest.en),
    }
}

/// Something that was planned is due, and nobody else is to see what.
pub(super) fn due(language: Language) -> &'static str {
    match language {
        Language::Zh => "你设置的时间到了。",
        Language::En => "Something you planned is due.",
    }
}

/// One line without characters that turn the text around, cut to what desktops show.
pub(super) fn plain(text: &str) -> String {
    let mut plain: String = text
        .chars()
        .filter(|c| !linnet_core::model::signs::is_direction(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LENGTH + 1)
        .collect();
    if plain.chars().count() > LENGTH {
        plain.pop();
        plain.push('…');
    }
    plain
}

/// For a desktop that knows markup, which would make something of a message's "<b>".
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant 9: no text from anyone becomes markup, no remote page is loaded.
    #[test]
    fn no_text_from_anyone_becomes_markup_in_a_notification() {
        assert_eq!(
            escape(&plain("<img src=x>&<a href='http://127.0.0.1/'>")),
            "&lt;img src=x&gt;&amp;&lt;a href='http://127.0.0.1/'&gt;"
        );
    }

    #[test]
    fn a_text_is_one_short_line_that_cannot_turn_around() {
        assert_eq!(plain("hello\nbob\u{202E}gnp.exe"), "hello bobgnp.exe");
        assert_eq!(plain(&"鸟".repeat(10_000)).chars().count(), LENGTH + 1);
    }

    #[test]
    fn several_messages_are_counted_before_the_newest() {
        let hi = LocalText {
            zh: "你好".to_owned(),
            en: "hi".to_owned(),
        };
        assert_eq!(body(1, Some(&hi), Language::En), "hi");
        assert_eq!(body(3, Some(&hi), Language::En), "3 new messages: hi");
        assert_eq!(body(3, Some(&hi), Language::Zh), "有 3 条新消息：你好");
        assert_eq!(body(1, None, Language::En), "1 new message");
    }
}
