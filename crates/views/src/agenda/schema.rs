//! The tables of the agenda.
//!
//! Consultations are keyed by the 16 bytes of their ids, and participants by those of their pseudonyms: there
//! are a hundred thousand responses. Responses are kept twice, all and last: both tallies are asked for.

use super::apply;
use crate::Schema;

/// The view of the agenda.
pub static SCHEMA: Schema = Schema {
    context: "agenda",
    version: 1,
    ddl: &[
        "CREATE TABLE agenda (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            standing TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, successor TEXT,
            sequence INTEGER NOT NULL
        ) STRICT",
        "CREATE TABLE section (section TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE goal (
            code TEXT PRIMARY KEY, statement TEXT NOT NULL, desired_condition TEXT NOT NULL, lead_sector TEXT
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE version (
            n INTEGER PRIMARY KEY, hash TEXT NOT NULL, decided_by TEXT NOT NULL, occurred_at TEXT NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT",
        "CREATE TABLE version_section (
            n INTEGER NOT NULL, section TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (n, section)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE version_goal (
            n INTEGER NOT NULL, code TEXT NOT NULL, statement TEXT NOT NULL, desired_condition TEXT NOT NULL,
            lead_sector TEXT, PRIMARY KEY (n, code)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE proposal (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject_ref TEXT NOT NULL, subject_hash TEXT NOT NULL,
            text TEXT NOT NULL, changes TEXT NOT NULL, rule TEXT NOT NULL, previous_round TEXT,
            status TEXT NOT NULL, is_public INTEGER NOT NULL, opens_at TEXT, closes_at TEXT, tz TEXT,
            is_extended INTEGER NOT NULL, electorate TEXT NOT NULL, result TEXT, tally TEXT,
            not_voting TEXT NOT NULL, outcome TEXT, withdrawn_reason TEXT, drafted_at TEXT NOT NULL,
            decided_at TEXT, sequence INTEGER NOT NULL, last_sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX proposal_in_order ON proposal (sequence)",
        "CREATE TABLE stance (
            proposal TEXT NOT NULL, sequence INTEGER NOT NULL, org TEXT NOT NULL, position TEXT NOT NULL,
            standing TEXT NOT NULL, occurred_at TEXT NOT NULL, reason_sealed TEXT,
            PRIMARY KEY (proposal, sequence)
        ) STRICT, WITHOUT ROWID",
        // Named where it is used (INDEXED BY): by itself SQLite goes through all stances a proposal ever had.
        "CREATE INDEX live_stance ON stance (proposal, org) WHERE standing = 'live'",
        "CREATE TABLE conflict (
            proposal TEXT NOT NULL, org TEXT NOT NULL, sequence INTEGER NOT NULL, occurred_at TEXT NOT NULL,
            nature_sealed TEXT NOT NULL, PRIMARY KEY (proposal, org)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE amendment (
            id TEXT PRIMARY KEY, proposal TEXT NOT NULL, section TEXT NOT NULL, base_hash TEXT NOT NULL,
            replacement TEXT NOT NULL, rationale_sealed TEXT NOT NULL, org TEXT, standing TEXT NOT NULL,
            reason_sealed TEXT, occurred_at TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX amendment_of_proposal ON amendment (proposal, sequence)",
        "CREATE TABLE timeline (
            stream TEXT NOT NULL, sequence INTEGER NOT NULL, event TEXT NOT NULL, type TEXT NOT NULL,
            occurred_at TEXT NOT NULL, recorded_at TEXT NOT NULL, actor TEXT NOT NULL,
            is_public INTEGER NOT NULL, PRIMARY KEY (stream, sequence)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE body (code TEXT PRIMARY KEY, name TEXT NOT NULL, seats TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE matter (
            id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT, kind TEXT NOT NULL, deciding_body TEXT NOT NULL,
            vocabulary TEXT, external TEXT, opened_at TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX matter_in_order ON matter (sequence)",
        "CREATE INDEX matter_by_source ON matter (vocabulary, external)",
        "CREATE TABLE decision (
            id TEXT PRIMARY KEY, matter TEXT NOT NULL, body TEXT NOT NULL, is_advisory INTEGER NOT NULL,
            rule TEXT NOT NULL, tally TEXT NOT NULL, stated_tally TEXT NOT NULL, computed_result TEXT NOT NULL,
            stated_result TEXT NOT NULL, agrees INTEGER NOT NULL, decided_on TEXT NOT NULL, minutes_ref TEXT,
            reverses TEXT, adopts TEXT, vocabulary TEXT, external TEXT, voters_vocabulary TEXT,
            positions TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX decision_of_matter ON decision (matter, decided_on, sequence)",
        "CREATE INDEX decision_by_source ON decision (vocabulary, external)",
        "CREATE TABLE consultation (
            id TEXT PRIMARY KEY, question TEXT NOT NULL, opens_at TEXT NOT NULL, closes_at TEXT,
            who TEXT NOT NULL, subject_ref TEXT NOT NULL, vocabulary TEXT, external TEXT,
            status TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX consultation_in_order ON consultation (sequence)",
        "CREATE INDEX consultation_by_source ON consultation (vocabulary, external)",
        "CREATE TABLE statement (
            consultation BLOB NOT NULL, statement TEXT NOT NULL, author BLOB NOT NULL,
            text_sealed TEXT NOT NULL, moderation TEXT, reason_sealed TEXT, occurred_at TEXT NOT NULL,
            sequence INTEGER NOT NULL, PRIMARY KEY (consultation, statement)
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX statement_in_order ON statement (consultation, sequence)",
        "CREATE TABLE response (
            consultation BLOB NOT NULL, sequence INTEGER NOT NULL, statement TEXT NOT NULL,
            participant BLOB NOT NULL, value INTEGER NOT NULL, occurred_us INTEGER NOT NULL,
            PRIMARY KEY (consultation, sequence)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE last_response (
            consultation BLOB NOT NULL, statement TEXT NOT NULL, participant BLOB NOT NULL,
            value INTEGER NOT NULL, occurred_us INTEGER NOT NULL, sequence INTEGER NOT NULL,
            PRIMARY KEY (consultation, statement, participant)
        ) STRICT, WITHOUT ROWID",
    ],
    apply: apply::apply,
};
