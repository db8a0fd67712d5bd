//! Words that are looked for at the end of a plan: each device finds the messages that it shows, all of them, and
//! nothing else. The words of what was recalled, deleted, cleared or edited away are found nowhere.

use std::collections::{BTreeMap, BTreeSet};

use super::{Act, Answer, Seen, Stage};

/// Words of messages that are there, and words that are not, of each device.
const THERE: usize = 6;
const GONE: usize = 4;

/// The word by which a message of a plan is found: the last of its words, which no other message of it has, and with
/// which no other one begins.
pub fn word(kind: char, numbers: &[usize]) -> String {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!("{kind}{}{kind}", numbers.join("n"))
}

/// Looks for words on all devices.
///
/// # Errors
/// What is found and must not be, or is not found; the index may only be behind.
pub(super) async fn check(stage: &Stage) -> Result<(), String> {
    for at in 0..stage.slots.len() {
        let Some(Answer::Seen { seen }) = stage.ask(at, Act::Look).await else {
            return Err(format!("device {at} does not answer"));
        };
        let there = there(&seen);
        let said = stage.ledger.words();
        let gone = said.iter().filter(|word| !there.contains_key(*word));
        let gone: Vec<&String> = gone.collect();
        let nothing = BTreeSet::new();
        let wanted = spread(&there.iter().collect::<Vec<_>>(), THERE);
        let unwanted = spread(&gone, GONE).into_iter().map(|word| (word, &nothing));
        for (word, keys) in wanted.into_iter().chain(unwanted) {
            let words = word.clone();
            match stage.ask(at, Act::Search { words }).await {
                Some(Answer::Found { keys: found, more }) => {
                    let found: BTreeSet<String> = found.into_iter().collect();
                    if found != *keys || more {
                        return Err(format!(
                            "device {at} finds {found:?} by {word}, and shows {keys:?}"
                        ));
                    }
                }
                other => return Err(format!("device {at} looks for {word}: {other:?}")),
            }
        }
    }
    Ok(())
}

/// The messages that a device shows, by the words of plans that are in them.
fn there(seen: &Seen) -> BTreeMap<String, BTreeSet<String>> {
    let mut there: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for message in seen.chats.values().flat_map(|chat| &chat.messages) {
        let words = message
            .body
            .split(|sign: char| !sign.is_ascii_alphanumeric());
        for word in words.filter(|word| is_word(word)) {
            let keys = there.entry(word.to_owned()).or_default();
            keys.insert(message.key.clone());
        }
    }
    there
}

/// Whether it is one that [`word`] makes.
fn is_word(word: &str) -> bool {
    let mut inner = word.chars();
    let (first, last) = (inner.next(), inner.next_back());
    let numbers = inner.as_str();
    matches!(first, Some('w' | 'x'))
        && first == last
        && numbers.starts_with(|sign: char| sign.is_ascii_digit())
        && numbers
            .chars()
            .all(|sign| sign.is_ascii_digit() || sign == 'n')
}

/// So many of these at most, from all over.
fn spread<T: Copy>(all: &[T], most: usize) -> Vec<T> {
    let step = all.len().div_ceil(most).max(1);
    all.iter().step_by(step).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_plans_are_told_from_others() {
        for numbers in [&[7][..], &[0, 12]] {
            assert!(is_word(&word('w', numbers)), "{numbers:?}");
        }
        for other in [
            "", "w", "ww", "wx", "w1", "w1x", "device", "1", "wn1w", "waw",
        ] {
            assert!(!is_word(other), "{other}");
        }
        // None begins with another one.
        let words: Vec<String> = (0..120).map(|number| word('w', &[1, number])).collect();
        for one in &words {
            let begun = words.iter().filter(|other| other.starts_with(one.as_str()));
            assert_eq!(begun.count(), 1, "{one}");
        }
    }

    #[test]
    fn words_are_taken_from_all_over() {
        let all: Vec<usize> = (0..100).collect();
        let some = spread(&all, 6);
        assert!(some.len() <= 6 && some.len() > 3 && *some.last().unwrap() > 70);
        assert_eq!(spread(&all[..3], 6), [0, 1, 2]);
        assert!(spread(&all[..0], 6).is_empty());
    }
}
