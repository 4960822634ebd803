//! What came before is known after any stop, and not by reading the whole log.

use ledger::{Append, CommandKey, Options, StreamAppend};
use uuid::Uuid;

use super::*;

const VISIBILITIES: [&str; 3] = ["public", "members", "restricted"];
const BATCH: usize = 500;

/// A record of one of seven initiatives; visibilities take turns within each.
fn record(number: usize, initiative: &str) -> String {
    let id = Uuid::from_u128(number as u128);
    let visibility = VISIBILITIES[number / 7 % 3];
    format!(
        r#"{{"v":1,"id":"{id}","initiative":"{initiative}","context":"agenda","stream":"agenda","type":"agenda.GoalDefined.v1","occurred_at":"2026-11-23T10:00:00.000000Z","imported":false,"actor":{{"ref":"system","org":null,"role":"system","via":"timer"}},"approvals":[],"command":"{id}","correlation":"{id}","cause":null,"facts":{{}},"authz":{{"policy":"","rules":[]}},"trace":null,"visibility":"{visibility}","data":{{}}"#
    )
}

async fn filled(folder: &Path, commands: usize) -> Ledger {
    let ledger = Ledger::open(Options::new(folder)).unwrap();
    for command in 0..commands {
        let initiative = format!("school-{}", command % 7);
        let numbers = (0..BATCH).map(|at| command * BATCH + at);
        let append = Append {
            command: CommandKey {
                initiative: initiative.clone(),
                principal: "system".to_owned(),
                id: Uuid::now_v7(),
            },
            fingerprint: [0; 32],
            streams: vec![StreamAppend { stream: "agenda".to_owned(), expected_version: None }],
            records: numbers.map(|number| (0, record(number, &initiative))).collect(),
            recorded_at_us: 0,
        };
        ledger.append(append).await.unwrap();
    }
    ledger
}

/// What came before each record, as one pass over the whole log says.
fn expected(ledger: &Ledger) -> Vec<Option<u64>> {
    let mut last = BTreeMap::new();
    let of = |record: Record| {
        let visibility = views::Record::parse(&record.bytes).unwrap().visibility;
        last.insert((Arc::clone(&record.initiative), visibility), record.sequence)
    };
    ledger.read(0).map(Result::unwrap).map(of).collect()
}

/// Hands out the records from a position on, as a relay does that is acknowledged `acknowledged` of each batch.
fn relayed(seen: &mut Seen, ledger: &Ledger, file: &Path, from: u64, acknowledged: u64) -> Vec<Option<u64>> {
    let (mut from, mut all) = (from, vec![]);
    loop {
        seen.settle(ledger, from).unwrap();
        seen.keep(file, ledger, false).unwrap();
        let mut batch = Vec::new();
        for record in ledger.read(from).take(1_000) {
            let record = record.unwrap();
            let visibility = views::Record::parse(&record.bytes).unwrap().visibility;
            batch.push(seen.hand_out(&record, visibility));
        }
        if batch.is_empty() {
            return all;
        }
        let taken = acknowledged.min(batch.len() as u64);
        all.extend(batch.into_iter().take(usize::try_from(taken).unwrap()));
        from += taken;
    }
}

#[tokio::test]
async fn a_relay_started_at_the_end_of_a_long_log_reads_little_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = filled(&folder.path().join("ledger"), 100).await;
    let file = folder.path().join("relay-seen.json");
    let expected = expected(&ledger);
    assert_eq!(expected.len(), 50_000);
    let mut first = Seen::load(&file, &ledger);
    assert_eq!(relayed(&mut first, &ledger, &file, 0, 700), expected, "batches of which a part is published");
    assert_eq!(first.records_read, 0, "what was handed out is not read again");

    let mut again = Seen::load(&file, &ledger);
    assert_eq!(relayed(&mut again, &ledger, &file, 49_990, 1_000), expected[49_990..], "after a kill -9");
    assert!(again.records_read <= RECORDS_BETWEEN_KEEPS + 1_000, "{} records were read", again.records_read);

    again.settle(&ledger, 50_000).unwrap();
    again.keep(&file, &ledger, true).unwrap();
    let mut in_order = Seen::load(&file, &ledger);
    in_order.settle(&ledger, 50_000).unwrap();
    assert_eq!(in_order.records_read, 0, "after a stop in order");
}

#[tokio::test]
async fn what_was_kept_of_another_log_or_torn_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) =
        (filled(&folder.path().join("one"), 3).await, filled(&folder.path().join("other"), 4).await);
    let file = folder.path().join("relay-seen.json");
    let mut seen = Seen::default();
    seen.settle(&one, 1_200).unwrap();
    seen.keep(&file, &one, true).unwrap();
    assert_eq!(Seen::load(&file, &one).next_position, 1_200);
    assert_eq!(Seen::load(&file, &other).next_position, 0, "another log");
    let mut back = Seen::load(&file, &one);
    assert_eq!(
        relayed(&mut back, &one, &file, 100, 1_000),
        expected(&one)[100..],
        "the stream is behind what was kept"
    );
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(Seen::load(&file, &one).next_position, 0, "torn");
}
