//! The closed lists of the backbone, in both directions.
//!
//! Knows no message. To add a value: its arm here, its twin in `words.proto` and in the domain.

use domain::{
    backbone::skill::Skill,
    backbone::{
        duty::MetBy,
        words::{Confidence, DecidedBy, Factor, FieldOfWork, Function, LegalBasis, OpenCommitments, Phase},
    },
    facts::{Membership, Sector},
    meta::Role,
};

use crate::{
    Fields,
    pb::{backbone as pb, common},
};

pub(super) fn sector(f: &mut Fields, field: &str, number: i32) -> Option<Sector> {
    f.choice(field, number, pb::Sector::as_str_name, |value| match value {
        pb::Sector::Unspecified => None,
        pb::Sector::Government => Some(Sector::Government),
        pb::Sector::CivilSociety => Some(Sector::CivilSociety),
        pb::Sector::Business => Some(Sector::Business),
        pb::Sector::Philanthropy => Some(Sector::Philanthropy),
        pb::Sector::Academia => Some(Sector::Academia),
        pb::Sector::Community => Some(Sector::Community),
    })
}

pub(super) fn field_of_work(f: &mut Fields, field: &str, number: i32) -> Option<FieldOfWork> {
    f.choice(field, number, pb::FieldOfWork::as_str_name, |value| match value {
        pb::FieldOfWork::Unspecified => None,
        pb::FieldOfWork::Education => Some(FieldOfWork::Education),
        pb::FieldOfWork::Health => Some(FieldOfWork::Health),
        pb::FieldOfWork::Homelessness => Some(FieldOfWork::Homelessness),
        pb::FieldOfWork::Environment => Some(FieldOfWork::Environment),
        pb::FieldOfWork::CommunityDevelopment => Some(FieldOfWork::CommunityDevelopment),
        pb::FieldOfWork::Other => Some(FieldOfWork::Other),
    })
}

pub(super) fn legal_basis(f: &mut Fields, field: &str, number: i32) -> Option<LegalBasis> {
    f.choice(field, number, pb::LegalBasis::as_str_name, |value| match value {
        pb::LegalBasis::Unspecified => None,
        pb::LegalBasis::NoLongerNecessary => Some(LegalBasis::NoLongerNecessary),
        pb::LegalBasis::ConsentWithdrawn => Some(LegalBasis::ConsentWithdrawn),
        pb::LegalBasis::Objection => Some(LegalBasis::Objection),
        pb::LegalBasis::UnlawfulProcessing => Some(LegalBasis::UnlawfulProcessing),
        pb::LegalBasis::LegalObligation => Some(LegalBasis::LegalObligation),
    })
}

pub(super) fn factor(f: &mut Fields, field: &str, number: i32) -> Option<Factor> {
    f.choice(field, number, pb::Factor::as_str_name, |value| match value {
        pb::Factor::Unspecified => None,
        pb::Factor::ProblemComplexity => Some(Factor::ProblemComplexity),
        pb::Factor::Scale => Some(Factor::Scale),
        pb::Factor::Champion => Some(Factor::Champion),
        pb::Factor::Resources => Some(Factor::Resources),
        pb::Factor::Urgency => Some(Factor::Urgency),
        pb::Factor::NeutralConvener => Some(Factor::NeutralConvener),
        pb::Factor::BackboneCapacity => Some(Factor::BackboneCapacity),
        pb::Factor::PriorCollaboration => Some(Factor::PriorCollaboration),
        pb::Factor::FunderAlignment => Some(Factor::FunderAlignment),
    })
}

pub(super) fn confidence(f: &mut Fields, field: &str, number: i32) -> Option<Confidence> {
    f.choice(field, number, pb::Confidence::as_str_name, |value| match value {
        pb::Confidence::Unspecified => None,
        pb::Confidence::Low => Some(Confidence::Low),
        pb::Confidence::Medium => Some(Confidence::Medium),
        pb::Confidence::High => Some(Confidence::High),
    })
}

pub(super) fn open_commitments(f: &mut Fields, field: &str, number: i32) -> Option<OpenCommitments> {
    f.choice(field, number, pb::OpenCommitments::as_str_name, |value| match value {
        pb::OpenCommitments::Unspecified => None,
        pb::OpenCommitments::Transfer => Some(OpenCommitments::Transfer),
        pb::OpenCommitments::Release => Some(OpenCommitments::Release),
    })
}

