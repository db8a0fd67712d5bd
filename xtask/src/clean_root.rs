//! A bare system in a folder, to install a package into: what the package forgot to ask for is missing there. Needs
//! debootstrap, an administrator and a mirror; without them the caller unpacks the package instead.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::child;
use crate::failure::{During, Failure, Result};
use crate::project;

/// Fetching and unpacking the bare system, or what the package depends on.
const FETCH_LIMIT: Duration = Duration::from_secs(20 * 60);

/// The folder.
pub struct CleanRoot(PathBuf);

impl CleanRoot {
    /// Makes one afresh; the bare system itself is fetched once and kept below `target/clean-root`.
    ///
    /// # Errors
    /// Why it cannot be had here.
    pub fn make() -> Result<Self> {
        if child::answer("id", &["-u"]).is_none_or(|id| id != "0") {
            return Err(Failure::new(
                "a clean root is for the administrator to make",
            ));
        }
        for program in ["debootstrap", "unshare", "chroot"] {
            if !child::exists(program) {
                return Err(Failure::new(format!("`{program}` is missing")));
            }
        }
        if child::answer("unshare", &["--mount", "true"]).is_none() {
            return Err(Failure::new("this system allows no mounts of one's own"));
        }
        let release = fs::read_to_string("/etc/os-release").during("read /etc/os-release")?;
        let (codename, mirror) =
            mirror(&release).ok_or_else(|| Failure::new("no mirror is known for this system"))?;
        let folder = project::target().join("clean-root");
        let base = folder.join(codename);
        if !base.join("usr/bin/apt-get").exists() {
            remove(&base)?;
            fs::create_dir_all(&folder).during("make the folder of the clean root")?;
            println!("Fetching a bare {codename} from {mirror}.");
            let place = base.display().to_string();
            let words = ["--variant=minbase", codename, &place, mirror];
            run("debootstrap", &words)?;
        }
        let root = folder.join("root");
        remove(&root)?;
        let (from, to) = (base.display().to_string(), root.display().to_string());
        run("cp", &["--archive", "--reflink=auto", &from, &to])?;
        // No service of a dependency may start.
        let refuse = root.join("usr/sbin/policy-rc.d");
        fs::write(&refuse, "#!/bin/sh\nexit 101\n").during("forbid services to start")?;
        run("chmod", &["755", &refuse.display().to_string()])?;
        Ok(Self(root))
    }

    /// Installs a package with what it depends on, and nothing it only recommends.
    pub fn install(&self, deb: &Path) -> Result<()> {
        fs::copy(deb, self.0.join("tmp/linnet.deb")).during("copy the package")?;
        let script =
            "apt-get update -q && apt-get install -y -q --no-install-recommends /tmp/linnet.deb";
        let mut install = self.inside(script);
        install.env("DEBIAN_FRONTEND", "noninteractive");
        let outcome = child::run(&mut install, FETCH_LIMIT)?;
        if outcome.success {
            Ok(())
        } else {
            Err(Failure::new(
                "The .deb could not be installed into a clean root; apt says why above.",
            ))
        }
    }

    /// A command of the bare system, with `/proc` and `/dev`. Killing it ends everything it started.
    pub fn inside(&self, script: &str) -> Command {
        let root = self.0.display().to_string();
        let mount = "mount -t proc proc \"$0/proc\" && mount --rbind /dev \"$0/dev\" && exec chroot \"$0\" sh -c \"$1\"";
        let words = [
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "sh",
            "-c",
            mount,
            &root,
            script,
        ];
        child::command("unshare", &words, &project::root())
    }

    /// A file in it.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// Name of the release and where it can be had.
fn mirror(release: &str) -> Option<(&str, &'static str)> {
    let field = |name: &str| {
        release
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
            .map(|value| value.trim_matches('"'))
    };
    let mirror = match field("ID")? {
        "debian" => "http://deb.debian.org/debian",
        "ubuntu" => "http://archive.ubuntu.com/ubuntu",
        _ => return None,
    };
    Some((field("VERSION_CODENAME")?, mirror))
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).during("remove an old clean root")
        }
        _ => Ok(()),
    }
}

fn run(program: &str, words: &[&str]) -> Result<()> {
    let outcome = child::run(
        &mut child::command(program, words, &project::root()),
        FETCH_LIMIT,
    )?;
    if outcome.success {
        Ok(())
    } else {
        Err(Failure::new(format!("`{program}` did not succeed")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_says_which_mirror() {
        let debian = "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_CODENAME=bookworm\nID=debian\n";
        assert_eq!(
            mirror(debian),
            Some(("bookworm", "http://deb.debian.org/debian"))
        );
        assert_eq!(mirror("ID=fedora\nVERSION_CODENAME=\"\"\n"), None);
    }
}
