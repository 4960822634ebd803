//! Each context names every type of event that it tells of, and no other; what is told is what the event says.

use std::{fs, path::Path};

use super::{OfAgenda, OfPlan, OfTalk};
use crate::{agenda, communication, decider::Event, digest::news::headline, ids::Uuid, plan};

/// Every golden event of a context, by its type.
fn golden<E: Event>(context: &str) -> Vec<(String, E)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(context);
    let event = |path: &Path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let event = E::decode(&name, fs::read_to_string(path).unwrap().trim_end());
        (name.clone(), event.unwrap_or_else(|error| panic!("{name}: {error}")))
    };
    let files = fs::read_dir(folder).unwrap().map(|entry| event(&entry.unwrap().path()));
    files.collect()
}

fn check<E: Event, T>(context: &str, types: &[&str], tell: impl Fn(E) -> Option<T>) {
    assert!(types.is_sorted());
    let told: Vec<String> =
        golden::<E>(context).into_iter().filter_map(|(name, event)| tell(event).map(|_| name)).collect();
    for name in types {
        assert!(told.iter().any(|told| told == name), "{name} tells nothing");
    }
    assert_eq!(told.len(), types.len(), "{told:?} are told, {types:?} are named");
}

#[test]
fn every_type_that_is_told_is_named() {
    check("agenda", agenda::news::TYPES, agenda::news::tell);
    check("plan", plan::news::TYPES, plan::news::tell);
    check("communication", communication::news::TYPES, |event| communication::news::tell(event, Uuid::nil()));
}

#[test]
fn what_is_told_is_what_the_event_says() {
    let agenda = golden::<agenda::Event>("agenda").into_iter();
    let opened = agenda.filter_map(|(_, event)| match agenda::news::tell(event.clone()) {
        Some(OfAgenda::ProposalOpened { title, electorate, closes_at }) => {
            let agenda::Event::ProposalOpened { text, electorate: all, closes_at: until, .. } = event else {
                panic!("{event:?} is told as an opening");
            };
            Some((title == headline(&text), electorate.into_iter().eq(all), closes_at == until))
        }
        _ => None,
    });
    assert_eq!(opened.collect::<Vec<_>>(), [(true, true, true)]);
    let plan = golden::<plan::Event>("plan").into_iter().filter_map(|(_, event)| plan::news::tell(event));
    let moved = plan.filter(|told| matches!(told, OfPlan::MilestoneRescheduled { .. }));
    assert_eq!(moved.count(), 1);
    let id = Uuid::from_u128(7);
    let talk = golden::<communication::Event>("communication").into_iter();
    let said = talk.filter_map(|(_, event)| match communication::news::tell(event, id) {
        Some(OfTalk::MessagePosted { message, author, mentions }) => Some((message, author, mentions.len())),
        _ => None,
    });
    let author = "p_00000000000000000000000000000001".to_owned();
    assert_eq!(said.collect::<Vec<_>>(), [(id.to_string(), author, 2)]);
}

#[test]
fn a_headline_is_the_first_line_and_no_longer_than_a_title() {
    assert_eq!(headline("Shall we?\nBecause."), "Shall we?");
    let long = "ș".repeat(201);
    assert_eq!(headline(&long), format!("{}…", "ș".repeat(199)));
    assert_eq!(headline(&"ș".repeat(200)).chars().count(), 200);
}
