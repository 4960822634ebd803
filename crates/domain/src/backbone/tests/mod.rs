//! The rule book of the backbone as tests: given these events, when this is asked, then that happens.

mod accounts;
mod assessments;
mod charter;
mod commons;
mod duties;
mod erasure;
mod funding;
mod golden;
mod laws;
mod members;
mod organizations;
mod people;
mod phases;
mod seats;
mod staff;
mod staffing;
mod waivers;

use std::sync::Arc;

use super::{
    event::LaunchBasis,
    words::{Confidence, DecidedBy, Factor, FieldOfWork, OpenCommitments},
    *,
};
use crate::{
    decider::Refusal as _,
    facts::{Agenda, Decision, Facts, Hub, Roster, Sector},
    ids::{AccountId, Code, HolderId, OrgId, PersonId, Slug, Uuid},
    meta::{Actor, Approval, Role, Via},
    private::Private,
    time::Timestamp,
};

/// Where rules are tried: an initiative (or the hub), what is known of it, and who acts.
#[derive(Clone)]
pub(super) struct World {
    pub scope: Scope,
    pub now: Timestamp,
    pub hub: Hub,
    pub roster: Roster,
    pub agenda: Agenda,
    /// What is known of measurement, the plan and meetings.
    pub others: Facts,
    pub streams: Streams<State>,
    pub approvals: Vec<Approval>,
    events: u128,
}

pub(super) fn org(name: &str) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(u128::from_be_bytes(*hash(name).first_chunk().unwrap())))
}

pub(super) fn person(name: &str) -> PersonId {
    PersonId::from_random(*hash(name).first_chunk().unwrap())
}

pub(super) fn holder(name: &str) -> HolderId {
    person(name).as_str().parse().unwrap()
}

pub(super) fn account(name: &str) -> AccountId {
    AccountId::from_uuid(Uuid::from_bytes(*hash(name).first_chunk().unwrap()))
}

fn hash(name: &str) -> [u8; 32] {
    crate::ids::hash_parts(&[name])
}

pub(super) fn code(text: &str) -> Code {
    text.parse().unwrap()
}

pub(super) fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn text(text: &str) -> Private {
    Private::Plain(text.to_owned())
}

pub(super) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// The id of the nth given event, from 1.
pub(super) fn nth(n: u128) -> Uuid {
    Uuid::from_u128(0xe000 + n)
}

pub(super) fn registered(name: &str, sector: Sector) -> Event {
    Event::OrganizationRegistered {
        org: org(name),
        code: code(&name.to_uppercase()),
        name: name.to_owned(),
        sector,
        external_ref: None,
    }
}

fn initiative_registered() -> Event {
    Event::InitiativeRegistered {
        slug: slug("cluj-school"),
        name: "School for all".to_owned(),
        problem: "a third of the children leave early".to_owned(),
        field: FieldOfWork::Education,
        area: "Cluj".to_owned(),
        convener: org("city"),
    }
}

/// The stream an event of these tests belongs to.
fn home(event: &Event, slug: &Slug) -> StreamId {
    match event {
        Event::OrganizationRegistered { org, .. }
        | Event::OrganizationRenamed { org, .. }
        | Event::OrganizationSucceeded { org, .. } => streams::organization(org),
        Event::InitiativeRegistered { slug, .. } => streams::registration(slug),
        Event::Reserved { what, .. } => streams::reservation(what),
        Event::AccountOpened { account } => streams::account(account),
        Event::KeyMinted { key_id, .. }
        | Event::KeyConfined { key_id, .. }
        | Event::KeyRevoked { key_id } => streams::key(key_id),
        Event::AssessmentStarted { assessment, .. }
        | Event::FactorScored { assessment, .. }
        | Event::AssessmentConcluded { assessment, .. } => streams::assessment(assessment),
        Event::WaiverRequested { request, .. }
        | Event::SuspensionRequested { request, .. }
        | Event::ImportRequested { request, .. }
        | Event::ErasureRequested { request, .. } => streams::request(request),
        Event::ErasureApproved { subject, .. } | Event::SubjectErased { subject, .. } => {
            streams::person(subject)
        }
        Event::SubjectShredded { subject, .. } => crate::erasure::stream(subject),
        Event::InitiativeLaunched { .. } | Event::PhaseChanged { .. } | Event::InitiativeClosed { .. } => {
            streams::initiative()
        }
        Event::OrganizationInvited { org }
        | Event::OrganizationJoined { org, .. }
        | Event::MemberSuspended { org, .. }
        | Event::MemberReinstated { org }
        | Event::MemberLeft { org, .. } => streams::membership(org),
        Event::PersonRegistered { person, .. } | Event::PersonUpdated { person, .. } => {
            streams::person(person)
        }
        Event::RoleGranted { holder, .. }
        | Event::RoleRevoked { holder, .. }
        | Event::ImportGranted { holder, .. } => streams::roles(slug, holder),
        Event::ImportEnded { context, stream } => streams::import_end(*context, stream),
        Event::SeatCreated { seat, .. }
        | Event::SeatFilled { seat, .. }
        | Event::SeatVacated { seat, .. } => streams::seat(seat),
        Event::StaffEmployed { person, .. } | Event::StaffReleased { person, .. } => streams::person(person),
        Event::SupportRequested { support, .. }
        | Event::SupportAssigned { support, .. }
        | Event::SupportClosed { support, .. } => streams::support(support),
        Event::FunctionAssigned { function, .. } | Event::EffortLogged { function, .. } => {
            streams::function(*function)
        }
        Event::DutiesAdopted { .. }
        | Event::DutyDue { .. }
        | Event::DutyMet { .. }
        | Event::DutyMissed { .. } => streams::duties(),
        Event::CharterAdopted { .. } | Event::CharterReviewed { .. } => streams::charter(),
        Event::FundingPledged { funding, .. }
        | Event::FundingConfirmed { funding }
        | Event::FundingLapsed { funding } => streams::funding(funding),
    }
}

