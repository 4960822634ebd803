//! Each refusal's stable reason, the answer it becomes, and the field in the way.
//!
//! Split by aggregate to be readable; a test walks the catalogue and finds every variant in exactly one part.

use std::collections::BTreeMap;

use super::refusal::Refusal;
use crate::{
    decider::{self, BadRow, RefusalKind, RefusalKind as Kind},
    ids::{OrgId, Uuid},
    time::{Date, Timestamp},
};

/// Reason, answer, field.
type Row = (&'static str, Kind, Option<&'static str>);

impl Refusal {
    fn row_of_agenda(&self) -> Option<Row> {
        Some(match self {
            Self::AgendaExists => ("agenda_exists", Kind::Exists, None),
            Self::UnknownAgenda => ("unknown_agenda", Kind::NotFound, None),
            Self::HorizonInPast { .. } => ("horizon_in_past", Kind::OutOfRange, Some("horizon_end")),
            Self::HorizonNotADate { .. } => ("horizon_not_a_date", Kind::Malformed, Some("text")),
            Self::GoalCodeTaken { .. } => ("goal_code_taken", Kind::Exists, Some("code")),
            Self::GoalLimit => ("goal_limit", Kind::Rule, Some("code")),
            Self::UnknownGoal { .. } => ("unknown_goal", Kind::NotFound, Some("code")),
            Self::AgendaAdoptedUseProposal => ("agenda_adopted_use_proposal", Kind::Rule, None),
            Self::StaleBaseHash { .. } => ("stale_base_hash", Kind::Rule, Some("base_hash")),
            Self::NoDecision { .. } => ("no_decision", Kind::Rule, Some("decided_by")),
            _ => return None,
        })
    }

    fn row_of_draft(&self) -> Option<Row> {
        Some(match self {
            Self::UnknownProposal { .. } => ("unknown_proposal", Kind::NotFound, Some("proposal")),
            Self::UnknownSubject { .. } => ("unknown_subject", Kind::Rule, Some("subject_ref")),
            Self::SubjectHashMismatch { .. } => ("subject_hash_mismatch", Kind::Rule, Some("subject_hash")),
            Self::ChangesMissing => ("changes_missing", Kind::Malformed, Some("changes")),
            Self::ChangesNotTaken => ("changes_not_taken", Kind::Malformed, Some("changes")),
            Self::ProposalTooLong { .. } => ("proposal_too_long", Kind::Malformed, Some("text")),
            Self::ThresholdOutOfRange { .. } => {
                ("threshold_out_of_range", Kind::Malformed, Some("rule.threshold_bp"))
            }
            Self::QuorumOutOfRange { .. } => ("quorum_out_of_range", Kind::Malformed, Some("rule.quorum_bp")),
            Self::NotAmendable => ("not_amendable", Kind::Rule, None),
            Self::AmendmentConflicts { .. } => ("amendment_conflicts", Kind::Rule, Some("base_hash")),
            Self::UnknownAmendment { .. } => ("unknown_amendment", Kind::NotFound, Some("amendment")),
            Self::AmendmentResolved { .. } => ("amendment_resolved", Kind::Rule, Some("amendment")),
            Self::ReasonRequired => ("reason_required", Kind::Malformed, Some("reason")),
            Self::ReasonNotTaken => ("reason_not_taken", Kind::Malformed, Some("reason")),
            Self::PreviousStillOpen => ("previous_still_open", Kind::Rule, Some("of")),
            _ => return None,
        })
    }

    fn row_of_vote(&self) -> Option<Row> {
        Some(match self {
            Self::NotADraft => ("not_a_draft", Kind::Rule, None),
            Self::WindowTooShort { .. } => ("window_too_short", Kind::OutOfRange, Some("closes_at")),
            Self::WindowTooLong { .. } => ("window_too_long", Kind::OutOfRange, Some("closes_at")),
            Self::EmptyElectorate { .. } => ("empty_electorate", Kind::Rule, None),
            Self::ElectorateTooLarge { .. } => ("electorate_too_large", Kind::Rule, None),
            Self::TextChangedSinceDraft { .. } => ("text_changed_since_draft", Kind::Rule, None),
            Self::OpenProposalOnSameSubject { .. } => ("open_proposal_on_same_subject", Kind::Rule, None),
            Self::NotOpenYet { .. } => ("not_open_yet", Kind::Rule, None),
            Self::ProposalClosed { .. } => ("proposal_closed", Kind::Rule, None),
            Self::NotInElectorate { .. } => ("not_in_electorate", Kind::Rule, None),
            Self::Recused { .. } => ("recused", Kind::Rule, None),
            Self::NotAuthorizedForOrg => ("not_authorized_for_org", Kind::Denied, None),
            Self::BlockNotAllowedByRule => ("block_not_allowed_by_rule", Kind::Rule, Some("position")),
            Self::AlreadyExtended { .. } => ("already_extended", Kind::Rule, None),
            Self::WouldShorten { .. } => ("would_shorten", Kind::OutOfRange, Some("closes_at")),
            Self::ResultAlreadyShown => ("result_already_shown", Kind::Rule, None),
            Self::TooEarlyVotesMissing { .. } => ("too_early_votes_missing", Kind::Rule, None),
            Self::NotDecided => ("not_decided", Kind::Rule, None),
            Self::OutcomeExists => ("outcome_exists", Kind::Exists, None),
            Self::ReviewOnInPast { .. } => ("review_on_in_past", Kind::OutOfRange, Some("review_on")),
            Self::ProposalDecided => ("proposal_decided", Kind::Rule, None),
            _ => return None,
        })
    }

