//! Names under which pictures and files are saved. A name comes from whoever sent it; a file must be able to have it on
//! every disk a person may choose, a stick formatted by Windows included.

use linnet_core::model::file_name::plain_name;

/// Longest name of a file on the disks people have, bytes: ext4, Btrfs, APFS. Windows counts fewer for the same name.
const LONGEST: usize = 255;

/// Longest ending that is taken for one, letters and digits: behind the dot of "Holiday 2024.05" stands none.
const LONGEST_ENDING: usize = 5;

/// Name when nothing is left of the one that was given.
const NAMELESS: &str = "linnet";

/// Signs that Windows and its disks do not allow in names.
const FORBIDDEN: [char; 9] = ['<', '>', ':', '"', '/', '\\', '|', '?', '*'];

/// A file name to begin with: never a path, nothing a disk refuses, always with the ending of what the file is.
pub fn suggested(name: &str, suffix: &str) -> String {
    let plain = plain_name(name).replace(FORBIDDEN, "_");
    let room = LONGEST.saturating_sub(1 + suffix.len());
    let stem = trimmed(cut(trimmed(without_ending(&plain)), room));
    if stem.is_empty() {
        return format!("{NAMELESS}.{suffix}");
    }
    if is_device(stem) {
        // One byte more than before: a device's name is short.
        return format!("_{stem}.{suffix}");
    }
    format!("{stem}.{suffix}")
}

/// A file name to begin with for a file that is no picture: what was sent, ending included, as far as a disk takes it.
pub fn saved_as(name: &str) -> String {
    let plain = plain_name(name).replace(FORBIDDEN, "_");
    let (stem, ending) = split(trimmed(&plain));
    let room = LONGEST.saturating_sub(ending.len() + 8);
    let stem = trimmed(cut(stem, room));
    match stem {
        "" => format!("{NAMELESS}{ending}"),
        stem if is_device(stem) => format!("_{stem}{ending}"),
        stem => format!("{stem}{ending}"),
    }
}

/// The so-manieth name of files that would have the same: `report (2).pdf`.
pub fn numbered(name: &str, number: u32) -> String {
    let (stem, ending) = split(name);
    match number {
        ..=1 => name.to_owned(),
        number => format!("{stem} ({number}){ending}"),
    }
}

/// What stands before the ending, and the ending with its dot; that of a packed archive has two.
fn split(name: &str) -> (&str, &str) {
    let stem = without_ending(name);
    let stem = match stem.strip_suffix(".tar") {
        Some(shorter) if stem.len() < name.len() => shorter,
        _ => stem,
    };
    (stem, name.get(stem.len()..).unwrap_or_default())
}

/// Dots and spaces at the ends: at the beginning they hide a file, at the end Windows leaves them out.
fn trimmed(stem: &str) -> &str {
    stem.trim_matches(|c: char| c == '.' || c.is_whitespace())
}

fn without_ending(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending)) if is_ending(ending) => stem,
        _ => name,
    }
}

fn is_ending(text: &str) -> bool {
    text.len() <= LONGEST_ENDING
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && text.chars().any(|c| c.is_ascii_alphabetic())
}

/// As many whole characters as fit into so many bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let end = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| *end <= bytes)
        .last()
        .unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// Names that Windows keeps for its devices, whatever ending they have.
fn is_device(stem: &str) -> bool {
    let base = stem.split('.').next().unwrap_or_default().trim_end();
    let upper = base.to_ascii_uppercase();
    if matches!(
        upper.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) {
        return true;
    }
    ["COM", "LPT"].into_iter().any(|port| {
        upper.strip_prefix(port).is_some_and(|number| {
            let mut signs = number.chars();
            matches!(
                (signs.next(), signs.next()),
                (Some('0'..='9' | '¹' | '²' | '³'), None)
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_somebody_is_never_a_path_and_always_one_a_disk_takes() {
        for (name, suffix, saved) in [
            ("cat.png", "jpg", "cat.jpg"),
            ("../../.bashrc", "png", "bashrc.png"),
            ("..\\..\\evil.exe", "jpg", "evil.jpg"),
            ("/etc/passwd", "jpg", "passwd.jpg"),
            ("", "webp", "linnet.webp"),
            ("...", "webp", "linnet.webp"),
            ("\u{200b}\u{3164}", "webp", "linnet.webp"),
            ("猫", "gif", "猫.gif"),
            ("Holiday 2024.05.01", "jpg", "Holiday 2024.05.01.jpg"),
            ("a.tar", "jpg", "a.jpg"),
            ("trailing. . .", "png", "trailing.png"),
            (
                "what? \"this\": <one|two>*.png",
                "png",
                "what_ _this__ _one_two__.png",
            ),
            ("line\nbreak\0\u{7f}.png", "png", "linebreak.png"),
            ("\u{202e}gpj.exe", "jpg", "gpj.jpg"),
            ("CON", "jpg", "_CON.jpg"),
            ("con.png", "jpg", "_con.jpg"),
            ("Aux .backup.png", "png", "_Aux .backup.png"),
            ("lpt1.png", "png", "_lpt1.png"),
            ("COM¹.png", "png", "_COM¹.png"),
            ("COM10.png", "png", "COM10.png"),
            ("console.png", "png", "console.png"),
        ] {
            assert_eq!(suggested(name, suffix), saved, "{name:?}");
        }
    }

    #[test]
    fn a_file_keeps_its_name_as_far_as_a_disk_takes_it() {
        for (name, saved) in [
            ("年度 报告.pdf", "年度 报告.pdf"),
            ("archive.tar.gz", "archive.tar.gz"),
            ("Makefile", "Makefile"),
            ("../../.bashrc", "bashrc"),
            ("..\\..\\evil.exe", "evil.exe"),
            ("what? <this>.txt", "what_ _this_.txt"),
            ("CON.txt", "_CON.txt"),
            ("", "linnet"),
            (".pdf", "pdf"),
            ("trailing. .", "trailing"),
        ] {
            assert_eq!(saved_as(name), saved, "{name:?}");
        }
        let long = saved_as(&format!("{}.docx", "鸟".repeat(190)));
        assert!(long.len() <= LONGEST && long.ends_with("鸟.docx"));
        assert!(numbered(&long, 9_999).len() <= LONGEST);
        assert_eq!(numbered("archive.tar.gz", 2), "archive (2).tar.gz");
        assert_eq!(numbered("Makefile", 12), "Makefile (12)");
        assert_eq!(numbered("a.pdf", 1), "a.pdf");
    }

    #[test]
    fn a_long_name_is_cut_between_characters_and_keeps_its_ending() {
        for name in [
            "鸟".repeat(120),
            "🐦".repeat(190),
            format!("{}.png", "é".repeat(190)),
        ] {
            let saved = suggested(&name, "png");
            assert!(
                saved.len() <= LONGEST && saved.len() > LONGEST - 8,
                "{saved}"
            );
            assert!(saved.ends_with(".png"));
            let place = tempfile::tempdir().unwrap();
            std::fs::write(place.path().join(&saved), b"picture").unwrap();
        }
        assert_eq!(
            suggested(&"鸟".repeat(120), "png"),
            format!("{}.png", "鸟".repeat(83))
        );
    }
}
