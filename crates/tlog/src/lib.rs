//! A transparency log in the formats of C2SP: what is hashed, stored in tiles, signed, witnessed and proven.
//!
//! | specification | module |
//! |---|---|
//! | RFC 6962, section 2: Merkle tree, inclusion and consistency proofs | [`hash`], [`tree`], [`proof`] |
//! | [tlog-tiles](https://c2sp.org/tlog-tiles): tiles, partial tiles, entry bundles | [`tile`], [`tiles`], [`bundle`] |
//! | [signed-note](https://c2sp.org/signed-note): notes, verifier keys, Ed25519 | [`note`], [`key`], [`sign`] |
//! | [tlog-checkpoint](https://c2sp.org/tlog-checkpoint) | [`checkpoint`] |
//! | [tlog-cosignature](https://c2sp.org/tlog-cosignature), of Ed25519 | [`cosignature`] |
//! | [tlog-witness](https://c2sp.org/tlog-witness): `add-checkpoint`, both sides | [`witness`] |
//! | [tlog-proof](https://c2sp.org/tlog-proof) | [`receipt`] |
//! | [tlog-policy](https://c2sp.org/tlog-policy) | [`policy`] |
//!
//! Everything here is a value or a pure function of values. What an entry means, where tiles lie, who fetches them,
//! what time it is and who may see what is the caller's: no file, no clock, no network, no randomness.
//!
//! To append, keep a [`tree::Frontier`] and write down the hashes it gives; to prove, implement [`tree::Nodes`] over what
//! was written (or use [`tiles::Tiles`]) and ask [`tree`]; to check, use [`proof`], which trusts nothing but its arguments.

pub mod bundle;
pub mod checkpoint;
pub mod cosignature;
pub mod hash;
pub mod key;
mod lines;
pub mod note;
pub mod policy;
pub mod proof;
pub mod receipt;
pub mod sign;
pub mod tile;
pub mod tiles;
pub mod tree;
pub mod witness;

pub use checkpoint::Checkpoint;
pub use hash::Hash;
pub use note::Note;
