//! What is read, kept and answered, over crashes: the book and the intake without any service.

use bus::Bytes;
use domain::{ids::Uuid, meta::ContextName};
use serde_json::json;
use wire::pb::log::FollowResponse;

use super::{
    book::{Book, Skipped},
    intake::{Standing, begin, take_in},
};

const SOURCE: ContextName = ContextName::Agenda;
const WANTED: &[&str] = &["agenda.AgendaAmended.v1"];

fn record(position: u64, type_name: &str, initiative: &str, imported: bool) -> Bytes {
    let actor = json!({"ref": "system", "org": null, "role": "system", "via": "timer"});
    let moment = "2026-11-24T10:00:00.000000Z";
    let record = json!({"v": 1, "id": Uuid::from_u128(position.into()), "initiative": initiative,
        "context": "agenda", "stream": "agenda", "type": type_name, "occurred_at": moment, "imported": imported,
        "actor": actor, "approvals": [], "command": Uuid::nil(), "correlation": Uuid::nil(), "cause": null,
        "facts": {}, "authz": {"policy": "", "rules": []}, "trace": null, "visibility": "public", "data": {},
        "sequence": position + 1, "version": 1, "recorded_at": moment, "prev": null});
    record.to_string().into_bytes().into()
}

fn message(records: Vec<Bytes>, next_position: u64, is_caught_up: bool) -> FollowResponse {
    FollowResponse { records, next_position, log_id: "log".to_owned(), is_caught_up }
}

fn amended(position: u64) -> Bytes {
    record(position, "agenda.AgendaAmended.v1", "cluj", false)
}

fn book(folder: &tempfile::TempDir) -> Book {
    Book::open(&folder.path().join("reactions.sqlite")).unwrap()
}

fn standings(book: &Book) -> (u64, Vec<Standing>) {
    let (place, standings) = begin(book, SOURCE, &[("orphan", WANTED)]).unwrap();
    (place.next_position, standings)
}

#[test]
fn a_new_reaction_begins_at_the_head_and_an_old_one_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let before = book(&folder);
    let (from, mut all) = standings(&before);
    assert_eq!(from, 0);
    let head = message(vec![amended(0), amended(1)], 2, false);
    assert!(!take_in(&before, SOURCE, &mut all, &head).unwrap(), "what was before it is no business of its");
    assert_eq!(before.place("orphan", "agenda").unwrap(), None, "the head is not known yet");
    assert!(!take_in(&before, SOURCE, &mut all, &message(vec![amended(2)], 3, true)).unwrap());
    assert_eq!(before.place("orphan", "agenda").unwrap(), Some(("log".to_owned(), 3)), "before it acts");
    assert!(take_in(&before, SOURCE, &mut all, &message(vec![amended(3)], 4, true)).unwrap());
    drop(before);

    let after = book(&folder);
    let (from, mut all) = standings(&after);
    assert_eq!((from, after.behind().unwrap()), (4, 1), "place and record are there, or neither");
    let again = message(vec![amended(3), amended(4)], 5, true);
    assert!(take_in(&after, SOURCE, &mut all, &again).unwrap());
    assert_eq!(after.behind().unwrap(), 2, "what was taken in is not taken in again");
}

#[test]
fn a_second_reaction_to_the_same_log_begins_at_its_own_head() {
    let folder = tempfile::tempdir().unwrap();
    let book = book(&folder);
    let (_, mut all) = standings(&book);
    take_in(&book, SOURCE, &mut all, &message(vec![], 0, true)).unwrap();
    let wanted: [(&'static str, &'static [&'static str]); 2] = [("orphan", WANTED), ("younger", WANTED)];
    let (place, mut both) = begin(&book, SOURCE, &wanted).unwrap();
    assert_eq!((place.next_position, place.log_id.as_deref()), (0, Some("log")));
    take_in(&book, SOURCE, &mut both, &message(vec![amended(0)], 1, true)).unwrap();
    take_in(&book, SOURCE, &mut both, &message(vec![amended(1)], 2, true)).unwrap();
    let names = |_: ()| book.stuck("cluj").unwrap().into_iter().map(|one| one.name).collect::<Vec<_>>();
    assert_eq!(names(()), ["orphan", "orphan", "younger"]);
}

#[test]
fn imported_records_and_other_types_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let book = book(&folder);
    let (_, mut all) = standings(&book);
    take_in(&book, SOURCE, &mut all, &message(vec![], 0, true)).unwrap();
    let passed = vec![
        record(0, "agenda.AgendaAmended.v1", "cluj", true),
        record(1, "agenda.AgendaAdopted.v1", "cluj", false),
    ];
    take_in(&book, SOURCE, &mut all, &message(passed, 2, true)).unwrap();
    assert_eq!((book.behind().unwrap(), standings(&book).0), (0, 2));
}

#[test]
fn only_the_initiative_that_cannot_be_answered_waits() {
    let folder = tempfile::tempdir().unwrap();
    let book = book(&folder);
    let of = |number: u64, initiative: &str| record(number, WANTED[0], initiative, false);
    let records = [of(0, "cluj"), of(1, "cluj"), of(2, "iasi")];
    let found: Vec<_> = records
        .iter()
        .zip(["cluj", "cluj", "iasi"])
        .map(|(record, initiative)| ("orphan", initiative.to_owned(), record.as_ref()))
        .collect();
    book.take_in("agenda", "log", &found, &[("orphan", 3)]).unwrap();
    let first = book.next(|_| false).unwrap();
    assert_eq!(first.iter().map(|one| one.initiative.as_str()).collect::<Vec<_>>(), ["cluj", "iasi"]);
    let stuck = first[0].number;
    book.waits(stuck, "roster_stale: silent").unwrap();
    assert_eq!(book.stuck("cluj").unwrap()[0].why, "roster_stale: silent");
    book.answered(first[1].number, &[]).unwrap();
    assert_eq!(book.next(|number| number == stuck).unwrap(), [], "its own later records wait behind it");
    book.answered(stuck, &[skipped(7)]).unwrap();
    assert_eq!(book.next(|_| false).unwrap().len(), 1);
    assert!(book.is_skipped(Uuid::from_u128(7)).unwrap() && !book.is_skipped(Uuid::from_u128(8)).unwrap());
    book.skip(&skipped(7)).unwrap();
    let all = book.skipped("cluj", 0, 9).unwrap();
    assert_eq!(all.iter().map(|(_, one)| one).collect::<Vec<_>>(), [&skipped(7)], "once");
    assert_eq!(book.skipped("cluj", all[0].0, 9).unwrap(), []);
}

fn skipped(command: u128) -> Skipped {
    let text = str::to_owned;
    Skipped {
        command: Uuid::from_u128(command),
        name: text("orphan"),
        target: text("activity/TRAIN"),
        initiative: text("cluj"),
        cause: text("agenda/1"),
        reason: text("not_orphaned"),
        message: text("it serves a goal"),
        at: text("2026-11-24T10:00:00.000000Z"),
    }
}
