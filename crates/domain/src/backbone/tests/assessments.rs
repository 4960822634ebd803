//! Assessments, their verdict, and the launch that rests on one.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::backbone::{
    command::{ConcludeAssessment, LaunchInitiative, ScoreFactor, StartAssessment},
    verdict,
    words::Verdict,
};

const ASSESSORS: [&str; 3] = ["city", "ngo", "chamber"];

fn start(names: &[&str]) -> Command {
    let assessors = names.iter().map(|name| org(name)).collect();
    Command::StartAssessment(StartAssessment { assessors })
}

fn started() -> Event {
    Event::AssessmentStarted { assessment: id(1), assessors: ASSESSORS.map(org).into() }
}

fn scored(name: &str, factor: Factor, score: u8) -> Event {
    Event::FactorScored {
        assessment: id(1),
        org: org(name),
        factor,
        score,
        evidence: Some(text("the minutes of May")),
        confidence: Confidence::High,
    }
}

/// Every factor scored by all, but for the changes.
pub(super) fn all_scored(changes: &[(Factor, u8)]) -> Vec<Event> {
    let changes: BTreeMap<Factor, u8> = changes.iter().copied().collect();
    let score = |factor| changes.get(&factor).copied().unwrap_or(3);
    let by = |name| Factor::ALL.map(|factor| scored(name, factor, score(factor)));
    std::iter::once(started()).chain(ASSESSORS.into_iter().flat_map(by)).collect()
}

fn concluded(verdict: Verdict, changes: &[(Factor, u8)]) -> Event {
    let mut medians_doubled: BTreeMap<Factor, u8> = Factor::ALL.map(|factor| (factor, 6)).into();
    medians_doubled.extend(changes.iter().map(|(factor, median)| (*factor, median * 2)));
    let spread = Factor::ALL.map(|factor| (factor, 0)).into();
    Event::AssessmentConcluded { assessment: id(1), verdict, medians_doubled, spread }
}

fn score(score: u8, evidence: Option<&str>) -> Command {
    Command::ScoreFactor(ScoreFactor {
        assessment: id(1),
        factor: Factor::Champion,
        score,
        evidence: evidence.map(text),
        confidence: Confidence::High,
    })
}

fn conclude() -> Command {
    Command::ConcludeAssessment(ConcludeAssessment { assessment: id(1) })
}

fn launch() -> Command {
    let basis = Basis::Assessment(id(1));
    Command::LaunchInitiative(LaunchInitiative { basis })
}

/// After an assessment with that verdict; the ngo is a member, so there are two sectors.
fn assessed(verdict: Verdict, changes: &[(Factor, u8)]) -> World {
    let joined = Event::OrganizationJoined { org: org("ngo"), signatory: None };
    World::initiative().given([started(), concluded(verdict, changes), joined])
}

#[test]
fn an_assessment_needs_three_known_organizations() {
    let world = World::initiative();
    let reserved = Event::Reserved { what: "open_assessment".to_owned(), by: id(0xf00).to_string() };
    let begun = Event::AssessmentStarted { assessment: id(0xf00), assessors: ASSESSORS.map(org).into() };
    assert_eq!(world.when(start(&ASSESSORS)), Ok(vec![begun, reserved]));
    assert_eq!(world.refused(start(&["city", "ngo"])), "assessors_out_of_range");
    assert_eq!(world.refused(start(&["city", "ngo", "nobody"])), "unknown_organization");
}

#[test]
fn one_assessment_is_open_at_a_time() {
    let reserved = Event::Reserved { what: "open_assessment".to_owned(), by: id(1).to_string() };
    let world = World::initiative().given([started(), reserved]);
    assert_eq!(world.refused(start(&ASSESSORS)), "assessment_open");
    let world = world.given([concluded(Verdict::NotReady, &[])]);
    assert_eq!(world.when(start(&ASSESSORS)).unwrap().len(), 2);
}

#[test]
fn assessors_score_until_the_end() {
    let world = World::initiative().given([started()]);
    let given = Event::FactorScored {
        assessment: id(1),
        org: org("city"),
        factor: Factor::Champion,
        score: 3,
        evidence: None,
        confidence: Confidence::High,
    };
    assert_eq!(world.when(score(3, None)), Ok(vec![given.clone()]));
    assert_eq!(world.refused(score(0, None)), "evidence_required");
    assert_eq!(world.refused(score(4, None)), "evidence_required");
    assert_eq!(world.when(score(4, Some("the minutes"))).unwrap().len(), 1);
    assert_eq!(world.refused(score(5, Some("more!"))), "score_out_of_range");
    assert_eq!(world.clone().by("eve", Some("school")).refused(score(3, None)), "not_an_assessor");
    assert_eq!(world.clone().by("eve", None).refused(score(3, None)), "no_organization");
    assert_eq!(World::initiative().refused(score(3, None)), "unknown_assessment");
    let world = world.given([given]);
    assert_eq!(world.when(score(3, None)), Ok(vec![]));
    let world = world.given([concluded(Verdict::Suitable, &[])]);
    assert_eq!(world.refused(score(2, None)), "already_final");
    assert_eq!(world.refused(conclude()), "already_final");
}

