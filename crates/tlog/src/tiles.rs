//! A tree read from tiles, each once; and the walk that holds every tile against the one above it.
//!
//! Knows no storage: `fetch` gives a tile's bytes. What it gives is believed by [`Tiles`] and checked by [`check`].

use std::{cell::RefCell, collections::HashMap};

use crate::{
    hash::Hash,
    proof::Unproven,
    tile::{self, HEIGHT, Kind, Tile, WIDTH},
    tree::{self, Nodes},
};

/// Tiles kept at most: those of the right edge and of some hundred proofs. Beyond that all are read again.
const MAX_KEPT: usize = 1024;

/// Why a tree cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unread<E> {
    /// A tile cannot be had.
    #[error("{tile} cannot be had: {source}")]
    Fetch {
        /// Which.
        tile: String,
        /// Why.
        source: E,
    },
    /// A tile has not as many hashes as its name says.
    #[error("{tile} has {bytes} bytes; accepted are 32 for each of its {} hashes", .tile.width)]
    Width {
        /// Which.
        tile: Tile,
        /// How many it has.
        bytes: usize,
    },
    /// A tile does not hash to what stands above it.
    #[error("{tile} does not hash to what stands above it: {unproven}")]
    Mismatch {
        /// Which.
        tile: Tile,
        /// What it hashes to, and what stands there.
        unproven: Unproven,
    },
    /// A hash beyond the tree was asked for.
    #[error("the tree of {size} leaves has no node {index} of level {level}")]
    OutOfTree {
        /// Its size.
        size: u64,
        /// The level asked for.
        level: u8,
        /// The index asked for.
        index: u64,
    },
}

/// The tree of a size, out of its tiles.
pub struct Tiles<F> {
    size: u64,
    fetch: F,
    kept: RefCell<HashMap<Tile, Vec<Hash>>>,
}

impl<E, F: Fn(Tile) -> Result<Vec<u8>, E>> Tiles<F> {
    /// The tree of `size` leaves; nothing is read yet.
    pub fn new(size: u64, fetch: F) -> Self {
        Self { size, fetch, kept: RefCell::default() }
    }
}

impl<E, F: Fn(Tile) -> Result<Vec<u8>, E>> Nodes for Tiles<F> {
    type Error = Unread<E>;

    fn node(&self, level: u8, index: u64) -> Result<Hash, Unread<E>> {
        let out = || Unread::OutOfTree { size: self.size, level, index };
        let (of_tiles, inside) = (level / HEIGHT, level % HEIGHT);
        let last =
            (index.checked_add(1).and_then(|next| next.checked_shl(u32::from(inside)))).ok_or_else(out)? - 1;
        let tile = Tile::holding(Kind::Hashes(of_tiles), last, self.size).ok_or_else(out)?;
        let in_tile = index % (u64::from(WIDTH) >> inside);
        if let Some(hashes) = self.kept.borrow().get(&tile) {
            return tile::node(hashes, inside, in_tile).ok_or_else(out);
        }
        let hashes = fetched(tile, &self.fetch)?;
        let node = tile::node(&hashes, inside, in_tile).ok_or_else(out);
        let mut kept = self.kept.borrow_mut();
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(tile, hashes);
        node
    }
}

fn fetched<E>(tile: Tile, fetch: &impl Fn(Tile) -> Result<Vec<u8>, E>) -> Result<Vec<Hash>, Unread<E>> {
    let bytes = fetch(tile).map_err(|source| Unread::Fetch { tile: tile.to_string(), source })?;
    tile::hashes(&tile, &bytes).ok_or(Unread::Width { tile, bytes: bytes.len() })
}

/// Checks all tiles of a tree: each full one hashes to what stands for it in the tile above, and the right edge to the root.
/// `leaves` is told the hashes of each tile of leaves, in order, once that tile is known to be right.
///
/// # Errors
/// The first tile that is missing or wrong. Nothing was told of it, nor of those behind it.
pub fn check<E>(
    size: u64,
    root: Hash,
    fetch: impl Fn(Tile) -> Result<Vec<u8>, E>,
    mut leaves: impl FnMut(Tile, &[Hash]),
) -> Result<(), Unread<E>> {
    let tiles = Tiles::new(size, &fetch);
    let found = tree::root(&tiles, size)?;
    let top = Tile::all(size).last();
    if found != root {
        let unproven = Unproven::Root { found, expected: root };
        let tile = top.unwrap_or(Tile { kind: Kind::Hashes(0), index: 0, width: WIDTH });
        return Err(Unread::Mismatch { tile, unproven });
    }
    // From above: a tile that hashes to a hash that is right is right. The partial ones make up the root itself.
    let mut below: Vec<Tile> = Tile::all(size).collect();
    below.sort_by_key(|tile| (std::cmp::Reverse(tile.kind), tile.index));
    let mut above: HashMap<u64, Vec<Hash>> = HashMap::new();
    let mut of_level = HashMap::new();
    let mut level = None;
    for tile in below {
        if level != Some(tile.kind) {
            above = std::mem::take(&mut of_level);
            level = Some(tile.kind);
        }
        let hashes = fetched(tile, &fetch)?;
        if tile.is_full() {
            let found = tile::node(&hashes, HEIGHT, 0);
            let at = usize::try_from(tile.index % u64::from(WIDTH)).ok();
            let expected = above.get(&(tile.index / u64::from(WIDTH))).and_then(|hashes| hashes.get(at?));
            if let (Some(found), Some(expected)) = (found, expected.copied())
                && found != expected
            {
                return Err(Unread::Mismatch { tile, unproven: Unproven::Root { found, expected } });
            }
        }
        if tile.kind == Kind::Hashes(0) {
            leaves(tile, &hashes);
        } else {
            of_level.insert(tile.index, hashes);
        }
    }
    Ok(())
}
