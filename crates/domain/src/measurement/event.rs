//! What happens in measurement, as it is stored for ever.
//!
//! Knows no rules. To add an event: a variant, its type in [`Event::TYPES`](crate::decider::Event::TYPES), its
//! visibility, a golden file. A variant that has landed never changes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use super::public_row::{Change, CorrectionReason, Path, PublicRow, Reading};
use super::{
    decided::DecidedBy,
    definition::Definition,
    observation::{Key, Observation},
    period::{Period, PeriodType},
    rule::{RuleText, Severity},
};
use crate::{
    decider,
    ids::{Code, OrgId, PersonId, Uuid},
    meta::{Scope, Visibility},
    private::{Field, KeyOf, Owner, Private},
    time::Date,
};

/// An event of measurement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
#[expect(missing_docs, reason = "the fields are those of the commands, described there")]
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
    /// An indicator is in force.
    #[serde(rename = "measurement.IndicatorActivated.v1")]
    IndicatorActivated { code: Code, decided_by: DecidedBy },
    /// An indicator measures otherwise from a period on; the whole definition.
    #[serde(rename = "measurement.DefinitionRevised.v1")]
    DefinitionRevised {
        code: Code,
        version: u32,
        definition: Box<Definition>,
        comparable: bool,
        effective_period: Period,
        reason: Option<Private>,
    },
    /// Values from a period on cannot be compared with those before.
    #[serde(rename = "measurement.SeriesBreakMarked.v1")]
    SeriesBreakMarked { code: Code, version: u32, period: Period },
    /// An indicator has ended.
    #[serde(rename = "measurement.IndicatorRetired.v1")]
    IndicatorRetired { code: Code, last_period: Period, successor: Option<Code> },
    /// Where an indicator begins.
    #[serde(rename = "measurement.BaselineSet.v1")]
    BaselineSet { code: Code, period: Period, value: String, source: String },
    /// Where an indicator is to go.
    #[serde(rename = "measurement.TargetSet.v1")]
    TargetSet {
        code: Code,
        by_period: Period,
        value: String,
        path: Path,
        decided_by: DecidedBy,
        reason: Option<Private>,
    },
    /// Values of a data set must agree in one more way; rules are numbered from 1.
    #[serde(rename = "measurement.RuleAdded.v1")]
    RuleAdded { data_set: Code, number: u32, rule: RuleText },
    /// A draft was handed in.
    #[serde(rename = "measurement.DataSubmitted.v1")]
    DataSubmitted {
        data_set: Code,
        org: OrgId,
        period: Period,
        completeness_bp: u32,
        on_time: bool,
        attestation: Option<String>,
    },
    /// It was given back.
    #[serde(rename = "measurement.DataReturned.v1")]
    DataReturned { data_set: Code, org: OrgId, period: Period, reason: Private, cells: Vec<Key> },
    /// It was given up before it was public: its values are no more.
    #[serde(rename = "measurement.DataAbandoned.v1")]
    DataAbandoned { data_set: Code, org: OrgId, period: Period, reason: Private },
    /// An indicator is reported in a data set, and in no other.
    #[serde(rename = "measurement.IndicatorAssigned.v1")]
    IndicatorAssigned { code: Code, data_set: Code },
    /// It was found right: the first of two acts.
    #[serde(rename = "measurement.DataApproved.v1")]
    DataApproved { data_set: Code, org: OrgId, period: Period },
    /// The public table, what may not be seen already taken out.
    #[serde(rename = "measurement.DataPublished.v1")]
    DataPublished {
        data_set: Code,
        org: OrgId,
        period: Period,
        revision: u32,
        part: u32,
        parts: u32,
        rows: Vec<PublicRow>,
    },
    /// Published data were put right.
    #[serde(rename = "measurement.DataRevised.v1")]
    DataRevised {
        data_set: Code,
        org: OrgId,
        period: Period,
        revision: u32,
        reason: CorrectionReason,
        note: Option<Private>,
        part: u32,
        parts: u32,
        changes: Vec<Change>,
    },
    /// The public rows that read otherwise since.
    #[serde(rename = "measurement.RevisionPublished.v1")]
    RevisionPublished {
        data_set: Code,
        org: OrgId,
        period: Period,
        revision: u32,
        reason: CorrectionReason,
        part: u32,
        parts: u32,
        rows: Vec<PublicRow>,
    },
    /// Values break a rule.
    #[serde(rename = "measurement.ViolationRaised.v1")]
    ViolationRaised {
        data_set: Code,
        org: OrgId,
        period: Period,
        rule: u32,
        area_code: Option<Code>,
        severity: Severity,
    },
    /// Values do not break it any more.
    #[serde(rename = "measurement.ViolationFixed.v1")]
    ViolationFixed { data_set: Code, org: OrgId, period: Period, rule: u32, area_code: Option<Code> },
    /// Somebody said why a rule is broken: the first of two acts.
    #[serde(rename = "measurement.ViolationExplained.v1")]
    ViolationExplained {
        data_set: Code,
        org: OrgId,
        period: Period,
        rule: u32,
        area_code: Option<Code>,
        reason: Private,
    },
    /// It may stand.
    #[serde(rename = "measurement.ViolationWaived.v1")]
    ViolationWaived {
        data_set: Code,
        org: OrgId,
        period: Period,
        rule: u32,
        area_code: Option<Code>,
        reason: Private,
    },
    /// What is behind a published figure.
    #[serde(rename = "measurement.StoryTold.v1")]
    StoryTold {
        data_set: Code,
        org: OrgId,
        period: Period,
        indicator: Code,
        revision: u32,
        story: String,
        what_works: Option<String>,
        next_steps: Vec<String>,
    },
    /// An organization shares data.
    #[serde(rename = "measurement.AgreementSigned.v1")]
    AgreementSigned {
        agreement: Uuid,
        org: OrgId,
        data_sets: BTreeSet<Code>,
        from: Date,
        to: Date,
        purposes: Vec<String>,
        retention_months: u32,
    },
    /// An agreement ends on that day.
    #[serde(rename = "measurement.AgreementEnded.v1")]
    AgreementEnded { agreement: Uuid, org: OrgId, on: Date },
    /// The keys of an erased person are destroyed here: texts of theirs read as erased.
    #[serde(rename = "measurement.SubjectShredded.v1")]
    SubjectShredded {
        /// Whose.
        subject: PersonId,
        /// The erasure that backbone recorded as approved.
        request: Uuid,
    },
}

