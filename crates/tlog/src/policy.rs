//! Trust policies, tlog-policy: which logs, which witnesses, and how many of them make a quorum.

mod reading;

use std::collections::{BTreeMap, BTreeSet};

use self::reading::Reading;
use crate::key::VerifierKey;

/// Lines of a policy at most: 32 logs, witnesses and groups are asked for.
const MAX_LINES: usize = 4096;
/// The name of the quorum that needs nobody.
const NONE: &str = "none";

/// Whom to believe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The logs, each with its address if it is given.
    pub logs: Vec<(VerifierKey, Option<String>)>,
    /// The witnesses by the names they have in this policy.
    pub witnesses: BTreeMap<String, Witness>,
    groups: BTreeMap<String, Group>,
    quorum: String,
}

/// A witness of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its key.
    pub key: VerifierKey,
    /// Where it takes checkpoints.
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    at_least: usize,
    members: Vec<String>,
}

/// A text that is no policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the policy: {what}")]
pub struct NoPolicy {
    /// Which, from 1; behind the last one where something is missing.
    pub line: usize,
    /// What is wrong, and what would be accepted.
    pub what: String,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// The first line that is wrong.
    pub fn parse(text: &str) -> Result<Self, NoPolicy> {
        let mut read = Reading::default();
        let mut count = 0;
        for (number, line) in text.split('\n').enumerate() {
            count = number.saturating_add(1);
            let at = |what: String| NoPolicy { line: count, what };
            if count > MAX_LINES {
                return Err(at(format!("a policy has at most {MAX_LINES} lines")));
            }
            if line.chars().any(|letter| (letter < ' ' && letter != '\t') || letter == '\u{7f}') {
                return Err(at("control characters other than tab are not accepted".to_owned()));
            }
            let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
            if words.first().is_some_and(|word| !word.starts_with('#')) {
                read.line(&words).map_err(at)?;
            }
        }
        let missing = || NoPolicy { line: count, what: "a policy has one line `quorum <name>`".to_owned() };
        let quorum = read.quorum.ok_or_else(missing)?;
        Ok(Self { logs: read.logs, witnesses: read.witnesses, groups: read.groups, quorum })
    }

    /// Whether the witnesses named make up the quorum.
    pub fn is_met(&self, by: &BTreeSet<&str>) -> bool {
        self.quorum == NONE || self.has_witnessed(&self.quorum, by)
    }

    /// The names in this policy of the witnesses with these keys.
    pub fn named<'p>(&'p self, keys: &[&VerifierKey]) -> BTreeSet<&'p str> {
        let has = |witness: &Witness| keys.iter().any(|key| **key == witness.key);
        self.witnesses.iter().filter(|(_, witness)| has(witness)).map(|(name, _)| name.as_str()).collect()
    }

    /// The keys of all witnesses.
    pub fn witness_keys(&self) -> Vec<VerifierKey> {
        self.witnesses.values().map(|witness| witness.key.clone()).collect()
    }

    // Members stand above their group, so this ends.
    fn has_witnessed(&self, name: &str, by: &BTreeSet<&str>) -> bool {
        match self.groups.get(name) {
            None => by.contains(name),
            Some(group) => {
                let found = group.members.iter().filter(|member| self.has_witnessed(member, by)).count();
                found >= group.at_least
            }
        }
    }
}
