//! The type of a file, told by its content. Names and extensions are never believed.

use serde::{Deserialize, Serialize};

use super::problem::Problem;

/// Kinds that are decoded here. The first four are those of the web: sent, stored and shown as they are. The others
/// become one of them before they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// JPEG, also progressive and CMYK.
    Jpeg,
    /// PNG, also animated.
    Png,
    /// GIF.
    Gif,
    /// WebP, also animated.
    Webp,
    /// BMP, which programs of Windows put on the clipboard.
    Bmp,
    /// TIFF, of scanners.
    Tiff,
}

impl Kind {
    /// Its media type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Bmp => "image/bmp",
            Self::Tiff => "image/tiff",
        }
    }

    /// Its usual file name suffix, without the dot.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Bmp => "bmp",
            Self::Tiff => "tiff",
        }
    }

    /// Every messenger and server takes it.
    pub fn is_of_the_web(self) -> bool {
        !matches!(self, Self::Bmp | Self::Tiff)
    }

    /// Tells the kind from the first bytes (64 are enough).
    ///
    /// # Errors
    ///
    /// `Problem::NoDecoder` with its name for a known kind that is not decoded here, else `Problem::NotAPicture`.
    pub fn of(head: &[u8]) -> Result<Self, Problem> {
        let at = |offset: usize, magic: &[u8]| {
            head.get(offset..)
                .is_some_and(|rest| rest.starts_with(magic))
        };
        if at(0, b"\xff\xd8\xff") {
            return Ok(Self::Jpeg);
        }
        if at(0, b"\x89PNG\r\n\x1a\n") {
            return Ok(Self::Png);
        }
        if at(0, b"GIF87a") || at(0, b"GIF89a") {
            return Ok(Self::Gif);
        }
        if at(0, b"RIFF") && at(8, b"WEBP") {
            return Ok(Self::Webp);
        }
        // Two letters are little: the size of one of the heads that exist must follow.
        let bmp_head = head
            .get(14..18)
            .is_some_and(|size| matches!(size, [12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]));
        if at(0, b"BM") && bmp_head {
            return Ok(Self::Bmp);
        }
        if (at(0, b"II*\0") || at(0, b"MM\0*")) && !at(8, b"CR") {
            return Ok(Self::Tiff);
        }
        Err(match undecoded(head, at) {
            Some(kind) => Problem::NoDecoder {
                kind: kind.to_owned(),
            },
            None => Problem::NotAPicture,
        })
    }
}

/// Suffix for a file of any content, to be saved under.
pub(super) fn suffix_of(head: &[u8]) -> &'static str {
    match Kind::of(head) {
        Ok(kind) => kind.suffix(),
        Err(Problem::NoDecoder { kind }) => match kind.as_str() {
            "AVIF" => "avif",
            "HEIC" | "HEIF" => "heic",
            "Canon CR2" => "cr2",
            "Canon CR3" => "cr3",
            "MP4" => "mp4",
            "BigTIFF" => "tiff",
            "ICO" => "ico",
            "Photoshop PSD" => "psd",
            "JPEG XL" => "jxl",
            "JPEG 2000" => "jp2",
            "PDF" => "pdf",
            "DDS" => "dds",
            "OpenEXR" => "exr",
            "QOI" => "qoi",
            "WebM" => "webm",
            "SVG" => "svg",
            _ => UNKNOWN,
        },
        // Nothing that a desktop would run or open by itself, whatever it is.
        Err(_) => UNKNOWN,
    }
}

const UNKNOWN: &str = "bin";

/// Names of kinds that people do try to send as pictures.
fn undecoded(head: &[u8], at: impl Fn(usize, &[u8]) -> bool) -> Option<&'static str> {
    if at(4, b"ftyp") {
        let brand = head.get(8..12)?;
        return match brand {
            b"avif" | b"avis" => Some("AVIF"),
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" => Some("HEIC"),
            b"mif1" | b"msf1" => Some("HEIF"),
            b"crx " => Some("Canon CR3"),
            b"qt  " | b"isom" | b"iso2" | b"mp41" | b"mp42" | b"M4V " | b"3gp4" | b"3gp5" => {
                Some("MP4")
            }
            _ => None,
        };
    }
    let table: &[(&[u8], &str)] = &[
        (b"II*\0\x10\0\0\0CR", "Canon CR2"),
        (b"II+\0", "BigTIFF"),
        (b"MM\0+", "BigTIFF"),
        (b"\0\0\x01\0", "ICO"),
        (b"8BPS", "Photoshop PSD"),
        (b"\xff\x0a", "JPEG XL"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
        (b"\xff\x4f\xff\x51", "JPEG 2000"),
        (b"%PDF-", "PDF"),
        (b"DDS ", "DDS"),
        (b"\x76\x2f\x31\x01", "OpenEXR"),
        (b"qoif", "QOI"),
        (b"\x1a\x45\xdf\xa3", "WebM"),
    ];
    if let Some((_, name)) = table.iter().find(|(magic, _)| at(0, magic)) {
        return Some(name);
    }
    let text = head
        .get(..head.len().min(64))
        .and_then(|head| std::str::from_utf8(head).ok())
        .unwrap_or_default()
        .trim_start_matches('\u{feff}')
        .trim_start();
    (text.starts_with("<svg") || (text.starts_with("<?xml") && contains(head, b"<svg")))
        .then_some("SVG")
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_without_a_decoder_are_named() {
        let cases: &[(&[u8], &str)] = &[
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
            (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "AVIF"),
            (b"II*\0\x10\0\0\0CR\x02\0", "Canon CR2"),
            (b"II+\0\x08\0\0\0", "BigTIFF"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
            (b"<?xml version='1.0'?><svg/>", "SVG"),
            (b"%PDF-1.7", "PDF"),
        ];
        for (bytes, name) in cases {
            let problem = Kind::of(bytes).unwrap_err();
            assert_eq!(
                problem,
                Problem::NoDecoder {
                    kind: (*name).to_owned()
                }
            );
            let text = crate::Error::from(problem).reason().text;
            assert!(text.en.contains(name) && text.zh.contains(name));
        }
    }

    #[test]
    fn whatever_it_is_it_has_a_suffix_that_fits() {
        let cases: &[(&[u8], &str)] = &[
            (b"\xff\xd8\xff\xe0", "jpg"),
            (b"BM6\x0c\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", "bmp"),
            (b"BM6\x0c\0\0 is no picture at all", "bin"),
            (b"MM\0*\0\0\0\x08", "tiff"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
            (b"\x7fELF", "bin"),
            (b"#!/bin/sh\n", "bin"),
            (b"", "bin"),
        ];
        for (bytes, suffix) in cases {
            assert_eq!(suffix_of(bytes), *suffix);
        }
    }

    #[test]
    fn a_text_file_with_the_name_of_a_picture_is_no_picture() {
        assert_eq!(
            Kind::of("你好, this is no picture".as_bytes()),
            Err(Problem::NotAPicture)
        );
        assert_eq!(Kind::of(b""), Err(Problem::NotAPicture));
    }
}
