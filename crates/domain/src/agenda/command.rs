//! What can be asked of the agenda.
//!
//! Texts arrive normalized and within their bounds (the crate `wire` sees to it); rules that need a state are
//! checked by `decide`. To add one: a struct, a variant of [`Command`], and an arm in `Rules`.

use super::value::{
    Adopts, Audience, Change, ConsultationSubject, Counting, DecidedBy, DecisionResult, ExternalRef,
    MeetingPosition, Moderation, Named, Participant, Position, ProposalKind, ResponseValue, Rule, Section,
    Sector, SubjectRef, Voter,
};
use crate::{
    ids::{Code, OrgId, Uuid},
    private::Private,
    time::{Date, Timestamp},
};

/// A command of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described at its struct")]
pub enum Command {
    DraftAgenda(DraftAgenda),
    DefineGoal(DefineGoal),
    ReviseAgendaText(ReviseAgendaText),
    RetireAgenda(RetireAgenda),
    DraftProposal(DraftProposal),
    SubmitAmendment(SubmitAmendment),
    ResolveAmendment(ResolveAmendment),
    WithdrawAmendment(WithdrawAmendment),
    OpenProposal(OpenProposal),
    DeclareConflict(DeclareConflict),
    CastStance(CastStance),
    ExtendWindow(ExtendWindow),
    CloseProposal(CloseProposal),
    RecordOutcome(RecordOutcome),
    WithdrawProposal(WithdrawProposal),
    StartNewRound(StartNewRound),
    DefineBody(DefineBody),
    OpenMatter(OpenMatter),
    RecordMeetingDecision(RecordMeetingDecision),
    OpenConsultation(OpenConsultation),
    AddStatement(AddStatements),
    AddStatementsInBulk(AddStatements),
    ModerateStatement(ModerateStatements),
    ModerateStatementsInBulk(ModerateStatements),
    Respond(Respond),
    RespondInBulk(Respond),
    CloseConsultation(CloseConsultation),
}

/// Begins the initiative's agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sections of the agenda")]
pub struct DraftAgenda {
    pub problem_statement: String,
    pub vision: String,
    pub geographic_scope: String,
    pub population: String,
    pub horizon_end: Date,
}

/// Adds a goal to the agenda while it is drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of a goal")]
pub struct DefineGoal {
    pub code: Code,
    pub statement: String,
    pub desired_condition: String,
    pub lead_sector: Option<Sector>,
}

/// Replaces a section of the agenda while it is drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviseAgendaText {
    /// The content hash the caller has seen.
    pub base_hash: String,
    /// The section.
    pub section: Section,
    /// Its whole new text; for `horizon_end` a date.
    pub text: String,
}

/// Ends the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetireAgenda {
    /// The proposal (kind `other`) or the matter that decided it.
    pub decided_by: DecidedBy,
    /// What comes in its place.
    pub successor: Option<String>,
}

/// Writes a proposal, not yet open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftProposal {
    /// What is to be decided.
    pub kind: ProposalKind,
    /// What it is about.
    pub subject_ref: SubjectRef,
    /// The hash of the content after the changes.
    pub subject_hash: String,
    /// What the organizations read.
    pub text: String,
    /// Changes to the agenda: `amend_agenda` only.
    pub changes: Vec<Change>,
    /// How it is decided.
    pub rule: Rule,
}

/// Asks for another text of a section of a proposal in draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmitAmendment {
    /// The proposal.
    pub proposal: Uuid,
    /// The section of the agenda.
    pub section: Section,
    /// The subject hash the caller has seen.
    pub base_hash: String,
    /// The section's whole new text.
    pub replacement: String,
    /// Why.
    pub rationale: Private,
}

/// Takes an amendment in, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolveAmendment {
    /// The proposal.
    pub proposal: Uuid,
    /// The amendment.
    pub amendment: Uuid,
    /// Whether it is taken in.
    pub is_accepted: bool,
    /// Why; required where it is not taken in.
    pub reason: Option<Private>,
}

/// Takes one's own amendment back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawAmendment {
    /// The proposal.
    pub proposal: Uuid,
    /// The amendment.
    pub amendment: Uuid,
}

/// Opens a proposal to stances and freezes its electorate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenProposal {
    /// The proposal.
    pub proposal: Uuid,
    /// From when on stances are taken.
    pub opens_at: Timestamp,
    /// Until when, this moment not included.
    pub closes_at: Timestamp,
    /// The IANA time zone the window was meant in.
    pub tz: String,
}

/// Recuses an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclareConflict {
    /// The proposal.
    pub proposal: Uuid,
    /// The organization.
    pub org: OrgId,
    /// What the conflict is.
    pub nature: Private,
}

