//! The closed lists of rules, targets and corrections, both ways.

use domain::{
    measurement::{
        event::{CorrectionReason, Path},
        observation::Key,
        rule::{Missing, Operator, RuleText, Severity},
    },
    text::Bound,
};

use crate::{Fields, pb::measurement as pb};

const OPERATORS: [(Operator, pb::RuleOperator); 8] = [
    (Operator::Equal, pb::RuleOperator::Equal),
    (Operator::NotEqual, pb::RuleOperator::NotEqual),
    (Operator::Greater, pb::RuleOperator::Greater),
    (Operator::GreaterOrEqual, pb::RuleOperator::GreaterOrEqual),
    (Operator::Less, pb::RuleOperator::Less),
    (Operator::LessOrEqual, pb::RuleOperator::LessOrEqual),
    (Operator::CompulsoryPair, pb::RuleOperator::CompulsoryPair),
    (Operator::ExclusivePair, pb::RuleOperator::ExclusivePair),
];

const MISSING: [(Missing, pb::Missing); 3] = [
    (Missing::SkipAny, pb::Missing::SkipAny),
    (Missing::SkipAll, pb::Missing::SkipAll),
    (Missing::Never, pb::Missing::Never),
];

const SEVERITIES: [(Severity, pb::Severity); 3] = [
    (Severity::Low, pb::Severity::Low),
    (Severity::Medium, pb::Severity::Medium),
    (Severity::High, pb::Severity::High),
];

const PATHS: [(Path, pb::TargetPath); 2] =
    [(Path::Linear, pb::TargetPath::Linear), (Path::Step, pb::TargetPath::Step)];

const REASONS: [(CorrectionReason, pb::CorrectionReason); 5] = [
    (CorrectionReason::LateData, pb::CorrectionReason::LateData),
    (CorrectionReason::Error, pb::CorrectionReason::Error),
    (CorrectionReason::Method, pb::CorrectionReason::Method),
    (CorrectionReason::BoundaryChange, pb::CorrectionReason::BoundaryChange),
    (CorrectionReason::SourceOmission, pb::CorrectionReason::SourceOmission),
];

fn read<D: Copy, P: PartialEq>(pairs: &[(D, P)], wanted: &P) -> Option<D> {
    pairs.iter().find(|(_, of_proto)| of_proto == wanted).map(|(of_domain, _)| *of_domain)
}

fn write<D: PartialEq, P: Copy + Default>(pairs: &[(D, P)], wanted: &D) -> P {
    pairs.iter().find(|(of_domain, _)| of_domain == wanted).map(|(_, of_proto)| *of_proto).unwrap_or_default()
}

pub(super) fn rule(f: &mut Fields, message: &pb::Rule) -> Option<RuleText> {
    let left = f.text("left", &message.left, Bound::Reason);
    let operator =
        f.choice("operator", message.operator, pb::RuleOperator::as_str_name, |one| read(&OPERATORS, &one));
    let right = f.text("right", &message.right, Bound::Reason);
    let missing = f.choice("missing", message.missing, pb::Missing::as_str_name, |one| read(&MISSING, &one));
    let severity =
        f.choice("severity", message.severity, pb::Severity::as_str_name, |one| read(&SEVERITIES, &one));
    Some(RuleText {
        left: left?,
        operator: operator?,
        right: right?,
        missing: missing?,
        severity: severity?,
        blocks_submit: message.blocks_submit,
    })
}

/// A rule, for an answer.
pub fn rule_out(rule: &RuleText) -> pb::Rule {
    pb::Rule {
        left: rule.left.clone(),
        operator: write(&OPERATORS, &rule.operator).into(),
        right: rule.right.clone(),
        missing: write(&MISSING, &rule.missing).into(),
        severity: severity(rule.severity).into(),
        blocks_submit: rule.blocks_submit,
    }
}

/// How much a broken rule matters, for an answer.
pub fn severity(severity: Severity) -> pb::Severity {
    write(&SEVERITIES, &severity)
}

pub(super) fn parse_path(f: &mut Fields, number: i32) -> Option<Path> {
    f.choice("path", number, pb::TargetPath::as_str_name, |one| read(&PATHS, &one))
}

/// How a target is to be reached, for an answer.
pub fn path(path: Path) -> pb::TargetPath {
    write(&PATHS, &path)
}

pub(super) fn parse_reason(f: &mut Fields, number: i32) -> Option<CorrectionReason> {
    f.choice("reason", number, pb::CorrectionReason::as_str_name, |one| read(&REASONS, &one))
}

/// Why published data were put right, for a request.
pub fn correction_reason(reason: CorrectionReason) -> pb::CorrectionReason {
    write(&REASONS, &reason)
}

/// Of what a value is.
pub(super) fn parse_key(f: &mut Fields, message: &pb::CellKey) -> Option<Key> {
    let indicator = f.code("indicator", &message.indicator);
    let area_code = f.optional("area_code", &message.area_code, Fields::code);
    let dims = f.each("dims", &message.dims, 0..=100, |f, pair| {
        let dim = f.code("dim", &pair.dim);
        let code = f.code("code", &pair.code);
        Some((dim?, code?))
    });
    Some(Key { indicator: indicator?, area_code: area_code?, dims: dims?.into_iter().collect() })
}

/// The same, for an answer.
pub fn key_out(key: &Key) -> pb::CellKey {
    let pair = |(dim, code): (&domain::ids::Code, &domain::ids::Code)| pb::DimCode {
        dim: dim.to_string(),
        code: code.to_string(),
    };
    pb::CellKey {
        indicator: key.indicator.to_string(),
        area_code: key.area_code.as_ref().map(ToString::to_string).unwrap_or_default(),
        dims: key.dims.iter().map(pair).collect(),
    }
}
