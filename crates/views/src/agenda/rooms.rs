//! Bodies, matters and the decisions of meetings, read.
//!
//! The standing of a matter is that of its last decision, by day and then as recorded, that is not advisory: a
//! veto reverses a passage, an override the veto.

use std::collections::BTreeMap;

use domain::{
    agenda::{
        Tally,
        value::{Adopts, Counting, DecisionResult, Named, PositionGroup},
    },
    ids::{Code, ExternalRef, OrgId, Uuid},
    time::{Date, Timestamp},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Part, external_ref, find, word};
use crate::{Error, column};

/// A body that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its code: the key of the list.
    pub code: Code,
    /// Its name.
    pub name: String,
    /// The organizations that sit in it.
    pub seats: Vec<OrgId>,
}

/// A question decided in rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: Option<String>,
    /// What kind of question.
    pub kind: Code,
    /// The body whose decisions count.
    pub deciding_body: Code,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The decision that stands, its day and its result.
    pub standing: Option<(Uuid, Date, DecisionResult)>,
    /// How many decisions there are, advisory ones too.
    pub decisions: u32,
    /// The sequence of its first record: the key of the list.
    pub sequence: u64,
}

/// A decision of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingDecision {
    /// Its id.
    pub id: Uuid,
    /// The matter.
    pub matter: Uuid,
    /// The body.
    pub body: Code,
    /// Whether it only advises.
    pub is_advisory: bool,
    /// How it was decided.
    pub rule: Counting,
    /// How many said what.
    pub tally: Tally,
    /// How many said each word of the room.
    pub stated_tally: BTreeMap<String, u32>,
    /// What the arithmetic says.
    pub computed_result: DecisionResult,
    /// What the room declared; it counts.
    pub stated_result: DecisionResult,
    /// Whether the two are the same.
    pub agrees: bool,
    /// The day.
    pub decided_on: Date,
    /// Where the minutes are.
    pub minutes_ref: Option<String>,
    /// The decision it undoes.
    pub reverses: Option<Uuid>,
    /// The last decision that undoes it.
    pub reversed_by: Option<Uuid>,
    /// What it adopts.
    pub adopts: Option<Adopts>,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
    /// Its record.
    pub sequence: u64,
}

/// Every voter of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voters {
    /// Whose codes the external voters are.
    pub vocabulary: Option<String>,
    /// Who said what.
    pub positions: Vec<PositionGroup>,
}

/// Which matters are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatterFilter {
    /// Only of this kind.
    pub kind: Option<Code>,
    /// Only those that stand so.
    pub standing: Option<DecisionResult>,
}

/// The bodies, in byte order of their codes.
///
/// # Errors
/// SQLite's.
pub fn bodies(connection: &Connection, part: Part<&str>) -> Result<Vec<Body>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM body WHERE code > ?1 ORDER BY code LIMIT ?2")?;
    let bodies = statement.query_map(params![part.after.unwrap_or(""), part.limit], |row| {
        Ok(Body {
            code: column::parsed(row, "code")?,
            name: row.get("name")?,
            seats: column::from_json(row, "seats")?,
        })
    })?;
    Ok(bodies.collect::<Result<_, _>>()?)
}

const MATTERS: &str = "
    SELECT matter.*, standing.id AS standing_id, standing.decided_on AS standing_on,
        standing.stated_result AS standing_result,
        (SELECT count(*) FROM decision WHERE decision.matter = matter.id) AS decisions
    FROM matter LEFT JOIN decision AS standing ON standing.id = (
        SELECT id FROM decision WHERE decision.matter = matter.id AND NOT is_advisory
        ORDER BY decided_on DESC, sequence DESC LIMIT 1)";

/// One matter, by its id or its source's name.
///
/// # Errors
/// SQLite's.
pub fn matter(connection: &Connection, name: &Named) -> Result<Option<Matter>, Error> {
    let Some(id) = find(connection, "matter", name)? else { return Ok(None) };
    let mut statement = connection.prepare_cached(&format!("{MATTERS} WHERE matter.id = ?1"))?;
    Ok(statement.query_row([id.to_string()], read_matter).optional()?)
}

