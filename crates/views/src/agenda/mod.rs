//! The agenda as it can be read: the text and its versions, proposals, matters, consultations.
//!
//! `schema.rs` has the tables, `apply/` fills them, one file for each part; `document.rs`, `proposals.rs`,
//! `rooms.rs`, `consultations.rs`, `timeline.rs` read them. Knows no rule: what a record says is taken as it
//! is. To add a table: its DDL, what fills it, a query, a higher version.

mod apply;
mod consultations;
mod document;
mod proposals;
mod rooms;
mod schema;
#[cfg(test)]
mod tests;
mod timeline;

use consultations::number_of;
pub use consultations::{
    Consultation, Counts, Response, ResponseFilter, Statement, StatementFilter, Totals, Voice, consultation,
    consultations, participants, responses, statements, totals,
};
pub use document::{Agenda, Version, agenda, version, versions};
pub use proposals::{
    Amendment, Conflict, Outcome, Proposal, ProposalFilter, Stance, amendments, conflicts, proposal,
    proposals, stances,
};
pub use rooms::{
    Body, Matter, MatterFilter, MeetingDecision, Voters, bodies, decision, decisions, matter, matters,
};
pub use schema::SCHEMA;
pub use timeline::{Entry, timeline};

use domain::{
    agenda::value::Named,
    ids::{ExternalRef, Uuid},
};
use rusqlite::{Connection, OptionalExtension, Row, types::Type};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value},
};

use crate::{Error, column};

/// Who reads: drafts and amendments are the members'.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The public.
    Anyone,
    /// The initiative's organizations.
    Member,
}

impl Reader {
    fn is_member(self) -> bool {
        self == Self::Member
    }
}

/// One part of a list: at most `limit` entries whose key comes after `after`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<K> {
    /// At most so many.
    pub limit: u32,
    /// The key of the last entry of the part before; none for the first part.
    pub after: Option<K>,
}

impl<K> Part<K> {
    /// The first so many.
    pub fn first(limit: u32) -> Self {
        Self { limit, after: None }
    }
}

/// What a source calls an aggregate, from the columns `vocabulary` and `external`.
fn external_ref(row: &Row<'_>) -> rusqlite::Result<Option<ExternalRef>> {
    let (vocabulary, code): (Option<String>, Option<String>) = (row.get("vocabulary")?, row.get("external")?);
    Ok(vocabulary.zip(code).map(|(vocabulary, code)| ExternalRef { vocabulary, code }))
}

/// The id of an aggregate that may be named by its source. The table is ours, never a caller's.
fn find(connection: &Connection, table: &'static str, name: &Named) -> Result<Option<Uuid>, Error> {
    let name = match name {
        Named::Id(id) => return Ok(Some(*id)),
        Named::External(name) => name,
    };
    let sql = format!("SELECT id FROM {table} WHERE vocabulary = ?1 AND external = ?2 ORDER BY sequence");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_row([&name.vocabulary, &name.code], |row| column::parsed(row, "id")).optional()?)
}

/// A value of a closed list, in a column that holds its word.
fn word<T: for<'de> Deserialize<'de>>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    let word: value::StrDeserializer<'_, value::Error> = text.as_str().into_deserializer();
    T::deserialize(word).map_err(|error| {
        let place = row.as_ref().column_index(column).unwrap_or_default();
        rusqlite::Error::FromSqlConversionFailure(place, Type::Text, Box::new(error))
    })
}
