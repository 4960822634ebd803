//! Frames: what one append writes, so that a start can tell a torn tail from damage.
//!
//! A frame is `magic length payload-crc header-crc payload end`. The header's checksum also covers the frame's
//! offset, so that a frame is valid nowhere else. There is one write and one sync for each frame, one at a
//! time; so only the last frame can be torn, and nobody was told that it is stored. Everything else that does
//! not read well is damage. A last frame of full length is torn only if a whole sector of it reads as zeros (it
//! never reached the disk); a flipped bit in it is damage. It does not know what a payload says.

/// Length of the header before a payload, in bytes.
pub(crate) const HEADER_BYTES: usize = 16;
/// Longest payload, in bytes: bounds what a start reads at once and what a torn tail can be.
pub(crate) const MAX_PAYLOAD_BYTES: usize = 8 << 20;
/// Longest frame, in bytes.
pub(crate) const MAX_FRAME_BYTES: usize = HEADER_BYTES + MAX_PAYLOAD_BYTES + 1;

const MAGIC: [u8; 4] = *b"HKF1";
// Never zero, so that a last sector holding one byte of the frame still shows whether it was written.
const END: u8 = 0xA5;
// The smallest unit a disk writes or loses.
const SECTOR_BYTES: u64 = 512;

/// A payload too long for a frame.
pub(crate) struct TooLong;

/// The header of a frame.
#[derive(Clone, Copy)]
pub(crate) struct Header {
    payload_bytes: usize,
    payload_crc: u32,
}

impl Header {
    /// Length of payload and end mark, in bytes.
    pub(crate) fn body_bytes(self) -> usize {
        self.payload_bytes + 1
    }

    /// The payload in `body`; None if a byte of it is not as written.
    pub(crate) fn payload(self, body: &[u8]) -> Option<&[u8]> {
        let (end, payload) = body.split_last()?;
        let is_whole = payload.len() == self.payload_bytes && *end == END;
        (is_whole && crc32c::crc32c(payload) == self.payload_crc).then_some(payload)
    }

    /// The header that lies at `offset` of a file; None if it is not one.
    pub(crate) fn decode(bytes: &[u8; HEADER_BYTES], offset: u64) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (payload_crc, rest) = rest.split_first_chunk::<4>()?;
        let (header_crc, _) = rest.split_first_chunk::<4>()?;
        let is_valid = *magic == MAGIC && u32::from_be_bytes(*header_crc) == header_checksum(bytes, offset);
        let payload_bytes = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let payload_crc = u32::from_be_bytes(*payload_crc);
        (is_valid && payload_bytes <= MAX_PAYLOAD_BYTES).then_some(Self { payload_bytes, payload_crc })
    }
}

/// The bytes of a frame that will lie at `offset`.
pub(crate) fn encode(payload: &[u8], offset: u64) -> Result<Vec<u8>, TooLong> {
    let length = u32::try_from(payload.len()).map_err(|_| TooLong)?;
    if payload.len() > MAX_PAYLOAD_BYTES {
        return Err(TooLong);
    }
    let mut frame = Vec::with_capacity(HEADER_BYTES + payload.len() + 1);
    frame.extend_from_slice(&MAGIC);
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(&crc32c::crc32c(payload).to_be_bytes());
    let checksum = header_checksum(&frame, offset);
    frame.extend_from_slice(&checksum.to_be_bytes());
    frame.extend_from_slice(payload);
    frame.push(END);
    Ok(frame)
}

/// Whether `rest`, from an unreadable frame at `offset` to the end of the file, is a frame that was never
/// wholly written, rather than bytes that changed after they were.
pub(crate) fn is_torn(rest: &[u8], offset: u64) -> bool {
    if rest.len() > MAX_FRAME_BYTES || has_frame_after(rest, offset) {
        return false;
    }
    let Some(header) = rest.first_chunk::<HEADER_BYTES>() else { return true };
    if let Some(header) = Header::decode(header, offset) {
        let frame_bytes = HEADER_BYTES + header.body_bytes();
        if rest.len() != frame_bytes {
            return rest.len() < frame_bytes;
        }
    }
    sectors(rest, offset).any(|sector| sector.iter().all(|byte| *byte == 0))
}

/// Whether a valid header stands anywhere behind the first byte of `rest`.
fn has_frame_after(rest: &[u8], offset: u64) -> bool {
    let places = rest.windows(HEADER_BYTES).zip(offset..).skip(1);
    places
        .filter(|(window, _)| window.starts_with(&MAGIC))
        .filter_map(|(window, place)| Some((window.first_chunk::<HEADER_BYTES>()?, place)))
        .any(|(header, place)| Header::decode(header, place).is_some())
}

/// `rest` cut where the sectors of the file begin.
fn sectors(rest: &[u8], offset: u64) -> impl Iterator<Item = &[u8]> {
    let first = usize::try_from(SECTOR_BYTES - offset % SECTOR_BYTES).unwrap_or(usize::MAX);
    let (head, tail) = rest.split_at_checked(first).unwrap_or((rest, &[]));
    let sector = usize::try_from(SECTOR_BYTES).unwrap_or(usize::MAX);
    std::iter::once(head).chain(tail.chunks(sector))
}

fn header_checksum(header: &[u8], offset: u64) -> u32 {
    let covered = header.get(..HEADER_BYTES - 4).unwrap_or(header);
    crc32c::crc32c_append(crc32c::crc32c(covered), &offset.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_short_frame_is_torn_and_every_flipped_bit_is_not() {
        for offset in [20, 500, 511] {
            let frame = encode(&[7; 107], offset).ok().unwrap();
            for length in 0..frame.len() {
                assert!(is_torn(&frame[..length], offset), "cut at {length}");
            }
            for place in 0..frame.len() {
                let mut flipped = frame.clone();
                flipped[place] ^= 0x10;
                assert!(!is_torn(&flipped, offset), "flipped at {place}");
            }
        }
    }

    #[test]
    fn a_sector_that_never_reached_the_disk_is_torn() {
        let frame = encode(&[7; 2000], 100).ok().unwrap();
        for lost in [0..412, 412..924, 1948..2017] {
            let mut torn = frame.clone();
            torn[lost].fill(0);
            assert!(is_torn(&torn, 100));
        }
    }

    #[test]
    fn a_bad_frame_before_a_good_one_is_damage_even_where_a_whole_sector_is_zero() {
        let mut bytes = encode(&[7; 1000], 512).ok().unwrap();
        bytes[..512].fill(0);
        assert!(is_torn(&bytes, 512));
        bytes.extend(encode(&[8; 107], 512 + 1017).ok().unwrap());
        assert!(!is_torn(&bytes, 512));
    }

    #[test]
    fn a_frame_is_valid_only_where_it_was_written() {
        let frame = encode(b"x", 20).ok().unwrap();
        let header = frame.first_chunk::<HEADER_BYTES>().unwrap();
        assert!(Header::decode(header, 20).is_some());
        assert!(Header::decode(header, 21).is_none());
    }
}
