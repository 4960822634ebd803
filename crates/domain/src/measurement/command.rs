//! What can be asked of measurement.
//!
//! Knows no wire format. Shapes are checked before; the rows of a recording come as text, because every bad
//! row is named with its reason, and only the rules can tell.

use std::collections::BTreeSet;

use super::{definition::Definition, observation::ObsStatus, period::PeriodType};
use crate::ids::{Code, OrgId};

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
    /// Puts values into the drafts of the caller's organization, all or none.
    RecordObservations {
        /// The data set.
        data_set: Code,
        /// At most [`MAX_ROWS`].
        rows: Vec<Row>,
        /// Whether a key that has another value already takes this one in its place.
        replaces: bool,
    },
}

/// The most rows of one recording.
pub const MAX_ROWS: usize = 50_000;

/// One value as the caller wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
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
