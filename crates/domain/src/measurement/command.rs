//! What can be asked of measurement.
//!
//! Knows no wire format. Shapes are checked before; the rows of a recording come as text, because every bad
//! row is named with its reason, and only the rules can tell.

use std::collections::BTreeSet;

use super::{
    agreement::Agreement,
    decided::{DecidedBy, Submissions},
    definition::Definition,
    event::{CorrectionReason, Path},
    observation::{Key, ObsStatus},
    period::{Period, PeriodType},
    rule::RuleText,
};
use crate::{
    ids::{Code, OrgId, Uuid},
    private::Private,
    time::Date,
};

/// A command of measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Says what is to be measured.
    ProposeIndicator {
        /// The indicator's code.
        code: Code,
        /// What it measures.
        definition: Box<Definition>,
    },
    /// Puts an indicator into force.
    ActivateIndicator {
        /// The indicator.
        code: Code,
        /// By which decision.
        decided_by: DecidedBy,
    },
    /// Says otherwise what an indicator measures.
    ReviseDefinition(Box<ReviseDefinition>),
    /// Ends an indicator.
    RetireIndicator {
        /// The indicator.
        code: Code,
        /// The last period measured.
        last_period: Period,
        /// What is measured in its place.
        successor: Option<Code>,
        /// Submissions with values of it that are not published yet, as the service's own view has them.
        open_submissions: Vec<String>,
    },
    /// Says where an indicator begins.
    SetBaseline(SetBaseline),
    /// Says where an indicator is to go.
    SetTarget(Box<SetTarget>),
    /// Says which indicators are reported together, and until when.
    DefineDataSet {
        /// The data set's code.
        code: Code,
        /// What is reported.
        indicators: BTreeSet<Code>,
        /// How long the periods are.
        period_type: PeriodType,
        /// Days after a period's last day until the data are due.
        due_after_days: u32,
        /// Days after a period's last day until nothing more is taken.
        closes_after_days: u32,
        /// What must be there; among `indicators`.
        compulsory: BTreeSet<Code>,
    },
    /// Says who reports: the whole list, in place of the one before.
    AssignReporters {
        /// The data set.
        data_set: Code,
        /// At most 500.
        orgs: BTreeSet<OrgId>,
    },
    /// Says what values must agree.
    AddRule {
        /// The data set.
        data_set: Code,
        /// The rule as it is written.
        rule: Box<RuleText>,
    },
    /// Puts values into the drafts of an organization, all or none.
    RecordObservations {
        /// The data set.
        data_set: Code,
        /// Whose values; the caller's organization where none is named.
        org: Option<OrgId>,
        /// At most [`MAX_ROWS`].
        rows: Vec<Row>,
        /// Whether a key that has another value already takes this one in its place.
        replaces: bool,
        /// Whether it only says what would be in the way.
        is_dry_run: bool,
    },
    /// The same from a table as a reporter keeps it.
    RecordTable(Box<RecordTable>),
    /// Hands drafts in.
    SubmitData {
        /// Which.
        of: Submissions,
        /// What the organization says of them.
        attestation: Option<String>,
    },
    /// Gives data back.
    ReturnData {
        /// Which; one period.
        of: Submissions,
        /// Why.
        reason: Private,
        /// What is to be looked at again.
        cells: Vec<Key>,
    },
    /// Gives data up before they are public.
    AbandonData {
        /// Which.
        of: Submissions,
        /// Why.
        reason: Private,
    },
    /// Finds data right, as the first of two persons.
    ApproveData(Submissions),
    /// Makes data public, as the second person.
    PublishData(Submissions),
    /// Puts published data right.
    CorrectPublished(Box<CorrectPublished>),
    /// Says why a rule is broken.
    ExplainViolation(ViolationRef, Private),
    /// Lets a broken rule stand, as the second person.
    WaiveViolation(ViolationRef, Private),
    /// Tells what is behind a published figure.
    TellStory(Box<TellStory>),
    /// An organization agrees to share data.
    SignSharingAgreement(Box<Agreement>),
    /// An agreement ends.
    EndAgreement {
        /// Whose.
        org: Option<OrgId>,
        /// Which: the id that its signing answered.
        agreement: Uuid,
        /// The last day it is in force.
        on: Date,
    },
}

