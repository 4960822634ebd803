//! What the tests of reviewing and publishing begin from.

use super::*;
use crate::{
    facts::{Decision, RegisteredInitiative},
    ids::Uuid,
    measurement::{
        agreement::Agreement,
        decided::{DecidedBy, Submissions},
        period::Period,
    },
    meta::{ContextName, Role},
    private::Private,
};

/// The decision that everything rests on.
pub fn decided_by() -> DecidedBy {
    DecidedBy { context: ContextName::Agenda, id: Uuid::from_u128(99) }
}

pub fn month(start: &str) -> Period {
    Period { start: start.parse().unwrap(), length: PeriodType::Months }
}

pub fn october() -> Period {
    month("2026-10-01")
}

pub fn private(text: &str) -> Private {
    Private::Plain(text.to_owned())
}

/// The submission of organization 1 for October.
pub fn of_october(org: u128) -> Submissions {
    Submissions { data_set: code("SCHOOL"), org: Some(testing::org(org)), periods: [october()].into() }
}

pub fn sign(from: &str, to: &str) -> Command {
    Command::SignSharingAgreement(Box::new(Agreement {
        org: None,
        data_sets: codes(&["SCHOOL"]),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        purposes: vec!["To see who comes to school.".to_owned()],
        retention_months: 60,
    }))
}

pub fn submit() -> Command {
    Command::SubmitData { of: of_october(1), attestation: None }
}

/// Somebody else acts from now on.
pub fn by(world: World<Rules>, person: &str, of: u128, role: Role) -> World<Rules> {
    world.with(|context| {
        context.scope.actor.reference = format!("p_{person:0>32}");
        context.scope.actor.org = Some(org(of));
        context.scope.actor.role = role;
    })
}

/// A decision was adopted, organization 2 convenes, and organization 1 shares its data.
pub fn sharing() -> World<Rules> {
    let adopted =
        Decision { kind: "other".to_owned(), is_adopted: true, subject: String::new(), hash: String::new() };
    let world = reporting().with(|context| {
        let agenda = Arc::make_mut(&mut context.facts.agenda);
        agenda.decisions.insert(decided_by().id, adopted.clone());
        agenda.decisions.insert(Uuid::from_u128(98), Decision { is_adopted: false, ..adopted });
        let convened = RegisteredInitiative { name: "Cluj".to_owned(), convener: org(2) };
        Arc::make_mut(&mut context.facts.hub).initiatives.insert(context.scope.initiative.clone(), convened);
    });
    world.after(sign("2026-01-01", "2027-12-31"))
}

/// The pupils of October by sex, in a draft.
pub fn drafted(female: &str, male: &str, total: &str) -> World<Rules> {
    sharing().after(record(vec![row("PUPILS", total), by_sex("F", female), by_sex("M", male)]))
}

/// The same, submitted by organization 1 and approved by staff of organization 2.
pub fn approved(female: &str, male: &str, total: &str) -> World<Rules> {
    let world = drafted(female, male, total).after(submit());
    by(world, "2", 2, Role::BackboneStaff).after(Command::ApproveData(of_october(1)))
}

/// The same, published by organization 1.
pub fn published(female: &str, male: &str, total: &str) -> World<Rules> {
    let world = approved(female, male, total);
    completing(by(world, "1", 1, Role::OrgRepresentative)).after(Command::PublishData(of_october(1)))
}

/// With the last record as the first of two acts.
pub fn completing(world: World<Rules>) -> World<Rules> {
    let event = world.last_id();
    world.with(|context| {
        let by = context.scope.actor.clone();
        context.approvals = vec![submission::approval(event, &by)];
    })
}
