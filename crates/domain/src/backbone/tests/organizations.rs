//! Organizations and initiatives of the hub.

use super::*;
use crate::{
    backbone::command::{RegisterInitiative, RegisterOrganization, RenameOrganization, SucceedOrganization},
    ids::ExternalRef,
    time::Date,
};

fn register(name: &str) -> Command {
    Command::RegisterOrganization(RegisterOrganization {
        code: code(name),
        name: "The City".to_owned(),
        sector: Sector::Government,
        external_ref: None,
    })
}

fn rename(name: &str) -> Command {
    Command::RenameOrganization(RenameOrganization {
        org: org("city"),
        name: name.to_owned(),
        from: day("2027-01-01"),
    })
}

fn succeed(old: &str, into: &str) -> Command {
    let (org, into) = (org(old), org(into));
    Command::SucceedOrganization(SucceedOrganization { org, into, on: day("2027-01-01") })
}

fn succeeded(old: &str, into: &str) -> Event {
    Event::OrganizationSucceeded { org: org(old), into: org(into), on: day("2027-01-01") }
}

fn begin(slug_text: &str, convener: &str) -> Command {
    Command::RegisterInitiative(RegisterInitiative {
        slug: slug(slug_text),
        name: "School for all".to_owned(),
        problem: "a third of the children leave early".to_owned(),
        field: FieldOfWork::Education,
        area: "Cluj".to_owned(),
        convener: org(convener),
    })
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn an_organization_takes_its_code() {
    let org = OrgId::from_uuid(id(0xf00));
    let registered = Event::OrganizationRegistered {
        org: org.clone(),
        code: code("CITY"),
        name: "The City".to_owned(),
        sector: Sector::Government,
        external_ref: None,
    };
    let reserved = Event::Reserved { what: "organization_code/CITY".to_owned(), by: org.as_str().to_owned() };
    assert_eq!(World::hub().when(register("CITY")), Ok(vec![registered, reserved]));
}

#[test]
fn a_code_belongs_to_one_organization() {
    let taken = Event::Reserved { what: "organization_code/CITY".to_owned(), by: org("city").to_string() };
    let world = World::hub().given([registered("city", Sector::Government), taken]);
    assert_eq!(world.refused(register("CITY")), "organization_code_taken");
    assert_eq!(world.when(register("TOWN")).unwrap().len(), 2);
}

#[test]
fn an_imported_organization_has_the_id_of_its_name_elsewhere() {
    let mut world = World::hub();
    world.scope.imported = true;
    let external_ref = Some(ExternalRef { vocabulary: "nyc".to_owned(), code: "42".to_owned() });
    let command = Command::RegisterOrganization(RegisterOrganization {
        code: code("CITY"),
        name: "The City".to_owned(),
        sector: Sector::Government,
        external_ref,
    });
    let first = world.decide(command.clone()).unwrap();
    first.iter().for_each(|emitted| world.apply(&emitted.stream, &emitted.event));
    world.scope.new_id = id(0xf01);
    assert_eq!(world.when(command), Ok(vec![]));
}

#[test]
fn an_organization_is_renamed_once() {
    let world = World::hub().given([registered("city", Sector::Government)]);
    let renamed =
        Event::OrganizationRenamed { org: org("city"), name: "Town".to_owned(), from: day("2027-01-01") };
    assert_eq!(world.when(rename("Town")), Ok(vec![renamed.clone()]));
    assert_eq!(world.given([renamed]).when(rename("Town")), Ok(vec![]));
    assert_eq!(World::hub().refused(rename("Town")), "unknown_organization");
}

#[test]
fn successions_never_close_into_a_ring() {
    let world = World::hub()
        .given([registered("city", Sector::Government), registered("county", Sector::Government)]);
    assert_eq!(world.refused(succeed("city", "city")), "succeeds_itself");
    assert_eq!(world.refused(succeed("city", "nobody")), "unknown_organization");
    assert_eq!(world.when(succeed("city", "county")), Ok(vec![succeeded("city", "county")]));
    let world = world.given([succeeded("city", "county")]);
    assert_eq!(world.when(succeed("city", "county")), Ok(vec![]));
    assert_eq!(world.refused(succeed("county", "city")), "organization_succeeded");
    assert_eq!(world.refused(rename("Town")), "organization_succeeded");
}

#[test]
fn an_initiative_takes_its_slug() {
    let world = World::hub().given([registered("city", Sector::Government)]);
    assert_eq!(world.when(begin("cluj-school", "city")), Ok(vec![initiative_registered()]));
    assert_eq!(world.refused(begin("hub", "city")), "slug_reserved");
    assert_eq!(world.refused(begin("cluj-school", "nobody")), "unknown_organization");
    let world = world.given([initiative_registered()]);
    assert_eq!(world.refused(begin("cluj-school", "city")), "slug_taken");
}

#[test]
fn every_command_has_its_place() {
    assert_eq!(World::initiative().refused(register("CITY")), "hub_only");
    let waiver = Command::RequestWaiver(command::RequestWaiver { reason: text("we must") });
    assert_eq!(World::hub().refused(waiver.clone()), "not_in_hub");
    assert_eq!(World::new("nowhere").refused(waiver), "unknown_initiative");
}

#[test]
fn the_hub_knows_names_as_they_are_now() {
    let renamed =
        Event::OrganizationRenamed { org: org("city"), name: "Town".to_owned(), from: day("2027-01-01") };
    let world = World::hub().given([
        registered("city", Sector::Government),
        registered("county", Sector::Government),
        renamed,
        succeeded("city", "county"),
        initiative_registered(),
    ]);
    let known = &world.hub.organizations[&org("city")];
    assert_eq!((known.name.as_str(), known.succeeded_by.clone()), ("Town", Some(org("county"))));
    assert_eq!(world.hub.initiatives[&slug("cluj-school")].convener, org("city"));
}
