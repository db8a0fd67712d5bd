//! What a process costs with all that it started: memory, processor time, open files. Read from `/proc`.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use super::Result;
use super::processes::Processes;

/// A process of a desktop and everything below it.
pub fn tree(of: &Processes, root: u32) -> Vec<u32> {
    let all = of.all();
    let mut found = vec![root];
    let mut next = 0;
    while let Some(&one) = found.get(next) {
        found.extend(all.iter().filter(|process| parent(**process) == Some(one)));
        next += 1;
    }
    found
}

fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is a name in brackets that may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(1)?.parse().ok()
}

/// Memory in bytes: their own and their part of what they share (PSS).
///
/// # Errors
///
/// One of them has ended.
pub fn memory(processes: &[u32]) -> Result<u64> {
    let mut sum = 0;
    for process in processes {
        let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
        let kb: u64 = text
            .lines()
            .find_map(|line| line.strip_prefix("Pss:"))
            .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
            .ok_or("no PSS")?;
        sum += kb * 1024;
    }
    Ok(sum)
}

/// Processor time of each thread so far, in nanoseconds. Of a whole process the system tells hundredths of a second
/// only, which is as much as the bound for a minute.
#[derive(Debug, Clone, Default)]
pub struct ProcessorTime(BTreeMap<(u32, String), u64>);

impl ProcessorTime {
    /// Until now.
    ///
    /// # Errors
    ///
    /// One of the processes has ended.
    pub fn of(processes: &[u32]) -> Result<Self> {
        let mut threads = BTreeMap::new();
        for &process in processes {
            for thread in fs::read_dir(format!("/proc/{process}/task"))?.flatten() {
                // A thread may end while its folder is read.
                let Ok(text) = fs::read_to_string(thread.path().join("schedstat")) else {
                    continue;
                };
                let first = text.split_whitespace().next().ok_or("no processor time")?;
                let id = thread.file_name().to_string_lossy().into_owned();
                threads.insert((process, id), first.parse()?);
            }
        }
        Ok(Self(threads))
    }

    /// What was used since `before`, without threads that ended meanwhile.
    pub fn since(&self, before: &Self) -> Duration {
        let used = self.0.iter().map(|(thread, now)| {
            now.saturating_sub(before.0.get(thread).copied().unwrap_or_default())
        });
        Duration::from_nanos(used.sum())
    }
}

/// Open files, sockets and pipes.
///
/// # Errors
///
/// One of them has ended.
pub fn handles(processes: &[u32]) -> Result<usize> {
    let mut sum = 0;
    for process in processes {
        sum += fs::read_dir(format!("/proc/{process}/fd"))?.count();
    }
    Ok(sum)
}
