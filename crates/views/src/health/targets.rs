//! What is on its way: each active indicator by its last published value, held against its target.

use rusqlite::params;

use super::{
    Log, Sources,
    behind::RecordRef,
    tally::{Found, Tally},
};
use crate::{
    Connection, Error,
    measurement::{self as view, Indicator, IndicatorFilter, Point},
};

/// The active indicators: on target, off target, and those of which neither can be told.
pub(super) fn judged(sources: &Sources<'_>, view: &Connection) -> Result<[Tally; 3], Error> {
    let filter = IndicatorFilter { goal: None, status: Some("active".to_owned()) };
    let [mut on, mut off, mut neither] = [Vec::new(), Vec::new(), Vec::new()];
    for indicator in view::indicators(view, &filter, u32::MAX, None)? {
        let last = view::standing(view, &indicator, true)?;
        let list = match last.as_ref().and_then(|point| point.is_on_track) {
            Some(true) => &mut on,
            Some(false) => &mut off,
            None => &mut neither,
        };
        list.push(found(sources, view, &indicator, last.as_ref())?);
    }
    Ok([on, off, neither].map(Tally::of))
}

fn found(
    sources: &Sources<'_>,
    view: &Connection,
    indicator: &Indicator,
    last: Option<&Point>,
) -> Result<Found, Error> {
    let mut behind = sources.index().of(Log::Measurement, [format!("indicator/{}", indicator.code)]);
    if let Some(last) = last {
        let mut published = view.prepare_cached(
            "SELECT DISTINCT sequence FROM public_row WHERE indicator = ?1 AND period_start = ?2 AND is_live = 1",
        )?;
        let of = params![indicator.code.as_str(), last.period.start.to_string()];
        for sequence in published.query_map(of, |row| row.get(0))? {
            behind.insert(RecordRef { log: Log::Measurement, sequence: sequence? });
        }
    }
    Ok(Found {
        id: indicator.code.to_string(),
        title: indicator.definition.name.clone(),
        on: last.map(|last| last.period.start),
        behind,
    })
}
