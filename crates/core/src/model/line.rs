//! Words of a message where there is room for one line of them.

/// The words on one line of at most so many characters, control characters and runs of space made one space.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    for (count, word) in text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .enumerate()
    {
        if count > 0 {
            line.push(' ');
        }
        line.extend(word.chars().take(most));
        if line.len() > most * 4 {
            break;
        }
    }
    line.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_one_and_it_is_short() {
        assert_eq!(one_line("  one\n\ntwo\t three \u{7}", 200), "one two three");
        assert_eq!(one_line(&"字".repeat(10_000), 200).chars().count(), 200);
    }
}
