//! Trust policies, tlog-policy: which logs, which witnesses, and how many of them make a quorum.

use std::collections::{BTreeMap, BTreeSet};

use crate::key::{Algorithm, VerifierKey};

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
        let mut read = Reading {
            logs: Vec::new(),
            witnesses: BTreeMap::new(),
            groups: BTreeMap::new(),
            quorum: None,
            members: BTreeSet::new(),
        };
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

struct Reading {
    logs: Vec<(VerifierKey, Option<String>)>,
    witnesses: BTreeMap<String, Witness>,
    groups: BTreeMap<String, Group>,
    quorum: Option<String>,
    /// Names that are in a group already: each may be in one only.
    members: BTreeSet<String>,
}

impl Reading {
    fn line(&mut self, words: &[&str]) -> Result<(), String> {
        match words {
            ["log", key] => self.log(key, None),
            ["log", key, url] => self.log(key, Some(url)),
            ["witness", name, key] => self.witness(name, key, None),
            ["witness", name, key, url] => self.witness(name, key, Some(url)),
            ["group", name, count, members @ ..] if !members.is_empty() => self.group(name, count, members),
            ["quorum", name] => self.quorum(name),
            _ => Err("accepted are `log <vkey> [<url>]`, `witness <name> <vkey> [<url>]`, \
                 `group <name> <all, any or a number> <name>...` and `quorum <name>`"
                .to_owned()),
        }
    }

    fn log(&mut self, key: &str, url: Option<&&str>) -> Result<(), String> {
        let key: VerifierKey = key.parse().map_err(|wrong| format!("{wrong}"))?;
        if key.algorithm() != Algorithm::Ed25519 {
            return Err("a log signs with an Ed25519 key, algorithm 0x01".to_owned());
        }
        if self.logs.iter().any(|(other, _)| other.public() == key.public()) {
            return Err(format!("the key of {} stands here already", key.name()));
        }
        self.logs.push((key, url.map(|url| (*url).to_owned())));
        Ok(())
    }

    fn witness(&mut self, name: &str, key: &str, url: Option<&&str>) -> Result<(), String> {
        let key: VerifierKey = key.parse().map_err(|wrong| format!("{wrong}"))?;
        if key.algorithm() != Algorithm::CosignatureV1 {
            return Err("a witness cosigns with an Ed25519 key, algorithm 0x04".to_owned());
        }
        self.is_new(name)?;
        if self.witnesses.values().any(|other| other.key.public() == key.public()) {
            return Err(format!("the key of {} stands here already", key.name()));
        }
        self.witnesses.insert(name.to_owned(), Witness { key, url: url.map(|url| (*url).to_owned()) });
        Ok(())
    }

    fn group(&mut self, name: &str, count: &str, members: &[&str]) -> Result<(), String> {
        self.is_new(name)?;
        let at_least = match count {
            "all" => members.len(),
            "any" => 1,
            number => crate::lines::decimal(number)
                .and_then(|number| usize::try_from(number).ok())
                .filter(|number| (1..=members.len()).contains(number))
                .ok_or_else(|| {
                    format!("`{number}` is not from 1 to {}, nor `all` or `any`", members.len())
                })?,
        };
        for member in members {
            self.is_there(member)?;
            if !self.members.insert((*member).to_owned()) {
                return Err(format!("`{member}` is a member of a group already, and may be of one only"));
            }
        }
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.groups.insert(name.to_owned(), Group { at_least, members });
        Ok(())
    }

    fn quorum(&mut self, name: &str) -> Result<(), String> {
        if self.quorum.is_some() {
            return Err("a policy has one line `quorum <name>`, and has it already".to_owned());
        }
        if name != NONE {
            self.is_there(name)?;
        }
        self.quorum = Some(name.to_owned());
        Ok(())
    }

    fn is_new(&self, name: &str) -> Result<(), String> {
        if name == NONE || self.witnesses.contains_key(name) || self.groups.contains_key(name) {
            return Err(format!("the name `{name}` is taken"));
        }
        Ok(())
    }

    fn is_there(&self, name: &str) -> Result<(), String> {
        if self.witnesses.contains_key(name) || self.groups.contains_key(name) {
            return Ok(());
        }
        Err(format!("`{name}` is not defined above this line"))
    }
}
