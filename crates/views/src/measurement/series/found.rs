//! The rows that make the figures of a series: of each organization the row that says it, or those that stand for it.
//!
//! Knows no arithmetic. An organization's figure for the whole area comes before those of its areas, which are taken
//! where it says nothing of the whole.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::Code,
    measurement::{
        aggregate::{self, CodeRow, Dims, MadeOf, Part, Places},
        period::Period,
    },
    time::Date,
};
use rusqlite::{Connection, Row, params};

use super::SeriesFilter;
use crate::{
    Error, column,
    measurement::dictionary::{Indicator, period},
};

/// What one period is put together of.
#[derive(Default)]
pub(super) struct Found {
    pub places: Places,
    pub orgs: BTreeSet<String>,
    /// Disaggregations whose codes were put together.
    pub over: BTreeSet<Code>,
    /// How many rows of codes there are with a value, and how many there should be.
    pub codes: (u32, u32),
    pub marks: BTreeMap<String, u32>,
    pub sequence: u64,
}

/// A row with what it says.
struct Stored {
    code_row: CodeRow,
    part: Part,
    mark: String,
    sequence: u64,
}

/// The rows of one organization and period, by area; the whole area is the empty one.
type Areas = BTreeMap<String, Vec<Stored>>;

const MEMBERS: &str =
    "SELECT o.*, 0 AS is_hidden FROM observation AS o JOIN submission AS s ON s.data_set = o.data_set
    AND s.org = o.org AND s.period_start = o.period_start AND s.period_length = o.period_length
    WHERE s.status = 'published' AND ";
const PUBLIC: &str = "SELECT o.* FROM public_row AS o WHERE ";
const WHICH: &str = "o.indicator = ?1 AND o.is_live = 1 AND (?2 IS NULL OR o.dims = ?2)
    AND (?3 IS NULL OR o.org = ?3) AND (?4 IS NULL OR o.area_code = ?4)
    AND (?5 IS NULL OR o.period_start >= ?5) AND (?6 IS NULL OR o.period_start <= ?6)
    ORDER BY o.period_start, o.period_length, o.org, o.area_code, o.dims";

/// What each period is put together of.
pub(super) fn found(
    connection: &Connection,
    indicator: &Indicator,
    filter: &SeriesFilter,
) -> Result<BTreeMap<Period, Found>, Error> {
    let table = if filter.only_public { PUBLIC } else { MEMBERS };
    let mut statement = connection.prepare_cached(&format!("{table}{WHICH}"))?;
    // Without a partition that is not asked for, no other row can stand for what is asked.
    let mut dims = indicator.versions.iter().flat_map(|one| &one.definition.dims);
    let has_codes = dims.any(|dim| dim.partition && !filter.dims.contains_key(&dim.code));
    let dims = if has_codes { None } else { Some(column::json(&filter.dims)?) };
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let mut rows = statement.query(params![
        indicator.code.as_str(),
        dims,
        filter.org.as_ref().map(|org| org.as_str()),
        filter.area_code.as_ref().map(|area| area.as_str()),
        day(filter.from),
        day(filter.to),
    ])?;
    let mut all: BTreeMap<Period, Found> = BTreeMap::new();
    let mut current: Option<((Period, String), Areas)> = None;
    while let Some(row) = rows.next()? {
        let of: (Period, String) = (period(row)?, row.get("org")?);
        if let Some((before, areas)) = current.take_if(|(before, _)| *before != of) {
            put(&mut all, indicator, filter, before, areas);
        }
        let (_, areas) = current.get_or_insert_with(|| (of.clone(), Areas::new()));
        let area: String = row.get("area_code")?;
        areas.entry(area).or_default().push(stored(row, of.0)?);
    }
    if let Some((of, areas)) = current {
        put(&mut all, indicator, filter, of, areas);
    }
    Ok(all)
}

fn stored(row: &Row<'_>, period: Period) -> rusqlite::Result<Stored> {
    let text = |name: &str| row.get::<_, Option<String>>(name);
    let (value, numerator, denominator) = (text("value")?, text("numerator")?, text("denominator")?);
    let part = Part::read(period, value.as_deref(), numerator.as_deref(), denominator.as_deref());
    let code_row = CodeRow {
        dims: column::from_json::<Dims>(row, "dims")?,
        has_value: part.value.is_some(),
        is_hidden: row.get("is_hidden")?,
    };
    Ok(Stored { code_row, part, mark: row.get("obs_status")?, sequence: row.get("sequence")? })
}

/// Takes in what one organization has of a period.
fn put(
    all: &mut BTreeMap<Period, Found>,
    indicator: &Indicator,
    filter: &SeriesFilter,
    (period, org): (Period, String),
    mut areas: Areas,
) {
    let definition = indicator.definition_of(period);
    let made_of = |rows: &[Stored]| {
        let rows: Vec<CodeRow> = rows.iter().map(|row| row.code_row.clone()).collect();
        aggregate::made_of(definition, &filter.dims, &rows)
    };
    let whole = areas.remove("").and_then(|rows| made_of(&rows).map(|found| (found, rows)));
    let by_area = || areas.into_values().filter_map(|rows| made_of(&rows).map(|found| (found, rows)));
    let taken: Vec<(MadeOf, Vec<Stored>)> = match whole {
        // Some codes of the whole area are less than all of its areas.
        Some(whole) if !whole.0.is_own_row() && !whole.0.is_whole() => {
            let areas: Vec<_> = by_area().collect();
            if areas.is_empty() { vec![whole] } else { areas }
        }
        Some(whole) => vec![whole],
        None => by_area().collect(),
    };
    if taken.is_empty() {
        return;
    }
    let found = all.entry(period).or_insert_with(|| Found {
        places: Places { are_own_rows: true, ..Places::default() },
        ..Found::default()
    });
    for (made_of, rows) in taken {
        found.take(&org, made_of, rows);
    }
}

impl Found {
    fn take(&mut self, org: &str, made_of: MadeOf, rows: Vec<Stored>) {
        // One hidden part is enough for no figure of this organization.
        if made_of.hidden > 0 {
            self.places.hidden = self.places.hidden.saturating_add(made_of.hidden);
            // What is left is not the figure of all, be it a single row.
            self.places.are_own_rows = false;
            return;
        }
        if !made_of.is_own_row() {
            self.places.are_own_rows = false;
            let (present, expected) = self.codes;
            self.codes = (present.saturating_add(made_of.present), expected.saturating_add(made_of.expected));
            self.over.extend(made_of.over);
        }
        let taken: BTreeSet<usize> = made_of.rows.into_iter().collect();
        for (_, row) in rows.into_iter().enumerate().filter(|(place, _)| taken.contains(place)) {
            if row.part.value.is_some() {
                self.orgs.insert(org.to_owned());
            }
            let marked = self.marks.entry(row.mark).or_default();
            *marked = marked.saturating_add(1);
            self.sequence = self.sequence.max(row.sequence);
            self.places.parts.push(row.part);
        }
    }
}