#[test]
fn a_verdict_needs_60_percent() {
    let few = ["city", "ngo", "chamber"].map(|name| scored(name, Factor::ProblemComplexity, 0));
    let world = World::initiative().given([started()]).given(few);
    let refusal = world.when(conclude()).unwrap_err();
    assert_eq!((refusal.reason(), refusal.details()["scored"].as_str()), ("too_few_scored", "3"));
    let all_but_urgency = all_scored(&[])
        .into_iter()
        .filter(|event| !matches!(event, Event::FactorScored { factor: Factor::Urgency, .. }));
    let world = World::initiative().given(all_but_urgency);
    assert_eq!(world.when(conclude()).unwrap_err().details()["lacking"], "urgency");
}

#[test]
fn the_verdict_is_that_of_the_medians() {
    for (changes, verdict) in [
        (vec![], Verdict::Suitable),
        (vec![(Factor::ProblemComplexity, 0)], Verdict::NotSuitable),
        (vec![(Factor::ProblemComplexity, 1), (Factor::Champion, 0)], Verdict::NotSuitable),
        (vec![(Factor::Champion, 1)], Verdict::NotReady),
        (vec![(Factor::Resources, 0)], Verdict::NotReady),
        (vec![(Factor::Urgency, 1)], Verdict::NotReady),
        (vec![(Factor::Scale, 0)], Verdict::Suitable),
    ] {
        let world = World::initiative().given(all_scored(&changes));
        assert_eq!(world.when(conclude()), Ok(vec![concluded(verdict, &changes)]));
    }
}

#[test]
fn a_median_between_two_scores_is_exact() {
    let of = |scores: &[u8]| {
        let scores = BTreeMap::from([(Factor::Champion, scores.to_vec())]);
        (verdict::medians_doubled(&scores)[&Factor::Champion], verdict::spread(&scores)[&Factor::Champion])
    };
    assert_eq!(of(&[4, 0, 1]), (2, 4));
    assert_eq!(of(&[1, 2]), (3, 1));
    assert_eq!(of(&[0, 4, 4, 1]), (5, 4));
}

#[test]
fn a_suitable_verdict_launches_within_a_year() {
    let launched = Event::InitiativeLaunched { basis: LaunchBasis::Assessment { assessment: id(1) } };
    let world = assessed(Verdict::Suitable, &[]);
    assert_eq!(world.when(launch()), Ok(vec![launched.clone()]));
    assert_eq!(world.clone().at("2027-11-23T10:00:00Z").when(launch()), Ok(vec![launched.clone()]));
    let late = world.clone().at("2027-11-23T10:00:00.000001Z");
    assert_eq!(late.refused(launch()), "assessment_expired");
    let world = world.given([launched]);
    assert_eq!(world.when(launch()), Ok(vec![]));
    assert!(world.roster.is_launched);
}

#[test]
fn another_verdict_does_not_launch_and_says_why() {
    let changes = [(Factor::ProblemComplexity, 0)];
    let refusal = assessed(Verdict::NotSuitable, &changes).when(launch()).unwrap_err();
    assert_eq!(
        (refusal.reason(), refusal.details()["factors"].as_str()),
        ("not_suitable", "problem_complexity")
    );
    let changes = [(Factor::Urgency, 1), (Factor::Champion, 1)];
    let refusal = assessed(Verdict::NotReady, &changes).when(launch()).unwrap_err();
    assert_eq!((refusal.reason(), refusal.details()["factors"].as_str()), ("not_ready", "champion, urgency"));
    assert_eq!(World::initiative().refused(launch()), "unknown_assessment");
    let open = World::initiative().given([started()]);
    assert_eq!(open.refused(launch()), "assessment_not_concluded");
}

#[test]
fn a_launch_needs_two_sectors() {
    let alone = World::initiative().given([started(), concluded(Verdict::Suitable, &[])]);
    assert_eq!(alone.refused(launch()), "fewer_than_two_sectors");
    let same = alone.given([Event::OrganizationJoined { org: org("school"), signatory: None }]);
    assert_eq!(same.refused(launch()), "fewer_than_two_sectors");
}

#[test]
fn a_set_of_assessors_counts_each_once() {
    let twice: BTreeSet<OrgId> = ["city", "city", "ngo"].map(org).into();
    let command = Command::StartAssessment(StartAssessment { assessors: twice });
    assert_eq!(World::initiative().refused(command), "assessors_out_of_range");
}
