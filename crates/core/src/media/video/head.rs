//! Where the head of a video stands in its file: MP4 and QuickTime are boxes, each with its length and name in front,
//! and one of them, `moov`, says all that is asked here. It may stand behind the pictures, so that no more of the file
//! is read than a few bytes of each box, and that one.

use std::io::{self, Read, Seek, SeekFrom};

/// Boxes side by side that are looked at; files of telephones have about ten, those in fragments hundreds.
const MAX_BOXES: usize = 4096;
/// Longest `ftyp`, which lists what a file is compatible with, bytes.
const MAX_TYPE: u64 = 4 * 1024;
/// Longest `moov` that is read, bytes: that of ten hours.
const MAX_HEAD: u64 = 16 * 1024 * 1024;

/// The boxes `ftyp` and `moov` of a file behind each other, as they stand in it; none when it is no video of this kind,
/// or its head is longer than that of any that can be sent.
///
/// # Errors
///
/// It cannot be read.
pub(in crate::media) fn head(
    file: &mut (impl Read + Seek),
    length: u64,
) -> io::Result<Option<Vec<u8>>> {
    let mut found = Vec::new();
    let mut from = 0;
    for number in 0..MAX_BOXES {
        let Some(here) = next(file, from, length)? else {
            return Ok(None);
        };
        let limit = match &here.name {
            b"ftyp" => MAX_TYPE,
            b"moov" => MAX_HEAD,
            // QuickTime has had files without a type; they begin with one of these.
            b"mdat" | b"wide" | b"free" | b"skip" | b"pnot" => 0,
            // What begins with anything else is no video, however it goes on.
            _ if number == 0 => return Ok(None),
            _ => 0,
        };
        if limit > 0 {
            if here.length > limit {
                return Ok(None);
            }
            file.seek(SeekFrom::Start(from))?;
            if file.take(here.length).read_to_end(&mut found)? as u64 != here.length {
                return Ok(None);
            }
        }
        if &here.name == b"moov" {
            return Ok(Some(found));
        }
        from += here.length;
    }
    Ok(None)
}

struct Found {
    name: [u8; 4],
    /// With the bytes in front.
    length: u64,
}

/// The box that begins here; none at the end of the file, or where none can be.
fn next(file: &mut (impl Read + Seek), from: u64, end: u64) -> io::Result<Option<Found>> {
    let room = end.saturating_sub(from);
    if room < 8 {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(from))?;
    let mut front = [0; 8];
    if let Err(error) = file.read_exact(&mut front) {
        // It has become shorter.
        return match error.kind() {
            io::ErrorKind::UnexpectedEof => Ok(None),
            _ => Err(error),
        };
    }
    let [a, b, c, d, name @ ..] = front;
    let (least, length) = match u32::from_be_bytes([a, b, c, d]) {
        // To the end of the file.
        0 => (8, room),
        1 if room >= 16 => {
            let mut long = [0; 8];
            file.read_exact(&mut long)?;
            (16, u64::from_be_bytes(long))
        }
        length => (8, u64::from(length)),
    };
    Ok((length >= least && length <= room).then_some(Found { name, length }))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn made(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut all = u32::try_from(8 + body.len())
            .unwrap()
            .to_be_bytes()
            .to_vec();
        all.extend_from_slice(name);
        all.extend_from_slice(body);
        all
    }

    fn head_of(file: &[u8]) -> Option<Vec<u8>> {
        head(&mut Cursor::new(file), file.len() as u64).unwrap()
    }

    #[test]
    fn the_head_is_found_wherever_it_stands() {
        let (ftyp, moov) = (made(b"ftyp", b"isom"), made(b"moov", b"facts"));
        let mdat = made(b"mdat", &[7; 5000]);
        let wanted = [ftyp.clone(), moov.clone()].concat();
        assert_eq!(
            head_of(&[&*ftyp, &*moov, &*mdat].concat()),
            Some(wanted.clone())
        );
        assert_eq!(
            head_of(&[&*ftyp, &*mdat, &*moov].concat()),
            Some(wanted.clone())
        );
        // A length of 64 bits, as cameras write it.
        let mut long = vec![0, 0, 0, 1];
        long.extend_from_slice(b"mdat");
        long.extend_from_slice(&(16_u64 + 20).to_be_bytes());
        long.extend_from_slice(&[7; 20]);
        assert_eq!(head_of(&[&*ftyp, &*long, &*moov].concat()), Some(wanted));
        // An old one of QuickTime.
        assert_eq!(head_of(&[&*mdat, &*moov].concat()), Some(moov));
    }

    #[test]
    fn what_is_no_video_or_lies_about_its_boxes_has_none() {
        let ftyp = made(b"ftyp", b"isom");
        for none in [
            Vec::new(),
            b"hello, this is a text".to_vec(),
            b"\x1a\x45\xdf\xa3 webm and its like".to_vec(),
            ftyp.clone(),
            [&*ftyp, b"\xff\xff\xff\xffmoov"].concat(),
            [&*ftyp, b"\0\0\0\x04moov"].concat(),
            [&*ftyp, b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x02"].concat(),
            [&*ftyp, b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff"].concat(),
            made(b"ftyp", &[0; 5000]),
            made(b"free", b"").repeat(MAX_BOXES + 1),
        ] {
            assert_eq!(head_of(&none), None);
        }
        // Nobody reads a head of this length, which the file does have.
        let mut front = u32::try_from(MAX_HEAD + 1).unwrap().to_be_bytes().to_vec();
        front.extend_from_slice(b"moov");
        front.resize(usize::try_from(MAX_HEAD + 1).unwrap(), 0);
        assert_eq!(head_of(&[&*ftyp, &*front].concat()), None);
    }
}
