//! What happens in measurement, as it is stored for ever.
//!
//! Knows no rules. To add an event: a variant, its type in [`Event::TYPES`](crate::decider::Event::TYPES), its
//! visibility, a golden file. A variant that has landed never changes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    definition::Definition,
    observation::Observation,
    period::{Period, PeriodType},
};
use crate::{
    decider,
    ids::{Code, OrgId},
    meta::Visibility,
};

/// An event of measurement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// An indicator was proposed.
    #[serde(rename = "measurement.IndicatorProposed.v1")]
    IndicatorProposed {
        /// Its code.
        code: Code,
        /// What it measures.
        definition: Box<Definition>,
    },
    /// A data set was defined.
    #[serde(rename = "measurement.DataSetDefined.v1")]
    DataSetDefined {
        /// Its code.
        code: Code,
        /// What is reported.
        indicators: BTreeSet<Code>,
        /// How long the periods are.
        period_type: PeriodType,
        /// Days after a period's last day until the data are due.
        due_after_days: u32,
        /// Days after a period's last day until nothing more is taken.
        closes_after_days: u32,
        /// What must be there.
        compulsory: BTreeSet<Code>,
    },
    /// The reporters of a data set were assigned: the whole list.
    #[serde(rename = "measurement.ReportersAssigned.v1")]
    ReportersAssigned {
        /// The data set.
        data_set: Code,
        /// Who reports.
        orgs: BTreeSet<OrgId>,
    },
    /// Values were recorded in a draft.
    #[serde(rename = "measurement.ObservationsRecorded.v1")]
    ObservationsRecorded {
        /// The data set.
        data_set: Code,
        /// Whose values.
        org: OrgId,
        /// Of when.
        period: Period,
        /// Which part of the recording this is, from 1.
        part: u32,
        /// How many parts the recording has, over all its periods.
        parts: u32,
        /// Whether values recorded before gave way.
        replaces: bool,
        /// At most 200 values.
        rows: Vec<Observation>,
    },
}

impl decider::Event for Event {
    const TYPES: &'static [&'static str] = &[
        "measurement.DataSetDefined.v1",
        "measurement.IndicatorProposed.v1",
        "measurement.ObservationsRecorded.v1",
        "measurement.ReportersAssigned.v1",
    ];

    fn visibility(&self) -> Visibility {
        match self {
            Self::IndicatorProposed { .. } => Visibility::Public,
            Self::DataSetDefined { .. } | Self::ReportersAssigned { .. } => Visibility::Members,
            Self::ObservationsRecorded { .. } => Visibility::Restricted,
        }
    }
}
