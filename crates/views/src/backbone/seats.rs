//! Seats: who sits there on a day, and since when nobody does.

use domain::time::{Date, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::moment;
use crate::{Error, PrivateCell, column};

/// A seat as it stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The sequence of its record; the key of its place in a list.
    pub sequence: u64,
    /// Its id.
    pub seat: String,
    /// The code of its body.
    pub body: String,
    /// Whether it is for somebody who lives with the problem.
    pub lived_experience: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// Who sits there on the day.
    pub holder: Option<Sitting>,
    /// The first day of the time without anybody that the day lies in; none where somebody sits.
    pub vacant_since: Option<Date>,
}

/// A term somebody sits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// The pseudonym.
    pub person: String,
    /// The organization it is for.
    pub org: String,
    /// The first day.
    pub from: Date,
    /// The last day; before the first where the term was given up before it began.
    pub to: Date,
    /// The first day without them, where they left before the end.
    pub vacated_on: Option<Date>,
    /// Why.
    pub reason: Option<PrivateCell>,
}

/// Which seats are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct SeatFilter<'a> {
    /// Only those of this body.
    pub body: Option<&'a str>,
    /// Only those where nobody sits on the day.
    pub only_vacant: bool,
}

fn sitting(row: &Row<'_>) -> rusqlite::Result<Sitting> {
    Ok(Sitting {
        person: row.get("person")?,
        org: row.get("org")?,
        from: column::parsed(row, "from_day")?,
        to: column::parsed(row, "to_day")?,
        vacated_on: column::parsed_if_any(row, "vacated_on")?,
        reason: row.get("reason_sealed")?,
    })
}

/// A seat's row, yet without who sits there.
fn bare(row: &Row<'_>) -> rusqlite::Result<Seat> {
    Ok(Seat {
        sequence: row.get("sequence")?,
        seat: row.get("seat")?,
        body: row.get("body")?,
        lived_experience: row.get("lived_experience")?,
        created_at: moment(row, "created_us")?,
        holder: None,
        vacant_since: None,
    })
}

fn on_day(conn: &Connection, seat: Seat, at: Date) -> Result<Seat, Error> {
    let day = at.to_string();
    let mut holder = conn.prepare_cached(
        "SELECT * FROM sittings WHERE seat = ?1 AND from_day <= ?2 AND ?2 <= to_day LIMIT 1",
    )?;
    let holder = holder.query_row(params![seat.seat, day], sitting).optional()?;
    let mut last = conn.prepare_cached(
        "SELECT MAX(to_day) AS last_day FROM sittings WHERE seat = ?1 AND from_day <= to_day AND to_day < ?2",
    )?;
    let last: Option<Date> =
        last.query_row(params![seat.seat, day], |row| column::parsed_if_any(row, "last_day"))?;
    let since = || last.and_then(|last| last.tomorrow().ok()).unwrap_or_else(|| seat.created_at.date());
    let vacant_since = holder.is_none().then(since);
    Ok(Seat { holder, vacant_since, ..seat })
}

/// The seats in the order they were created, after the sequence `after`, as they stand on a day.
///
/// # Errors
/// SQLite's.
pub fn seats(
    conn: &Connection,
    filter: SeatFilter<'_>,
    at: Date,
    limit: u32,
    after: Option<u64>,
) -> Result<Vec<Seat>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT * FROM seats WHERE sequence > ?1 AND (?2 IS NULL OR body = ?2) AND (NOT ?3 OR NOT EXISTS \
         (SELECT 1 FROM sittings WHERE seat = seats.seat AND from_day <= ?4 AND ?4 <= to_day)) \
         ORDER BY sequence LIMIT ?5",
    )?;
    let key = params![after.unwrap_or_default(), filter.body, filter.only_vacant, at.to_string(), limit];
    let rows: Vec<Seat> = select.query_map(key, bare)?.collect::<Result<_, _>>()?;
    rows.into_iter().map(|seat| on_day(conn, seat, at)).collect()
}

/// One seat as it stands on a day, with every term that was ever given, the first one first.
///
/// # Errors
/// SQLite's.
pub fn seat(conn: &Connection, seat: &str, at: Date) -> Result<Option<(Seat, Vec<Sitting>)>, Error> {
    let mut select = conn.prepare_cached("SELECT * FROM seats WHERE seat = ?1")?;
    let Some(found) = select.query_row([seat], bare).optional()? else { return Ok(None) };
    let mut terms =
        conn.prepare_cached("SELECT * FROM sittings WHERE seat = ?1 ORDER BY from_day, sequence")?;
    let terms = terms.query_map([seat], sitting)?.collect::<Result<_, _>>()?;
    Ok(Some((on_day(conn, found, at)?, terms)))
}
