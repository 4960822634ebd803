//! The commands about the agenda's text, from their messages.

use domain::agenda::{Command, DefineGoal, DraftAgenda, RetireAgenda, ReviseAgendaText};

use super::words;
use crate::{Fields, Malformed, Meta, pb::agenda as pb};

/// The agenda to begin.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_draft_agenda(request: &pb::DraftAgendaRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let problem_statement = f.body("problem_statement", &request.problem_statement);
    let vision = f.body("vision", &request.vision);
    let geographic_scope = f.reason("geographic_scope", &request.geographic_scope);
    let population = f.reason("population", &request.population);
    let horizon_end = f.date("horizon_end", &request.horizon_end);
    f.finish(|| {
        let command = DraftAgenda {
            problem_statement: problem_statement?,
            vision: vision?,
            geographic_scope: geographic_scope?,
            population: population?,
            horizon_end: horizon_end?,
        };
        Some((meta?, Command::DraftAgenda(command)))
    })
}

/// A goal to add.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_define_goal(request: &pb::DefineGoalRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let statement = f.title("statement", &request.statement);
    let desired_condition = f.reason("desired_condition", &request.desired_condition);
    let lead_sector = f.optional("lead_sector", &request.lead_sector, Fields::sector);
    f.finish(|| {
        let command = DefineGoal {
            code: code?,
            statement: statement?,
            desired_condition: desired_condition?,
            lead_sector: lead_sector?,
        };
        Some((meta?, Command::DefineGoal(command)))
    })
}

/// A section's new text.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_revise_agenda_text(request: &pb::ReviseAgendaTextRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let base_hash = f.sha256("base_hash", &request.base_hash);
    let section = words::section(&mut f, "section", request.section);
    let text = f.body("text", &request.text);
    f.finish(|| {
        let command = ReviseAgendaText { base_hash: base_hash?, section: section?, text: text? };
        Some((meta?, Command::ReviseAgendaText(command)))
    })
}

/// The agenda to end.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_retire_agenda(request: &pb::RetireAgendaRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let decided_by = words::decided_by(&mut f, "decided_by", request.decided_by.as_ref());
    let successor = f.optional_title("successor", &request.successor);
    f.finish(|| {
        let command = RetireAgenda { decided_by: decided_by?, successor: successor? };
        Some((meta?, Command::RetireAgenda(command)))
    })
}
