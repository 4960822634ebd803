//! The files of a conversation, as rows of commands in the order they are sent.
//!
//! Knows columns by the mapping alone, and no hub. Every bad row is found here, before anything is sent.

use std::collections::BTreeSet;

use domain::{
    agenda::{MAX_STATEMENT_KEY, value::Moderation},
    text::{self, Bound},
    time::Timestamp,
};
use wire::pb::agenda as pb;

use super::Files;
use crate::{
    failure::Failure,
    import::{
        faults::{Faults, Place, lines},
        mapping::{Consultation, Summary},
        table::{Row, Source, Table},
    },
};

/// A conversation, ready to be sent.
#[derive(Debug)]
pub struct Conversation {
    /// Whose codes the participants are: of this conversation alone.
    pub participants: String,
    /// Whose code the conversation's is.
    pub vocabulary: String,
    /// What the source calls it.
    pub code: String,
    /// What is asked.
    pub question: String,
    /// Who may take part.
    pub who: pb::Audience,
    /// Whether it is over.
    pub is_closed: bool,
    /// The moment of the first statement or response.
    pub opens_at: Timestamp,
    /// The moment of the last.
    pub ends_at: Timestamp,
    /// The statements in order of time.
    pub statements: Vec<pb::StatementRow>,
    /// The responses in order of time.
    pub responses: Vec<pb::ResponseRow>,
    /// The moderations in the order of the statements.
    pub moderations: Vec<pb::ModerationRow>,
    /// The hash of the file of statements.
    pub comments_hash: String,
    /// The hash of the file of responses.
    pub votes_hash: String,
}

/// A row and when it happened, until the rows are in order.
struct Timed<R> {
    at: Timestamp,
    row: R,
}

/// Reads the files.
///
/// # Errors
/// A file cannot be read, a column is missing, or rows are not taken: all of them are named.
pub fn read(
    files: &Files,
    vocabulary: &str,
    mapping: &Consultation,
    now: Timestamp,
) -> Result<Conversation, Failure> {
    let comments = Table::read(&files.comments)?;
    let votes = Table::read(&files.votes)?;
    let (question, code) = heading(files, mapping.summary.as_ref())?;
    let mut faults = Faults::new(now);
    let (statements, moderations) = statements(&comments, mapping, &mut faults)?;
    let keys = statements.iter().map(|timed| timed.row.statement.as_str()).collect();
    let responses = responses(&votes, mapping, &keys, &mut faults)?;
    faults.finish()?;
    let moments = || statements.iter().map(|timed| timed.at).chain(responses.iter().map(|timed| timed.at));
    let nothing = || Failure::Usage(format!("{} holds no statement", comments.file));
    let opens_at = moments().min().ok_or_else(nothing)?;
    let ends_at = moments().max().ok_or_else(nothing)?;
    Ok(Conversation {
        participants: format!("{vocabulary}/{code}"),
        vocabulary: vocabulary.to_owned(),
        code,
        question,
        who: wire::agenda::audience(mapping.who),
        is_closed: mapping.is_closed,
        opens_at,
        ends_at,
        statements: in_order(statements),
        responses: in_order(responses),
        moderations,
        comments_hash: comments.hash,
        votes_hash: votes.hash,
    })
}

/// By time; rows of one moment stay in the order of the file.
fn in_order<R>(mut rows: Vec<Timed<R>>) -> Vec<R> {
    rows.sort_by_key(|timed| timed.at);
    rows.into_iter().map(|timed| timed.row).collect()
}

type Statements = (Vec<Timed<pb::StatementRow>>, Vec<pb::ModerationRow>);

fn statements(table: &Table, mapping: &Consultation, faults: &mut Faults) -> Result<Statements, Failure> {
    let columns = &mapping.statements;
    let (key, author) = (table.column(&columns.statement)?, table.column(&columns.author)?);
    let (text, moment) = (table.column(&columns.text)?, table.column(&columns.moment)?);
    let moderation = columns.moderation.as_ref().map(|name| table.column(name)).transpose()?;
    let (mut rows, mut moderated) = (Vec::with_capacity(table.len()), Vec::new());
    let mut seen = BTreeSet::new();
    for row in table.rows() {
        let statement = faults.take(row.place, &key.name, statement_key(row.cell(&key)));
        if let Some(statement) = &statement
            && !seen.insert(statement.clone())
        {
            faults.add(
                row.place,
                &key.name,
                format!("`{statement}` stands in a row above; accepted is each once"),
            );
        }
        let by = faults.text(row.place, &author.name, row.cell(&author), Bound::Title);
        let text = faults.text(row.place, &text.name, row.cell(&text), Bound::Reason);
        let at = moment_of(row, row.cell(&moment), &moment.name, mapping, faults);
        let word = row.cell_of(moderation.as_ref());
        let verdict = faults.take(row.place, "moderation", moderation_of(word, mapping));
        let (Some(statement), Some(by), Some(text), Some(at)) = (statement, by, text, at) else { continue };
        if let Some(Some(verdict)) = verdict {
            let moderation = i32::from(wire::agenda::moderation(Some(verdict)));
            moderated.push(pb::ModerationRow {
                statement: statement.clone(),
                moderation,
                reason: String::new(),
            });
        }
        rows.push(Timed { at, row: pb::StatementRow { statement, text, by, occurred_at: at.to_string() } });
    }
    Ok((rows, moderated))
}

