//! What is said of meetings in commands, events and states alike.
//!
//! Knows no rule. These are stored for ever: a value that has landed keeps its word.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::thread::Subject;
use crate::{ids::OrgId, meta::ContextName, private::Private};

/// Of whom a meeting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Every member.
    FullMembership,
    /// Those who steer.
    Steering,
    /// Those who work on one thing.
    WorkingGroup,
}

impl Kind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FullMembership => "full_membership",
            Self::Steering => "steering",
            Self::WorkingGroup => "working_group",
        }
    }
}

/// A point of a meeting's agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// Its title.
    pub title: String,
    /// How long it is to take.
    pub minutes: u32,
    /// What it is about.
    pub subject: Option<Subject>,
    /// Whether something is to be decided.
    pub decision_needed: bool,
}

/// How an organization attended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attended {
    /// It was there.
    Present,
    /// It said that it would not be.
    Apologies,
    /// It was not there.
    Absent,
}

impl Attended {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Apologies => "apologies",
            Self::Absent => "absent",
        }
    }
}

/// The organizations that attended in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// How.
    pub attended: Attended,
    /// Which.
    pub orgs: BTreeSet<OrgId>,
}

/// A record that minutes rest on, of another context of the initiative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cite {
    /// In whose log.
    pub context: ContextName,
    /// Its sequence there.
    pub sequence: u64,
}

/// A passage of minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MinutesItem {
    /// What was said.
    pub text: Private,
    /// The records it rests on.
    pub cites: BTreeSet<Cite>,
}

/// How an action item ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It will not be.
    Dropped,
}

impl Outcome {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }
}
