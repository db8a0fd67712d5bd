//! What stands in a line: bold, slanted and struck words, and code. What is a mark, `pulldown-cmark` says, and then
//! whether one is meant is decided here.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{DEEPEST, Room};
use crate::model::format::Inline;
use crate::model::links;

/// What marks make of the words between them.
#[derive(Clone, Copy)]
enum Form {
    Bold,
    Italic,
    Struck,
}

/// Marks that were opened; without a form when they are shown as they are.
struct Open {
    form: Option<Form>,
    parts: Vec<Inline>,
}

struct Reader<'a> {
    text: &'a str,
    /// Up to here the text is in the parts.
    at: usize,
    open: Vec<Open>,
    parts: Vec<Inline>,
}

/// The parts of some lines. None when there is no room for all of them.
pub(super) fn read(text: &str, room: &mut Room) -> Option<Vec<Inline>> {
    let masked = masked(text);
    let mut reader = Reader {
        text,
        at: 0,
        open: Vec::new(),
        parts: Vec::new(),
    };
    for (event, range) in Parser::new_ext(&masked, Options::ENABLE_STRIKETHROUGH).into_offset_iter()
    {
        match event {
            Event::Start(Tag::Strong) => reader.begin(Form::Bold, range, room)?,
            Event::Start(Tag::Emphasis) => reader.begin(Form::Italic, range, room)?,
            Event::Start(Tag::Strikethrough) => reader.begin(Form::Struck, range, room)?,
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough) => {
                reader.end(range, room)?;
            }
            Event::Code(_) => reader.code(range, room)?,
            _ => {}
        }
    }
    reader.words(text.len(), 0, room)?;
    Some(reader.parts)
}

/// The text with other letters in its place, as long as the text in bytes, so that what is found stands at the same
/// place in both: addresses have no marks in them; Chinese commas and full stops do not keep the mark beside them from
/// being one, as those of other scripts do, because no blank stands around them; and the sign on a keycap is none.
fn masked(text: &str) -> String {
    let mut links = links::find(text).into_iter().peekable();
    let mut signs = text.chars().peekable();
    let mut units = 0;
    let mut masked = String::with_capacity(text.len());
    while let Some(sign) = signs.next() {
        while links.peek().is_some_and(|link| link.to <= units) {
            links.next();
        }
        let in_link = links.peek().is_some_and(|link| link.from <= units);
        let keycap = sign == '*' && matches!(signs.peek(), Some('\u{fe0f}' | '\u{20e3}'));
        match sign {
            _ if in_link || keycap => masked.extend(std::iter::repeat_n('x', sign.len_utf8())),
            '\u{2013}'..='\u{2026}' | '\u{3001}'..='\u{3020}' | '\u{ff01}'..='\u{ff65}' => {
                masked.push('字');
            }
            _ => masked.push(sign),
        }
        units += if sign.len_utf16() == 2 { 2 } else { 1 };
    }
    masked
}

impl Reader<'_> {
    /// The words up to a place are plain ones; the marks that stand there are not shown.
    fn words(&mut self, to: usize, marks: usize, room: &mut Room) -> Option<()> {
        if let Some(text) = self.text.get(self.at..to).filter(|text| !text.is_empty()) {
            room.one()?;
            let words = Inline::Words {
                text: text.to_owned(),
                links: links::find(text),
            };
            self.innermost().push(words);
        }
        self.at = self.at.max(to + marks);
        Some(())
    }

    /// Where parts belong now.
    fn innermost(&mut self) -> &mut Vec<Inline> {
        let form = self.open.iter_mut().rfind(|open| open.form.is_some());
        form.map_or(&mut self.parts, |open| &mut open.parts)
    }

    /// The marks of a form as they stand around these words; none when they are not meant as marks.
    fn marks(&self, form: Form, range: &Range<usize>) -> Option<usize> {
        let inside = self.text.get(range.clone())?;
        let marks = match form {
            Form::Bold if inside.starts_with("**") => 2,
            Form::Italic if inside.starts_with(['*', '_']) => 1,
            Form::Struck if inside.starts_with("~~") => 2,
            _ => return None,
        };
        // Inside of words and numbers, marks are signs: `2*3*4`.
        let before = self.text.get(..range.start)?.chars().next_back();
        let after = self.text.get(range.end..)?.chars().next();
        let joined = [before, after]
            .into_iter()
            .flatten()
            .any(|c| c.is_ascii_alphanumeric());
        (!joined).then_some(marks)
    }

    fn begin(&mut self, form: Form, range: Range<usize>, room: &mut Room) -> Option<()> {
        let deep = self.open.iter().filter(|open| open.form.is_some()).count() >= DEEPEST;
        let marks = match deep {
            true => None,
            false => self.marks(form, &range),
        };
        if let Some(marks) = marks {
            self.words(range.start, marks, room)?;
        }
        self.open.push(Open {
            form: marks.map(|_| form),
            parts: Vec::new(),
        });
        Some(())
    }

    fn end(&mut self, range: Range<usize>, room: &mut Room) -> Option<()> {
        let Some(form) = self.open.last().and_then(|open| open.form) else {
            self.open.pop();
            return Some(());
        };
        let marks = match form {
            Form::Italic => 1,
            Form::Bold | Form::Struck => 2,
        };
        self.words(range.end.saturating_sub(marks), marks, room)?;
        room.one()?;
        let parts = self.open.pop().map(|open| open.parts).unwrap_or_default();
        let part = match form {
            Form::Bold => Inline::Bold { parts },
            Form::Italic => Inline::Italic { parts },
            Form::Struck => Inline::Struck { parts },
        };
        self.innermost().push(part);
        Some(())
    }

    /// Code between ticks. One blank at both ends only keeps ticks inside apart from those around.
    fn code(&mut self, range: Range<usize>, room: &mut Room) -> Option<()> {
        let whole = self.text.get(range.clone())?;
        let ticks = whole.bytes().take_while(|byte| *byte == b'`').count();
        let inside = whole.get(ticks..whole.len().checked_sub(ticks)?)?;
        let text = match inside.trim().is_empty() {
            true => inside,
            false => inside
                .strip_prefix(' ')
                .and_then(|text| text.strip_suffix(' '))
                .unwrap_or(inside),
        };
        self.words(range.start, whole.len(), room)?;
        room.one()?;
        let code = Inline::Code {
            text: text.to_owned(),
        };
        self.innermost().push(code);
        Some(())
    }
}
