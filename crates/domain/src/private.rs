//! Private text: free text by or about people, carried through the rules without being read.
//!
//! Knows no keys. The rules hand out [`Private::Plain`]; the executor seals every one before anything is
//! stored, and a stored record holds [`Private::Sealed`] alone. Rules about "no change" ignore private text.

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

/// Private text as it is stored. The layout of `sealed` and `commitment` stands in the crate `seal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Whose key opens it: `person:p_…`, or `text:<event id>` for a text with a key of its own.
    pub subject: String,
    /// Nonce, ciphertext and tag, in padded base64.
    pub sealed: String,
    /// SHA-256 over the place, a blind and the plaintext, lower hex.
    pub commitment: String,
}

/// Private text on its way through the rules.
#[derive(Clone, PartialEq, Eq)]
pub enum Private {
    /// As the caller sent it; never stored, never printed.
    Plain(String),
    /// As it stands in the log.
    Sealed(Sealed),
}

/// Who may have a sealed text shredded: the owner of its key, named in the keyring alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A person's pseudonym; erasing the person shreds the text.
    Person(String),
    /// An organization; no erasure of a person touches the text.
    Organization(String),
}

/// Under whose key a private field is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOf {
    /// A data key of its own, subject `text:<event id>`.
    Text,
    /// The key of the person the event is about, subject `person:<p_>`: profile fields only.
    Person,
}

/// Who may open a private field; a second closed value beside the record's visibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MayOpen {
    /// Anyone.
    Public,
    /// The initiative's organizations.
    Members,
    /// Backbone staff and those concerned.
    Restricted,
}

/// One private field of an event, for the executor to seal.
pub struct Field<'a> {
    /// JSON Pointer inside `data`, such as `/reason`.
    pub pointer: String,
    /// The text itself.
    pub text: &'a mut Private,
    /// Under whose key.
    pub key: KeyOf,
    /// The key's owner.
    pub owner: Owner,
}

impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "Private(plain, not shown)",
            Self::Sealed(_) => "Private(sealed)",
        })
    }
}

impl Serialize for Private {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Sealed(sealed) => sealed.serialize(serializer),
            Self::Plain(_) => Err(ser::Error::custom("private text must be sealed before it is stored")),
        }
    }
}

impl<'de> Deserialize<'de> for Private {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Sealed::deserialize(deserializer).map(Self::Sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_private_text_can_be_neither_stored_nor_printed() {
        let plain = Private::Plain("Ana's reason".to_owned());
        assert!(serde_json::to_string(&plain).is_err());
        assert!(!format!("{plain:?}").contains("Ana"));
    }
}
