//! Consultations, read: both tallies, every response, who took part.
//!
//! Results count the last response of each (statement, participant) by (occurred_at, then sequence), and beside
//! it every response; a rejected statement keeps its responses.

use std::collections::BTreeMap;

use domain::{
    agenda::value::{Audience, ConsultationSubject, Moderation, Named, ResponseValue},
    ids::{ExternalRef, PersonId, Uuid},
    private::MayOpen,
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use super::{Part, external_ref, find, word};
use crate::{Error, PrivateCell, column};

/// A consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// Its id.
    pub id: Uuid,
    /// What is asked.
    pub question: String,
    /// From when on.
    pub opens_at: Timestamp,
    /// Until when.
    pub closes_at: Option<Timestamp>,
    /// Who may take part.
    pub who: Audience,
    /// What it is about.
    pub subject_ref: Option<ConsultationSubject>,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
    /// `open` or `closed`.
    pub status: String,
    /// The sequence of its first record: the key of the list.
    pub sequence: u64,
}

/// How many responses have each value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Agree.
    pub agree: u32,
    /// Pass.
    pub pass: u32,
    /// Disagree.
    pub disagree: u32,
}

/// The totals of a consultation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// The last response of each participant to each statement.
    pub last: Counts,
    /// Every response.
    pub all: Counts,
    /// How many statements there are.
    pub statements: u32,
    /// How many of them were accepted.
    pub accepted: u32,
    /// How many of them were rejected.
    pub rejected: u32,
    /// How many took part by responding.
    pub participants: u32,
    /// How many responses repeat the value of the same participant's one before, by (occurred_at, sequence).
    pub repeats: u32,
}

/// A statement with what was said to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its key.
    pub statement: String,
    /// The statement, sealed; who may open it depends on its moderation.
    pub text: PrivateCell,
    /// Who made it.
    pub by: PersonId,
    /// What became of it.
    pub moderation: Option<Moderation>,
    /// Why, sealed.
    pub reason: Option<PrivateCell>,
    /// The last response of each participant.
    pub last: Counts,
    /// Every response.
    pub all: Counts,
    /// When it was made.
    pub occurred_at: Timestamp,
    /// Its record: the key of the list.
    pub sequence: u64,
}

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The statement's key.
    pub statement: String,
    /// Who.
    pub participant: PersonId,
    /// What.
    pub value: ResponseValue,
    /// When.
    pub occurred_at: Timestamp,
    /// Its record: the key of the list.
    pub sequence: u64,
}

/// Somebody who took part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// The pseudonym: the key of the list.
    pub participant: PersonId,
    /// Every response.
    pub responses: u32,
    /// How many statements were responded to.
    pub answered: u32,
    /// How many statements were made.
    pub made: u32,
}

/// Which statements are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementFilter {
    /// Only those moderated so.
    pub moderation: Option<Moderation>,
    /// Only those made by this participant.
    pub by: Option<PersonId>,
}

/// Which responses are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResponseFilter {
    /// Only to this statement.
    pub statement: Option<String>,
    /// Only of this participant.
    pub participant: Option<PersonId>,
}

/// The 16 bytes of a pseudonym. A `PersonId` is `p_` and 32 hex digits by its type.
pub(super) fn number_of(person: &PersonId) -> [u8; 16] {
    let hex = person.as_str().strip_prefix("p_").unwrap_or_default();
    u128::from_str_radix(hex, 16).unwrap_or_default().to_be_bytes()
}

fn person(row: &Row<'_>, column: &str) -> rusqlite::Result<PersonId> {
    Ok(PersonId::from_random(row.get(column)?))
}

/// One consultation, by its id or its source's name.
///
/// # Errors
/// SQLite's.
pub fn consultation(connection: &Connection, name: &Named) -> Result<Option<Consultation>, Error> {
    let Some(id) = find(connection, "consultation", name)? else { return Ok(None) };
    let mut statement = connection.prepare_cached("SELECT * FROM consultation WHERE id = ?1")?;
    Ok(statement.query_row([id.to_string()], read).optional()?)
}