/// The matters, in the order they were opened.
///
/// # Errors
/// SQLite's.
pub fn matters(
    connection: &Connection,
    filter: &MatterFilter,
    part: Part<u64>,
) -> Result<Vec<Matter>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "{MATTERS} WHERE matter.sequence > ?1 AND (?2 IS NULL OR matter.kind = ?2)
            AND (?3 IS NULL OR standing.stated_result = ?3) ORDER BY matter.sequence LIMIT ?4"
    ))?;
    let kind = filter.kind.as_ref().map(Code::as_str);
    let standing = filter.standing.map(DecisionResult::as_str);
    let after = part.after.unwrap_or(0);
    let matters = statement.query_map(params![after, kind, standing, part.limit], read_matter)?;
    Ok(matters.collect::<Result<_, _>>()?)
}

fn read_matter(row: &Row<'_>) -> rusqlite::Result<Matter> {
    let standing = match column::parsed_if_any(row, "standing_id")? {
        Some(id) => Some((id, column::parsed(row, "standing_on")?, word(row, "standing_result")?)),
        None => None,
    };
    Ok(Matter {
        id: column::parsed(row, "id")?,
        title: row.get("title")?,
        text: row.get("text")?,
        kind: column::parsed(row, "kind")?,
        deciding_body: column::parsed(row, "deciding_body")?,
        external_ref: external_ref(row)?,
        opened_at: column::parsed(row, "opened_at")?,
        standing,
        decisions: row.get("decisions")?,
        sequence: row.get("sequence")?,
    })
}

const DECISIONS: &str = "
    SELECT decision.*, (SELECT id FROM decision AS later WHERE later.matter = decision.matter
        AND later.reverses = decision.id ORDER BY later.decided_on DESC, later.sequence DESC LIMIT 1)
        AS reversed_by
    FROM decision";

/// The decisions of a matter, by day, then as recorded; without the voters.
///
/// # Errors
/// SQLite's.
pub fn decisions(connection: &Connection, matter: Uuid) -> Result<Vec<MeetingDecision>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "{DECISIONS} WHERE decision.matter = ?1 ORDER BY decision.decided_on, decision.sequence"
    ))?;
    let decisions = statement.query_map([matter.to_string()], read_decision)?;
    Ok(decisions.collect::<Result<_, _>>()?)
}

/// One decision with its voters, by its id or its source's name.
///
/// # Errors
/// SQLite's.
pub fn decision(connection: &Connection, name: &Named) -> Result<Option<(MeetingDecision, Voters)>, Error> {
    let Some(id) = find(connection, "decision", name)? else { return Ok(None) };
    let mut statement = connection.prepare_cached(&format!("{DECISIONS} WHERE decision.id = ?1"))?;
    let decision = statement.query_row([id.to_string()], |row| {
        let vocabulary = row.get("voters_vocabulary")?;
        let voters = Voters { vocabulary, positions: column::from_json(row, "positions")? };
        Ok((read_decision(row)?, voters))
    });
    Ok(decision.optional()?)
}

fn read_decision(row: &Row<'_>) -> rusqlite::Result<MeetingDecision> {
    Ok(MeetingDecision {
        id: column::parsed(row, "id")?,
        matter: column::parsed(row, "matter")?,
        body: column::parsed(row, "body")?,
        is_advisory: row.get("is_advisory")?,
        rule: column::from_json(row, "rule")?,
        tally: column::from_json(row, "tally")?,
        stated_tally: column::from_json(row, "stated_tally")?,
        computed_result: word(row, "computed_result")?,
        stated_result: word(row, "stated_result")?,
        agrees: row.get("agrees")?,
        decided_on: column::parsed(row, "decided_on")?,
        minutes_ref: row.get("minutes_ref")?,
        reverses: column::parsed_if_any(row, "reverses")?,
        reversed_by: column::parsed_if_any(row, "reversed_by")?,
        adopts: column::from_json(row, "adopts")?,
        external_ref: external_ref(row)?,
        sequence: row.get("sequence")?,
    })
}
