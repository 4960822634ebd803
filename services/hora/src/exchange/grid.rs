//! A table in memory, as it is sent: every cell as CSV has it.
//!
//! Rows stand where the file has them, so that what the hub says of row 7 is row 7 of the sheet. Knows no column.

use std::path::Path;

use super::{cells::Meaning, limits, sheet};
use crate::{
    failure::Failure,
    import::table::{Source, separator},
    output::csv::guarded,
};

/// The last row that may hold something.
const MAX_ROWS: usize = limits::MAX_ROWS as usize;

/// How a file is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct How<'a> {
    /// Numbers are written as in 1,5: the cells of a spreadsheet are written so too.
    pub decimal_comma: bool,
    /// The columns whose days are taken from a spreadsheet.
    pub days: &'a [&'a str],
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The cells below; rows may be shorter or longer.
    pub rows: Vec<Vec<String>>,
    /// What whoever sends it should know.
    pub told: Vec<String>,
    /// The letters of its columns, where it was a sheet.
    pub letters: Vec<String>,
}

/// A cell's text as it is shown.
pub fn plain(cell: &Meaning) -> String {
    match cell {
        Meaning::Empty => String::new(),
        Meaning::Text(text) | Meaning::Number(text) | Meaning::Day(text) => text.trim().to_owned(),
    }
}

impl Grid {
    /// Reads a file, by its ending.
    ///
    /// # Errors
    /// It cannot be read, or cells are not taken.
    pub fn read(path: &Path, how: How<'_>) -> Result<Self, Failure> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match ending.as_str() {
            "xlsx" => Self::of_sheet(path, how),
            "xls" | "xlsm" | "xlsb" | "ods" | "numbers" => Err(Failure::Usage(format!(
                "{}: accepted are .xlsx and .csv; save it as one of them",
                path.display()
            ))),
            _ => Self::of_csv(path),
        }
    }

    fn of_csv(path: &Path) -> Result<Self, Failure> {
        let source = Source::read(path)?;
        let owned = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        let mut read = source.numbered(separator(&source.text))?.into_iter();
        let (first, header) =
            read.next().ok_or_else(|| source.wrong("is empty; accepted is a table with a header"))?;
        if first != 1 {
            let said = format!("its header stands in row {first}; accepted is the header in row 1");
            return Err(source.wrong(said));
        }
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (number, record) in read {
            if number > MAX_ROWS {
                let said = format!("row {number} holds something; accepted are {MAX_ROWS} rows");
                return Err(source.wrong(said));
            }
            // An empty line is a row of nothing, so that those below stay where they are.
            rows.resize(number.saturating_sub(2), vec![String::new(); header.len()]);
            rows.push(owned(&record));
        }
        Ok(Self { header: trimmed(owned(&header)), rows, told: Vec::new(), letters: Vec::new() })
    }

    fn of_sheet(path: &Path, how: How<'_>) -> Result<Self, Failure> {
        let read = sheet::read(path, how.days)?;
        let mut rows = read.rows.into_iter();
        let header: Vec<String> = rows.next().unwrap_or_default().iter().map(plain).collect();
        if header.is_empty() {
            return Err(Failure::Usage(format!(
                "{}: the first row of its first sheet is empty; accepted are the names of the columns",
                path.display()
            )));
        }
        let cell = |cell: Meaning| match cell {
            Meaning::Number(number) if how.decimal_comma => number.replace('.', ","),
            Meaning::Number(text) | Meaning::Day(text) => text,
            Meaning::Text(text) => guarded(&text),
            Meaning::Empty => String::new(),
        };
        let width = header.len();
        let padded = |row: Vec<Meaning>| {
            let mut cells: Vec<String> = row.into_iter().map(cell).collect();
            // A sheet has no row too short.
            cells.resize(cells.len().max(width), String::new());
            cells
        };
        let letters = (0_u32..).zip(&header).map(|(column, _)| sheet::letters(column)).collect();
        Ok(Self { header, rows: rows.map(padded).collect(), told: read.told, letters })
    }

    /// Where a column stands, whatever the case of its letters.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|known| known.eq_ignore_ascii_case(name))
    }

    /// Takes a column out.
    pub fn without(&mut self, name: &str) {
        while let Some(at) = self.find(name) {
            self.header.remove(at);
            if at < self.letters.len() {
                self.letters.remove(at);
            }
            for row in self.rows.iter_mut().filter(|row| row.len() > at) {
                row.remove(at);
            }
        }
    }

    /// Rows that hold something.
    pub fn filled(&self) -> usize {
        self.rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).count()
    }

    /// The table as CSV with commas.
    ///
    /// # Errors
    /// A cell cannot be written.
    pub fn to_csv(&self) -> Result<String, Failure> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        let wrong = |error: csv::Error| Failure::Machine(error.into());
        writer.write_record(&self.header).map_err(wrong)?;
        for row in &self.rows {
            writer.write_record(row).map_err(wrong)?;
        }
        let bytes = writer.into_inner().map_err(|error| anyhow::anyhow!("a row of csv: {error}"))?;
        String::from_utf8(bytes).map_err(|error| Failure::Machine(error.into()))
    }
}

fn trimmed(cells: Vec<String>) -> Vec<String> {
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}
