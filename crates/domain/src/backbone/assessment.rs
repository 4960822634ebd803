//! The assessment: organizations score factors of readiness; the verdict says whether to launch.
//!
//! Knows no launch. The arithmetic stands in `verdict.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Decided, Rules,
    command::{ConcludeAssessment, ScoreFactor, StartAssessment},
    event::Event,
    organization::known_to_hub,
    refusal::Refusal,
    state::State,
    streams,
    verdict::{self, Scores},
    words::{Confidence, Factor, Verdict},
};
use crate::{
    decider::{Emitted, Streams},
    ids::{OrgId, Uuid},
    meta::{Context, EventMeta},
    time::Timestamp,
};

/// Fewer than three views are no picture of a community.
pub const MIN_ASSESSORS: usize = 3;
/// What one event may list.
pub const MAX_ASSESSORS: usize = 500;
/// The highest score.
pub const MAX_SCORE: u8 = 4;

/// Where an assessment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assessment {
    /// Scores are taken.
    Open(Open),
    /// The verdict is there.
    Concluded(Concluded),
}

/// An assessment that takes scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Who scores.
    pub assessors: BTreeSet<OrgId>,
    /// The last score of each organization for each factor.
    pub given: BTreeMap<(OrgId, Factor), Given>,
}

/// A score as it was given; the evidence itself is private, and no rule reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    score: u8,
    confidence: Confidence,
    has_evidence: bool,
}

/// An assessment that came to its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concluded {
    /// When.
    pub at: Timestamp,
    /// To what.
    pub verdict: Verdict,
    /// The factors the verdict is low on.
    pub low: Vec<Factor>,
}

impl Open {
    /// The scores without who gave them.
    fn scores(&self) -> Scores {
        let mut scores = Scores::default();
        for ((_, factor), given) in &self.given {
            scores.entry(*factor).or_default().push(given.score);
        }
        scores
    }
}

/// The assessment, if there is one of that id.
pub(super) fn find(streams: &Streams<State>, id: Uuid) -> Result<&Assessment, Refusal> {
    match streams.get(&streams::assessment(&id)) {
        State::Assessment(found) => Ok(found),
        _ => Err(Refusal::UnknownAssessment { assessment: id }),
    }
}

fn find_open(streams: &Streams<State>, id: Uuid) -> Result<&Open, Refusal> {
    match find(streams, id)? {
        Assessment::Open(open) => Ok(open),
        Assessment::Concluded(done) => Err(Refusal::AlreadyFinal { at: done.at }),
    }
}

impl Rules {
    pub(super) fn start_assessment(
        streams: &Streams<State>,
        command: StartAssessment,
        context: &Context,
    ) -> Decided {
        let assessment = context.scope.new_id;
        let stream = streams::assessment(&assessment);
        if *streams.get(&stream) != State::Absent {
            return Ok(Vec::new());
        }
        let slot = streams::reservation(streams::OPEN_ASSESSMENT);
        if let State::Reserved { by } = streams.get(&slot)
            && let Ok(other) = by.parse()
            && let Ok(Assessment::Open(_)) = find(streams, other)
        {
            return Err(Refusal::AssessmentOpen { assessment: other });
        }
        let assessors = command.assessors;
        if !(MIN_ASSESSORS..=MAX_ASSESSORS).contains(&assessors.len()) {
            return Err(Refusal::AssessorsOutOfRange { given: assessors.len() });
        }
        assessors.iter().try_for_each(|org| known_to_hub(context, org))?;
        let reserved =
            Event::Reserved { what: streams::OPEN_ASSESSMENT.to_owned(), by: assessment.to_string() };
        Ok(vec![
            Emitted::new(stream, Event::AssessmentStarted { assessment, assessors }),
            Emitted::new(slot, reserved),
        ])
    }

    pub(super) fn score_factor(streams: &Streams<State>, command: ScoreFactor, context: &Context) -> Decided {
        let ScoreFactor { assessment, factor, score, evidence, confidence } = command;
        let open = find_open(streams, assessment)?;
        let org = context.scope.actor.org.clone().ok_or(Refusal::NoOrganization)?;
        if !open.assessors.contains(&org) {
            return Err(Refusal::NotAnAssessor { org });
        }
        if score > MAX_SCORE {
            return Err(Refusal::ScoreOutOfRange { score });
        }
        if evidence.is_none() && (score == 0 || score == MAX_SCORE) {
            return Err(Refusal::EvidenceRequired { score });
        }
        let given = Given { score, confidence, has_evidence: evidence.is_some() };
        if open.given.get(&(org.clone(), factor)) == Some(&given) {
            return Ok(Vec::new());
        }
        let event = Event::FactorScored { assessment, org, factor, score, evidence, confidence };
        Ok(vec![Emitted::new(streams::assessment(&assessment), event)])
    }

    pub(super) fn conclude_assessment(streams: &Streams<State>, command: &ConcludeAssessment) -> Decided {
        let assessment = command.assessment;
        let open = find_open(streams, assessment)?;
        let scores = open.scores();
        verdict::check_enough(&scores, open.assessors.len())?;
        let medians_doubled = verdict::medians_doubled(&scores);
        let (verdict, _) = verdict::verdict(&medians_doubled);
        let spread = verdict::spread(&scores);
        let event = Event::AssessmentConcluded { assessment, verdict, medians_doubled, spread };
        Ok(vec![Emitted::new(streams::assessment(&assessment), event)])
    }
}

pub(super) fn evolve(state: &mut State, event: &Event, meta: &EventMeta) {
    match (state, event) {
        (state, Event::AssessmentStarted { assessors, .. }) => {
            let open = Open { assessors: assessors.clone(), given: BTreeMap::new() };
            state.begin(State::Assessment(Assessment::Open(open)));
        }
        (
            State::Assessment(Assessment::Open(open)),
            Event::FactorScored { org, factor, score, evidence, confidence, .. },
        ) => {
            let given = Given { score: *score, confidence: *confidence, has_evidence: evidence.is_some() };
            open.given.insert((org.clone(), *factor), given);
        }
        (
            State::Assessment(assessment @ Assessment::Open(_)),
            Event::AssessmentConcluded { verdict, medians_doubled, .. },
        ) => {
            let (_, low) = verdict::verdict(medians_doubled);
            *assessment = Assessment::Concluded(Concluded { at: meta.occurred_at, verdict: *verdict, low });
        }
        _ => {}
    }
}
