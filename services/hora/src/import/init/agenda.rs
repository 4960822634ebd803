//! The agenda of an imported initiative: drafted by the importer, adopted by a meeting's decision of the convener.

use domain::{
    agenda::text_of,
    content::{AgendaText, Content, Goal},
    text::{self, Bound},
};
use serde_json::{Value, json};
use wire::pb::{
    agenda::{self as pb, subject_ref::Subject, voter_position::Voter},
    common::CommandResult,
};

use super::setup::Setup;
use crate::{
    actors::Person,
    client::{Client, Key, Places},
    failure::Failure,
    import::{
        mapping::Agenda,
        sender::{Origin, Sender, external, named},
    },
};

/// The body in which the convener decides; bodies of the source have codes made from their names.
const BODY: &str = "CONVENER";
/// What the matter and its decision are called: they are in no source.
const VOCABULARY: &str = "hora-import";
const MATTER: &str = "agenda";
const DECISION: &str = "agenda-adopted";

/// Drafts the agenda and has it adopted; one that is adopted already is left as it is.
///
/// # Errors
/// A text that is not taken, nobody answers, or the hub says no.
pub async fn adopt(places: &Places, key: &Key, setup: &Setup, convener: &str) -> Result<Value, Failure> {
    let mut reader = Person::with_key(places.clone(), &key.secret, &setup.slug, "importer");
    let there = reader.ask("agenda/GetAgenda", json!({})).await?;
    if there.pointer("/agenda/standing").and_then(Value::as_str) == Some("adopted") {
        return Ok(json!({"standing": "adopted", "hash": there.pointer("/agenda/hash"), "isNew": false}));
    }
    let text = content(&setup.agenda)?;
    let hash = Content::Agenda(&text).hash();
    let mut sender = Sender::with(Client::with_key(places.clone(), Some(key.clone())), &setup.slug).await?;
    draft(&mut sender, setup, &text, &hash).await?;
    decide(&mut sender, setup, convener, &hash).await?;
    Ok(json!({"standing": "adopted", "hash": hash, "isNew": true}))
}

/// The text as it will be stored, which is what is hashed.
fn content(agenda: &Agenda) -> Result<AgendaText, Failure> {
    let stored = |what: &str, text: &str, bound| {
        text::required(text, bound).map_err(|wrong| Failure::Usage(format!("the agenda's {what} {wrong}")))
    };
    let sections = [
        &stored("problem_statement", &agenda.problem_statement, Bound::Body)?,
        &stored("vision", &agenda.vision, Bound::Body)?,
        &stored("geographic_scope", &agenda.geographic_scope, Bound::Reason)?,
        &stored("population", &agenda.population, Bound::Reason)?,
    ];
    let horizon_end = agenda.horizon_end.parse().map_err(|_| {
        Failure::Usage(format!(
            "the agenda's horizon_end is `{}`; accepted is YYYY-MM-DD",
            agenda.horizon_end
        ))
    })?;
    let mut text = text_of(sections, horizon_end);
    for goal in &agenda.goals {
        let code =
            goal.code.parse().map_err(|wrong| Failure::Usage(format!("a goal of the agenda: {wrong}")))?;
        let kept = Goal {
            statement: stored("goal", &goal.statement, Bound::Title)?,
            desired_condition: stored("goal", &goal.desired_condition, Bound::Reason)?,
            lead_sector: goal.lead_sector,
        };
        text.goals.insert(code, kept);
    }
    Ok(text)
}

async fn draft(sender: &mut Sender, setup: &Setup, text: &AgendaText, hash: &str) -> Result<(), Failure> {
    let result = |answer: &CommandResult| Some(answer.clone());
    let agenda = &setup.agenda;
    let request = pb::DraftAgendaRequest {
        meta: Some(sender.meta(Origin { part: "agenda", hash, number: 0 }, setup.on)),
        problem_statement: agenda.problem_statement.clone(),
        vision: agenda.vision.clone(),
        geographic_scope: agenda.geographic_scope.clone(),
        population: agenda.population.clone(),
        horizon_end: agenda.horizon_end.clone(),
    };
    sender.send("DraftAgenda", &request, result).await?;
    for (number, (code, goal)) in (0..).zip(&text.goals) {
        let request = pb::DefineGoalRequest {
            meta: Some(sender.meta(Origin { part: "goals", hash, number }, setup.on)),
            code: code.to_string(),
            statement: goal.statement.clone(),
            desired_condition: goal.desired_condition.clone(),
            lead_sector: goal.lead_sector.map(|sector| sector.as_str().to_owned()).unwrap_or_default(),
        };
        sender.send("DefineGoal", &request, result).await?;
    }
    Ok(())
}

async fn decide(sender: &mut Sender, setup: &Setup, convener: &str, hash: &str) -> Result<(), Failure> {
    let meta = |sender: &Sender, part| Some(sender.meta(Origin { part, hash, number: 0 }, setup.on));
    let name = setup.organizations.iter().find(|org| org.code == setup.convener).map(|org| org.name.clone());
    let request = pb::DefineBodyRequest {
        meta: meta(sender, "convener"),
        code: BODY.to_owned(),
        name: name.unwrap_or_else(|| setup.convener.clone()),
        seats: vec![convener.to_owned()],
    };
    sender.send("DefineBody", &request, |answer: &CommandResult| Some(answer.clone())).await?;
    let request = pb::OpenMatterRequest {
        meta: meta(sender, "matter"),
        title: "Adoption of the common agenda".to_owned(),
        text: String::new(),
        kind: "AGENDA".to_owned(),
        deciding_body: BODY.to_owned(),
        external_ref: Some(external(VOCABULARY, MATTER)),
    };
    sender.send("OpenMatter", &request, |answer: &pb::OpenMatterResponse| answer.result.clone()).await?;
    let request = pb::RecordMeetingDecisionRequest {
        meta: meta(sender, "adoption"),
        matter: Some(named(VOCABULARY, MATTER)),
        body: BODY.to_owned(),
        rule: Some(pb::Counting {
            method: pb::Method::Unanimity.into(),
            quorum_bp: 10_000,
            threshold_bp: None,
        }),
        positions: vec![pb::VoterPosition {
            voter: Some(Voter::Org(convener.to_owned())),
            position: pb::MeetingPosition::Agree.into(),
            stated_as: String::new(),
        }],
        vocabulary: String::new(),
        stated_result: pb::DecisionResult::Adopted.into(),
        decided_on: setup.on.to_string(),
        minutes_ref: String::new(),
        reverses: None,
        adopts: Some(pb::Adopts {
            kind: pb::ProposalKind::AdoptAgenda.into(),
            subject_ref: Some(pb::SubjectRef { subject: Some(Subject::Agenda(pb::subject_ref::Agenda {})) }),
            subject_hash: hash.to_owned(),
            changes: Vec::new(),
        }),
        external_ref: Some(external(VOCABULARY, DECISION)),
    };
    let result = |answer: &pb::RecordMeetingDecisionResponse| answer.result.clone();
    sender.send("RecordMeetingDecision", &request, result).await?;
    Ok(())
}