fn responses(
    table: &Table,
    mapping: &Consultation,
    statements: &BTreeSet<&str>,
    faults: &mut Faults,
) -> Result<Vec<Timed<pb::ResponseRow>>, Failure> {
    let columns = &mapping.responses;
    let (key, participant) = (table.column(&columns.statement)?, table.column(&columns.participant)?);
    let (value, moment) = (table.column(&columns.value)?, table.column(&columns.moment)?);
    let mut rows = Vec::with_capacity(table.len());
    for row in table.rows() {
        let statement = row.cell(&key);
        if !statements.contains(statement) {
            faults.add(row.place, &key.name, format!("`{statement}` is no statement of the other file"));
        }
        let participant = faults.text(row.place, &participant.name, row.cell(&participant), Bound::Title);
        let word = row.cell(&value);
        let meant = mapping.values.get(word).copied();
        if meant.is_none() {
            faults.add(row.place, &value.name, unknown(word, mapping.values.keys()));
        }
        let at = moment_of(row, row.cell(&moment), &moment.name, mapping, faults);
        let (Some(participant), Some(meant), Some(at)) = (participant, meant, at) else { continue };
        let value = i32::from(wire::agenda::response_value(meant));
        let statement = statement.to_owned();
        rows.push(Timed {
            at,
            row: pb::ResponseRow { statement, participant, value, occurred_at: at.to_string() },
        });
    }
    Ok(rows)
}

fn moment_of(
    row: Row<'_>,
    cell: &str,
    column: &str,
    mapping: &Consultation,
    faults: &mut Faults,
) -> Option<Timestamp> {
    let read = mapping.moments.read(cell).map_err(|accepted| format!("is `{cell}`; {accepted}"));
    let at = faults.take(row.place, column, read)?;
    faults.past(row.place, column, at)
}

fn statement_key(cell: &str) -> Result<String, String> {
    let is_key = (1..=MAX_STATEMENT_KEY).contains(&cell.len())
        && cell.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    let accepted = || format!("is `{cell}`; accepted are 1 to {MAX_STATEMENT_KEY} of a-z, A-Z, 0-9, _, -, .");
    is_key.then(|| cell.to_owned()).ok_or_else(accepted)
}

fn moderation_of(word: &str, mapping: &Consultation) -> Result<Option<Moderation>, String> {
    if word.is_empty() || mapping.unmoderated.iter().any(|none| none == word) {
        return Ok(None);
    }
    let known = mapping.moderations.get(word).copied();
    known.map(Some).ok_or_else(|| unknown(word, mapping.moderations.keys().chain(&mapping.unmoderated)))
}

fn unknown<'a>(word: &str, accepted: impl Iterator<Item = &'a String>) -> String {
    let accepted: Vec<&str> = accepted.map(String::as_str).collect();
    format!("is `{word}`; accepted are {}", accepted.join(", "))
}

/// The question and the conversation's code.
fn heading(files: &Files, mapping: Option<&Summary>) -> Result<(String, String), Failure> {
    let source = files.summary.as_deref().map(Source::read).transpose()?;
    let pairs = source.as_ref().map_or(Ok(Vec::new()), |source| source.pairs())?;
    let value = |key: &str| {
        let pair = pairs.iter().find(|pair| pair.get(0).is_some_and(|name| name.trim() == key));
        pair.and_then(|pair| pair.get(1)).unwrap_or_default().trim()
    };
    let code = mapping.map_or("", |mapping| value(&mapping.code)).rsplit('/').next().unwrap_or_default();
    let code = files.code.as_deref().filter(|code| !code.is_empty()).unwrap_or(code);
    let code = if code.is_empty() { &files.initiative } else { code };
    let question = match (&files.question, mapping) {
        (Some(question), _) => question.clone(),
        (None, Some(mapping)) => first_that_fits(&mapping.question, value),
        (None, None) => String::new(),
    };
    let question = if question.is_empty() { code.to_owned() } else { question };
    let place = Place { file: source.as_ref().map_or("the question", |source| &source.name), row: 1 };
    let mut faults = Faults::new(Timestamp::from_date(domain::time::Date::MAX));
    let question = faults.text(place, "question", &question, Bound::Reason);
    let code = faults.text(place, "code", code, Bound::Title);
    faults.finish()?;
    question.zip(code).ok_or_else(|| Failure::Usage("the conversation has no question".to_owned()))
}

/// As many of the texts as a question takes, from the first on.
fn first_that_fits<'a>(keys: &[String], value: impl Fn(&str) -> &'a str) -> String {
    let texts: Vec<String> =
        keys.iter().map(|key| lines(value(key))).filter(|text| !text.is_empty()).collect();
    let longest =
        (1..=texts.len()).rev().filter_map(|count| texts.get(..count)).map(|some| some.join("\n\n"));
    longest.into_iter().find(|text| text::required(text, Bound::Reason).is_ok()).unwrap_or_default()
}
