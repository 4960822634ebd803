//! Packing rows into events: greedily, so that the same recording makes the same events everywhere.
//!
//! Knows no rules. Source: contracts.md, "The stored record".

use serde::Serialize;

use super::{event::Event, observation::Observation, period::Period, submission};
use crate::{
    decider::Emitted,
    ids::{Code, OrgId},
};

/// The most rows of one event.
const MAX_ROWS: usize = 200;
/// The most bytes of `data` of one event; a record has at most 40,000.
const MAX_BYTES: usize = 30_000;
/// What `data` has beside its rows: the names, a code, an organization, a period, two counts.
const FRAME_BYTES: usize = 400;

/// The values of one organization and period that are new.
pub(super) type Changes = ((OrgId, Period), Vec<Observation>);

/// The events of a recording: parts numbered from 1 over all its organizations and periods.
pub(super) fn recorded(data_set: &Code, replaces: bool, changes: Vec<Changes>) -> Vec<Emitted<Event>> {
    let packs: Vec<Changes> = changes
        .into_iter()
        .flat_map(|(of, rows)| pack(rows).into_iter().map(move |pack| (of.clone(), pack)))
        .collect();
    let parts = u32::try_from(packs.len()).unwrap_or(u32::MAX);
    let event = |(part, ((org, period), rows)): (u32, Changes)| {
        let stream = submission::stream(data_set, &org, period);
        let data_set = data_set.clone();
        Emitted::new(
            stream,
            Event::ObservationsRecorded { data_set, org, period, part, parts, replaces, rows },
        )
    };
    (1_u32..).zip(packs).map(event).collect()
}

/// Rows in parts of one event each, with their numbers from 1 and how many there are; no rows are one empty part.
pub(super) fn parts<T: Serialize>(rows: Vec<T>) -> Vec<(u32, u32, Vec<T>)> {
    let mut packs = pack(rows);
    if packs.is_empty() {
        packs.push(Vec::new());
    }
    let parts = u32::try_from(packs.len()).unwrap_or(u32::MAX);
    (1_u32..).zip(packs).map(|(part, rows)| (part, parts, rows)).collect()
}

fn pack<T: Serialize>(rows: Vec<T>) -> Vec<Vec<T>> {
    let mut packs: Vec<Vec<T>> = Vec::new();
    let mut bytes = usize::MAX;
    for row in rows {
        // A row that cannot be encoded does not exist; counting it as full keeps the bound all the same.
        let size = serde_json::to_string(&row).map_or(MAX_BYTES, |text| text.len().saturating_add(1));
        match packs.last_mut() {
            Some(pack) if pack.len() < MAX_ROWS && bytes.saturating_add(size) <= MAX_BYTES => {
                pack.push(row);
                bytes = bytes.saturating_add(size);
            }
            _ => {
                packs.push(vec![row]);
                bytes = FRAME_BYTES.saturating_add(size);
            }
        }
    }
    packs
}
