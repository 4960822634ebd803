//! The demo's backbone: readiness, launch, staff, seats, functions, support, funding, charter, duties, phase.
//!
//! Knows no rules.

use serde_json::json;

use super::circle::{CITY, Circle, INSPECTORATE, MENTORS, NGO, ROMA};
use crate::actors::text;

/// The SHA-256 of the charter's file, which the demo does not bring.
const CHARTER: &str = "5a3c9b0e4d1f27a86c5e93b7d0482f16e7a9c3b5d1f0824697ebc3a5d7f91e20";
/// The content hash of that charter: what is decided on.
const CHARTER_CONTENT: &str = "cdbf1b52d87f665646627e90638357ff8fb9f134a1393374a740246429d8fbe8";

/// Three organizations find the problem suited, and the initiative is launched.
pub async fn launch(circle: &mut Circle) -> anyhow::Result<()> {
    let assessors = [CITY, NGO, INSPECTORATE];
    let orgs = assessors.map(|organization| circle.org(organization).map(str::to_owned));
    let orgs = orgs.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let assessment =
        circle.make("backbone/StartAssessment", json!({"assessors": orgs}), "assessmentId").await?;
    let factors = ["PROBLEM_COMPLEXITY", "SCALE", "CHAMPION", "RESOURCES", "URGENCY", "NEUTRAL_CONVENER"];
    for organization in assessors {
        for factor in factors {
            let scored = json!({"assessmentId": assessment, "factor": format!("FACTOR_{factor}"), "score": 3,
                "evidence": "Raportul județean / The county's report", "confidence": "CONFIDENCE_HIGH"});
            circle.of(organization)?.run("backbone/ScoreFactor", scored).await?;
        }
    }
    let assessment = json!({"assessmentId": assessment});
    circle.staff.run("backbone/ConcludeAssessment", assessment.clone()).await?;
    circle.staff.run("backbone/LaunchInitiative", assessment).await?;
    Ok(())
}

/// Staff, seats, functions, support, funding, charter and duties; with an agenda adopted, the next phase.
pub async fn organize(circle: &mut Circle) -> anyhow::Result<()> {
    circle.staff.run("backbone/AdoptDuties", json!({"preset": "continuum-of-care"})).await?;
    employ(circle).await?;
    seat(circle).await?;
    fund(circle).await?;
    charter(circle).await?;
    let invited =
        json!({"duty": "OPEN_INVITATION", "evidence": "Afișat la primărie. / It hangs at the town hall."});
    circle.staff.run("backbone/MeetDuty", invited).await?;
    circle.staff.run("backbone/ChangePhase", json!({"to": "PHASE_ORGANIZING"})).await?;
    Ok(())
}

async fn employ(circle: &mut Circle) -> anyhow::Result<()> {
    let from = circle.day(-400).to_string();
    let (coordinator, analyst) = (circle.staff.reference.clone(), circle.analyst.reference.clone());
    for (person, function, fte_bp, skills) in [
        (
            &coordinator,
            "GUIDE_VISION_AND_STRATEGY",
            6_000,
            json!(["SKILL_FACILITATION", "SKILL_CONFLICT_MEDIATION"]),
        ),
        (&coordinator, "MOBILIZE_FUNDING", 4_000, json!(["SKILL_FUNDRAISING"])),
        (
            &analyst,
            "ESTABLISH_SHARED_MEASUREMENT",
            10_000,
            json!(["SKILL_DATA_ANALYSIS", "SKILL_EVALUATION"]),
        ),
    ] {
        let employed = json!({"personId": person, "function": format!("FUNCTION_{function}"), "fteBp": fte_bp,
            "skills": skills, "from": from});
        circle.staff.run("backbone/EmployStaff", employed).await?;
        let assigned = json!({"function": format!("FUNCTION_{function}"), "organizationId": circle.org(CITY)?, "from": from});
        circle.staff.run("backbone/AssignFunction", assigned).await?;
        let effort = json!({"function": format!("FUNCTION_{function}"), "minutes": 480, "on": circle.day(-7).to_string()});
        circle.staff.run("backbone/LogEffort", effort).await?;
    }
    let asked = json!({"organizationId": circle.org(MENTORS)?, "function": "FUNCTION_ESTABLISH_SHARED_MEASUREMENT",
        "skills": ["SKILL_DATA_ANALYSIS"], "what": "Cum numărăm elevii care schimbă școala? / How do we count pupils who change school?",
        "by": circle.day(20).to_string()});
    let support = text(&circle.of(MENTORS)?.run("backbone/RequestSupport", asked).await?, "supportId")?;
    circle.staff.run("backbone/AssignSupport", json!({"supportId": support, "staff": analyst})).await?;
    Ok(())
}

/// Three seats in the steering body, one of them vacant: it is for somebody who has lived it.
async fn seat(circle: &mut Circle) -> anyhow::Result<()> {
    for (organization, lived_experience) in [(Some(NGO), false), (Some(ROMA), true), (None, true)] {
        let seat = json!({"body": "STEERING", "livedExperience": lived_experience});
        let seat = circle.make("backbone/CreateSeat", seat, "seatId").await?;
        if let Some(organization) = organization {
            let person = circle.of(organization)?.reference.clone();
            let filled = json!({"seatId": seat, "personId": person, "organizationId": circle.org(organization)?,
                "from": circle.day(-200).to_string(), "to": circle.day(500).to_string()});
            circle.staff.run("backbone/FillSeat", filled).await?;
        }
    }
    Ok(())
}

/// Confirmed for nine months, pledged for a year more.
async fn fund(circle: &mut Circle) -> anyhow::Result<()> {
    for (amount, from, to, is_confirmed) in [("18000000", -100, 270, true), ("24000000", 271, 635, false)] {
        let pledge = json!({"organizationId": circle.org(CITY)?, "money": {"amountMinor": amount, "currency": "RON"},
            "from": circle.day(from).to_string(), "to": circle.day(to).to_string()});
        let funding = circle.make("backbone/PledgeFunding", pledge, "fundingId").await?;
        if is_confirmed {
            circle.staff.run("backbone/ConfirmFunding", json!({"fundingId": funding})).await?;
        }
    }
    Ok(())
}

async fn charter(circle: &mut Circle) -> anyhow::Result<()> {
    let rule = json!({"counting": {"method": "METHOD_SUPERMAJORITY", "quorumBp": 5_000, "thresholdBp": 6_667},
        "reasonPolicy": "REASON_POLICY_OPTIONAL"});
    let draft = json!({"kind": "PROPOSAL_KIND_ADOPT_CHARTER", "subjectRef": {"charter": {"file": CHARTER}},
        "subjectHash": CHARTER_CONTENT, "text": "Este aceasta carta noastră? / Shall this be our charter?", "rule": rule});
    let proposal = circle.make("agenda/DraftProposal", draft, "proposalId").await?;
    super::agenda::vote(circle, &proposal, None).await?;
    let adopted = json!({"hash": CHARTER, "decidedBy": {"context": "agenda", "id": proposal},
        "reviewDue": circle.day(300).to_string()});
    circle.staff.run("backbone/AdoptCharter", adopted).await?;
    Ok(())
}
