//! Persons, roles, imports.

use std::collections::BTreeSet;

use super::*;
use crate::backbone::command::{
    EndImport, GrantImport, GrantRole, RegisterPerson, RequestImport, RevokeRole, UpdatePerson,
};

fn register(email: &str, of: &str) -> Command {
    Command::RegisterPerson(RegisterPerson {
        person: Some(person("dan")),
        name: text("Dan"),
        email: text(email),
        org: org(of),
    })
}

fn registered_dan() -> Event {
    Event::PersonRegistered {
        person: person("dan"),
        org: org("city"),
        name: text("Dan"),
        email: text("dan@city.example"),
    }
}

fn grant(role: Role, of: Option<&str>, from: Option<&str>, to: Option<&str>) -> Command {
    Command::GrantRole(GrantRole {
        holder: holder("dan"),
        role,
        org: of.map(org),
        from: from.map(at),
        to: to.map(at),
    })
}

fn revoke(holder: HolderId, role: Role, of: Option<&str>) -> Command {
    Command::RevokeRole(RevokeRole { holder, role, org: of.map(org), reason: None })
}

fn granted(holder: HolderId, role: Role, of: Option<&str>) -> Event {
    let from = at("2026-11-23T10:00:00Z");
    Event::RoleGranted { holder, role, org: of.map(org), from, to: None }
}

fn steward(of: &str) -> Command {
    grant(Role::DataSteward, Some(of), None, None)
}

#[test]
fn a_person_is_registered_once_for_an_organization_that_belongs() {
    let world = World::initiative();
    assert_eq!(world.when(register("dan@city.example", "city")), Ok(vec![registered_dan()]));
    assert_eq!(world.refused(register("dan@city.example", "ngo")), "not_a_member");
    let invited = world.clone().given([Event::OrganizationInvited { org: org("ngo") }]);
    assert!(invited.when(register("dan@city.example", "ngo")).is_ok());
    for bad in ["dan", "dan@city", "@city.example", "dan@city..example", "a b@city.example", "a@b@c.d"] {
        assert_eq!(world.refused(register(bad, "city")), "email_malformed", "{bad}");
    }
    let world = world.given([registered_dan()]);
    assert_eq!(world.refused(register("dan@city.example", "city")), "already_registered");
    assert_eq!(world.roster.persons[person("dan").as_str()], org("city"));
}

#[test]
fn a_person_without_a_pseudonym_gets_a_random_one() {
    let command = Command::RegisterPerson(RegisterPerson {
        person: None,
        name: text("Dan"),
        email: text("dan@city.example"),
        org: org("city"),
    });
    let happened = World::initiative().when(command).unwrap();
    let [Event::PersonRegistered { person, .. }] = happened.as_slice() else { panic!("{happened:?}") };
    assert_eq!(*person, PersonId::from_random([7; 16]));
}

#[test]
fn a_profile_is_updated_field_by_field() {
    let update = |email: Option<&str>| {
        let (person, name) = (person("dan"), None);
        Command::UpdatePerson(UpdatePerson { person, name, email: email.map(text) })
    };
    assert_eq!(World::initiative().refused(update(Some("d@c.ro"))), "unknown_person");
    let world = World::initiative().given([registered_dan()]);
    let updated = Event::PersonUpdated { person: person("dan"), name: None, email: Some(text("d@c.ro")) };
    assert_eq!(world.when(update(Some("d@c.ro"))), Ok(vec![updated]));
    assert_eq!(world.when(update(None)), Ok(vec![]));
    assert_eq!(world.refused(update(Some("dan"))), "email_malformed");
}

#[test]
fn a_role_is_granted_for_a_time() {
    let world = World::initiative();
    let expected = granted(holder("dan"), Role::DataSteward, Some("city"));
    assert_eq!(world.when(steward("city")), Ok(vec![expected.clone()]));
    let later = Some("2027-01-01T00:00:00Z");
    assert_eq!(world.refused(grant(Role::Auditor, None, later, later)), "to_before_from");
    assert_eq!(world.refused(steward("ngo")), "not_a_member");
    assert_eq!(world.refused(grant(Role::OrgRepresentative, None, None, None)), "org_required");
    let world = world.given([expected]);
    assert_eq!(world.when(steward("city")), Ok(vec![]));
    assert_eq!(world.when(grant(Role::DataSteward, Some("city"), None, later)), Ok(vec![]));
    assert!(world.roster.grants.iter().any(|grant| grant.holds_at(world.now)));
}

#[test]
fn nobody_grants_more_than_they_hold() {
    let rep = World::initiative().acting(Role::OrgRepresentative);
    assert!(rep.when(steward("city")).is_ok());
    assert_eq!(rep.refused(steward("ngo")), "grants_more_than_held");
    assert_eq!(rep.refused(grant(Role::BackboneStaff, None, None, None)), "grants_more_than_held");
    let holder = World::initiative().acting(Role::SeatHolder);
    assert_eq!(holder.refused(grant(Role::SeatHolder, None, None, None)), "grants_more_than_held");
    let admin = World::initiative().acting(Role::Admin);
    assert!(admin.when(grant(Role::BackboneStaff, None, None, None)).is_ok());
}

