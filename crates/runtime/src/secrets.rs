//! The hub's own secrets as files: made once, readable by the owner alone, never printed.
//!
//! Knows no meaning of what it keeps. Three of them: the hub secret (fingerprints and pseudonyms; lies in the
//! data folder and in every backup, never rotated), the token seed (backbone alone), and the keyring's master
//! key (outside the data folder, so that no copy of the data opens a private text by itself).

use std::{
    fs, io,
    io::Write as _,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use domain::ids::PersonId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// 32 secret bytes.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// The bytes themselves.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// HMAC-SHA256 of `message` under this secret.
    pub fn hmac(&self, message: &[u8]) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of 32 bytes");
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// The pseudonym of a person of an imported source: the same person of the same source is the same there, and
    /// nobody without the secret can tell who. Source: contracts.md, "Who".
    pub fn pseudonym(&self, initiative: &str, vocabulary: &str, code: &str) -> PersonId {
        let mut message = Vec::new();
        for part in ["hora/v1/pseudonym", initiative, vocabulary, code] {
            message.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            message.extend_from_slice(part.as_bytes());
        }
        PersonId::from_random(self.hmac(&message).first_chunk().copied().unwrap_or_default())
    }

    /// Reads the secret at `path`, or makes it: 64 hex digits, mode 0600, synced with its folder.
    ///
    /// # Errors
    /// The file cannot be read or made, is open to others, or holds something else.
    pub fn load_or_create(path: &Path) -> io::Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => Self::from_file(path, &text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::create(path),
            Err(error) => Err(error),
        }
    }

    fn from_file(path: &Path, text: &str) -> io::Result<Self> {
        let mode = fs::metadata(path)?.permissions().mode();
        if mode & 0o077 != 0 {
            let what = format!(
                "{} is open to others (mode {:o}); run chmod 600 on it",
                path.display(),
                mode & 0o777
            );
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, what));
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).map_err(|_| {
            let what = format!("{} does not hold 64 hex digits; restore it from a backup", path.display());
            io::Error::new(io::ErrorKind::InvalidData, what)
        })?;
        Ok(Self(bytes))
    }

    fn create(path: &Path) -> io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(hex::encode(bytes).as_bytes())?;
        file.sync_all()?;
        fs::File::open(folder)?.sync_all()?;
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_refused_when_others_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inside").join("secret");
        let first = Secret::load_or_create(&path).unwrap();
        assert_eq!(Secret::load_or_create(&path).unwrap().bytes(), first.bytes());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Secret::load_or_create(&path).unwrap_err().to_string().contains("chmod 600"));
    }
}
