//! Matters and their chains of decisions, from what a source tells.
//!
//! Follows the same standing as the agenda does (a decision of the deciding body, or one that undoes such a one), only
//! to know which decision a veto or an override undoes. Knows no hub.

use std::collections::BTreeSet;

use domain::{
    ids::Code,
    text::{self, Bound},
    time::Date,
};
use wire::pb::agenda as pb;

use super::{
    told::{Call, Members, Told, ToldMatter, named, turn},
    voters::Voters,
};
use crate::import::{
    codes::Codes,
    faults::{Faults, Place, lines},
    mapping::{Decisions, Turn},
    sender::{external, named as reference},
};

/// What kind of question a matter is that does not say.
const KIND: &str = "MATTER";

/// All that is sent.
#[derive(Debug)]
pub struct Chains {
    /// The hash of the files.
    pub hash: String,
    /// The bodies, by code and name.
    pub bodies: Vec<(Code, String)>,
    /// The first day of all.
    pub first_day: Date,
    /// In the order of the source.
    pub matters: Vec<Chain>,
    /// The codes of decisions that should undo one, where none stood; they are sent as decisions of their own.
    pub undo_nothing: Vec<String>,
}

/// A matter and what was decided on it. Its requests lack the meta, which the sender gives.
#[derive(Debug)]
pub struct Chain {
    /// The day it is opened.
    pub opened_on: Date,
    /// The matter.
    pub matter: pb::OpenMatterRequest,
    /// Each decision with its day.
    pub decisions: Vec<(Date, pb::RecordMeetingDecisionRequest)>,
}

impl Chains {
    /// How many decisions there are.
    pub fn decisions(&self) -> usize {
        self.matters.iter().map(|chain| chain.decisions.len()).sum()
    }
}

/// Makes them; every fault is noted.
pub fn chains(
    told: &Told,
    members: &Members,
    vocabulary: &str,
    mapping: &Decisions,
    faults: &mut Faults,
) -> Chains {
    let mut maker = Maker {
        told,
        members,
        vocabulary,
        mapping,
        bodies: Codes::new(&mapping.bodies),
        kinds: Codes::default(),
        seen: BTreeSet::new(),
        undo_nothing: Vec::new(),
    };
    let first = Place { file: &told.file, row: 1 };
    let deciding_body = faults.take(first, "deciding_body", maker.bodies.of(&mapping.deciding_body));
    let matters: Vec<Chain> = deciding_body.map_or_else(Vec::new, |body| {
        told.matters.iter().filter_map(|matter| maker.chain(matter, &body, faults)).collect()
    });
    let first_day = matters.iter().map(|chain| chain.opened_on).min().unwrap_or(Date::ZERO);
    let bodies = maker.bodies.all().map(|(code, name)| (code.clone(), name.to_owned())).collect();
    Chains { hash: told.hash.clone(), bodies, first_day, matters, undo_nothing: maker.undo_nothing }
}

struct Maker<'a> {
    told: &'a Told,
    members: &'a Members,
    vocabulary: &'a str,
    mapping: &'a Decisions,
    bodies: Codes,
    kinds: Codes,
    /// The codes of matters and of roll calls, each with its kind before it.
    seen: BTreeSet<String>,
    undo_nothing: Vec<String>,
}

/// A decision that was taken.
struct Taken {
    code: String,
    day: Date,
    is_advisory: bool,
}

