//! What is told, to whom, and when.

use super::*;

#[test]
fn a_decision_is_told_with_its_title_and_a_stance_that_was_missed() {
    let mut history = History::default();
    history.agenda(1, "proposal/1", opened(20));
    let decided = |not_voting| OfAgenda::ProposalDecided { result: "adopted", not_voting };
    history.agenda(20, "proposal/1", decided([org(1)].into()));
    history.agenda(21, "proposal/2", decided([org(2)].into()));
    let told = history.tells(2, 30);
    let expected = [
        (Kind::DecisionTaken, "Mentors?".to_owned()),
        (Kind::StanceMissed, "Mentors?".to_owned()),
        (Kind::DecisionTaken, String::new()),
    ];
    assert_eq!(told, expected);
    assert_eq!(history.digest(&me(), 2, 30).entries[0].result.as_deref(), Some("adopted"));
}

#[test]
fn a_matter_decided_in_a_room_is_told() {
    let mut history = History::default();
    history.agenda(1, "matter/1", OfAgenda::MatterOpened { title: "The road".to_owned() });
    history.agenda(2, "matter/1", OfAgenda::MatterDecided { result: "rejected" });
    assert_eq!(history.tells(0, 9), [(Kind::DecisionTaken, "The road".to_owned())]);
}

#[test]
fn a_milestone_is_told_when_its_day_has_passed_to_who_is_in_its_activity() {
    let mut history = History::default();
    history.plan(1, "activity/A", OfPlan::ActivityProposed { lead: Some(org(1)) });
    history.plan(2, "activity/A", milestone("M1", day(2)));
    history.plan(2, "activity/B", OfPlan::ActivityProposed { lead: Some(org(2)) });
    history.plan(3, "activity/B", milestone("M2", day(2)));
    assert_eq!(history.tells(5, 47), [], "not before the day is over");
    assert_eq!(history.tells(5, 48), [(Kind::MilestoneDue, "M1".to_owned())]);
    assert_eq!(history.tells(48, 99), [], "once");
    history.plan(4, "activity/B", OfPlan::CommitmentAccepted { org: org(1) });
    assert_eq!(history.tells(5, 48).len(), 2, "it has joined");
}

#[test]
fn a_milestone_that_was_reached_or_moved_in_time_is_not_due() {
    let mut history = History::default();
    history.plan(1, "activity/A", OfPlan::ActivityProposed { lead: Some(org(1)) });
    history.plan(2, "activity/A", milestone("M1", day(2))).plan(2, "activity/A", milestone("M2", day(2)));
    history.plan(30, "activity/A", OfPlan::MilestoneEnded { milestone: "M1".to_owned() });
    let later = OfPlan::MilestoneRescheduled { milestone: "M2".to_owned(), due: day(4) };
    history.plan(31, "activity/A", later);
    assert_eq!(history.tells(5, 95), []);
    assert_eq!(history.tells(5, 96), [(Kind::MilestoneDue, "M2".to_owned())]);
}

#[test]
fn a_milestone_due_before_it_was_written_down_is_told_with_its_record() {
    let mut history = History::default();
    history.plan(1, "activity/A", OfPlan::ActivityProposed { lead: Some(org(1)) });
    history.plan(200, "activity/A", milestone("M1", day(2)));
    assert_eq!(history.tells(40, 60), []);
    let late = history.digest(&me(), 60, 300);
    assert_eq!((late.entries.len(), late.entries[0].at), (1, at(200)));
}

#[test]
fn messages_are_told_by_level() {
    let mut history = History::default();
    history.talk(1, "thread/1", OfTalk::ThreadOpened { title: "Buses".to_owned() });
    history.talk(2, "thread/1", said("m1", "p_other", &[])).talk(3, "thread/1", said("m2", ME, &[]));
    history.talk(4, "thread/1", said("m3", "p_other", &[ME]));
    history.talk(5, "thread/1", said("m4", "p_other", &[org(1).as_str()]));
    let at_level = |level| {
        let scope = Scope { level: Level::Mute, threads: [(stream("thread/1"), level)].into(), ..me() };
        let told = history.digest(&scope, 0, 9).entries.into_iter().map(named);
        told.map(|(kind, part)| format!("{kind:?} {part}")).collect::<Vec<_>>()
    };
    assert_eq!(at_level(Level::Watch), ["NewMessage m1", "Mention m3", "Mention m4"]);
    assert_eq!(at_level(Level::Normal), ["Mention m3", "Mention m4"]);
    assert_eq!(at_level(Level::Mute), Vec::<String>::new());
}

