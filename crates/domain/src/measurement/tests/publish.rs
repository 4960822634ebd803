//! Publishing with what may not be seen taken out, correcting, stories.

use super::{given::*, *};
use crate::{
    measurement::{
        command::{CorrectPublished, TellStory},
        event::{CorrectionReason, PublicRow},
    },
    meta::Role,
};

fn publish() -> Command {
    Command::PublishData(of_october(1))
}

fn correct(rows: Vec<Row>) -> Command {
    Command::CorrectPublished(Box::new(CorrectPublished {
        data_set: code("SCHOOL"),
        org: None,
        rows,
        reason: CorrectionReason::Error,
        note: None,
    }))
}

fn public(emitted: &[Emitted<Event>]) -> Vec<(String, Option<String>, bool)> {
    let rows = emitted.iter().flat_map(|one| match &one.event {
        Event::DataPublished { rows, .. } | Event::RevisionPublished { rows, .. } => rows.clone(),
        _ => Vec::new(),
    });
    let dims = |row: &PublicRow| row.dims.values().map(|code| code.to_string()).collect::<String>();
    rows.map(|row| (dims(&row), row.value.clone(), row.hidden)).collect()
}

fn shown(dims: &str, value: &str) -> (String, Option<String>, bool) {
    (dims.to_owned(), Some(value.to_owned()), false)
}

fn hidden(dims: &str) -> (String, Option<String>, bool) {
    (dims.to_owned(), None, true)
}

#[test]
fn the_public_table_says_what_the_draft_said() {
    let world = completing(by(approved("40", "60", "100"), "1", 1, Role::OrgRepresentative));
    let emitted = world.when(publish()).unwrap();
    assert_eq!(public(&emitted), [shown("", "100"), shown("F", "40"), shown("M", "60")]);
    assert!(matches!(emitted[0].event, Event::DataPublished { revision: 1, part: 1, parts: 1, .. }));
    assert_eq!(world.after(publish()).when(publish()), Ok(vec![]));
}

#[test]
fn small_cells_are_out_of_it_and_so_is_what_would_tell_them() {
    let world = completing(by(approved("4", "96", "100"), "1", 1, Role::OrgRepresentative));
    let emitted = world.when(publish()).unwrap();
    assert_eq!(public(&emitted), [shown("", "100"), hidden("F"), hidden("M")]);
}

#[test]
fn publishing_takes_a_second_person_of_another_organization() {
    let world = approved("40", "60", "100");
    let first = world.last_id();
    assert_eq!(completing(world).when(publish()), Err(Refusal::NeedsSecondPerson { first }));
    let colleague = completing(by(approved("40", "60", "100"), "8", 2, Role::BackboneStaff));
    assert_eq!(colleague.reason(publish()), "needs_second_person");
    let unnamed = by(approved("40", "60", "100"), "1", 1, Role::OrgRepresentative);
    assert_eq!(unnamed.reason(publish()), "needs_second_person", "the first act is not named");
    let early = drafted("40", "60", "100").after(submit());
    assert_eq!(early.when(publish()), Err(Refusal::NotApproved { period: october() }));
}

#[test]
fn the_first_act_stands_in_what_the_second_person_completes() {
    let world = approved("40", "60", "100");
    let command = publish();
    let scope = &world.context.scope;
    let mut streams = Streams::default();
    for stream in Rules::streams(&command, scope) {
        streams.insert(stream, State::Absent);
    }
    assert_eq!(Rules::approvals(&command, &streams), vec![]);
    let stream = submission::stream(&code("SCHOOL"), &org(1), october());
    let approved = Submission {
        stage: submission::Stage::Approved(world.last_id(), scope.actor.clone()),
        ..Default::default()
    };
    streams.insert(stream, State::Submission(approved));
    assert_eq!(Rules::approvals(&command, &streams), [submission::approval(world.last_id(), &scope.actor)]);
}

#[test]
fn a_correction_keeps_what_stood_there_and_publishes_what_reads_otherwise() {
    let world = published("40", "60", "100");
    let emitted =
        world.when(correct(vec![row("PUPILS", "101"), by_sex("F", "41"), by_sex("M", "60")])).unwrap();
    let [revised, revision] = &emitted[..] else { panic!("{emitted:?}") };
    let Event::DataRevised { revision: 2, changes, .. } = &revised.event else { panic!("{revised:?}") };
    let told: Vec<_> =
        changes.iter().map(|one| (one.before.clone().unwrap().value, one.after.value.clone())).collect();
    assert_eq!(told[0], (Some("100".to_owned()), Some("101".to_owned())));
    assert_eq!(told.len(), 2);
    assert_eq!(public(std::slice::from_ref(revision)), [shown("", "101"), shown("F", "41")]);
}

#[test]
fn a_value_can_be_taken_away() {
    let gone = vec![row("PUPILS", ""), by_sex("F", ""), by_sex("M", "")];
    let emitted = published("40", "60", "100").when(correct(gone)).unwrap();
    let none = |dims: &str| (dims.to_owned(), None, false);
    assert_eq!(public(&emitted), [none(""), none("F"), none("M")]);
}

#[test]
fn a_revision_never_tells_what_was_hidden() {
    let world = published("4", "96", "100");
    let emitted = world.when(correct(vec![row("PUPILS", "110"), by_sex("F", "14")])).unwrap();
    assert_eq!(public(&emitted), [shown("", "110")], "large enough now, and hidden still");
}

