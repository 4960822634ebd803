//! Reminders: to whom has not acted, and each under one id.

use super::{super::reminders, *};

fn ids(history: &History, scope: &Scope, hour: i64) -> Vec<String> {
    reminders(scope, &history.told, &history.cut(hour), None).into_iter().map(|one| one.id).collect()
}

fn standing(closes: i64, hours: i64) -> String {
    format!("agenda/proposal/1//{}/{hours}h", at(closes))
}

#[test]
fn an_organization_is_reminded_at_72_and_at_24_hours_until_the_window_closes() {
    let mut history = History::default();
    history.agenda(0, "proposal/1", opened(100));
    for (hour, expected) in
        [(27, None), (28, Some(72)), (75, Some(72)), (76, Some(24)), (99, Some(24)), (100, None)]
    {
        let expected: Vec<_> = expected.map(|hours| standing(100, hours)).into_iter().collect();
        assert_eq!(ids(&history, &me(), hour), expected, "at {hour}");
    }
}

#[test]
fn nobody_is_reminded_of_a_proposal_that_is_answered() {
    let mut history = History::default();
    history.agenda(0, "proposal/1", opened(100));
    let other = Scope { org: Some(org(2)), ..me() };
    history.agenda(30, "proposal/1", OfAgenda::StanceCast { org: org(1) });
    assert_eq!(ids(&history, &me(), 80), Vec::<String>::new());
    assert_eq!(ids(&history, &other, 80), [standing(100, 24)]);
    history.agenda(81, "proposal/1", OfAgenda::ConflictDeclared { org: org(2) });
    assert_eq!(ids(&history, &other, 82), Vec::<String>::new(), "who is recused has nothing to say");
    assert_eq!(
        ids(&history, &Scope { org: Some(org(3)), ..me() }, 82),
        Vec::<String>::new(),
        "nor who is not asked"
    );
}

#[test]
fn a_window_that_was_extended_is_reminded_of_anew_and_one_withdrawn_no_more() {
    let mut history = History::default();
    history.agenda(0, "proposal/1", opened(100));
    history.agenda(90, "proposal/1", OfAgenda::WindowExtended { closes_at: at(200) });
    assert_eq!(ids(&history, &me(), 95), Vec::<String>::new());
    assert_eq!(ids(&history, &me(), 130), [standing(200, 72)]);
    history.agenda(131, "proposal/1", OfAgenda::ProposalWithdrawn);
    assert_eq!(ids(&history, &me(), 132), Vec::<String>::new());
}

#[test]
fn announcements_and_action_items_are_reminded_of_until_they_are_answered() {
    let mut history = History::default();
    let (title, audience) = ("Move".to_owned(), [org(1)].into());
    history.talk(1, "announcement/1", OfTalk::Announced { title, ack_by: Some(at(50)), audience });
    let item = OfTalk::ActionItemAdded { item: "i1".to_owned(), owner: org(1), due: day(3) };
    history.talk(2, "meeting/1", item);
    let both = ids(&history, &me(), 49);
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(both[0].ends_with("/24h") && both[1] == "communication/meeting/1/i1/2026-01-03/24h", "{both:?}");
    history.talk(49, "announcement/1", OfTalk::Acknowledged { org: org(1) });
    history.talk(49, "meeting/1", OfTalk::ActionItemEnded { item: "i1".to_owned() });
    assert_eq!(ids(&history, &me(), 49), Vec::<String>::new());
}

#[test]
fn a_digest_says_a_reminder_once_and_only_while_it_stands() {
    let mut history = History::default();
    history.agenda(0, "proposal/1", opened(100));
    let says = |history: &History, from: i64, to: i64| {
        let between = (&history.cut(from), &history.cut(to));
        let said = reminders(&me(), &history.told, between.1, Some(between));
        said.into_iter().map(|one| one.hours).collect::<Vec<_>>()
    };
    assert_eq!(says(&history, 1, 40), [72]);
    assert_eq!(says(&history, 40, 60), [0_i64; 0], "it was said");
    assert_eq!(says(&history, 60, 90), [24]);
    assert_eq!(says(&history, 1, 90), [24], "the last alone");
    history.agenda(80, "proposal/1", OfAgenda::StanceCast { org: org(1) });
    assert_eq!(says(&history, 60, 90), [0_i64; 0], "it was answered before it was said");
}
