//! Matters: questions decided in rooms, each a chain of decisions.
//!
//! The standing of a matter is that of the last decision taken by its deciding body, or reversing one of those:
//! a veto reverses a passage, an override reverses the veto. Every other decision is advisory. What the room
//! declared counts; whether the arithmetic agrees is recorded beside it and never hidden.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Decision, Event, MAX_VOTERS, OpenMatter, RecordMeetingDecision, Refusal, State, Tally, VoterPosition,
    document,
    routing::{body_stream, id_of_new, matter_stream},
    subject::{self, check_unclaimed},
    value::{Adopts, DecidedBy, DecisionResult, PositionGroup, ProposalKind, SubjectRef, Voter},
};
use crate::{
    decider::{Emitted, Streams},
    ids::{Code, Uuid},
    meta::Context,
    time::Date,
};

/// A matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    title: String,
    text: Option<String>,
    kind: Code,
    deciding_body: Code,
    decisions: Vec<Standing>,
}

/// A decision of a matter's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The decision.
    pub decision: Uuid,
    /// The day.
    pub decided_on: Date,
    /// What the room declared.
    pub result: DecisionResult,
    /// Whether it only advises.
    pub is_advisory: bool,
}

impl Matter {
    /// The decision that stands: the last one, by day and then as recorded, that is not advisory.
    pub fn standing(&self) -> Option<&Standing> {
        // The later of two equal days wins, since `max_by_key` keeps the last.
        self.decisions.iter().filter(|one| !one.is_advisory).max_by_key(|one| one.decided_on)
    }

    fn find(&self, decision: Uuid) -> Option<&Standing> {
        self.decisions.iter().find(|one| one.decision == decision)
    }

    pub(super) fn begin(event: &Event) -> Option<Self> {
        let Event::MatterOpened { title, text, kind, deciding_body, .. } = event else { return None };
        Some(Self {
            title: title.clone(),
            text: text.clone(),
            kind: kind.clone(),
            deciding_body: deciding_body.clone(),
            decisions: Vec::new(),
        })
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        if let Event::MeetingDecisionRecorded { decision, decided_on, stated_result, is_advisory, .. } = event
        {
            self.decisions.push(Standing {
                decision: *decision,
                decided_on: *decided_on,
                result: *stated_result,
                is_advisory: *is_advisory,
            });
        }
    }
}

pub(super) fn open(streams: &Streams<State>, command: OpenMatter, context: &Context) -> Decision {
    let stream = matter_stream(id_of_new(command.external_ref.as_ref(), "matter", &context.scope));
    let OpenMatter { title, text, kind, deciding_body, external_ref } = command;
    if let Some(matter) = streams.get(&stream).matter() {
        let is_unchanged = matter.title == title
            && matter.text == text
            && matter.kind == kind
            && matter.deciding_body == deciding_body;
        return if is_unchanged { Ok(vec![]) } else { Err(Refusal::MatterExists) };
    }
    if streams.get(&body_stream(&deciding_body)).body().is_none() {
        return Err(Refusal::UnknownBody { code: deciding_body.to_string() });
    }
    let event = Event::MatterOpened { title, text, kind, deciding_body, external_ref };
    Ok(vec![Emitted::new(stream, event)])
}

pub(super) fn record(
    streams: &Streams<State>,
    command: RecordMeetingDecision,
    context: &Context,
) -> Decision {
    let scope = &context.scope;
    let matter_id = command.matter.id(&scope.initiative, "matter");
    let matter = streams
        .get(&matter_stream(matter_id))
        .matter()
        .ok_or(Refusal::UnknownMatter { matter: matter_id })?;
    if streams.get(&body_stream(&command.body)).body().is_none() {
        return Err(Refusal::UnknownBody { code: command.body.to_string() });
    }
    command.rule.check()?;
    let today = context.now.date();
    if command.decided_on > today {
        return Err(Refusal::DecidedOnInFuture { decided_on: command.decided_on, today });
    }
    let decision = id_of_new(command.external_ref.as_ref(), "decision", scope);
    if matter.find(decision).is_some() {
        return Err(Refusal::DecisionExists);
    }
    let reverses = command.reverses.as_ref().map(|name| name.id(&scope.initiative, "decision"));
    let reversed = match reverses {
        Some(reverses) => Some(matter.find(reverses).ok_or(Refusal::ReversesUnknown { reverses })?),
        None => None,
    };
    let is_deciding =
        command.body == matter.deciding_body || reversed.is_some_and(|reversed| !reversed.is_advisory);
    let counted = count(command.positions)?;
    let computed_result = counted.tally.result(&command.rule);
    let follows = match &command.adopts {
        Some(adopts) => adoption(streams, adopts, matter, decision, context)?,
        None => None,
    };
    let event = Event::MeetingDecisionRecorded {
        decision,
        matter: matter_id,
        body: command.body,
        is_advisory: !is_deciding,
        rule: command.rule,
        vocabulary: counted.vocabulary,
        positions: counted.groups,
        tally: counted.tally,
        stated_tally: counted.stated,
        computed_result,
        stated_result: command.stated_result,
        agrees: computed_result == command.stated_result,
        decided_on: command.decided_on,
        minutes_ref: command.minutes_ref,
        reverses,
        adopts: command.adopts,
        external_ref: command.external_ref,
    };
    let mut events = vec![Emitted::new(matter_stream(matter_id), event)];
    if command.stated_result == DecisionResult::Adopted {
        events.extend(follows);
    }
    Ok(events)
}

