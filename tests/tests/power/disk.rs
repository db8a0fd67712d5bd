//! What a disk may hold after a power loss: the recorded operations up to a moment, with any of those missing that were
//! not synced by then. A file's bytes are kept by a sync of the file, its name by a sync of the folder; both are taken
//! as strictly as the rules allow, not as one file system happens to do it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// One recorded operation.
#[derive(Debug, Clone)]
pub enum Op {
    Create {
        path: PathBuf,
        inode: u64,
    },
    Write {
        path: PathBuf,
        inode: u64,
        offset: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        inode: u64,
        length: usize,
    },
    Sync {
        path: PathBuf,
        inode: u64,
    },
    SyncFolder {
        path: PathBuf,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
        inode: u64,
    },
    Remove {
        path: PathBuf,
    },
    Link {
        to: PathBuf,
        inode: u64,
    },
}

/// Reads a journal as `record.c` writes it.
pub fn read(journal: &[u8]) -> Vec<Op> {
    let mut ops = Vec::new();
    let mut rest = journal;
    let take = |rest: &mut &[u8], length: usize| -> Vec<u8> {
        let (taken, left) = rest.split_at(length);
        *rest = left;
        taken.to_vec()
    };
    while !rest.is_empty() {
        let head = take(&mut rest, 32);
        let small = |at: usize| u32::from_ne_bytes(head[at..at + 4].try_into().unwrap()) as usize;
        let large = |at: usize| u64::from_ne_bytes(head[at..at + 8].try_into().unwrap());
        let (inode, offset) = (large(16), large(24) as usize);
        let mut text = |length| PathBuf::from(String::from_utf8(take(&mut rest, length)).unwrap());
        let (path, to) = (text(small(4)), text(small(8)));
        let bytes = take(&mut rest, small(12));
        ops.push(match small(0) {
            1 => Op::Create { path, inode },
            2 => Op::Write {
                path,
                inode,
                offset,
                bytes,
            },
            3 => Op::Truncate {
                inode,
                length: offset,
            },
            4 => Op::Sync { path, inode },
            5 => Op::SyncFolder { path },
            6 => Op::Rename {
                from: path,
                to,
                inode,
            },
            7 => Op::Remove { path },
            8 => Op::Link { to, inode },
            other => panic!("{other}"),
        });
    }
    ops
}

/// A change that is not durable yet.
#[derive(Debug, Clone)]
enum Change {
    Bytes {
        inode: u64,
        offset: usize,
        bytes: Vec<u8>,
    },
    Length {
        inode: u64,
        length: usize,
    },
    Name {
        path: PathBuf,
        inode: u64,
    },
    NoName {
        path: PathBuf,
    },
}

impl Change {
    fn inode(&self) -> Option<u64> {
        match self {
            Self::Bytes { inode, .. } | Self::Length { inode, .. } => Some(*inode),
            Self::Name { .. } | Self::NoName { .. } => None,
        }
    }

    fn folder(&self) -> Option<&Path> {
        match self {
            Self::Name { path, .. } | Self::NoName { path } => path.parent(),
            Self::Bytes { .. } | Self::Length { .. } => None,
        }
    }
}

/// Names and bytes.
#[derive(Debug, Clone, Default)]
struct Image {
    names: BTreeMap<PathBuf, u64>,
    bytes: BTreeMap<u64, Vec<u8>>,
}

impl Image {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::Bytes {
                inode,
                offset,
                bytes,
            } => {
                let file = self.bytes.entry(*inode).or_default();
                let end = offset + bytes.len();
                if file.len() < end {
                    file.resize(end, 0);
                }
                file[*offset..end].copy_from_slice(bytes);
            }
            Change::Length { inode, length } => {
                self.bytes.entry(*inode).or_default().resize(*length, 0);
            }
            Change::Name { path, inode } => {
                self.names.insert(path.clone(), *inode);
            }
            Change::NoName { path } => {
                self.names.remove(path);
            }
        }
    }
}

/// Files by name.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A disk, fed with what a program did.
#[derive(Debug, Default)]
pub struct Disk {
    safe: Image,
    /// In the order in which they were made.
    loose: Vec<Change>,
    /// An inode number may be used again.
    lives: BTreeMap<u64, u64>,
    next: u64,
}

