//! The agenda on the wire.
//!
//! `words.rs` reads the shared words, `answers.rs` writes them; `document.rs`, `proposals.rs`, `rooms.rs` and
//! `consultations.rs` read the commands, `questions.rs` the queries. Knows shapes only, no rule. To add an RPC:
//! its messages in `proto/hora/agenda/v1`, a `parse_…`, a line here, a test.

mod answers;
mod consultations;
mod document;
mod proposals;
mod questions;
mod rooms;
#[cfg(test)]
mod tests;
mod words;

pub use answers::{
    add_statement_response, adopts, audience, change, consultation_subject, counting, decided_by,
    decision_result, draft_proposal_response, goal, kind, moderation, open_consultation_response,
    open_matter_response, position, position_group, record_meeting_decision_response, response_value, rule,
    section, start_new_round_response, subject_ref, submit_amendment_response, tally,
};
pub use consultations::{
    Pseudonym, parse_add_statement, parse_add_statements_in_bulk, parse_close_consultation,
    parse_moderate_statement, parse_moderate_statements_in_bulk, parse_open_consultation, parse_respond,
    parse_respond_in_bulk,
};
pub use document::{parse_define_goal, parse_draft_agenda, parse_retire_agenda, parse_revise_agenda_text};
pub use proposals::{
    parse_cast_stance, parse_close_proposal, parse_declare_conflict, parse_draft_proposal,
    parse_extend_window, parse_open_proposal, parse_record_outcome, parse_resolve_amendment,
    parse_start_new_round, parse_submit_amendment, parse_withdraw_amendment, parse_withdraw_proposal,
};
pub use questions::{
    GetOne, ListInConsultation, ListMatters, ListOf, ListProposals, ListResponses, ListStatements,
    parse_get_agenda, parse_get_agenda_version, parse_get_consultation, parse_get_matter,
    parse_get_meeting_decision, parse_get_proposal, parse_get_timeline, parse_list_agenda_versions,
    parse_list_amendments, parse_list_bodies, parse_list_consultations, parse_list_matters,
    parse_list_participants, parse_list_proposals, parse_list_responses, parse_list_statements,
};
pub use rooms::{parse_define_body, parse_open_matter, parse_record_meeting_decision};
