//! P7: all views built anew from the logs, beside plain SQLite that inserts the same rows into the same tables.
//!
//! Knows no table: schema and rows are read from the files that the hub wrote.

use std::{
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use rusqlite::{Connection, OpenFlags, types::Value};

use crate::hub::Hub;

/// Between two questions whether the views are there.
const ASK_EVERY: Duration = Duration::from_millis(5);
/// Views that are not there within this time never will be.
const WITHIN: Duration = Duration::from_secs(1_800);

/// A table of a file: how it is made, how a row goes in, and its rows.
struct Table {
    insert: String,
    rows: Vec<Vec<Value>>,
}

/// A file: what makes its tables and indexes, and the tables.
struct File {
    schema: Vec<String>,
    tables: Vec<Table>,
}

/// Once: the hub stops, loses its views, and starts; then the rows go into fresh files. What the hub needs to start
/// with its views is taken off.
pub async fn run(hub: &mut Hub, contexts: &[&'static str]) -> anyhow::Result<String> {
    hub.stop()?;
    let starting = hub.run().await?;
    hub.stop()?;
    let folders: Vec<PathBuf> =
        contexts.iter().map(|context| hub.data().join(context).join("views")).collect();
    for folder in &folders {
        std::fs::remove_dir_all(folder).or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
    }
    let start = Instant::now();
    hub.run().await?;
    while hub.figure("hora_views_behind_records").await? > 0.0 {
        anyhow::ensure!(start.elapsed() < WITHIN, "views are not there within {WITHIN:?}");
        tokio::time::sleep(ASK_EVERY).await;
    }
    let ours = start.elapsed().saturating_sub(starting);
    hub.stop()?;
    let plain = tokio::task::spawn_blocking(move || plain(&folders)).await??;
    hub.run().await?;
    let (rows, theirs) = plain;
    Ok(format!(
        "{rows} rows, the hub {:.2} s beyond a start of {:.2} s, plain SQLite {:.2} s, ratio {:.2}",
        ours.as_secs_f64(),
        starting.as_secs_f64(),
        theirs.as_secs_f64(),
        theirs.as_secs_f64() / ours.as_secs_f64()
    ))
}

/// The same rows into fresh files, a thread for each service, as the hub has them.
fn plain(folders: &[PathBuf]) -> anyhow::Result<(usize, Duration)> {
    let services: Vec<Vec<File>> = folders.iter().map(|folder| files(folder)).collect::<Result<_, _>>()?;
    let rows = services.iter().flatten().flat_map(|file| &file.tables).map(|table| table.rows.len()).sum();
    let scratch = tempfile::TempDir::new_in(folders.first().context("a folder")?)?;
    let start = Instant::now();
    thread::scope(|scope| {
        let writing: Vec<_> = services
            .iter()
            .enumerate()
            .map(|(service, files)| {
                let folder = scratch.path();
                scope.spawn(move || {
                    files.iter().enumerate().try_for_each(|(number, file)| {
                        file.write(&folder.join(format!("{service}-{number}.sqlite")))
                    })
                })
            })
            .collect();
        writing.into_iter().try_for_each(|one| one.join().unwrap_or_else(|_| anyhow::bail!("a writer panicked")))
    })?;
    Ok((rows, start.elapsed()))
}

/// Every file of views below a folder.
fn files(folder: &Path) -> anyhow::Result<Vec<File>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "sqlite") {
            found.push(File::read(&path)?);
        }
    }
    Ok(found)
}

impl File {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut statement = connection.prepare(
            "SELECT type, name, sql, sql LIKE 'CREATE VIRTUAL%' FROM sqlite_schema
             WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
               AND tbl_name NOT IN (SELECT shadow.name FROM pragma_table_list AS shadow WHERE shadow.type = 'shadow')",
        )?;
        let objects: Vec<(String, String, String, bool)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
            .collect::<Result<_, _>>()?;
        let mut file = Self { schema: Vec::new(), tables: Vec::new() };
        for (kind, name, sql, is_virtual) in objects {
            file.schema.push(sql);
            if kind == "table" && !is_virtual {
                file.tables.push(Table::read(&connection, &name)?);
            }
        }
        Ok(file)
    }

    fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        for sql in &self.schema {
            connection.execute_batch(sql)?;
        }
        let transaction = connection.transaction()?;
        for table in &self.tables {
            let mut insert = transaction.prepare(&table.insert)?;
            for row in &table.rows {
                insert.execute(rusqlite::params_from_iter(row))?;
            }
        }
        Ok(transaction.commit()?)
    }
}

impl Table {
    fn read(connection: &Connection, name: &str) -> anyhow::Result<Self> {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{name}\""))?;
        let columns: Vec<String> =
            statement.column_names().map(|column| format!("\"{column}\"")).collect();
        let width = columns.len();
        let rows = statement
            .query_map([], |row| (0..width).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>())?
            .collect::<Result<_, _>>()?;
        let places = vec!["?"; width].join(", ");
        let insert = format!("INSERT INTO \"{name}\" ({}) VALUES ({places})", columns.join(", "));
        Ok(Self { insert, rows })
    }
}
