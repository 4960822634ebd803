//! Identifiers and codes: what each may look like, and how derived ones are made.
//!
//! Knows nothing of who hands them out; fresh ids arrive with the context. To add a kind: an empty enum that
//! implements [`Kind`], and an alias.

use std::{borrow::Borrow, fmt, marker::PhantomData, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
pub use uuid::Uuid;

/// What a textual identifier may look like.
pub trait Kind {
    /// The name used in refusals.
    const NAME: &'static str;
    /// What would be accepted, for a refusal.
    const EXPECTED: &'static str;
    /// Whether `text` is one.
    fn accepts(text: &str) -> bool;
}

/// A checked textual identifier of one kind; two kinds cannot be mixed up. To clone one copies no text.
pub struct Id<K>(Arc<str>, PhantomData<fn() -> K>);

/// An organization: `o_` and a uuid v7 without dashes.
pub type OrgId = Id<Org>;
/// A person's pseudonym in one initiative: `p_` and 32 lower-case hex digits.
pub type PersonId = Id<Person>;
/// An account of the hub: `a_` and a uuid v7 without dashes.
pub type AccountId = Id<Account>;
/// A service that acts by a key of its own: `s_` and 32 lower-case hex digits.
pub type ServiceId = Id<Service>;
/// Whoever can hold a role or a key: an account, a person or a service.
pub type HolderId = Id<Holder>;
/// A code such as `GOAL_1`: `^[A-Z][A-Z0-9_]{0,63}$`, legal at once in SDMX, XML and NATS.
pub type Code = Id<CodeKind>;
/// An initiative's slug: `^[a-z][a-z0-9-]{1,47}$`.
pub type Slug = Id<SlugKind>;
/// The name of one stream inside an initiative and context, such as `proposal/<id>`.
pub type StreamId = Id<Stream>;

/// The kind of [`OrgId`].
pub enum Org {}
/// The kind of [`PersonId`].
pub enum Person {}
/// The kind of [`AccountId`].
pub enum Account {}
/// The kind of [`ServiceId`].
pub enum Service {}
/// The kind of [`HolderId`].
pub enum Holder {}
/// The kind of [`Code`].
pub enum CodeKind {}
/// The kind of [`Slug`].
pub enum SlugKind {}
/// The kind of [`StreamId`].
pub enum Stream {}

/// The text is not an identifier of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {name}; accepted is {expected}")]
pub struct NotAnId {
    /// What was given, cut to 80 characters.
    pub text: String,
    /// The kind asked for.
    pub name: &'static str,
    /// What would be accepted.
    pub expected: &'static str,
}

fn is_hex_after(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

impl Kind for Org {
    const NAME: &'static str = "an organization id";
    const EXPECTED: &'static str = "`o_` and 32 lower-case hex digits";
    fn accepts(text: &str) -> bool {
        is_hex_after(text, "o_")
    }
}

impl Kind for Person {
    const NAME: &'static str = "a person's pseudonym";
    const EXPECTED: &'static str = "`p_` and 32 lower-case hex digits";
    fn accepts(text: &str) -> bool {
        is_hex_after(text, "p_")
    }
}

impl Kind for Account {
    const NAME: &'static str = "an account id";
    const EXPECTED: &'static str = "`a_` and 32 lower-case hex digits";
    fn accepts(text: &str) -> bool {
        is_hex_after(text, "a_")
    }
}

impl Kind for Service {
    const NAME: &'static str = "a service id";
    const EXPECTED: &'static str = "`s_` and 32 lower-case hex digits";
    fn accepts(text: &str) -> bool {
        is_hex_after(text, "s_")
    }
}

impl Kind for Holder {
    const NAME: &'static str = "a holder of roles";
    const EXPECTED: &'static str =
        "`a_` (account), `p_` (person) or `s_` (service), and 32 lower-case hex digits";
    fn accepts(text: &str) -> bool {
        ["a_", "p_", "s_"].iter().any(|prefix| is_hex_after(text, prefix))
    }
}

impl Kind for CodeKind {
    const NAME: &'static str = "a code";
    const EXPECTED: &'static str = "1 to 64 of A-Z, 0-9 and _, beginning with a letter";
    fn accepts(text: &str) -> bool {
        text.len() <= 64
            && text.bytes().next().is_some_and(|b| b.is_ascii_uppercase())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    }
}

impl Kind for SlugKind {
    const NAME: &'static str = "an initiative's slug";
    const EXPECTED: &'static str = "2 to 48 of a-z, 0-9 and -, beginning with a letter";
    fn accepts(text: &str) -> bool {
        (2..=48).contains(&text.len())
            && text.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    }
}

impl Kind for Stream {
    const NAME: &'static str = "a stream";
    const EXPECTED: &'static str = "1 to 200 of a-z, A-Z, 0-9, _, -, and /";
    fn accepts(text: &str) -> bool {
        (1..=200).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'/' | b'.'))
    }
}

impl<K: Kind> Id<K> {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OrgId {
    /// The organization id made from a fresh uuid v7.
    pub fn from_uuid(id: Uuid) -> Self {
        Self(format!("o_{}", id.simple()).into(), PhantomData)
    }
}

impl PersonId {
    /// The pseudonym made from 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(format!("p_{}", hex::encode(bytes)).into(), PhantomData)
    }
}

impl AccountId {
    /// The account id made from a fresh uuid v7.
    pub fn from_uuid(id: Uuid) -> Self {
        Self(format!("a_{}", id.simple()).into(), PhantomData)
    }
}

