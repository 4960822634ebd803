//! Which streams a command touches.
//!
//! The first is the one whose version is answered; those after it are guards, or receive what follows. What
//! only a loaded stream tells (the subject of a proposal, who claims it) is asked for in a second step.

use super::{
    Command, State,
    proposal::Terms,
    subject::{agenda_stream, claimant, proposal_stream},
    value::{ConsultationSubject, Electorate, Named, SubjectRef},
};
use crate::{
    decider::Streams,
    ids::{Code, ExternalRef, StreamId, Uuid},
    meta::Scope,
};

pub(super) fn body_stream(code: &Code) -> StreamId {
    StreamId::of("body", code)
}

pub(super) fn matter_stream(matter: Uuid) -> StreamId {
    StreamId::of("matter", matter)
}

pub(super) fn consultation_stream(consultation: Uuid) -> StreamId {
    StreamId::of("consultation", consultation)
}

/// The id of something that begins: derived from the source's name where it is imported, else fresh.
pub(super) fn id_of_new(external_ref: Option<&ExternalRef>, aggregate: &'static str, scope: &Scope) -> Uuid {
    match external_ref {
        Some(name) if scope.imported => Named::External(name.clone()).id(&scope.initiative, aggregate),
        _ => scope.new_id,
    }
}

pub(super) fn consultation_id(name: &Named, scope: &Scope) -> Uuid {
    name.id(&scope.initiative, "consultation")
}

pub(super) fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
    let agenda_claim = || SubjectRef::Agenda.claim_stream(scope);
    let consultation = |name: &Named| vec![consultation_stream(consultation_id(name, scope))];
    match command {
        Command::DraftAgenda(_) => vec![agenda_stream()],
        Command::DefineGoal(_) | Command::ReviseAgendaText(_) => vec![agenda_stream(), agenda_claim()],
        Command::RetireAgenda(command) => {
            let id = command.decided_by.id;
            vec![agenda_stream(), agenda_claim(), proposal_stream(id), matter_stream(id)]
        }
        Command::DraftProposal(command) => {
            let mut all = vec![proposal_stream(scope.new_id)];
            all.extend(command.kind.is_about_agenda().then(agenda_stream));
            if let Electorate::Body { code } = &command.rule.electorate {
                all.push(body_stream(code));
            }
            all
        }
        Command::StartNewRound(command) => vec![proposal_stream(scope.new_id), proposal_stream(command.of)],
        Command::SubmitAmendment(command) => vec![proposal_stream(command.proposal)],
        Command::ResolveAmendment(command) => vec![proposal_stream(command.proposal)],
        Command::WithdrawAmendment(command) => vec![proposal_stream(command.proposal)],
        Command::OpenProposal(command) => vec![proposal_stream(command.proposal)],
        Command::DeclareConflict(command) => vec![proposal_stream(command.proposal)],
        Command::CastStance(command) => vec![proposal_stream(command.proposal)],
        Command::ExtendWindow(command) => vec![proposal_stream(command.proposal)],
        Command::CloseProposal(command) => vec![proposal_stream(command.proposal)],
        Command::RecordOutcome(command) => vec![proposal_stream(command.proposal)],
        Command::WithdrawProposal(command) => vec![proposal_stream(command.proposal)],
        Command::DefineBody(command) => vec![body_stream(&command.code)],
        Command::OpenMatter(command) => {
            let id = id_of_new(command.external_ref.as_ref(), "matter", scope);
            vec![matter_stream(id), body_stream(&command.deciding_body)]
        }
        Command::RecordMeetingDecision(command) => {
            let id = command.matter.id(&scope.initiative, "matter");
            let mut all = vec![matter_stream(id), body_stream(&command.body)];
            if command.adopts.as_ref().is_some_and(|adopts| adopts.kind.is_about_agenda()) {
                all.extend([agenda_stream(), agenda_claim()]);
            }
            all
        }
        Command::OpenConsultation(command) => {
            let id = id_of_new(command.external_ref.as_ref(), "consultation", scope);
            let mut all = vec![consultation_stream(id)];
            all.extend(command.subject_ref.as_ref().map(subject_stream));
            all
        }
        Command::AddStatement(command) | Command::AddStatementsInBulk(command) => {
            consultation(&command.consultation)
        }
        Command::ModerateStatement(command) | Command::ModerateStatementsInBulk(command) => {
            consultation(&command.consultation)
        }
        Command::Respond(command) | Command::RespondInBulk(command) => consultation(&command.consultation),
        Command::CloseConsultation(command) => consultation(&command.consultation),
    }
}

pub(super) fn subject_stream(subject: &ConsultationSubject) -> StreamId {
    match subject {
        ConsultationSubject::Agenda | ConsultationSubject::Goal { .. } => agenda_stream(),
        ConsultationSubject::Proposal { id } => proposal_stream(*id),
        ConsultationSubject::Matter { id } => matter_stream(*id),
    }
}

pub(super) fn more_streams(command: &Command, scope: &Scope, streams: &Streams<State>) -> Vec<StreamId> {
    let terms = |proposal: Uuid| streams.get(&proposal_stream(proposal)).proposal().map(|p| p.terms());
    let claimed = |subject: &SubjectRef| claimant(streams, scope, subject).map(proposal_stream);
    let agenda_of = |terms: &Terms| terms.kind.is_about_agenda().then(agenda_stream);
    let mut more = Vec::new();
    match command {
        Command::DefineGoal(_) | Command::ReviseAgendaText(_) | Command::RetireAgenda(_) => {
            more.extend(claimed(&SubjectRef::Agenda));
        }
        Command::RecordMeetingDecision(command) if command.adopts.is_some() => {
            more.extend(claimed(&SubjectRef::Agenda));
        }
        Command::CloseProposal(command) => more.extend(terms(command.proposal).and_then(agenda_of)),
        Command::StartNewRound(command) => more.extend(terms(command.of).and_then(agenda_of)),
        Command::ResolveAmendment(command) => {
            if let Some(terms) = terms(command.proposal) {
                more.extend(agenda_of(terms));
                more.push(terms.subject_ref.claim_stream(scope));
                more.extend(claimed(&terms.subject_ref));
            }
        }
        Command::OpenProposal(command) => {
            if let Some(terms) = terms(command.proposal) {
                more.extend(agenda_of(terms));
                more.push(terms.subject_ref.claim_stream(scope));
                more.extend(claimed(&terms.subject_ref));
                if let Electorate::Body { code } = &terms.rule.electorate {
                    more.push(body_stream(code));
                }
            }
        }
        _ => {}
    }
    more
}
