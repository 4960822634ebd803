//! The commitment: a hash that fixes a text without revealing it.
//!
//! It needs no data key, only the blind, so that an auditor who was given an opening can check it alone.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::place::push_prefixed;
use crate::{DATA_KEY_BYTES, Error, Place};

const COMMITMENT_TAG: &str = "hora/v1/commitment";

/// The commitment to `plaintext` at `place` under `blind`, as 64 lower-case hex characters.
///
/// The text is brought to NFC first, so that two spellings of the same characters commit alike.
pub fn commit(blind: &[u8; DATA_KEY_BYTES], place: &Place<'_>, plaintext: &str) -> Result<String, Error> {
    let text: String = plaintext.nfc().collect();
    commit_normalized(blind, place, &text)
}

pub(crate) fn commit_normalized(
    blind: &[u8; DATA_KEY_BYTES],
    place: &Place<'_>,
    text: &str,
) -> Result<String, Error> {
    let mut bytes = zeroize::Zeroizing::new(place.tagged(COMMITMENT_TAG)?);
    bytes.reserve_exact(blind.len() + text.len() + 8);
    push_prefixed(&mut bytes, blind)?;
    push_prefixed(&mut bytes, text.as_bytes())?;
    Ok(hex::encode(Sha256::digest(bytes.as_slice())))
}
