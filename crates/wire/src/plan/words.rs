//! The words that the plan's messages share, on their way in.
//!
//! Knows shapes only. To add a word: its variant in proto and in `domain::plan::value`, an arm here.

use domain::plan::{
    command::Terms,
    value::{CommitmentRole, MilestoneKind, Money, RelationKind, Resources, Span, TargetValue},
};

use crate::{Fields, MAX_WHOLE, pb::plan as pb};

/// The code or id of an activity or milestone, as it names its stream.
pub(super) fn activity(f: &mut Fields, field: &str, text: &str) -> Option<String> {
    if text.contains('-') {
        return f.uuid(field, text).map(|id| id.to_string());
    }
    f.code(field, text).map(|code| code.to_string())
}

pub(super) fn role(f: &mut Fields, number: i32) -> Option<CommitmentRole> {
    f.choice("role", number, pb::CommitmentRole::as_str_name, |role| match role {
        pb::CommitmentRole::Unspecified => None,
        pb::CommitmentRole::Lead => Some(CommitmentRole::Lead),
        pb::CommitmentRole::Contribute => Some(CommitmentRole::Contribute),
        pb::CommitmentRole::Fund => Some(CommitmentRole::Fund),
        pb::CommitmentRole::Advise => Some(CommitmentRole::Advise),
    })
}

pub(super) fn milestone_kind(f: &mut Fields, number: i32) -> Option<MilestoneKind> {
    f.choice("kind", number, pb::MilestoneKind::as_str_name, |kind| match kind {
        pb::MilestoneKind::Unspecified => None,
        pb::MilestoneKind::Milestone => Some(MilestoneKind::Milestone),
        pb::MilestoneKind::Target => Some(MilestoneKind::Target),
    })
}

fn to_relation_kind(kind: pb::RelationKind) -> Option<RelationKind> {
    match kind {
        pb::RelationKind::Unspecified => None,
        pb::RelationKind::Precedes => Some(RelationKind::Precedes),
        pb::RelationKind::Requires => Some(RelationKind::Requires),
        pb::RelationKind::Reinforces => Some(RelationKind::Reinforces),
        pb::RelationKind::Duplicates => Some(RelationKind::Duplicates),
    }
}

pub(super) fn relation_kind(f: &mut Fields, number: i32) -> Option<RelationKind> {
    f.choice("kind", number, pb::RelationKind::as_str_name, to_relation_kind)
}

pub(super) fn optional_relation_kind(f: &mut Fields, number: i32) -> Option<Option<RelationKind>> {
    f.optional_choice("kind", number, pb::RelationKind::as_str_name, to_relation_kind)
}

fn resources(f: &mut Fields, message: Option<&pb::Resources>) -> Option<Resources> {
    let parsed = f.optional_message("resources", message, |f, resources| {
        let minutes = f.optional_number("minutes", resources.minutes, 0..=MAX_WHOLE);
        let money = f.optional_message("money", resources.money.as_ref(), |f, money| {
            let amount_minor = f.number("amount_minor", money.amount_minor, 0..=MAX_WHOLE);
            let currency = f.currency("currency", &money.currency);
            Some(Money { amount_minor: amount_minor?, currency: currency? })
        });
        Some(Resources { minutes: minutes?, money: money? })
    });
    parsed.map(Option::unwrap_or_default)
}

pub(super) fn target(f: &mut Fields, message: Option<&pb::TargetValue>) -> Option<Option<TargetValue>> {
    f.optional_message("target", message, |f, target| {
        let value = f.decimal("value", &target.value);
        let unit = f.title("unit", &target.unit);
        Some(TargetValue { value: value?.to_string(), unit: unit? })
    })
}

/// The fields that an offer and an amendment share.
pub(super) struct TermsFields<'a> {
    pub activity: &'a str,
    pub org: &'a str,
    pub role: i32,
    pub resources: Option<&'a pb::Resources>,
    pub from: &'a str,
    pub to: &'a str,
}

pub(super) fn terms(f: &mut Fields, fields: &TermsFields<'_>) -> Option<Terms> {
    let activity = activity(f, "activity_id", fields.activity);
    let org = f.org("org", fields.org);
    let role = role(f, fields.role);
    let resources = resources(f, fields.resources);
    let from = f.date("from", fields.from);
    let to = f.date("to", fields.to);
    let span = Span { from: from?, to: to? };
    Some(Terms { activity: activity?, org: org?, role: role?, resources: resources?, span })
}
