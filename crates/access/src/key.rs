//! Opaque 256-bit keys for people, services and partners; only the hash is ever stored.
//!
//! Knows no owner and no expiry; those are events of backbone. A key names its own id, so that looking it up
//! needs no scan: `hora_<32 hex of the id>_<43 of base64url>`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::ids::Uuid;
use sha2::{Digest, Sha256};

pub(crate) const PREFIX: &str = "hora_";

/// An opaque key as its owner holds it. Never printed by `Debug`.
#[derive(Clone)]
pub struct Key {
    /// The id under which the hash is stored.
    pub id: Uuid,
    secret: [u8; 32],
}

/// The text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no key; accepted is `hora_<id>_<secret>` as `hora token` printed it")]
pub struct MalformedKey;

impl Key {
    /// A fresh key under an id.
    ///
    /// # Errors
    /// The operating system has no random bytes.
    pub fn generate(id: Uuid) -> Result<Self, getrandom::Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)?;
        Ok(Self { id, secret })
    }

    /// The key as text, for its owner's eyes.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}_{}", self.id.simple(), URL_SAFE_NO_PAD.encode(self.secret))
    }

    /// What is stored: SHA-256 of the secret, lower hex.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.secret))
    }

    /// Reads a key.
    ///
    /// # Errors
    /// The text is no key.
    pub fn parse(text: &str) -> Result<Self, MalformedKey> {
        let (id, secret) =
            text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')).ok_or(MalformedKey)?;
        let bytes = URL_SAFE_NO_PAD.decode(secret).map_err(|_| MalformedKey)?;
        let secret = <[u8; 32]>::try_from(bytes).map_err(|_| MalformedKey)?;
        let id = Uuid::try_parse(id).map_err(|_| MalformedKey)?;
        Ok(Self { id, secret })
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_is_never_printed() {
        let key = Key::generate(Uuid::from_u128(7)).unwrap();
        let again = Key::parse(&key.reveal()).unwrap();
        assert_eq!((again.id, again.hash()), (key.id, key.hash()));
        assert!(!format!("{key:?}").contains(key.reveal().rsplit('_').next().unwrap()));
    }

    #[test]
    fn anything_else_is_no_key() {
        for bad in ["", "hora_", "hora_x_y", "Bearer hora_00_00", &"hora_".repeat(99)] {
            assert!(Key::parse(bad).is_err(), "{bad}");
        }
    }
}
