//! What a revision put otherwise, as it reads then and now.

use super::{changes::eventful, *};
use crate::fixture::sealed;

fn of<T>(history: &History, query: impl FnOnce(&Connection) -> Result<T, Error>) -> T {
    history.view(&SCHEMA).reader().unwrap().read(query).unwrap().1
}

/// The eventful plan, revised once more.
fn revised(change: impl FnOnce(&mut History)) -> Vec<(&'static str, &'static str, String, String, String)> {
    let mut history = eventful();
    let before = of(&history, snapshot);
    change(&mut history);
    let after = of(&history, snapshot);
    let changes = difference(&before, &after, |_, _| false);
    changes.into_iter().map(|one| (one.of, one.what, one.milestone, one.before, one.after)).collect()
}

fn keys(title: &str, value: &str) -> Event {
    Event::MilestoneRevised {
        milestone: "KEYS".to_owned(),
        title: title.to_owned(),
        kind: MilestoneKind::Target,
        target: Some(TargetValue { value: value.to_owned(), unit: "keys".to_owned() }),
        reason: "fewer rooms".to_owned(),
    }
}

#[test]
fn what_was_put_otherwise_reads_as_it_is_now() {
    let history = eventful();
    let all = MilestoneFilter { activity: Some("SHELTER".to_owned()), ..MilestoneFilter::default() };
    let told = of(&history, |connection| milestones(connection, &all, day("2026-06-01"), 500, None));
    let keys = told.iter().find(|one| one.id == "KEYS").unwrap();
    let target = keys.target.as_ref().unwrap();
    assert_eq!((keys.title.as_str(), target.value.as_str()), ("Keys handed out", "70"));
    let shelter = of(&history, |connection| activity(connection, "SHELTER", day("2026-06-01"))).unwrap();
    assert_eq!(shelter.title, "A shelter for families");
    assert_eq!(shelter.indicators, [code("BEDS"), code("NIGHTS")], "the whole set");
    let plan = of(&history, plan).unwrap();
    let housing = plan.strategies.iter().find(|one| one.code == code("HOUSING")).unwrap();
    assert_eq!((housing.title.as_str(), housing.goals.len()), ("Housing for all", 2));
}

#[test]
fn a_difference_tells_only_the_parts_that_were_put_otherwise() {
    let shelter = "activity/SHELTER";
    let told = revised(|history| {
        history.push(shelter, &keys("Keys handed out", "65"));
    });
    let (before, after) = ("70 keys".to_owned(), "65 keys".to_owned());
    assert_eq!(told, [("milestone", "revised", "KEYS".to_owned(), before, after)]);
    let told = revised(|history| {
        history.push(shelter, &keys("Keys", "65"));
    });
    assert_eq!((told[0].3.as_str(), told[0].4.as_str()), ("Keys handed out\n70 keys", "Keys\n65 keys"));
    let told = revised(|history| {
        let (from, to) = (code("HOUSING"), code("CARE"));
        history.push(shelter, &Event::ActivityRelinked { from, to, reason: sealed("why") });
    });
    let (before, after) = ("HOUSING".to_owned(), "CARE".to_owned());
    assert_eq!(told, [("activity", "revised", String::new(), before, after)]);
}

#[test]
fn what_moved_there_and_back_or_was_dropped_is_not_revised() {
    let shelter = "activity/SHELTER";
    let there_and_back = revised(|history| {
        history.push(shelter, &keys("Keys", "65"));
        history.push(shelter, &keys("Keys handed out", "70"));
    });
    assert_eq!(there_and_back, []);
    let dropped = revised(|history| {
        history.push(shelter, &keys("Keys", "65"));
        let milestone = "KEYS".to_owned();
        history.push(shelter, &Event::MilestoneDropped { milestone, reason: sealed("why") });
    });
    let kinds: Vec<_> = dropped.iter().map(|one| one.1).collect();
    assert_eq!(kinds, ["removed"]);
}