    fn row_of_rooms(&self) -> Option<Row> {
        Some(match self {
            Self::BodyCodeTaken { .. } => ("body_code_taken", Kind::Exists, Some("code")),
            Self::UnknownBody { .. } => ("unknown_body", Kind::NotFound, Some("body")),
            Self::MatterExists => ("matter_exists", Kind::Exists, Some("external_ref")),
            Self::UnknownMatter { .. } => ("unknown_matter", Kind::NotFound, Some("matter")),
            Self::VoterTwice { .. } => ("voter_twice", Kind::Malformed, Some("positions")),
            Self::MixedVocabularies => ("mixed_vocabularies", Kind::Malformed, Some("positions")),
            Self::DecidedOnInFuture { .. } => ("decided_on_in_future", Kind::OutOfRange, Some("decided_on")),
            Self::ReversesUnknown { .. } => ("reverses_unknown", Kind::Rule, Some("reverses")),
            Self::TooManyVoters { .. } => ("too_many_voters", Kind::Malformed, Some("positions")),
            Self::DecisionExists => ("decision_exists", Kind::Exists, Some("external_ref")),
            Self::AdoptsNotTaken => ("adopts_not_taken", Kind::Denied, Some("adopts")),
            _ => return None,
        })
    }

    fn row_of_consultation(&self) -> Option<Row> {
        Some(match self {
            Self::UnknownConsultation { .. } => {
                ("unknown_consultation", Kind::NotFound, Some("consultation"))
            }
            Self::ConsultationExists => ("consultation_exists", Kind::Exists, Some("external_ref")),
            Self::ClosesBeforeOpens => ("closes_before_opens", Kind::Malformed, Some("closes_at")),
            Self::ConsultationNotOpenYet { .. } => ("consultation_not_open_yet", Kind::Rule, None),
            Self::ConsultationClosed => ("consultation_closed", Kind::Rule, None),
            Self::AlreadyClosed => ("already_closed", Kind::Rule, None),
            Self::UnknownStatement { .. } => ("unknown_statement", Kind::NotFound, Some("statement")),
            Self::StatementExists { .. } => ("statement_exists", Kind::Exists, Some("statement")),
            Self::AlreadyModeratedSo { .. } => ("already_moderated_so", Kind::Rule, Some("statement")),
            Self::MembersOnly => ("members_only", Kind::Denied, Some("participant")),
            Self::ParticipantMissing => ("participant_missing", Kind::Malformed, Some("participant")),
            Self::NotYourOwnVoice => ("not_your_own_voice", Kind::Denied, Some("participant")),
            Self::OccurredAtNotTaken => ("occurred_at_not_taken", Kind::Malformed, Some("occurred_at")),
            Self::OccurredAfterCommand { .. } => {
                ("occurred_after_command", Kind::Malformed, Some("occurred_at"))
            }
            Self::TooManyRows { .. } => ("too_many_rows", Kind::Malformed, Some("rows")),
            Self::BadRows { .. } => ("bad_rows", Kind::Malformed, Some("rows")),
            _ => return None,
        })
    }

    pub(super) fn row(&self) -> Option<Row> {
        self.row_of_agenda()
            .or_else(|| self.row_of_draft())
            .or_else(|| self.row_of_vote())
            .or_else(|| self.row_of_rooms())
            .or_else(|| self.row_of_consultation())
    }
}

impl decider::Refusal for Refusal {
    fn reason(&self) -> &'static str {
        self.row().map_or("refused", |(reason, _, _)| reason)
    }

    fn kind(&self) -> RefusalKind {
        self.row().map_or(Kind::Rule, |(_, kind, _)| kind)
    }

    fn field(&self) -> Option<&'static str> {
        self.row().and_then(|(_, _, field)| field)
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        let moment = |at: &Option<Timestamp>| at.map(|at| at.to_string());
        let (name, value) = match self {
            Self::StaleBaseHash { current } | Self::TextChangedSinceDraft { current } => {
                ("current", Some(current.clone()))
            }
            Self::SubjectHashMismatch { actual, .. } => ("actual", Some(actual.clone())),
            Self::AmendmentConflicts { with } => ("with", Some(with.clone())),
            Self::OpenProposalOnSameSubject { proposal } => ("proposal", Some(proposal.to_string())),
            Self::NotOpenYet { opens_at } => ("opens_at", moment(opens_at)),
            Self::ProposalClosed { at } => ("closed_at", moment(at)),
            Self::TooEarlyVotesMissing { missing, .. } => ("missing", Some(missing.to_string())),
            Self::VoterTwice { voter } => ("voter", Some(voter.clone())),
            _ => return BTreeMap::new(),
        };
        value.map(|value| (name, value)).into_iter().collect()
    }

    fn rows(&self) -> &[BadRow] {
        match self {
            Self::BadRows { rows } => rows,
            _ => &[],
        }
    }

    fn catalogue() -> Vec<Self> {
        let mut all = catalogue_of_proposals();
        all.extend(catalogue_of_rooms());
        all
    }
}