impl World {
    fn new(initiative: &str) -> Self {
        let actor = Actor {
            reference: person("ana").to_string(),
            org: Some(org("city")),
            role: Role::BackboneStaff,
            via: Via::Key,
        };
        Self {
            scope: Scope {
                initiative: slug(initiative),
                actor,
                imported: false,
                new_id: id(0xf00),
                random: [7; 16],
            },
            now: at("2026-11-23T10:00:00Z"),
            hub: Hub::default(),
            roster: Roster::default(),
            agenda: Agenda::default(),
            others: Facts::default(),
            streams: Streams::default(),
            approvals: Vec::new(),
            events: 0,
        }
    }

    /// The empty hub, seen by an admin.
    pub fn hub() -> Self {
        Self::new("hub").acting(Role::Admin)
    }

    /// An initiative that the city convenes; also known: an ngo, a chamber, a school and another city office.
    pub fn initiative() -> Self {
        let mut world = Self::new("cluj-school");
        let meta = world.meta();
        let known = [
            registered("city", Sector::Government),
            registered("ngo", Sector::CivilSociety),
            registered("chamber", Sector::Business),
            registered("school", Sector::Government),
            initiative_registered(),
        ];
        known.iter().for_each(|event| facts::apply_hub(&mut world.hub, event, &meta));
        facts::seat_convener(&mut world.roster, &world.hub, &world.scope.initiative);
        world
    }

    fn meta(&self) -> EventMeta {
        EventMeta {
            id: nth(self.events),
            occurred_at: self.now,
            imported: false,
            actor: self.scope.actor.clone(),
        }
    }

    /// Takes in what has happened.
    pub fn given(mut self, events: impl IntoIterator<Item = Event>) -> Self {
        events.into_iter().for_each(|event| self.apply(&home(&event, &self.scope.initiative), &event));
        self
    }

    pub fn apply(&mut self, stream: &StreamId, event: &Event) {
        self.events += 1;
        let meta = self.meta();
        Rules::evolve(self.streams.get_mut(stream), event, &meta);
        if is_hub(&self.scope.initiative) {
            facts::apply_hub(&mut self.hub, event, &meta);
        } else {
            facts::apply_roster(&mut self.roster, event, &meta);
        }
    }

    pub fn acting(mut self, role: Role) -> Self {
        self.scope.actor.role = role;
        self
    }

    /// Goes on as another person of an organization.
    pub fn by(mut self, name: &str, of: Option<&str>) -> Self {
        self.scope.actor.reference = person(name).to_string();
        self.scope.actor.org = of.map(org);
        self
    }

    pub fn at(mut self, moment: &str) -> Self {
        self.now = at(moment);
        self
    }

    /// Names the record of a first act.
    pub fn approving(mut self, event: Uuid) -> Self {
        let Actor { reference, org, role, via } = self.scope.actor.clone();
        self.approvals.push(Approval { reference, org, role, via, event });
        self
    }

    /// The agenda has decided.
    pub fn decided(mut self, n: u128, kind: &str, is_adopted: bool) -> Self {
        let decision =
            Decision { kind: kind.to_owned(), is_adopted, subject: "launch".to_owned(), hash: String::new() };
        self.agenda.decisions.insert(id(n), decision);
        self
    }

    fn context(&self) -> Context {
        let facts = Facts {
            hub: Arc::new(self.hub.clone()),
            roster: Arc::new(self.roster.clone()),
            agenda: Arc::new(self.agenda.clone()),
            ..self.others.clone()
        };
        Context { scope: self.scope.clone(), now: self.now, facts, approvals: self.approvals.clone() }
    }

    /// What is decided, with the streams; every stream must have been named before.
    pub fn decide(&self, command: Command) -> Result<Vec<Emitted<Event>>, Refusal> {
        let mut named = Rules::streams(&command, &self.scope);
        named.extend(Rules::more_streams(&command, &self.scope, &self.streams));
        let mut loaded = Streams::default();
        named.iter().for_each(|stream| loaded.insert(stream.clone(), self.streams.get(stream).clone()));
        let emitted = Rules::decide(&loaded, command, &self.context())?;
        for Emitted { stream, .. } in &emitted {
            assert!(loaded.contains(stream), "{stream} was not named");
        }
        Ok(emitted)
    }

    /// What happens when this is asked.
    pub fn when(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let emitted = self.decide(command)?;
        for Emitted { stream, event, .. } in &emitted {
            assert_eq!(*stream, home(event, &self.scope.initiative), "{event:?}");
        }
        Ok(emitted.into_iter().map(|emitted| emitted.event).collect())
    }

    /// The reason of the refusal of what is asked.
    pub fn refused(&self, command: Command) -> &'static str {
        self.when(command).expect_err("a refusal").reason()
    }
}
