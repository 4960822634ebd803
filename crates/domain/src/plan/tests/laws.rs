//! What holds of any history of the plan.

use proptest::prelude::*;

use super::*;
use crate::{plan::command::Wording, testing};

#[test]
fn every_refusal_is_in_the_catalogue() {
    let reasons = testing::catalogue::<Refusal>();
    assert_eq!(reasons.len(), 49);
}

#[test]
fn golden_records_decode_and_encode_to_the_same_bytes() {
    testing::golden::<Event>("plan");
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["A", "B", "C"]).prop_map(str::to_owned)
}

fn a_day() -> impl Strategy<Value = Date> {
    prop::sample::select(vec!["2026-01-01", "2026-04-01", "2026-06-30", "2029-01-01"]).prop_map(day)
}

fn of_activity() -> impl Strategy<Value = Command> {
    let role = prop::sample::select(vec![CommitmentRole::Lead, CommitmentRole::Fund]);
    let org = || 1..3_u128;
    prop_oneof![
        name().prop_map(|activity| Command::StartActivity { activity }),
        name().prop_map(|activity| Command::UnblockActivity { activity }),
        name().prop_map(|activity| Command::BlockActivity {
            activity,
            reason: Some(private("why")),
            blocked_by: None
        }),
        (name(), "[a-c]").prop_map(|(activity, title)| Command::ReviseActivity {
            activity,
            title,
            reason: Some("why".to_owned())
        }),
        (name(), prop::bool::ANY).prop_map(|(activity, is_one)| Command::LinkIndicators {
            activity,
            indicators: is_one.then(|| code("BEDS")).into_iter().collect()
        }),
        name().prop_map(|activity| complete(&activity)),
        name().prop_map(|activity| cancel(&activity, &["A", "B", "C"])),
        (name(), org(), role).prop_map(|(name, number, role)| commit(&name, number, role)),
        (name(), org()).prop_map(|(activity, number)| Command::TransferLead {
            activity,
            to: testing::org(number),
            reason: private("why")
        }),
        (name(), name()).prop_map(|(keep, drop)| Command::MergeDuplicate { keep, drop }),
        (name(), name()).prop_map(|(activity, value)| Command::NoteExternalStatus {
            activity,
            vocabulary: "elsewhere".to_owned(),
            value
        }),
    ]
}

fn of_dates() -> impl Strategy<Value = Command> {
    let reason = || Some("late".to_owned());
    prop_oneof![
        (name(), a_day(), a_day()).prop_map(move |(activity, start, end)| Command::RescheduleActivity {
            activity,
            start,
            end,
            reason: reason()
        }),
        (name(), a_day()).prop_map(|(name, due)| milestone(&name, &due.to_string())),
        (name(), a_day()).prop_map(move |(milestone, due)| Command::RescheduleMilestone {
            activity: "A".to_owned(),
            milestone,
            due,
            reason: reason()
        }),
        (name(), a_day()).prop_map(|(milestone, on)| Command::AchieveMilestone {
            activity: "A".to_owned(),
            milestone,
            on,
            evidence: None
        }),
        name().prop_map(|milestone| Command::DropMilestone {
            activity: "A".to_owned(),
            milestone,
            reason: private("why")
        }),
        (name(), "[a-c]").prop_map(|(milestone, title)| Command::ReviseMilestone {
            activity: "A".to_owned(),
            milestone,
            wording: Wording { title, kind: MilestoneKind::Milestone, target: None },
            reason: Some("why".to_owned())
        }),
        name().prop_map(|milestone| Command::MissMilestone { activity: "A".to_owned(), milestone }),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    let kinds = prop::sample::select(RelationKind::ALL.to_vec());
    let goals = prop::sample::select(vec!["GOAL_1", "GOAL_2", "GOAL_9"]);
    prop_oneof![
        1 => Just(create()),
        1 => (name(), goals).prop_map(|(name, goal)| strategy(&name, goal)),
        3 => (name(), name(), a_day()).prop_map(|(name, under, end)| {
            let activity = NewActivity { strategy: code(&under), end, ..new_activity() };
            Command::ProposeActivity { code: Some(code(&name)), activity }
        }),
        3 => (name(), name(), kinds).prop_map(|(from, to, kind)| relate(&from, kind, &to)),
        6 => of_activity(),
        6 => of_dates(),
    ]
}

/// Other dates are asked for once: the same again are refused.
fn repeats_to_nothing(command: &Command) -> bool {
    !matches!(
        command,
        Command::RescheduleActivity { .. }
            | Command::RescheduleMilestone { .. }
            | Command::CompleteActivity { .. }
            | Command::MergeDuplicate { .. }
            | Command::BlockActivity { .. }
    )
}

proptest! {
    #[test]
    fn any_history_replays_to_the_same_plan(commands in prop::collection::vec(any_command(), 0..60)) {
        let begun = [create(), strategy("A", "GOAL_1")];
        testing::laws(world(), begun.into_iter().chain(commands).collect(), repeats_to_nothing);
    }
}
