//! Why measurement says no. Each variant is one stable reason; the reasons of rows are [`RowReason`].
//!
//! Knows no status codes. To add a refusal: a variant here, its row in `refusal_table`, and a test.

use super::{
    definition::MAX_DIMS,
    period::{Period, PeriodType},
};
use crate::{
    decider::BadRow,
    ids::{Code, OrgId, Uuid},
    time::Date,
};

/// A rule of measurement that says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each says what it is")]
pub enum Refusal {
    #[error(
        "the indicator {code} is defined otherwise already; choose another code, or revise its definition"
    )]
    IndicatorCodeTaken { code: Code },
    #[error("a ratio, a percentage and a weighted mean say what their denominator is; add `denominator`")]
    DenominatorRequired,
    #[error(
        "ratios, percentages and indexes cannot be added up; accepted are weighted_mean, latest and none"
    )]
    SumOfRateForbidden,
    #[error("a stock cannot be added up over periods; accepted are latest and none, or a flow")]
    SumOfStockOverPeriodsForbidden,
    #[error("the agenda has no goal {code}; name goals that stand in it")]
    UnknownGoal { code: Code },
    #[error("{given} disaggregations are given; an indicator has at most {MAX_DIMS}")]
    TooManyDims { given: usize },
    #[error("the data set {code} is defined otherwise already; choose another code")]
    DataSetCodeTaken { code: Code },
    #[error(
        "there is no indicator {code} here; name indicators that were proposed and stand in the data set"
    )]
    UnknownIndicator { code: Code, field: &'static str },
    #[error("{indicator} is reported by {}, the data set by {}; all its periods are of one length",
        found.as_str(), expected.as_str())]
    MixedPeriodTypes { indicator: Code, found: PeriodType, expected: PeriodType },
    #[error(
        "it would close {closes_after_days} days after the period and be due after {due_after_days}; \
        accepted is to close on the due day or later"
    )]
    ClosesBeforeDue { due_after_days: u32, closes_after_days: u32 },
    #[error("there is no data set {code}; define it first")]
    UnknownDataSet { code: Code },
    #[error("{org} is not a member of the initiative; assign organizations that have joined")]
    NotAMember { org: OrgId },
    #[error("your organization does not report the data set {data_set}; its assigned reporters do")]
    NotAReporter { data_set: Code },
    #[error("your organization is suspended; its data are taken again when it is reinstated")]
    MemberSuspended,
    #[error(
        "no decision {decided_by} was adopted in the agenda; name the proposal or meeting decision that was"
    )]
    NoDecision { decided_by: Uuid },
    #[error("the indicator {code} was retired; name one that is in force")]
    IndicatorRetired { code: Code },
    #[error(
        "values in another unit or of another type cannot be compared with those before; say `comparable: false`"
    )]
    UnitChangeNotComparable,
    #[error(
        "the definition is changed for a period that has begun; say why in `reason`, or name a later period"
    )]
    RetroactiveNeedsReason,
    #[error("the indicator is reported by {}, for good; propose another indicator for another length",
        period_type.as_str())]
    PeriodTypeFixed { period_type: PeriodType },
    #[error("accepted is a period of {} that begins {}", period_type.as_iso8601(), period_type.begins_on())]
    PeriodNotOfIndicator { period_type: PeriodType, field: &'static str },
    #[error(
        "accepted is a decimal of at most 28 digits, {decimals} of them after the point; of a count not below 0, of a \
        percentage not above 100 unless the indicator says that it may be"
    )]
    NotAValue { decimals: u8 },
    #[error("a target comes after the baseline; set the baseline first, or name a later period")]
    TargetBeforeBaseline,
    #[error("the target is behind the baseline in the indicator's direction; say why in `reason`")]
    AgainstDirectionNeedsReason,
    #[error("targets rest on the published baseline; it stays as it is")]
    BaselinePublished,
    #[error("{field}, from character {column}: accepted is {expected}")]
    ExpressionError { field: &'static str, column: u32, expected: &'static str },
    #[error("a data set has at most {limit} rules; put some together")]
    RuleLimit { limit: usize },
    #[error("you act for your own organization; accepted is its id, or none")]
    NotOwnOrganization,
    #[error("no values are recorded for the period from {}; record them first", period.start)]
    NothingRecorded { period: Period },
    #[error("values of it wait in {}; have them published or abandoned first", list(open))]
    OpenSubmissions { open: Vec<String> },
    #[error("there is no value of {}; record them, or ask for a data set without them", list(missing))]
    CompulsoryMissing { missing: Vec<Code> },
    #[error("the values break the rules {}; put them right, or have each explained and waived", list(rules))]
    BlockingViolation { rules: Vec<u32> },
    #[error("{org} has no sharing agreement that covers {data_set} today; sign one first")]
    NoSharingAgreement { org: OrgId, data_set: Code },
    #[error("the data of the period from {} are not waiting for approval; have them submitted first", period.start)]
    NotSubmitted { period: Period },
    #[error(
        "accepted is an approver of another organization or of the convener, who did not submit the data"
    )]
    SelfApproval,
    #[error("the data of the period from {} are not approved; have them approved first", period.start)]
    NotApproved { period: Period },
    #[error("this takes two persons of two organizations: another has to complete what {first} began")]
    NeedsSecondPerson { first: Uuid },
    #[error("the data of the period from {} are not published; record them anew instead", period.start)]
    NotPublished { period: Period },
    #[error("every row says what is published already; send the rows that differ")]
    NothingToCorrect,
    #[error("no rule {rule} is broken there; the list of violations names those that are")]
    UnknownViolation { rule: u32 },
    #[error("nobody has explained why rule {rule} is broken; have it explained first")]
    ViolationNotExplained { rule: u32 },
    #[error(
        "rule {rule} is of high severity and the data are your own; somebody of another organization can waive it"
    )]
    OwnHighSeverity { rule: u32 },
    #[error("there is no revision {revision} of these data; the last one is {last}")]
    UnknownRevision { revision: u32, last: u32 },
    #[error(
        "an agreement from {from} to {to} covers one of these data sets already; begin after it, or end it"
    )]
    OverlappingAgreement { from: Date, to: Date },
    #[error("it would end before it begins, on {from}; accepted is that day or later")]
    ToBeforeFrom { from: Date },
    #[error(
        "there is no agreement {agreement} of that organization; the list of agreements names those there are"
    )]
    UnknownAgreement { agreement: Uuid },
    #[error("the data of the period from {} are published; correct them instead", period.start)]
    AlreadyPublished { period: Period },
    #[error(
        "{indicator} is reported in the data set {data_set} already; name indicators of no other data set"
    )]
    IndicatorInAnotherDataSet { indicator: Code, data_set: Code },
    #[error("there is no column {}; accepted are {}", list(unknown), accepted.join(", "))]
    UnknownColumn { unknown: Vec<String>, accepted: Vec<String> },
    #[error("{} of the rows cannot be taken, so none was; row {first}: {message}", count(rows, *more))]
    RowsRefused { first: u32, reason: RowReason, message: String, rows: Vec<BadRow>, more: u32 },
}

