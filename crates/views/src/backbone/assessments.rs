//! What an initiative's file answers of its readiness: assessments with factors and scores, status, launch.

use domain::{backbone::words::Phase, ids::Uuid, time::Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{moment, optional_moment};
use crate::{Error, PrivateCell};

/// An assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The sequence of its start; the key of its place in a list.
    pub sequence: u64,
    /// Its id.
    pub assessment: String,
    /// When it was begun.
    pub started_at: Timestamp,
    /// When it was concluded.
    pub concluded_at: Option<Timestamp>,
    /// The verdict's word.
    pub verdict: Option<String>,
    /// Who scores, in byte order.
    pub assessors: Vec<String>,
    /// The medians and spreads, once concluded, in byte order of the factors.
    pub factors: Vec<FactorResult>,
}

/// What became of a factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactorResult {
    /// The factor's word.
    pub factor: String,
    /// The median, doubled.
    pub median_doubled: u8,
    /// The highest score less the lowest.
    pub spread: u8,
}

/// A score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Whose.
    pub org: String,
    /// The factor's word.
    pub factor: String,
    /// 0 to 4.
    pub score: u8,
    /// The confidence's word.
    pub confidence: String,
    /// What it rests on.
    pub evidence: Option<PrivateCell>,
    /// When it was given.
    pub scored_at: Timestamp,
}

/// Where an initiative stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The word of its phase.
    pub status: &'static str,
    /// When it was launched, or last stepped to another phase.
    pub since: Option<Timestamp>,
    /// The last concluded assessment and its verdict's word.
    pub verdict: Option<(String, String)>,
    /// How it was launched.
    pub launch: Option<Launch>,
}

/// A launch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// When.
    pub launched_at: Timestamp,
    /// The assessment it rests on; none for a waiver.
    pub assessment: Option<String>,
    /// The context and id of the decision it rests on; none for an assessment.
    pub decided_by: Option<(String, String)>,
    /// Why it was launched all the same.
    pub reason: Option<PrivateCell>,
}

fn read_assessment(conn: &Connection, row: &Row<'_>) -> rusqlite::Result<Assessment> {
    let assessment: String = row.get("assessment")?;
    let mut select = conn.prepare_cached("SELECT org FROM assessors WHERE assessment = ?1 ORDER BY org")?;
    let assessors = select.query_map([&assessment], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut select =
        conn.prepare_cached("SELECT * FROM factor_results WHERE assessment = ?1 ORDER BY factor")?;
    let factors = select.query_map([&assessment], |row| {
        Ok(FactorResult {
            factor: row.get("factor")?,
            median_doubled: row.get("median_doubled")?,
            spread: row.get("spread")?,
        })
    })?;
    let factors = factors.collect::<Result<_, _>>()?;
    Ok(Assessment {
        sequence: row.get("sequence")?,
        assessment,
        started_at: moment(row, "started_us")?,
        concluded_at: optional_moment(row, "concluded_us")?,
        verdict: row.get("verdict")?,
        assessors,
        factors,
    })
}

/// The assessments, the latest first; `before` is the sequence of the last one seen.
///
/// # Errors
/// SQLite's.
pub fn assessments(conn: &Connection, limit: u32, before: Option<u64>) -> Result<Vec<Assessment>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT * FROM assessments WHERE ?1 IS NULL OR sequence < ?1 ORDER BY sequence DESC LIMIT ?2",
    )?;
    let rows = select.query_map(params![before, limit], |row| read_assessment(conn, row))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One assessment; none when it is not known.
///
/// # Errors
/// SQLite's.
pub fn assessment(conn: &Connection, id: Uuid) -> Result<Option<Assessment>, Error> {
    let mut select = conn.prepare_cached("SELECT * FROM assessments WHERE assessment = ?1")?;
    Ok(select.query_row([id.to_string()], |row| read_assessment(conn, row)).optional()?)
}

/// The last score of each organization for each factor, in byte order of both.
///
/// # Errors
/// SQLite's.
pub fn scores(conn: &Connection, id: Uuid) -> Result<Vec<Score>, Error> {
    let mut select =
        conn.prepare_cached("SELECT * FROM scores WHERE assessment = ?1 ORDER BY org, factor")?;
    let rows = select.query_map([id.to_string()], |row| {
        Ok(Score {
            org: row.get("org")?,
            factor: row.get("factor")?,
            score: row.get("score")?,
            confidence: row.get("confidence")?,
            evidence: row.get("evidence_sealed")?,
            scored_at: moment(row, "scored_us")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Where the initiative stands.
///
/// # Errors
/// SQLite's.
pub fn status(conn: &Connection) -> Result<Status, Error> {
    let launch = conn
        .prepare_cached("SELECT * FROM launch")?
        .query_row([], |row| {
            let context: Option<String> = row.get("decided_context")?;
            let id: Option<String> = row.get("decided_id")?;
            Ok(Launch {
                launched_at: moment(row, "launched_us")?,
                assessment: row.get("assessment")?,
                decided_by: context.zip(id),
                reason: row.get("reason_sealed")?,
            })
        })
        .optional()?;
    let verdict = conn
        .prepare_cached(
            "SELECT assessment, verdict FROM assessments WHERE verdict IS NOT NULL \
             ORDER BY concluded_at_sequence DESC LIMIT 1",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let since = conn
        .prepare_cached("SELECT changed_us FROM phases ORDER BY sequence DESC LIMIT 1")?
        .query_row([], |row| moment(row, "changed_us"))
        .optional()?;
    Ok(Status { status: phase(conn)?.as_str(), since, verdict, launch })
}

/// The phase the initiative is in.
pub(super) fn phase(conn: &Connection) -> Result<Phase, Error> {
    let last: Option<String> = conn
        .prepare_cached("SELECT to_phase FROM phases ORDER BY sequence DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let is_assessed = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM assessments WHERE verdict IS NOT NULL)")?
        .query_row([], |row| row.get::<_, bool>(0))?;
    let before = if is_assessed { Phase::Assessed } else { Phase::Registered };
    Ok(last.and_then(|word| Phase::parse(&word)).unwrap_or(before))
}
