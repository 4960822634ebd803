//! The tables of the backbone's views.

use super::apply;
use crate::Schema;

/// The backbone's views, of the hub and of every initiative.
pub static SCHEMA: Schema = Schema {
    context: "backbone",
    version: 1,
    ddl: &[
        "CREATE TABLE organizations (org TEXT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, \
         sector TEXT NOT NULL, vocabulary TEXT, external_code TEXT, succeeded_by TEXT, succeeded_on TEXT, \
         registered_us INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE INDEX organizations_by_code ON organizations (code, org)",
        "CREATE TABLE organization_names (org TEXT NOT NULL, sequence INTEGER NOT NULL, name TEXT NOT NULL, \
         from_day TEXT, PRIMARY KEY (org, sequence)) STRICT, WITHOUT ROWID",
        "CREATE TABLE initiatives (slug TEXT PRIMARY KEY, name TEXT NOT NULL, problem TEXT NOT NULL, \
         field TEXT NOT NULL, area TEXT NOT NULL, convener TEXT NOT NULL, registered_us INTEGER NOT NULL) \
         STRICT, WITHOUT ROWID",
        "CREATE TABLE accounts (account TEXT PRIMARY KEY, opened_us INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE keys (sequence INTEGER PRIMARY KEY, key_id TEXT NOT NULL UNIQUE, holder TEXT NOT NULL, \
         roles TEXT NOT NULL, minted_us INTEGER NOT NULL, expires_us INTEGER NOT NULL, revoked_us INTEGER) STRICT",
        "CREATE INDEX keys_by_holder ON keys (holder, sequence)",
        "CREATE TABLE assessments (sequence INTEGER PRIMARY KEY, assessment TEXT NOT NULL UNIQUE, \
         started_us INTEGER NOT NULL, concluded_us INTEGER, verdict TEXT, concluded_at_sequence INTEGER) STRICT",
        "CREATE TABLE assessors (assessment TEXT NOT NULL, org TEXT NOT NULL, PRIMARY KEY (assessment, org)) \
         STRICT, WITHOUT ROWID",
        "CREATE TABLE scores (assessment TEXT NOT NULL, org TEXT NOT NULL, factor TEXT NOT NULL, \
         score INTEGER NOT NULL, confidence TEXT NOT NULL, evidence_sealed TEXT, scored_us INTEGER NOT NULL, \
         PRIMARY KEY (assessment, org, factor)) STRICT, WITHOUT ROWID",
        "CREATE TABLE factor_results (assessment TEXT NOT NULL, factor TEXT NOT NULL, \
         median_doubled INTEGER NOT NULL, spread INTEGER NOT NULL, PRIMARY KEY (assessment, factor)) \
         STRICT, WITHOUT ROWID",
        "CREATE TABLE launch (one INTEGER PRIMARY KEY CHECK (one = 1), launched_us INTEGER NOT NULL, \
         assessment TEXT, request TEXT, decided_context TEXT, decided_id TEXT, reason_sealed TEXT) STRICT",
        "CREATE TABLE members (org TEXT PRIMARY KEY, standing TEXT NOT NULL, since_us INTEGER, \
         until_us INTEGER, signatory TEXT, reason_sealed TEXT) STRICT, WITHOUT ROWID",
        "CREATE TABLE persons (person TEXT PRIMARY KEY, org TEXT NOT NULL, name_sealed TEXT NOT NULL, \
         email_sealed TEXT NOT NULL, registered_us INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE INDEX persons_by_org ON persons (org, person)",
        "CREATE TABLE grants (sequence INTEGER PRIMARY KEY, grant_id TEXT NOT NULL UNIQUE, \
         holder TEXT NOT NULL, role TEXT NOT NULL, org TEXT, from_us INTEGER NOT NULL, to_us INTEGER, \
         revoked_us INTEGER, request TEXT, source TEXT) STRICT",
        "CREATE INDEX grants_by_holder ON grants (holder, sequence)",
        "CREATE TABLE requests (sequence INTEGER PRIMARY KEY, request TEXT NOT NULL UNIQUE, \
         event TEXT NOT NULL, purpose TEXT NOT NULL, about TEXT, actor TEXT NOT NULL, \
         asked_us INTEGER NOT NULL, completed_us INTEGER, reason_sealed TEXT) STRICT",
        "CREATE TABLE ended_imports (context TEXT NOT NULL, stream TEXT NOT NULL, ended_us INTEGER NOT NULL, \
         PRIMARY KEY (context, stream)) STRICT, WITHOUT ROWID",
    ],
    apply: apply::apply,
};
