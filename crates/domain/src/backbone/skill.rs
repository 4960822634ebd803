//! What the staff of a backbone can do: a closed list, so that requests for support find who answers them.
//!
//! Knows no staff. To add a skill: a variant, its place in [`Skill::ALL`] and its word; its twin in the proto file.

use serde::{Deserialize, Serialize};

/// Something a member of the staff is good at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Skill {
    Advocacy,
    CommunityOrganizing,
    ConflictMediation,
    DataAnalysis,
    Design,
    Evaluation,
    Facilitation,
    FinancialManagement,
    Fundraising,
    Law,
    PolicyAnalysis,
    ProjectManagement,
    PublicCommunication,
    Technology,
    Training,
    Translation,
}

impl Skill {
    /// Every skill, in byte order of the words.
    pub const ALL: [Self; 16] = [
        Self::Advocacy,
        Self::CommunityOrganizing,
        Self::ConflictMediation,
        Self::DataAnalysis,
        Self::Design,
        Self::Evaluation,
        Self::Facilitation,
        Self::FinancialManagement,
        Self::Fundraising,
        Self::Law,
        Self::PolicyAnalysis,
        Self::ProjectManagement,
        Self::PublicCommunication,
        Self::Technology,
        Self::Training,
        Self::Translation,
    ];

    /// The skill's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Advocacy => "advocacy",
            Self::CommunityOrganizing => "community_organizing",
            Self::ConflictMediation => "conflict_mediation",
            Self::DataAnalysis => "data_analysis",
            Self::Design => "design",
            Self::Evaluation => "evaluation",
            Self::Facilitation => "facilitation",
            Self::FinancialManagement => "financial_management",
            Self::Fundraising => "fundraising",
            Self::Law => "law",
            Self::PolicyAnalysis => "policy_analysis",
            Self::ProjectManagement => "project_management",
            Self::PublicCommunication => "public_communication",
            Self::Technology => "technology",
            Self::Training => "training",
            Self::Translation => "translation",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skills_sort_by_their_stored_words() {
        assert!(Skill::ALL.is_sorted() && Skill::ALL.map(Skill::as_str).is_sorted());
        for skill in Skill::ALL {
            assert_eq!(serde_json::to_string(&skill).unwrap(), format!("\"{}\"", skill.as_str()));
        }
    }
}
