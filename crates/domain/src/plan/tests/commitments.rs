//! Who takes what upon itself, and who leads.

use super::*;

fn staff(world: World<Rules>) -> World<Rules> {
    world.with(|context| context.scope.actor.role = Role::BackboneStaff)
}

#[test]
fn an_organization_commits_itself_by_its_own_signatory() {
    let told = events(&three(), commit("A", 1, CommitmentRole::Lead));
    assert!(matches!(
        told.as_slice(),
        [
            Event::CommitmentOffered { role: CommitmentRole::Lead, .. },
            Event::CommitmentAccepted { role: CommitmentRole::Lead, .. }
        ]
    ));
    let world = three().after(commit("A", 1, CommitmentRole::Lead));
    assert_eq!(world.when(commit("A", 1, CommitmentRole::Lead)), Ok(vec![]));
    assert_eq!(world.reason(commit("A", 2, CommitmentRole::Fund)), "not_authorized_for_org");
    assert_eq!(world.reason(commit("D", 1, CommitmentRole::Fund)), "unknown_activity");
}

#[test]
fn the_backbone_offers_and_the_organization_accepts() {
    let offered = staff(three());
    let told = events(&offered, commit("A", 2, CommitmentRole::Fund));
    assert!(matches!(told.as_slice(), [Event::CommitmentOffered { .. }]));
    let offered = offered.after(commit("A", 2, CommitmentRole::Fund));
    assert_eq!(offered.when(commit("A", 2, CommitmentRole::Fund)), Ok(vec![]));
    let own = offered.with(|context| {
        context.scope.actor.role = Role::OrgRepresentative;
        context.scope.actor.org = Some(org(2));
    });
    let told = events(&own, commit("A", 2, CommitmentRole::Fund));
    assert!(matches!(told.as_slice(), [Event::CommitmentAccepted { .. }]));
}

#[test]
fn only_members_whose_membership_stands_commit_themselves() {
    let staff = staff(three());
    assert_eq!(staff.reason(commit("A", 4, CommitmentRole::Fund)), "member_suspended");
    assert_eq!(staff.reason(commit("A", 9, CommitmentRole::Fund)), "not_a_member");
    let mut backwards = terms("A", 1, CommitmentRole::Fund);
    backwards.span.to = day("2026-02-01");
    assert_eq!(three().reason(Command::CommitOrganization(backwards)), "to_before_from");
}

#[test]
fn one_organization_leads() {
    let world = staff(three().after(commit("A", 1, CommitmentRole::Lead)));
    assert_eq!(
        world.when(commit("A", 2, CommitmentRole::Lead)),
        Err(Refusal::LeadAlreadyTaken { org: org(1) })
    );
    assert_eq!(world.reason(commit("A", 2, CommitmentRole::Advise)), "accepted");
    let transfer =
        |to| Command::TransferLead { activity: "A".to_owned(), to: org(to), reason: private("staff left") };
    assert_eq!(world.reason(transfer(4)), "not_a_member");
    assert_eq!(world.when(transfer(1)), Ok(vec![]));
    let handed = world.after(transfer(2));
    let rep = |number: u128| {
        move |context: &mut crate::meta::Context| {
            context.scope.actor.role = Role::OrgRepresentative;
            context.scope.actor.org = Some(org(number));
        }
    };
    let handed = handed.with(rep(1));
    assert_eq!(handed.when(start("A")), Err(Refusal::NotTheLead { org: org(2) }));
    assert_eq!(
        handed.when(relate("A", RelationKind::Requires, "B")),
        Err(Refusal::NotTheLead { org: org(2) })
    );
    assert_eq!(handed.reason(relate("A", RelationKind::Reinforces, "B")), "accepted", "nobody leads B");
    let handed = handed.with(rep(2));
    assert_eq!(handed.reason(start("A")), "no_accepted_lead");
    assert_eq!(handed.reason(commit("A", 2, CommitmentRole::Lead)), "accepted");
}

#[test]
fn other_terms_are_an_amendment_by_the_organization_itself() {
    let world = three().after(commit("A", 1, CommitmentRole::Fund));
    let mut more = terms("A", 1, CommitmentRole::Fund);
    more.resources.minutes = Some(9_600);
    assert_eq!(world.reason(Command::CommitOrganization(more.clone())), "already_committed");
    assert_eq!(
        world.when(Command::AmendCommitment(terms("A", 1, CommitmentRole::Fund))),
        Ok(vec![]),
        "the same terms"
    );
    let told = events(&world, Command::AmendCommitment(more.clone()));
    assert!(matches!(told.as_slice(), [Event::CommitmentAmended { .. }]));
    more.span.to = day("2026-02-01");
    assert_eq!(world.reason(Command::AmendCommitment(more)), "to_before_from");
    assert_eq!(
        world.reason(Command::AmendCommitment(terms("A", 1, CommitmentRole::Lead))),
        "unknown_commitment"
    );
    assert_eq!(
        world.reason(Command::AmendCommitment(terms("A", 2, CommitmentRole::Fund))),
        "not_own_organization"
    );
}

#[test]
fn a_commitment_is_fulfilled_or_released_once() {
    let (activity, org, role) = ("A".to_owned(), org(1), CommitmentRole::Lead);
    let fulfil = Command::FulfilCommitment { activity: activity.clone(), org: org.clone(), role };
    let release = Command::ReleaseCommitment { activity, org, role, reason: private("no staff") };
    assert_eq!(three().reason(fulfil.clone()), "unknown_commitment");
    let world = three().after(commit("A", 1, CommitmentRole::Lead));
    let released = world.after(release.clone());
    assert_eq!(released.when(release.clone()), Ok(vec![]));
    assert_eq!(released.reason(fulfil.clone()), "unknown_commitment");
    assert_eq!(released.reason(start("A")), "no_accepted_lead");
    let fulfilled = three().after(commit("A", 1, CommitmentRole::Lead)).after(fulfil.clone());
    assert_eq!(fulfilled.when(fulfil), Ok(vec![]));
    assert_eq!(fulfilled.reason(release), "already_fulfilled");
    assert_eq!(fulfilled.reason(commit("A", 1, CommitmentRole::Lead)), "already_fulfilled");
}

#[test]
fn what_was_committed_is_fulfilled_or_released_after_the_activity_is_over() {
    let (activity, org, role) = ("A".to_owned(), org(1), CommitmentRole::Lead);
    let fulfil = Command::FulfilCommitment { activity: activity.clone(), org: org.clone(), role };
    let release = Command::ReleaseCommitment { activity, org, role, reason: private("no staff") };
    let done = three().after(commit("A", 1, CommitmentRole::Lead)).after(start("A")).after(complete("A"));
    assert!(matches!(events(&done, fulfil.clone()).as_slice(), [Event::CommitmentFulfilled { .. }]));
    assert_eq!(done.reason(release.clone()), "accepted");
    let mut more = terms("A", 1, CommitmentRole::Lead);
    more.resources.minutes = Some(9_600);
    assert_eq!(done.reason(Command::AmendCommitment(more)), "activity_over", "no other terms");
    assert_eq!(done.after(fulfil).reason(release), "already_fulfilled");
}
