//! What can be asked of the plan.
//!
//! Knows no wire format; shapes (texts, codes, dates) are checked before.

use std::collections::BTreeSet;

use crate::{
    ids::{Code, ExternalRef, OrgId},
    time::Date,
};

/// A command of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Begins the initiative's plan under an adopted agenda.
    CreatePlan {
        /// The version of the agenda, from 1.
        agenda_version: u32,
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
    /// Names a way to reach some goals.
    DefineStrategy {
        /// Its code.
        code: Code,
        /// Its title.
        title: String,
        /// The agenda's goals it serves.
        goals: BTreeSet<Code>,
    },
    /// Proposes something to be done.
    ProposeActivity {
        /// Its code; without one it gets an id.
        code: Option<Code>,
        /// What it is.
        activity: NewActivity,
    },
}

/// An activity as it is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewActivity {
    /// Its title.
    pub title: String,
    /// The strategy it belongs to.
    pub strategy: Code,
    /// Who would lead it.
    pub lead_org: Option<OrgId>,
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
    /// The indicators it should move.
    pub indicators: BTreeSet<Code>,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
}
