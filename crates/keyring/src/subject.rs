//! Whose key it is ([`Subject`]) and who may have it destroyed ([`Owner`]): two closed sets of names.
//!
//! Both are kept as 17 bytes, which is what keeps millions of them in memory. It does not know whether a
//! person or an event exists. To add a kind: a variant, its prefix and its byte; bytes are never reused.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// Length of a subject or an owner in a keys file, in bytes: one for the kind, 16 for the id.
pub(crate) const NAME_BYTES: usize = 17;

/// Whose data key it is, as the records name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// `person:p_<32 hex>`: the profile fields of a person.
    Person([u8; 16]),
    /// `text:<event id>`: the texts of one event.
    Text([u8; 16]),
}

/// Who owns a text: erasing a person shreds every key that person owns, and no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// `p_<32 hex>`: a person, by pseudonym.
    Person([u8; 16]),
    /// `o_<32 hex>`: an organization; no erasure of a person touches its texts.
    Organization([u8; 16]),
    /// `none`: nobody; shredded only by name.
    Nobody,
}

/// A text that names no subject or owner.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {accepted}")]
pub struct Malformed {
    text: String,
    accepted: &'static str,
}

impl Subject {
    /// The subject `text:<event id>`.
    #[must_use]
    pub fn text(event: Uuid) -> Self {
        Self::Text(event.into_bytes())
    }

    pub(crate) fn to_bytes(self) -> [u8; NAME_BYTES] {
        match self {
            Self::Person(id) => name(1, id),
            Self::Text(id) => name(2, id),
        }
    }

    pub(crate) fn from_bytes(bytes: [u8; NAME_BYTES]) -> Option<Self> {
        let [kind, id @ ..] = bytes;
        match kind {
            1 => Some(Self::Person(id)),
            2 => Some(Self::Text(id)),
            _ => None,
        }
    }
}

impl Owner {
    pub(crate) fn to_bytes(self) -> [u8; NAME_BYTES] {
        match self {
            Self::Nobody => name(0, [0; 16]),
            Self::Person(id) => name(1, id),
            Self::Organization(id) => name(2, id),
        }
    }

    pub(crate) fn from_bytes(bytes: [u8; NAME_BYTES]) -> Option<Self> {
        let [kind, id @ ..] = bytes;
        match kind {
            0 if id == [0; 16] => Some(Self::Nobody),
            1 => Some(Self::Person(id)),
            2 => Some(Self::Organization(id)),
            _ => None,
        }
    }
}

fn name(kind: u8, id: [u8; 16]) -> [u8; NAME_BYTES] {
    let mut bytes = [kind; NAME_BYTES];
    if let Some((_, tail)) = bytes.split_first_mut() {
        tail.copy_from_slice(&id);
    }
    bytes
}

/// 16 bytes from 32 lower-case hex characters and nothing else.
fn lower_hex(text: &str) -> Option<[u8; 16]> {
    let mut id = [0; 16];
    hex::decode_to_slice(text, &mut id).ok()?;
    (hex::encode(id) == text).then_some(id)
}

impl FromStr for Subject {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let person = || lower_hex(text.strip_prefix("person:p_")?).map(Self::Person);
        let event = || {
            let id = text.strip_prefix("text:")?;
            let uuid = Uuid::try_parse(id).ok()?;
            (uuid.hyphenated().to_string() == id).then(|| Self::text(uuid))
        };
        person().or_else(event).ok_or_else(|| Malformed {
            text: text.to_owned(),
            accepted: "a subject: person:p_ and 32 lower-case hex characters, or text: and an event id",
        })
    }
}

impl FromStr for Owner {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let person = || lower_hex(text.strip_prefix("p_")?).map(Self::Person);
        let organization = || lower_hex(text.strip_prefix("o_")?).map(Self::Organization);
        let nobody = || (text == "none").then_some(Self::Nobody);
        person().or_else(organization).or_else(nobody).ok_or_else(|| Malformed {
            text: text.to_owned(),
            accepted: "an owner: p_ or o_ and 32 lower-case hex characters, or none",
        })
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:p_{}", hex::encode(id)),
            Self::Text(id) => write!(f, "text:{}", Uuid::from_bytes(*id).hyphenated()),
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "p_{}", hex::encode(id)),
            Self::Organization(id) => write!(f, "o_{}", hex::encode(id)),
            Self::Nobody => f.write_str("none"),
        }
    }
}