/// The consultations, in the order they were opened.
///
/// # Errors
/// SQLite's.
pub fn consultations(connection: &Connection, part: Part<u64>) -> Result<Vec<Consultation>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM consultation WHERE sequence > ?1 ORDER BY sequence LIMIT ?2")?;
    let consultations = statement.query_map(params![part.after.unwrap_or(0), part.limit], read)?;
    Ok(consultations.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Consultation> {
    Ok(Consultation {
        id: column::parsed(row, "id")?,
        question: row.get("question")?,
        opens_at: column::parsed(row, "opens_at")?,
        closes_at: column::parsed_if_any(row, "closes_at")?,
        who: column::from_json(row, "who")?,
        subject_ref: column::from_json(row, "subject_ref")?,
        external_ref: external_ref(row)?,
        status: row.get("status")?,
        sequence: row.get("sequence")?,
    })
}

const COUNTS: &str = "count(*) FILTER (WHERE value = 1) AS agree, count(*) FILTER (WHERE value = 0) AS pass,
    count(*) FILTER (WHERE value = -1) AS disagree";

fn read_counts(row: &Row<'_>) -> rusqlite::Result<Counts> {
    Ok(Counts { agree: row.get("agree")?, pass: row.get("pass")?, disagree: row.get("disagree")? })
}

/// The totals of a consultation, also of responses whose statement is not there at the moment asked about.
///
/// # Errors
/// SQLite's.
pub fn totals(connection: &Connection, consultation: Uuid) -> Result<Totals, Error> {
    let id = consultation.into_bytes();
    let counts = |table: &str| -> Result<Counts, Error> {
        let sql = format!("SELECT {COUNTS} FROM {table} WHERE consultation = ?1");
        Ok(connection.prepare_cached(&sql)?.query_row([id], read_counts)?)
    };
    let number = |sql: &str| -> Result<u32, Error> {
        Ok(connection.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
    };
    Ok(Totals {
        last: counts("last_response")?,
        all: counts("response")?,
        statements: number("SELECT count(*) FROM statement WHERE consultation = ?1")?,
        accepted: number(
            "SELECT count(*) FROM statement WHERE consultation = ?1 AND moderation = 'accepted'",
        )?,
        rejected: number(
            "SELECT count(*) FROM statement WHERE consultation = ?1 AND moderation = 'rejected'",
        )?,
        participants: number(
            "SELECT count(DISTINCT participant) FROM last_response WHERE consultation = ?1",
        )?,
        repeats: number(
            "SELECT count(*) FROM (SELECT value, lag(value) OVER (PARTITION BY statement, participant
                ORDER BY occurred_us, sequence) AS before FROM response WHERE consultation = ?1)
             WHERE value = before",
        )?,
    })
}

/// The statements of a consultation with both tallies each, in the order they were added.
///
/// # Errors
/// SQLite's.
pub fn statements(
    connection: &Connection,
    consultation: Uuid,
    filter: &StatementFilter,
    part: Part<u64>,
) -> Result<Vec<Statement>, Error> {
    let id = consultation.into_bytes();
    let moderation = filter.moderation.map(|moderation| match moderation {
        Moderation::Accepted => "accepted",
        Moderation::Rejected => "rejected",
    });
    let by = filter.by.as_ref().map(number_of);
    let mut query = connection.prepare_cached(
        "SELECT * FROM statement WHERE consultation = ?1 AND sequence > ?2
            AND (?3 IS NULL OR moderation = ?3) AND (?4 IS NULL OR author = ?4) ORDER BY sequence LIMIT ?5",
    )?;
    let found =
        query.query_map(params![id, part.after.unwrap_or(0), moderation, by, part.limit], read_statement)?;
    let mut statements = found.collect::<Result<Vec<_>, _>>()?;
    if statements.is_empty() {
        return Ok(statements);
    }
    let last = tallies(connection, "last_response", &id)?;
    let all = tallies(connection, "response", &id)?;
    for statement in &mut statements {
        statement.last = last.get(&statement.statement).copied().unwrap_or_default();
        statement.all = all.get(&statement.statement).copied().unwrap_or_default();
    }
    Ok(statements)
}

