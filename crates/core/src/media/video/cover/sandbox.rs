//! What a process gives up for good before it looks at a stranger's video. All of it or nothing: where the system does
//! not know one of these ways, there is no cover.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use landlock::{
    ABI, Access as _, AccessFs, BitFlags, CompatLevel, Compatible as _, PathBeneath, PathFd,
    Ruleset, RulesetAttr as _, RulesetCreatedAttr as _,
};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

/// Folders of libraries: all that can be read.
pub(super) const LIBRARIES: [&str; 4] = ["/usr/lib", "/usr/lib64", "/lib", "/lib64"];
/// Where libraries lie, as the loader has noted it.
const LOADER_NOTES: &str = "/etc/ld.so.cache";

/// Gives up all rights but those to read libraries, to become `program` and to use what is open already.
pub(super) fn enter(program: &Path) -> io::Result<()> {
    files(program).map_err(io::Error::other)?;
    let filter = calls().map_err(io::Error::other)?;
    seccompiler::apply_filter(&filter).map_err(io::Error::other)
}

/// Files: nothing is written, made or removed anywhere, and only libraries are read.
fn files(program: &Path) -> Result<(), landlock::RulesetError> {
    // The first version has all rights that are taken here; newer systems take more.
    let newest = AccessFs::from_all(ABI::V5);
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(newest)?
        .create()?;
    let allowed = |path: &Path, access: BitFlags<AccessFs>| {
        let opened = PathFd::new(path).ok()?;
        Some(PathBeneath::new(opened, access))
    };
    // The loader of programs is a library that is executed.
    let library = AccessFs::Execute | AccessFs::ReadFile | AccessFs::ReadDir;
    let file = AccessFs::ReadFile.into();
    for folder in LIBRARIES {
        if let Some(rule) = allowed(Path::new(folder), library) {
            rules = rules.add_rule(rule)?;
        }
    }
    for (path, access) in [
        (program, AccessFs::Execute | AccessFs::ReadFile),
        (Path::new(LOADER_NOTES), file),
    ] {
        if let Some(rule) = allowed(path, access) {
            rules = rules.add_rule(rule)?;
        }
    }
    rules.restrict_self()?;
    Ok(())
}

/// Calls of the system that nothing which decodes needs: connections, signals, other processes, the system itself. They
/// answer that they are not permitted.
fn calls() -> Result<BpfProgram, seccompiler::BackendError> {
    const REFUSED: [libc::c_long; 24] = [
        libc::SYS_socket,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_kill,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_send_signal,
        libc::SYS_pidfd_getfd,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_io_uring_setup,
        libc::SYS_userfaultfd,
        libc::SYS_keyctl,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_chroot,
        libc::SYS_open_by_handle_at,
    ];
    let rules: BTreeMap<i64, Vec<seccompiler::SeccompRule>> =
        REFUSED.into_iter().map(|call| (call, Vec::new())).collect();
    // Not permitted.
    let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let kind = std::env::consts::ARCH.try_into()?;
    SeccompFilter::new(rules, SeccompAction::Allow, refuse, kind)?.try_into()
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::process::Command;

    use super::*;

    /// What is given up, seen from inside: this test's own program gives it up, and tries.
    #[test]
    fn inside_of_it_only_libraries_can_be_read_nobody_reached_and_one_program_started() {
        const INSIDE: &str = "LINNET_TEST_INSIDE_THE_SANDBOX";
        if std::env::var_os(INSIDE).is_some() {
            let place = std::env::var_os("PLACE").unwrap();
            let secret = Path::new(&place).join("secret");
            assert!(File::open(&secret).is_ok() && File::open("/etc/hostname").is_ok());
            assert!(
                Command::new("/usr/bin/env")
                    .arg("true")
                    .status()
                    .unwrap()
                    .success()
            );
            enter(Path::new("/usr/bin/true")).unwrap();
            let denied = |result: io::Result<()>| {
                result.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
            };
            assert!(denied(File::open(&secret).map(drop)));
            assert!(denied(File::open("/etc/hostname").map(drop)));
            assert!(denied(std::fs::write(Path::new(&place).join("new"), "x")));
            assert!(denied(std::fs::remove_file(&secret)));
            assert!(denied(std::net::UdpSocket::bind("127.0.0.1:0").map(drop)));
            assert!(denied(
                std::net::TcpStream::connect("127.0.0.1:9").map(drop)
            ));
            let kill = Command::new("/usr/bin/true").status();
            assert!(kill.is_ok_and(|status| status.success()), "the one program");
            assert!(denied(
                Command::new("/usr/bin/env").arg("true").status().map(drop)
            ));
            let libraries = LIBRARIES
                .iter()
                .filter(|folder| std::fs::read_dir(folder).is_ok());
            assert!(libraries.count() > 0);
            return;
        }
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("secret"), "a secret").unwrap();
        let name = concat!(
            module_path!(),
            "::inside_of_it_only_libraries_can_be_read_nobody_reached_and_one_program_started"
        );
        let (_, name) = name.split_once("::").unwrap();
        let inside = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--test-threads=1", "--nocapture"])
            .env(INSIDE, "1")
            .env("PLACE", place.path())
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&inside.stdout);
        let errors = String::from_utf8_lossy(&inside.stderr);
        assert!(
            inside.status.success() && said.contains("1 passed"),
            "{said}{errors}"
        );
        assert!(place.path().join("secret").exists());
    }
}