impl<'a> Maker<'a> {
    fn place(&self, row: usize) -> Place<'a> {
        Place { file: &self.told.file, row }
    }

    fn chain(&mut self, told: &ToldMatter, deciding_body: &Code, faults: &mut Faults) -> Option<Chain> {
        let place = self.place(told.row);
        self.check_once("matter", &told.code, place, faults);
        let code = faults.text(place, "code", &told.code, Bound::Title)?;
        let (title, rest) = heading(if told.title.is_empty() { &code } else { &told.title });
        let mut parts: Vec<String> = rest.into_iter().collect();
        for part in told.text.iter().map(|part| lines(part)).filter(|part| !part.is_empty()) {
            if !parts.contains(&part) && part != title {
                parts.push(part);
            }
        }
        let text = faults.take(place, "text", text::optional(&parts.join("\n\n"), Bound::Body))?;
        let kind = if told.kind.is_empty() { KIND } else { &told.kind };
        let kind = faults.take(place, "kind", self.kinds.of(kind))?;
        let first_day = told.calls.iter().map(|call| call.day).min();
        // Some sources date a bill later than the first thing that was done with it.
        let opened_on = told.opened_on.into_iter().chain(first_day).min();
        let Some(opened_on) = opened_on else {
            faults.add(place, "opened_on", "is empty, and nothing was decided; accepted is a day");
            return None;
        };
        let matter = pb::OpenMatterRequest {
            meta: None,
            title,
            text: text.unwrap_or_default(),
            kind: kind.to_string(),
            deciding_body: deciding_body.to_string(),
            external_ref: Some(external(self.vocabulary, &code)),
        };
        let mut taken = Vec::new();
        let decisions = told
            .calls
            .iter()
            .filter_map(|call| Some((call.day, self.decision(&code, call, &mut taken, faults)?)))
            .collect();
        Some(Chain { opened_on: faults.past_day(place, "opened_on", opened_on)?, matter, decisions })
    }

    fn decision(
        &mut self,
        matter: &str,
        call: &Call,
        taken: &mut Vec<Taken>,
        faults: &mut Faults,
    ) -> Option<pb::RecordMeetingDecisionRequest> {
        let place = self.place(call.row);
        self.check_once("roll call", &call.code, place, faults);
        let code = faults.text(place, "code", &call.code, Bound::Title)?;
        let mapping = self.mapping;
        let turn = turn(&call.action, mapping);
        let body = faults.take(place, "body", self.bodies.of(named(&call.body, mapping)))?;
        let reverses = self.reversed(call, turn, taken, faults);
        let undoes_deciding = reverses
            .as_ref()
            .is_some_and(|code| taken.iter().any(|one| one.code == *code && !one.is_advisory));
        let is_deciding = named(&call.body, mapping) == mapping.deciding_body || undoes_deciding;
        taken.push(Taken { code: code.clone(), day: call.day, is_advisory: !is_deciding });
        let rule = turn.and_then(|turn| turn.rule).unwrap_or(mapping.rule);
        let act = turn.and_then(|turn| turn.act.as_ref()).filter(|_| call.votes.is_empty());
        let files = (self.told.file.as_str(), self.told.votes_file.as_str());
        let voters = match act {
            Some(act) => Voters::alone(act, &call.action),
            None => Voters::of(call, files, self.members, mapping, faults),
        };
        let stated = match (act, mapping.results.get(&call.result)) {
            (Some(act), _) => act.result,
            (None, Some(result)) => *result,
            (None, None) if call.result.is_empty() => voters.computed(&rule),
            (None, None) => {
                let accepted: Vec<&str> = mapping.results.keys().map(String::as_str).collect();
                faults.add(
                    place,
                    "result",
                    format!("is `{}`; accepted are {}", call.result, accepted.join(", ")),
                );
                return None;
            }
        };
        Some(pb::RecordMeetingDecisionRequest {
            meta: None,
            matter: Some(reference(self.vocabulary, matter)),
            body: body.to_string(),
            rule: Some(wire::agenda::counting(rule)),
            positions: voters.positions(),
            vocabulary: self.vocabulary.to_owned(),
            stated_result: wire::agenda::decision_result(stated).into(),
            decided_on: call.day.to_string(),
            minutes_ref: String::new(),
            reverses: reverses.map(|code| reference(self.vocabulary, &code)),
            adopts: None,
            external_ref: Some(external(self.vocabulary, &code)),
        })
    }

    /// The decision that a call undoes: the one it names, or the one that stands.
    fn reversed(
        &mut self,
        call: &Call,
        turn: Option<&Turn>,
        taken: &[Taken],
        faults: &mut Faults,
    ) -> Option<String> {
        if !call.reverses.is_empty() {
            let is_there = taken.iter().any(|one| one.code == call.reverses);
            if !is_there {
                let what = format!("`{}` is no earlier roll call of the same matter", call.reverses);
                faults.add(self.place(call.row), "reverses", what);
            }
            return is_there.then(|| call.reverses.clone());
        }
        if !turn.is_some_and(|turn| turn.reverses_standing) {
            return None;
        }
        // The later of two equal days stands, since `max_by_key` keeps the last.
        let standing = taken.iter().filter(|one| !one.is_advisory).max_by_key(|one| one.day);
        if standing.is_none() {
            self.undo_nothing.push(call.code.clone());
        }
        standing.map(|one| one.code.clone())
    }

    fn check_once(&mut self, kind: &str, code: &str, place: Place<'_>, faults: &mut Faults) {
        let is_new = self.seen.insert(format!("{kind} {code}"));
        if !is_new {
            faults.add(place, "code", format!("the {kind} `{code}` stands above; accepted is each once"));
        }
    }
}

/// A title on one line, and the whole of it where it had to be cut.
fn heading(text: &str) -> (String, Option<String>) {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text::required(&line, Bound::Title).is_ok() {
        return (line, None);
    }
    let mut title = String::new();
    for word in line.split(' ') {
        let longer = if title.is_empty() { word.to_owned() } else { format!("{title} {word}") };
        if text::required(&format!("{longer} …"), Bound::Title).is_err() {
            break;
        }
        title = longer;
    }
    (format!("{title} …"), Some(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_title_is_cut_between_words_and_kept_whole() {
        assert_eq!(heading("Rental  assistance\n"), ("Rental assistance".to_owned(), None));
        let long = "affordable ".repeat(60);
        let (title, whole) = heading(&long);
        assert!(title.ends_with("affordable …") && title.chars().count() <= 400, "{title}");
        assert_eq!(whole.as_deref(), Some(long.trim()));
    }
}
