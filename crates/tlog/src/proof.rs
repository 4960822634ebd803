//! Checking proofs: that an entry is in a tree, that a tree goes on from another (RFC 9162, sections 2.1.3.2 and 2.1.4.2).
//!
//! Trusts nothing but its arguments, and reads nothing.

use crate::hash::Hash;

/// Hashes of a proof at most: a tree of 2^63 leaves has no deeper one.
pub const MAX_HASHES: usize = 63;

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// There is no such leaf, or the older tree is the larger.
    #[error("leaf or older size {asked} lies beyond a tree of {size}")]
    OutOfTree {
        /// The index of the leaf, or the older size.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A proof for these sizes has another number of hashes.
    #[error("the proof has {found} hashes, which is not how many one between these sizes has")]
    Length {
        /// How many it has.
        found: usize,
    },
    /// The hashes lead elsewhere.
    #[error("the proof leads to the root {found}, not to {expected}")]
    Root {
        /// Where they lead.
        found: Hash,
        /// The root that was to be proven.
        expected: Hash,
    },
}

/// That a leaf stands at `index` in the tree of `size` leaves with this root.
///
/// # Errors
/// The proof does not show it.
pub fn inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> Result<(), Unproven> {
    if index >= size {
        return Err(Unproven::OutOfTree { asked: index, size });
    }
    let length = Unproven::Length { found: proof.len() };
    let (mut at, mut last, mut found) = (index, size - 1, leaf);
    for sibling in proof {
        if last == 0 {
            return Err(length);
        }
        if at % 2 == 1 || at == last {
            found = Hash::node(sibling, &found);
            while at % 2 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            found = Hash::node(&found, sibling);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        return Err(length);
    }
    leads_to(found, root)
}

/// A tree: how many leaves, and the root over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// How many leaves it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// That the newer tree begins with all leaves of the older one.
///
/// # Errors
/// The proof does not show it.
pub fn consistency(older: Head, newer: Head, proof: &[Hash]) -> Result<(), Unproven> {
    if older.size > newer.size {
        return Err(Unproven::OutOfTree { asked: older.size, size: newer.size });
    }
    let length = Unproven::Length { found: proof.len() };
    if older.size == 0 || older.size == newer.size {
        if !proof.is_empty() {
            return Err(length);
        }
        let expected = if older.size == 0 { Hash::empty() } else { newer.root };
        return leads_to(older.root, expected);
    }
    // Where the older tree is one complete subtree its root is not repeated in the proof.
    let (first, rest) = match (older.size.is_power_of_two(), proof.split_first()) {
        (true, _) => (older.root, proof),
        (false, Some((first, rest))) => (*first, rest),
        (false, None) => return Err(length),
    };
    let (mut at, mut last) = (older.size - 1, newer.size - 1);
    while at % 2 == 1 {
        (at, last) = (at >> 1, last >> 1);
    }
    let (mut of_older, mut of_newer) = (first, first);
    for hash in rest {
        if last == 0 {
            return Err(length);
        }
        if at % 2 == 1 || at == last {
            of_older = Hash::node(hash, &of_older);
            of_newer = Hash::node(hash, &of_newer);
            while at % 2 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            of_newer = Hash::node(&of_newer, hash);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if last != 0 {
        return Err(length);
    }
    leads_to(of_older, older.root)?;
    leads_to(of_newer, newer.root)
}

fn leads_to(found: Hash, expected: Hash) -> Result<(), Unproven> {
    if found == expected { Ok(()) } else { Err(Unproven::Root { found, expected }) }
}
