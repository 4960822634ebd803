//! Signed notes: a text, and lines of signatures below it.
//!
//! A note is read as it is, and believed only for the keys that [`Note::verified`] is given. What a text means is the
//! caller's.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    key::{Algorithm, VerifierKey},
    sign::Sign,
};

/// Signatures of a note at most: the specification asks for 16; a log may have more witnesses.
pub const MAX_SIGNATURES: usize = 128;
/// Bytes of a note at most: as many signatures, each of at most 8 KiB with its name.
pub const MAX_BYTES: usize = 1024 * 1024;

/// A signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// The id of the key.
    pub id: u32,
    /// What the key's algorithm makes.
    pub bytes: Vec<u8>,
}

impl fmt::Display for Signature {
    /// With its line feed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.bytes);
        writeln!(f, "\u{2014} {} {}", self.name, STANDARD.encode(bytes))
    }
}

/// A text with signatures, not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// A text that is no note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoNote {
    /// It has no text, or no signatures below an empty line.
    #[error(
        "no signed note: accepted is a text of lines, an empty line, and at least one line of a signature"
    )]
    Form,
    /// A control character other than the line feed.
    #[error("a note has no control characters but line feeds")]
    Control,
    /// A line below the text is no signature.
    #[error("`{0}` is no signature line: accepted is an em dash, the key's name, and base64")]
    Signature(String),
    /// More than can be wanted.
    #[error("a note has at most {MAX_SIGNATURES} signatures and {MAX_BYTES} bytes")]
    TooLarge,
}

/// Why a note is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// None of the keys signed it.
    #[error("no signature by a key that is trusted; it is signed by: {}", .0.join(", "))]
    Unsigned(Vec<String>),
    /// A signature in the name of a key that is trusted is not by it.
    #[error("the signature in the name of {0} is not by that key")]
    Forged(String),
}

impl Note {
    /// A text without signatures yet.
    ///
    /// # Errors
    /// It does not end in a line feed, or has control characters.
    pub fn unsigned(text: &str) -> Result<Self, NoNote> {
        if !text.ends_with('\n') {
            return Err(NoNote::Form);
        }
        if has_control(text) {
            return Err(NoNote::Control);
        }
        Ok(Self { text: text.to_owned(), signatures: Vec::new() })
    }

    /// Its text, with the last line feed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signature lines, also those nobody knows.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds a signature in the place of an older one by the same key.
    pub fn add(&mut self, signature: Signature) {
        self.signatures.retain(|other| (&other.name, other.id) != (&signature.name, signature.id));
        self.signatures.push(signature);
    }

    /// Signs the text.
    ///
    /// # Errors
    /// The signer's.
    pub fn sign<S: Sign>(&mut self, signer: &S) -> Result<(), S::Error> {
        let bytes = signer.sign(self.text.as_bytes())?.to_vec();
        let key = signer.verifier();
        self.add(Signature { name: key.name().to_owned(), id: key.id(), bytes });
        Ok(())
    }

    /// The keys of those given that signed its text; those that cosign are passed over
    /// ([`crate::cosignature::verified`] reads them).
    ///
    /// # Errors
    /// None of them did, or one of them did not and is said to have.
    pub fn verified<'k>(&self, keys: &'k [VerifierKey]) -> Result<Vec<&'k VerifierKey>, Unverified> {
        let mut by = Vec::new();
        for key in keys.iter().filter(|key| key.algorithm() == Algorithm::Ed25519) {
            for signature in self.by(key) {
                if !key.verifies(self.text.as_bytes(), &signature.bytes) {
                    return Err(Unverified::Forged(key.name().to_owned()));
                }
                if !by.contains(&key) {
                    by.push(key);
                }
            }
        }
        if by.is_empty() {
            return Err(Unverified::Unsigned(self.signatures.iter().map(|by| by.name.clone()).collect()));
        }
        Ok(by)
    }

    /// The signature lines in the name of a key.
    pub(crate) fn by(&self, key: &VerifierKey) -> impl Iterator<Item = &Signature> {
        self.signatures.iter().filter(move |line| line.name == key.name() && line.id == key.id())
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| fmt::Display::fmt(signature, f))
    }
}

impl FromStr for Note {
    type Err = NoNote;

    fn from_str(note: &str) -> Result<Self, NoNote> {
        if note.len() > MAX_BYTES {
            return Err(NoNote::TooLarge);
        }
        if has_control(note) {
            return Err(NoNote::Control);
        }
        // The text may have empty lines; the last one is before the signatures.
        let (text, signatures) = note.rsplit_once("\n\n").ok_or(NoNote::Form)?;
        if text.is_empty() || signatures.is_empty() || !signatures.ends_with('\n') {
            return Err(NoNote::Form);
        }
        let signatures: Vec<Signature> = signatures.lines().map(signature).collect::<Result<_, _>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(NoNote::TooLarge);
        }
        Ok(Self { text: format!("{text}\n"), signatures })
    }
}

/// A signature line, without its line feed.
///
/// # Errors
/// It is none.
pub fn signature(line: &str) -> Result<Signature, NoNote> {
    let read = || {
        let (name, bytes) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
        let is_name =
            !name.is_empty() && !name.contains(|letter: char| letter.is_whitespace() || letter == '+');
        let bytes = STANDARD.decode(bytes).ok().filter(|_| is_name)?;
        let (id, bytes) = bytes.split_first_chunk::<4>()?;
        (!bytes.is_empty()).then(|| Signature {
            name: name.to_owned(),
            id: u32::from_be_bytes(*id),
            bytes: bytes.to_vec(),
        })
    };
    read().ok_or_else(|| NoNote::Signature(line.chars().take(128).collect()))
}

fn has_control(text: &str) -> bool {
    text.chars().any(|letter| letter < ' ' && letter != '\n')
}
