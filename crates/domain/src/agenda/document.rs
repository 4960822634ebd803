//! The agenda's text: Drafting → Adopted(n) → Adopted(n+1)… → Retired. After drafting only a decision moves it.
//!
//! Knows no proposals but for one thing: while one on the agenda is open, the text stands still.

use super::{
    Decision, DefineGoal, DraftAgenda, Event, MAX_GOALS, Refusal, RetireAgenda, ReviseAgendaText, State,
    proposal::Proposal,
    routing::matter_stream,
    subject::{agenda_stream, amended, check_section, check_unclaimed, proposal_stream},
    value::{Change, DecidedBy, DecisionResult, Goal, ProposalKind, Section, SubjectRef},
};
use crate::{
    content::{AgendaText, Content},
    decider::{Emitted, Streams},
    meta::{Context, ContextName},
    time::Date,
};

/// The agenda of an initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agenda {
    /// It is drafted or adopted.
    Live(Live),
    /// It has ended; another may be drafted.
    Retired {
        /// The last version adopted, 0 where none was.
        last_version: u32,
    },
}

/// A live agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Its text.
    pub text: AgendaText,
    /// Whether it is adopted.
    pub standing: Standing,
}

/// How far an agenda has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is being written.
    Drafting {
        /// The last version of the agenda before it, 0 where there was none.
        last_version: u32,
    },
    /// It stands as this version.
    Adopted {
        /// From 1, over all agendas of the initiative.
        version: u32,
    },
}

impl Live {
    /// The content hash of the text.
    pub fn hash(&self) -> String {
        Content::Agenda(&self.text).hash()
    }

    /// Whether only a decision changes it now.
    pub fn is_adopted(&self) -> bool {
        matches!(self.standing, Standing::Adopted { .. })
    }

    /// The version an adoption or amendment would make.
    pub fn next_version(&self) -> u32 {
        self.last_version().saturating_add(1)
    }

    fn last_version(&self) -> u32 {
        match self.standing {
            Standing::Drafting { last_version } => last_version,
            Standing::Adopted { version } => version,
        }
    }
}

impl Agenda {
    /// The agenda, while it is live.
    pub fn live(&self) -> Option<&Live> {
        match self {
            Self::Live(live) => Some(live),
            Self::Retired { .. } => None,
        }
    }

    fn last_version(&self) -> u32 {
        match self {
            Self::Live(live) => live.last_version(),
            Self::Retired { last_version } => *last_version,
        }
    }

    pub(super) fn begin(event: &Event) -> Option<Self> {
        Self::drafted(event, 0)
    }

    fn drafted(event: &Event, last_version: u32) -> Option<Self> {
        let Event::AgendaDrafted {
            problem_statement,
            vision,
            geographic_scope,
            population,
            horizon_end,
            hash: _,
        } = event
        else {
            return None;
        };
        let text = text_of([problem_statement, vision, geographic_scope, population], *horizon_end);
        Some(Self::Live(Live { text, standing: Standing::Drafting { last_version } }))
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        if let Some(drafted) = Self::drafted(event, self.last_version()) {
            *self = drafted;
            return;
        }
        let Self::Live(live) = self else { return };
        match event {
            Event::GoalDefined { code, statement, desired_condition, lead_sector, hash: _ } => {
                let goal = Goal {
                    statement: statement.clone(),
                    desired_condition: desired_condition.clone(),
                    lead_sector: *lead_sector,
                };
                live.text.goals.insert(code.clone(), goal);
            }
            Event::AgendaTextRevised { section, text, hash: _ } => {
                live.text.sections.insert(*section, text.clone());
            }
            Event::AgendaAdopted { n, .. } => live.standing = Standing::Adopted { version: *n },
            Event::AgendaAmended { n, changes, .. } => {
                live.text = amended(&live.text, changes);
                live.standing = Standing::Adopted { version: *n };
            }
            Event::AgendaRetired { .. } => *self = Self::Retired { last_version: live.last_version() },
            _ => {}
        }
    }
}

/// The sections of an agenda: problem statement, vision, scope, population, horizon.
pub fn text_of([problem, vision, scope, population]: [&String; 4], horizon_end: Date) -> AgendaText {
    let sections = [
        (Section::ProblemStatement, problem.clone()),
        (Section::Vision, vision.clone()),
        (Section::GeographicScope, scope.clone()),
        (Section::Population, population.clone()),
        (Section::HorizonEnd, horizon_end.to_string()),
    ];
    AgendaText { sections: sections.into_iter().collect(), ..AgendaText::default() }
}

pub(super) fn draft(streams: &Streams<State>, command: DraftAgenda, context: &Context) -> Decision {
    let DraftAgenda { problem_statement, vision, geographic_scope, population, horizon_end } = command;
    let text = text_of([&problem_statement, &vision, &geographic_scope, &population], horizon_end);
    if let Some(live) = streams.get(&agenda_stream()).live_agenda() {
        let is_unchanged = !live.is_adopted() && live.text == text;
        return if is_unchanged { Ok(vec![]) } else { Err(Refusal::AgendaExists) };
    }
    let today = context.now.date();
    if horizon_end <= today {
        return Err(Refusal::HorizonInPast { horizon_end, today });
    }
    let hash = Content::Agenda(&text).hash();
    let event =
        Event::AgendaDrafted { problem_statement, vision, geographic_scope, population, horizon_end, hash };
    Ok(vec![Emitted::new(agenda_stream(), event)])
}