pub(super) fn role(f: &mut Fields, field: &str, number: i32) -> Option<Role> {
    f.choice(field, number, pb::Role::as_str_name, |value| match value {
        pb::Role::Unspecified => None,
        pb::Role::Admin => Some(Role::Admin),
        pb::Role::BackboneStaff => Some(Role::BackboneStaff),
        pb::Role::OrgRepresentative => Some(Role::OrgRepresentative),
        pb::Role::DataSteward => Some(Role::DataSteward),
        pb::Role::SeatHolder => Some(Role::SeatHolder),
        pb::Role::Auditor => Some(Role::Auditor),
        pb::Role::PartnerService => Some(Role::PartnerService),
        pb::Role::Importer => Some(Role::Importer),
    })
}

/// A standing to list by; unspecified asks for all.
pub(super) fn standing(f: &mut Fields, field: &str, number: i32) -> Option<Option<Membership>> {
    f.optional_choice(field, number, pb::Standing::as_str_name, |value| match value {
        pb::Standing::Unspecified => None,
        pb::Standing::Invited => Some(Membership::Invited),
        pb::Standing::Active => Some(Membership::Active),
        pb::Standing::Suspended => Some(Membership::Suspended),
        pb::Standing::Left => Some(Membership::Left),
        pb::Standing::Removed => Some(Membership::Removed),
    })
}

/// A function of the backbone; unspecified is none.
pub(super) fn optional_function(f: &mut Fields, field: &str, number: i32) -> Option<Option<Function>> {
    if number == 0 { Some(None) } else { function(f, field, number).map(Some) }
}

pub(super) fn function(f: &mut Fields, field: &str, number: i32) -> Option<Function> {
    f.choice(field, number, pb::Function::as_str_name, |value| match value {
        pb::Function::Unspecified => None,
        pb::Function::GuideVisionAndStrategy => Some(Function::GuideVisionAndStrategy),
        pb::Function::SupportAlignedActivities => Some(Function::SupportAlignedActivities),
        pb::Function::EstablishSharedMeasurement => Some(Function::EstablishSharedMeasurement),
        pb::Function::BuildPublicWill => Some(Function::BuildPublicWill),
        pb::Function::AdvancePolicy => Some(Function::AdvancePolicy),
        pb::Function::MobilizeFunding => Some(Function::MobilizeFunding),
    })
}

/// A phase that a step can lead to; the first two and the last are reached by other commands.
pub(super) fn phase(f: &mut Fields, field: &str, number: i32) -> Option<Phase> {
    f.choice(field, number, pb::Phase::as_str_name, |value| match value {
        pb::Phase::Launched => Some(Phase::Launched),
        pb::Phase::Organizing => Some(Phase::Organizing),
        pb::Phase::Sustaining => Some(Phase::Sustaining),
        pb::Phase::Unspecified | pb::Phase::Registered | pb::Phase::Assessed | pb::Phase::Closed => None,
    })
}

/// A skill; unspecified is none.
pub(super) fn optional_skill(f: &mut Fields, field: &str, number: i32) -> Option<Option<Skill>> {
    if number == 0 { Some(None) } else { skill(f, field, number).map(Some) }
}

pub(super) fn skill(f: &mut Fields, field: &str, number: i32) -> Option<Skill> {
    // Both lists have the same words; a test holds them to each other.
    f.choice(field, number, pb::Skill::as_str_name, |value| {
        Skill::ALL.into_iter().find(|skill| skill_number(skill.as_str()) == i32::from(value))
    })
}

/// What meets a duty.
pub(super) fn met_by(f: &mut Fields, field: &str, number: i32) -> Option<MetBy> {
    f.choice(field, number, pb::MetBy::as_str_name, |value| match value {
        pb::MetBy::Unspecified => None,
        pb::MetBy::CharterReview => Some(MetBy::CharterReview),
        pb::MetBy::FullMembershipMeeting => Some(MetBy::FullMembershipMeeting),
        pb::MetBy::Statement => Some(MetBy::Statement),
    })
}

/// The decision something rests on; absent is a violation.
pub(super) fn decided_by(f: &mut Fields, message: Option<&common::DecidedBy>) -> Option<DecidedBy> {
    f.decided_by("decided_by", message).map(|by| DecidedBy { context: by.context, id: by.id })
}

