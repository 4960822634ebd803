//! The tables, as rows of commands. Every bad row is found here, before anything is sent.
//!
//! Knows columns by the mapping alone, and no hub.

use std::{collections::BTreeMap, path::Path};

use domain::{
    ids::hash_parts,
    measurement::{observation::ObsStatus, period::Period},
};
use wire::pb::measurement as pb;

use crate::{
    failure::Failure,
    import::{
        codes::Codes,
        faults::Faults,
        mapping::{Measurements, TableOf},
        table::{Column, Row, Table},
    },
};

/// One value, and whose it is.
#[derive(Debug, Clone)]
pub struct Value {
    /// The source's code of the organization.
    pub org: String,
    /// Of when.
    pub period: Period,
    /// The row of a command.
    pub row: pb::ObservationRow,
}

/// What was read.
#[derive(Debug)]
pub struct Tables {
    /// The values of each release, in the order of the files.
    pub releases: BTreeMap<u32, Vec<Value>>,
    /// The hash of all files.
    pub hash: String,
}

/// Reads the files, each given as `<table>:<file>`.
///
/// # Errors
/// A file cannot be read, or lacks a column that must be there.
pub fn tables(files: &[String], mapping: &Measurements, faults: &mut Faults) -> Result<Tables, Failure> {
    let mut releases: BTreeMap<u32, Vec<Value>> = BTreeMap::new();
    let mut hashes = Vec::new();
    for file in files {
        let named = file.split_once(':').and_then(|(name, path)| Some((mapping.tables.get(name)?, path)));
        let Some((layout, path)) = named else {
            let known: Vec<String> = mapping.tables.keys().map(|name| format!("{name}:FILE.csv")).collect();
            return Err(Failure::Usage(format!("`{file}`: accepted are {}", known.join(", "))));
        };
        let table = Table::read(Path::new(path))?;
        let values = Reading::new(&table, layout, mapping)?.values(&table, faults);
        releases.entry(layout.release).or_default().extend(values);
        hashes.push(table.hash);
    }
    let hashes: Vec<&str> = hashes.iter().map(String::as_str).collect();
    Ok(Tables { releases, hash: hex::encode(hash_parts(&hashes)) })
}

/// A table with its columns found.
struct Reading<'a> {
    layout: &'a TableOf,
    mapping: &'a Measurements,
    organization: Column,
    period: Option<Column>,
    area: Option<(Column, usize)>,
    cells: Vec<CellColumns<'a>>,
    by: Vec<(&'a str, &'a crate::import::mapping::By, Column)>,
    flags: Option<Column>,
}

struct CellColumns<'a> {
    of: &'a crate::import::mapping::Cell,
    value: Column,
    numerator: Option<Column>,
    denominator: Option<Column>,
}

impl<'a> Reading<'a> {
    fn new(table: &Table, layout: &'a TableOf, mapping: &'a Measurements) -> Result<Self, Failure> {
        let column = |name: &Option<String>| name.as_ref().map(|name| table.column(name)).transpose();
        let cells = layout.cells.iter().map(|of| {
            Ok(CellColumns {
                of,
                value: table.column(&of.column)?,
                numerator: column(&of.numerator)?,
                denominator: column(&of.denominator)?,
            })
        });
        let by = layout.by.iter().map(|(dim, by)| Ok((dim.as_str(), by, table.column(&by.column)?)));
        let area = layout
            .area
            .as_ref()
            .map(|area| Ok::<_, Failure>((table.column(&area.column)?, area.first.unwrap_or(usize::MAX))));
        Ok(Self {
            layout,
            mapping,
            organization: table.column(&layout.organization)?,
            period: column(&layout.period)?,
            area: area.transpose()?,
            cells: cells.collect::<Result<_, Failure>>()?,
            by: by.collect::<Result<_, Failure>>()?,
            flags: layout.flags.as_ref().map(|flags| table.column(&flags.column)).transpose()?,
        })
    }

    fn values(&self, table: &Table, faults: &mut Faults) -> Vec<Value> {
        let mut areas = Codes::default();
        table.rows().flat_map(|row| self.of_row(row, &mut areas, faults)).collect()
    }

