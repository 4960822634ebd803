//! A table as a file: XLSX with its accepted codes, or CSV.
//!
//! Numbers are numbers, so that no language of a spreadsheet reads them otherwise; what one would not keep exactly is
//! written as text. Everything else is formatted as text, so that nothing that is typed becomes a date. Knows no column.

use std::{fs, path::Path};

use anyhow::Context as _;
use rust_xlsxwriter::{DataValidation, Format, Formula, Workbook, Worksheet, XlsxError};

use super::{cells, sheet::letters};
use crate::{
    failure::Failure,
    output::csv::{guarded, line_of},
};

/// The sheet of accepted codes.
pub const CODES: &str = "codes";
/// Rows below the last one where codes are still offered.
const SPARE_ROWS: u32 = 1_000;
const WIDTH: u8 = 18;

/// A table to be written.
#[derive(Debug, Default)]
pub struct Book {
    /// The name of its sheet.
    pub sheet: &'static str,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Columns whose cells are numbers where they are exact.
    pub numbers: Vec<&'static str>,
    /// Whether 41.0 and 41 are the same number to whoever takes it in.
    pub is_scaled: bool,
    /// Its cells.
    pub rows: Vec<Vec<String>>,
    /// What is accepted.
    pub lists: Vec<List>,
}

/// Codes that are accepted.
#[derive(Debug)]
pub struct List {
    /// The column they are for, or what they are.
    pub name: String,
    /// The codes, each with what it means; empty where it says so itself.
    pub codes: Vec<(String, String)>,
}

impl Book {
    /// Writes it, as the ending of the file says.
    ///
    /// # Errors
    /// The ending is neither, or the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let bytes = match ending.as_str() {
            "xlsx" => self.xlsx().context("the XLSX file")?,
            "csv" => self.csv()?.into_bytes(),
            _ => {
                return Err(Failure::Usage(format!("{}: accepted are .xlsx and .csv", path.display())));
            }
        };
        fs::write(path, bytes).with_context(|| path.display().to_string())?;
        Ok(())
    }

    fn csv(&self) -> Result<String, Failure> {
        let mut text = line_of(&self.header)?;
        for row in &self.rows {
            text.push_str(&line_of(&row.iter().map(|cell| guarded(cell)).collect::<Vec<_>>())?);
        }
        Ok(text)
    }

    fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let (bold, words) = (Format::new().set_bold().set_num_format("@"), Format::new().set_num_format("@"));
        let sheet = book.add_worksheet().set_name(self.sheet)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0_u16..).zip(&self.header) {
            sheet.set_column_width(column, WIDTH)?;
            if !self.is_number(name) {
                sheet.set_column_format(column, &words)?;
            }
            sheet.write_string_with_format(0, column, name, &bold)?;
        }
        for (row, cells) in (1_u32..).zip(&self.rows) {
            for ((column, cell), name) in
                (0_u16..).zip(cells).zip(&self.header).filter(|((_, cell), _)| !cell.is_empty())
            {
                let is_same = |number: &f64| self.is_scaled || cells::decimal(*number).as_ref() == Ok(cell);
                match cells::exact(cell).filter(|number| self.is_number(name) && is_same(number)) {
                    Some(number) => sheet.write_number_with_format(row, column, number, &decimals(cell))?,
                    None => sheet.write_string_with_format(row, column, cell, &words)?,
                };
            }
        }
        for (list, number) in self.lists.iter().zip(0_u32..) {
            self.offer(sheet, list, number)?;
        }
        let codes = book.add_worksheet().set_name(CODES)?;
        codes.set_freeze_panes(1, 0)?;
        for (column, list) in (0_u16..).step_by(2).zip(&self.lists) {
            let beside = column.saturating_add(1);
            codes.set_column_width(column, WIDTH)?.set_column_width(beside, WIDTH)?;
            codes.write_string_with_format(0, column, &list.name, &bold)?;
            for (row, (code, meaning)) in (1_u32..).zip(&list.codes) {
                codes.write_string_with_format(row, column, code, &words)?;
                codes.write_string_with_format(row, beside, meaning, &words)?;
            }
        }
        book.save_to_buffer()
    }

    fn is_number(&self, name: &str) -> bool {
        self.numbers.contains(&name)
    }

    /// Offers the codes of a list in the cells of its column.
    fn offer(&self, sheet: &mut Worksheet, list: &List, number: u32) -> Result<(), XlsxError> {
        let columns = (0_u16..).zip(&self.header);
        let of_it = columns.filter(|(_, name)| **name == list.name).map(|(column, _)| column).next();
        let (Some(column), Some(last)) =
            (of_it, u32::try_from(list.codes.len()).ok().filter(|last| *last > 0))
        else {
            return Ok(());
        };
        let at = |row: u32| format!("${}${}", letters(number.saturating_mul(2)), row.saturating_add(1));
        let range = Formula::new(format!("={CODES}!{}:{}", at(1), at(last)));
        let rows = u32::try_from(self.rows.len()).unwrap_or_default().saturating_add(SPARE_ROWS);
        sheet.add_data_validation(
            1,
            column,
            rows,
            column,
            &DataValidation::new().allow_list_formula(range),
        )?;
        Ok(())
    }
}

/// Shows as many decimals as the text has.
fn decimals(text: &str) -> Format {
    let count = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let point = if count > 0 { "." } else { "" };
    Format::new().set_num_format(format!("0{point}{}", "0".repeat(count)))
}