impl Disk {
    fn life(&mut self, inode: u64) -> u64 {
        let next = &mut self.next;
        *self.lives.entry(inode).or_insert_with(|| {
            *next += 1;
            *next
        })
    }

    /// One more operation has happened.
    pub fn feed(&mut self, op: &Op) {
        match op {
            Op::Create { path, inode } => {
                self.lives.remove(inode);
                let inode = self.life(*inode);
                self.loose.push(Change::Name {
                    path: path.clone(),
                    inode,
                });
            }
            Op::Write {
                inode,
                offset,
                bytes,
                ..
            } => {
                let inode = self.life(*inode);
                self.loose.push(Change::Bytes {
                    inode,
                    offset: *offset,
                    bytes: bytes.clone(),
                });
            }
            Op::Truncate { inode, length } => {
                let inode = self.life(*inode);
                self.loose.push(Change::Length {
                    inode,
                    length: *length,
                });
            }
            Op::Rename { from, to, inode } => {
                let inode = self.life(*inode);
                self.loose.push(Change::Name {
                    path: to.clone(),
                    inode,
                });
                self.loose.push(Change::NoName { path: from.clone() });
            }
            Op::Link { to, inode } => {
                let inode = self.life(*inode);
                self.loose.push(Change::Name {
                    path: to.clone(),
                    inode,
                });
            }
            Op::Remove { path } => self.loose.push(Change::NoName { path: path.clone() }),
            Op::Sync { inode, .. } => {
                let inode = self.life(*inode);
                self.settle(|change| change.inode() == Some(inode));
            }
            Op::SyncFolder { path } => self.settle(|change| change.folder() == Some(path)),
        }
    }

    fn settle(&mut self, which: impl Fn(&Change) -> bool) {
        let (safe, loose) = std::mem::take(&mut self.loose)
            .into_iter()
            .partition(|change| which(change));
        self.loose = loose;
        let safe: Vec<Change> = safe;
        for change in &safe {
            self.safe.apply(change);
        }
    }

    /// What may be there if the power goes now, at most about `bound` pictures of it: nothing that was not synced, all
    /// of it, each change alone, all but each, the first ones, half of a write, and some by lot.
    pub fn after_power_loss(&self, bound: usize, lot: &mut u64) -> Vec<Files> {
        let count = self.loose.len();
        let all: BTreeSet<usize> = (0..count).collect();
        let mut kept: Vec<BTreeSet<usize>> = vec![BTreeSet::new(), all.clone()];
        let step = (count * 3 / bound).max(1);
        for one in (0..count).rev().step_by(step) {
            kept.push([one].into());
            kept.push(all.iter().copied().filter(|other| *other != one).collect());
            kept.push((0..one).collect());
        }
        for _ in 0..4 {
            kept.push(all.iter().copied().filter(|_| next(lot) & 1 == 1).collect());
        }
        let mut pictures: Vec<Files> = kept.iter().map(|kept| self.picture(kept, None)).collect();
        // The last write came only half way.
        pictures.push(self.picture(&all, self.loose.len().checked_sub(1)));
        pictures
    }

    fn picture(&self, kept: &BTreeSet<usize>, torn: Option<usize>) -> Files {
        let mut image = self.safe.clone();
        for (number, change) in self
            .loose
            .iter()
            .enumerate()
            .filter(|(number, _)| kept.contains(number))
        {
            match change {
                Change::Bytes {
                    inode,
                    offset,
                    bytes,
                } if torn == Some(number) => {
                    // A sector of 512 bytes is written whole or not at all.
                    let half = bytes.len() / 2 / 512 * 512;
                    let bytes = bytes[..half].to_vec();
                    image.apply(&Change::Bytes {
                        inode: *inode,
                        offset: *offset,
                        bytes,
                    });
                }
                change => image.apply(change),
            }
        }
        image
            .names
            .iter()
            .map(|(path, inode)| {
                let bytes = image.bytes.get(inode).cloned().unwrap_or_default();
                (path.clone(), bytes)
            })
            .collect()
    }
}

/// SplitMix64: the same seed, the same cuts.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
