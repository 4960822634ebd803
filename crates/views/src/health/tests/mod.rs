//! The figures after histories of all logs, the records they name, and that no order of logs makes a difference.

mod histories;
mod told;

use std::collections::BTreeSet;

use super::*;
use crate::fixture::{History, INITIATIVE};

/// The records of each log, as they are gathered.
pub(super) type Logs = Vec<(Log, Vec<Vec<u8>>)>;

fn gathered(log: Log, history: &History) -> (Log, Vec<Vec<u8>>) {
    let kept = history.records().filter_map(|record| kept(log, record.unwrap()).unwrap());
    (log, kept.map(std::borrow::Cow::into_owned).collect())
}

fn all() -> Logs {
    vec![
        gathered(Log::Hub, &histories::hub()),
        gathered(Log::Agenda, &histories::agenda()),
        gathered(Log::Measurement, &histories::measurement()),
        gathered(Log::Plan, &histories::plan()),
        gathered(Log::Communication, &histories::communication()),
        gathered(Log::Backbone, &histories::backbone()),
    ]
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn figures_of(health: &Health, moment: &str) -> Figures {
    health.figures(&INITIATIVE.parse().unwrap(), at(moment)).unwrap()
}

fn figures(logs: &Logs, moment: &str) -> Figures {
    let mut health = Health::new().unwrap();
    for (log, records) in logs {
        health.apply(*log, records).unwrap();
    }
    figures_of(&health, moment)
}

const NOW: &str = "2026-12-01T00:00:00Z";

#[test]
fn in_whatever_order_the_logs_come_the_figures_are_the_same() {
    let logs = all();
    let expected = figures(&logs, NOW);
    // One record at a time, the log of the next chosen by a Weyl sequence: the same on every machine.
    for round in 1..=8_u64 {
        let mut health = Health::new().unwrap();
        let mut rest: Vec<(Log, &[Vec<u8>])> =
            logs.iter().map(|(log, records)| (*log, records.as_slice())).collect();
        let mut step = round;
        while !rest.is_empty() {
            step = step.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let chosen = usize::try_from((step >> 32) % u64::try_from(rest.len()).unwrap()).unwrap();
            let (log, records) = rest[chosen];
            let Some((first, others)) = records.split_first() else {
                rest.remove(chosen);
                continue;
            };
            health.apply(log, &[first]).unwrap();
            // Told again: it is passed over.
            health.apply(log, &[first]).unwrap();
            rest[chosen] = (log, others);
        }
        assert_eq!(figures_of(&health, NOW), expected, "round {round}");
    }
}

#[test]
fn any_part_of_the_records_is_taken() {
    for round in 1..=16_usize {
        let mut health = Health::new().unwrap();
        for (log, records) in all() {
            let taken = |place: &usize| (place.wrapping_mul(0x9e37_79b9) >> (round % 24)) & 1 == 1;
            let part: Vec<_> = (0..records.len()).filter(taken).map(|place| &records[place]).collect();
            health.apply(log, &part).unwrap();
        }
        figures_of(&health, NOW);
    }
}

#[test]
fn what_is_left_out_makes_no_difference_and_nothing_restricted_is_taken_in() {
    let whole = |log: Log, history: &History| {
        let records: Vec<Vec<u8>> = history.records().map(|record| record.unwrap().to_vec()).collect();
        let open = records.into_iter().filter(|bytes| {
            let head = crate::Head::parse(bytes).unwrap();
            head.visibility < domain::meta::Visibility::Restricted
                || head.type_name == "measurement.ObservationsRecorded.v1"
        });
        (log, open.collect::<Vec<_>>())
    };
    let more = vec![
        whole(Log::Hub, &histories::hub()),
        whole(Log::Agenda, &histories::agenda()),
        whole(Log::Measurement, &histories::measurement()),
        whole(Log::Plan, &histories::plan()),
        whole(Log::Communication, &histories::communication()),
        whole(Log::Backbone, &histories::backbone()),
    ];
    let count = |logs: &Logs| logs.iter().map(|(_, records)| records.len()).sum::<usize>();
    assert!(count(&more) > count(&all()), "something is left out");
    assert_eq!(figures(&more, NOW), figures(&all(), NOW));
    for (_, records) in all() {
        for bytes in records {
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(!text.contains("\"777\""), "a recorded value is taken in: {text}");
            let restricted = text.contains("\"visibility\":\"restricted\"");
            assert!(!restricted || text.contains("\"rows\":[]"), "{text}");
        }
    }
}

/// The sequences behind a figure, of one log.
fn sequences(behind: &Behind, log: Log) -> BTreeSet<u64> {
    behind.records.iter().filter(|one| one.log == log).map(|one| one.sequence).collect()
}

fn ids(tally: &Tally) -> Vec<&str> {
    tally.items.iter().map(|item| item.id.as_str()).collect()
}

#[test]
fn long_lists_are_cut_and_counted_whole() {
    let mut history = History::new("communication");
    for number in 0..130_u128 {
        histories::thread(&mut history, number, domain::meta::Visibility::Members);
    }
    let told = figures(&vec![gathered(Log::Communication, &history)], NOW).communication.open_threads;
    assert_eq!((told.total, told.items.len()), (130, 100));
    assert_eq!((told.behind.total, told.behind.records.len()), (130, 100));
    assert_eq!(sequences(&told.behind, Log::Communication), (1..=100).collect());
}