/// The agenda while it is drafted and nobody is deciding on it.
fn drafting<'a>(streams: &'a Streams<State>, context: &Context) -> Result<&'a Live, Refusal> {
    let live = streams.get(&agenda_stream()).live_agenda().ok_or(Refusal::UnknownAgenda)?;
    if live.is_adopted() {
        return Err(Refusal::AgendaAdoptedUseProposal);
    }
    check_unclaimed(streams, &context.scope, &SubjectRef::Agenda, None)?;
    Ok(live)
}

pub(super) fn define_goal(streams: &Streams<State>, command: DefineGoal, context: &Context) -> Decision {
    let live = drafting(streams, context)?;
    let DefineGoal { code, statement, desired_condition, lead_sector } = command;
    if let Some(goal) = live.text.goals.get(&code) {
        let is_unchanged = goal.statement == statement
            && goal.desired_condition == desired_condition
            && goal.lead_sector == lead_sector;
        return if is_unchanged {
            Ok(vec![])
        } else {
            Err(Refusal::GoalCodeTaken { code: code.to_string() })
        };
    }
    if live.text.goals.len() >= MAX_GOALS {
        return Err(Refusal::GoalLimit);
    }
    let change = Change::SetGoal {
        code: code.clone(),
        statement: statement.clone(),
        desired_condition: desired_condition.clone(),
        lead_sector,
    };
    let hash = Content::Agenda(&amended(&live.text, &[change])).hash();
    let event = Event::GoalDefined { code, statement, desired_condition, lead_sector, hash };
    Ok(vec![Emitted::new(agenda_stream(), event)])
}

pub(super) fn revise(streams: &Streams<State>, command: ReviseAgendaText, context: &Context) -> Decision {
    let live = drafting(streams, context)?;
    let ReviseAgendaText { base_hash, section, text } = command;
    // Asked before the base: whoever sends the same text again has it already, whatever they had seen.
    if live.text.sections.get(&section) == Some(&text) {
        return Ok(vec![]);
    }
    let current = live.hash();
    if base_hash != current {
        return Err(Refusal::StaleBaseHash { current });
    }
    check_section(section, &text)?;
    check_horizon(section, &text, context)?;
    Ok(vec![Emitted::new(agenda_stream(), revised(live, section, text))])
}

/// The event that gives a section of a drafted agenda another text.
pub(super) fn revised(live: &Live, section: Section, text: String) -> Event {
    let change = Change::SetSection { section, text: text.clone() };
    let hash = Content::Agenda(&amended(&live.text, &[change])).hash();
    Event::AgendaTextRevised { section, text, hash }
}

/// Whether a new horizon lies ahead.
pub(super) fn check_horizon(section: Section, text: &str, context: &Context) -> Result<(), Refusal> {
    let today = context.now.date();
    match text.parse::<Date>() {
        Ok(horizon_end) if section == Section::HorizonEnd && horizon_end <= today => {
            Err(Refusal::HorizonInPast { horizon_end, today })
        }
        _ => Ok(()),
    }
}

pub(super) fn retire(streams: &Streams<State>, command: RetireAgenda, context: &Context) -> Decision {
    if streams.get(&agenda_stream()).live_agenda().is_none() {
        return Err(Refusal::UnknownAgenda);
    }
    let RetireAgenda { decided_by, successor } = command;
    if !is_decided(streams, &decided_by) {
        return Err(Refusal::NoDecision { decided_by: decided_by.id });
    }
    check_unclaimed(streams, &context.scope, &SubjectRef::Agenda, None)?;
    Ok(vec![Emitted::new(agenda_stream(), Event::AgendaRetired { decided_by, successor })])
}

fn is_decided(streams: &Streams<State>, decided_by: &DecidedBy) -> bool {
    if decided_by.context != ContextName::Agenda {
        return false;
    }
    let by_proposal = match streams.get(&proposal_stream(decided_by.id)).proposal() {
        Some(Proposal::Decided(decided)) => {
            decided.result == DecisionResult::Adopted && decided.terms.kind == ProposalKind::Other
        }
        _ => false,
    };
    let by_matter = streams
        .get(&matter_stream(decided_by.id))
        .matter()
        .and_then(|matter| matter.standing())
        .is_some_and(|standing| standing.result == DecisionResult::Adopted);
    by_proposal || by_matter
}

/// The event that makes the agenda stand, where a decision adopted it and its text is the one decided on.
pub(super) fn adopted(
    streams: &Streams<State>,
    kind: ProposalKind,
    subject_hash: &str,
    changes: &[Change],
    decided_by: DecidedBy,
) -> Option<Emitted<Event>> {
    let live = streams.get(&agenda_stream()).live_agenda()?;
    let (n, hash) = (live.next_version(), subject_hash.to_owned());
    if Content::Agenda(&amended(&live.text, changes)).hash() != hash {
        return None;
    }
    let event = match (kind, live.is_adopted()) {
        (ProposalKind::AdoptAgenda, false) => Event::AgendaAdopted { n, hash, decided_by },
        (ProposalKind::AmendAgenda, true) => {
            Event::AgendaAmended { n, hash, changes: changes.to_vec(), decided_by }
        }
        _ => return None,
    };
    Some(Emitted::new(agenda_stream(), event))
}
