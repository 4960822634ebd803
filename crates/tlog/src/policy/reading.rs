//! Reading a policy, line by line: each name stands above what refers to it, and in one group only.

use std::collections::{BTreeMap, BTreeSet};

use super::{Group, NONE, Witness};
use crate::key::{Algorithm, VerifierKey};

/// What was read so far.
#[derive(Default)]
pub(super) struct Reading {
    pub logs: Vec<(VerifierKey, Option<String>)>,
    pub witnesses: BTreeMap<String, Witness>,
    pub groups: BTreeMap<String, Group>,
    pub quorum: Option<String>,
    /// Names that are in a group already: each may be in one only.
    members: BTreeSet<String>,
}

impl Reading {
    /// Takes in a line.
    pub fn line(&mut self, words: &[&str]) -> Result<(), String> {
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
