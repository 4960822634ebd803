//! The demo's agenda: blocked once, written anew, adopted.
//!
//! Knows no rules.

use anyhow::Context as _;
use serde_json::{Value, json};

use super::circle::{CITY, Circle, ROMA};
use crate::actors::{Person, text};

/// What was decided.
pub struct Decided {
    /// The proposal that adopted the agenda.
    pub proposal: String,
    /// The sequence of the record of its decision.
    pub sequence: u64,
}

const GOALS: [(&str, &str, &str); 3] = [
    (
        "STAY_IN_SCHOOL",
        "Înjumătățim abandonul școlar timpuriu. / Halve early school leaving.",
        "Cel mult unul din doisprezece elevi pleacă. / At most one pupil in twelve leaves early.",
    ),
    (
        "READ_AT_TEN",
        "Toți copiii citesc bine la zece ani. / All children read well at ten.",
        "Nouă din zece trec testul de citire. / Nine in ten pass the reading test.",
    ),
    (
        "SAFE_WAY",
        "Drumul spre școală este sigur. / The way to school is safe.",
        "Niciun copil nu merge pe jos peste 3 km. / No child walks more than 3 km.",
    ),
];

/// Drafts, is blocked by one with a reason, writes anew, adopts, and says who answers for it.
pub async fn decide(circle: &mut Circle) -> anyhow::Result<Decided> {
    let hash = draft(circle).await?;
    let text_of_question = "Este aceasta agenda noastră comună? / Shall this be our common agenda?";
    let proposal = json!({"kind": "PROPOSAL_KIND_ADOPT_AGENDA", "subjectRef": {"agenda": {}}, "subjectHash": hash,
        "text": text_of_question, "rule": {"counting": {"method": "METHOD_CONSENT", "quorumBp": 6_000},
        "reasonPolicy": "REASON_POLICY_REQUIRED_FOR_DISAGREE_OR_BLOCK"}});
    let first = circle.make("agenda/DraftProposal", proposal, "proposalId").await?;
    vote(circle, &first, Some(ROMA)).await?;
    let vision = json!({"baseHash": hash, "section": "SECTION_VISION",
        "text": "Fiecare copil din județ, oricare i-ar fi limba și satul, termină clasa a X-a. / Every child of the county, \
                 whatever their language and village, finishes grade 10."});
    circle.staff.run("agenda/ReviseAgendaText", vision).await?;
    let second = circle.make("agenda/StartNewRound", json!({"ofProposalId": first}), "proposalId").await?;
    let sequence = vote(circle, &second, None).await?;
    let outcome = json!({"proposalId": second, "responsibleOrg": circle.org(CITY)?, "reviewOn": circle.day(300).to_string(),
        "statement": "Agenda este comună; primăria cheamă la revizuire într-un an. / The agenda is ours; the city calls for its review in a year."});
    circle.staff.run("agenda/RecordOutcome", outcome).await?;
    Ok(Decided { proposal: second, sequence })
}

async fn draft(circle: &mut Circle) -> anyhow::Result<String> {
    let agenda = json!({
        "problemStatement": "Unul din șase elevi părăsește școala înainte de clasa a X-a. / One pupil in six leaves school before grade 10.",
        "vision": "Fiecare elev din județ termină clasa a X-a. / Every pupil of the county finishes grade 10.",
        "geographicScope": "Județul Cluj / Cluj county",
        "population": "Elevii claselor V-X / Pupils of grades 5 to 10",
        "horizonEnd": circle.day(5 * 365).to_string(),
    });
    circle.staff.run("agenda/DraftAgenda", agenda).await?;
    for (code, statement, desired) in GOALS {
        let goal = json!({"code": code, "statement": statement, "desiredCondition": desired});
        circle.staff.run("agenda/DefineGoal", goal).await?;
    }
    hash_of(&mut circle.staff).await
}

/// Has everybody take a position, all agreeing but one who blocks, and closes; gives the sequence of the decision.
pub(super) async fn vote(circle: &mut Circle, proposal: &str, against: Option<usize>) -> anyhow::Result<u64> {
    let window = json!({"proposalId": proposal, "opensAt": circle.now.to_string(),
        "closesAt": circle.now.plus_days(14).to_string(), "tz": "Europe/Bucharest"});
    circle.staff.run("agenda/OpenProposal", window).await?;
    for organization in 0..circle.len() {
        let stance = if against == Some(organization) {
            json!({"proposalId": proposal, "position": "POSITION_BLOCK",
                "reason": "Textul nu spune nimic despre copiii care nu vorbesc română acasă. / The text says nothing of children who do not speak Romanian at home."})
        } else {
            json!({"proposalId": proposal, "position": "POSITION_AGREE"})
        };
        circle.of(organization)?.run("agenda/CastStance", stance).await?;
    }
    let closed = circle.staff.run("agenda/CloseProposal", json!({"proposalId": proposal})).await?;
    text(&closed, "sequence")?.parse().context("a sequence")
}

async fn hash_of(staff: &mut Person) -> anyhow::Result<String> {
    let drafted = staff.ask("agenda/GetAgenda", json!({})).await?;
    let hash = drafted.pointer("/agenda/hash").and_then(Value::as_str);
    Ok(hash.context("the agenda has a content hash")?.to_owned())
}

/// Drafts an agenda with a goal, proposes it, and has all organizations agree.
///
/// # Errors
/// The hub says no.
pub async fn adopt_agenda(
    staff: &mut Person,
    voters: impl IntoIterator<Item = Person>,
    now: domain::time::Timestamp,
) -> anyhow::Result<()> {
    let agenda = json!({
        "problemStatement": "One pupil in six leaves school before grade 10.",
        "vision": "Every pupil of the county finishes grade 10.",
        "geographicScope": "Cluj county",
        "population": "Pupils of grades 5 to 10",
        "horizonEnd": now.plus_days(5 * 365).date().to_string(),
    });
    staff.run("agenda/DraftAgenda", agenda).await?;
    let goal = json!({"code": "STAY_IN_SCHOOL", "statement": "Halve early school leaving",
        "desiredCondition": "At most one pupil in twelve leaves early"});
    staff.run("agenda/DefineGoal", goal).await?;
    let hash = hash_of(staff).await?;
    let rule = json!({"counting": {"method": "METHOD_CONSENT", "quorumBp": 6000},
        "reasonPolicy": "REASON_POLICY_OPTIONAL"});
    let proposal = json!({"kind": "PROPOSAL_KIND_ADOPT_AGENDA", "subjectRef": {"agenda": {}}, "subjectHash": hash,
        "text": "Shall this be our common agenda?", "rule": rule});
    let proposal_id = text(&staff.run("agenda/DraftProposal", proposal).await?, "proposalId")?;
    let window = json!({"proposalId": proposal_id, "opensAt": now.to_string(),
        "closesAt": now.plus_days(7).to_string(), "tz": "Europe/Bucharest"});
    staff.run("agenda/OpenProposal", window).await?;
    for mut voter in voters {
        voter
            .run("agenda/CastStance", json!({"proposalId": proposal_id, "position": "POSITION_AGREE"}))
            .await?;
    }
    staff.run("agenda/CloseProposal", json!({"proposalId": proposal_id})).await?;
    Ok(())
}
