//! The decisions that the agenda tells in public, as communication hears of them.
//!
//! Knows no format. History that was imported is no news, and what is for members is told to nobody else.

use std::collections::BTreeMap;

use domain::{
    digest::{
        Told,
        news::{News, OfAgenda},
    },
    ids::StreamId,
    meta::Visibility,
    time::Timestamp,
};

/// Something was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What the question was.
    pub title: String,
    /// How it ended, such as `adopted`.
    pub result: &'static str,
    /// When that was recorded.
    pub at: Timestamp,
    /// The sequence of its record in the agenda's log.
    pub sequence: u64,
}

/// All of an initiative, in the order of their records.
pub fn of(told: &Told) -> Vec<Decision> {
    let mut titles: BTreeMap<&StreamId, &str> = BTreeMap::new();
    let is_told = |one: &&News<OfAgenda>| one.visibility == Visibility::Public && !one.is_imported;
    let mut decided = Vec::new();
    for one in told.agenda.iter().filter(is_told) {
        match &one.what {
            OfAgenda::ProposalOpened { title, .. } | OfAgenda::MatterOpened { title } => {
                titles.insert(&one.stream, title);
            }
            OfAgenda::ProposalDecided { result, .. } | OfAgenda::MatterDecided { result } => {
                let title =
                    titles.get(&one.stream).copied().unwrap_or_else(|| one.stream.as_str()).to_owned();
                decided.push(Decision { title, result, at: one.recorded_at, sequence: one.sequence });
            }
            _ => {}
        }
    }
    decided
}
