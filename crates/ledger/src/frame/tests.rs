//! Frames read back what was written, and refuse what was damaged. Knows no sled.

use bytes::Bytes;
use uuid::Uuid;

use super::*;

fn command(total: u32, first_position: u64) -> Command {
    Command {
        key: CommandKey { initiative: "cluj-school".into(), principal: "p_1".into(), id: Uuid::from_u128(7) },
        fingerprint: [9; 32],
        first_position,
        total,
        offset: 0,
        sequence: 100 + u64::from(total),
        version: 3,
        recorded_at_us: 1,
    }
}

fn records(count: u64, bytes: usize) -> Vec<Record> {
    (0..count)
        .map(|n| Record {
            position: 0,
            initiative: "cluj-school".into(),
            sequence: 0,
            recorded_at_us: 1,
            stream: format!("proposal/{}", n % 2).into(),
            version: n + 1,
            bytes: Bytes::from(vec![b'x'; bytes]),
        })
        .collect()
}

fn decode((key, value): (Key, Vec<u8>)) -> Frame {
    assert!(value.len() <= FRAME_MAX_BYTES);
    Frame::decode(key, &Bytes::from(value)).unwrap()
}

#[test]
fn small_commands_share_a_frame_and_read_back_as_written() {
    let mut encoder = Encoder::new(Key { position: 40, ordinal: 0 }, 5);
    encoder.push(&command(0, 40), &[]).unwrap();
    encoder.push(&command(3, 40), &records(3, 10)).unwrap();
    let (units, next, number) = encoder.finish();
    assert_eq!((next, number), (Key { position: 43, ordinal: 0 }, 6));
    let Ok([Unit::One(key, value)]) = <[Unit; 1]>::try_from(units) else { panic!("one insert") };
    let frame = decode((key, value));
    assert_eq!((frame.kind, frame.number), (Kind::Whole, 5));
    assert_eq!(frame.commands, [command(0, 40), command(3, 40)]);
    let places: Vec<_> =
        frame.records.iter().map(|r| (r.position, r.sequence, r.version, &*r.stream)).collect();
    assert_eq!(places, [(40, 101, 1, "proposal/0"), (41, 102, 2, "proposal/1"), (42, 103, 3, "proposal/0")]);
}

#[test]
fn frames_without_records_have_keys_of_their_own() {
    let mut encoder = Encoder::new(Key::FIRST, 0);
    encoder.push(&command(0, 0), &[]).unwrap();
    let (_, next, number) = encoder.finish();
    assert_eq!((next, number), (Key { position: 0, ordinal: 1 }, 1));
}

#[test]
fn a_large_command_becomes_an_atomic_group_of_parts() {
    let mut encoder = Encoder::new(Key::FIRST, 0);
    encoder.push(&command(1, 0), &records(1, 10)).unwrap();
    encoder.push(&command(3, 1), &records(3, 40_000)).unwrap();
    let (units, ..) = encoder.finish();
    let Ok([Unit::One(..), Unit::Atomic(parts)]) = <[Unit; 2]>::try_from(units) else { panic!("two writes") };
    let frames: Vec<_> = parts.into_iter().map(decode).collect();
    let kinds: Vec<_> = frames.iter().map(|frame| frame.kind).collect();
    assert_eq!(kinds, [Kind::First, Kind::Middle, Kind::Last]);
    let sequences: Vec<_> = frames.iter().flat_map(|f| &f.records).map(|r| r.sequence).collect();
    assert_eq!(sequences, [101, 102, 103]);
    assert_eq!(frames.iter().map(|f| f.commands[0].offset).collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn no_flipped_bit_goes_unseen() {
    let mut encoder = Encoder::new(Key::FIRST, 0);
    encoder.push(&command(2, 0), &records(2, 20)).unwrap();
    let (mut units, ..) = encoder.finish();
    let Some(Unit::One(key, value)) = units.pop() else { panic!("one insert") };
    for bit in 0..value.len() * 8 {
        let mut flipped = value.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(Frame::decode(key, &Bytes::from(flipped)).is_err(), "bit {bit}");
    }
}
