//! Records on standard output, one at a time.
//!
//! As JSON they are the stored bytes, so that what is piped on can be hashed; only `log show` indents them.

use crate::{
    failure::Failure,
    output::{self, Format, Tree, csv, table},
};

use super::record::Record;

/// Prints records in one form.
#[derive(Debug)]
pub struct Printer {
    format: Format,
    has_header: bool,
}

impl Printer {
    /// A printer that has printed nothing yet.
    pub fn new(format: Format) -> Self {
        Self { format, has_header: false }
    }

    /// Prints one record.
    ///
    /// # Errors
    /// Standard output takes no more.
    pub fn print(&mut self, record: &Record) -> Result<(), Failure> {
        match self.format {
            Format::Table => output::line(&table::shown(&record.line())),
            Format::Json | Format::Jsonl => output::line(&String::from_utf8_lossy(&record.bytes)),
            Format::Csv => self.csv(record),
        }
    }

    fn csv(&mut self, record: &Record) -> Result<(), Failure> {
        let row = record.row();
        if !self.has_header {
            let names: Vec<String> = row.iter().map(|(name, _)| (*name).to_owned()).collect();
            output::line(csv::row_line(&names)?.trim_end())?;
            self.has_header = true;
        }
        let cells: Vec<String> = row.iter().map(|(_, value)| Tree::cell(value)).collect();
        output::line(csv::row_line(&cells)?.trim_end())
    }
}