impl HolderId {
    /// Whether it is an account of the hub.
    pub fn is_account(&self) -> bool {
        self.0.starts_with("a_")
    }

    /// Whether it is a person's pseudonym.
    pub fn is_person(&self) -> bool {
        self.0.starts_with("p_")
    }
}

impl From<PersonId> for HolderId {
    fn from(person: PersonId) -> Self {
        Self(person.0, PhantomData)
    }
}

impl From<AccountId> for HolderId {
    fn from(account: AccountId) -> Self {
        Self(account.0, PhantomData)
    }
}

impl StreamId {
    /// A stream that stands alone in its initiative, such as `agenda`.
    pub fn singleton(name: &'static str) -> Self {
        Self(name.into(), PhantomData)
    }

    /// The stream `<aggregate>/<key>`; `key` is an id or code that has been checked already.
    pub fn of(aggregate: &'static str, key: impl fmt::Display) -> Self {
        Self(format!("{aggregate}/{key}").into(), PhantomData)
    }

    /// The guard stream that makes `what` unique where it has no code of its own.
    pub fn unique(what: &[&str]) -> Self {
        Self(format!("unique/{}", hex::encode(hash_parts(what))).into(), PhantomData)
    }

    /// The aggregate's name: the part before the first `/`.
    pub fn aggregate(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// The part after the first `/`, empty for a singleton.
    pub fn key(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, key)| key)
    }
}

/// SHA-256 over each part, length-prefixed (u32, big-endian), so that no two lists of parts run together.
pub fn hash_parts(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        hash.update(length.to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// The id of an imported aggregate with an external reference, as uuid v8: the same source row gives the same
/// id, so that chunks of one import can refer to each other. Source: contracts.md, derived ids.
pub fn derived_id(initiative: &Slug, context: &str, aggregate: &str, vocabulary: &str, code: &str) -> Uuid {
    let hash = hash_parts(&["hora/v1/id", initiative.as_str(), context, aggregate, vocabulary, code]);
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(hash.first_chunk::<16>().unwrap_or(&[0; 16]));
    // The first 122 bits of the hash go around the six bits that say "uuid, version 8".
    let value = u128::from_be_bytes(bytes) >> 6;
    uuid_v8(value)
}

/// What a thing is called where it came from: a vocabulary (the source's list of names) and the name in it,
/// as the source writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ExternalRef {
    /// The source's list, such as `nyc-legistar`.
    pub vocabulary: String,
    /// The name in it.
    pub code: String,
}

impl ExternalRef {
    /// The id of the imported aggregate of that name; see [`derived_id`].
    pub fn derived_id(&self, initiative: &Slug, context: &str, aggregate: &str) -> Uuid {
        derived_id(initiative, context, aggregate, &self.vocabulary, &self.code)
    }
}

/// The id of a derived command, as uuid v8: 48 bits of `unix_ms`, then the first 74 bits of the hash of the
/// parts. Source: contracts.md, derived ids.
pub fn derived_command_id(unix_ms: u64, parts: &[&str]) -> Uuid {
    let mut all = vec!["hora/v1/command"];
    all.extend_from_slice(parts);
    let hash = hash_parts(&all);
    let head = u128::from_be_bytes(hash.first_chunk::<16>().copied().unwrap_or_default());
    let time = u128::from(unix_ms & 0xffff_ffff_ffff);
    uuid_v8((time << 74) | (head >> 54))
}

/// Spreads 122 bits over a uuid: 48, then the version, 12, then the variant, 62.
fn uuid_v8(bits: u128) -> Uuid {
    let a = bits >> 74;
    let b = (bits >> 62) & 0xfff;
    let c = bits & 0x3fff_ffff_ffff_ffff;
    Uuid::from_u128((a << 80) | (0x8 << 76) | (b << 64) | (0b10 << 62) | c)
}

impl<K: Kind> FromStr for Id<K> {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if K::accepts(text) {
            return Ok(Self(text.into(), PhantomData));
        }
        Err(NotAnId { text: text.chars().take(80).collect(), name: K::NAME, expected: K::EXPECTED })
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}
/// An id is looked up by its text.
impl<K> Borrow<str> for Id<K> {
    fn borrow(&self) -> &str {
        &self.0
    }
}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_legal_everywhere() {
        assert!("GOAL_1".parse::<Code>().is_ok());
        for bad in ["", "goal", "1A", "A-B", &"A".repeat(65)] {
            assert!(bad.parse::<Code>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_slug_is_lower_case_and_short() {
        assert!("cluj-school".parse::<Slug>().is_ok());
        for bad in ["a", "-ab", "Ab", "a_b", &"a".repeat(49)] {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
    }

    #[test]
    fn derived_ids_are_uuid_v8_and_depend_on_every_part() {
        let slug: Slug = "cluj-school".parse().unwrap();
        let id = derived_id(&slug, "agenda", "matter", "nyc", "Int 1-2018");
        assert_eq!((id.get_version_num(), id.get_variant()), (8, uuid::Variant::RFC4122));
        assert_ne!(id, derived_id(&slug, "agenda", "matter", "nyc", "Int 2-2018"));
        let command = derived_command_id(5, &["file", "0"]);
        assert_eq!(command.get_version_num(), 8);
        assert_eq!(command.as_u128() >> 80, 5);
    }
}
