//! The sentences. Each says what happened and what to do, without blame and without jargon; the tables are the only
//! place with words for people in the core.

mod local;
mod server;

use super::LocalText;
use local::local;
use server::{friend, join, operation, reaction, send, status};

/// The sentence for a code of [`super::Error::code`]. A status that has none of its own shows its number, and the log
/// id so that it can be quoted.
pub fn sentence(code: &str, log_id: Option<&str>) -> LocalText {
    if let Some((zh, en)) = known(code) {
        return LocalText {
            zh: zh.to_owned(),
            en: en.to_owned(),
        };
    }
    // The kind is one of the names that `media::kind` gives, never a text from the file.
    if let Some(kind) = code.strip_prefix("no_decoder_") {
        return LocalText {
            zh: format!("不支持 {kind} 格式。请转换为 JPEG、PNG、WebP 或 GIF。"),
            en: format!("{kind} is not supported. Convert it to JPEG, PNG, WebP or GIF."),
        };
    }
    let (zh_log, en_log) = match log_id {
        Some(id) => (format!("，日志编号 {id}"), format!(", log id {id}")),
        None => (String::new(), String::new()),
    };
    LocalText {
        zh: format!("服务器拒绝了此操作（代码 {code}{zh_log}）。请稍后再试，或把代码告诉管理员。"),
        en: format!(
            "The server refused this (code {code}{en_log}). Try again later, or give the code to your administrator."
        ),
    }
}

/// The sentence of a request to join that was refused.
pub fn join_refused(group: &str) -> LocalText {
    LocalText {
        zh: format!("你加入“{group}”的申请没有通过。"),
        en: format!("Your request to join “{group}” was refused."),
    }
}

fn known(code: &str) -> Option<(&'static str, &'static str)> {
    if let Some(number) = code.strip_prefix("status_") {
        return status(number.parse().ok()?);
    }
    if let Some(number) = code.strip_prefix("send_") {
        return send(number.parse().ok()?);
    }
    if let Some(number) = code.strip_prefix("operation_") {
        return operation(number.parse().ok()?);
    }
    if let Some(number) = code.strip_prefix("friend_") {
        return friend(number.parse().ok()?);
    }
    if let Some(number) = code.strip_prefix("join_") {
        return join(number.parse().ok()?);
    }
    if let Some(number) = code.strip_prefix("reaction_") {
        return reaction(number.parse().ok()?);
    }
    local(code)
}

#[cfg(test)]
mod tests {
    use linnet_proto::im_proto::{
        ApplyErrorCode, ConversationOperationStatus, FriendErrorCode, ModifyMessagePropertyStatus,
        SendMessageStatus, StatusCode,
    };

    use super::*;

    /// Every number that decodes to a name of the enum, in the range the protocol uses.
    fn numbers<E: TryFrom<i32>>() -> Vec<i32> {
        (0..=1_000).filter(|n| E::try_from(*n).is_ok()).collect()
    }

    fn assert_both_languages((zh, en): (&str, &str), what: &str) {
        assert!(
            zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{what}: {zh}"
        );
        assert!(zh.ends_with('。'), "{what}: {zh}");
        assert!(en.is_ascii() && en.ends_with('.'), "{what}: {en}");
    }

    #[test]
    fn every_known_status_has_a_sentence_in_both_languages() {
        let all = numbers::<StatusCode>();
        assert!(all.len() > 40 && all.contains(&500));
        for number in all.into_iter().filter(|n| *n != 0) {
            let text = status(number).unwrap_or_else(|| panic!("StatusCode {number} has no text"));
            assert_both_languages(text, &format!("status {number}"));
        }
    }

    #[test]
    fn every_known_send_and_operation_status_has_a_sentence() {
        for number in numbers::<SendMessageStatus>()
            .into_iter()
            .filter(|n| *n != 0)
        {
            assert_both_languages(send(number).unwrap(), &format!("send {number}"));
        }
        for number in numbers::<ConversationOperationStatus>()
            .into_iter()
            .filter(|n| *n != 0)
        {
            assert_both_languages(operation(number).unwrap(), &format!("operation {number}"));
        }
        // The others are told as the status of the same meaning.
        for number in numbers::<FriendErrorCode>()
            .into_iter()
            .filter(|n| ![0, 1, 4].contains(n))
        {
            assert_both_languages(friend(number).unwrap(), &format!("friend {number}"));
        }
        for number in numbers::<ApplyErrorCode>().into_iter().filter(|n| *n != 0) {
            assert_both_languages(join(number).unwrap(), &format!("join {number}"));
        }
        // 0 and 1 are no refusals.
        for number in numbers::<ModifyMessagePropertyStatus>()
            .into_iter()
            .filter(|n| *n > 1)
        {
            assert_both_languages(reaction(number).unwrap(), &format!("reaction {number}"));
        }
    }

    #[test]
    fn a_number_without_a_name_has_no_sentence_of_its_own() {
        for number in [20, 25, 49, 70, 77, 99, 101] {
            assert!(status(number).is_none(), "{number}");
        }
        assert!(sentence("send_77", None).en.contains("send_77"));
    }
}