/// Why one row is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "domain.md, section 2, names them")]
pub enum RowReason {
    UnknownCode,
    WrongType,
    TooManyDecimals,
    NegativeCount,
    PercentOver100,
    PeriodMisaligned,
    PeriodInFuture,
    PeriodClosed,
    DimUnknown,
    PartitionMismatch,
    DuplicateKey,
    StatusNeedsNoValue,
    NotAReporter,
    MemberSuspended,
    RowCutOff,
}

impl RowReason {
    /// Every reason.
    pub const ALL: [Self; 15] = [
        Self::UnknownCode,
        Self::WrongType,
        Self::TooManyDecimals,
        Self::NegativeCount,
        Self::PercentOver100,
        Self::PeriodMisaligned,
        Self::PeriodInFuture,
        Self::PeriodClosed,
        Self::DimUnknown,
        Self::PartitionMismatch,
        Self::DuplicateKey,
        Self::StatusNeedsNoValue,
        Self::NotAReporter,
        Self::MemberSuspended,
        Self::RowCutOff,
    ];

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownCode => "unknown_code",
            Self::WrongType => "wrong_type",
            Self::TooManyDecimals => "too_many_decimals",
            Self::NegativeCount => "negative_count",
            Self::PercentOver100 => "percent_over_100",
            Self::PeriodMisaligned => "period_misaligned",
            Self::PeriodInFuture => "period_in_future",
            Self::PeriodClosed => "period_closed",
            Self::DimUnknown => "dim_unknown",
            Self::PartitionMismatch => "partition_mismatch",
            Self::DuplicateKey => "duplicate_key",
            Self::StatusNeedsNoValue => "status_needs_no_value",
            Self::NotAReporter => "not_a_reporter",
            Self::MemberSuspended => "member_suspended",
            Self::RowCutOff => "row_cut_off",
        }
    }
}

pub(super) fn count(rows: &[BadRow], more: u32) -> usize {
    rows.len().saturating_add(usize::try_from(more).unwrap_or(usize::MAX))
}

fn list<T: ToString>(all: &[T]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<String> = all.iter().take(SHOWN).map(ToString::to_string).collect();
    let more = if all.len() > SHOWN { " and more" } else { "" };
    format!("{}{more}", shown.join(", "))
}
