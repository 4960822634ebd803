//! Hashes of a Merkle tree, as RFC 6962, section 2.1 makes them of SHA-256.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// Bytes of a hash.
pub const HASH_BYTES: usize = 32;

/// A hash of a leaf, a node or a root. Written as base64, with padding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; HASH_BYTES]);

impl Hash {
    /// The root of a tree without leaves: the hash of nothing.
    pub fn empty() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// The hash of an entry.
    pub fn leaf(entry: &[u8]) -> Self {
        Self(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
    }

    /// The hash over two.
    pub fn node(left: &Self, right: &Self) -> Self {
        Self(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
    }

    /// A hash of raw bytes; none where they are not exactly as many as a hash has.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is no hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no hash: accepted are 32 bytes in base64 with padding, 44 characters")]
pub struct NoHash(String);

impl FromStr for Hash {
    type Err = NoHash;

    fn from_str(text: &str) -> Result<Self, NoHash> {
        let bytes = STANDARD.decode(text).ok();
        bytes
            .and_then(|bytes| Self::from_slice(&bytes))
            .ok_or_else(|| NoHash(text.chars().take(64).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nothing_is_that_of_the_specification() {
        assert_eq!(Hash::empty().to_string(), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn a_hash_is_read_back_and_nothing_else_is_one() {
        let hash = Hash::leaf(b"entry");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        let short = hash.to_string().replace('=', "");
        for wrong in
            ["", "47DEQ", short.as_str(), &format!("{hash} "), "not base64 at all, but as long as it is!!!!="]
        {
            assert!(wrong.parse::<Hash>().is_err(), "{wrong}");
        }
    }
}
