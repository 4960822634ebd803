//! One hash of everything a view says, the same wherever and however often it is built.
//!
//! SHA-256 over the tables in byte order of their names: name, columns, and the sorted hashes of the rows, so
//! that neither row ids nor the order of writing count. A sealed text counts by its place and commitment, so
//! that the digest is the same after its key is gone. The checkpoint does not count; whoever records a digest
//! states the sequence beside it. Source: audit.md, "Replay and digests".

use rusqlite::{Connection, Row, types::ValueRef};
use sha2::{Digest, Sha256};

use super::{
    checkpoint::TABLE,
    error::Error,
    private_cell::{COLUMN_SUFFIX, PrivateCell},
};

const TAG: &str = "hora/view/v1";

/// The digest of an open view.
///
/// # Errors
/// A column `…_sealed` that holds something else, or SQLite's.
pub fn digest(connection: &Connection) -> Result<[u8; 32], Error> {
    let mut hash = Sha256::new();
    push(&mut hash, TAG.as_bytes());
    let (context, version): (String, i64) =
        connection.query_row("SELECT context, version FROM view_checkpoint", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    push(&mut hash, context.as_bytes());
    hash.update(version.to_be_bytes());
    for table in names(
        connection,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT GLOB 'sqlite_*' AND name <> ?1",
        TABLE,
    )? {
        push_table(&mut hash, connection, &table)?;
    }
    Ok(hash.finalize().into())
}

fn names(connection: &Connection, sql: &str, parameter: &str) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare(sql)?;
    let names = statement.query_map([parameter], |row| row.get(0))?;
    let mut names = names.collect::<Result<Vec<String>, _>>()?;
    names.sort();
    Ok(names)
}

fn push_table(hash: &mut Sha256, connection: &Connection, table: &str) -> Result<(), Error> {
    let columns = names(connection, "SELECT name FROM pragma_table_info(?1)", table)?;
    push(hash, table.as_bytes());
    push(hash, &count(columns.len()));
    for column in &columns {
        push(hash, column.as_bytes());
    }
    let list: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    let mut statement = connection.prepare(&format!("SELECT {} FROM {}", list.join(", "), quoted(table)))?;
    let mut rows = statement.query([])?;
    // 32 bytes a row, whatever its length: a million rows sort in 32 MB.
    let mut hashes: Vec<[u8; 32]> = Vec::new();
    while let Some(row) = rows.next()? {
        hashes.push(row_hash(row, &columns)?);
    }
    hashes.sort_unstable();
    hash.update(count(hashes.len()));
    for row in &hashes {
        hash.update(row);
    }
    Ok(())
}

fn row_hash(row: &Row<'_>, columns: &[String]) -> Result<[u8; 32], Error> {
    let mut hash = Sha256::new();
    for (place, column) in columns.iter().enumerate() {
        match row.get_ref(place)? {
            ValueRef::Null => hash.update([0]),
            ValueRef::Integer(number) => {
                hash.update([1]);
                hash.update(number.to_be_bytes());
            }
            ValueRef::Real(number) => {
                hash.update([2]);
                hash.update(number.to_bits().to_be_bytes());
            }
            ValueRef::Text(text) if column.ends_with(COLUMN_SUFFIX) => {
                hash.update([5]);
                push_sealed(&mut hash, column, text)?;
            }
            ValueRef::Text(text) => {
                hash.update([3]);
                push(&mut hash, text);
            }
            ValueRef::Blob(bytes) => {
                hash.update([4]);
                push(&mut hash, bytes);
            }
        }
    }
    Ok(hash.finalize().into())
}

fn push_sealed(hash: &mut Sha256, column: &str, text: &[u8]) -> Result<(), Error> {
    let text = str::from_utf8(text).ok();
    let cell = text.and_then(|text| PrivateCell::from_column(text).ok());
    let cell = cell.ok_or_else(|| Error::NotSealed(column.to_owned()))?;
    push(hash, cell.event.to_string().as_bytes());
    push(hash, cell.field.as_bytes());
    push(hash, cell.sealed.subject.as_bytes());
    push(hash, cell.sealed.commitment.as_bytes());
    Ok(())
}

fn push(hash: &mut Sha256, part: &[u8]) {
    hash.update(count(part.len()));
    hash.update(part);
}

fn count(length: usize) -> [u8; 8] {
    u64::try_from(length).unwrap_or(u64::MAX).to_be_bytes()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
