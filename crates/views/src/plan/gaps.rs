//! What is missing in the plan and what is planned twice.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::Code;
use rusqlite::{Connection, params};

use super::{GONE, HAS_RELEASED};
use crate::{Error, column};

/// The most entries of each list: whoever has more begins with these.
const MAX_LISTED: u32 = 500;

/// What is missing and what is planned twice; each list in byte order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Goals that no activity serves.
    pub goals_without_activity: Vec<Code>,
    /// Strategies without an activity.
    pub strategies_without_activity: Vec<Code>,
    /// Activities without a lead.
    pub without_lead: Vec<String>,
    /// Activities without a milestone.
    pub without_milestone: Vec<String>,
    /// Activities that should move no indicator.
    pub without_indicator: Vec<String>,
    /// Activities whose strategy serves only goals that are not in the agenda.
    pub orphaned: Vec<String>,
    /// Activities that are said, or seem, to be the same.
    pub duplicates: Vec<Duplicate>,
}

/// Two activities that are said, or seem, to be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// One.
    pub activity: String,
    /// The other.
    pub other: String,
    /// `related` or `same_title`.
    pub because: String,
}

/// What is missing. `agenda` holds the goals of the agenda where they are known; else the goals of the strategies are
/// taken, and what was marked as orphaned is told. A lead that was given up is missing where commitments may be seen.
///
/// # Errors
/// SQLite's.
pub fn gaps(
    connection: &Connection,
    agenda: Option<&BTreeSet<Code>>,
    sees_commitments: bool,
) -> Result<Gaps, Error> {
    let live = |condition: &str| activities(connection, condition, MAX_LISTED);
    Ok(Gaps {
        goals_without_activity: goals_without_activity(connection, agenda)?,
        strategies_without_activity: codes(
            connection,
            &format!(
                "SELECT code FROM strategy WHERE NOT EXISTS (
                    SELECT 1 FROM activity a WHERE a.strategy = strategy.code AND a.status NOT IN {GONE}
                ) ORDER BY code LIMIT {MAX_LISTED}"
            ),
        )?,
        without_lead: if sees_commitments {
            live(&format!("(lead_org IS NULL OR {HAS_RELEASED})"))?
        } else {
            live("lead_org IS NULL")?
        },
        without_milestone: live(
            "NOT EXISTS (SELECT 1 FROM milestone m WHERE m.activity = a.id AND m.standing <> 'dropped')",
        )?,
        without_indicator: live("NOT EXISTS (SELECT 1 FROM activity_indicator i WHERE i.activity = a.id)")?,
        orphaned: orphaned(connection, agenda, MAX_LISTED)?,
        duplicates: duplicates(connection)?,
    })
}

fn codes(connection: &Connection, sql: &str) -> Result<Vec<Code>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| column::parsed(row, "code"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The goals that no activity serves, in byte order: of the agenda, or of the strategies where it is not known.
///
/// # Errors
/// SQLite's.
pub fn goals_without_activity(
    connection: &Connection,
    agenda: Option<&BTreeSet<Code>>,
) -> Result<Vec<Code>, Error> {
    let served = codes(
        connection,
        &format!(
            "SELECT DISTINCT goal AS code FROM strategy_goal g JOIN activity a USING (strategy)
            WHERE a.status NOT IN {GONE} ORDER BY goal"
        ),
    )?;
    let served: BTreeSet<Code> = served.into_iter().collect();
    let planned = codes(connection, "SELECT DISTINCT goal AS code FROM strategy_goal ORDER BY goal")?;
    let planned: BTreeSet<Code> = planned.into_iter().collect();
    Ok(agenda.unwrap_or(&planned).difference(&served).cloned().collect())
}

/// At most `limit` activities whose strategy serves only goals that are not in the agenda, in byte order; where it is
/// not known, those that were marked so.
///
/// # Errors
/// SQLite's.
pub fn orphaned(
    connection: &Connection,
    agenda: Option<&BTreeSet<Code>>,
    limit: u32,
) -> Result<Vec<String>, Error> {
    match agenda {
        Some(agenda) => outside(connection, agenda, limit),
        None => activities(connection, "is_orphaned AND status <> 'completed'", limit),
    }
}

/// The activities of the plan for which the condition, which is ours, holds.
fn activities(connection: &Connection, condition: &str, limit: u32) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id FROM activity a WHERE status NOT IN {GONE} AND {condition} ORDER BY id LIMIT ?1"
    ))?;
    let rows = statement.query_map([limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn outside(connection: &Connection, agenda: &BTreeSet<Code>, limit: u32) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id FROM activity a WHERE status NOT IN {GONE} AND status <> 'completed'
            AND EXISTS (SELECT 1 FROM strategy_goal g WHERE g.strategy = a.strategy)
            AND NOT EXISTS (SELECT 1 FROM strategy_goal g
                WHERE g.strategy = a.strategy AND g.goal IN (SELECT value FROM json_each(?1)))
        ORDER BY id LIMIT ?2"
    ))?;
    let rows = statement.query_map(params![column::json(agenda)?, limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Two that were related as duplicates, or whose titles differ at most in case and blanks.
fn duplicates(connection: &Connection) -> Result<Vec<Duplicate>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "WITH live AS (SELECT id FROM activity WHERE status NOT IN {GONE})
        SELECT DISTINCT min(first, second), max(first, second) FROM relation
        WHERE kind = 'duplicates' AND first IN live AND second IN live ORDER BY 1, 2 LIMIT {MAX_LISTED}"
    ))?;
    let because = |because: &'static str| {
        move |(activity, other): (String, String)| Duplicate { activity, other, because: because.to_owned() }
    };
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut all: Vec<Duplicate> = rows.map(|pair| pair.map(because("related"))).collect::<Result<_, _>>()?;
    all.extend(of_same_title(connection)?.into_iter().map(because("same_title")));
    all.sort_by(|a, b| (&a.activity, &a.other, &a.because).cmp(&(&b.activity, &b.other, &b.because)));
    all.truncate(usize::try_from(MAX_LISTED).unwrap_or(usize::MAX));
    Ok(all)
}

/// Pairs of activities, in byte order: SQLite lowers ASCII alone, and does not join blanks.
fn of_same_title(connection: &Connection) -> Result<Vec<(String, String)>, Error> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT id, title FROM activity WHERE status NOT IN {GONE} ORDER BY id"))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut by_title: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        let (id, title): (String, String) = row?;
        let words: Vec<String> = title.split_whitespace().map(str::to_lowercase).collect();
        by_title.entry(words.join(" ")).or_default().push(id);
    }
    let most = usize::try_from(MAX_LISTED).unwrap_or(usize::MAX);
    let pairs = by_title.values().flat_map(|ids| {
        let later = |place: usize| ids.iter().skip(place.saturating_add(1)).take(most);
        let of = move |(place, id): (usize, &String)| {
            let id = id.clone();
            later(place).map(move |other| (id.clone(), other.clone())).collect::<Vec<_>>()
        };
        ids.iter().take(most).enumerate().flat_map(of)
    });
    Ok(pairs.collect())
}
