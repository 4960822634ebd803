//! Why a text could not be sealed or opened. None of these messages repeats the text or a key.
//!
//! It does not know that a key was erased: the caller asks the keyring first, and reads "erased" from there.

/// Why sealing, opening or committing was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The sealed value is not padded standard base64 of nonce, ciphertext and tag.
    #[error("the sealed text is not padded base64 of a 24-byte nonce, a ciphertext and a 16-byte tag")]
    Encoding,
    /// The tag does not match: another key, another place, or changed bytes.
    #[error("the sealed text does not open with this data key at this initiative, event and field")]
    Tag,
    /// The bytes opened, but are not text.
    #[error("the opened bytes are not UTF-8 text")]
    NotText,
    /// The text opened, but is not the one the record committed to.
    #[error("the opened text does not match the commitment in the record")]
    Commitment,
    /// A part is longer than its length prefix can say.
    #[error("a part of {bytes} bytes is too long; at most 4294967295 bytes are taken")]
    TooLong {
        /// The length found, in bytes.
        bytes: usize,
    },
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Random,
}
