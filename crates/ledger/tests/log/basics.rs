//! Append, read, reopen, refuse: the log's everyday. Knows no crashes.

use ledger::{Append, Error, FollowerHead, Ledger, StreamAppend};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::*;

#[tokio::test]
async fn a_record_is_stored_as_the_contract_says() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let first = ledger.append(append(1, "agenda", 1)).await.unwrap();
    let second = ledger.append(append(2, "proposal/1", 1)).await.unwrap();
    assert_eq!((first.sequence, first.version, first.is_repeat), (1, 1, false));
    assert_eq!((second.sequence, second.version), (2, 1));
    assert_eq!(
        &*first.records[0].bytes,
        br#"{"v":1,"command":"1","n":0,"sequence":1,"version":1,"recorded_at":"2026-11-18T11:06:40.123456Z","prev":null}"#
    );
    let json: serde_json::Value = serde_json::from_slice(&second.records[0].bytes).unwrap();
    assert_eq!(json["prev"], hex::encode(Sha256::digest(&first.records[0].bytes)));
    assert_eq!(json["sequence"], 2);
}

#[tokio::test]
async fn everything_is_there_again_after_a_reopen_and_after_the_index_was_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let log_id = ledger.log_id();
    let mut answers = vec![];
    for id in 0..60 {
        answers.push(ledger.append(append(id, &format!("stream/{}", id % 7), 3)).await.unwrap());
    }
    let before = all(ledger.read(0));
    ledger.close().unwrap();
    for is_index_rebuilt in [false, true] {
        let ledger = Ledger::open(ledger::Options { is_index_rebuilt, ..options(folder.path()) }).unwrap();
        assert_eq!(ledger.log_id(), log_id);
        assert_eq!(all(ledger.read(0)), before);
        assert_eq!(all(ledger.read(100)), before[100..]);
        assert_eq!(all(ledger.read_initiative("cluj-school", 0)), before);
        assert_eq!(all(ledger.read_initiative("cluj-school", 151)), before[150..]);
        let stream: Vec<_> = before.iter().filter(|record| &*record.stream == "stream/3").cloned().collect();
        assert_eq!(all(ledger.read_stream("cluj-school", "stream/3", 5)), stream[4..]);
        assert_eq!(ledger.stream_version("cluj-school", "stream/3").unwrap(), stream.len() as u64);
        assert_eq!(ledger.stream_version("cluj-school", "stream/7").unwrap(), 0);
        assert_eq!(ledger.initiatives().unwrap(), ["cluj-school"]);
        let head = ledger.initiative_head("cluj-school").unwrap().unwrap();
        assert_eq!((head.sequence, head.hash), (180, before[179].hash()));
        assert_eq!(ledger.head().unwrap().hash, before[179].hash());
        for (id, answer) in answers.iter().enumerate() {
            let seen = ledger.seen(&key(id as u128)).unwrap().unwrap();
            assert_eq!(seen.appended, ledger::Appended { is_repeat: true, ..answer.clone() });
        }
        let verified = ledger.verify().unwrap();
        assert_eq!((verified.records, verified.commands, verified.streams), (180, 60, 7));
        ledger.close().unwrap();
    }
}

#[tokio::test]
async fn a_repeat_is_answered_the_same_again_and_another_request_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = open(folder.path());
    let empty = ledger.append(append(1, "agenda", 0)).await.unwrap();
    assert_eq!((empty.sequence, empty.version, empty.records.len()), (0, 0, 0));
    let full = ledger.append(expecting(append(2, "agenda", 2), 0)).await.unwrap();
    let later = ledger.append(append(3, "agenda", 0)).await.unwrap();
    assert_eq!((later.sequence, later.version), (2, 2));
    for _ in 0..2 {
        for (id, records, answer) in [(1, 0, &empty), (2, 2, &full), (3, 0, &later)] {
            let repeat = ledger.append(append(id, "agenda", records)).await.unwrap();
            assert_eq!(repeat, ledger::Appended { is_repeat: true, ..answer.clone() });
            let other = Append { fingerprint: [2; 32], ..append(id, "agenda", records) };
            assert!(matches!(ledger.append(other).await, Err(Error::CommandIdReused)));
        }
        ledger.close().unwrap();
        ledger = open(folder.path());
    }
    assert_eq!(all(ledger.read(0)).len(), 2);
}

#[tokio::test]
async fn a_stream_that_moved_is_a_conflict_and_stores_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    ledger.append(append(1, "agenda", 2)).await.unwrap();
    let conflict = ledger.append(expecting(append(2, "agenda", 1), 1)).await;
    assert!(matches!(conflict, Err(Error::VersionConflict { expected: 1, actual: 2, .. })));
    let mut guarded = append(3, "proposal/1", 1);
    guarded.streams.push(StreamAppend { stream: "agenda".into(), expected_version: Some(1) });
    assert!(matches!(ledger.append(guarded.clone()).await, Err(Error::VersionConflict { actual: 2, .. })));
    guarded.streams[1].expected_version = Some(2);
    assert_eq!(ledger.append(guarded).await.unwrap().sequence, 3);
    assert_eq!(ledger.stream_version("cluj-school", "agenda").unwrap(), 2);
}

#[tokio::test]
async fn records_of_several_streams_keep_the_order_they_were_emitted_in() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let mut decided = append(1, "proposal/1", 3);
    decided.streams.push(StreamAppend { stream: "agenda".into(), expected_version: Some(0) });
    decided.records[1].0 = 1;
    let answer = ledger.append(decided).await.unwrap();
    let places: Vec<_> = answer.records.iter().map(|r| (r.sequence, r.version, &*r.stream)).collect();
    assert_eq!(places, [(1, 1, "proposal/1"), (2, 1, "agenda"), (3, 2, "proposal/1")]);
    assert_eq!(answer.version, 2);
}

