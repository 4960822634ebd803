//! Who takes what upon itself.

use domain::{ids::OrgId, plan::value::Resources, time::Date};
use rusqlite::{Connection, params};

use crate::{Error, PrivateCell, column};

/// What an organization takes upon itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// The activity's code or id.
    pub activity: String,
    /// The organization.
    pub org: OrgId,
    /// A word of `CommitmentRole`.
    pub role: String,
    /// With what.
    pub resources: Resources,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// `offered`, `accepted`, `fulfilled`, `released`, or `breached`: accepted, and as of the day its last day has passed
    /// and its activity is over. It can still be fulfilled or released.
    pub standing: String,
    /// Why it was released.
    pub reason: Option<PrivateCell>,
    /// The sequence of its last record.
    pub sequence: u64,
}

/// At most `limit` commitments after the one with the key `after` (activity, organization, role), in that order; `at`
/// says what is breached.
///
/// # Errors
/// SQLite's.
pub fn commitments(
    connection: &Connection,
    activity: Option<&str>,
    org: Option<&OrgId>,
    at: Date,
    limit: u32,
    after: Option<[&str; 3]>,
) -> Result<Vec<Commitment>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT c.*, CASE WHEN c.standing = 'accepted' AND c.to_day < ?7 AND EXISTS (
                SELECT 1 FROM activity a
                WHERE a.id = c.activity AND a.status IN ('completed', 'cancelled', 'merged')
            ) THEN 'breached' ELSE c.standing END AS then_standing
        FROM commitment c
        WHERE (?1 IS NULL OR activity = ?1) AND (?2 IS NULL OR org = ?2)
            AND (activity, org, role) > (?3, ?4, ?5)
        ORDER BY activity, org, role LIMIT ?6",
    )?;
    let [of, who, role] = after.unwrap_or_default();
    let values = params![activity, org.map(|org| org.as_str()), of, who, role, limit, at.to_string()];
    let rows = statement.query_map(values, |row| {
        Ok(Commitment {
            activity: row.get("activity")?,
            org: column::parsed(row, "org")?,
            role: row.get("role")?,
            resources: column::from_json(row, "resources")?,
            from: column::parsed(row, "from_day")?,
            to: column::parsed(row, "to_day")?,
            standing: row.get("then_standing")?,
            reason: row.get("reason_sealed")?,
            sequence: row.get("sequence")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
