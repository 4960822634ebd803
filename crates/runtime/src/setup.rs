//! The one-time setup secret: who can read the operator's screen may make the first admin, for 30 minutes.
//!
//! Knows no accounts. The data folder holds the secret's hash and its end; whoever can write there can issue
//! another, which is what `hora token setup` does, unless a mark says that there is an admin. The secret itself stays
//! valid beside the mark, so that the first admin's command may be sent again.

use std::{fs, io, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path};

use sha2::{Digest, Sha256};

/// How long a secret may be used, in microseconds.
const LIFETIME_US: i64 = 30 * 60 * 1_000_000;
const FILE: &str = "setup";
/// There once the hub has an admin.
const ENDED: &str = "setup-ended";

/// Marks that the hub has an admin, so that no further link is handed out.
pub fn end(data: &Path) {
    if let Err(error) = fs::write(data.join(ENDED), "") {
        tracing::warn!(%error, "the data folder cannot be marked; hora token setup would print a link that is refused");
    }
}

/// Whether the hub is known to have an admin: another secret would be refused.
pub fn has_ended(data: &Path) -> bool {
    data.join(ENDED).exists()
}

/// Makes a secret; one made before is void.
///
/// # Errors
/// The file cannot be written, or there are no random bytes.
pub fn issue(data: &Path, now_us: i64) -> io::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let secret = hex::encode(bytes);
    let until_us = now_us.saturating_add(LIFETIME_US);
    let mut file =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(data.join(FILE))?;
    writeln!(file, "{} {until_us}", hash(&secret))?;
    Ok(secret)
}

/// Whether this is the secret, in its time.
pub fn is_valid(data: &Path, secret: &str, now_us: i64) -> bool {
    let Ok(text) = fs::read_to_string(data.join(FILE)) else { return false };
    let Some((expected, until)) = text.trim().split_once(' ') else { return false };
    // Hashes are compared, so the time it takes says nothing of the secret.
    hash(secret) == expected && until.parse().is_ok_and(|until: i64| now_us < until)
}

fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_good_for_half_an_hour_and_until_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let first = issue(folder.path(), 0).unwrap();
        assert!(is_valid(folder.path(), &first, LIFETIME_US - 1));
        assert!(!is_valid(folder.path(), &first, LIFETIME_US));
        let second = issue(folder.path(), 0).unwrap();
        assert!(!is_valid(folder.path(), &first, 1) && is_valid(folder.path(), &second, 1));
        assert!(!has_ended(folder.path()));
        end(folder.path());
        assert!(has_ended(folder.path()) && is_valid(folder.path(), &second, 1));
    }
}