    /// The values of one row; none where the row is at fault.
    fn of_row(&self, row: Row<'_>, areas: &mut Codes, faults: &mut Faults) -> Vec<Value> {
        let org = row.cell(&self.organization);
        if org.is_empty() {
            faults.add(row.place, &self.organization.name, "is empty; accepted is an organization's code");
        }
        let period = self.period_of(row, faults);
        let area = self.area.as_ref().map(|(column, first)| {
            let code: String = row.cell(column).chars().take(*first).collect();
            faults.take(row.place, &column.name, areas.of(&code))
        });
        let dims = self.dims_of(row, faults);
        let flag = self.flag_of(row, faults);
        let (Some(period), Some(dims), Some(flag)) = (period, dims, flag) else { return Vec::new() };
        let area_code = match area {
            Some(None) => return Vec::new(),
            Some(Some(code)) => code.to_string(),
            None => String::new(),
        };
        let one = |columns: &CellColumns<'_>, faults: &mut Faults| {
            let (value, status) = self.value_of(row, &columns.value, flag, faults)?;
            let part = |column: &Option<Column>, faults: &mut Faults| {
                let column = column.as_ref()?;
                let cell = row.cell(column);
                (!cell.is_empty()).then(|| faults.take(row.place, &column.name, self.layout.number(cell)))?
            };
            let mut dims = dims.clone();
            dims.extend(columns.of.dims.iter().map(|(dim, code)| (dim.to_string(), code.to_string())));
            let pair = |(dim, code)| pb::DimCode { dim, code };
            let row = pb::ObservationRow {
                org: String::new(),
                indicator: columns.of.indicator.to_string(),
                period: Some(wire::measurement::period(period)),
                area_code: area_code.clone(),
                dims: dims.into_iter().map(pair).collect(),
                numerator: part(&columns.numerator, faults),
                denominator: part(&columns.denominator, faults),
                value,
                obs_status: status.map_or(pb::ObsStatus::Unspecified, wire::measurement::obs_status).into(),
            };
            Some(Value { org: org.to_owned(), period, row })
        };
        self.cells.iter().filter_map(|columns| one(columns, faults)).collect()
    }

    fn period_of(&self, row: Row<'_>, faults: &mut Faults) -> Option<Period> {
        let (name, cell) = match (&self.period, &self.layout.fixed_period) {
            (Some(column), _) => (column.name.as_str(), row.cell(column)),
            (None, fixed) => ("fixed_period", fixed.as_deref().unwrap_or_default()),
        };
        faults.take(row.place, name, self.mapping.data_set.period(cell))
    }

    fn dims_of(&self, row: Row<'_>, faults: &mut Faults) -> Option<BTreeMap<String, String>> {
        let mut dims = BTreeMap::new();
        let mut is_sound = true;
        for (dim, by, column) in &self.by {
            let word = row.cell(column);
            if by.totals.iter().any(|total| total == word) {
                continue;
            }
            match by.codes.get(word) {
                Some(code) => {
                    dims.insert((*dim).to_owned(), code.to_string());
                }
                None => {
                    let accepted: Vec<&str> = by.codes.keys().chain(&by.totals).map(String::as_str).collect();
                    faults.add(
                        row.place,
                        &column.name,
                        format!("is `{word}`; accepted are {}", accepted.join(", ")),
                    );
                    is_sound = false;
                }
            }
        }
        is_sound.then_some(dims)
    }

    /// The mark of the row's flag; none inside where there is no flag, none at all where it is not known.
    fn flag_of(&self, row: Row<'_>, faults: &mut Faults) -> Option<Option<ObsStatus>> {
        let Some((column, flags)) = self.flags.as_ref().zip(self.layout.flags.as_ref()) else {
            return Some(None);
        };
        let flag = row.cell(column);
        if flag.is_empty() {
            return Some(None);
        }
        let known = flags.marks.get(flag).copied();
        if known.is_none() {
            let accepted: Vec<&str> = flags.marks.keys().map(String::as_str).collect();
            faults.add(row.place, &column.name, format!("is `{flag}`; accepted are {}", accepted.join(", ")));
        }
        known.map(Some)
    }

    /// The value and its mark; none where there is nothing in the cell.
    fn value_of(
        &self,
        row: Row<'_>,
        column: &Column,
        flag: Option<ObsStatus>,
        faults: &mut Faults,
    ) -> Option<(Option<String>, Option<ObsStatus>)> {
        let cell = row.cell(column);
        if let Some(mark) = self.layout.marks.get(cell) {
            return Some((None, Some(*mark)));
        }
        match (cell.is_empty(), flag) {
            // Not collected is never zero, and nobody said that it is missing.
            (true, None) => None,
            (true, Some(mark)) => (!mark.has_value()).then_some((None, Some(mark))),
            (false, mark) => {
                let number = faults.take(row.place, &column.name, self.layout.number(cell))?;
                Some((Some(number), mark))
            }
        }
    }
}
