//! The Merkle tree of RFC 6962: appending to it, its root, and proofs out of stored hashes.
//!
//! A node (level, index) is the root over the 2^level leaves from index·2^level on, all of which are there: such a hash
//! never changes again, so whoever stores them stores each once. Knows no tile; [`crate::tiles`] keeps nodes in tiles.

use crate::hash::Hash;

/// Where hashes of complete subtrees are read from.
pub trait Nodes {
    /// Why one cannot be read.
    type Error;

    /// The root over the 2^`level` leaves from `index`·2^`level` on. Never asked beyond the size that a question names.
    ///
    /// # Errors
    /// It is not there, or cannot be trusted.
    fn node(&self, level: u8, index: u64) -> Result<Hash, Self::Error>;
}

/// A complete subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subtree {
    /// The binary logarithm of how many leaves it has.
    pub level: u8,
    /// How many of the same level stand before it.
    pub index: u64,
}

/// The right edge of a tree, from which it grows: one hash for each bit of its size.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The complete subtrees, the largest first.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The edge of the tree of a size, read from its hashes.
    ///
    /// # Errors
    /// Those of reading.
    pub fn read<N: Nodes>(nodes: &N, size: u64) -> Result<Self, N::Error> {
        let peaks = subtrees(0, size).into_iter().map(|peak| nodes.node(peak.level, peak.index));
        Ok(Self { size, peaks: peaks.collect::<Result<_, _>>()? })
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf; `complete` is told each node that is complete by it, the leaf first.
    pub fn append(&mut self, leaf: Hash, mut complete: impl FnMut(Subtree, Hash)) {
        let (mut hash, mut level, mut index) = (leaf, 0_u8, self.size);
        complete(Subtree { level, index }, hash);
        while index % 2 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            hash = Hash::node(&left, &hash);
            (level, index) = (level.saturating_add(1), index / 2);
            complete(Subtree { level, index }, hash);
        }
        self.peaks.push(hash);
        self.size = self.size.saturating_add(1);
    }

    /// The root.
    pub fn root(&self) -> Hash {
        fold(self.peaks.iter().copied())
    }
}

/// The root of the first `size` leaves.
///
/// # Errors
/// Those of reading.
pub fn root<N: Nodes>(nodes: &N, size: u64) -> Result<Hash, N::Error> {
    over(nodes, 0, size)
}

/// The audit path of RFC 6962, section 2.1.1: from the leaf's sibling up. None where there is no such leaf.
///
/// # Errors
/// Those of reading.
pub fn inclusion<N: Nodes>(nodes: &N, index: u64, size: u64) -> Result<Option<Vec<Hash>>, N::Error> {
    if index >= size {
        return Ok(None);
    }
    let mut path = Vec::new();
    let (mut from, mut to) = (0, size);
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            path.push(over(nodes, middle, to)?);
            to = middle;
        } else {
            path.push(over(nodes, from, middle)?);
            from = middle;
        }
    }
    path.reverse();
    Ok(Some(path))
}

/// The consistency proof of RFC 6962, section 2.1.2, between two sizes of a tree. Empty where both are the same or the
/// older is 0; none where the older is the larger.
///
/// # Errors
/// Those of reading.
pub fn consistency<N: Nodes>(nodes: &N, older: u64, newer: u64) -> Result<Option<Vec<Hash>>, N::Error> {
    if older > newer {
        return Ok(None);
    }
    if older == 0 || older == newer {
        return Ok(Some(Vec::new()));
    }
    let mut path = Vec::new();
    let (mut from, mut to) = (0, newer);
    // The older tree ends inside [from, to); once it ends with it, what is left is a whole subtree of the older one.
    while older != to {
        let middle = from + split(to - from);
        if older <= middle {
            path.push(over(nodes, middle, to)?);
            to = middle;
        } else {
            path.push(over(nodes, from, middle)?);
            from = middle;
        }
    }
    if from > 0 {
        path.push(over(nodes, from, to)?);
    }
    path.reverse();
    Ok(Some(path))
}

/// The root over the leaves `from` up to before `to`, a range that a tree splits into.
fn over<N: Nodes>(nodes: &N, from: u64, to: u64) -> Result<Hash, N::Error> {
    let hashes = subtrees(from, to).into_iter().map(|part| nodes.node(part.level, part.index));
    Ok(fold(hashes.collect::<Result<Vec<_>, _>>()?))
}

/// Roots of ever smaller complete subtrees, hashed from the right; of none, the root of an empty tree.
pub(crate) fn fold(peaks: impl IntoIterator<Item = Hash, IntoIter: DoubleEndedIterator>) -> Hash {
    let folded = peaks.into_iter().rev().reduce(|right, left| Hash::node(&left, &right));
    folded.unwrap_or_else(Hash::empty)
}

/// The complete subtrees that leaves `from` up to before `to` consist of, the largest first.
pub(crate) fn subtrees(from: u64, to: u64) -> Vec<Subtree> {
    let (mut start, mut parts) = (from, Vec::new());
    while start < to {
        let level = (to - start).ilog2();
        parts.push(Subtree { level: u8::try_from(level).unwrap_or(u8::MAX), index: start >> level });
        start += 1 << level;
    }
    parts
}

/// The largest power of two below `size`, for a size above 1.
pub(crate) fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}
