//! Each refusal's reason, kind, field and details, and one of each for the documentation.
//!
//! To add one: its line in each of the functions below.

use std::collections::BTreeMap;

use super::{
    columns::COLUMNS,
    definition::MAX_DIMS,
    exchange,
    period::{Period, PeriodType},
    refusal::{Refusal, RowReason, count},
};
use crate::{
    decider::{self, BadRow, RefusalKind},
    ids::{Code, OrgId, Uuid},
    time::Date,
};

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
            Self::NoDecision { .. } => "no_decision",
            Self::IndicatorRetired { .. } => "indicator_retired",
            Self::UnitChangeNotComparable => "unit_change_not_comparable",
            Self::RetroactiveNeedsReason => "retroactive_needs_reason",
            Self::PeriodTypeFixed { .. } => "period_type_fixed",
            Self::PeriodNotOfIndicator { .. } => "period_not_of_indicator",
            Self::NotAValue { .. } => "not_a_value",
            Self::TargetBeforeBaseline => "target_before_baseline",
            Self::AgainstDirectionNeedsReason => "against_direction_needs_reason",
            Self::BaselinePublished => "baseline_published",
            Self::ExpressionError { .. } => "expression_error",
            Self::RuleLimit { .. } => "rule_limit",
            Self::NotOwnOrganization => "not_own_organization",
            Self::NothingRecorded { .. } => "nothing_recorded",
            Self::CompulsoryMissing { .. } => "compulsory_missing",
            Self::OpenSubmissions { .. } => "open_submissions",
            Self::BlockingViolation { .. } => "blocking_violation",
            Self::NoSharingAgreement { .. } => "no_sharing_agreement",
            Self::NotSubmitted { .. } => "not_submitted",
            Self::SelfApproval => "self_approval",
            Self::NotApproved { .. } => "not_approved",
            Self::NeedsSecondPerson { .. } => "needs_second_person",
            Self::NotPublished { .. } => "not_published",
            Self::NothingToCorrect => "nothing_to_correct",
            Self::UnknownViolation { .. } => "unknown_violation",
            Self::ViolationNotExplained { .. } => "violation_not_explained",
            Self::OwnHighSeverity { .. } => "own_high_severity",
            Self::UnknownRevision { .. } => "unknown_revision",
            Self::OverlappingAgreement { .. } => "overlapping_agreement",
            Self::ToBeforeFrom { .. } => "to_before_from",
            Self::UnknownAgreement { .. } => "unknown_agreement",
            Self::AlreadyPublished { .. } => "already_published",
            Self::IndicatorInAnotherDataSet { .. } => "indicator_in_another_data_set",
            Self::UnknownColumn { .. } => "unknown_column",
            Self::RowsRefused { reason, .. } => reason.as_str(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Self::IndicatorCodeTaken { .. } | Self::DataSetCodeTaken { .. } => RefusalKind::Exists,
            Self::UnknownDataSet { .. }
            | Self::UnknownGoal { .. }
            | Self::UnknownViolation { .. }
            | Self::UnknownAgreement { .. } => RefusalKind::NotFound,
            Self::ToBeforeFrom { .. }
            | Self::ExpressionError { .. }
            | Self::NotAValue { .. }
            | Self::UnknownColumn { .. } => RefusalKind::Malformed,
            Self::PeriodNotOfIndicator { .. } => RefusalKind::OutOfRange,
            Self::NotOwnOrganization => RefusalKind::Denied,
            Self::RuleLimit { .. } => RefusalKind::Limit,
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
            Self::MixedPeriodTypes { .. } | Self::IndicatorInAnotherDataSet { .. } => Some("indicators"),
            Self::UnknownColumn { .. } => Some("csv"),
            Self::ClosesBeforeDue { .. } => Some("closes_after_days"),
            Self::UnknownDataSet { .. } => Some("data_set"),
            Self::NotAMember { .. } => Some("orgs"),
            Self::RowsRefused { .. } => Some("rows"),
            Self::NoDecision { .. } => Some("decided_by"),
            Self::IndicatorRetired { .. } => Some("code"),
            Self::UnitChangeNotComparable => Some("comparable"),
            Self::RetroactiveNeedsReason | Self::AgainstDirectionNeedsReason => Some("reason"),
            Self::PeriodTypeFixed { .. } => Some("definition.period_type"),
            Self::PeriodNotOfIndicator { field, .. } | Self::ExpressionError { field, .. } => Some(field),
            Self::NotAValue { .. } => Some("value"),
            Self::TargetBeforeBaseline => Some("by_period"),
            Self::NotOwnOrganization => Some("org"),
            Self::NeedsSecondPerson { .. } => Some("meta.approves"),
            Self::UnknownRevision { .. } => Some("revision"),
            Self::ToBeforeFrom { .. } => Some("to"),
            Self::UnknownAgreement { .. } => Some("agreement"),
            Self::UnknownViolation { .. } => Some("violation.rule"),
            Self::NothingToCorrect | Self::NotPublished { .. } => Some("rows"),
            Self::NotSubmitted { .. }
            | Self::AlreadyPublished { .. }
            | Self::NotApproved { .. }
            | Self::NothingRecorded { .. }
            | Self::CompulsoryMissing { .. }
            | Self::BlockingViolation { .. } => Some("periods"),
            Self::BaselinePublished => Some("value"),
            Self::RuleLimit { .. } => Some("rule"),
            Self::OpenSubmissions { .. } => Some("last_period"),
            Self::NoSharingAgreement { .. } => Some("data_set"),
            Self::SelfApproval | Self::NotAReporter { .. } | Self::MemberSuspended => Some("org"),
            Self::ViolationNotExplained { .. } | Self::OwnHighSeverity { .. } => Some("violation.rule"),
            Self::OverlappingAgreement { .. } => Some("from"),
        }
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        let pairs = match self {
            Self::IndicatorCodeTaken { code }
            | Self::UnknownGoal { code }
            | Self::DataSetCodeTaken { code }
            | Self::UnknownIndicator { code, .. }
            | Self::UnknownDataSet { code }
            | Self::IndicatorRetired { code } => vec![("code", code.to_string())],
            Self::IndicatorInAnotherDataSet { indicator, data_set } => {
                vec![("indicator", indicator.to_string()), ("data_set", data_set.to_string())]
            }
            Self::NotSubmitted { period }
            | Self::AlreadyPublished { period }
            | Self::NotApproved { period }
            | Self::NotPublished { period }
            | Self::NothingRecorded { period } => vec![("period", exchange::to_sdmx(*period))],
            Self::UnknownColumn { unknown, accepted } => {
                vec![("unknown", joined(unknown)), ("accepted", joined(accepted))]
            }
            Self::CompulsoryMissing { missing } => vec![("missing", joined(missing))],
            Self::OpenSubmissions { open } => vec![("open", joined(open))],
            Self::BlockingViolation { rules } => vec![("rules", joined(rules))],
            Self::NeedsSecondPerson { first } => vec![("first", first.to_string())],
            Self::ExpressionError { column, .. } => vec![("column", column.to_string())],
            Self::UnknownRevision { last, .. } => vec![("last", last.to_string())],
            Self::OverlappingAgreement { from, to } => {
                vec![("from", from.to_string()), ("to", to.to_string())]
            }
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
        let org = OrgId::from_uuid(Uuid::nil());
        let mut all = life(&code, &org);
        all.extend([
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
        ]);
        // Of these two a whole recording can be refused too: they are in the list already.
        let of_both = [RowReason::NotAReporter, RowReason::MemberSuspended];
        all.extend(RowReason::ALL.into_iter().filter(|reason| !of_both.contains(reason)).map(|reason| {
            let message = "what is wrong in the row, and what would be accepted".to_owned();
            Self::RowsRefused { first: 1, reason, message, rows: Vec::new(), more: 1 }
        }));
        all
    }
}

