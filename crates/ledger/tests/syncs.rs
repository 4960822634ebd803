//! How many syncs a command costs. Counts, not times: they are the same on every machine.
//!
//! A binary of its own with one test: the count is one for the whole process.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "all of this crate is tests, and clippy exempts only functions marked as such"
)]

#[path = "log/support.rs"]
#[allow(dead_code, reason = "shared with the tests that need the rest")]
mod support;

use support::{append, open};

/// The floor of goal P4, with 64 commands in flight.
const SYNCS_PER_COMMAND: f64 = 0.25;
const IN_FLIGHT: u128 = 64;
const EACH: u128 = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_alone_costs_one_sync_and_commands_in_flight_share_theirs() {
    alone().await;
    in_flight().await;
}

async fn alone() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let before = durable::syncs();
    for id in 0..100 {
        ledger.append(append(id, "agenda", 1)).await.unwrap();
    }
    let syncs = durable::syncs() - before;
    // sled syncs once more where a segment ends.
    assert!((100..=110).contains(&syncs), "{syncs}");
}

async fn in_flight() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(folder.path());
    let before = durable::syncs();
    let callers: Vec<_> = (0..IN_FLIGHT)
        .map(|caller| {
            let ledger = ledger.clone();
            tokio::spawn(async move {
                for n in 0..EACH {
                    let stream = format!("stream/{caller}");
                    ledger.append(append(caller * EACH + n, &stream, 1)).await.unwrap();
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
    let commands = u32::try_from(IN_FLIGHT * EACH).unwrap();
    let syncs = u32::try_from(durable::syncs() - before).unwrap();
    let ratio = f64::from(syncs) / f64::from(commands);
    println!("{syncs} syncs for {commands} commands: {ratio:.3} each");
    assert!(ratio <= SYNCS_PER_COMMAND, "{ratio}");
}