/// Takes a position for the caller's organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastStance {
    /// The proposal.
    pub proposal: Uuid,
    /// The position.
    pub position: Position,
    /// Why.
    pub reason: Option<Private>,
}

/// Gives a proposal more time, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtendWindow {
    /// The proposal.
    pub proposal: Uuid,
    /// The new end.
    pub closes_at: Timestamp,
    /// Why.
    pub reason: Private,
}

/// Counts and decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseProposal {
    /// The proposal.
    pub proposal: Uuid,
}

/// Says what follows from a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOutcome {
    /// The proposal.
    pub proposal: Uuid,
    /// What follows.
    pub statement: String,
    /// When it is looked at again.
    pub review_on: Option<Date>,
    /// Who sees to it.
    pub responsible_org: OrgId,
}

/// Takes a proposal back; its stances stay in history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawProposal {
    /// The proposal.
    pub proposal: Uuid,
    /// Why; plain text.
    pub reason: String,
}

/// Writes a new proposal in the place of one that is decided or withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartNewRound {
    /// The proposal before.
    pub of: Uuid,
    /// Another text; without it, the one before.
    pub text: Option<String>,
}

/// Names a body that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefineBody {
    /// Its code.
    pub code: Code,
    /// Its name.
    pub name: String,
    /// The organizations that sit in it; empty where its voters are known by other names.
    pub seats: Vec<OrgId>,
}

/// Opens a question that is decided in rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenMatter {
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: Option<String>,
    /// What kind of question, such as `RESOLUTION`.
    pub kind: Code,
    /// The body whose decisions count; every other's are advisory.
    pub deciding_body: Code,
    /// What the source calls it.
    pub external_ref: Option<ExternalRef>,
}

/// What one voter said in a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoterPosition {
    /// Who.
    pub voter: Voter,
    /// What.
    pub position: MeetingPosition,
    /// The word the room used.
    pub stated_as: Option<String>,
}

/// Records what a body decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordMeetingDecision {
    /// The matter.
    pub matter: Named,
    /// The body.
    pub body: Code,
    /// How it decides.
    pub rule: Counting,
    /// Every voter, absent ones too.
    pub positions: Vec<VoterPosition>,
    /// What the room declared.
    pub stated_result: DecisionResult,
    /// The day.
    pub decided_on: Date,
    /// Where the minutes are.
    pub minutes_ref: Option<String>,
    /// An earlier decision of the matter that this one undoes.
    pub reverses: Option<Named>,
    /// What it adopts: importers only.
    pub adopts: Option<Adopts>,
    /// What the source calls the decision.
    pub external_ref: Option<ExternalRef>,
}

/// Opens a consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenConsultation {
    /// What is asked.
    pub question: String,
    /// From when on.
    pub opens_at: Timestamp,
    /// Until when, this moment not included; open-ended when none.
    pub closes_at: Option<Timestamp>,
    /// Who may take part.
    pub who: Audience,
    /// What it is about.
    pub subject_ref: Option<ConsultationSubject>,
    /// What the source calls it.
    pub external_ref: Option<ExternalRef>,
}

/// Adds statements to a consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddStatements {
    /// The consultation.
    pub consultation: Named,
    /// At most [`super::MAX_ROWS`].
    pub rows: Vec<StatementRow>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRow {
    /// What the source calls it; else the next number of the consultation.
    pub key: Option<String>,
    /// The statement.
    pub text: Private,
    /// Who made it.
    pub by: Participant,
    /// When, where the rows of an import say so.
    pub occurred_at: Option<Timestamp>,
}

/// Accepts or rejects statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModerateStatements {
    /// The consultation.
    pub consultation: Named,
    /// At most [`super::MAX_ROWS`].
    pub rows: Vec<ModerationRow>,
}

/// The moderation of one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModerationRow {
    /// The statement's key.
    pub statement: String,
    /// What becomes of it.
    pub moderation: Moderation,
    /// Why.
    pub reason: Option<Private>,
}

/// Says agree, pass or disagree to statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Respond {
    /// The consultation.
    pub consultation: Named,
    /// At most [`super::MAX_ROWS`].
    pub rows: Vec<ResponseRow>,
}

/// One response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseRow {
    /// The statement's key.
    pub statement: String,
    /// Who responds.
    pub participant: Participant,
    /// What.
    pub value: ResponseValue,
    /// When, where the rows of an import say so.
    pub occurred_at: Option<Timestamp>,
}

/// Ends a consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseConsultation {
    /// The consultation.
    pub consultation: Named,
}
