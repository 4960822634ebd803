//! Entry bundles of tlog-tiles: up to 256 entries, each behind its length in two bytes.
//!
//! Knows no entry's meaning.

use crate::tile::{Kind, Tile};

/// Bytes of an entry at most: its length is written in two.
pub const MAX_ENTRY_BYTES: usize = 65_535;

/// An entry that does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry of {0} bytes does not fit: accepted are at most 65535")]
pub struct TooLong(pub usize);

/// Adds an entry to the end of a bundle.
///
/// # Errors
/// It is too long.
pub fn push(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), TooLong> {
    let length = u16::try_from(entry.len()).map_err(|_| TooLong(entry.len()))?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// A bundle that is not what its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoBundle {
    /// It ends inside an entry.
    #[error("the bundle ends inside entry {entry}, at byte {at}")]
    Torn {
        /// Which, from 0.
        entry: usize,
        /// Where that entry begins.
        at: usize,
    },
    /// It has more or fewer entries.
    #[error("the bundle has {found} entries, and its name says {}", .tile.width)]
    Width {
        /// Its name.
        tile: Tile,
        /// How many it has.
        found: usize,
    },
}

/// The entries of a bundle, in order.
///
/// # Errors
/// It is torn, or has not as many as its name says.
pub fn entries<'a>(tile: &Tile, bundle: &'a [u8]) -> Result<Vec<&'a [u8]>, NoBundle> {
    debug_assert_eq!(tile.kind, Kind::Entries);
    let (mut rest, mut entries) = (bundle, Vec::with_capacity(usize::from(tile.width)));
    while !rest.is_empty() {
        let torn = NoBundle::Torn { entry: entries.len(), at: bundle.len() - rest.len() };
        let (length, behind) = rest.split_first_chunk::<2>().ok_or(torn)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, behind) = behind.split_at_checked(length).ok_or(torn)?;
        entries.push(entry);
        rest = behind;
    }
    if entries.len() == usize::from(tile.width) {
        Ok(entries)
    } else {
        Err(NoBundle::Width { tile: *tile, found: entries.len() })
    }
}
