//! What happens in the plan, as it is stored for ever.
//!
//! Knows no rules. To add an event: a variant, its type in [`Event::TYPES`](crate::decider::Event::TYPES), its
//! visibility, a golden file. A variant that has landed never changes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    decider,
    ids::{Code, ExternalRef, OrgId},
    meta::Visibility,
    time::Date,
};

/// An event of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// The plan began.
    #[serde(rename = "plan.PlanCreated.v1")]
    PlanCreated {
        /// The version of the agenda it serves.
        agenda_version: u32,
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
    /// A strategy was defined.
    #[serde(rename = "plan.StrategyDefined.v1")]
    StrategyDefined {
        /// Its code.
        code: Code,
        /// Its title.
        title: String,
        /// The goals it serves.
        goals: BTreeSet<Code>,
    },
    /// An activity was proposed.
    #[serde(rename = "plan.ActivityProposed.v1")]
    ActivityProposed {
        /// Its code; none where the stream's id names it.
        code: Option<Code>,
        /// Its title.
        title: String,
        /// The strategy it belongs to.
        strategy: Code,
        /// Who would lead it.
        lead_org: Option<OrgId>,
        /// The first day.
        start: Date,
        /// The last day.
        end: Date,
        /// The indicators it should move.
        indicators: BTreeSet<Code>,
        /// What its source calls it.
        external_ref: Option<ExternalRef>,
    },
}

impl decider::Event for Event {
    const TYPES: &'static [&'static str] =
        &["plan.ActivityProposed.v1", "plan.PlanCreated.v1", "plan.StrategyDefined.v1"];

    fn visibility(&self) -> Visibility {
        match self {
            Self::PlanCreated { .. } | Self::StrategyDefined { .. } | Self::ActivityProposed { .. } => {
                Visibility::Public
            }
        }
    }
}