fn tallies(
    connection: &Connection,
    table: &str,
    consultation: &[u8; 16],
) -> Result<BTreeMap<String, Counts>, Error> {
    let sql = format!("SELECT statement, {COUNTS} FROM {table} WHERE consultation = ?1 GROUP BY statement");
    let mut query = connection.prepare_cached(&sql)?;
    let rows = query.query_map([consultation], |row| Ok((row.get("statement")?, read_counts(row)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_statement(row: &Row<'_>) -> rusqlite::Result<Statement> {
    let moderation: Option<String> = row.get("moderation")?;
    let moderation = moderation.map(|_| word(row, "moderation")).transpose()?;
    let mut text: PrivateCell = row.get("text_sealed")?;
    if moderation == Some(Moderation::Rejected) {
        text.may_open = MayOpen::Members;
    }
    Ok(Statement {
        statement: row.get("statement")?,
        text,
        by: person(row, "author")?,
        moderation,
        reason: row.get("reason_sealed")?,
        last: Counts::default(),
        all: Counts::default(),
        occurred_at: column::parsed(row, "occurred_at")?,
        sequence: row.get("sequence")?,
    })
}

/// Every response of a consultation, in the order of the records.
///
/// # Errors
/// SQLite's.
pub fn responses(
    connection: &Connection,
    consultation: Uuid,
    filter: &ResponseFilter,
    part: Part<u64>,
) -> Result<Vec<Response>, Error> {
    let mut query = connection.prepare_cached(
        "SELECT * FROM response WHERE consultation = ?1 AND sequence > ?2
            AND (?3 IS NULL OR statement = ?3) AND (?4 IS NULL OR participant = ?4)
         ORDER BY sequence LIMIT ?5",
    )?;
    let participant = filter.participant.as_ref().map(number_of);
    let parameters: [&dyn ToSql; 5] =
        [&consultation.into_bytes(), &part.after.unwrap_or(0), &filter.statement, &participant, &part.limit];
    let responses = query.query_map(parameters, |row| {
        let value = match row.get("value")? {
            1_i64 => ResponseValue::Agree,
            0 => ResponseValue::Pass,
            _ => ResponseValue::Disagree,
        };
        Ok(Response {
            statement: row.get("statement")?,
            participant: person(row, "participant")?,
            value,
            occurred_at: Timestamp::from_us(row.get("occurred_us")?)
                .ok_or_else(|| rusqlite::Error::IntegralValueOutOfRange(0, 0))?,
            sequence: row.get("sequence")?,
        })
    })?;
    Ok(responses.collect::<Result<_, _>>()?)
}

/// Who took part in a consultation, by responding or by making statements, by pseudonym.
///
/// # Errors
/// SQLite's.
pub fn participants(
    connection: &Connection,
    consultation: Uuid,
    part: Part<&PersonId>,
) -> Result<Vec<Voice>, Error> {
    let mut query = connection.prepare_cached(
        "SELECT person, sum(responses) AS responses, sum(answered) AS answered, sum(made) AS made FROM (
            SELECT participant AS person, count(*) AS responses, 0 AS answered, 0 AS made
                FROM response WHERE consultation = ?1 GROUP BY participant
            UNION ALL SELECT participant, 0, count(*), 0
                FROM last_response WHERE consultation = ?1 GROUP BY participant
            UNION ALL SELECT author, 0, 0, count(*)
                FROM statement WHERE consultation = ?1 GROUP BY author)
         WHERE ?2 IS NULL OR person > ?2 GROUP BY person ORDER BY person LIMIT ?3",
    )?;
    let after = part.after.map(number_of);
    let voices = query.query_map(params![consultation.into_bytes(), after, part.limit], |row| {
        Ok(Voice {
            participant: person(row, "person")?,
            responses: row.get("responses")?,
            answered: row.get("answered")?,
            made: row.get("made")?,
        })
    })?;
    Ok(voices.collect::<Result<_, _>>()?)
}