#[test]
fn roles_and_holders_have_their_place() {
    let world = World::initiative();
    for role in [Role::Admin, Role::Importer, Role::System, Role::Public] {
        assert_eq!(world.refused(grant(role, None, None, None)), "role_not_grantable");
    }
    assert_eq!(World::hub().refused(grant(Role::Admin, None, None, None)), "holder_not_here");
    let account = HolderId::from(account("ana"));
    let (role, org, from, to) = (Role::Auditor, None, None, None);
    let command = Command::GrantRole(GrantRole { holder: account.clone(), role, org, from, to });
    assert_eq!(world.refused(command.clone()), "holder_not_here");
    let expected = granted(account, Role::Auditor, None);
    assert_eq!(World::hub().when(command), Ok(vec![expected]));
}

#[test]
fn a_revocation_names_the_grants_it_ends() {
    let command = revoke(holder("dan"), Role::DataSteward, Some("city"));
    assert_eq!(World::initiative().refused(command.clone()), "not_granted");
    let world = World::initiative().given([granted(holder("dan"), Role::DataSteward, Some("city"))]);
    let other = revoke(holder("dan"), Role::SeatHolder, None);
    assert_eq!(world.refused(other), "not_granted");
    let revoked = Event::RoleRevoked {
        holder: holder("dan"),
        role: Role::DataSteward,
        org: Some(org("city")),
        grants: BTreeSet::from([nth(1)]),
        reason: None,
    };
    assert_eq!(world.when(command.clone()), Ok(vec![revoked.clone()]));
    let world = world.given([revoked]);
    assert_eq!(world.when(command), Ok(vec![]));
    assert!(!world.roster.grants.iter().any(|grant| grant.holds_at(world.now)));
    assert_eq!(world.when(steward("city")).unwrap().len(), 1);
}

#[test]
fn the_hub_keeps_an_admin() {
    let (ana, bob) = (HolderId::from(account("ana")), HolderId::from(account("bob")));
    let world = World::hub().given([granted(ana.clone(), Role::Admin, None)]);
    let revoke_ana = revoke(ana.clone(), Role::Admin, None);
    assert_eq!(world.refused(revoke_ana.clone()), "last_admin");
    let world = world.given([granted(bob, Role::Admin, None)]);
    let revoked = Event::RoleRevoked {
        holder: ana,
        role: Role::Admin,
        org: None,
        grants: BTreeSet::from([nth(1)]),
        reason: None,
    };
    assert_eq!(world.when(revoke_ana), Ok(vec![revoked]));
}

fn ask_import(to: &str) -> Command {
    Command::RequestImport(RequestImport {
        holder: holder("dan"),
        org: None,
        source: "roll calls 2018-2021".to_owned(),
        from: None,
        to: at(to),
    })
}

fn import_asked() -> Event {
    Event::ImportRequested {
        request: id(0xf00),
        holder: holder("dan"),
        org: None,
        source: "roll calls 2018-2021".to_owned(),
        from: at("2026-11-23T10:00:00Z"),
        to: at("2026-12-23T10:00:00Z"),
    }
}

#[test]
fn an_import_is_asked_for_and_granted_by_another() {
    let world = World::initiative();
    assert_eq!(world.when(ask_import("2026-12-23T10:00:00Z")), Ok(vec![import_asked()]));
    assert_eq!(world.refused(ask_import("2027-12-23T10:00:00Z")), "import_too_long");
    assert_eq!(world.refused(ask_import("2026-11-23T10:00:00Z")), "to_before_from");
    let complete = Command::GrantImport(GrantImport { request: id(0xf00) });
    assert_eq!(world.refused(complete.clone()), "unknown_request");
    let world = world.given([import_asked()]);
    assert_eq!(world.refused(complete.clone()), "needs_second_person");
    let second = world.by("bob", Some("city")).approving(nth(1));
    let happened = second.when(complete.clone()).unwrap();
    let expected = Event::ImportGranted {
        request: id(0xf00),
        holder: holder("dan"),
        org: None,
        source: "roll calls 2018-2021".to_owned(),
        from: at("2026-11-23T10:00:00Z"),
        to: at("2026-12-23T10:00:00Z"),
    };
    assert_eq!(happened, vec![expected.clone()]);
    let second = second.given([expected]);
    assert_eq!(second.when(complete), Ok(vec![]));
    let importer = second.roster.grants.iter().find(|grant| grant.role == Role::Importer);
    assert!(importer.is_some_and(|grant| grant.holds_at(second.now)));
}

#[test]
fn an_import_ends_once_and_for_every_context() {
    let end =
        Command::EndImport(EndImport { context: ContextName::Agenda, stream: "matter/7".parse().unwrap() });
    let ended = Event::ImportEnded { context: ContextName::Agenda, stream: "matter/7".parse().unwrap() };
    let world = World::initiative();
    assert_eq!(world.when(end.clone()), Ok(vec![ended.clone()]));
    let world = world.given([ended]);
    assert_eq!(world.when(end), Ok(vec![]));
    assert!(world.roster.ended_imports.contains("agenda/matter/7"));
}
