//! Where a sealed text lies, and the length-prefixed form in which every derivation names that place.
//!
//! It does not check that the parts are well formed: records were checked when they were decided. The length
//! prefixes keep any two places apart whatever characters they hold.

use crate::Error;

/// Where a sealed text lies: binding it here means that it opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The initiative's slug.
    pub initiative: &'a str,
    /// The event id, as 36 characters of lower-case text.
    pub event: &'a str,
    /// JSON Pointer inside the record's `data`, as `/items/3/text`.
    pub field: &'a str,
}

impl Place<'_> {
    /// LP(tag) LP(initiative) LP(event) LP(field), the beginning of every info, AAD and commitment.
    pub(crate) fn tagged(&self, tag: &str) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(128);
        for part in [tag, self.initiative, self.event, self.field] {
            push_prefixed(&mut bytes, part.as_bytes())?;
        }
        Ok(bytes)
    }
}

/// LP(part): its length as u32 big-endian, then its bytes.
pub(crate) fn push_prefixed(bytes: &mut Vec<u8>, part: &[u8]) -> Result<(), Error> {
    let length = u32::try_from(part.len()).map_err(|_| Error::TooLong { bytes: part.len() })?;
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(part);
    Ok(())
}