/// One of each refusal about what comes after a definition.
fn life(code: &Code, org: &OrgId) -> Vec<Refusal> {
    let id = Uuid::nil();
    let period = Period { start: Date::constant(2026, 10, 1), length: PeriodType::Months };
    let period_type = PeriodType::Months;
    let (code, org) = (code.clone(), org.clone());
    vec![
        Refusal::NoDecision { decided_by: id },
        Refusal::IndicatorRetired { code: code.clone() },
        Refusal::UnitChangeNotComparable,
        Refusal::RetroactiveNeedsReason,
        Refusal::PeriodTypeFixed { period_type },
        Refusal::PeriodNotOfIndicator { period_type, field: "last_period" },
        Refusal::NotAValue { decimals: 2 },
        Refusal::TargetBeforeBaseline,
        Refusal::AgainstDirectionNeedsReason,
        Refusal::BaselinePublished,
        Refusal::ExpressionError { field: "left", column: 1, expected: "a number" },
        Refusal::RuleLimit { limit: 200 },
        Refusal::NotOwnOrganization,
        Refusal::NothingRecorded { period },
        Refusal::CompulsoryMissing { missing: vec![code.clone()] },
        Refusal::OpenSubmissions { open: vec!["SCHOOL 2026-10 (draft)".to_owned()] },
        Refusal::BlockingViolation { rules: vec![1] },
        Refusal::NoSharingAgreement { org, data_set: code.clone() },
        Refusal::NotSubmitted { period },
        Refusal::SelfApproval,
        Refusal::NotApproved { period },
        Refusal::NeedsSecondPerson { first: id },
        Refusal::NotPublished { period },
        Refusal::NothingToCorrect,
        Refusal::UnknownViolation { rule: 1 },
        Refusal::ViolationNotExplained { rule: 1 },
        Refusal::OwnHighSeverity { rule: 1 },
        Refusal::UnknownRevision { revision: 2, last: 1 },
        Refusal::OverlappingAgreement { from: period.start, to: period.last_day() },
        Refusal::ToBeforeFrom { from: period.start },
        Refusal::UnknownAgreement { agreement: id },
        Refusal::AlreadyPublished { period },
        Refusal::IndicatorInAnotherDataSet { indicator: code.clone(), data_set: code.clone() },
        Refusal::UnknownColumn {
            unknown: vec!["comment".to_owned()],
            accepted: COLUMNS.iter().map(|name| (*name).to_owned()).collect(),
        },
    ]
}

fn joined<T: ToString>(all: &[T]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