/// The number of a value whose word in the .proto file is a prefix and the domain's word in capitals.
fn number<E: Into<i32>>(prefix: &str, word: &str, from_name: fn(&str) -> Option<E>) -> i32 {
    from_name(&format!("{prefix}_{}", word.to_ascii_uppercase())).map_or(0, Into::into)
}

/// The number of a sector, by its word; 0 for an unknown one.
pub fn sector_number(word: &str) -> i32 {
    number("SECTOR", word, pb::Sector::from_str_name)
}

/// The number of a field of work, by its word; 0 for an unknown one.
pub fn field_of_work_number(word: &str) -> i32 {
    number("FIELD_OF_WORK", word, pb::FieldOfWork::from_str_name)
}

/// The number of a factor, by its word; 0 for an unknown one.
pub fn factor_number(word: &str) -> i32 {
    number("FACTOR", word, pb::Factor::from_str_name)
}

/// The number of a confidence, by its word; 0 for an unknown one.
pub fn confidence_number(word: &str) -> i32 {
    number("CONFIDENCE", word, pb::Confidence::from_str_name)
}

/// The number of a verdict, by its word; 0 for an unknown one.
pub fn verdict_number(word: &str) -> i32 {
    number("VERDICT", word, pb::Verdict::from_str_name)
}

/// The number of a role, by its word; 0 for those nobody is granted.
pub fn role_number(word: &str) -> i32 {
    number("ROLE", word, pb::Role::from_str_name)
}

/// The number of a standing, by its word; 0 for an unknown one.
pub fn standing_number(word: &str) -> i32 {
    number("STANDING", word, pb::Standing::from_str_name)
}

/// The number of a skill, by its word; 0 for an unknown one.
pub fn skill_number(word: &str) -> i32 {
    number("SKILL", word, pb::Skill::from_str_name)
}

/// The number of a function of the backbone, by its word; 0 for none.
pub fn function_number(word: &str) -> i32 {
    number("FUNCTION", word, pb::Function::from_str_name)
}

/// The number of what meets a duty, by its word; 0 for an unknown one.
pub fn met_by_number(word: &str) -> i32 {
    number("MET_BY", word, pb::MetBy::from_str_name)
}

/// The number of a phase, by its word; 0 for an unknown one.
pub fn phase_number(word: &str) -> i32 {
    number("PHASE", word, pb::Phase::from_str_name)
}

/// The number of a pledge's standing, by its word; 0 for an unknown one.
pub fn funding_standing_number(word: &str) -> i32 {
    number("FUNDING_STANDING", word, pb::FundingStanding::from_str_name)
}

#[cfg(test)]
mod tests {
    use domain::backbone::words::Verdict;

    use super::*;

    #[test]
    fn every_word_of_the_domain_has_its_number() {
        assert!(Sector::ALL.into_iter().all(|sector| sector_number(sector.as_str()) > 0));
        let mut f = Fields::new();
        for expected in Factor::ALL {
            let number = factor_number(expected.as_str());
            assert_eq!(factor(&mut f, "factor", number), Some(expected));
        }
        for expected in Role::ALL.into_iter().filter(|role| !matches!(role, Role::System | Role::Public)) {
            assert_eq!(role(&mut f, "role", role_number(expected.as_str())), Some(expected));
        }
        for verdict in [Verdict::Suitable, Verdict::NotReady, Verdict::NotSuitable] {
            assert!(verdict_number(verdict.as_str()) > 0);
        }
        for word in ["low", "medium", "high"] {
            assert!(confidence_number(word) > 0);
        }
        assert!(field_of_work_number("community_development") > 0);
        assert!(standing_number("invited") > 0);
        for expected in Function::ALL {
            let number = function_number(expected.as_str());
            assert_eq!(optional_function(&mut f, "function", number), Some(Some(expected)));
        }
        assert!(Phase::ALL.into_iter().all(|phase| phase_number(phase.as_str()) > 0));
        for expected in Skill::ALL {
            assert_eq!(skill(&mut f, "skill", skill_number(expected.as_str())), Some(expected));
        }
        for word in ["charter_review", "full_membership_meeting", "statement"] {
            assert!(met_by_number(word) > 0);
        }
        for word in ["pledged", "confirmed", "lapsed"] {
            assert!(funding_standing_number(word) > 0);
        }
        assert_eq!(role_number("system"), 0);
    }
}
