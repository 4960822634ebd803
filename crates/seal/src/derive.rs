//! What is derived from a data key: one encryption key and one blind for each place.
//!
//! HKDF-SHA256 (RFC 5869) without salt; the info names the purpose and the place, so that no two texts share
//! a key or a blind though they share a subject. It does not know where the data key comes from.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{Error, Place};

/// Length of a data key, of a derived key and of a blind, in bytes.
pub const DATA_KEY_BYTES: usize = 32;

const KEY_TAG: &str = "hora/v1/key";
const BLIND_TAG: &str = "hora/v1/blind";

/// The secrets of one place; extracting once serves both.
pub(crate) struct Derivation(Hkdf<Sha256>);

impl Derivation {
    pub(crate) fn new(data_key: &[u8; DATA_KEY_BYTES]) -> Self {
        Self(Hkdf::new(None, data_key))
    }

    pub(crate) fn key(&self, place: &Place<'_>) -> Result<Zeroizing<[u8; DATA_KEY_BYTES]>, Error> {
        self.expand(&place.tagged(KEY_TAG)?)
    }

    pub(crate) fn blind(&self, place: &Place<'_>) -> Result<Zeroizing<[u8; DATA_KEY_BYTES]>, Error> {
        self.expand(&place.tagged(BLIND_TAG)?)
    }

    fn expand(&self, info: &[u8]) -> Result<Zeroizing<[u8; DATA_KEY_BYTES]>, Error> {
        let mut secret = Zeroizing::new([0; DATA_KEY_BYTES]);
        // RFC 5869 allows 255 blocks; one is asked for, so this length is always valid.
        self.0.expand(info, secret.as_mut()).map_err(|_| Error::TooLong { bytes: DATA_KEY_BYTES })?;
        Ok(secret)
    }
}

/// The blind of the commitment at `place`: with the text, what an opening gives to an auditor.
pub fn blind(
    data_key: &[u8; DATA_KEY_BYTES],
    place: &Place<'_>,
) -> Result<Zeroizing<[u8; DATA_KEY_BYTES]>, Error> {
    Derivation::new(data_key).blind(place)
}
