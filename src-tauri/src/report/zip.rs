//! A ZIP file without compression: what a person can open and look through before sending it. Forty lines instead of
//! a dependency with ciphers and codecs.

/// Entries so far.
#[derive(Default)]
pub struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

/// Version 2.0; names in UTF-8.
const VERSION: u16 = 20;
const UTF8: u16 = 1 << 11;

/// Midnight of 1 January 1980, the first moment of the format: when a report was made stands in its name.
const TIME: u16 = 0;
const DAY: u16 = 0x21;

impl Zip {
    /// Adds a file. More than 65,535 of them, or 4 GiB, are beyond the format; a report has a dozen.
    pub fn add(&mut self, name: &str, content: &[u8]) {
        let (Ok(at), Ok(size), Ok(name_size)) = (
            u32::try_from(self.bytes.len()),
            u32::try_from(content.len()),
            u16::try_from(name.len()),
        ) else {
            return;
        };
        let mut facts = Vec::with_capacity(26);
        short(&mut facts, &[VERSION, UTF8, 0, TIME, DAY]);
        long(&mut facts, &[crc32fast::hash(content), size, size]);
        short(&mut facts, &[name_size, 0]);

        self.bytes.extend_from_slice(b"PK\x03\x04");
        self.bytes.extend_from_slice(&facts);
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.extend_from_slice(content);

        self.directory.extend_from_slice(b"PK\x01\x02");
        short(&mut self.directory, &[VERSION]);
        self.directory.extend_from_slice(&facts);
        short(&mut self.directory, &[0, 0, 0]);
        long(&mut self.directory, &[0, at]);
        self.directory.extend_from_slice(name.as_bytes());
        self.entries = self.entries.saturating_add(1);
    }

    /// The whole file.
    pub fn finish(self) -> Vec<u8> {
        let mut bytes = self.bytes;
        let at = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let size = u32::try_from(self.directory.len()).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&self.directory);
        bytes.extend_from_slice(b"PK\x05\x06");
        short(&mut bytes, &[0, 0, self.entries, self.entries]);
        long(&mut bytes, &[size, at]);
        short(&mut bytes, &[0]);
        bytes
    }
}

fn short(to: &mut Vec<u8>, numbers: &[u16]) {
    to.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn long(to: &mut Vec<u8>, numbers: &[u32]) {
    to.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// Python's standard library reads and checks it.
    #[test]
    fn other_programs_read_it() {
        let mut zip = Zip::default();
        zip.add("report.json", b"{}");
        zip.add("logs/日志.log", "早上好".as_bytes());
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("report.zip");
        std::fs::write(&path, zip.finish()).unwrap();
        let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n\
                      sys.stdout.buffer.write('|'.join(z.namelist()).encode() + b' ' + z.read(z.namelist()[1]))";
        let output = Command::new("python3")
            .args(["-c", script])
            .arg(&path)
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "report.json|logs/日志.log 早上好",
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
