//! Content hashes: the exact text that is decided on, in one canonical form.
//!
//! SHA-256 of `hora/content/v1\n` and compact JSON. Source: contracts.md, "Content hash"; the golden vectors
//! below come from a program that shares no code with this one. Knows no proposals and no events. To add a
//! kind of content: a variant of [`Content`] with its own `kind`, and a vector.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{facts::Sector, ids::Code};

/// What the canonical JSON is preceded by, so that no other hash of the same bytes can be taken for this one.
const PREFIX: &[u8] = b"hora/content/v1\n";

/// A section of an agenda, in the order they are hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Section {
    ProblemStatement,
    Vision,
    GeographicScope,
    Population,
    HorizonEnd,
}

impl Section {
    /// Every section, in the order they are hashed.
    pub const ALL: [Self; 5] =
        [Self::ProblemStatement, Self::Vision, Self::GeographicScope, Self::Population, Self::HorizonEnd];

    /// The section's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProblemStatement => "problem_statement",
            Self::Vision => "vision",
            Self::GeographicScope => "geographic_scope",
            Self::Population => "population",
            Self::HorizonEnd => "horizon_end",
        }
    }

    /// The section with that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.as_str() == text)
    }
}

/// A goal of an agenda, without its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// What the organizations want together.
    pub statement: String,
    /// How it will be when the goal is reached.
    pub desired_condition: String,
    /// The sector that leads, where one does.
    pub lead_sector: Option<Sector>,
}

/// The whole text of an agenda.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgendaText {
    /// The sections there are.
    pub sections: BTreeMap<Section, String>,
    /// The goals by code.
    pub goals: BTreeMap<Code, Goal>,
}

/// One version of an indicator's definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct IndicatorRef {
    /// The indicator's code.
    pub code: Code,
    /// The version of its definition, from 1.
    pub version: u32,
}

/// What can be decided on.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// An agenda.
    Agenda(&'a AgendaText),
    /// A set of indicators; hashed in byte order of their codes, whatever order they come in.
    IndicatorSet(&'a [IndicatorRef]),
    /// A charter, by the SHA-256 (lower hex) of its file.
    Charter(&'a str),
    /// The text of a waiver.
    Waive(&'a str),
    /// Any other text.
    Other(&'a str),
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Canonical<'a> {
    Agenda { sections: Vec<CanonicalSection<'a>>, goals: Vec<CanonicalGoal<'a>> },
    IndicatorSet { indicators: Vec<&'a IndicatorRef> },
    Charter { file: &'a str },
    Waive { text: &'a str },
    Other { text: &'a str },
}

#[derive(Serialize)]
struct CanonicalSection<'a> {
    section: Section,
    text: &'a str,
}

#[derive(Serialize)]
struct CanonicalGoal<'a> {
    code: &'a Code,
    statement: &'a str,
    desired_condition: &'a str,
    lead_sector: Option<Sector>,
}

impl<'a> Content<'a> {
    fn canonical(self) -> Canonical<'a> {
        match self {
            Self::Agenda(agenda) => Canonical::Agenda {
                sections: agenda
                    .sections
                    .iter()
                    .map(|(section, text)| CanonicalSection { section: *section, text })
                    .collect(),
                goals: agenda
                    .goals
                    .iter()
                    .map(|(code, goal)| CanonicalGoal {
                        code,
                        statement: &goal.statement,
                        desired_condition: &goal.desired_condition,
                        lead_sector: goal.lead_sector,
                    })
                    .collect(),
            },
            Self::IndicatorSet(indicators) => {
                let mut indicators: Vec<&IndicatorRef> = indicators.iter().collect();
                indicators.sort();
                Canonical::IndicatorSet { indicators }
            }
            Self::Charter(file) => Canonical::Charter { file },
            Self::Waive(text) => Canonical::Waive { text },
            Self::Other(text) => Canonical::Other { text },
        }
    }

    /// The compact JSON that is hashed.
    pub fn json(self) -> String {
        // Serializing plain strings and numbers into memory cannot fail.
        serde_json::to_string(&self.canonical()).unwrap_or_default()
    }

    /// The content hash, lower hex.
    pub fn hash(self) -> String {
        let mut hash = Sha256::new();
        hash.update(PREFIX);
        hash.update(self.json().as_bytes());
        hex::encode(hash.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agenda() -> AgendaText {
        let sections = [
            (Section::HorizonEnd, "2030-12-31"),
            (Section::ProblemStatement, "Prea mulți copii „abandonează”\nșcoala."),
            (Section::Vision, "Every child finishes school"),
            (Section::Population, "pupils of 6 to 16"),
            (Section::GeographicScope, "Cluj"),
        ];
        let goal = |statement: &str, lead_sector| Goal {
            statement: statement.to_owned(),
            desired_condition: "a/b \"c\"".to_owned(),
            lead_sector,
        };
        AgendaText {
            sections: sections.into_iter().map(|(section, text)| (section, text.to_owned())).collect(),
            goals: BTreeMap::from([
                ("READ".parse().unwrap(), goal("all read", Some(Sector::CivilSociety))),
                ("ATTEND".parse().unwrap(), goal("all attend", None)),
            ]),
        }
    }

    #[test]
    fn golden_vectors_of_an_independent_program() {
        let indicator = |code: &str, version| IndicatorRef { code: code.parse().unwrap(), version };
        let indicators = [indicator("READ_GRADE_3", 2), indicator("ATTENDANCE", 1)];
        let agenda = agenda();
        let file = "ab".repeat(32);
        let vectors = [
            (Content::Agenda(&agenda), "e4e64d2ec06d3111932b747e5b8f9aaf00592d038b28ab51bc7aacac55a3753b"),
            (
                Content::IndicatorSet(&indicators),
                "68675fcd3edb2be8ba373ff02c7971e5ca6eed9da6d3e7fcc61148487384ef90",
            ),
            (Content::Charter(&file), "c3870f553b8671cad3838e659890de25428b166b858a686c0c684463313742bf"),
            (
                Content::Waive("The champion comes later"),
                "c30367fc2382ee66cf1af851c61275cd299f344222815b0ecb03405c511a3162",
            ),
            (
                Content::Other("The champion comes later"),
                "ef9db07dc94b92370c279c5734ea2311e7ae28ded61bbff2521fe501e020e23a",
            ),
        ];
        for (content, expected) in vectors {
            assert_eq!(content.hash(), expected, "{}", content.json());
        }
    }

    #[test]
    fn one_changed_character_gives_another_hash() {
        let before = agenda();
        let mut after = before.clone();
        after.goals.values_mut().for_each(|goal| goal.statement.push('.'));
        assert_ne!(Content::Agenda(&before).hash(), Content::Agenda(&after).hash());
    }

    #[test]
    fn the_order_of_a_set_does_not_matter() {
        let indicator = |code: &str| IndicatorRef { code: code.parse().unwrap(), version: 1 };
        let (a, b) = (indicator("A"), indicator("B"));
        assert_eq!(
            Content::IndicatorSet(&[a.clone(), b.clone()]).hash(),
            Content::IndicatorSet(&[b, a]).hash()
        );
    }
}
