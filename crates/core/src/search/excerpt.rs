//! A piece of a text around what was found in it, in one line.

use crate::model::signs::is_direction;

use super::terms::Part;

/// Signs of an excerpt.
const LONGEST: usize = 160;

/// Signs before the first place.
const BEFORE: usize = 24;

/// Stands for what is left out.
const LEFT_OUT: char = '…';

/// The excerpt of a text, and the parts that are marked in it. These are counted as the page counts: in units of UTF-16.
pub(crate) fn excerpt(text: &str, places: &[Part]) -> (String, Vec<(u32, u32)>) {
    let first = places.first().map_or(0, |(from, _)| *from);
    // Of a short text nothing is left out at the front when the place is in it all the same.
    let from = if first < LONGEST / 2 {
        0
    } else {
        first - BEFORE
    };
    let (mut line, mut units) = (String::new(), 0_u32);
    let mut marks: Vec<(u32, u32)> = Vec::new();
    if from > 0 {
        line.push(LEFT_OUT);
        units += 1;
    }
    let mut places = places.iter().peekable();
    let mut rest = text.chars().enumerate().skip(from);
    for (at, sign) in rest.by_ref().take(LONGEST) {
        while places.peek().is_some_and(|(_, to)| *to <= at) {
            places.next();
        }
        if is_direction(sign) {
            continue;
        }
        let begin = units;
        line.push(if sign.is_control() { ' ' } else { sign });
        units += u32::try_from(sign.len_utf16()).unwrap_or(1);
        if places.peek().is_some_and(|(from, _)| *from <= at) {
            match marks.last_mut() {
                Some(last) if last.1 == begin => last.1 = units,
                _ => marks.push((begin, units)),
            }
        }
    }
    if rest.next().is_some() {
        line.push(LEFT_OUT);
    }
    (line, marks)
}

#[cfg(test)]
mod tests {
    use super::super::terms::Terms;
    use super::*;

    fn found(words: &str, text: &str) -> (String, Vec<String>) {
        let places = Terms::new(words).places(text).unwrap();
        let (line, marks) = excerpt(text, &places);
        let units: Vec<u16> = line.encode_utf16().collect();
        let marks = marks
            .into_iter()
            .map(|(from, to)| String::from_utf16(&units[from as usize..to as usize]).unwrap())
            .collect();
        (line, marks)
    }

    #[test]
    fn the_line_shows_what_was_found_and_the_marks_fit_it() {
        assert_eq!(
            found("bird", "a\n🐦 Bird\u{202e} bird"),
            (
                "a 🐦 Bird bird".to_owned(),
                vec!["Bird".to_owned(), "bird".to_owned()]
            )
        );
        let long = format!("{}你好{}", "🐦 x ".repeat(100), " y".repeat(200));
        let (line, marks) = found("你好", &long);
        assert!(line.starts_with('…') && line.ends_with('…'));
        assert!(line.chars().count() <= LONGEST + 2);
        assert_eq!(marks, ["你好"]);
        assert_eq!(excerpt("", &[]), (String::new(), vec![]));
        assert_eq!(found("b", "b").1, ["b"]);
        // Marked to the end of the excerpt.
        assert_eq!(
            found("好", &"好".repeat(500)).1.concat().chars().count(),
            100
        );
    }
}
