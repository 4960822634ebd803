//! A chunk of a list: ascending positions, each as the distance from the one before, seven bits a
//! byte. It knows neither streams nor initiatives.

use super::Posting;

/// A list is cut into chunks of at most this many bytes: small enough to rewrite when it grows.
pub(crate) const CHUNK_MAX_BYTES: usize = 4096;

/// The versions or sequences a chunk holds, with their positions.
pub(super) fn postings(first: u64, positions: &[u64]) -> impl DoubleEndedIterator<Item = Posting> {
    positions.iter().enumerate().map(move |(index, position)| (first + index as u64, *position))
}

pub(super) fn push(bytes: &mut Vec<u8>, before: Option<u64>, position: u64) {
    let mut rest = position.saturating_sub(before.unwrap_or(0));
    loop {
        let [low, ..] = rest.to_le_bytes();
        rest >>= 7;
        if rest == 0 {
            bytes.push(low & 0x7f);
            return;
        }
        bytes.push(low | 0x80);
    }
}

/// Reads the positions back; none when the bytes are not a chunk.
pub(super) fn decode(bytes: &[u8]) -> Option<Vec<u64>> {
    let mut positions = Vec::with_capacity(bytes.len());
    let (mut last, mut value, mut shift) = (0_u64, 0_u64, 0_u32);
    for byte in bytes {
        if shift > 63 {
            return None;
        }
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            last = last.checked_add(value)?;
            positions.push(last);
            (value, shift) = (0, 0);
        }
    }
    (shift == 0 && !positions.is_empty()).then_some(positions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_read_back_as_written() {
        let positions = [0, 1, 127, 128, 300, 70_000, u64::MAX];
        let mut bytes = vec![];
        let mut before = None;
        for position in positions {
            push(&mut bytes, before, position);
            before = Some(position);
        }
        assert_eq!(decode(&bytes).unwrap(), positions);
        assert_eq!(decode(&bytes[..bytes.len() - 1]), None);
        assert_eq!(decode(&[]), None);
    }
}
