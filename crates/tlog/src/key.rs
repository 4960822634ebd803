//! Public keys of notes: a name, an algorithm and the key itself.
//!
//! Of the algorithms of signed-note those with Ed25519: 0x01 signs a note's text, 0x04 cosigns a checkpoint.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

/// What a key's signature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// Ed25519 over the text of a note.
    Ed25519,
    /// A timestamped cosignature of a checkpoint, of Ed25519.
    CosignatureV1,
}

impl Algorithm {
    /// The byte that signed-note assigns.
    pub fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::CosignatureV1 => 0x04,
        }
    }
}

/// A public key under a name, as verifiers are given it: `<name>+<id in hex>+<base64 of algorithm and key>`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    algorithm: Algorithm,
    key: VerifyingKey,
    id: u32,
}

/// A text that is no key, or one that is not used here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoKey {
    /// A name that no key may have.
    #[error(
        "`{0}` is no name of a key: accepted is a text without spaces, control characters and plus signs"
    )]
    Name(String),
    /// The text has another form.
    #[error("`{0}` is no verifier key: accepted is <name>+<8 hex digits>+<base64>")]
    Form(String),
    /// Another algorithm.
    #[error("algorithm {0:#04x} is not known here: accepted are 0x01 (Ed25519) and 0x04 (cosignature/v1)")]
    Algorithm(u8),
    /// The id is not that of name and key.
    #[error("the id {found:08x} is not that of this name and key, which is {expected:08x}")]
    Id {
        /// What it says.
        found: u32,
        /// What it should be.
        expected: u32,
    },
}

impl VerifierKey {
    /// A public key of 32 bytes under a name.
    ///
    /// # Errors
    /// The name or the key cannot be one.
    pub fn new(name: &str, algorithm: Algorithm, key: &[u8; 32]) -> Result<Self, NoKey> {
        if !is_name(name) {
            return Err(NoKey::Name(name.chars().take(256).collect()));
        }
        let verifying = VerifyingKey::from_bytes(key).map_err(|_| NoKey::Form(STANDARD.encode(key)))?;
        let digest = Sha256::new()
            .chain_update(name)
            .chain_update([b'\n', algorithm.byte()])
            .chain_update(key)
            .finalize();
        let id = digest.first_chunk::<4>().map_or(0, |id| u32::from_be_bytes(*id));
        Ok(Self { name: name.to_owned(), algorithm, key: verifying, id })
    }

    /// Its name: of a log, the origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its signatures say.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The first four bytes of the hash over name and key.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The public key itself: two with the same one are the same holder, whatever they are called.
    pub fn public(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// Whether 64 bytes are this key's signature of a message. Keys and signatures of small order are none.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.algorithm.byte()];
        bytes.extend_from_slice(&self.public());
        write!(f, "{}+{:08x}+{}", self.name, self.id, STANDARD.encode(bytes))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for VerifierKey {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let form = || NoKey::Form(text.chars().take(256).collect());
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(form());
        };
        let is_hex = id.len() == 8 && id.bytes().all(|digit| digit.is_ascii_hexdigit());
        let id = u32::from_str_radix(id, 16).ok().filter(|_| is_hex).ok_or_else(form)?;
        let bytes = STANDARD.decode(key).map_err(|_| form())?;
        let (algorithm, key) = bytes.split_first().ok_or_else(form)?;
        let algorithm = match algorithm {
            0x01 => Algorithm::Ed25519,
            0x04 => Algorithm::CosignatureV1,
            other => return Err(NoKey::Algorithm(*other)),
        };
        let key = Self::new(name, algorithm, key.try_into().map_err(|_| form())?)?;
        if key.id == id { Ok(key) } else { Err(NoKey::Id { found: id, expected: key.id }) }
    }
}

/// A name of a key: not empty, no space, no control character, no plus.
fn is_name(name: &str) -> bool {
    let is_wrong = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
    !name.is_empty() && !name.contains(is_wrong)
}
