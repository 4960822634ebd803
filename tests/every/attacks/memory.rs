//! What is sent to harm costs no memory: hundreds of hostile frames for each RPC, at a hub with a process of its own.
//!
//! The codes of single answers are checked beside this file; here the whole crowd of them is, and what is left of
//! it in memory. Knows no RPC. To add a body: in `bodies.rs`, or in [`frames`] where it is large.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt as _;
use hora_tests::{circle::convene, process::Process};
use prost_reflect::MethodDescriptor;
use tonic::Code;

use super::{
    Line, SLUG,
    bodies::{hostile, huge},
    complaint, documented, frame, still_answers,
};
use crate::every::rpcs::{methods, path};

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
/// Frames for each RPC.
const FRAMES: usize = 500;
/// At most this much memory may be held after them that was not held before.
const MAX_GROWTH_KIB: u64 = 20 * 1024;
/// Frames on their way at the same time.
const AT_ONCE: usize = 16;
/// One in so many frames is of 5 MB, or a bomb: each takes a hundred times as long as the others.
const LARGE_EACH: usize = 50;
/// Levels of messages in messages, far more than any parser should follow.
const LEVELS: usize = 10_000;
/// Zeros in the bomb before it is packed: 64 MiB.
const BOMB_BYTES: usize = 64 * 1024 * 1024;

/// A body and the headers it comes with.
type Sent = (Vec<u8>, &'static [(&'static str, &'static str)]);

/// Zeros packed by gzip, a hundred and sixty to one: after a first byte, runs of 258 copies of the byte before.
///
/// Source: RFC 1951, a final block of fixed codes; the code of such a run is 11000101, its distance 00000.
fn bomb() -> Vec<u8> {
    // The first byte of all, 0, as the literal 00110000; in front of it the block's three bits, lowest first.
    let bits = [true, true, false].into_iter().chain([false, false, true, true, false, false, false, false]);
    let run = [true, true, false, false, false, true, false, true, false, false, false, false, false];
    let bits: Vec<bool> = bits.chain(run.into_iter().cycle().take(BOMB_BYTES / 258 * run.len())).collect();
    let byte = |bits: &[bool]| bits.iter().enumerate().map(|(at, bit)| u8::from(*bit) << at).sum::<u8>();
    [b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec(), bits.chunks(8).map(byte).collect()].concat()
}

/// A message in a message in a message, each the field 1 of the one around it.
fn nested() -> Vec<u8> {
    let mut message = Vec::new();
    // Built from the inside, back to front, so that no byte is moved twice.
    for _ in 0..LEVELS {
        let mut length = Vec::new();
        prost::encoding::encode_varint(u64::try_from(message.len()).unwrap(), &mut length);
        message.extend(length.iter().rev());
        message.push(0x0a);
    }
    message.reverse();
    message
}

/// All frames of one RPC, in the order they are sent.
fn frames(method: &MethodDescriptor, bomb: &[u8]) -> impl Iterator<Item = Sent> {
    let gzip: &[(&str, &str)] = &[("grpc-encoding", "gzip")];
    let packed: &[(&str, &str)] = &[("content-encoding", "gzip")];
    let small: Vec<Vec<u8>> = hostile(method, SLUG).into_iter().map(|(_, body)| body).collect();
    let small = small.into_iter().chain([frame(0, &nested())]).collect::<Vec<_>>();
    let large = [
        (huge(), [].as_slice()),
        (frame(1, bomb), gzip),
        (frame(0, bomb), packed),
        (frame(1, bomb), [].as_slice()),
    ];
    (0..FRAMES).map(move |number| {
        if number % LARGE_EACH == LARGE_EACH - 1 {
            large[number / LARGE_EACH % large.len()].clone()
        } else {
            (small[number % small.len()].clone(), [].as_slice())
        }
    })
}

/// Sends all frames of an RPC; what is wrong with the answers, and how often each code was one.
async fn send(
    line: &Line,
    method: &MethodDescriptor,
    bomb: &[u8],
    documented: &BTreeSet<&str>,
) -> (Vec<String>, BTreeMap<String, usize>) {
    let answers = frames(method, bomb).map(|(body, headers)| async move {
        let answer = line.grpc(method, body, headers).await;
        (complaint(&answer, documented), answer.code())
    });
    let mut answers = futures::stream::iter(answers).buffer_unordered(AT_ONCE);
    let (mut wrong, mut codes) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
    while let Some((complaint, code)) = answers.next().await {
        wrong.extend(complaint);
        *codes.entry(format!("{:?}", code.unwrap_or(Code::Unknown))).or_default() += 1;
    }
    (wrong.into_iter().collect(), codes)
}

#[tokio::test(flavor = "multi_thread")]
async fn hundreds_of_hostile_frames_leave_nothing_in_memory() {
    let small_cache = [("HORA_LEDGER__CACHE_MIB", "8")];
    let hub = Process::start_with(BINARY, None, &small_cache).await.unwrap();
    let mut admin = hub.admin().await.unwrap();
    let (mut staff, _, mut voters) = convene(&mut admin, SLUG, 2).await.unwrap();
    let (documented, bomb) = (documented(), bomb());
    let line = Line::of(&mut voters[1]).await.unwrap();
    // What a first large request makes the allocator and the connection keep is not of any RPC.
    send(&line, &methods()[0], &bomb, &documented).await;
    let mut complaints = Vec::new();
    for method in methods() {
        let before = hub.resident_kib().unwrap();
        let (wrong, codes) = send(&line, &method, &bomb, &documented).await;
        let growth = hub.resident_kib().unwrap().saturating_sub(before);
        complaints.extend(wrong.into_iter().map(|wrong| format!("{}: {wrong}", path(&method))));
        if growth > MAX_GROWTH_KIB {
            complaints.push(format!("{}: {growth} KiB more are held", path(&method)));
        }
        let refused = codes.iter().filter(|(code, _)| *code != "Ok").map(|(_, count)| count).sum::<usize>();
        if refused < FRAMES / 2 {
            complaints.push(format!("{}: the frames were not hostile: {codes:?}", path(&method)));
        }
        complaints.extend(still_answers(&mut staff).await);
    }
    let said = hub.said();
    assert!(!said.contains("panicked"), "{}", hub.last_words());
    assert!(complaints.is_empty(), "{} complaints\n  {}\n", complaints.len(), complaints.join("\n  "));
}

#[test]
fn the_bomb_is_one() {
    let bomb = bomb();
    assert!(bomb.len() * 150 < BOMB_BYTES, "{} bytes", bomb.len());
    let nested = nested();
    assert_eq!((nested.first(), nested.last(), nested.len() > 3 * LEVELS), (Some(&0x0a), Some(&0), true));
}
