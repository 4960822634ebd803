//! The plan as days: what begins, ends, is due and was achieved.

use domain::time::Date;
use rusqlite::{Connection, params};

use super::GONE;
use crate::{Error, column};

/// What a day brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub day: Date,
    /// `start`, `due`, `achieved` or `end`.
    pub what: String,
    /// The activity's code or id.
    pub activity: String,
    /// The milestone's code or id; empty for the activity's own.
    pub milestone: String,
    /// The title of the milestone, else of the activity.
    pub title: String,
}

/// At most `limit` moments between two days after the one with the key `after` (day, what, activity, milestone), in
/// that order.
///
/// # Errors
/// SQLite's.
pub fn timeline(
    connection: &Connection,
    (from, to): (Option<Date>, Option<Date>),
    limit: u32,
    after: Option<[&str; 4]>,
) -> Result<Vec<Moment>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "WITH moment AS (
            SELECT start_day AS day, 'start' AS what, id AS activity, '' AS milestone, title FROM activity
                WHERE status NOT IN {GONE}
            UNION ALL SELECT end_day, 'end', id, '', title FROM activity WHERE status NOT IN {GONE}
            UNION ALL SELECT due, 'due', activity, id, title FROM milestone WHERE standing <> 'dropped'
            UNION ALL SELECT achieved_on, 'achieved', activity, id, title FROM milestone WHERE standing = 'achieved'
        )
        SELECT * FROM moment
        WHERE (?1 IS NULL OR day >= ?1) AND (?2 IS NULL OR day <= ?2)
            AND (day, what, activity, milestone) > (?3, ?4, ?5, ?6)
        ORDER BY day, what, activity, milestone LIMIT ?7"
    ))?;
    let [day, what, activity, milestone] = after.unwrap_or_default();
    let text = |day: Option<Date>| day.map(|day| day.to_string());
    let values = params![text(from), text(to), day, what, activity, milestone, limit];
    let rows = statement.query_map(values, |row| {
        Ok(Moment {
            day: column::parsed(row, "day")?,
            what: row.get("what")?,
            activity: row.get("activity")?,
            milestone: row.get("milestone")?,
            title: row.get("title")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
