//! Checks of the hub's own machine: its folders and its disk.

use std::{fs, path::Path};

use super::Finding;

/// Below this the hub should be given more; a log that cannot grow stops taking commands.
const LOW_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Below this commands are about to fail.
const TOO_LOW_BYTES: u64 = 200 * 1024 * 1024;

/// Whether the data folder is the operator's alone.
pub fn data(folder: &Path) -> Finding {
    owned("data folder", folder, "`hora up` makes it; or name another one with --data")
}

/// Whether the master key's folder is the operator's alone.
pub fn secrets(folder: &Path) -> Finding {
    owned("secrets folder", folder, "`hora up` makes it; without it no private text can be read again")
}

fn owned(check: &'static str, folder: &Path, when_absent: &str) -> Finding {
    let shown = folder.display();
    match fs::metadata(folder) {
        Err(error) => Finding::warn(check, format!("{shown}: {error}"), when_absent),
        Ok(about) if !about.is_dir() => Finding::fail(check, format!("{shown} is no folder"), "move it away"),
        Ok(about) if is_open_to_others(&about) => {
            Finding::fail(check, format!("{shown} is open to others"), format!("chmod 700 {shown}"))
        }
        Ok(_) => Finding::ok(check, format!("{shown}, yours alone")),
    }
}

#[cfg(unix)]
fn is_open_to_others(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    about.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}

/// How much room there is where the data lie, or would lie.
pub fn disk(data: &Path) -> Finding {
    let here = data.ancestors().find(|path| path.is_dir()).unwrap_or(Path::new("."));
    match rustix::fs::statvfs(here) {
        Ok(about) => room(about.f_bavail.saturating_mul(about.f_frsize)),
        Err(error) => Finding::warn("disk", format!("{}: {error}", here.display()), "look at it with `df`"),
    }
}

fn room(free: u64) -> Finding {
    let found = format!("{} MiB free", free / (1024 * 1024));
    match free {
        0..TOO_LOW_BYTES => Finding::fail("disk", found, "make room before the log stops taking commands"),
        TOO_LOW_BYTES..LOW_BYTES => Finding::warn("disk", found, "make room soon: a log only grows"),
        _ => Finding::ok("disk", found),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::{super::Outcome, *};

    #[test]
    fn a_folder_must_be_ones_own() {
        let folder = tempfile::tempdir().unwrap();
        let set = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        set(0o755);
        assert_eq!(data(folder.path()).outcome, Outcome::Fail);
        assert!(data(folder.path()).todo.starts_with("chmod 700"));
        set(0o700);
        assert_eq!(data(folder.path()).outcome, Outcome::Ok);
        assert_eq!(secrets(&folder.path().join("absent")).outcome, Outcome::Warn);
    }

    #[test]
    fn little_room_is_told_before_it_is_too_late() {
        assert_eq!(room(TOO_LOW_BYTES - 1).outcome, Outcome::Fail);
        assert_eq!(room(LOW_BYTES - 1).outcome, Outcome::Warn);
        assert_eq!(room(LOW_BYTES).outcome, Outcome::Ok);
    }

    #[test]
    fn the_disk_of_a_folder_that_is_not_there_yet_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let found = disk(&folder.path().join("not").join("there")).found;
        assert!(found.ends_with("MiB free"), "{found}");
    }
}
