//! The rows of `personal.sqlite`: subscriptions, read cursors, digest marks.

use std::collections::BTreeMap;

use domain::{
    communication::personal::{Subscription, Watched},
    digest::{Cut, Level, Rhythm},
    ids::Uuid,
};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params, types::Type};

use super::store::Whose;

/// The subscription of the initiative itself; a thread's has its id.
const INITIATIVE: &str = "";

/// Keeps a subscription; says whether it is another than before.
pub fn subscribe(
    transaction: &Transaction<'_>,
    whose: Whose<'_>,
    kept: &Subscription,
) -> rusqlite::Result<bool> {
    let thread = thread_of(kept.scope);
    let digest = match &kept.digest {
        Rhythm::None => "none".to_owned(),
        Rhythm::Daily => "daily".to_owned(),
        Rhythm::Weekly { days } => days.iter().map(ToString::to_string).collect::<Vec<_>>().join(","),
    };
    let changed = transaction.execute(
        "INSERT INTO subscription VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO UPDATE SET level = ?4, digest = ?5, tz = ?6
            WHERE (level, digest, tz) IS NOT (?4, ?5, ?6)",
        params![whose.initiative, whose.person, thread, kept.level.as_str(), digest, kept.tz],
    )?;
    Ok(changed > 0)
}

fn thread_of(scope: Watched) -> String {
    match scope {
        Watched::Initiative => INITIATIVE.to_owned(),
        Watched::Thread(thread) => thread.to_string(),
    }
}

/// All subscriptions of a person, that of the initiative first.
pub fn subscriptions(connection: &Connection, whose: Whose<'_>) -> rusqlite::Result<Vec<Subscription>> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM subscription WHERE initiative = ?1 AND person = ?2 ORDER BY thread")?;
    let rows = statement.query_map(params![whose.initiative, whose.person], read)?;
    rows.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Subscription> {
    let (thread, level, digest): (String, String, String) =
        (row.get("thread")?, row.get("level")?, row.get("digest")?);
    let scope = match thread.as_str() {
        INITIATIVE => Watched::Initiative,
        thread => Watched::Thread(thread.parse().map_err(|_| unreadable(thread))?),
    };
    let days = || {
        let days = digest.split(',').map(|day| day.parse::<i8>().map_err(|_| unreadable(day)));
        days.collect::<rusqlite::Result<_>>()
    };
    let rhythm = match digest.as_str() {
        "none" => Rhythm::None,
        "daily" => Rhythm::Daily,
        _ => Rhythm::Weekly { days: days()? },
    };
    let level = Level::parse(&level).ok_or_else(|| unreadable(&level))?;
    Ok(Subscription { scope, level, digest: rhythm, tz: row.get("tz")? })
}

/// The last sequence that a person has read of each thread.
pub fn cursors(connection: &Connection, whose: Whose<'_>) -> rusqlite::Result<BTreeMap<Uuid, u64>> {
    let mut statement = connection
        .prepare_cached("SELECT thread, sequence FROM read_cursor WHERE initiative = ?1 AND person = ?2")?;
    let rows = statement.query_map(params![whose.initiative, whose.person], |row| {
        let thread: String = row.get("thread")?;
        Ok((thread.parse().map_err(|_| unreadable(&thread))?, row.get("sequence")?))
    })?;
    rows.collect()
}

/// The last sequence that a person has read of a thread; 0 before the first.
pub fn cursor(transaction: &Transaction<'_>, whose: Whose<'_>, thread: Uuid) -> rusqlite::Result<u64> {
    let mut statement = transaction.prepare_cached(
        "SELECT sequence FROM read_cursor WHERE initiative = ?1 AND person = ?2 AND thread = ?3",
    )?;
    let asked = params![whose.initiative, whose.person, thread.to_string()];
    Ok(statement.query_row(asked, |row| row.get(0)).optional()?.unwrap_or_default())
}

/// Keeps a cursor.
pub fn set_cursor(
    transaction: &Transaction<'_>,
    whose: Whose<'_>,
    thread: Uuid,
    sequence: u64,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT OR REPLACE INTO read_cursor VALUES (?1, ?2, ?3, ?4)",
        params![whose.initiative, whose.person, thread.to_string(), sequence],
    )?;
    Ok(())
}

/// Where a person's next digest begins, if that was ever said.
pub fn mark(connection: &Connection, whose: Whose<'_>) -> rusqlite::Result<Option<Cut>> {
    let mut statement =
        connection.prepare_cached("SELECT cut FROM digest_mark WHERE initiative = ?1 AND person = ?2")?;
    let kept: Option<String> =
        statement.query_row(params![whose.initiative, whose.person], |row| row.get(0)).optional()?;
    kept.map(|text| serde_json::from_str(&text).map_err(|error| wrong(error.into()))).transpose()
}

/// Keeps a mark.
pub fn set_mark(transaction: &Transaction<'_>, whose: Whose<'_>, cut: &Cut) -> rusqlite::Result<()> {
    let cut = serde_json::to_string(cut).map_err(|error| wrong(error.into()))?;
    transaction.execute(
        "INSERT OR REPLACE INTO digest_mark VALUES (?1, ?2, ?3)",
        params![whose.initiative, whose.person, cut],
    )?;
    Ok(())
}

fn unreadable(text: &str) -> rusqlite::Error {
    wrong(format!("`{text}` is not of personal.sqlite").into())
}

fn wrong(error: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error)
}
