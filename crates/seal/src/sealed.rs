//! The sealed value as it stands in a record, and the two functions that make it and open it.
//!
//! XChaCha20-Poly1305 under a key of the place; the place is also the associated data. It does not know what
//! the subject means: the subject only says which data key to ask for.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::commitment::commit_normalized;
use crate::derive::Derivation;
use crate::{DATA_KEY_BYTES, Error, Place};

/// Length of a nonce, in bytes; long enough to be drawn at random for ever.
pub const NONCE_BYTES: usize = 24;

const SEALED_TAG: &str = "hora/v1/sealed";

/// A private text as it stands in a stored record, in this field order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// Whose data key opens it: `person:p_…` or `text:<event id>`.
    pub subject: String,
    /// Padded standard base64 of nonce, ciphertext and tag.
    pub sealed: String,
    /// SHA-256 commitment to the text, as 64 lower-case hex characters.
    pub commitment: String,
}

/// Seals `plaintext`, brought to NFC, at `place` under the data key of `subject`.
///
/// `nonce` must be new for every call, as [`fresh_nonce`] gives it; it is a parameter so that golden files
/// and replays can state it.
pub fn seal(
    data_key: &[u8; DATA_KEY_BYTES],
    place: &Place<'_>,
    subject: &str,
    plaintext: &str,
    nonce: [u8; NONCE_BYTES],
) -> Result<Sealed, Error> {
    let text = zeroize::Zeroizing::new(plaintext.nfc().collect::<String>());
    let derivation = Derivation::new(data_key);
    let commitment = commit_normalized(&*derivation.blind(place)?, place, &text)?;
    let aad = place.tagged(SEALED_TAG)?;
    let cipher = XChaCha20Poly1305::new(&(*derivation.key(place)?).into());
    let ciphertext = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: text.as_bytes(), aad: &aad })
        .map_err(|_| Error::TooLong { bytes: text.len() })?;
    let mut bytes = Vec::with_capacity(nonce.len() + ciphertext.len());
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&ciphertext);
    Ok(Sealed { subject: subject.to_owned(), sealed: BASE64_STANDARD.encode(bytes), commitment })
}

/// Opens `sealed` at `place` and checks that the text is the one the record committed to.
pub fn open(data_key: &[u8; DATA_KEY_BYTES], place: &Place<'_>, sealed: &Sealed) -> Result<String, Error> {
    let bytes = BASE64_STANDARD.decode(&sealed.sealed).map_err(|_| Error::Encoding)?;
    let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(Error::Encoding)?;
    let derivation = Derivation::new(data_key);
    let aad = place.tagged(SEALED_TAG)?;
    let cipher = XChaCha20Poly1305::new(&(*derivation.key(place)?).into());
    let opened = cipher
        .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: &aad })
        .map_err(|_| Error::Tag)?;
    let text = String::from_utf8(opened).map_err(|_| Error::NotText)?;
    // A writer that sealed text without NFC would have committed to something else: compare as committed.
    if crate::commit(&*derivation.blind(place)?, place, &text)? != sealed.commitment {
        return Err(Error::Commitment);
    }
    Ok(text)
}

/// 24 random bytes of the operating system, for one call of [`seal`].
pub fn fresh_nonce() -> Result<[u8; NONCE_BYTES], Error> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| Error::Random)?;
    Ok(nonce)
}
