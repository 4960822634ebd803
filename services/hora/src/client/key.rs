//! Where the caller's key comes from: a file, the environment, the configuration folder.
//!
//! Knows nothing of what a key is good for. A key never comes as a flag, since every user of a machine can read
//! the flags of its processes.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};

use crate::failure::Failure;

/// Holds the key itself.
const VARIABLE: &str = "HORA_KEY";
/// Named as the key file, it makes the caller the public, whatever key is kept elsewhere.
const NOBODY: &str = "/dev/null";
/// A key has about 90 bytes; what is longer is another file.
const MAX_KEY_BYTES: u64 = 1_024;

/// An opaque key, never shown.
#[derive(Clone)]
pub struct Key {
    /// As it was shown when it was minted.
    pub secret: String,
    /// Where it was found, for people.
    pub source: String,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key from {}", self.source)
    }
}

/// The caller's key; none for the public.
///
/// # Errors
/// A key file that cannot be read, or that others can read as well.
pub fn find(named: Option<&Path>) -> Result<Option<Key>, Failure> {
    if named.is_some_and(|path| path == Path::new(NOBODY)) {
        return Ok(None);
    }
    if let Some(path) = named {
        return read(path)?
            .map(Some)
            .ok_or_else(|| anyhow!("the key file {} is not there", path.display()).into());
    }
    if let Some(secret) = env::var(VARIABLE).ok().filter(|secret| !secret.trim().is_empty()) {
        return Ok(Some(Key { secret: secret.trim().to_owned(), source: VARIABLE.to_owned() }));
    }
    configured().map_or(Ok(None), |path| read(&path))
}

/// The file that is looked at when none is named.
pub fn configured() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")));
    base.map(|base| base.join("hora").join("key"))
}

/// Keeps a key in a file that only its owner can read; a file that is there already is left alone.
///
/// # Errors
/// The file is there, or cannot be written.
pub fn write(path: &Path, secret: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options
        .open(path)
        .with_context(|| format!("the key is not written over {}; name another file", path.display()))?;
    writeln!(file, "{secret}").and_then(|()| file.sync_all()).with_context(|| path.display().to_string())?;
    Ok(())
}

fn read(path: &Path) -> Result<Option<Key>, Failure> {
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(anyhow!(error).context(format!("the key file {}", path.display())).into());
        }
    };
    if about.is_dir() {
        return Err(anyhow!(
            "the key file {} is a folder; accepted is a file that holds the key",
            path.display()
        )
        .into());
    }
    if is_open_to_others(&about) {
        return Err(anyhow!(
            "the key file {} can be read by others; `chmod 600` makes it yours alone",
            path.display()
        )
        .into());
    }
    if about.len() > MAX_KEY_BYTES {
        return Err(anyhow!("{} holds no key: it has {} bytes", path.display(), about.len()).into());
    }
    let secret = fs::read_to_string(path).with_context(|| format!("the key file {}", path.display()))?;
    let secret = secret.trim();
    if secret.is_empty() {
        return Err(anyhow!("the key file {} is empty", path.display()).into());
    }
    Ok(Some(Key { secret: secret.to_owned(), source: path.display().to_string() }))
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

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_a_key_file_of_ones_own_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert!(find(Some(&path)).unwrap_err().to_string().contains("is not there"));
        let is_folder = find(Some(folder.path())).unwrap_err().to_string();
        assert!(is_folder.contains("is a folder") && !is_folder.contains("chmod"), "{is_folder}");
        assert!(find(Some(Path::new(NOBODY))).unwrap().is_none());
        fs::write(&path, "hora_1_secret\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(find(Some(&path)).unwrap_err().to_string().contains("chmod 600"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let key = find(Some(&path)).unwrap().unwrap();
        assert_eq!(key.secret, "hora_1_secret");
        assert!(!format!("{key:?}").contains("secret"));
        assert!(write(&path, "hora_2_other").is_err(), "a key was written over");
        let fresh = folder.path().join("new").join("key");
        write(&fresh, "hora_2_other").unwrap();
        assert_eq!(find(Some(&fresh)).unwrap().unwrap().secret, "hora_2_other");
        fs::write(&path, " \n").unwrap();
        assert!(find(Some(&path)).unwrap_err().to_string().contains("is empty"));
    }
}
