//! The positions of a roll call, from the words of the room.

use std::collections::BTreeSet;

use domain::{
    agenda::{
        MAX_VOTERS, Tally,
        value::{Counting, DecisionResult, MeetingPosition},
    },
    text::Bound,
};
use wire::pb::agenda::{self as pb, voter_position::Voter};

use super::told::{Call, Members, named};
use crate::import::{
    faults::{Faults, Place},
    mapping::{Act, Decisions},
};

/// Who said what.
#[derive(Debug, Default)]
pub struct Voters {
    positions: Vec<pb::VoterPosition>,
    tally: Tally,
    seen: BTreeSet<String>,
}

impl Voters {
    /// The voters of a roll call; who sits in its body and has no vote is absent.
    pub fn of(
        call: &Call,
        files: (&str, &str),
        members: &Members,
        mapping: &Decisions,
        faults: &mut Faults,
    ) -> Self {
        let (file, votes_file) = files;
        let mut voters = Self::default();
        for vote in &call.votes {
            let place = Place { file: votes_file, row: vote.row };
            let voter = faults.text(place, &mapping.votes.voter, &vote.voter, Bound::Title);
            let known = mapping.positions.get(&vote.word).copied().or(mapping.other_positions);
            if known.is_none() {
                let accepted: Vec<&str> = mapping.positions.keys().map(String::as_str).collect();
                let what = format!("is `{}`; accepted are {}", vote.word, accepted.join(", "));
                faults.add(place, &mapping.votes.word, what);
            }
            let (Some(voter), Some(position)) = (voter, known) else { continue };
            if voters.seen.contains(&voter) {
                faults.add(place, &mapping.votes.voter, format!("`{voter}` votes twice in {}", call.code));
                continue;
            }
            voters.add(voter, position, &vote.word);
        }
        let absent: Vec<&str> = members
            .of(named(&call.body, mapping), call.day)
            .filter(|voter| !voters.seen.contains(*voter))
            .collect();
        for voter in absent {
            voters.add(voter.to_owned(), MeetingPosition::Absent, "");
        }
        if voters.positions.len() > MAX_VOTERS {
            let what = format!("has {} voters; accepted are at most {MAX_VOTERS}", voters.positions.len());
            faults.add(Place { file, row: call.row }, "voters", what);
        }
        voters
    }

    /// The one voter of an act.
    pub fn alone(act: &Act, action: &str) -> Self {
        let mut voters = Self::default();
        voters.add(act.voter.clone(), act.position, action);
        voters
    }

    fn add(&mut self, voter: String, position: MeetingPosition, word: &str) {
        self.tally.count_voter(position);
        self.seen.insert(voter.clone());
        self.positions.push(pb::VoterPosition {
            voter: Some(Voter::External(voter)),
            position: to_wire(position).into(),
            stated_as: word.to_owned(),
        });
    }

    /// How it comes out by the rule, for a source that does not say.
    pub fn computed(&self, rule: &Counting) -> DecisionResult {
        self.tally.result(rule)
    }

    /// As they are sent.
    pub fn positions(self) -> Vec<pb::VoterPosition> {
        self.positions
    }
}

fn to_wire(position: MeetingPosition) -> pb::MeetingPosition {
    match position {
        MeetingPosition::Agree => pb::MeetingPosition::Agree,
        MeetingPosition::Abstain => pb::MeetingPosition::Abstain,
        MeetingPosition::Disagree => pb::MeetingPosition::Disagree,
        MeetingPosition::Block => pb::MeetingPosition::Block,
        MeetingPosition::Absent => pb::MeetingPosition::Absent,
    }
}