#[test]
fn a_correction_hides_nothing_behind_what_the_public_has_seen() {
    let world = published("40", "60", "100");
    let emitted = world.when(correct(vec![row("PUPILS", "64"), by_sex("F", "4")])).unwrap();
    assert_eq!(public(&emitted), [hidden(""), hidden("F")], "60 men were shown: 64 - 60 would tell");
}

#[test]
fn what_a_count_is_made_of_is_hidden_where_it_is_few() {
    let few = Row { numerator: Some("4".to_owned()), ..row("PUPILS", "500") };
    let world = sharing().after(record(vec![few])).after(submit());
    let world = by(world, "2", 2, Role::BackboneStaff).after(Command::ApproveData(of_october(1)));
    let world = completing(by(world, "1", 1, Role::OrgRepresentative));
    assert_eq!(public(&world.when(publish()).unwrap()), [hidden("")]);
}

#[test]
fn only_published_data_are_corrected_and_only_where_they_differ() {
    let world = published("40", "60", "100");
    assert_eq!(world.when(correct(vec![row("PUPILS", "100")])), Err(Refusal::NothingToCorrect));
    assert_eq!(world.reason(correct(vec![row("PUPILS", "99")])), "partition_mismatch");
    let draft = drafted("40", "60", "100");
    assert_eq!(
        draft.when(correct(vec![row("PUPILS", "1")])),
        Err(Refusal::NotPublished { period: october() })
    );
    assert_eq!(world.reason(record(vec![row("ABSENT", "5")])), "period_closed");
}

#[test]
fn a_row_of_another_organization_is_not_corrected_here() {
    let world = published("40", "60", "100");
    let of = |org: String| Row { org: Some(org), ..row("ABSENT", "5") };
    let other = Row { org: Some(org(2).to_string()), ..row("STORY", "Snow.") };
    let refused = world.when(correct(vec![of(org(1).to_string()), other])).unwrap_err();
    let Refusal::RowsRefused { first, reason, rows, .. } = refused else { panic!("{refused}") };
    assert_eq!((first, reason, rows.len(), &*rows[0].column), (2, RowReason::NotAReporter, 1, "org"));
    assert_eq!(world.reason(correct(vec![of("nobody".to_owned())])), "not_a_reporter");
    assert_eq!(world.reason(correct(vec![of(org(1).to_string())])), "accepted");
}

#[test]
fn a_second_correction_remembers_what_the_first_two_revisions_showed() {
    // 40 girls of 100 were shown, then hidden as 4 of 64; at 40 again, whoever kept the first knows them, and with
    // the boys would know the hidden total.
    let world = published("40", "60", "100");
    let world = world.after(correct(vec![row("PUPILS", "64"), by_sex("F", "4")]));
    let emitted =
        world.when(correct(vec![row("PUPILS", "106"), by_sex("F", "40"), by_sex("M", "66")])).unwrap();
    assert_eq!(public(&emitted), [hidden("M")]);
    let Event::RevisionPublished { revision: 3, .. } = &emitted[1].event else { panic!("{emitted:?}") };
}

#[test]
fn a_correction_is_taken_after_the_period_closed() {
    let world =
        published("40", "60", "100").with(|context| context.now = "2027-06-01T00:00:00Z".parse().unwrap());
    assert_eq!(world.reason(correct(vec![row("ABSENT", "5")])), "accepted");
}

#[test]
fn a_story_is_pinned_to_a_revision_that_exists() {
    let story = |revision: u32, indicator: &str| {
        Command::TellStory(Box::new(TellStory {
            data_set: code("SCHOOL"),
            org: None,
            period: october(),
            indicator: code(indicator),
            revision,
            story: "Breakfast helps.".to_owned(),
            what_works: None,
            next_steps: Vec::new(),
        }))
    };
    let world = published("40", "60", "100");
    assert_eq!(world.reason(story(1, "PUPILS")), "accepted");
    assert_eq!(world.when(story(2, "PUPILS")), Err(Refusal::UnknownRevision { revision: 2, last: 1 }));
    assert_eq!(world.reason(story(0, "PUPILS")), "unknown_revision");
    assert_eq!(world.reason(story(1, "TEACHERS")), "unknown_indicator");
}

#[test]
fn history_comes_in_by_two_importers_for_organizations_that_were_only_asked() {
    let importer = |world: World<Rules>, person: &str, of: Option<u128>| {
        by(world, person, 2, Role::Importer).with(|context| {
            context.scope.actor.org = of.map(org);
            context.scope.imported = true;
        })
    };
    let theirs = |command: Command| match command {
        Command::RecordObservations { data_set, rows, replaces, .. } => {
            Command::RecordObservations { data_set, org: Some(org(1)), rows, replaces, is_dry_run: false }
        }
        other => other,
    };
    let world =
        importer(sharing(), "a", None).after(theirs(record(vec![row("PUPILS", "50")]))).after(submit());
    let world = importer(world, "b", Some(2)).after(Command::ApproveData(of_october(1)));
    let world = completing(importer(world, "a", None));
    assert_eq!(public(&world.when(publish()).unwrap()), [shown("", "50")]);
    assert_eq!(completing(importer(world, "b", Some(2))).reason(publish()), "needs_second_person");
}
