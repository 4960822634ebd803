//! What each organization said first, and what later releases corrected.
//!
//! A release speaks of the periods that it has rows of. What an organization said of a period in the first release that
//! speaks of it is what is recorded; each later one corrects what was known then: values that read otherwise, that are
//! new, and that are gone. Knows no files.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::Code,
    measurement::{event::CorrectionReason, period::Period},
};
use wire::pb::measurement as pb;

use super::read::{Key, Tables, Value, key};
use crate::import::mapping::Measurements;

/// What one organization said in one data set.
#[derive(Debug, Default)]
pub struct Told {
    /// What it said first; the rows of a period follow each other.
    pub first: Vec<pb::ObservationRow>,
    /// The periods of that, and how many values each has.
    pub periods: BTreeMap<Period, usize>,
    /// What was corrected, release by release and reason by reason.
    pub corrected: Vec<(CorrectionReason, Vec<pb::ObservationRow>)>,
}

impl Told {
    /// How many values it said first.
    pub fn values(&self) -> usize {
        self.first.len()
    }

    /// How many of them were corrected.
    pub fn corrections(&self) -> usize {
        self.corrected.iter().map(|(_, rows)| rows.len()).sum()
    }
}

/// Data set and organization, by the source's code or name of it.
pub type Whose = (Code, String);

/// The values of one organization and period in one release.
type Rows<'a> = BTreeMap<Key, &'a pb::ObservationRow>;
type Place<'a> = (&'a Code, Period, &'a str);

/// What each organization said in each data set.
pub fn told(tables: &Tables, mapping: &Measurements) -> BTreeMap<Whose, Told> {
    let mut told: BTreeMap<Whose, Told> = BTreeMap::new();
    let mut known: BTreeMap<Place<'_>, Rows<'_>> = BTreeMap::new();
    for values in tables.releases.values() {
        let said = by_place(values);
        let periods: BTreeSet<(&Code, Period)> =
            said.keys().map(|(set, period, _)| (*set, *period)).collect();
        let before = known.keys().copied().filter(|(set, period, _)| periods.contains(&(*set, *period)));
        let places: BTreeSet<Place<'_>> = said.keys().copied().chain(before).collect();
        for place in places {
            let (set, period, org) = place;
            let now = said.get(&place).cloned().unwrap_or_default();
            let one = told.entry((set.clone(), org.to_owned())).or_default();
            match known.get(&place) {
                // An organization that only a later release knows of speaks for the first time then.
                None => {
                    one.first.extend(now.values().map(|row| (*row).clone()));
                    one.periods.insert(period, now.len());
                }
                Some(before) => correct(one, org, before, &now, mapping),
            }
            known.insert(place, now);
        }
    }
    told
}

fn by_place(values: &[Value]) -> BTreeMap<Place<'_>, Rows<'_>> {
    let mut said: BTreeMap<Place<'_>, Rows<'_>> = BTreeMap::new();
    for Value { data_set, org, period, row } in values {
        said.entry((data_set, *period, org)).or_default().insert(key(row), row);
    }
    said
}

fn correct(one: &mut Told, org: &str, before: &Rows<'_>, now: &Rows<'_>, mapping: &Measurements) {
    let (changed, removed) = match &mapping.corrections {
        Some(corrections) => {
            let own = corrections.of.get(org).copied();
            (own.unwrap_or(corrections.changed), own.unwrap_or(corrections.removed))
        }
        None => (CorrectionReason::LateData, CorrectionReason::LateData),
    };
    let mut by_reason: BTreeMap<CorrectionReason, Vec<pb::ObservationRow>> = BTreeMap::new();
    for (key, row) in now {
        if before.get(key) != Some(row) {
            by_reason.entry(changed).or_default().push((*row).clone());
        }
    }
    for (key, row) in before {
        if !now.contains_key(key) {
            let gone = pb::ObservationRow {
                value: None,
                numerator: None,
                denominator: None,
                obs_status: pb::ObsStatus::Unspecified.into(),
                ..(*row).clone()
            };
            by_reason.entry(removed).or_default().push(gone);
        }
    }
    one.corrected.extend(by_reason);
}
