//! Proposals, stances, conflicts, amendments, read.

use domain::{
    agenda::{
        Tally,
        value::{Change, DecisionResult, Position, ProposalKind, Rule, Section, SubjectRef},
    },
    ids::{OrgId, Uuid},
    time::{Date, Timestamp},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Part, Reader, word};
use crate::{Error, PrivateCell, column};

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub id: Uuid,
    /// What is to be decided.
    pub kind: ProposalKind,
    /// What it is about.
    pub subject_ref: SubjectRef,
    /// The content hash decided on.
    pub subject_hash: String,
    /// What the organizations read.
    pub text: String,
    /// Changes to the agenda.
    pub changes: Vec<Change>,
    /// How it is decided.
    pub rule: Rule,
    /// The proposal of the round before.
    pub previous_round: Option<Uuid>,
    /// `draft`, `open`, `decided` or `withdrawn`.
    pub status: String,
    /// The window, once it opened.
    pub opens_at: Option<Timestamp>,
    /// The end of the window.
    pub closes_at: Option<Timestamp>,
    /// The time zone it was meant in.
    pub tz: Option<String>,
    /// Whether it was extended.
    pub is_extended: bool,
    /// The frozen electorate, with the recused, in byte order.
    pub electorate: Vec<OrgId>,
    /// How it came out.
    pub result: Option<DecisionResult>,
    /// How many said what: as it was counted, or so far.
    pub tally: Tally,
    /// Who could have cast and did not.
    pub not_voting: Vec<OrgId>,
    /// What follows.
    pub outcome: Option<Outcome>,
    /// Why it was taken back.
    pub withdrawn_reason: Option<String>,
    /// When it was drafted.
    pub drafted_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// The sequence of its first record: the key of the list.
    pub sequence: u64,
    /// The sequence of its last record.
    pub last_sequence: u64,
}

/// What follows from a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What follows.
    pub statement: String,
    /// When it is looked at again.
    pub review_on: Option<Date>,
    /// Who sees to it.
    pub responsible_org: OrgId,
}

/// A stance of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stance {
    /// The organization.
    pub org: OrgId,
    /// Its position.
    pub position: Position,
    /// Why, sealed.
    pub reason: Option<PrivateCell>,
    /// `live`, `replaced` or `void`.
    pub standing: String,
    /// When.
    pub occurred_at: Timestamp,
    /// Its record.
    pub sequence: u64,
}

/// A conflict of interest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The organization.
    pub org: OrgId,
    /// What it is, sealed.
    pub nature: PrivateCell,
    /// When it was declared.
    pub occurred_at: Timestamp,
    /// Its record.
    pub sequence: u64,
}

/// Another text asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Its id.
    pub id: Uuid,
    /// The section.
    pub section: Section,
    /// The subject hash it stands on.
    pub base_hash: String,
    /// The section's new text.
    pub replacement: String,
    /// Why, sealed.
    pub rationale: PrivateCell,
    /// Who asked.
    pub org: Option<OrgId>,
    /// `submitted`, `accepted`, `rejected` or `withdrawn`.
    pub standing: String,
    /// Why it was resolved so, sealed.
    pub reason: Option<PrivateCell>,
    /// When it was submitted.
    pub occurred_at: Timestamp,
    /// Its first record: the key of the list.
    pub sequence: u64,
}

/// Which proposals are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProposalFilter {
    /// Only those that stand so.
    pub status: Option<String>,
    /// Only of this kind.
    pub kind: Option<ProposalKind>,
}

/// One proposal; a draft is for members alone.
///
/// # Errors
/// SQLite's.
pub fn proposal(connection: &Connection, reader: Reader, id: Uuid) -> Result<Option<Proposal>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM proposal WHERE id = ?1 AND (is_public OR ?2)")?;
    let found = statement.query_row(params![id.to_string(), reader.is_member()], read).optional()?;
    found.map(|proposal| count(connection, proposal)).transpose()
}

