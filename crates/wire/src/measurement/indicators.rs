//! Commands about indicators that were proposed, and about rules of data sets.

use domain::{
    measurement::{
        Command,
        command::{ReviseDefinition, SetBaseline, SetTarget},
        decided::DecidedBy,
    },
    text::Bound,
};

use super::{
    definition,
    periods::parse_period,
    words::{parse_path, rule},
};
use crate::{Fields, Malformed, Meta, fields, pb::measurement as pb};

fn decided_by(of: fields::DecidedBy) -> DecidedBy {
    DecidedBy { context: of.context, id: of.id }
}

/// An indicator is put into force.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_activate_indicator(
    request: &pb::ActivateIndicatorRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let decided = f.decided_by("decided_by", request.decided_by.as_ref());
    f.finish(|| Some((meta?, Command::ActivateIndicator { code: code?, decided_by: decided_by(decided?) })))
}

/// Another definition.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_revise_definition(request: &pb::ReviseDefinitionRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let definition = f.message("definition", request.definition.as_ref(), definition::parse);
    let effective_period = parse_period(&mut f, "effective_period", request.effective_period.as_ref());
    let reason = f.optional_private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let command = ReviseDefinition {
            code: code?,
            definition: definition?,
            comparable: request.comparable,
            effective_period: effective_period?,
            reason: reason?,
        };
        Some((meta?, Command::ReviseDefinition(Box::new(command))))
    })
}

/// An indicator ends; the service says which submissions hold values of it that are not published yet.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_retire_indicator(
    request: &pb::RetireIndicatorRequest,
    open_submissions: Vec<String>,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let last_period = parse_period(&mut f, "last_period", request.last_period.as_ref());
    let successor = f.optional("successor", &request.successor, Fields::code);
    f.finish(|| {
        let (code, last_period, successor) = (code?, last_period?, successor?);
        Some((meta?, Command::RetireIndicator { code, last_period, successor, open_submissions }))
    })
}

/// Where an indicator begins.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_set_baseline(request: &pb::SetBaselineRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let period = parse_period(&mut f, "period", request.period.as_ref());
    let value = f.decimal("value", &request.value).map(|_| request.value.clone());
    let source = f.title("source", &request.source);
    f.finish(|| {
        let command = SetBaseline { code: code?, period: period?, value: value?, source: source? };
        Some((meta?, Command::SetBaseline(command)))
    })
}

/// Where an indicator is to go.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_set_target(request: &pb::SetTargetRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let by_period = parse_period(&mut f, "by_period", request.by_period.as_ref());
    let value = f.decimal("value", &request.value).map(|_| request.value.clone());
    let path = parse_path(&mut f, request.path);
    let decided = f.decided_by("decided_by", request.decided_by.as_ref());
    let reason = f.optional_private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let command = SetTarget {
            code: code?,
            by_period: by_period?,
            value: value?,
            path: path?,
            decided_by: decided_by(decided?),
            reason: reason?,
        };
        Some((meta?, Command::SetTarget(Box::new(command))))
    })
}

/// What values must agree.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_add_rule(request: &pb::AddRuleRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let data_set = f.code("data_set", &request.data_set);
    let rule = f.message("rule", request.rule.as_ref(), rule);
    f.finish(|| Some((meta?, Command::AddRule { data_set: data_set?, rule: Box::new(rule?) })))
}
