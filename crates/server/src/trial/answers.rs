//! What the assistant says: the same words to the same question, in the language of whoever asks.

/// Longest answer, in characters: it bounds how many pieces there are.
const LONGEST: usize = 2_000;
/// Longest part of a question that is repeated, in characters.
const REPEATED: usize = 60;
/// Lines of a long answer.
const LINES: usize = 40;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// All of its words.
    pub(super) words: String,
    /// It ends in the middle, as that of a bot that could not go on.
    pub(super) fails: bool,
}

/// What is said first in a chat, and in one that begins anew.
pub(super) const GREETING: &str = "你好！我是小助手，一个住在你电脑里的小程序。可以问我：**代码**、**列表**、**长文**。\n\
     Hello! I am a small program on your own computer. Ask me for **code**, a **list** or a **long** text.";

/// The answer to a question: the `number`-th of its conversation, asked for again so many times.
pub(super) fn answer(question: &str, number: usize, again: i64) -> Answer {
    let chinese = question
        .chars()
        .any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
    let lower = question.to_lowercase();
    let asks = |words: [&str; 2]| words.iter().any(|word| lower.contains(word));
    let mut words = match (again, chinese) {
        (0, _) => String::new(),
        (again, true) => format!("*换一种说法（第 {again} 次）*\n\n"),
        (again, false) => format!("*Said another way ({again})*\n\n"),
    };
    words.push_str(&match chinese {
        true => format!("这是我们这次对话的第 {number} 个问题。\n\n"),
        false => format!("This is question {number} of our conversation.\n\n"),
    });
    let fails = asks(["fail", "失败"]);
    if asks(["code", "代码"]) {
        words.push_str(match chinese {
            true => "下面是一段 `Rust` 代码：\n\n",
            false => "Here is some `Rust`:\n\n",
        });
        words.push_str(CODE);
    } else if asks(["list", "列表"]) {
        words.push_str(match chinese {
            true => CHINESE_LIST,
            false => ENGLISH_LIST,
        });
    } else if asks(["long", "长"]) || fails {
        for line in 1..=LINES {
            words.push_str(&match chinese {
                true => format!("第 {line} 行：朱雀在枝头唱歌。\n"),
                false => format!("Line {line}: a linnet sings on a twig.\n"),
            });
        }
    } else {
        let repeated: String = question.chars().take(REPEATED).collect();
        words.push_str(&match chinese {
            true => format!("你说：“{repeated}”。我只是一个小程序，会一段一段地回答，**请继续**。"),
            false => format!(
                "You said: \"{repeated}\". I am a small program that answers piece by piece; **go on**."
            ),
        });
    }
    Answer {
        words: words.trim_end().chars().take(LONGEST).collect(),
        fails,
    }
}

const CODE: &str = "```rust
fn main() {
    for name in [\"Alice\", \"Bob\"] {
        println!(\"Hello, {name}!\");
    }
}
```";

const CHINESE_LIST: &str = "一次旅行的准备：

- **证件**：身份证、车票
- **衣物**：外套、雨衣
- **其他**：
  1. 充电器
  2. 一本书";

const ENGLISH_LIST: &str = "Before a journey:

- **Papers**: passport, tickets
- **Clothes**: a coat for the rain
- **Other things**:
  1. a charger
  2. a book";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_answer_and_another_one_when_asked_again() {
        let first = answer("some code, please", 1, 0);
        assert_eq!(first, answer("some code, please", 1, 0));
        assert!(first.words.contains("```rust") && !first.fails);
        assert_ne!(first, answer("some code, please", 1, 1));
        assert!(answer("给我一个列表", 2, 0).words.contains("- **证件**"));
        assert!(answer("please fail", 1, 0).fails);
    }

    #[test]
    fn no_question_makes_a_long_answer_longer() {
        for question in ["x".repeat(100_000), "长".repeat(100_000)] {
            let words = answer(&question, usize::MAX, i64::MAX).words;
            assert!(words.chars().count() <= LONGEST);
        }
    }
}
