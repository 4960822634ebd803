//! Cosignatures of witnesses: that a checkpoint was the newest they knew of a log at a time, and goes on from the one before.
//!
//! Knows no clock: the time is given, and given back.

use crate::{
    key::{Algorithm, VerifierKey},
    note::{Note, Signature, Unverified},
    sign::Sign,
};

/// A cosignature that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature<'k> {
    /// By whom.
    pub by: &'k VerifierKey,
    /// When they said so, in seconds since 1970.
    pub at: u64,
}

/// Cosigns the text of a checkpoint at a time, in seconds since 1970. That it goes on from what the witness knew is
/// [`crate::witness`]'s to see.
///
/// # Errors
/// The signer's.
pub fn cosign<S: Sign>(signer: &S, text: &str, at: u64) -> Result<Signature, S::Error> {
    let mut bytes = at.to_be_bytes().to_vec();
    bytes.extend_from_slice(&signer.sign(message(text, at).as_bytes())?);
    let key = signer.verifier();
    Ok(Signature { name: key.name().to_owned(), id: key.id(), bytes })
}

/// The cosignatures of a note by those of the keys given that cosign, one a key: its newest.
///
/// # Errors
/// One in the name of such a key is not by it.
pub fn verified<'k>(note: &Note, keys: &'k [VerifierKey]) -> Result<Vec<Cosignature<'k>>, Unverified> {
    let mut found = Vec::new();
    for key in keys.iter().filter(|key| key.algorithm() == Algorithm::CosignatureV1) {
        let mut newest = None;
        for line in note.by(key) {
            let at =
                checked(key, note.text(), line).ok_or_else(|| Unverified::Forged(key.name().to_owned()))?;
            newest = newest.max(Some(at));
        }
        found.extend(newest.map(|at| Cosignature { by: key, at }));
    }
    Ok(found)
}

fn checked(key: &VerifierKey, text: &str, line: &Signature) -> Option<u64> {
    let (at, signature) = line.bytes.split_first_chunk::<8>()?;
    let at = u64::from_be_bytes(*at);
    let is_time = i64::try_from(at).is_ok();
    (is_time && key.verifies(message(text, at).as_bytes(), signature)).then_some(at)
}

fn message(text: &str, at: u64) -> String {
    format!("cosignature/v1\ntime {at}\n{text}")
}
