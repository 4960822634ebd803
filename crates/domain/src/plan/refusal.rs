//! Why the plan says no. Each variant is one stable reason.
//!
//! Knows no status codes. To add a refusal: a variant, its reason, kind and catalogue entry, and a test.

use std::collections::BTreeMap;

use crate::{
    decider::{self, RefusalKind},
    ids::{Code, OrgId, Uuid},
    time::Date,
};

/// A rule of the plan that says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each says what it is")]
pub enum Refusal {
    #[error("version {asked} of the agenda is not adopted; the adopted version is {adopted} (0: none yet)")]
    AgendaNotAdopted { asked: u32, adopted: u32 },
    #[error(
        "the plan would end on {to}, before it begins on {from}; accepted is an end on that day or later"
    )]
    ToBeforeFrom { from: Date, to: Date },
    #[error("the initiative has a plan already; define its strategies and activities")]
    PlanExists,
    #[error("the initiative has no plan yet; create it first")]
    NoPlan,
    #[error("the strategy {code} is defined otherwise already; choose another code")]
    StrategyCodeTaken { code: Code },
    #[error("the agenda has no goal {code}; name goals that stand in it")]
    UnknownGoal { code: Code },
    #[error("the plan has no strategy {code}; define it first")]
    UnknownStrategy { code: Code },
    #[error("the activity {key} is proposed otherwise already; choose another code")]
    ActivityCodeTaken { key: String },
    #[error("{org} is not a member of the initiative; accepted is an organization that has joined")]
    NotAMember { org: OrgId },
    #[error("the activity would end on {end}, before it starts on {start}; accepted is that day or later")]
    EndBeforeStart { start: Date, end: Date },
    #[error("the plan runs from {from} to {to}; accepted are activities within these days")]
    OutsidePlanWindow { from: Date, to: Date },
}

impl decider::Refusal for Refusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::AgendaNotAdopted { .. } => "agenda_not_adopted",
            Self::ToBeforeFrom { .. } => "to_before_from",
            Self::PlanExists => "plan_exists",
            Self::NoPlan => "no_plan",
            Self::StrategyCodeTaken { .. } => "strategy_code_taken",
            Self::UnknownGoal { .. } => "unknown_goal",
            Self::UnknownStrategy { .. } => "unknown_strategy",
            Self::ActivityCodeTaken { .. } => "activity_code_taken",
            Self::NotAMember { .. } => "not_a_member",
            Self::EndBeforeStart { .. } => "end_before_start",
            Self::OutsidePlanWindow { .. } => "outside_plan_window",
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Self::PlanExists | Self::StrategyCodeTaken { .. } | Self::ActivityCodeTaken { .. } => {
                RefusalKind::Exists
            }
            Self::ToBeforeFrom { .. } => RefusalKind::Malformed,
            Self::UnknownGoal { .. } => RefusalKind::NotFound,
            Self::OutsidePlanWindow { .. } => RefusalKind::OutOfRange,
            _ => RefusalKind::Rule,
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::AgendaNotAdopted { .. } => Some("agenda_version"),
            Self::ToBeforeFrom { .. } => Some("to"),
            Self::PlanExists | Self::NoPlan => None,
            Self::StrategyCodeTaken { .. } | Self::ActivityCodeTaken { .. } => Some("code"),
            Self::UnknownGoal { .. } => Some("goals"),
            Self::UnknownStrategy { .. } => Some("strategy"),
            Self::NotAMember { .. } => Some("lead_org"),
            Self::EndBeforeStart { .. } => Some("end"),
            Self::OutsidePlanWindow { .. } => Some("start"),
        }
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        let pairs = match self {
            Self::AgendaNotAdopted { asked, adopted } => {
                vec![("asked", asked.to_string()), ("adopted", adopted.to_string())]
            }
            Self::StrategyCodeTaken { code }
            | Self::UnknownGoal { code }
            | Self::UnknownStrategy { code } => {
                vec![("code", code.to_string())]
            }
            Self::ActivityCodeTaken { key } => vec![("activity", key.clone())],
            Self::NotAMember { org } => vec![("org", org.to_string())],
            Self::OutsidePlanWindow { from, to } => vec![("from", from.to_string()), ("to", to.to_string())],
            Self::ToBeforeFrom { .. } | Self::EndBeforeStart { .. } | Self::PlanExists | Self::NoPlan => {
                Vec::new()
            }
        };
        pairs.into_iter().collect()
    }

    fn catalogue() -> Vec<Self> {
        let Ok(code) = "CODE".parse::<Code>() else { return Vec::new() };
        let (from, to) = (Date::ZERO, Date::ZERO);
        vec![
            Self::AgendaNotAdopted { asked: 1, adopted: 0 },
            Self::ToBeforeFrom { from, to },
            Self::PlanExists,
            Self::NoPlan,
            Self::StrategyCodeTaken { code: code.clone() },
            Self::UnknownGoal { code: code.clone() },
            Self::UnknownStrategy { code },
            Self::ActivityCodeTaken { key: "CODE".to_owned() },
            Self::NotAMember { org: OrgId::from_uuid(Uuid::nil()) },
            Self::EndBeforeStart { start: from, end: to },
            Self::OutsidePlanWindow { from, to },
        ]
    }
}
