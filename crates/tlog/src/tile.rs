//! Tiles of tlog-tiles: which there are of a tree, what they are called, what lies in them.
//!
//! Knows no storage. A tile of level L holds up to 256 nodes of level 8·L; one that is not full is partial and named
//! with its width.

use std::{fmt, str::FromStr};

use crate::{
    hash::{HASH_BYTES, Hash},
    tree,
};

/// Hashes in a full tile.
pub const WIDTH: u16 = 256;
/// Levels of the tree in a tile.
pub const HEIGHT: u8 = 8;
/// The highest level of a tile that a path may name.
const MAX_LEVEL: u8 = 63;

/// What lies at a path under `tile/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Hashes, of a level of tiles: 0 are those of the leaves.
    Hashes(u8),
    /// The entries themselves, an entry bundle.
    Entries,
}

/// The name of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// Of what.
    pub kind: Kind,
    /// How many of its kind stand before it.
    pub index: u64,
    /// How many hashes or entries it has, 1 to 256.
    pub width: u16,
}

impl Tile {
    /// The tile of a kind that holds its `position`-th hash or entry, as wide as a tree of `size` has it; none where the tree
    /// is smaller.
    pub fn holding(kind: Kind, position: u64, size: u64) -> Option<Self> {
        let count = match kind {
            Kind::Hashes(level) => size.checked_shr(u32::from(level) * u32::from(HEIGHT)).unwrap_or(0),
            Kind::Entries => size,
        };
        let index = position / u64::from(WIDTH);
        let width = count.checked_sub(index * u64::from(WIDTH))?.min(u64::from(WIDTH));
        (position < count).then_some(Self { kind, index, width: u16::try_from(width).ok()? })
    }

    /// All tiles of a kind that a tree of `size` has and one of `older` had not, partial ones that grew among them.
    pub fn grown(kind: Kind, older: u64, size: u64) -> impl Iterator<Item = Self> {
        let level = if let Kind::Hashes(level) = kind { level } else { 0 };
        let of = move |size: u64| size.checked_shr(u32::from(level) * u32::from(HEIGHT)).unwrap_or(0);
        let first = of(older) / u64::from(WIDTH);
        let end = if of(size) > of(older) { of(size).div_ceil(u64::from(WIDTH)) } else { first };
        (first..end).filter_map(move |index| Self::holding(kind, index * u64::from(WIDTH), size))
    }

    /// All tiles of hashes of a tree, level by level.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        let levels = (0..=MAX_LEVEL).take_while(move |level| {
            size.checked_shr(u32::from(*level) * u32::from(HEIGHT)).is_some_and(|count| count > 0)
        });
        levels.flat_map(move |level| Self::grown(Kind::Hashes(level), 0, size))
    }

    /// The same tile in full.
    pub fn full(self) -> Self {
        Self { width: WIDTH, ..self }
    }

    /// Whether it is as wide as a tile can be.
    pub fn is_full(&self) -> bool {
        self.width == WIDTH
    }
}

impl fmt::Display for Tile {
    /// `tile/<L>/<N>[.p/<W>]`, or `entries` in the place of the level.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Hashes(level) => write!(f, "tile/{level}/")?,
            Kind::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = Vec::new();
        let mut rest = self.index;
        loop {
            groups.push(rest % 1000);
            rest /= 1000;
            if rest == 0 {
                break;
            }
        }
        for (left, group) in groups.iter().enumerate().rev() {
            let (mark, end) = if left > 0 { ("x", "/") } else { ("", "") };
            write!(f, "{mark}{group:03}{end}")?;
        }
        if self.is_full() { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

/// A path outside the grammar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no tile: accepted is tile/<level 0-63 or entries>/<index, as 067 or x001/x234/067>[.p/<width 1-255>]"
)]
pub struct NoTile(String);

impl FromStr for Tile {
    type Err = NoTile;

    fn from_str(path: &str) -> Result<Self, NoTile> {
        parse(path).ok_or_else(|| NoTile(path.chars().take(128).collect()))
    }
}

fn parse(path: &str) -> Option<Tile> {
    let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let kind = match kind {
        "entries" => Kind::Entries,
        level => Kind::Hashes(u8::try_from(decimal(level)?).ok().filter(|level| *level <= MAX_LEVEL)?),
    };
    let (index, width) = match rest.split_once(".p/") {
        None => (rest, WIDTH),
        Some((index, width)) => {
            (index, u16::try_from(decimal(width)?).ok().filter(|width| (1..WIDTH).contains(width))?)
        }
    };
    let index = index_of(index)?;
    let tile = Tile { kind, index, width };
    // One tile has one name: no group of zeros before the first that counts.
    (tile.to_string() == path).then_some(tile)
}

fn index_of(path: &str) -> Option<u64> {
    path.split('/').try_fold(0_u64, |index, group| {
        let digits = group.strip_prefix('x').unwrap_or(group);
        let is_group = digits.len() == 3 && digits.bytes().all(|digit| digit.is_ascii_digit());
        let group: u64 = digits.parse().ok().filter(|_| is_group)?;
        index.checked_mul(1000)?.checked_add(group)
    })
}

/// A decimal without leading zeros.
fn decimal(text: &str) -> Option<u64> {
    crate::lines::decimal(text)
}

/// The hashes of a tile out of its bytes; none where it has others than its name says.
pub fn hashes(tile: &Tile, bytes: &[u8]) -> Option<Vec<Hash>> {
    let hashes: Option<Vec<Hash>> = bytes.chunks(HASH_BYTES).map(Hash::from_slice).collect();
    hashes.filter(|hashes| hashes.len() == usize::from(tile.width))
}

/// The node `level` levels above the hashes of a tile, over those from `index`·2^`level` on; none where it has not as many.
pub fn node(hashes: &[Hash], level: u8, index: u64) -> Option<Hash> {
    let count = 1_usize.checked_shl(u32::from(level))?;
    let start = usize::try_from(index).ok()?.checked_mul(count)?;
    let mut row = hashes.get(start..start.checked_add(count)?)?.to_vec();
    while row.len() > 1 {
        row = row.chunks(2).map(|pair| tree::fold(pair.iter().copied())).collect();
    }
    row.first().copied()
}
