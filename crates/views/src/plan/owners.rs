//! The plan by who leads.

use domain::{ids::OrgId, time::Date};
use rusqlite::{Connection, params};

use super::{
    GONE,
    counts::{COUNTS, Counts},
};
use crate::{Error, column};

/// What an organization leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The organization; none for what nobody leads.
    pub org: Option<OrgId>,
    /// Its activities that are part of the plan.
    pub activities: u64,
    /// Their milestones, counted.
    pub milestones: Counts,
}

/// At most `limit` leads after the one with the id `after`, in byte order of their ids, those without first; `at` says
/// what is late.
///
/// # Errors
/// SQLite's.
pub fn owners(
    connection: &Connection,
    at: Date,
    limit: u32,
    after: Option<&str>,
) -> Result<Vec<Owner>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "WITH counted AS (
            SELECT coalesce(lead_org, '') AS org, ({COUNTS}) AS counts FROM activity a
            WHERE status NOT IN {GONE} AND (?2 IS NULL OR coalesce(lead_org, '') > ?2)
        )
        SELECT org, count(*) AS activities, json_array(sum(counts ->> 0), sum(counts ->> 1), sum(counts ->> 2),
            sum(counts ->> 3), sum(counts ->> 4)) AS counts
        FROM counted GROUP BY org ORDER BY org LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![at.to_string(), after, limit], |row| {
        let org: String = row.get("org")?;
        Ok(Owner {
            org: if org.is_empty() { None } else { Some(column::parsed(row, "org")?) },
            activities: row.get("activities")?,
            milestones: Counts::read(row, "counts")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