#[test]
fn meetings_are_told_to_whom_they_call_with_the_time_that_stands() {
    let mut history = History::default();
    let scheduled = |title: &str, invited: &[OrgId]| OfTalk::MeetingScheduled {
        title: title.to_owned(),
        invited: invited.iter().cloned().collect(),
        start: at(90),
        end: at(91),
    };
    history.talk(1, "meeting/1", scheduled("All", &[])).talk(2, "meeting/2", scheduled("They", &[org(2)]));
    history.talk(3, "meeting/1", OfTalk::MeetingRescheduled { start: at(100), end: at(101) });
    history.talk(4, "meeting/2", OfTalk::MeetingCancelled).talk(5, "meeting/1", OfTalk::MeetingCancelled);
    let kinds: Vec<_> = history.tells(0, 9).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [Kind::MeetingCalled, Kind::MeetingMoved, Kind::MeetingCancelled]);
    assert_eq!(history.digest(&me(), 2, 4).entries[0].time, Some((at(100), at(101))));
}

#[test]
fn an_announcement_and_an_action_item_are_told_again_when_they_were_not_answered_in_time() {
    let mut history = History::default();
    let audience: std::collections::BTreeSet<_> = [org(1), org(2)].into();
    for (number, title) in ["Move", "Party"].into_iter().enumerate() {
        let (title, ack_by) = (title.to_owned(), Some(at(20)));
        let announced = OfTalk::Announced { title, ack_by, audience: audience.clone() };
        history.talk(1, &format!("announcement/{number}"), announced);
    }
    history.talk(5, "announcement/0", OfTalk::Acknowledged { org: org(1) });
    history.talk(5, "announcement/1", OfTalk::Acknowledged { org: org(2) });
    let item = |name: &str, owner| OfTalk::ActionItemAdded { item: name.to_owned(), owner, due: day(1) };
    history.talk(6, "meeting/1", item("i1", org(1))).talk(6, "meeting/1", item("i2", org(2)));
    let passed = [(Kind::AcknowledgementMissed, "Party".to_owned()), (Kind::ActionItemDue, "i1".to_owned())];
    assert_eq!(history.tells(6, 24), passed);
    assert_eq!(history.tells(0, 6).len(), 2, "both announcements");
    history.talk(23, "meeting/1", OfTalk::ActionItemEnded { item: "i1".to_owned() });
    assert_eq!(history.tells(6, 24).len(), 1, "done in time");
}

#[test]
fn what_is_not_for_the_reader_or_was_imported_is_not_told() {
    let mut history = History::default();
    history.talk(2, "thread/1", said("m1", "p_other", &[ME])).talk(
        3,
        "thread/1",
        said("m2", "p_other", &[ME]),
    );
    history.talk(4, "thread/1", said("m3", "p_other", &[ME]));
    history.told.communication[0].visibility = Visibility::Restricted;
    history.told.communication[1].is_imported = true;
    assert_eq!(history.tells(0, 9), [(Kind::Mention, "m3".to_owned())]);
}

#[test]
fn a_long_digest_comes_in_parts() {
    let mut history = History::default();
    for hour in 0..10 {
        history.talk(hour, "thread/1", said(&format!("m{hour}"), "p_other", &[]));
    }
    let (from, to) = (history.cut(-1), history.cut(20));
    let first = compose(&me(), &history.told, &from, &to, 4);
    assert_eq!((first.entries.len(), first.is_whole, first.to.at), (4, false, at(3)));
    let rest = compose(&me(), &history.told, &first.to, &to, 10);
    assert_eq!((rest.entries.len(), rest.is_whole, &rest.to), (6, true, &to));
}
