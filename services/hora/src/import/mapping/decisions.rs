//! How decisions are laid out: one matter a line with its history inside, or one row a roll call and one a vote.
//!
//! A column is named by the key of the line or by the header of the table. Where a code is made of several
//! columns they are joined by `-`.

use std::collections::BTreeMap;

use domain::agenda::value::{Counting, DecisionResult, MeetingPosition};
use serde::Deserialize;

/// The decisions of a source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// The name of the body whose decisions count; every other's are advisory.
    pub deciding_body: String,
    /// How days are written, as in `%m/%d/%Y`; else a day or moment that begins with `YYYY-MM-DD`.
    pub day_format: Option<String>,
    /// The columns of the matters.
    pub matters: MatterColumns,
    /// The columns of the roll calls.
    pub roll_calls: RollCallColumns,
    /// The columns of the votes.
    pub votes: VoteColumns,
    /// The columns of the file that says who sits in which body; without it, who has no row is not listed.
    pub members: Option<MemberColumns>,
    /// What each word of a vote means.
    pub positions: BTreeMap<String, MeetingPosition>,
    /// What every other word means; without it, another word is a fault.
    pub other_positions: Option<MeetingPosition>,
    /// What each word of a result means; an empty cell is counted by the rule.
    #[serde(default)]
    pub results: BTreeMap<String, DecisionResult>,
    /// How the bodies decide.
    pub rule: Counting,
    /// What follows from certain words of `action`.
    #[serde(default)]
    pub turns: Vec<Turn>,
    /// Codes of bodies by name, where the upper-cased name is not wanted.
    #[serde(default)]
    pub bodies: BTreeMap<String, String>,
}

/// The columns of the matters; in long tables they stand in the table of roll calls.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterColumns {
    /// Its code; where that is empty, the roll call's own.
    pub code: Vec<String>,
    /// Its title; may be absent or empty: the code.
    pub title: Option<String>,
    /// What its text is made of.
    #[serde(default)]
    pub text: Vec<String>,
    /// What kind of question; may be absent or empty: `MATTER`.
    pub kind: Option<String>,
    /// The day it was opened; may be absent or empty: the day of the first decision.
    pub opened_on: Option<String>,
    /// The list of what happened, where a line is a matter.
    pub history: Option<String>,
}

/// The columns of the roll calls, or the keys of an entry of the history.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollCallColumns {
    /// Its code.
    pub code: Vec<String>,
    /// The body's name; may be absent or empty: the deciding body.
    pub body: Option<String>,
    /// The day.
    pub day: String,
    /// What was done, for `turns`.
    pub action: Option<String>,
    /// How it came out; may be absent.
    pub result: Option<String>,
    /// The code of a roll call that this one undoes; may be absent.
    pub reverses: Option<String>,
    /// The list of votes, where a line is a matter.
    pub votes: Option<String>,
}

/// The columns of the votes, or the keys of an entry of the list of votes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteColumns {
    /// The roll call's code, in a table of its own.
    #[serde(default)]
    pub roll_call: Vec<String>,
    /// Who.
    pub voter: String,
    /// What: the word of the room.
    pub word: String,
}

/// The columns of the file of members.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberColumns {
    /// Who.
    pub voter: String,
    /// The body's name; may be absent: the deciding body.
    pub body: Option<String>,
    /// The first day; may be absent or empty.
    pub from: Option<String>,
    /// The day after the last; may be absent or empty.
    pub to: Option<String>,
}

/// What an action means beyond a vote under the common rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// The word of the source.
    pub action: String,
    /// How it is decided; else the common rule.
    pub rule: Option<Counting>,
    /// Whether it undoes the decision that stands.
    #[serde(default)]
    pub reverses_standing: bool,
    /// An act of one person, without a roll call.
    pub act: Option<Act>,
}

/// What one person decides alone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Who, as a code of the vocabulary.
    pub voter: String,
    /// What.
    pub position: MeetingPosition,
    /// How it comes out.
    pub result: DecisionResult,
}
