//! A restored log is the log; a damaged copy is refused. Knows no events.

use ledger::{Error, Ledger, restore};

use crate::support::*;

async fn backed_up(ledger: &Ledger) -> Vec<u8> {
    for id in 0..40 {
        ledger
            .append(append(id, &format!("stream/{}", id % 3), usize::try_from(id % 4).unwrap()))
            .await
            .unwrap();
    }
    let mut large = append(40, "dataset/A", 6);
    for (_, text) in &mut large.records {
        text.push_str(&format!(r#","padding":"{}""#, "x".repeat(30_000)));
    }
    ledger.append(large).await.unwrap();
    let mut backup = vec![];
    assert_eq!(ledger.back_up(&mut backup).unwrap(), 66);
    backup
}

#[tokio::test]
async fn a_restored_log_is_the_same_log_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let backup = backed_up(&ledger).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let restored = restore(options(elsewhere.path()), &mut backup.as_slice()).unwrap();
    assert_eq!(restored.log_id(), ledger.log_id());
    assert!(all(restored.read(0)) == all(ledger.read(0)));
    assert!(restored.append(append(7, "stream/1", 3)).await.unwrap().is_repeat);
    assert!(restored.append(append(4, "stream/1", 0)).await.unwrap().is_repeat);
    assert_eq!(restored.append(append(99, "stream/1", 1)).await.unwrap().sequence, 67);
    let mut again = vec![];
    ledger.back_up(&mut again).unwrap();
    assert!(again == backup, "the backup of an unchanged log changed");
    drop(restored);
    let refused = restore(options(elsewhere.path()), &mut backup.as_slice());
    assert!(matches!(refused, Err(Error::Unacceptable(_))));
}

#[tokio::test]
async fn a_backup_that_is_not_whole_is_never_served() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let backup = backed_up(&ledger).await;
    let mut cases: Vec<Vec<u8>> = (0..12).map(|n| backup[..backup.len() * n / 12].to_vec()).collect();
    for n in 0..12 {
        let mut flipped = backup.clone();
        flipped[backup.len() * n / 12 + 5] ^= 4;
        cases.push(flipped);
    }
    for (n, case) in cases.into_iter().enumerate() {
        let elsewhere = tempfile::tempdir().unwrap();
        let refused = restore(options(elsewhere.path()), &mut case.as_slice());
        assert!(matches!(refused, Err(Error::DataLoss { .. })), "case {n}: {refused:?}");
        // What a broken restore left behind is not a log either.
        let opened = Ledger::open(options(elsewhere.path()));
        assert!(opened.is_err() || opened.is_ok_and(|ledger| ledger.head().is_none()), "case {n}");
    }
}
