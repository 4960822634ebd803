//! What each condition's figures are, and which records they name.

use super::{histories::org, *};
use crate::backbone::DutyStanding;

#[test]
fn the_agenda_tells_its_age_what_nobody_measures_and_what_is_to_be_decided() {
    let told = figures(&all(), NOW).agenda;
    assert_eq!((told.standing.as_str(), told.version), ("adopted", 2));
    assert_eq!((told.adopted_at, told.age_days), (Some(at("2026-03-01T00:00:00Z")), 275));
    assert_eq!(sequences(&told.behind, Log::Agenda), [1, 5, 10].into(), "drafted, adopted, amended");
    assert_eq!(ids(&told.goals), ["EAT", "READ"]);
    assert_eq!(ids(&told.goals_without_indicator), ["EAT"]);
    assert_eq!(sequences(&told.goals_without_indicator.behind, Log::Agenda), [2].into());
    assert_eq!((told.open_proposals.total, told.overdue_proposals.total), (1, 1));
    assert_eq!(sequences(&told.open_proposals.behind, Log::Agenda), [7, 8].into());
    assert_eq!(told.undecided_matters.items[0].title, "A matter");
    let before = figures(&all(), "2026-11-19T00:00:00Z").agenda;
    assert_eq!((before.open_proposals.total, before.overdue_proposals.total), (1, 0));
}

#[test]
fn measurement_tells_what_is_due_and_came_and_what_is_on_its_way() {
    let told = figures(&all(), NOW).measurement;
    assert_eq!((told.due, told.submitted, told.on_time), (2, 1, 1));
    assert_eq!(share_bp(told.submitted, told.due), Some(5_000));
    assert_eq!(ids(&told.data_sets[0].missing), [org(2).as_str()]);
    assert_eq!(sequences(&told.behind, Log::Measurement), [9, 10, 12, 14].into(), "no values");
    assert_eq!((ids(&told.on_target), ids(&told.off_target)), (vec!["PUPILS"], vec!["BOOKS"]));
    assert_eq!(sequences(&told.off_target.behind, Log::Measurement), [1, 2, 3, 4, 14].into());
    assert_eq!(told.not_judged.total, 0);
    let early = figures(&all(), "2026-10-20T00:00:00Z").measurement;
    assert_eq!((early.due, share_bp(early.submitted, early.due)), (0, None), "October is not over");
}

#[test]
fn the_plan_tells_what_is_late_orphaned_and_missing_and_who_does_what() {
    let told = figures(&all(), NOW).plan;
    assert_eq!(ids(&told.late_milestones), ["TEACH/M1"]);
    assert_eq!(sequences(&told.late_milestones.behind, Log::Plan), [8].into());
    assert_eq!(ids(&told.orphaned_activities), ["DANCE"]);
    assert_eq!(sequences(&told.orphaned_activities.behind, Log::Plan), [3, 5].into());
    assert_eq!(sequences(&told.orphaned_activities.behind, Log::Agenda), [1, 5, 10].into());
    assert_eq!(ids(&told.goals_without_activity), ["EAT"]);
    let read = told.reinforcement.iter().find(|one| one.sum.goal.as_str() == "READ").unwrap();
    assert_eq!((read.sum.activities, read.sum.orgs, read.sum.reinforcing), (1, 1, 0));
    assert_eq!(sequences(&read.behind, Log::Plan), [2, 4, 6, 7].into());
    assert_eq!((told.cells_total, told.cells[0].cell.roles.as_slice()), (1, ["lead".to_owned()].as_slice()));
    let before = figures(&all(), "2026-06-30T00:00:00Z").plan;
    assert_eq!(before.late_milestones.total, 0, "its day is not over");
}

#[test]
fn communication_tells_what_is_open_when_all_met_and_who_is_silent() {
    let told = figures(&all(), NOW).communication;
    assert_eq!(told.open_threads.total, 2, "neither the locked nor the restricted one");
    assert_eq!(sequences(&told.open_threads.behind, Log::Communication), [1, 2].into());
    assert_eq!(told.days_since_full_meeting, Some(214));
    assert_eq!(sequences(&told.full_meeting_behind, Log::Communication), [6, 7].into());
    assert_eq!((told.unanswered_announcements.total, told.unanswered), (1, 1));
    assert_eq!(sequences(&told.unanswered_announcements.behind, Log::Communication), [8, 9].into());
    let before = figures(&all(), "2026-04-30T00:00:00Z").communication;
    assert_eq!((before.last_full_meeting, before.days_since_full_meeting), (None, None));
}

#[test]
fn the_backbone_tells_its_balance_its_duties_its_seats_and_its_money() {
    let told = figures(&all(), NOW).backbone;
    assert_eq!((told.members, told.of_unknown_sector), (2, 0));
    let shares: Vec<_> =
        told.sectors.iter().map(|one| (one.sector, one.members, one.share_bp)).take(3).collect();
    assert_eq!(shares, [("government", 1, 5_000), ("civil_society", 0, 0), ("business", 1, 5_000)]);
    assert_eq!(sequences(&told.sectors[0].behind, Log::Hub), [1, 5].into(), "the convener");
    assert_eq!(sequences(&told.sectors[2].behind, Log::Backbone), [1, 2].into());
    assert_eq!((told.vacant_seats.total, told.seats), (1, 2));
    assert_eq!(sequences(&told.vacant_seats.behind, Log::Backbone), [6].into());
    let [duty] = &told.duties[..] else { panic!("{:?}", told.duties) };
    assert_eq!((duty.standing, duty.missed), (DutyStanding::Missed, 1));
    assert_eq!(sequences(&duty.behind, Log::Backbone), [9].into());
    let [ron] = &told.funding[..] else { panic!("{:?}", told.funding) };
    assert_eq!(ron.left.as_ref().map(|left| (left.months, left.days)), Some((4, 0)));
    assert_eq!(sequences(&ron.behind, Log::Backbone), [10, 11].into());
}

#[test]
fn of_nothing_there_is_nothing_to_tell() {
    let told = figures(&Vec::new(), NOW);
    assert_eq!((told.agenda.standing.as_str(), told.agenda.age_days), ("none", 0));
    assert_eq!(share_bp(told.measurement.submitted, told.measurement.due), None);
    assert_eq!((told.backbone.members, told.backbone.sectors.len()), (0, 6));
    assert_eq!(told.communication.days_since_full_meeting, None);
}
