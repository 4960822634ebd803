//! A file of the source: its bytes, its hash, and its rows by the names of their columns.
//!
//! Knows no column. A quoted cell may hold newlines; a row is a row, however many lines it takes.

use std::{
    collections::BTreeSet,
    fmt::Display,
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use csv::StringRecord;
use sha2::{Digest as _, Sha256};

use super::{
    faults::{Place, visible},
    numbered, quotes,
};
use crate::failure::Failure;

/// The largest file: twenty times the largest there was, and it is held in memory.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// A file that was read whole.
#[derive(Debug)]
pub struct Source {
    /// Its name without folders, for people.
    pub name: String,
    /// SHA-256 of its bytes, lower hex.
    pub hash: String,
    /// Its text, without a byte order mark.
    pub text: String,
}

/// A table with a header.
#[derive(Debug)]
pub struct Table {
    /// The file.
    pub file: String,
    /// SHA-256 of its bytes, lower hex.
    pub hash: String,
    header: StringRecord,
    rows: Vec<(usize, StringRecord)>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its header.
    pub name: String,
    at: usize,
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Where it stands.
    pub place: Place<'a>,
    cells: &'a StringRecord,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    /// It is not there, too large, or no UTF-8.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).with_context(|| path.display().to_string())?;
        let mut bytes = Vec::new();
        file.take(MAX_BYTES.saturating_add(1))
            .read_to_end(&mut bytes)
            .with_context(|| path.display().to_string())?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
            return Err(Failure::Usage(format!("{} has over {MAX_BYTES} bytes; split it", path.display())));
        }
        let hash = hex::encode(Sha256::digest(&bytes));
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Failure::Usage(format!("{} is no UTF-8 from byte {at} on; accepted is UTF-8", path.display()))
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let name = path.file_name().map(PathBuf::from).unwrap_or_default();
        Ok(Self { name: name.display().to_string(), hash, text })
    }

    /// The rows of a file without a header, such as keys and values.
    ///
    /// # Errors
    /// A row cannot be read, or a quote is not closed.
    pub fn pairs(&self) -> Result<Vec<StringRecord>, Failure> {
        Ok(self.numbered(b',')?.into_iter().map(|(_, record)| record).collect())
    }

    /// The rows with their numbers, the header among them.
    ///
    /// # Errors
    /// A row cannot be read, or a quote is not closed.
    pub fn numbered(&self, separator: u8) -> Result<Vec<(usize, StringRecord)>, Failure> {
        quotes::check(&self.text, separator).map_err(|what| self.wrong(what))?;
        numbered::rows(&self.text, separator).map_err(|error| self.wrong(error))
    }

    /// What is wrong with it, under its name.
    pub fn wrong(&self, what: impl Display) -> Failure {
        Failure::Usage(visible(&format!("{}: {what}", self.name)))
    }
}

impl Table {
    /// Reads a table.
    ///
    /// # Errors
    /// The file cannot be read, two columns have one name, or a row has more or fewer cells than the header.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let source = Source::read(path)?;
        let mut rows = source.numbered(separator(&source.text))?;
        let header = if rows.is_empty() { StringRecord::new() } else { rows.remove(0).1 };
        if let Some((number, row)) = rows.iter().find(|(_, row)| row.len() != header.len()) {
            let (cells, wanted) = (row.len(), header.len());
            return Err(source.wrong(format!(
                "row {number} has {cells} cells where the header has {wanted}; give the whole file, with a separator \
                 for each empty cell and quotes around those that hold one"
            )));
        }
        let mut seen = BTreeSet::new();
        // Columns without a name cannot be meant by a mapping, and some programs write them behind the last one.
        for name in header.iter().map(str::trim).filter(|name| !name.is_empty()) {
            if !seen.insert(name) {
                return Err(source.wrong(format!(
                    "the column `{name}` stands twice in the header; accepted is each name once"
                )));
            }
        }
        Ok(Self { file: source.name, hash: source.hash, header, rows })
    }

    /// The first of some columns that is there: sources rename theirs.
    pub fn first(&self, names: &[String]) -> Option<Column> {
        names.iter().find_map(|name| self.find(name))
    }

    /// The columns whose names begin so, in the order of the file.
    pub fn beginning(&self, prefix: &str) -> Vec<Column> {
        let named = self.header.iter().enumerate().filter(|(_, name)| name.trim().starts_with(prefix));
        named.map(|(at, name)| Column { name: name.trim().to_owned(), at }).collect()
    }

    /// A column that must be there.
    ///
    /// # Errors
    /// It is not.
    pub fn column(&self, name: &str) -> Result<Column, Failure> {
        self.find(name).ok_or_else(|| {
            let what = format!("{} has no column `{name}`; it has {}", self.file, self.names().join(", "));
            Failure::Usage(visible(&what))
        })
    }

    /// The names of the columns.
    pub fn names(&self) -> Vec<&str> {
        self.header.iter().collect()
    }

    /// Columns that must be there.
    ///
    /// # Errors
    /// One is not.
    pub fn columns(&self, names: &[String]) -> Result<Vec<Column>, Failure> {
        names.iter().map(|name| self.column(name)).collect()
    }

    /// A column that may be missing.
    pub fn find(&self, name: &str) -> Option<Column> {
        let at = self.header.iter().position(|header| header.trim() == name)?;
        Some(Column { name: name.to_owned(), at })
    }

    /// The rows, the header being row 1 where no empty line stands before it.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(row, cells)| Row { place: Place { file: &self.file, row: *row }, cells })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
}

