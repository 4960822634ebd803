//! What has come about in measurement, the plan and communication, as far as the phases of an initiative ask for it.
//!
//! Knows no events: each of these contexts folds its own (`measurement::facts`, `plan::facts`,
//! `communication::facts`).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ids::{Code, OrgId, StreamId},
    time::Timestamp,
};

/// What measurement's log of one initiative says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measurement {
    /// Of each indicator in use, the periods with a published value, as `YYYY-MM-DD_<length>`.
    pub published: BTreeMap<Code, BTreeSet<String>>,
}

/// What the plan's log of one initiative says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Whether there is one.
    pub is_begun: bool,
    /// The goals that each strategy serves.
    pub strategies: BTreeMap<Code, BTreeSet<Code>>,
    /// The activities that were not cancelled or merged into others.
    pub activities: BTreeMap<StreamId, Led>,
    /// What each organization has taken upon itself and neither fulfilled nor given up: activity and role.
    pub commitments: BTreeMap<OrgId, BTreeSet<(StreamId, &'static str)>>,
}

/// An activity and who is committed to lead it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Led {
    /// The strategy it stands under.
    pub strategy: Code,
    /// The organizations that have accepted to lead it.
    pub leads: BTreeSet<OrgId>,
}

impl Plan {
    /// The goals served by an activity that one of those organizations is committed to lead.
    pub fn led_goals(&self, may_lead: impl Fn(&OrgId) -> bool) -> BTreeSet<&Code> {
        let led = self.activities.values().filter(|activity| activity.leads.iter().any(&may_lead));
        led.filter_map(|activity| self.strategies.get(&activity.strategy)).flatten().collect()
    }
}

/// What communication's log of one initiative says of meetings of the full membership.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meetings {
    /// Those that are to come or were held.
    pub called: BTreeMap<StreamId, Called>,
    /// Those whose attendance was recorded, by the moment they were held.
    pub held: BTreeMap<Timestamp, StreamId>,
}

/// A meeting that was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Called {
    /// When it begins.
    pub start: Timestamp,
    /// Whether it recurs.
    pub recurs: bool,
}

impl Meetings {
    /// The last one that was held by that moment.
    pub fn last_held(&self, by: Timestamp) -> Option<(Timestamp, &StreamId)> {
        self.held.range(..=by).next_back().map(|(at, stream)| (*at, stream))
    }
}
