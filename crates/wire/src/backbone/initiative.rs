//! Requests about readiness and the launch.

use domain::{
    backbone::{
        Command,
        command::{Basis, ConcludeAssessment, LaunchInitiative, RequestWaiver, ScoreFactor, StartAssessment},
    },
    text::Bound,
};

use super::{Parsed, words};
use crate::{
    Fields,
    pb::backbone::{self as pb, launch_initiative_request},
};

/// The most organizations one request lists; which counts a rule accepts is the rule's to say.
const MAX_ASSESSORS: usize = 500;
/// The highest score.
const MAX_SCORE: u8 = 4;

/// StartAssessment.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_start_assessment(request: &pb::StartAssessmentRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let assessors = f.each("assessors", &request.assessors, 0..=MAX_ASSESSORS, |f, org| f.org("", org));
    f.finish(|| {
        let command = StartAssessment { assessors: assessors?.into_iter().collect() };
        Some((meta?, Command::StartAssessment(command)))
    })
}

/// ScoreFactor.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_score_factor(request: &pb::ScoreFactorRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let assessment = f.uuid("assessment_id", &request.assessment_id);
    let factor = words::factor(&mut f, "factor", request.factor);
    let score = f.optional_number("score", request.score, 0..=MAX_SCORE);
    if request.score.is_none() {
        f.refuse("score", format!("is missing; accepted are whole numbers from 0 to {MAX_SCORE}"));
    }
    let evidence = f.optional_private("evidence", &request.evidence, Bound::Reason);
    let confidence = words::confidence(&mut f, "confidence", request.confidence);
    f.finish(|| {
        let command = ScoreFactor {
            assessment: assessment?,
            factor: factor?,
            score: score??,
            evidence: evidence?,
            confidence: confidence?,
        };
        Some((meta?, Command::ScoreFactor(command)))
    })
}

/// ConcludeAssessment.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_conclude_assessment(request: &pb::ConcludeAssessmentRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let assessment = f.uuid("assessment_id", &request.assessment_id);
    f.finish(|| {
        let command = ConcludeAssessment { assessment: assessment? };
        Some((meta?, Command::ConcludeAssessment(command)))
    })
}

/// RequestWaiver.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_request_waiver(request: &pb::RequestWaiverRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| Some((meta?, Command::RequestWaiver(RequestWaiver { reason: reason? }))))
}

/// LaunchInitiative.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_launch_initiative(request: &pb::LaunchInitiativeRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let basis = match &request.basis {
        Some(launch_initiative_request::Basis::AssessmentId(id)) => {
            f.uuid("assessment_id", id).map(Basis::Assessment)
        }
        Some(launch_initiative_request::Basis::Waiver(waiver)) => {
            f.message("waiver", Some(waiver), parse_waiver)
        }
        None => {
            f.refuse("basis", "is missing; accepted is one of assessment_id, waiver");
            None
        }
    };
    f.finish(|| Some((meta?, Command::LaunchInitiative(LaunchInitiative { basis: basis? }))))
}

fn parse_waiver(f: &mut Fields, waiver: &pb::Waiver) -> Option<Basis> {
    let request = f.uuid("request_id", &waiver.request_id);
    let reason = f.private("reason", &waiver.reason, Bound::Reason);
    let decided_by = words::decided_by(f, waiver.decided_by.as_ref());
    Some(Basis::Waiver { request: request?, reason: reason?, decided_by: decided_by? })
}
