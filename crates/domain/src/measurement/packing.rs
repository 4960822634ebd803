//! Packing rows into events: greedily, so that the same recording makes the same events everywhere.
//!
//! Knows no rules. Source: contracts.md, "The stored record".

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

/// The events of a recording: parts numbered from 1 over all its periods.
pub(super) fn events(
    data_set: &Code,
    org: &OrgId,
    replaces: bool,
    changes: Vec<(Period, Vec<Observation>)>,
) -> Vec<Emitted<Event>> {
    let packs: Vec<(Period, Vec<Observation>)> = changes
        .into_iter()
        .flat_map(|(period, rows)| pack(rows).into_iter().map(move |p| (period, p)))
        .collect();
    let parts = u32::try_from(packs.len()).unwrap_or(u32::MAX);
    let event = |(part, (period, rows)): (u32, (Period, Vec<Observation>))| {
        let stream = submission::stream(data_set, org, period);
        let (data_set, org) = (data_set.clone(), org.clone());
        Emitted::new(
            stream,
            Event::ObservationsRecorded { data_set, org, period, part, parts, replaces, rows },
        )
    };
    (1_u32..).zip(packs).map(event).collect()
}

fn pack(rows: Vec<Observation>) -> Vec<Vec<Observation>> {
    let mut packs: Vec<Vec<Observation>> = Vec::new();
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