#[tokio::test]
async fn recorded_at_never_goes_back_within_an_initiative() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    ledger.append(append(1, "agenda", 1)).await.unwrap();
    let earlier = ledger.append(Append { recorded_at_us: NOW - 5, ..append(2, "agenda", 1) }).await.unwrap();
    assert_eq!(earlier.recorded_at_us, NOW);
    let mut elsewhere = Append { recorded_at_us: NOW - 5, ..append(3, "agenda", 1) };
    elsewhere.command.initiative = "brest".into();
    assert_eq!(ledger.append(elsewhere).await.unwrap().recorded_at_us, NOW - 5);
    assert_eq!(ledger.initiatives().unwrap(), ["brest", "cluj-school"]);
}

#[tokio::test]
async fn what_cannot_be_stored_is_refused_before_it_waits() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let mut large = append(1, "agenda", 1);
    large.records[0].1 = format!("{{\"x\":\"{}\"", "x".repeat(39_950));
    assert!(matches!(ledger.append(large.clone()).await, Err(Error::RecordTooLarge { .. })));
    large.records[0].1 = format!("{{\"x\":\"{}\"", "x".repeat(39_800));
    assert_eq!(ledger.append(large).await.unwrap().sequence, 1);
    let mut guard = append(2, "agenda", 1);
    guard.streams.push(StreamAppend { stream: "plan".into(), expected_version: None });
    assert!(matches!(ledger.submit(guard), Err(Error::Unacceptable(_))));
    let mut twice = append(2, "agenda", 1);
    twice.streams.push(StreamAppend { stream: "agenda".into(), expected_version: Some(1) });
    assert!(matches!(ledger.submit(twice), Err(Error::Unacceptable(_))));
    assert!(matches!(
        ledger.submit(append(2, "agenda", ledger::RECORDS_MAX + 1)),
        Err(Error::CommandTooLarge { what: "records", .. })
    ));
}

#[tokio::test]
async fn the_largest_commands_are_stored_whole_and_leave_no_blob() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let mut large = append(1, "dataset/A", 400);
    for (n, (_, text)) in large.records.iter_mut().enumerate() {
        *text = format!("{{\"n\":{n},\"x\":\"{}\"", "x".repeat(39_700));
    }
    let (before, large, after) = tokio::join!(
        ledger.append(append(2, "agenda", 1)),
        ledger.append(large),
        ledger.append(append(3, "agenda", 1)),
    );
    assert_eq!(
        (before.unwrap().sequence, large.as_ref().unwrap().sequence, after.unwrap().sequence),
        (1, 401, 402)
    );
    ledger.close().unwrap();
    let ledger = open(folder.path());
    assert_eq!(ledger.verify().unwrap().records, 402);
    assert_eq!(ledger.seen(&key(1)).unwrap().unwrap().appended.records, large.unwrap().records);
    let blobs = folder.path().join("ledger/log/blobs");
    assert_eq!(std::fs::read_dir(blobs).unwrap().count(), 0);
}

#[tokio::test]
async fn a_full_queue_says_so_and_a_closed_ledger_too() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(ledger::Options { queue_commands: 0, ..options(folder.path()) }).unwrap();
    assert!(matches!(ledger.submit(append(1, "agenda", 1)), Err(Error::QueueFull { max: 0 })));
    let other = ledger.clone();
    ledger.close().unwrap();
    assert!(matches!(other.append(append(1, "agenda", 1)).await, Err(Error::Closed)));
}

#[tokio::test]
async fn one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    assert!(matches!(Ledger::open(options(folder.path())), Err(Error::Locked { .. })));
    drop(ledger);
    open(folder.path());
}

#[tokio::test]
async fn a_log_behind_or_beside_a_follower_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let records = ledger.append(append(1, "agenda", 3)).await.unwrap().records;
    let head =
        |position: u64, hash| FollowerHead { name: "views".into(), log_id: Uuid::nil(), position, hash };
    let log_id = ledger.log_id();
    ledger.close().unwrap();
    let cases = [
        (FollowerHead { log_id, ..head(1, records[1].hash()) }, true),
        (FollowerHead { log_id, ..head(1, records[2].hash()) }, false),
        (FollowerHead { log_id, ..head(3, records[2].hash()) }, false),
        (head(1, records[1].hash()), false),
    ];
    for (follower, is_opened) in cases {
        let options = ledger::Options { followers: vec![follower.clone()], ..options(folder.path()) };
        match Ledger::open(options) {
            Ok(ledger) => {
                assert!(is_opened, "{follower:?}");
                ledger.close().unwrap();
            }
            Err(Error::DataLoss { .. }) => assert!(!is_opened, "{follower:?}"),
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn a_lost_head_a_lost_log_and_another_log_are_data_loss_and_the_advice_names_the_newest_copy() {
    let folder = tempfile::tempdir().unwrap();
    let copies = folder.path().join("copies");
    std::fs::create_dir_all(copies.join("2026-11-22.hora")).unwrap();
    let path = folder.path().join("ledger");
    let ledger = open(folder.path());
    ledger.append(append(1, "agenda", 1)).await.unwrap();
    ledger.close().unwrap();
    let refused =
        || match Ledger::open(ledger::Options { copies: Some(copies.clone()), ..options(folder.path()) }) {
            Err(Error::DataLoss { advice, .. }) => assert!(advice.contains("2026-11-22.hora"), "{advice}"),
            other => panic!("{other:?}"),
        };
    std::fs::rename(path.join("head"), path.join("away")).unwrap();
    refused();
    std::fs::rename(path.join("away"), path.join("head")).unwrap();
    std::fs::rename(path.join("log"), path.join("away")).unwrap();
    refused();
}