/// Another definition of an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviseDefinition {
    /// The indicator.
    pub code: Code,
    /// What it measures from then on: the whole definition.
    pub definition: Definition,
    /// Whether values before and after can be compared.
    pub comparable: bool,
    /// The first period that it is for.
    pub effective_period: Period,
    /// Why; needed where that period has begun.
    pub reason: Option<Private>,
}

/// Where an indicator begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetBaseline {
    /// The indicator.
    pub code: Code,
    /// Of when.
    pub period: Period,
    /// A decimal.
    pub value: String,
    /// Where it is from.
    pub source: String,
}

/// Where an indicator is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetTarget {
    /// The indicator.
    pub code: Code,
    /// By when.
    pub by_period: Period,
    /// A decimal.
    pub value: String,
    /// How it is to get there.
    pub path: Path,
    /// By which decision.
    pub decided_by: DecidedBy,
    /// Why, where it is against the indicator's direction.
    pub reason: Option<Private>,
}

/// Published data put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectPublished {
    /// The data set.
    pub data_set: Code,
    /// Whose; the caller's organization where none is named.
    pub org: Option<OrgId>,
    /// What is right; a row without value and mark takes the value away.
    pub rows: Vec<Row>,
    /// Why.
    pub reason: CorrectionReason,
    /// More about it.
    pub note: Option<Private>,
}

/// A broken rule in one submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViolationRef {
    /// The data set.
    pub data_set: Code,
    /// Whose; the caller's organization where none is named.
    pub org: Option<OrgId>,
    /// Of when.
    pub period: Period,
    /// The rule's number.
    pub rule: u32,
    /// The area.
    pub area_code: Option<Code>,
}

/// What is behind a published figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TellStory {
    /// The data set.
    pub data_set: Code,
    /// Whose; the caller's organization where none is named.
    pub org: Option<OrgId>,
    /// Of when.
    pub period: Period,
    /// The indicator.
    pub indicator: Code,
    /// The revision it is about.
    pub revision: u32,
    /// What happened.
    pub story: String,
    /// What works.
    pub what_works: Option<String>,
    /// What is done next.
    pub next_steps: Vec<String>,
}

/// Values from a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordTable {
    /// The data set.
    pub data_set: Code,
    /// Whose values, where the table does not say; the caller's organization where none is named.
    pub org: Option<OrgId>,
    /// What it says.
    pub table: Table,
    /// Whether a key that has another value already takes this one in its place.
    pub replaces: bool,
    /// Whether numbers have a decimal comma.
    pub decimal_comma: bool,
    /// Whether it only says what would be in the way.
    pub is_dry_run: bool,
}

/// A table as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of its columns.
    pub columns: Vec<String>,
    /// At most [`MAX_ROWS`].
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableRow {
    /// Counted as the table counts it.
    pub number: u32,
    /// Its cells in the order of the columns.
    pub cells: Vec<String>,
    /// Why it could not be read, such as a cell too few.
    pub broken: Option<String>,
}

/// The most rows of one recording.
pub const MAX_ROWS: usize = 50_000;

/// One value as the caller wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Whose value; the organization of the whole recording where none is named.
    pub org: Option<String>,
    /// The indicator's code.
    pub indicator: String,
    /// The period's first day.
    pub period_start: String,
    /// The period's length in ISO 8601.
    pub period_length: String,
    /// The area's code.
    pub area_code: Option<String>,
    /// Disaggregation and code.
    pub dims: Vec<(String, String)>,
    /// The value, none where there is none.
    pub value: Option<String>,
    /// The mark on it; normal when none.
    pub obs_status: Option<ObsStatus>,
    /// Above the line of a rate.
    pub numerator: Option<String>,
    /// Below the line of a rate.
    pub denominator: Option<String>,
}
