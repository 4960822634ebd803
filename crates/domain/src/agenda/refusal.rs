//! What the rules of the agenda say when they say no.
//!
//! One variant = one stable reason = one test = one row of `docs/refusals.md`. To add one: a variant, its arms
//! below, one in [`Refusal::catalogue`](crate::decider::Refusal::catalogue), and a test that provokes it.

use crate::{
    decider::BadRow,
    ids::{OrgId, Uuid},
    time::{Date, Timestamp},
};

use super::{MAX_ELECTORATE, MAX_GOALS, MAX_PROPOSAL_BYTES, MAX_ROWS, MAX_VOTERS};

/// A refusal of the agenda. The message says what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Refusal {
    #[error("the initiative has a live agenda already; revise it, or retire it by a decision first")]
    AgendaExists,
    #[error("the initiative has no live agenda; DraftAgenda begins one")]
    UnknownAgenda,
    #[error("the horizon {horizon_end} is not after today, {today}; accepted is a later date")]
    HorizonInPast { horizon_end: Date, today: Date },
    #[error("`{text}` is not a date; the section horizon_end takes one as YYYY-MM-DD")]
    HorizonNotADate { text: String },
    #[error("the goal code {code} is taken; accepted is a code no goal has")]
    GoalCodeTaken { code: String },
    #[error("the agenda has {MAX_GOALS} goals, the most there may be; drop one first")]
    GoalLimit,
    #[error("there is no goal {code}; accepted is the code of one that stands in the agenda")]
    UnknownGoal { code: String },
    #[error("the agenda was adopted; it changes through a proposal of the kind amend_agenda")]
    AgendaAdoptedUseProposal,
    #[error("the text has moved on; base_hash is accepted when it is {current}")]
    StaleBaseHash { current: String },
    #[error(
        "{decided_by} is no adopted decision of the agenda that allows this; accepted is a proposal of the kind other, or a matter, that was adopted"
    )]
    NoDecision { decided_by: Uuid },

    #[error("there is no proposal {proposal}; accepted is the id of one of this initiative")]
    UnknownProposal { proposal: Uuid },
    #[error("{subject} is nothing that this can be about now; {expected}")]
    UnknownSubject { subject: String, expected: &'static str },
    #[error(
        "subject_hash is {given}, the content has {actual}; accepted is the hash of the content after the changes"
    )]
    SubjectHashMismatch { given: String, actual: String },
    #[error("an amend_agenda proposal needs at least one change to the agenda")]
    ChangesMissing,
    #[error("only a proposal of the kind amend_agenda takes changes; accepted is an empty list")]
    ChangesNotTaken,
    #[error(
        "text and changes have {bytes} bytes together; accepted are at most {MAX_PROPOSAL_BYTES}: split the proposal"
    )]
    ProposalTooLong { bytes: usize },
    #[error(
        "threshold_bp {threshold_bp:?} does not fit the method; supermajority takes 5001 to 10000, the others none"
    )]
    ThresholdOutOfRange { threshold_bp: Option<u32> },
    #[error("quorum_bp {quorum_bp} is out of range; accepted are 0 to 10000")]
    QuorumOutOfRange { quorum_bp: u32 },

    #[error(
        "the proposal takes no amendments now; amended are proposals about the agenda while they are drafts"
    )]
    NotAmendable,
    #[error("the amendment stands on a text that has changed by {with}; submit it again on the text of now")]
    AmendmentConflicts { with: String },
    #[error("there is no amendment {amendment} in this proposal")]
    UnknownAmendment { amendment: Uuid },
    #[error("the amendment {amendment} was resolved already; only one that is submitted can be")]
    AmendmentResolved { amendment: Uuid },
    #[error("a reason is required here")]
    ReasonRequired,
    #[error("the rule takes no reasons; send the stance without one")]
    ReasonNotTaken,

    #[error("the proposal is no draft; only a draft can be opened, StartNewRound makes a new one")]
    NotADraft,
    #[error("the window has {hours} hours from now on; accepted are at least 24")]
    WindowTooShort { hours: i64 },
    #[error("the window has {days} days; accepted are at most 90")]
    WindowTooLong { days: i64 },
    #[error("nobody could decide: {whom}; accepted is an electorate of at least one organization")]
    EmptyElectorate { whom: &'static str },
    #[error("the electorate has {count} organizations; accepted are at most {MAX_ELECTORATE}")]
    ElectorateTooLarge { count: usize },
    #[error("the text has changed since the proposal was drafted and has now {current}; start a new round")]
    TextChangedSinceDraft { current: String },
    #[error("the proposal {proposal} on the same subject is open; close or withdraw it first")]
    OpenProposalOnSameSubject { proposal: Uuid },

    #[error("the proposal takes stances from {opens_at:?} on; until then it can be read and amended")]
    NotOpenYet { opens_at: Option<Timestamp> },
    #[error("the proposal closed at {at:?}; this is taken only while it is open")]
    ProposalClosed { at: Option<Timestamp> },
    #[error("{org} is not in the electorate, which was frozen when the proposal opened")]
    NotInElectorate { org: OrgId },
    #[error("{org} declared a conflict and takes no position on this proposal")]
    Recused { org: OrgId },
    #[error(
        "the caller does not act for the organization this takes; accepted is a representative of an active member, for its own organization"
    )]
    NotAuthorizedForOrg,
    #[error("only the rule consent knows block; accepted are agree, abstain and disagree")]
    BlockNotAllowedByRule,
    #[error("the window was extended once already; it closes at {closes_at}")]
    AlreadyExtended { closes_at: Timestamp },
    #[error("the window already ends at {closes_at}; accepted is a later moment")]
    WouldShorten { closes_at: Timestamp },
    #[error("everybody has cast, so the result shows already; the window stays as it is")]
    ResultAlreadyShown,
    #[error(
        "{missing} of the electorate have not cast; the proposal can be closed from {closes_at} on, or when all have"
    )]
    TooEarlyVotesMissing { missing: u32, closes_at: Timestamp },
    #[error("the proposal is not decided; an outcome is recorded after the decision")]
    NotDecided,
    #[error("the outcome was recorded already; there is one for each decision")]
    OutcomeExists,
    #[error("review_on {review_on} is not after today, {today}; accepted is a later date")]
    ReviewOnInPast { review_on: Date, today: Date },
    #[error("the proposal is decided; a decision is not withdrawn, another proposal changes it")]
    ProposalDecided,
    #[error(
        "the proposal before is still a draft or open; a new round starts when it is decided or withdrawn"
    )]
    PreviousStillOpen,

    #[error("the body code {code} is taken by another body; accepted is a code no body has")]
    BodyCodeTaken { code: String },
    #[error("there is no body {code}; DefineBody makes it")]
    UnknownBody { code: String },
    #[error(
        "a matter with this external_ref exists with other content; accepted is the same content or another external_ref"
    )]
    MatterExists,
    #[error("there is no matter {matter}; accepted is the id or external_ref of one of this initiative")]
    UnknownMatter { matter: Uuid },
    #[error("{voter} stands twice; accepted is each voter once")]
    VoterTwice { voter: String },
    #[error("external voters come from two vocabularies; accepted is one for a decision")]
    MixedVocabularies,
    #[error("decided_on {decided_on} is in the future; accepted is today, {today}, or earlier")]
    DecidedOnInFuture { decided_on: Date, today: Date },
    #[error("{reverses} is no decision of this matter; accepted is an earlier one")]
    ReversesUnknown { reverses: Uuid },
    #[error("{count} voters; accepted are at most {MAX_VOTERS}")]
    TooManyVoters { count: usize },
    #[error(
        "a decision with this external_ref is recorded on the matter already; a correction is a decision that reverses it"
    )]
    DecisionExists,
    #[error("only an importer records that a meeting's decision adopts a text; here a proposal decides")]
    AdoptsNotTaken,

    #[error(
        "there is no consultation {consultation}; accepted is the id or external_ref of one of this initiative"
    )]
    UnknownConsultation { consultation: Uuid },
    #[error(
        "a consultation with this external_ref exists with other content; accepted is the same content or another external_ref"
    )]
    ConsultationExists,
    #[error("the consultation would close before it opens; accepted is a closes_at after opens_at")]
    ClosesBeforeOpens,
    #[error("the consultation opens at {opens_at}; until then nothing is taken")]
    ConsultationNotOpenYet { opens_at: Timestamp },
    #[error("the consultation is closed; statements and responses were taken until then")]
    ConsultationClosed,
    #[error("the consultation is closed already")]
    AlreadyClosed,
    #[error("there is no statement `{statement}` in this consultation")]
    UnknownStatement { statement: String },
    #[error(
        "the statement `{statement}` exists; accepted is a key that no statement of the consultation has"
    )]
    StatementExists { statement: String },
    #[error("the statement `{statement}` is moderated so already")]
    AlreadyModeratedSo { statement: String },
    #[error("the consultation hears members; accepted are persons of the initiative's active organizations")]
    MembersOnly,
    #[error(
        "the caller is no person and names nobody; accepted is a person, or an importer who names the participant"
    )]
    ParticipantMissing,
    #[error("only an importer or the backbone's staff speaks for somebody else; leave the participant out")]
    NotYourOwnVoice,
    #[error("only the rows of an import say when they happened; leave occurred_at out")]
    OccurredAtNotTaken,
    #[error("the row happened after its command; accepted is a moment until the command's own, {latest}")]
    OccurredAfterCommand { latest: Timestamp },
    #[error("{count} rows; accepted are 1 to {MAX_ROWS}")]
    TooManyRows { count: usize },
    #[error("{} rows are in the way; nothing was stored", rows.len())]
    BadRows { rows: Vec<BadRow> },
}
