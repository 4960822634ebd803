//! The tables, as rows of commands. Every bad row is found here, before anything is sent.
//!
//! Knows no column by itself and no hub. `columns.rs` finds what the mapping names, `row.rs` reads one row.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    path::Path,
};

use domain::{ids::Code, measurement::period::Period};
use wire::pb::measurement as pb;

use super::{columns::Columns, dictionary::Dictionary, row::Reading};
use crate::{
    failure::Failure,
    import::{
        faults::{Faults, Place},
        mapping::Measurements,
        table::Table,
    },
};

/// One value, and whose it is.
#[derive(Debug, Clone)]
pub struct Value {
    /// The data set it is reported in.
    pub data_set: Code,
    /// The source's code or name of the organization.
    pub org: String,
    /// Of when.
    pub period: Period,
    /// The row of a command.
    pub row: pb::ObservationRow,
}

/// Of what a value is, in one release.
type Place4 = (u32, Code, String, Period);

/// Of what a value is, within one submission: indicator, area, disaggregations.
pub type Key = (String, String, Vec<(String, String)>);

/// The key of a row.
pub fn key(row: &pb::ObservationRow) -> Key {
    let dims = row.dims.iter().map(|pair| (pair.dim.clone(), pair.code.clone())).collect();
    (row.indicator.clone(), row.area_code.clone(), dims)
}

/// What was read.
#[derive(Debug)]
pub struct Tables {
    /// The values of each release, in the order of the files.
    pub releases: BTreeMap<u32, Vec<Value>>,
    /// Rows that no condition of the mapping means, by table.
    pub passed_over: BTreeMap<String, usize>,
}

/// Reads the files, each given as `<table>:<file>`.
///
/// # Errors
/// A file cannot be read, or lacks a column that must be there.
pub fn tables(
    files: &[String],
    mapping: &Measurements,
    dictionary: &mut Dictionary<'_>,
    faults: &mut Faults,
) -> Result<Tables, Failure> {
    let mut tables = Tables { releases: BTreeMap::new(), passed_over: BTreeMap::new() };
    let mut seen = Seen::default();
    for file in files {
        let named =
            file.split_once(':').and_then(|(name, path)| Some((name, mapping.tables.get(name)?, path)));
        let Some((name, layout, path)) = named else {
            let known: Vec<String> = mapping.tables.keys().map(|name| format!("{name}:FILE.csv")).collect();
            return Err(Failure::Usage(format!("`{file}`: accepted are {}", known.join(", "))));
        };
        let table = Table::read(Path::new(path))?;
        let columns = Columns::find(&table, layout)?;
        let reading = Reading { layout, columns: &columns };
        let values = tables.releases.entry(layout.release).or_default();
        for row in table.rows() {
            if !reading.is_meant(row) {
                *tables.passed_over.entry(name.to_owned()).or_default() += 1;
                continue;
            }
            for value in reading.values(row, dictionary, faults) {
                if seen.is_new(layout.release, &value, row.place, faults) {
                    values.push(value);
                }
            }
        }
    }
    Ok(tables)
}

/// What was read so far: where each value stands.
#[derive(Default)]
struct Seen(BTreeMap<(Place4, Key), (pb::ObservationRow, String)>);

impl Seen {
    /// Whether nothing says so yet; two rows of one release that say different values of one key are a fault.
    fn is_new(&mut self, release: u32, value: &Value, place: Place<'_>, faults: &mut Faults) -> bool {
        let of = (release, value.data_set.clone(), value.org.clone(), value.period);
        match self.0.entry((of, key(&value.row))) {
            Entry::Vacant(free) => {
                free.insert((value.row.clone(), format!("row {} of {}", place.row, place.file)));
                true
            }
            Entry::Occupied(taken) => {
                let (row, first) = taken.get();
                if *row != value.row {
                    let what = format!(
                        "says another value than {first} of the same indicator, period, area and codes; accepted is one \
                         of them (a `where` or another disaggregation tells them apart)"
                    );
                    faults.add(place, &value.row.indicator, what);
                }
                false
            }
        }
    }
}
