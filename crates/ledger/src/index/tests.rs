//! The index finds what the log holds, also after it was deleted. Knows no commands' meaning.

use super::*;
use crate::Record;

/// A frame with one record on each of the streams, at their next version.
fn entry(position: u64, streams: &[&str]) -> Entry {
    let mut entry = Entry::new(Key { position, ordinal: 0 });
    let records = streams.iter().enumerate().map(|(n, stream)| Record {
        position: position + n as u64,
        initiative: "cluj-school".into(),
        stream: (*stream).into(),
        sequence: position + n as u64 + 1,
        version: position / streams.len() as u64 + 1,
        recorded_at_us: 0,
        bytes: bytes::Bytes::new(),
    });
    entry.push_records(&records.collect::<Vec<_>>());
    entry
}

#[test]
fn a_list_reads_the_same_from_the_overlay_the_trees_and_both() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::new(Store::open(folder.path(), 1 << 20).unwrap());
    let frames = 10_000;
    for frame in 0..frames {
        index.add([entry(frame * 2, &["agenda", "plan"])]);
    }
    let key = stream_key("cluj-school", "plan");
    let expected: Vec<Posting> = (0..frames).map(|n| (n + 1, n * 2 + 1)).collect();
    for built in [0, 6_000, 14_000, 20_000] {
        while 20_000 - index.read_overlay(Overlay::entries) < built {
            index.build(2_000).unwrap();
        }
        let mut found = vec![];
        loop {
            let next = index.postings(List::Stream, &key, found.len() as u64 + 1).unwrap();
            if next.is_empty() {
                break;
            }
            found.extend(next);
        }
        assert!(found == expected, "with {built} entries in the trees");
        assert_eq!(index.last(List::Stream, &key).unwrap(), Some((frames, frames * 2 - 1)));
        assert_eq!(index.initiatives().unwrap(), ["cluj-school"]);
    }
    assert!(index.store.streams.iter().values().all(|chunk| chunk.unwrap().len() <= chunk::CHUNK_MAX_BYTES));
    assert!(index.store.streams.len() > 2, "the lists were to be cut into chunks");
}

#[test]
fn writing_an_entry_twice_changes_nothing_and_a_gap_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::new(Store::open(folder.path(), 1 << 20).unwrap());
    for _ in 0..2 {
        index.add((0..10).map(|position| entry(position, &["agenda"])));
        assert_eq!(index.build(usize::MAX).unwrap(), 0);
        let key = stream_key("cluj-school", "agenda");
        assert_eq!(index.postings(List::Stream, &key, 1).unwrap().len(), 10);
    }
    index.add([entry(12, &["agenda"])]);
    assert!(matches!(index.build(usize::MAX), Err(Error::DataLoss { .. })));
}

#[test]
fn a_lost_chunk_is_seen_when_streams_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::new(Store::open(folder.path(), 1 << 20).unwrap());
    index.add((0..10).map(|n| entry(n * 2, &["agenda", "plan"])));
    index.build(usize::MAX).unwrap();
    index.add([entry(20, &["agenda", "plan"])]);
    let streams = || {
        let mut found = std::collections::BTreeMap::new();
        let look = |key: &[u8], version| {
            found.insert(key.to_vec(), version);
            Ok(())
        };
        index.each_stream(index.waiting_streams(), look).unwrap();
        found.into_values().collect::<Vec<u64>>()
    };
    assert_eq!(streams(), [11, 11]);
    index.build(usize::MAX).unwrap();
    index.store.streams.pop_max().unwrap();
    assert_eq!(streams(), [11]);
}

#[test]
fn entries_that_sled_dropped_are_missed_when_the_log_is_gone_through() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::new(Store::open(folder.path(), 1 << 20).unwrap());
    let mut entries: Vec<_> = (0..10).map(|n| entry(n * 2, &["agenda", "plan"])).collect();
    entries[3].commands.push(b"command".to_vec());
    index.add(entries.clone());
    index.build(usize::MAX).unwrap();
    let entries: Vec<_> = entries.into_iter().map(Arc::new).collect();
    assert!(index.holds(&entries).unwrap());
    for tree in [&index.store.streams, &index.store.initiatives, &index.store.commands] {
        let (key, value) = tree.first().unwrap().unwrap();
        tree.insert(&key, &value[..value.len() - 1]).unwrap();
        assert!(!index.holds(&entries).unwrap_or(false));
        tree.remove(&key).unwrap();
        assert!(!index.holds(&entries).unwrap());
        tree.insert(&key, &value).unwrap();
        assert!(index.holds(&entries).unwrap());
    }
}
