//! The initiative: registered in the hub, launched in its own log on a suitable verdict or a waiver.
//!
//! Knows no later phase (`phase.rs`). The convener needs no invitation: it is a member from the registration on (see
//! `facts.rs`), because somebody must be able to act before the first other organization joins.

use std::collections::BTreeSet;

use super::{
    Decided, Rules,
    assessment::{self, Assessment},
    command::{Basis, LaunchInitiative, RegisterInitiative},
    event::{Event, LaunchBasis},
    organization::find_living,
    refusal::Refusal,
    request,
    state::State,
    streams,
    words::{DecidedBy, Verdict, is_hub},
};
use crate::{
    decider::{Emitted, Streams},
    facts::{Decision, Sector},
    ids::{OrgId, Uuid},
    meta::{Context, ContextName},
};

/// Collective impact is actors of different sectors around one agenda.
pub const MIN_SECTORS: usize = 2;
/// How long a verdict holds.
pub const ASSESSMENT_DAYS: i64 = 365;
/// The kind of the decision that waives a verdict.
pub const WAIVE: &str = "waive";

/// The organization that convenes the initiative commanded in.
pub(super) fn convener(context: &Context) -> Option<&OrgId> {
    context.facts.hub.initiatives.get(&context.scope.initiative).map(|known| &known.convener)
}

/// The adopted decision an act rests on.
pub(super) fn adopted<'a>(context: &'a Context, by: &DecidedBy) -> Result<&'a Decision, Refusal> {
    let found = (by.context == ContextName::Agenda).then(|| context.facts.agenda.decisions.get(&by.id));
    found.flatten().filter(|decision| decision.is_adopted).ok_or(Refusal::NoDecision { id: by.id })
}

impl Rules {
    pub(super) fn register_initiative(streams: &Streams<State>, command: RegisterInitiative) -> Decided {
        if is_hub(&command.slug) {
            return Err(Refusal::SlugReserved);
        }
        let stream = streams::registration(&command.slug);
        if *streams.get(&stream) != State::Absent {
            return Err(Refusal::SlugTaken { slug: command.slug });
        }
        find_living(streams, &command.convener)?;
        let RegisterInitiative { slug, name, problem, field, area, convener } = command;
        let event = Event::InitiativeRegistered { slug, name, problem, field, area, convener };
        Ok(vec![Emitted::new(stream, event)])
    }

    pub(super) fn launch_initiative(
        streams: &Streams<State>,
        command: LaunchInitiative,
        context: &Context,
    ) -> Decided {
        let stream = streams::initiative();
        if matches!(streams.get(&stream), State::Initiative(_)) {
            return Ok(Vec::new());
        }
        let basis = match command.basis {
            Basis::Assessment(assessment) => {
                check_verdict(streams, assessment, context)?;
                LaunchBasis::Assessment { assessment }
            }
            Basis::Waiver { request, reason, decided_by } => {
                if adopted(context, &decided_by)?.kind != WAIVE {
                    return Err(Refusal::NoDecision { id: decided_by.id });
                }
                let first = request::find(streams, request, request::Purpose::is_waiver)?;
                request::check_second_person(first, context)?;
                LaunchBasis::Waiver { request, reason, decided_by }
            }
        };
        // Also with a waiver: a decision can set a verdict aside, but not what collective impact is.
        check_sectors(context)?;
        Ok(vec![Emitted::new(stream, Event::InitiativeLaunched { basis })])
    }
}

fn check_verdict(streams: &Streams<State>, id: Uuid, context: &Context) -> Result<(), Refusal> {
    let Assessment::Concluded(done) = assessment::find(streams, id)? else {
        return Err(Refusal::AssessmentNotConcluded { assessment: id });
    };
    match done.verdict {
        Verdict::NotSuitable => Err(Refusal::NotSuitable { factors: done.low.clone() }),
        Verdict::NotReady => Err(Refusal::NotReady { factors: done.low.clone() }),
        Verdict::Suitable if done.at.plus_days(ASSESSMENT_DAYS) < context.now => {
            Err(Refusal::AssessmentExpired { concluded_at: done.at })
        }
        Verdict::Suitable => Ok(()),
    }
}

fn check_sectors(context: &Context) -> Result<(), Refusal> {
    let organizations = &context.facts.hub.organizations;
    let members = context.facts.roster.active_members().chain(convener(context));
    let sectors: BTreeSet<Sector> =
        members.filter_map(|org| organizations.get(org)).map(|org| org.sector).collect();
    if sectors.len() < MIN_SECTORS {
        return Err(Refusal::FewerThanTwoSectors { sectors: sectors.into_iter().collect() });
    }
    Ok(())
}
