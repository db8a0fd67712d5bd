//! What stands where somebody has no name, or one of which nothing can be seen: "User 10009". These are the only words
//! that a row holds in a language, because a name goes wherever a row does: lists, sentences, notifications, files.
//!
//! The language is that of the process, as a program has one at a time. Whoever changes it calls
//! [`Client::names_are_other`](crate::Client::names_are_other), so that what is open is read again.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::model::UserId;

static CHINESE: AtomicBool = AtomicBool::new(false);

/// From now on these words are Chinese, or English.
pub fn say_in_chinese(on: bool) {
    CHINESE.store(on, Ordering::Relaxed);
}

/// Somebody without a name.
pub fn person(user: UserId) -> String {
    words(user, CHINESE.load(Ordering::Relaxed))
}

fn words(user: UserId, chinese: bool) -> String {
    match chinese {
        true => format!("用户 {user}"),
        false => format!("User {user}"),
    }
}

/// What the chat with oneself is called, in the languages there are: it is found by both.
pub(crate) const NOTES: [&str; 2] = ["我的笔记", "Notes to yourself"];

/// A group without a name of which no member has one either.
pub(crate) fn group() -> String {
    let name = match CHINESE.load(Ordering::Relaxed) {
        true => "未命名群聊",
        false => "Unnamed group",
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_without_a_name_is_a_user_with_a_number() {
        assert_eq!(words(UserId(10009), false), "User 10009");
        assert_eq!(words(UserId(10009), true), "用户 10009");
    }
}