/// The proposals, in the order they were drafted.
///
/// # Errors
/// SQLite's.
pub fn proposals(
    connection: &Connection,
    reader: Reader,
    filter: &ProposalFilter,
    part: Part<u64>,
) -> Result<Vec<Proposal>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM proposal WHERE sequence > ?1 AND (is_public OR ?2)
            AND (?3 IS NULL OR status = ?3) AND (?4 IS NULL OR kind = ?4) ORDER BY sequence LIMIT ?5",
    )?;
    let kind = filter.kind.map(ProposalKind::as_str);
    let after = part.after.unwrap_or(0);
    let found =
        statement.query_map(params![after, reader.is_member(), filter.status, kind, part.limit], read)?;
    let found = found.collect::<Result<Vec<_>, _>>()?;
    found.into_iter().map(|proposal| count(connection, proposal)).collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<(Proposal, bool)> {
    let result: Option<String> = row.get("result")?;
    let tally: Option<String> = row.get("tally")?;
    let outcome: Option<String> = row.get("outcome")?;
    let outcome = match outcome {
        None => None,
        Some(_) => Some(column::from_json::<(String, Option<Date>, OrgId)>(row, "outcome")?),
    };
    let proposal = Proposal {
        id: column::parsed(row, "id")?,
        kind: word(row, "kind")?,
        subject_ref: column::from_json(row, "subject_ref")?,
        subject_hash: row.get("subject_hash")?,
        text: row.get("text")?,
        changes: column::from_json(row, "changes")?,
        rule: column::from_json(row, "rule")?,
        previous_round: column::parsed_if_any(row, "previous_round")?,
        status: row.get("status")?,
        opens_at: column::parsed_if_any(row, "opens_at")?,
        closes_at: column::parsed_if_any(row, "closes_at")?,
        tz: row.get("tz")?,
        is_extended: row.get("is_extended")?,
        electorate: column::from_json(row, "electorate")?,
        result: result.map(|_| word(row, "result")).transpose()?,
        tally: if tally.is_some() { column::from_json(row, "tally")? } else { Tally::default() },
        not_voting: column::from_json(row, "not_voting")?,
        outcome: outcome.map(|(statement, review_on, responsible_org)| Outcome {
            statement,
            review_on,
            responsible_org,
        }),
        withdrawn_reason: row.get("withdrawn_reason")?,
        drafted_at: column::parsed(row, "drafted_at")?,
        decided_at: column::parsed_if_any(row, "decided_at")?,
        sequence: row.get("sequence")?,
        last_sequence: row.get("last_sequence")?,
    };
    Ok((proposal, tally.is_some()))
}

/// Counts the live stances of a proposal that was not counted yet.
fn count(connection: &Connection, (mut proposal, is_counted): (Proposal, bool)) -> Result<Proposal, Error> {
    if is_counted {
        return Ok(proposal);
    }
    let id = proposal.id.to_string();
    let mut statement = connection.prepare_cached("SELECT count(*) FROM conflict WHERE proposal = ?1")?;
    let recused: u32 = statement.query_row([&id], |row| row.get(0))?;
    let electorate = u32::try_from(proposal.electorate.len()).unwrap_or(u32::MAX);
    proposal.tally = Tally { electorate: electorate.saturating_sub(recused), recused, ..Tally::default() };
    let mut statement =
        connection.prepare_cached("SELECT position FROM stance WHERE proposal = ?1 AND standing = 'live'")?;
    let positions = statement.query_map([&id], |row| column::from_json(row, "position"))?;
    for position in positions {
        proposal.tally.count(position?);
    }
    Ok(proposal)
}

/// Every stance of a proposal in the order they were cast, also replaced and void ones.
///
/// # Errors
/// SQLite's.
pub fn stances(connection: &Connection, proposal: Uuid) -> Result<Vec<Stance>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM stance WHERE proposal = ?1 ORDER BY sequence")?;
    let stances = statement.query_map([proposal.to_string()], |row| {
        Ok(Stance {
            org: column::parsed(row, "org")?,
            position: column::from_json(row, "position")?,
            reason: row.get("reason_sealed")?,
            standing: row.get("standing")?,
            occurred_at: column::parsed(row, "occurred_at")?,
            sequence: row.get("sequence")?,
        })
    })?;
    Ok(stances.collect::<Result<_, _>>()?)
}

/// The conflicts declared on a proposal, in order.
///
/// # Errors
/// SQLite's.
pub fn conflicts(connection: &Connection, proposal: Uuid) -> Result<Vec<Conflict>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM conflict WHERE proposal = ?1 ORDER BY sequence")?;
    let conflicts = statement.query_map([proposal.to_string()], |row| {
        Ok(Conflict {
            org: column::parsed(row, "org")?,
            nature: row.get("nature_sealed")?,
            occurred_at: column::parsed(row, "occurred_at")?,
            sequence: row.get("sequence")?,
        })
    })?;
    Ok(conflicts.collect::<Result<_, _>>()?)
}

/// The amendments of a proposal, in the order they were submitted; for members alone.
///
/// # Errors
/// SQLite's.
pub fn amendments(connection: &Connection, proposal: Uuid, part: Part<u64>) -> Result<Vec<Amendment>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM amendment WHERE proposal = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3",
    )?;
    let after = part.after.unwrap_or(0);
    let amendments = statement.query_map(params![proposal.to_string(), after, part.limit], |row| {
        Ok(Amendment {
            id: column::parsed(row, "id")?,
            section: word(row, "section")?,
            base_hash: row.get("base_hash")?,
            replacement: row.get("replacement")?,
            rationale: row.get("rationale_sealed")?,
            org: column::parsed_if_any(row, "org")?,
            standing: row.get("standing")?,
            reason: row.get("reason_sealed")?,
            occurred_at: column::parsed(row, "occurred_at")?,
            sequence: row.get("sequence")?,
        })
    })?;
    Ok(amendments.collect::<Result<_, _>>()?)
}
