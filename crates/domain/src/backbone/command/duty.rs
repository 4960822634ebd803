//! What is asked of duties.

use crate::{backbone::duty::Duty, ids::Code, private::Private, time::Date};

/// Takes duties upon the initiative, in the place of those it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptDuties {
    /// Which.
    pub adopted: Adopted,
}

/// Duties by the name of their list, or each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adopted {
    /// Those of a preset.
    Preset(String),
    /// These, in byte order of their codes, each code once.
    List(Vec<Duty>),
}

/// Says that a duty was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetDuty {
    /// Which.
    pub duty: Code,
    /// On which day; today when none.
    pub on: Option<Date>,
    /// What shows it.
    pub evidence: Private,
}

/// The timer's word that a day of a duty has come. From the hub itself only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkDuty {
    /// Which.
    pub duty: Code,
    /// Its deadline, as the timer knew it.
    pub due: Date,
}
