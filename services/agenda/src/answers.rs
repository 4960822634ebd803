//! Rows of the view as the messages that go out; private texts are opened here, for whom they may be.
//!
//! Knows no query. To add an answer: its function here, built of the words of `wire::agenda`.

use domain::content::AgendaText;
use runtime::Reading;
use views::agenda as view;
use wire::{
    agenda::{
        adopts, audience, change, consultation_subject, counting, decided_by, decision_result, goal, kind,
        moderation, position, response_value, rule, section, subject_ref, tally,
    },
    pb::agenda as pb,
};

/// A value as text; empty where there is none.
fn text_of(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

pub fn agenda(row: view::Agenda) -> pb::Agenda {
    pb::Agenda {
        standing: row.standing,
        version: row.version,
        hash: row.hash,
        text: Some(text(row.text)),
        successor: row.successor.unwrap_or_default(),
        sequence: row.sequence,
    }
}

pub fn text(text: AgendaText) -> pb::AgendaText {
    let sections = text.sections.into_iter();
    pb::AgendaText {
        sections: sections.map(|(of, text)| pb::SectionText { section: section(of).into(), text }).collect(),
        goals: text.goals.iter().map(|(code, one)| goal(code, one)).collect(),
    }
}

pub fn version(row: view::Version) -> pb::AgendaVersion {
    pb::AgendaVersion {
        version: row.n,
        hash: row.hash,
        decided_by: Some(decided_by(&row.decided_by)),
        occurred_at: row.occurred_at.to_string(),
        sequence: row.sequence,
    }
}

pub fn entry(row: view::Entry) -> pb::TimelineEntry {
    pb::TimelineEntry {
        sequence: row.sequence,
        event_id: row.event.to_string(),
        r#type: row.type_name,
        occurred_at: row.occurred_at.to_string(),
        recorded_at: row.recorded_at.to_string(),
        actor: Some((&row.actor).into()),
    }
}

pub fn proposal(row: view::Proposal) -> pb::Proposal {
    let outcome = row.outcome.map(|outcome| pb::Outcome {
        statement: outcome.statement,
        review_on: text_of(outcome.review_on),
        responsible_org: outcome.responsible_org.to_string(),
    });
    pb::Proposal {
        proposal_id: row.id.to_string(),
        kind: kind(row.kind).into(),
        subject_ref: Some(subject_ref(&row.subject_ref)),
        subject_hash: row.subject_hash,
        text: row.text,
        changes: row.changes.iter().map(change).collect(),
        rule: Some(rule(&row.rule)),
        previous_round: text_of(row.previous_round),
        status: row.status,
        opens_at: text_of(row.opens_at),
        closes_at: text_of(row.closes_at),
        tz: row.tz.unwrap_or_default(),
        is_extended: row.is_extended,
        electorate: texts(&row.electorate),
        tally: Some(tally(&row.tally)),
        result: row.result.map(|result| decision_result(result).into()).unwrap_or_default(),
        not_voting: texts(&row.not_voting),
        outcome,
        withdrawn_reason: row.withdrawn_reason.unwrap_or_default(),
        drafted_at: row.drafted_at.to_string(),
        decided_at: text_of(row.decided_at),
        sequence: row.last_sequence,
    }
}

pub fn stance(reading: &Reading, row: view::Stance) -> pb::Stance {
    pb::Stance {
        org: row.org.to_string(),
        position: position(row.position).into(),
        reason: Some(reading.open(row.reason.as_ref())),
        standing: row.standing,
        occurred_at: row.occurred_at.to_string(),
        sequence: row.sequence,
    }
}

pub fn conflict(reading: &Reading, row: &view::Conflict) -> pb::Conflict {
    pb::Conflict {
        org: row.org.to_string(),
        nature: Some(reading.open(Some(&row.nature))),
        occurred_at: row.occurred_at.to_string(),
        sequence: row.sequence,
    }
}

pub fn amendment(reading: &Reading, row: view::Amendment) -> pb::Amendment {
    pb::Amendment {
        amendment_id: row.id.to_string(),
        section: section(row.section).into(),
        base_hash: row.base_hash,
        replacement: row.replacement,
        rationale: Some(reading.open(Some(&row.rationale))),
        org: text_of(row.org),
        standing: row.standing,
        reason: Some(reading.open(row.reason.as_ref())),
        occurred_at: row.occurred_at.to_string(),
        sequence: row.sequence,
    }
}

pub fn body(row: view::Body) -> pb::Body {
    pb::Body { code: row.code.to_string(), name: row.name, seats: texts(&row.seats) }
}

pub fn matter(row: view::Matter) -> pb::Matter {
    let (standing, standing_decision, standing_on) = match row.standing {
        Some((id, on, result)) => (decision_result(result), id.to_string(), on.to_string()),
        None => (pb::DecisionResult::Unspecified, String::new(), String::new()),
    };
    pb::Matter {
        matter_id: row.id.to_string(),
        title: row.title,
        text: row.text.unwrap_or_default(),
        kind: row.kind.to_string(),
        deciding_body: row.deciding_body.to_string(),
        external_ref: row.external_ref.as_ref().map(Into::into),
        opened_at: row.opened_at.to_string(),
        standing: standing.into(),
        standing_decision,
        standing_on,
        decisions: row.decisions,
        sequence: row.sequence,
    }
}

pub fn decision(row: view::MeetingDecision) -> pb::MeetingDecision {
    pb::MeetingDecision {
        decision_id: row.id.to_string(),
        matter_id: row.matter.to_string(),
        body: row.body.to_string(),
        is_advisory: row.is_advisory,
        rule: Some(counting(row.rule)),
        tally: Some(tally(&row.tally)),
        stated_tally: row.stated_tally,
        computed_result: decision_result(row.computed_result).into(),
        stated_result: decision_result(row.stated_result).into(),
        agrees: row.agrees,
        decided_on: row.decided_on.to_string(),
        minutes_ref: row.minutes_ref.unwrap_or_default(),
        reverses: text_of(row.reverses),
        reversed_by: text_of(row.reversed_by),
        external_ref: row.external_ref.as_ref().map(Into::into),
        sequence: row.sequence,
        adopts: row.adopts.as_ref().map(adopts),
    }
}

pub fn consultation(row: view::Consultation) -> pb::Consultation {
    pb::Consultation {
        consultation_id: row.id.to_string(),
        question: row.question,
        opens_at: row.opens_at.to_string(),
        closes_at: text_of(row.closes_at),
        who: audience(row.who).into(),
        subject_ref: row.subject_ref.as_ref().map(consultation_subject),
        external_ref: row.external_ref.as_ref().map(Into::into),
        status: row.status,
        sequence: row.sequence,
    }
}

pub fn counts(counts: view::Counts) -> pb::Counts {
    pb::Counts { agree: counts.agree, pass: counts.pass, disagree: counts.disagree }
}

pub fn statement(reading: &Reading, row: view::Statement) -> pb::Statement {
    pb::Statement {
        statement: row.statement,
        text: Some(reading.open(Some(&row.text))),
        by: row.by.to_string(),
        moderation: moderation(row.moderation).into(),
        reason: Some(reading.open(row.reason.as_ref())),
        last: Some(counts(row.last)),
        all: Some(counts(row.all)),
        occurred_at: row.occurred_at.to_string(),
        sequence: row.sequence,
    }
}

pub fn response(row: view::Response) -> pb::Response {
    pb::Response {
        statement: row.statement,
        participant: row.participant.to_string(),
        value: response_value(row.value).into(),
        occurred_at: row.occurred_at.to_string(),
        sequence: row.sequence,
    }
}

pub fn voice(row: view::Voice) -> pb::ConsultationParticipant {
    pb::ConsultationParticipant {
        participant: row.participant.to_string(),
        responses: row.responses,
        answered_statements: row.answered,
        made_statements: row.made,
    }
}
