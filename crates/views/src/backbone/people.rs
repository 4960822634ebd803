//! Persons (sealed), grants now and past with those of imports, first acts, ended imports.

use domain::{meta::Actor, time::Timestamp};
use rusqlite::{Connection, Row, params, types::Type};

use super::{moment, optional_moment};
use crate::{Error, PrivateCell};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The pseudonym.
    pub person: String,
    /// The person's organization.
    pub org: String,
    /// The name.
    pub name: PrivateCell,
    /// The e-mail address.
    pub email: PrivateCell,
    /// When the person was registered.
    pub registered_at: Timestamp,
}

/// A role held, now or once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The sequence of the granting record; the key of its place in a list.
    pub sequence: u64,
    /// The granting record.
    pub grant_id: String,
    /// The account, person or service.
    pub holder: String,
    /// The role's word.
    pub role: String,
    /// The organization it is held for.
    pub org: Option<String>,
    /// From when.
    pub from: Timestamp,
    /// Until before when.
    pub to: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Of an import: the first act.
    pub request: Option<String>,
    /// Of an import: what comes in.
    pub source: Option<String>,
}

/// Which grants are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct GrantFilter<'a> {
    /// Only those of this holder.
    pub holder: Option<&'a str>,
    /// Only those that hold at this moment.
    pub holding_at: Option<Timestamp>,
}

/// A first act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstAct {
    /// The sequence of its record; the key of its place in a list.
    pub sequence: u64,
    /// Its id.
    pub request: String,
    /// Its record, to be named by the second person.
    pub event: String,
    /// `waiver`, `suspension` or `import`.
    pub purpose: String,
    /// The organization or holder it is about.
    pub about: Option<String>,
    /// Who asked.
    pub by: Actor,
    /// When.
    pub asked_at: Timestamp,
    /// When a second person completed it.
    pub completed_at: Option<Timestamp>,
    /// Why.
    pub reason: Option<PrivateCell>,
}

/// The persons in byte order of their pseudonyms, after `after`, of one organization or of all.
///
/// # Errors
/// SQLite's.
pub fn persons(
    conn: &Connection,
    org: Option<&str>,
    limit: u32,
    after: Option<&str>,
) -> Result<Vec<Person>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT * FROM persons WHERE person > ?1 AND (?2 IS NULL OR org = ?2) ORDER BY person LIMIT ?3",
    )?;
    let rows = select.query_map(params![after.unwrap_or_default(), org, limit], |row| {
        Ok(Person {
            person: row.get("person")?,
            org: row.get("org")?,
            name: row.get("name_sealed")?,
            email: row.get("email_sealed")?,
            registered_at: moment(row, "registered_us")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The grants in the order they were made, after the sequence `after`.
///
/// # Errors
/// SQLite's.
pub fn grants(
    conn: &Connection,
    filter: GrantFilter<'_>,
    limit: u32,
    after: Option<u64>,
) -> Result<Vec<Grant>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT * FROM grants WHERE sequence > ?1 AND (?2 IS NULL OR holder = ?2) AND (?3 IS NULL OR \
         (from_us <= ?3 AND (to_us IS NULL OR ?3 < to_us) AND (revoked_us IS NULL OR ?3 < revoked_us))) \
         ORDER BY sequence LIMIT ?4",
    )?;
    let at = filter.holding_at.map(Timestamp::as_us);
    let rows = select.query_map(params![after.unwrap_or_default(), filter.holder, at, limit], |row| {
        Ok(Grant {
            sequence: row.get("sequence")?,
            grant_id: row.get("grant_id")?,
            holder: row.get("holder")?,
            role: row.get("role")?,
            org: row.get("org")?,
            from: moment(row, "from_us")?,
            to: optional_moment(row, "to_us")?,
            revoked_at: optional_moment(row, "revoked_us")?,
            request: row.get("request")?,
            source: row.get("source")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn actor(row: &Row<'_>) -> rusqlite::Result<Actor> {
    let text: String = row.get("actor")?;
    let place = row.as_ref().column_index("actor")?;
    serde_json::from_str(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(place, Type::Text, error.into()))
}

/// The first acts in the order they were made, after the sequence `after`.
///
/// # Errors
/// SQLite's.
pub fn requests(conn: &Connection, limit: u32, after: Option<u64>) -> Result<Vec<FirstAct>, Error> {
    let mut select =
        conn.prepare_cached("SELECT * FROM requests WHERE sequence > ?1 ORDER BY sequence LIMIT ?2")?;
    let rows = select.query_map(params![after.unwrap_or_default(), limit], |row| {
        Ok(FirstAct {
            sequence: row.get("sequence")?,
            request: row.get("request")?,
            event: row.get("event")?,
            purpose: row.get("purpose")?,
            about: row.get("about")?,
            by: actor(row)?,
            asked_at: moment(row, "asked_us")?,
            completed_at: optional_moment(row, "completed_us")?,
            reason: row.get("reason_sealed")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The context and stream of every import that has ended, in byte order.
///
/// # Errors
/// SQLite's.
pub fn ended_imports(conn: &Connection) -> Result<Vec<(String, String)>, Error> {
    let mut select =
        conn.prepare_cached("SELECT context, stream FROM ended_imports ORDER BY context, stream")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
