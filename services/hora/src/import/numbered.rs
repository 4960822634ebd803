//! Rows of a table with the numbers that a spreadsheet shows: lines without anything are rows to it, and a row is one
//! row, however many lines its cells take.
//!
//! Knows no column. The reader of tables passes over empty lines, so they are counted here.

use csv::StringRecord;

/// The rows with their numbers, the first line being 1; they may differ in length.
///
/// # Errors
/// A row cannot be read.
pub fn rows(text: &str, separator: u8) -> Result<Vec<(usize, StringRecord)>, csv::Error> {
    let mut builder = csv::ReaderBuilder::new();
    let builder = builder.delimiter(separator).flexible(true).has_headers(false);
    let mut reader = builder.from_reader(text.as_bytes());
    let (mut number, mut rows, mut record) = (0_usize, Vec::new(), StringRecord::new());
    loop {
        number = number.saturating_add(1).saturating_add(empty_lines(text, reader.position().byte()));
        if !reader.read_record(&mut record)? {
            return Ok(rows);
        }
        rows.push((number, std::mem::take(&mut record)));
    }
}

/// How many lines without anything stand from there on.
fn empty_lines(text: &str, from: u64) -> usize {
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let (before, rest) = text.as_bytes().split_at_checked(from).unwrap_or_default();
    // The reader stops between the two bytes of one end of a line.
    let is_between = before.ends_with(b"\r") && rest.starts_with(b"\n");
    let mut rest = rest.get(usize::from(is_between)..).unwrap_or_default();
    let mut count = 0_usize;
    while let Some(after) = [b"\r\n".as_slice(), b"\n", b"\r"].iter().find_map(|end| rest.strip_prefix(*end))
    {
        (rest, count) = (after, count.saturating_add(1));
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_shows() {
        for (text, numbers) in [
            ("a,b\n1,2\n3,4", vec![1, 2, 3]),
            ("\n\na,b\n\n1,2\n\n\n3,4\n", vec![3, 5, 8]),
            ("a,b\r\n\r\n1,\"x\n\ny\"\r\n3\r\n", vec![1, 3, 4]),
            ("a,b\r\r1,2\r3,4", vec![1, 3, 4]),
            ("a\n,\nb", vec![1, 2, 3]),
            ("\n\n", vec![]),
        ] {
            let read: Vec<usize> = rows(text, b',').unwrap().iter().map(|(number, _)| *number).collect();
            assert_eq!(read, numbers, "{text:?}");
        }
    }
}
