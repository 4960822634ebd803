//! The agenda: what the organizations want together, how they decide it, and how they hear the community.
//!
//! | file | what |
//! |---|---|
//! | `command.rs`, `event.rs`, `refusal.rs` (+ `refusal_table.rs`) | what can be asked, what has happened, why not |
//! | `value.rs`, `tally.rs`, `subject.rs` | shared words; the arithmetic; what a proposal is about and its hash |
//! | `document.rs` | stream `agenda`: the text, drafted, adopted, amended, retired |
//! | `proposal/` | streams `proposal/<id>`: draft, amendments, stances, decision |
//! | `body.rs`, `matter.rs`, `consultation.rs` (+ `voices.rs`) | decisions taken in rooms; the community's voice |
//! | `facts.rs` | what other contexts may know of all this |
//!
//! Knows nothing of how commands arrive, where events go and who may send what. To add a command: its struct,
//! its refusals, its events, an arm each in [`Rules::streams`](Decider::streams) and
//! [`Rules::decide`](Decider::decide).

mod body;
mod command;
mod consultation;
mod document;
mod event;
pub mod facts;
mod matter;
pub mod news;
mod proposal;
mod refusal;
mod refusal_table;
mod routing;
mod state;
mod subject;
mod tally;
pub mod value;
mod voices;

#[cfg(test)]
mod tests;

pub use command::*;
pub use document::text_of;
pub use event::Event;
pub use proposal::set_section;
pub use refusal::Refusal;
pub use state::State;
pub use subject::amended;
pub use tally::Tally;

use crate::{
    decider::{Decider, Emitted, Streams},
    ids::StreamId,
    meta::{Context, ContextName, EventMeta, Scope},
};

/// The most goals an agenda may have: more is no common agenda.
pub const MAX_GOALS: usize = 12;
/// The most organizations that decide on one proposal: the frozen list must fit one record.
pub const MAX_ELECTORATE: usize = 500;
/// The most voters of one meeting's decision: the grouped list must fit one record.
pub const MAX_VOTERS: usize = 500;
/// The most rows of one bulk command, each an event of its own: what one append takes.
pub const MAX_ROWS: usize = 1_000;
/// The most bytes of a proposal's text and changes: with the largest electorate they must fit one record.
pub const MAX_PROPOSAL_BYTES: usize = 18_000;
/// The most changes one proposal makes to the agenda: the list must fit one record.
pub const MAX_CHANGES: usize = 50;
/// The longest key of a statement.
pub const MAX_STATEMENT_KEY: usize = 64;

/// The rules of the agenda.
pub struct Rules;

type Decision = Result<Vec<Emitted<Event>>, Refusal>;

impl crate::erasure::Shreds for Rules {
    fn shredded(subject: crate::ids::PersonId, request: crate::ids::Uuid) -> Event {
        Event::SubjectShredded { subject, request }
    }
}

impl Decider for Rules {
    const CONTEXT: ContextName = ContextName::Agenda;
    type Command = Command;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
        routing::streams(command, scope)
    }

    fn more_streams(command: &Command, scope: &Scope, streams: &Streams<State>) -> Vec<StreamId> {
        routing::more_streams(command, scope, streams)
    }

    fn decide(streams: &Streams<State>, command: Command, context: &Context) -> Decision {
        match command {
            Command::DraftAgenda(command) => document::draft(streams, command, context),
            Command::DefineGoal(command) => document::define_goal(streams, command, context),
            Command::ReviseAgendaText(command) => document::revise(streams, command, context),
            Command::RetireAgenda(command) => document::retire(streams, command, context),
            Command::DraftProposal(command) => proposal::draft(streams, command, context),
            Command::StartNewRound(command) => proposal::start_new_round(streams, command, context),
            Command::WithdrawProposal(command) => proposal::withdraw(streams, command, context),
            Command::SubmitAmendment(command) => proposal::submit_amendment(streams, command, context),
            Command::ResolveAmendment(command) => proposal::resolve_amendment(streams, command, context),
            Command::WithdrawAmendment(command) => proposal::withdraw_amendment(streams, command, context),
            Command::OpenProposal(command) => proposal::open(streams, command, context),
            Command::DeclareConflict(command) => proposal::declare_conflict(streams, command, context),
            Command::CastStance(command) => proposal::cast_stance(streams, command, context),
            Command::ExtendWindow(command) => proposal::extend_window(streams, command, context),
            Command::CloseProposal(command) => proposal::close(streams, &command, context),
            Command::RecordOutcome(command) => proposal::record_outcome(streams, command, context),
            Command::DefineBody(command) => body::define(streams, command),
            Command::OpenMatter(command) => matter::open(streams, command, context),
            Command::RecordMeetingDecision(command) => matter::record(streams, command, context),
            Command::OpenConsultation(command) => consultation::open(streams, command, context),
            Command::CloseConsultation(command) => consultation::close(streams, &command, context),
            Command::AddStatement(command) => voices::add_one(streams, command, context),
            Command::AddStatementsInBulk(command) => voices::add_many(streams, command, context),
            Command::ModerateStatement(command) => voices::moderate_one(streams, command, context),
            Command::ModerateStatementsInBulk(command) => voices::moderate_many(streams, command, context),
            Command::Respond(command) => voices::respond_one(streams, command, context),
            Command::RespondInBulk(command) => voices::respond_many(streams, command, context),
        }
    }

    fn evolve(state: &mut State, event: &Event, meta: &EventMeta) {
        state::evolve(state, event, meta);
    }
}