impl decider::Event for Event {
    const TYPES: &'static [&'static str] = &[
        "measurement.AgreementEnded.v1",
        "measurement.AgreementSigned.v1",
        "measurement.BaselineSet.v1",
        "measurement.DataAbandoned.v1",
        "measurement.DataApproved.v1",
        "measurement.DataPublished.v1",
        "measurement.DataReturned.v1",
        "measurement.DataRevised.v1",
        "measurement.DataSetDefined.v1",
        "measurement.DataSubmitted.v1",
        "measurement.DefinitionRevised.v1",
        "measurement.IndicatorActivated.v1",
        "measurement.IndicatorAssigned.v1",
        "measurement.IndicatorProposed.v1",
        "measurement.IndicatorRetired.v1",
        "measurement.ObservationsRecorded.v1",
        "measurement.ReportersAssigned.v1",
        "measurement.RevisionPublished.v1",
        "measurement.RuleAdded.v1",
        "measurement.SeriesBreakMarked.v1",
        "measurement.StoryTold.v1",
        "measurement.SubjectShredded.v1",
        "measurement.TargetSet.v1",
        "measurement.ViolationExplained.v1",
        "measurement.ViolationFixed.v1",
        "measurement.ViolationRaised.v1",
        "measurement.ViolationWaived.v1",
    ];

    fn visibility(&self) -> Visibility {
        match self {
            Self::IndicatorProposed { .. }
            | Self::IndicatorActivated { .. }
            | Self::DefinitionRevised { .. }
            | Self::SeriesBreakMarked { .. }
            | Self::IndicatorRetired { .. }
            | Self::BaselineSet { .. }
            | Self::TargetSet { .. }
            | Self::DataPublished { .. }
            | Self::RevisionPublished { .. }
            | Self::StoryTold { .. } => Visibility::Public,
            Self::ObservationsRecorded { .. } | Self::DataRevised { .. } | Self::SubjectShredded { .. } => {
                Visibility::Restricted
            }
            _ => Visibility::Members,
        }
    }

    fn begun(&self) -> Option<String> {
        match self {
            Self::AgreementSigned { agreement, .. } => Some(agreement.to_string()),
            _ => None,
        }
    }

    fn private_fields(&mut self, scope: &Scope) -> Vec<Field<'_>> {
        let owner = match &scope.actor.org {
            Some(org) => Owner::Organization(org.as_str().to_owned()),
            None => Owner::Person(scope.actor.reference.clone()),
        };
        let (pointer, text) = match self {
            Self::DataReturned { reason, .. }
            | Self::DataAbandoned { reason, .. }
            | Self::ViolationExplained { reason, .. }
            | Self::ViolationWaived { reason, .. }
            | Self::DefinitionRevised { reason: Some(reason), .. }
            | Self::TargetSet { reason: Some(reason), .. } => ("/reason", reason),
            Self::DataRevised { note: Some(note), .. } => ("/note", note),
            _ => return Vec::new(),
        };
        vec![Field { pointer: pointer.to_owned(), text, key: KeyOf::Text, owner }]
    }
}