fn catalogue_of_proposals() -> Vec<Refusal> {
    use Refusal as R;
    let (code, id) = (|| "GOAL_1".to_owned(), Uuid::nil());
    let (day, moment) = (Date::constant(2030, 12, 31), Timestamp::from_date(Date::constant(2030, 12, 31)));
    let (hash, org) = ("0".repeat(64), OrgId::from_uuid(Uuid::nil()));
    vec![
        R::AgendaExists,
        R::UnknownAgenda,
        R::HorizonInPast { horizon_end: day, today: day },
        R::HorizonNotADate { text: "soon".to_owned() },
        R::GoalCodeTaken { code: code() },
        R::GoalLimit,
        R::UnknownGoal { code: code() },
        R::AgendaAdoptedUseProposal,
        R::StaleBaseHash { current: hash.clone() },
        R::NoDecision { decided_by: id },
        R::UnknownProposal { proposal: id },
        R::UnknownSubject { subject: "agenda".to_owned(), expected: "draft an agenda first" },
        R::SubjectHashMismatch { given: hash.clone(), actual: hash.clone() },
        R::ChangesMissing,
        R::ChangesNotTaken,
        R::ProposalTooLong { bytes: 40_000 },
        R::ThresholdOutOfRange { threshold_bp: Some(5_000) },
        R::QuorumOutOfRange { quorum_bp: 10_001 },
        R::NotAmendable,
        R::AmendmentConflicts { with: id.to_string() },
        R::UnknownAmendment { amendment: id },
        R::AmendmentResolved { amendment: id },
        R::ReasonRequired,
        R::ReasonNotTaken,
        R::NotADraft,
        R::WindowTooShort { hours: 23 },
        R::WindowTooLong { days: 91 },
        R::EmptyElectorate { whom: "the initiative has no active members" },
        R::ElectorateTooLarge { count: 501 },
        R::TextChangedSinceDraft { current: hash },
        R::OpenProposalOnSameSubject { proposal: id },
        R::NotOpenYet { opens_at: Some(moment) },
        R::ProposalClosed { at: Some(moment) },
        R::NotInElectorate { org: org.clone() },
        R::Recused { org },
        R::NotAuthorizedForOrg,
        R::BlockNotAllowedByRule,
        R::AlreadyExtended { closes_at: moment },
        R::WouldShorten { closes_at: moment },
        R::ResultAlreadyShown,
        R::TooEarlyVotesMissing { missing: 2, closes_at: moment },
        R::NotDecided,
        R::OutcomeExists,
        R::ReviewOnInPast { review_on: day, today: day },
        R::ProposalDecided,
        R::PreviousStillOpen,
    ]
}

fn catalogue_of_rooms() -> Vec<Refusal> {
    use Refusal as R;
    let (id, day) = (Uuid::nil(), Date::constant(2030, 12, 31));
    let (code, statement) = (|| "COUNCIL".to_owned(), || "12".to_owned());
    vec![
        R::BodyCodeTaken { code: code() },
        R::UnknownBody { code: code() },
        R::MatterExists,
        R::UnknownMatter { matter: id },
        R::VoterTwice { voter: "ana-pop".to_owned() },
        R::MixedVocabularies,
        R::DecidedOnInFuture { decided_on: day, today: day },
        R::ReversesUnknown { reverses: id },
        R::TooManyVoters { count: 501 },
        R::DecisionExists,
        R::AdoptsNotTaken,
        R::UnknownConsultation { consultation: id },
        R::ConsultationExists,
        R::ClosesBeforeOpens,
        R::ConsultationNotOpenYet { opens_at: Timestamp::from_date(day) },
        R::ConsultationClosed,
        R::AlreadyClosed,
        R::UnknownStatement { statement: statement() },
        R::StatementExists { statement: statement() },
        R::AlreadyModeratedSo { statement: statement() },
        R::MembersOnly,
        R::ParticipantMissing,
        R::NotYourOwnVoice,
        R::OccurredAtNotTaken,
        R::OccurredAfterCommand { latest: Timestamp::from_date(day) },
        R::TooManyRows { count: 1_001 },
        R::BadRows {
            rows: vec![BadRow {
                row: 1,
                column: "statement".into(),
                reason: "unknown_statement",
                message: "there is no statement `12` in this consultation".to_owned(),
            }],
        },
    ]
}
