//! Each refusal's reason, kind, field and details. One of each stands in `catalogue.rs`.
//!
//! To add one: its line in each of the functions below.

use std::collections::BTreeMap;

use super::refusal::{Refusal, roles, skilled, skills, words};
use crate::decider::{self, RefusalKind};

impl decider::Refusal for Refusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::HubOnly => "hub_only",
            Self::NotInHub => "not_in_hub",
            Self::UnknownInitiative => "unknown_initiative",
            Self::OrganizationCodeTaken { .. } => "organization_code_taken",
            Self::UnknownOrganization { .. } => "unknown_organization",
            Self::OrganizationSucceeded { .. } => "organization_succeeded",
            Self::SucceedsItself => "succeeds_itself",
            Self::SlugTaken { .. } => "slug_taken",
            Self::SlugReserved => "slug_reserved",
            Self::SetupDone => "setup_done",
            Self::UnknownAccount { .. } => "unknown_account",
            Self::UnknownKey { .. } => "unknown_key",
            Self::KeyHashTaken => "key_hash_taken",
            Self::ExpiresInPast { .. } => "expires_in_past",
            Self::AssessmentOpen { .. } => "assessment_open",
            Self::AssessorsOutOfRange { .. } => "assessors_out_of_range",
            Self::UnknownAssessment { .. } => "unknown_assessment",
            Self::NotAnAssessor { .. } => "not_an_assessor",
            Self::AlreadyFinal { .. } => "already_final",
            Self::ScoreOutOfRange { .. } => "score_out_of_range",
            Self::EvidenceRequired { .. } => "evidence_required",
            Self::TooFewScored { .. } => "too_few_scored",
            Self::AssessmentNotConcluded { .. } => "assessment_not_concluded",
            Self::NotSuitable { .. } => "not_suitable",
            Self::NotReady { .. } => "not_ready",
            Self::FewerThanTwoSectors { .. } => "fewer_than_two_sectors",
            Self::AssessmentExpired { .. } => "assessment_expired",
            Self::NoDecision { .. } => "no_decision",
            Self::AlreadyAMember { .. } => "already_a_member",
            Self::NotInvited { .. } => "not_invited",
            Self::NotAMember { .. } => "not_a_member",
            Self::ConvenerCannotLeave => "convener_cannot_leave",
            Self::NeedsSecondPerson { .. } => "needs_second_person",
            Self::UnknownRequest { .. } => "unknown_request",
            Self::NoOrganization => "no_organization",
            Self::EmailMalformed => "email_malformed",
            Self::AlreadyRegistered { .. } => "already_registered",
            Self::UnknownPerson { .. } => "unknown_person",
            Self::GrantsMoreThanHeld { .. } => "grants_more_than_held",
            Self::ToBeforeFrom { .. } => "to_before_from",
            Self::LastAdmin => "last_admin",
            Self::RoleNotGrantable { .. } => "role_not_grantable",
            Self::OrgRequired { .. } => "org_required",
            Self::HolderNotHere { .. } => "holder_not_here",
            Self::NotGranted { .. } => "not_granted",
            Self::ImportTooLong { .. } => "import_too_long",
            Self::UnknownSubject { .. } => "unknown_subject",
            Self::SamePersonApproves { .. } => "same_person_approves",
            Self::AlreadyErased { .. } => "already_erased",
            Self::TermTooLong { .. } => "term_too_long",
            Self::OverlappingTerm { .. } => "overlapping_term",
            Self::UnknownSeat { .. } => "unknown_seat",
            Self::NotOfTheBackbone { .. } => "not_of_the_backbone",
            Self::FteOver10000 { .. } => "fte_over_10000",
            Self::NotEmployed { .. } => "not_employed",
            Self::UnknownSupport { .. } => "unknown_support",
            Self::SupportClosed { .. } => "support_closed",
            Self::NotAuthorizedForOrg { .. } => "not_authorized_for_org",
            Self::ByInPast { .. } => "by_in_past",
            Self::NoStaffWithSkill { .. } => "no_staff_with_skill",
            Self::OnInFuture { .. } => "on_in_future",
            Self::FunctionNotAssigned { .. } => "function_not_assigned",
            Self::InitiativeClosed => "initiative_closed",
            Self::NotLaunched => "not_launched",
            Self::ReasonRequired => "reason_required",
            Self::NotTheNextPhase { .. } => "not_the_next_phase",
            Self::CriteriaUnmet { .. } => "criteria_unmet",
            Self::UnknownPreset { .. } => "unknown_preset",
            Self::UnknownDuty { .. } => "unknown_duty",
            Self::AlreadyMet { .. } => "already_met",
            Self::DutyNotDue { .. } => "duty_not_due",
            Self::ReviewTooFar { .. } => "review_too_far",
            Self::ReviewNotAhead { .. } => "review_not_ahead",
            Self::NoCharter => "no_charter",
            Self::UnknownCurrency { .. } => "unknown_currency",
            Self::AmountNotPositive { .. } => "amount_not_positive",
            Self::UnknownFunding { .. } => "unknown_funding",
            Self::FundingLapsed { .. } => "funding_lapsed",
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Self::ScoreOutOfRange { .. }
            | Self::AssessorsOutOfRange { .. }
            | Self::EmailMalformed
            | Self::ToBeforeFrom { .. }
            | Self::OrgRequired { .. }
            | Self::HolderNotHere { .. }
            | Self::UnknownCurrency { .. }
            | Self::UnknownPreset { .. }
            | Self::ReasonRequired
            | Self::AmountNotPositive { .. } => RefusalKind::Malformed,
            Self::UnknownInitiative
            | Self::UnknownOrganization { .. }
            | Self::UnknownAccount { .. }
            | Self::UnknownKey { .. }
            | Self::UnknownAssessment { .. }
            | Self::UnknownRequest { .. }
            | Self::UnknownPerson { .. }
            | Self::NotGranted { .. }
            | Self::UnknownSeat { .. }
            | Self::NotEmployed { .. }
            | Self::UnknownSupport { .. }
            | Self::UnknownDuty { .. }
            | Self::UnknownFunding { .. } => RefusalKind::NotFound,
            Self::OrganizationCodeTaken { .. }
            | Self::SlugTaken { .. }
            | Self::KeyHashTaken
            | Self::AlreadyAMember { .. }
            | Self::AlreadyRegistered { .. }
            | Self::AlreadyMet { .. }
            | Self::AlreadyErased { .. } => RefusalKind::Exists,
            Self::ExpiresInPast { .. }
            | Self::AssessmentExpired { .. }
            | Self::ImportTooLong { .. }
            | Self::TermTooLong { .. }
            | Self::ByInPast { .. }
            | Self::OnInFuture { .. }
            | Self::DutyNotDue { .. }
            | Self::ReviewTooFar { .. }
            | Self::ReviewNotAhead { .. } => RefusalKind::OutOfRange,
            Self::GrantsMoreThanHeld { .. } | Self::NotAuthorizedForOrg { .. } => RefusalKind::Denied,
            _ => RefusalKind::Rule,
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::HubOnly | Self::NotInHub | Self::UnknownInitiative => "meta.initiative",
            Self::NoOrganization => "meta.on_behalf_of_org",
            Self::NeedsSecondPerson { .. } => "meta.approves",
            Self::OrganizationCodeTaken { .. } => "code",
            Self::SlugTaken { .. } | Self::SlugReserved => "slug",
            Self::SucceedsItself => "into",
            Self::KeyHashTaken => "hash",
            Self::ExpiresInPast { .. } => "expires_at",
            Self::AssessorsOutOfRange { .. } => "assessors",
            Self::ScoreOutOfRange { .. } => "score",
            Self::EvidenceRequired { .. } => "evidence",
            Self::EmailMalformed => "email",
            Self::NoDecision { .. } => "decided_by",
            Self::UnknownRequest { .. } => "request_id",
            Self::ToBeforeFrom { .. } | Self::ImportTooLong { .. } | Self::TermTooLong { .. } => "to",
            Self::OverlappingTerm { .. } => "from",
            Self::UnknownSeat { .. } => "seat_id",
            Self::FteOver10000 { .. } => "fte_bp",
            Self::NotEmployed { .. } | Self::FunctionNotAssigned { .. } => "function",
            Self::UnknownSupport { .. } => "support_id",
            Self::ByInPast { .. } => "by",
            Self::NoStaffWithSkill { .. } => "staff",
            Self::OnInFuture { .. } => "on",
            Self::RoleNotGrantable { .. } | Self::GrantsMoreThanHeld { .. } => "role",
            Self::OrgRequired { .. } => "org",
            Self::HolderNotHere { .. } => "holder",
            Self::UnknownSubject { .. } => "subject",
            Self::UnknownPreset { .. } => "preset",
            Self::UnknownDuty { .. } => "duty",
            Self::AlreadyMet { .. } => "on",
            Self::ReasonRequired => "reason",
            Self::NotTheNextPhase { .. } | Self::CriteriaUnmet { .. } => "to",
            Self::ReviewTooFar { .. } | Self::ReviewNotAhead { .. } => "review_due",
            Self::UnknownCurrency { .. } => "money.currency",
            Self::AmountNotPositive { .. } => "money.amount_minor",
            Self::UnknownFunding { .. } => "funding_id",
            _ => return None,
        })
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        let pair = |name, value: String| [(name, value)].into_iter().collect();
        match self {
            Self::NotSuitable { factors } | Self::NotReady { factors } => pair("factors", words(factors)),
            Self::TooFewScored { scored, asked, lacking } => {
                [("scored", scored.to_string()), ("asked", asked.to_string()), ("lacking", words(lacking))]
                    .into_iter()
                    .collect()
            }
            Self::FewerThanTwoSectors { sectors } => {
                pair("sectors", sectors.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", "))
            }
            Self::AssessmentExpired { concluded_at } => pair("concluded_at", concluded_at.to_string()),
            Self::AssessmentOpen { assessment } => pair("assessment", assessment.to_string()),
            Self::OrganizationSucceeded { into, .. } => pair("into", into.to_string()),
            Self::OrganizationCodeTaken { org, .. } => pair("org", org.clone()),
            Self::NeedsSecondPerson { first } | Self::SamePersonApproves { first } => {
                pair("first", first.to_string())
            }
            Self::RoleNotGrantable { accepted, .. } => pair("accepted", roles(accepted)),
            Self::OverlappingTerm { person, from, to } => {
                [("person", person.to_string()), ("from", from.to_string()), ("to", to.to_string())]
                    .into_iter()
                    .collect()
            }
            Self::FteOver10000 { on, left_bp } => {
                [("on", on.to_string()), ("left_bp", left_bp.to_string())].into_iter().collect()
            }
            Self::NoStaffWithSkill { lacking, staff } => {
                [("lacking", skills(lacking)), ("staff", skilled(staff))].into_iter().collect()
            }
            Self::TermTooLong { latest } => pair("latest", latest.to_string()),
            Self::ImportTooLong { latest } => pair("latest", latest.to_string()),
            Self::CriteriaUnmet { unmet, .. } => {
                unmet.iter().map(|one| (one.criterion.as_str(), one.says())).collect()
            }
            Self::ReviewTooFar { latest } | Self::ReviewNotAhead { latest, .. } => {
                pair("latest", latest.to_string())
            }
            _ => BTreeMap::new(),
        }
    }

    fn catalogue() -> Vec<Self> {
        super::catalogue::all()
    }
}
