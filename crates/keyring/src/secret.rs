//! Secrets in memory and the wrapping of one key under another. The only file that touches a cipher.
//!
//! Every secret is wiped when its last holder lets go, and shows nothing when printed. It does not know where
//! wrapped keys are stored.

use std::fmt;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::{Zeroize, Zeroizing};

use crate::Error;

/// Length of every key, in bytes.
pub(crate) const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

/// Length of a wrapped key, in bytes: nonce, ciphertext, tag.
pub(crate) const WRAPPED_BYTES: usize = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

/// The data key of one subject. Clones share the bytes; the last one to go wipes them.
#[derive(Clone, PartialEq, Eq)]
pub struct DataKey(Arc<Zeroizing<[u8; KEY_BYTES]>>);

impl DataKey {
    /// The key itself, for sealing and opening; never to be stored or printed.
    #[must_use]
    pub fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    pub(crate) fn fresh() -> Result<Self, Error> {
        fresh_key().map(|key| Self(Arc::new(key)))
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(hidden)")
    }
}

/// A key that wraps other keys: the master key or an epoch key.
pub(crate) struct WrappingKey(Zeroizing<[u8; KEY_BYTES]>);

impl WrappingKey {
    pub(crate) fn fresh() -> Result<Self, Error> {
        fresh_key().map(Self)
    }

    /// Takes over the caller's bytes and wipes the copy it came in.
    pub(crate) fn new(mut bytes: [u8; KEY_BYTES]) -> Self {
        let key = Self(Zeroizing::new(bytes));
        bytes.zeroize();
        key
    }

    /// Wraps a data key; it opens with the same `aad` only.
    pub(crate) fn wrap(&self, key: &DataKey, aad: &[u8]) -> Result<[u8; WRAPPED_BYTES], Error> {
        self.wrap_bytes(key.bytes(), aad)
    }

    /// Wraps another wrapping key, as the master key does with an epoch key.
    pub(crate) fn wrap_key(&self, key: &Self, aad: &[u8]) -> Result<[u8; WRAPPED_BYTES], Error> {
        self.wrap_bytes(&key.0, aad)
    }

    /// The data key in `wrapped`; None if it was wrapped by another key, for another `aad`, or changed since.
    pub(crate) fn unwrap(&self, wrapped: &[u8; WRAPPED_BYTES], aad: &[u8]) -> Option<DataKey> {
        self.unwrap_bytes(wrapped, aad).map(|key| DataKey(Arc::new(key)))
    }

    /// The wrapping key in `wrapped`, as [`Self::unwrap`].
    pub(crate) fn unwrap_key(&self, wrapped: &[u8; WRAPPED_BYTES], aad: &[u8]) -> Option<Self> {
        self.unwrap_bytes(wrapped, aad).map(Self)
    }

    /// The key itself, for tests that search for it.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    fn wrap_bytes(&self, key: &[u8; KEY_BYTES], aad: &[u8]) -> Result<[u8; WRAPPED_BYTES], Error> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| Error::Random)?;
        // Sealing fails only on messages beyond 256 GiB; this one has 32 bytes.
        let sealed = XChaCha20Poly1305::new((&*self.0).into())
            .encrypt(&XNonce::from(nonce), Payload { msg: key, aad })
            .map_err(|_| Error::Random)?;
        let mut wrapped = [0; WRAPPED_BYTES];
        let bytes = nonce.iter().chain(&sealed);
        wrapped.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
        Ok(wrapped)
    }

    fn unwrap_bytes(&self, wrapped: &[u8; WRAPPED_BYTES], aad: &[u8]) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
        let (nonce, sealed) = wrapped.split_first_chunk::<NONCE_BYTES>()?;
        let opened = XChaCha20Poly1305::new((&*self.0).into())
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad })
            .map(Zeroizing::new)
            .ok()?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        key.copy_from_slice(opened.get(..KEY_BYTES)?);
        Some(key)
    }
}

fn fresh_key() -> Result<Zeroizing<[u8; KEY_BYTES]>, Error> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(key.as_mut()).map_err(|_| Error::Random)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_key_opens_only_with_its_key_and_its_place() {
        let (epoch, other, key) =
            (WrappingKey::fresh().unwrap(), WrappingKey::fresh().unwrap(), DataKey::fresh().unwrap());
        let wrapped = epoch.wrap(&key, b"here").unwrap();
        assert!(epoch.unwrap(&wrapped, b"here") == Some(key));
        assert!(epoch.unwrap(&wrapped, b"there").is_none());
        assert!(other.unwrap(&wrapped, b"here").is_none());
    }

    #[test]
    fn a_printed_key_shows_nothing() {
        assert_eq!(format!("{:?}", DataKey::fresh().unwrap()), "DataKey(hidden)");
    }
}