impl<'a> Row<'a> {
    /// A cell without the white space around it.
    pub fn cell(self, column: &Column) -> &'a str {
        self.cells.get(column.at).unwrap_or_default().trim()
    }

    /// A cell of a column that may be missing; empty then.
    pub fn cell_of(self, column: Option<&Column>) -> &'a str {
        column.map_or("", |column| self.cell(column))
    }

    /// A code made of several cells; empty where all are.
    pub fn joined(self, columns: &[Column]) -> String {
        let cells: Vec<&str> = columns.iter().map(|column| self.cell(column)).collect();
        if cells.iter().all(|cell| cell.is_empty()) { String::new() } else { cells.join("-") }
    }
}

/// What stands between the cells of a table: whichever of these the header has most of, outside quotes.
pub fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let (mut is_quoted, mut is_begun) = (false, false);
    for byte in text.bytes() {
        let is_line = matches!(byte, b'\n' | b'\r') && !is_quoted;
        if is_line && is_begun {
            break;
        }
        is_begun |= !is_line;
        is_quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(byte == *separator && !is_quoted);
        }
    }
    // The first of equals: a header of one column has none.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_told_by_the_header() {
        let cases = [
            ("id,text\n1;2;3;4,x\n", b','),
            ("Missione;\"a, b, c\";Codice\n", b';'),
            ("id\ttext\n", b'\t'),
            ("a|b|c\n", b'|'),
            ("one\n", b','),
            ("\r\n\nid;text\n1,2,3;4\n", b';'),
            ("id,text\ra;b;c,\"\rd;\"\r", b','),
        ];
        for (text, expected) in cases {
            assert_eq!(separator(text), expected, "{text}");
        }
        let (_folder, path) = written("id;text\n1;\"a;b\"\n");
        let table = Table::read(&path).unwrap();
        let text = table.first(&["Text".to_owned(), "text".to_owned()]).unwrap();
        assert_eq!(table.rows().next().unwrap().cell(&text), "a;b");
    }

    fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("votes.csv");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn rows_are_counted_with_the_header_and_cells_may_hold_lines() {
        let (_folder, path) = written("\u{feff}id,text\n1,\"two\nlines\"\n2, b \n");
        let table = Table::read(&path).unwrap();
        let (id, text) = (table.column("id").unwrap(), table.column("text").unwrap());
        let rows: Vec<(usize, &str, &str)> =
            table.rows().map(|row| (row.place.row, row.cell(&id), row.cell(&text))).collect();
        assert_eq!(rows, [(2, "1", "two\nlines"), (3, "2", "b")]);
        assert_eq!(table.rows().next().unwrap().joined(&[id, text]), "1-two\nlines");
        assert_eq!((table.len(), table.hash.len()), (2, 64));
    }

    #[test]
    fn rows_below_empty_lines_keep_their_numbers_and_one_too_short_is_named() {
        let (_folder, path) = written("id,text\n\n1,a\n\n\n2,b\n");
        let table = Table::read(&path).unwrap();
        let numbers: Vec<usize> = table.rows().map(|row| row.place.row).collect();
        assert_eq!((numbers, table.len()), (vec![3, 6], 2));
        let (_folder, path) = written("id,text\n\n1,a\n2\n");
        let told = Table::read(&path).unwrap_err().to_string();
        assert!(told.contains("row 4 has 1 cells where the header has 2; give the whole file"), "{told}");
    }

    #[test]
    fn a_missing_column_answers_with_those_there_are() {
        let (_folder, path) = written("id,text\n");
        let table = Table::read(&path).unwrap();
        assert!(table.column("vote").unwrap_err().to_string().contains("it has id, text"));
        assert!(table.find("vote").is_none());
    }

    #[test]
    fn a_quote_that_never_closes_is_no_text() {
        let (_folder, path) = written("id,text\n1,\"one\"\n2,\"two\n3,three\n");
        let told = Table::read(&path).unwrap_err().to_string();
        assert!(told.contains("votes.csv: a quote opened in row 3 is never closed"), "{told}");
        let pairs = Source::read(&path).unwrap().pairs().unwrap_err().to_string();
        assert_eq!(pairs, told);
    }

    #[test]
    fn two_columns_of_one_name_are_refused() {
        let (_folder, path) = written("id,vote,, vote ,\n1,1,,-1,\n");
        let told = Table::read(&path).unwrap_err().to_string();
        assert!(told.contains("the column `vote` stands twice in the header"), "{told}");
        let (_folder, path) = written("id,vote,,\u{1b}[2J,\n1,1,,-1,\n");
        let told = Table::read(&path).unwrap().column("day").unwrap_err().to_string();
        assert!(told.contains(r"it has id, vote, , \u{1b}[2J"), "{told}");
    }

    #[test]
    fn a_short_row_and_strange_bytes_are_refused() {
        let (_folder, path) = written("id,text\n1\n");
        assert!(Table::read(&path).unwrap_err().to_string().contains("votes.csv"));
        std::fs::write(&path, b"id\n\xff\n").unwrap();
        assert!(Table::read(&path).unwrap_err().to_string().contains("byte 3"));
    }
}
