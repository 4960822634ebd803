//! The tables of the backbone's views.

use super::apply;
use crate::Schema;

/// The backbone's views, of the hub and of every initiative.
pub static SCHEMA: Schema = Schema {
    context: "backbone",
    version: 3,
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
        "CREATE TABLE seats (sequence INTEGER PRIMARY KEY, seat TEXT NOT NULL UNIQUE, body TEXT NOT NULL, \
         lived_experience INTEGER NOT NULL, created_us INTEGER NOT NULL) STRICT",
        "CREATE TABLE sittings (seat TEXT NOT NULL, sequence INTEGER NOT NULL, person TEXT NOT NULL, \
         org TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT NOT NULL, vacated_on TEXT, reason_sealed TEXT, \
         PRIMARY KEY (seat, sequence)) STRICT, WITHOUT ROWID",
        "CREATE TABLE employments (sequence INTEGER PRIMARY KEY, person TEXT NOT NULL, function TEXT NOT NULL, \
         fte_bp INTEGER NOT NULL, skills TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT, released_on TEXT, \
         reason_sealed TEXT) STRICT",
        "CREATE INDEX employments_by_person ON employments (person, sequence)",
        "CREATE TABLE support (sequence INTEGER PRIMARY KEY, support TEXT NOT NULL UNIQUE, org TEXT NOT NULL, \
         function TEXT NOT NULL, skills TEXT NOT NULL, what_sealed TEXT NOT NULL, by_day TEXT NOT NULL, \
         requested_us INTEGER NOT NULL, staff TEXT, assigned_us INTEGER, outcome_sealed TEXT, \
         closed_us INTEGER) STRICT",
        "CREATE TABLE functions (function TEXT NOT NULL, org TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT, \
         PRIMARY KEY (function, org, from_day)) STRICT, WITHOUT ROWID",
        "CREATE TABLE effort (sequence INTEGER PRIMARY KEY, function TEXT NOT NULL, org TEXT NOT NULL, \
         author TEXT, minutes INTEGER NOT NULL, on_day TEXT NOT NULL, note_sealed TEXT) STRICT",
        "CREATE INDEX effort_by_function ON effort (function, on_day)",
        "CREATE TABLE phases (sequence INTEGER PRIMARY KEY, from_phase TEXT NOT NULL, to_phase TEXT NOT NULL, \
         changed_us INTEGER NOT NULL, reason_sealed TEXT) STRICT",
        "CREATE TABLE phase_evidence (sequence INTEGER NOT NULL, place INTEGER NOT NULL, text_sealed TEXT NOT NULL, \
         PRIMARY KEY (sequence, place)) STRICT, WITHOUT ROWID",
        "CREATE TABLE duty_list (one INTEGER PRIMARY KEY CHECK (one = 1), preset TEXT, \
         adopted_us INTEGER NOT NULL) STRICT",
        "CREATE TABLE duties (code TEXT PRIMARY KEY, title TEXT NOT NULL, every_months INTEGER NOT NULL, \
         met_by TEXT NOT NULL, since TEXT NOT NULL, is_adopted INTEGER NOT NULL, last_met TEXT, cites TEXT, \
         evidence_sealed TEXT) STRICT, WITHOUT ROWID",
        "CREATE TABLE duty_missed (code TEXT NOT NULL, due TEXT NOT NULL, PRIMARY KEY (code, due)) \
         STRICT, WITHOUT ROWID",
        "CREATE TABLE charter (one INTEGER PRIMARY KEY CHECK (one = 1), hash TEXT NOT NULL, \
         decided_context TEXT NOT NULL, decided_id TEXT NOT NULL, adopted_us INTEGER NOT NULL, \
         review_due TEXT NOT NULL, reviewed_us INTEGER, note_sealed TEXT, adopted_sequence INTEGER NOT NULL) STRICT",
        "CREATE TABLE funding (sequence INTEGER PRIMARY KEY, funding TEXT NOT NULL UNIQUE, org TEXT NOT NULL, \
         amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT NOT NULL, \
         function TEXT, standing TEXT NOT NULL, pledged_us INTEGER NOT NULL, confirmed_us INTEGER, \
         lapsed_us INTEGER) STRICT",
        "CREATE TABLE ended_imports (context TEXT NOT NULL, stream TEXT NOT NULL, ended_us INTEGER NOT NULL, \
         PRIMARY KEY (context, stream)) STRICT, WITHOUT ROWID",
    ],
    apply: apply::apply,
};
