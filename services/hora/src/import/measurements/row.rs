//! One row of a table: the values it holds.
//!
//! Knows no other row. What the hub would refuse is found here too (`fits.rs`).

use std::collections::BTreeMap;

use domain::{
    ids::Code,
    measurement::{definition::ValueType, observation::ObsStatus, period::Period},
};
use wire::pb::measurement as pb;

use super::{
    columns::{CellColumns, Columns},
    dictionary::{Dictionary, Known},
    fits,
    read::Value,
};
use crate::import::{
    faults::Faults,
    mapping::TableOf,
    table::{Column, Row},
};

/// How the rows of a table are read.
pub struct Reading<'a> {
    pub layout: &'a TableOf,
    pub columns: &'a Columns<'a>,
}

/// What all values of a row share.
struct Shared<'a> {
    org: &'a str,
    area: String,
    flag: Option<ObsStatus>,
}

impl Reading<'_> {
    /// Whether the mapping means the row.
    pub fn is_meant(&self, row: Row<'_>) -> bool {
        self.columns.only.iter().all(|(only, column)| only.holds(row.cell(column)))
    }

    /// The values of one row; none where the row is at fault.
    pub fn values(&self, row: Row<'_>, dictionary: &mut Dictionary<'_>, faults: &mut Faults) -> Vec<Value> {
        let org = self.org_of(row, faults);
        let area = self.area_of(row, dictionary, faults);
        let flag = self.flag_of(row, faults);
        let named =
            self.columns.indicator.as_ref().map(|columns| {
                faults.take(row.place, &columns.column.name, dictionary.indicator(columns, row))
            });
        let (Some(org), Some(area), Some(flag)) = (org, area, flag) else { return Vec::new() };
        let shared = Shared { org, area, flag };
        let each = self.columns.cells.iter().filter_map(|cell| {
            let indicator = match &named {
                Some(named) => named.clone()?,
                None => cell.of.indicator.clone()?,
            };
            self.value(row, cell, &indicator, &shared, dictionary, faults)
        });
        each.collect()
    }

    fn value(
        &self,
        row: Row<'_>,
        cell: &CellColumns<'_>,
        indicator: &Code,
        shared: &Shared<'_>,
        dictionary: &mut Dictionary<'_>,
        faults: &mut Faults,
    ) -> Option<Value> {
        let dims = self.dims_of(row, cell, indicator, dictionary, faults);
        let known = dictionary.get(indicator)?;
        let period = self.period_of(row, known, faults)?;
        let (value, status) = self.said(row, &cell.value, known, shared.flag, faults)?;
        let part = |column: &Option<Column>, faults: &mut Faults| {
            let column = column.as_ref()?;
            let text = row.cell(column);
            let is_there = !text.is_empty() && !self.layout.empty.iter().any(|word| word == text);
            is_there.then(|| faults.take(row.place, &column.name, self.layout.number(text)))?
        };
        let numerator = part(&cell.numerator, faults);
        let denominator = part(&cell.denominator, faults);
        let pair = |(dim, code): (Code, Code)| pb::DimCode { dim: dim.to_string(), code: code.to_string() };
        let said = pb::ObservationRow {
            org: String::new(),
            indicator: indicator.to_string(),
            period: Some(wire::measurement::period(period)),
            area_code: shared.area.clone(),
            dims: dims?.into_iter().map(pair).collect(),
            numerator,
            // Of nobody there is no share: a group that is empty is no fault where there is no value either.
            denominator: denominator.filter(|number| value.is_some() || number != "0"),
            value,
            obs_status: status.map_or(pb::ObsStatus::Unspecified, wire::measurement::obs_status).into(),
        };
        for (column, what) in fits::faults(known, period, &said, faults.today()) {
            let name = match column {
                fits::Part::Value => &cell.value.name,
                fits::Part::Numerator => cell.numerator.as_ref().map_or("numerator", |column| &column.name),
                fits::Part::Denominator => {
                    cell.denominator.as_ref().map_or("denominator", |column| &column.name)
                }
                fits::Part::Period => "period",
            };
            faults.add(row.place, name, what);
        }
        let (data_set, org) = (known.set.code.clone(), shared.org.to_owned());
        Some(Value { data_set, org, period, row: said })
    }

    fn org_of<'a>(&'a self, row: Row<'a>, faults: &mut Faults) -> Option<&'a str> {
        let Some(column) = &self.columns.organization else {
            return self.layout.fixed_organization.as_deref();
        };
        let org = row.cell(column);
        if org.is_empty() {
            faults.add(row.place, &column.name, "is empty; accepted is an organization's code or name");
            return None;
        }
        Some(org)
    }

    /// The area's code, empty for the whole; none where it is at fault.
    fn area_of(&self, row: Row<'_>, dictionary: &mut Dictionary<'_>, faults: &mut Faults) -> Option<String> {
        let Some((area, column)) = &self.columns.area else { return Some(String::new()) };
        let cell = row.cell(column);
        if area.totals.iter().any(|total| total == cell) {
            return Some(String::new());
        }
        let name: String = cell.chars().take(area.first.unwrap_or(usize::MAX)).collect();
        let code =
            dictionary.areas.of(&name).map_err(|what| format!("{what}, or a word of `totals` for the whole"));
        faults.take(row.place, &column.name, code).map(|code| code.to_string())
    }

    fn period_of(&self, row: Row<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<Period> {
        let word =
            |cell: &str| self.layout.period_words.get(cell).cloned().unwrap_or_else(|| cell.to_owned());
        let (name, cell) = match (self.columns.period.as_slice(), &self.layout.fixed_period) {
            ([], fixed) => ("fixed_period", fixed.clone().unwrap_or_default()),
            (columns @ [first, ..], _) => {
                let parts: Vec<String> = columns.iter().map(|column| word(row.cell(column))).collect();
                (first.name.as_str(), parts.join("-"))
            }
        };
        faults.take(row.place, name, known.set.period(&cell, self.layout))
    }

    fn dims_of(
        &self,
        row: Row<'_>,
        cell: &CellColumns<'_>,
        indicator: &Code,
        dictionary: &mut Dictionary<'_>,
        faults: &mut Faults,
    ) -> Option<BTreeMap<Code, Code>> {
        let mut dims = BTreeMap::new();
        let mut is_sound = true;
        for (dim, by, column) in &self.columns.by {
            match faults.take(row.place, &column.name, dictionary.dim(indicator, dim, by, row.cell(column))) {
                Some(code) => dims.extend(code.map(|code| ((*dim).clone(), code))),
                None => is_sound = false,
            }
        }
        for (dim, code) in &cell.of.dims {
            let known = dictionary.check_dim(indicator, dim, code);
            is_sound &= faults.take(row.place, &cell.value.name, known).is_some();
            dims.insert(dim.clone(), code.clone());
        }
        is_sound.then_some(dims)
    }

    /// The mark of the row's flag; none inside where there is no flag, none at all where it is not known.
    fn flag_of(&self, row: Row<'_>, faults: &mut Faults) -> Option<Option<ObsStatus>> {
        let Some((column, flags)) = self.columns.flags.as_ref().zip(self.layout.flags.as_ref()) else {
            return Some(None);
        };
        let flag = row.cell(column);
        let known = flags.marks.get(flag).copied();
        if flag.is_empty() || known.is_some() {
            return Some(known);
        }
        let accepted: Vec<&str> = flags.marks.keys().map(String::as_str).collect();
        faults.add(row.place, &column.name, format!("is `{flag}`; accepted are {}", accepted.join(", ")));
        None
    }

    /// The value and its mark; none where there is nothing in the cell.
    fn said(
        &self,
        row: Row<'_>,
        column: &Column,
        known: &Known<'_>,
        flag: Option<ObsStatus>,
        faults: &mut Faults,
    ) -> Option<(Option<String>, Option<ObsStatus>)> {
        let cell = row.cell(column);
        if let Some(mark) = self.layout.marks.get(cell) {
            return Some((None, Some(*mark)));
        }
        let is_empty = cell.is_empty() || self.layout.empty.iter().any(|word| word == cell);
        let has_value = flag.is_none_or(ObsStatus::has_value);
        match (is_empty, has_value) {
            // Not collected is never zero, and nobody said that it is missing.
            (true, true) => None,
            (true, false) => Some((None, flag)),
            (false, true) if known.definition.value_type == ValueType::Narrative => {
                Some((Some(cell.to_owned()), flag))
            }
            (false, true) => {
                Some((Some(faults.take(row.place, &column.name, self.layout.number(cell))?), flag))
            }
            (false, false) if self.layout.flags.as_ref().is_some_and(|flags| flags.drop_values) => {
                Some((None, flag))
            }
            (false, false) => {
                let what = format!(
                    "is `{cell}` beside a flag that means no value; accepted is an empty cell, or `drop_values = true` in \
                     the mapping's `flags`"
                );
                faults.add(row.place, &column.name, what);
                None
            }
        }
    }
}
