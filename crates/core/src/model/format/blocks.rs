//! What has lines of its own: code, quotes and lists, line by line.

use super::{DEEPEST, Room, inline};
use crate::model::format::Block;

/// Letters of the name of a language.
const LANGUAGE: usize = 20;

/// Digits of the number of a point: a longer one is no number of a list.
const DIGITS: usize = 4;

/// Blanks before a line that belongs to the point above it.
const INDENT: usize = 2;

/// Whether a line like this, without the blanks before it, can begin one of them.
pub(super) fn may_begin(line: &str) -> bool {
    line.starts_with('>') || line.starts_with("```") || point(line).is_some()
}

/// The blocks of these lines. None when there is no room for all of them.
pub(super) fn read(lines: &[&str], depth: usize, room: &mut Room) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        let block = match fence(line) {
            Some(fence) => Some(code(&fence, after)),
            None if depth >= DEEPEST => None,
            None if is_quoted(line) => Some(quote(rest, depth, room)?),
            None if point(line).is_some() => Some(list(rest, depth, room)?),
            None => None,
        };
        match block {
            Some((block, taken)) => {
                lines_of(&mut blocks, &mut words, room)?;
                room.one()?;
                blocks.push(block);
                rest = rest.get(taken..).unwrap_or_default();
            }
            None => {
                words.push(line);
                rest = after;
            }
        }
    }
    lines_of(&mut blocks, &mut words, room)?;
    Some(blocks)
}

/// Ends the words that stand before a block. Blank lines around blocks are not shown: blocks keep their distance.
fn lines_of(blocks: &mut Vec<Block>, words: &mut Vec<&str>, room: &mut Room) -> Option<()> {
    let blank = |line: &&str| line.trim().is_empty();
    let from = words.iter().position(|line| !blank(line));
    let to = words.iter().rposition(|line| !blank(line));
    if let (Some(from), Some(to)) = (from, to) {
        let text = words.get(from..=to).unwrap_or_default().join("\n");
        room.one()?;
        blocks.push(Block::Lines {
            parts: inline::read(&text, room)?,
        });
    }
    words.clear();
    Some(())
}

/// The line that begins code.
struct Fence {
    ticks: usize,
    language: String,
}

fn fence(line: &str) -> Option<Fence> {
    let line = line.trim();
    let info = line.trim_start_matches('`');
    let ticks = line.len() - info.len();
    if ticks < 3 || info.contains('`') {
        return None;
    }
    let language = info.split_whitespace().next().unwrap_or_default();
    let known = |c: &char| c.is_ascii_alphanumeric() || "+#.-_".contains(*c);
    Some(Fence {
        ticks,
        language: language.chars().filter(known).take(LANGUAGE).collect(),
    })
}

/// The code after a fence, up to the next one or the end, and how many lines it takes with its fences.
fn code(fence: &Fence, after: &[&str]) -> (Block, usize) {
    let closes = |line: &&str| {
        let line = line.trim();
        line.len() >= fence.ticks && line.bytes().all(|byte| byte == b'`')
    };
    let end = after.iter().position(closes).unwrap_or(after.len());
    let block = Block::CodeBlock {
        language: fence.language.clone(),
        text: after.get(..end).unwrap_or_default().join("\n"),
    };
    (block, (end + 2).min(after.len() + 1))
}

/// The words behind the mark of a quote.
fn quoted(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('>')?;
    match rest.strip_prefix(' ') {
        Some(rest) => Some(rest),
        None => (rest.is_empty() || rest.starts_with('>')).then_some(rest),
    }
}

/// A line that quotes something: `>_<` and `> <` quote nothing.
fn is_quoted(line: &str) -> bool {
    quoted(line).is_some_and(|rest| rest.contains(char::is_alphanumeric))
}

/// Lines that are quoted, one after another: whoever answers below does not mark their own words, so a quote ends with
/// its lines.
fn quote(lines: &[&str], depth: usize, room: &mut Room) -> Option<(Block, usize)> {
    let mut inside: Vec<&str> = lines.iter().map_while(|line| quoted(line)).collect();
    while inside
        .last()
        .is_some_and(|line| !line.contains(char::is_alphanumeric))
    {
        inside.pop();
    }
    let blocks = read(&inside, depth + 1, room)?;
    Some((Block::Quoted { blocks }, inside.len()))
}

/// The mark of a point.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Dot,
    Number(u32),
}

impl Mark {
    fn is_like(self, other: Self) -> bool {
        matches!(self, Self::Dot) == matches!(other, Self::Dot)
    }
}

/// The mark of a point and the words behind it. `+` is none: it is what people put before numbers.
fn point(line: &str) -> Option<(Mark, &str)> {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (mark, rest) = match digits {
        0 => (Mark::Dot, line.strip_prefix(['-', '*'])?),
        1..=DIGITS => {
            let (number, rest) = line.split_at_checked(digits)?;
            let rest = rest.strip_prefix(['.', ')'])?;
            (Mark::Number(number.parse().ok()?), rest)
        }
        _ => return None,
    };
    let words = rest.strip_prefix([' ', '\t'])?;
    (!words.trim().is_empty()).then_some((mark, words))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Points one after another, each with the lines below it that stand further in.
fn list(lines: &[&str], depth: usize, room: &mut Room) -> Option<(Block, usize)> {
    let (first, outer) = match lines.first() {
        Some(line) => (point(line)?.0, indent(line)),
        None => return None,
    };
    let start = match first {
        Mark::Dot => None,
        Mark::Number(number) => Some(number),
    };
    let mut items: Vec<Vec<&str>> = Vec::new();
    let mut taken = 0;
    for (at, line) in lines.iter().enumerate() {
        let blank = line.trim().is_empty();
        let further_in = !blank && indent(line) >= outer + INDENT;
        match (point(line), items.last_mut()) {
            (_, Some(item)) if further_in => {
                item.push(line.get(outer + INDENT..).unwrap_or_default());
            }
            (Some((mark, words)), _) if mark.is_like(first) => items.push(vec![words]),
            // It may stand between two points.
            (_, Some(item)) if blank => {
                item.push("");
                continue;
            }
            _ => break,
        }
        taken = at + 1;
    }
    let items = items.iter().map(|item| {
        room.one()?;
        read(item, depth + 1, room)
    });
    let items = items.collect::<Option<Vec<_>>>()?;
    Some((Block::List { start, items }, taken))
}
