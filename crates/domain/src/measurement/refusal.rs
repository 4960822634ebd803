//! Why measurement says no. Each variant is one stable reason; the reasons of rows are [`RowReason`].
//!
//! Knows no status codes. To add a refusal: a variant, its reason, kind and catalogue entry, and a test.

use std::collections::BTreeMap;

use super::{definition::MAX_DIMS, period::PeriodType};
use crate::{
    decider::{self, BadRow, RefusalKind},
    ids::{Code, OrgId},
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
}

impl RowReason {
    /// Every reason.
    pub const ALL: [Self; 12] = [
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
        }
    }
}

fn count(rows: &[BadRow], more: u32) -> usize {
    rows.len().saturating_add(usize::try_from(more).unwrap_or(usize::MAX))
}

impl decider::Refusal for Refusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::IndicatorCodeTaken { .. } => "indicator_code_taken",
            Self::DenominatorRequired => "denominator_required",
            Self::SumOfRateForbidden => "sum_of_rate_forbidden",
            Self::SumOfStockOverPeriodsForbidden => "sum_of_stock_over_periods_forbidden",
            Self::UnknownGoal { .. } => "unknown_goal",
            Self::TooManyDims { .. } => "too_many_dims",
            Self::DataSetCodeTaken { .. } => "data_set_code_taken",
            Self::UnknownIndicator { .. } => "unknown_indicator",
            Self::MixedPeriodTypes { .. } => "mixed_period_types",
            Self::ClosesBeforeDue { .. } => "closes_before_due",
            Self::UnknownDataSet { .. } => "unknown_data_set",
            Self::NotAMember { .. } => "not_a_member",
            Self::NotAReporter { .. } => "not_a_reporter",
            Self::MemberSuspended => "member_suspended",
            Self::RowsRefused { reason, .. } => reason.as_str(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Self::IndicatorCodeTaken { .. } | Self::DataSetCodeTaken { .. } => RefusalKind::Exists,
            Self::UnknownDataSet { .. } | Self::UnknownGoal { .. } => RefusalKind::NotFound,
            Self::RowsRefused { reason: RowReason::PeriodInFuture | RowReason::PeriodClosed, .. } => {
                RefusalKind::OutOfRange
            }
            _ => RefusalKind::Rule,
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::IndicatorCodeTaken { .. } | Self::DataSetCodeTaken { .. } => Some("code"),
            Self::DenominatorRequired => Some("denominator"),
            Self::SumOfRateForbidden | Self::SumOfStockOverPeriodsForbidden => Some("aggregation"),
            Self::UnknownGoal { .. } => Some("goals"),
            Self::TooManyDims { .. } => Some("dims"),
            Self::UnknownIndicator { field, .. } => Some(field),
            Self::MixedPeriodTypes { .. } => Some("indicators"),
            Self::ClosesBeforeDue { .. } => Some("closes_after_days"),
            Self::UnknownDataSet { .. } => Some("data_set"),
            Self::NotAMember { .. } => Some("orgs"),
            Self::RowsRefused { .. } => Some("rows"),
            Self::NotAReporter { .. } | Self::MemberSuspended => None,
        }
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        let pairs = match self {
            Self::IndicatorCodeTaken { code }
            | Self::UnknownGoal { code }
            | Self::DataSetCodeTaken { code }
            | Self::UnknownIndicator { code, .. }
            | Self::UnknownDataSet { code } => vec![("code", code.to_string())],
            Self::TooManyDims { given } => {
                vec![("given", given.to_string()), ("limit", MAX_DIMS.to_string())]
            }
            Self::MixedPeriodTypes { indicator, found, expected } => vec![
                ("indicator", indicator.to_string()),
                ("found", found.as_str().to_owned()),
                ("expected", expected.as_str().to_owned()),
            ],
            Self::ClosesBeforeDue { due_after_days, .. } => {
                vec![("due_after_days", due_after_days.to_string())]
            }
            Self::NotAMember { org } => vec![("org", org.to_string())],
            Self::NotAReporter { data_set } => vec![("data_set", data_set.to_string())],
            Self::RowsRefused { rows, more, .. } => {
                vec![("bad_rows", count(rows, *more).to_string()), ("rows_not_listed", more.to_string())]
            }
            _ => Vec::new(),
        };
        pairs.into_iter().collect()
    }

    fn rows(&self) -> &[BadRow] {
        match self {
            Self::RowsRefused { rows, .. } => rows,
            _ => &[],
        }
    }

    fn catalogue() -> Vec<Self> {
        let Ok(code) = "CODE".parse::<Code>() else { return Vec::new() };
        let org = OrgId::from_uuid(crate::ids::Uuid::nil());
        let mut all = vec![
            Self::IndicatorCodeTaken { code: code.clone() },
            Self::DenominatorRequired,
            Self::SumOfRateForbidden,
            Self::SumOfStockOverPeriodsForbidden,
            Self::UnknownGoal { code: code.clone() },
            Self::TooManyDims { given: MAX_DIMS.saturating_add(1) },
            Self::DataSetCodeTaken { code: code.clone() },
            Self::UnknownIndicator { code: code.clone(), field: "indicators" },
            Self::MixedPeriodTypes {
                indicator: code.clone(),
                found: PeriodType::Years,
                expected: PeriodType::Months,
            },
            Self::ClosesBeforeDue { due_after_days: 30, closes_after_days: 10 },
            Self::UnknownDataSet { code: code.clone() },
            Self::NotAMember { org },
            Self::NotAReporter { data_set: code },
            Self::MemberSuspended,
        ];
        all.extend(RowReason::ALL.map(|reason| {
            let message = "what is wrong in the row, and what would be accepted".to_owned();
            Self::RowsRefused { first: 1, reason, message, rows: Vec::new(), more: 1 }
        }));
        all
    }
}
