//! A hub of one initiative in memory: commands are routed, decided and evolved, nothing is stored.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    agenda::{Command, Event, Refusal, Rules, State},
    decider::{Decider, Emitted, Streams},
    facts::{Facts, Membership, Roster},
    ids::{OrgId, StreamId, Uuid},
    meta::{Actor, Context, EventMeta, Role, Scope, Via},
    time::Timestamp,
};

/// What was emitted, in order, with the record's id and time.
pub type Recorded = (StreamId, Event, EventMeta);

#[derive(Clone)]
pub struct World {
    pub states: BTreeMap<StreamId, State>,
    pub records: Vec<Recorded>,
    pub now: Timestamp,
    pub actor: Actor,
    pub imported: bool,
    pub roster: Roster,
    next_id: u128,
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn org(number: u128) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(number))
}

fn representative(number: u128) -> Actor {
    Actor {
        reference: format!("p_{number:032x}"),
        org: Some(org(number)),
        role: Role::OrgRepresentative,
        via: Via::Key,
    }
}

impl World {
    /// An initiative of so many active organizations, on 23 November 2026 at ten.
    pub fn new(organizations: u128) -> Self {
        let members = (1..=organizations).map(|number| (org(number), Membership::Active)).collect();
        Self {
            states: BTreeMap::new(),
            records: Vec::new(),
            now: at("2026-11-23T10:00:00Z"),
            actor: representative(1),
            imported: false,
            roster: Roster { members, ..Roster::default() },
            next_id: 1_000,
        }
    }

    /// An importer in the place of the representative.
    pub fn importing(mut self) -> Self {
        self.imported = true;
        self.actor.role = Role::Importer;
        self
    }

    /// The representative of that organization speaks from now on.
    pub fn as_org(&mut self, number: u128) -> &mut Self {
        self.actor = representative(number);
        self
    }

    pub fn on(&mut self, moment: &str) -> &mut Self {
        self.now = at(moment);
        self
    }

    pub fn context(&self) -> Context {
        let scope = Scope {
            initiative: "cluj-school".parse().unwrap(),
            actor: self.actor.clone(),
            imported: self.imported,
            new_id: Uuid::from_u128(self.next_id),
            random: [7; 16],
        };
        let facts = Facts { roster: Arc::new(self.roster.clone()), ..Facts::default() };
        Context { scope, now: self.now, facts, approvals: vec![] }
    }

    fn load(&self, command: &Command, scope: &Scope) -> Streams<State> {
        let mut streams = Streams::default();
        let mut names = Rules::streams(command, scope);
        while !names.is_empty() {
            for name in names {
                let state = self.states.get(&name).cloned().unwrap_or_default();
                streams.insert(name, state);
            }
            names = Rules::more_streams(command, scope, &streams);
            names.retain(|name| !streams.contains(name));
        }
        streams
    }

    /// Decides and evolves; the id of what the command may have begun, and its events.
    pub fn tell(&mut self, command: Command) -> Result<(Uuid, Vec<Event>), Refusal> {
        let context = self.context();
        let streams = self.load(&command, &context.scope);
        let emitted = Rules::decide(&streams, command, &context)?;
        self.next_id += 1;
        let events = emitted.iter().map(|one| one.event.clone()).collect();
        for one in emitted {
            assert!(streams.contains(&one.stream), "{} was not named by the command", one.stream);
            self.record(one);
        }
        Ok((context.scope.new_id, events))
    }

    fn record(&mut self, Emitted { stream, event, occurred_at }: Emitted<Event>) {
        self.next_id += 1;
        let meta = EventMeta {
            id: Uuid::from_u128(self.next_id),
            occurred_at: occurred_at.unwrap_or(self.now),
            imported: self.imported,
            actor: self.actor.clone(),
        };
        Rules::evolve(self.states.entry(stream.clone()).or_default(), &event, &meta);
        self.records.push((stream, event, meta));
    }

    /// The id of what the command began.
    pub fn begin(&mut self, command: Command) -> Uuid {
        self.tell(command).unwrap().0
    }

    /// The events of a command that is taken.
    pub fn did(&mut self, command: Command) -> Vec<Event> {
        self.tell(command).unwrap().1
    }

    pub fn refuses(&mut self, command: Command) -> Refusal {
        self.tell(command).unwrap_err()
    }

    /// The content hash of the agenda as it stands.
    pub fn agenda_hash(&self) -> String {
        self.states.get(&StreamId::singleton("agenda")).unwrap().live_agenda().unwrap().hash()
    }
}
