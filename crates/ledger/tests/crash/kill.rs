//! `kill -9` under sixteen writers.

use ledger::Ledger;

use crate::random::{Random, rounds, seed};
use crate::{acknowledged, child};

#[test]
fn everything_acknowledged_survives_a_kill() {
    if child::is_child() {
        return;
    }
    let mut random = Random::new(seed());
    let folder = tempfile::tempdir().unwrap();
    let mut all = vec![];
    // One folder for all rounds: every open builds on what a kill left.
    for round in 0..rounds(10, 100) {
        let mut running =
            child::Running::start("kill::everything_acknowledged_survives_a_kill", folder.path());
        running.wait_for(1 + random.below(1_500));
        let acknowledged = running.kill();
        println!("round {round}: {} acknowledged", acknowledged.len());
        all.extend(acknowledged);
        // Half of the rounds the next child finds what the kill left, untouched by an orderly close.
        if random.once_in(2) {
            let ledger = Ledger::open(child::options(folder.path())).unwrap();
            acknowledged::check(&ledger, &all);
            ledger.close().unwrap();
        }
    }
    let ledger = Ledger::open(child::options(folder.path())).unwrap();
    acknowledged::check(&ledger, &all);
    assert!(all.len() > 10);
}