struct Counted {
    groups: Vec<PositionGroup>,
    vocabulary: Option<String>,
    tally: Tally,
    stated: BTreeMap<String, u32>,
}

/// Groups the voters by what they said and counts them; each may stand once.
fn count(positions: Vec<VoterPosition>) -> Result<Counted, Refusal> {
    if positions.len() > MAX_VOTERS {
        return Err(Refusal::TooManyVoters { count: positions.len() });
    }
    let mut voters = BTreeSet::new();
    let mut groups: BTreeMap<_, PositionGroup> = BTreeMap::new();
    let mut counted =
        Counted { groups: vec![], vocabulary: None, tally: Tally::default(), stated: BTreeMap::new() };
    for VoterPosition { voter, position, stated_as } in positions {
        let name = match &voter {
            Voter::Org(org) => org.to_string(),
            Voter::Seat(seat) => seat.to_string(),
            Voter::External(external) => external.code.clone(),
        };
        if !voters.insert(voter.clone()) {
            return Err(Refusal::VoterTwice { voter: name });
        }
        counted.tally.count_voter(position);
        let word = stated_as.clone().unwrap_or_else(|| position.as_str().to_owned());
        let stated = counted.stated.entry(word).or_default();
        *stated = stated.saturating_add(1);
        let group = groups.entry((position, stated_as.clone())).or_insert_with(|| PositionGroup {
            position,
            stated_as,
            orgs: vec![],
            seats: vec![],
            external: vec![],
        });
        match voter {
            Voter::Org(org) => group.orgs.push(org),
            Voter::Seat(seat) => group.seats.push(seat),
            Voter::External(external) => {
                let vocabulary = counted.vocabulary.get_or_insert_with(|| external.vocabulary.clone());
                if *vocabulary != external.vocabulary {
                    return Err(Refusal::MixedVocabularies);
                }
                group.external.push(external.code);
            }
        }
    }
    counted.groups = groups.into_values().collect();
    for group in &mut counted.groups {
        group.orgs.sort();
        group.seats.sort();
        group.external.sort();
    }
    Ok(counted)
}

/// What follows if the room declares the text adopted; refused where the hash is not the content's.
fn adoption(
    streams: &Streams<State>,
    adopts: &Adopts,
    matter: &Matter,
    decision: Uuid,
    context: &Context,
) -> Result<Option<Emitted<Event>>, Refusal> {
    if !context.scope.imported {
        return Err(Refusal::AdoptsNotTaken);
    }
    match (adopts.kind, adopts.changes.as_slice()) {
        (ProposalKind::AmendAgenda, []) => return Err(Refusal::ChangesMissing),
        (ProposalKind::AmendAgenda, _) | (_, []) => {}
        _ => return Err(Refusal::ChangesNotTaken),
    }
    // A room decides on the matter's own text where nothing else is named.
    let text = matter.text.as_deref().unwrap_or(&matter.title);
    let actual = subject::hash(streams, adopts.kind, &adopts.subject_ref, text, &adopts.changes)?;
    if actual != adopts.subject_hash {
        return Err(Refusal::SubjectHashMismatch { given: adopts.subject_hash.clone(), actual });
    }
    if !adopts.kind.is_about_agenda() {
        return Ok(None);
    }
    check_unclaimed(streams, &context.scope, &SubjectRef::Agenda, None)?;
    let decided_by = DecidedBy::agenda(decision);
    Ok(document::adopted(streams, adopts.kind, &adopts.subject_hash, &adopts.changes, decided_by))
}
