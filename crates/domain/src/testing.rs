//! What the tests of the contexts share: a small world to put events in, command, and look at.
//!
//! Knows no context. Only in tests.

use std::{collections::BTreeSet, fmt::Debug, marker::PhantomData, path::Path, sync::Arc};

use crate::{
    decider::{Decider, Emitted, Event, Refusal, Streams},
    facts::{Facts, Membership},
    ids::{OrgId, StreamId, Uuid},
    meta::{Actor, Context, EventMeta, Role, Scope, Via},
    time::Timestamp,
};

/// The organization with that number.
pub fn org(number: u128) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(number))
}

/// A history, who acts next, and when.
pub struct World<D: Decider> {
    pub context: Context,
    streams: Streams<D::State>,
    records: u128,
    rules: PhantomData<D>,
}

impl<D: Decider> World<D> {
    /// Noon of 2026-11-23; organizations 1 to 3 are members, 4 is suspended; a representative of 1 acts.
    pub fn new() -> Self {
        let mut facts = Facts::default();
        let roster = Arc::make_mut(&mut facts.roster);
        roster.members = (1..=3).map(|number| (org(number), Membership::Active)).collect();
        roster.members.insert(org(4), Membership::Suspended);
        let actor = Actor {
            reference: "p_00000000000000000000000000000001".to_owned(),
            org: Some(org(1)),
            role: Role::OrgRepresentative,
            via: Via::Key,
        };
        let scope = Scope {
            initiative: "cluj-school".parse().unwrap(),
            actor,
            imported: false,
            new_id: Uuid::from_u128(7),
            random: [7; 16],
        };
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let context = Context { scope, now, facts, approvals: Vec::new() };
        Self { context, streams: Streams::default(), records: 0, rules: PhantomData }
    }

    /// After one more event.
    pub fn given(mut self, stream: &StreamId, event: &D::Event) -> Self {
        self.take(stream, event);
        self
    }

    /// After whatever the command does; it must be accepted.
    pub fn after(mut self, command: D::Command) -> Self {
        if let Err(refusal) = self.act(command) {
            panic!("refused: {refusal}");
        }
        self
    }

    /// With another context.
    pub fn with(mut self, change: impl FnOnce(&mut Context)) -> Self {
        change(&mut self.context);
        self
    }

    /// What the rules say, on the streams the command names and no other.
    pub fn when(&self, command: D::Command) -> Result<Vec<Emitted<D::Event>>, D::Refusal> {
        let scope = &self.context.scope;
        let command = D::resolve(command, &self.context.facts);
        let mut named: BTreeSet<StreamId> = D::streams(&command, scope).into_iter().collect();
        loop {
            let mut seen = Streams::default();
            for stream in &named {
                seen.insert(stream.clone(), self.streams.get(stream).clone());
            }
            let before = named.len();
            named.extend(D::more_streams(&command, scope, &seen));
            if named.len() > before {
                continue;
            }
            let emitted = D::decide(&seen, command, &self.context)?;
            assert!(emitted.iter().all(|one| named.contains(&one.stream)), "every stream was named");
            return Ok(emitted);
        }
    }

    /// Decides and takes the events in.
    pub fn act(&mut self, command: D::Command) -> Result<usize, D::Refusal> {
        let emitted = self.when(command)?;
        for one in &emitted {
            self.take(&one.stream, &one.event);
        }
        Ok(emitted.len())
    }

    /// The reason of the refusal, or `accepted`.
    pub fn reason(&self, command: D::Command) -> &'static str {
        self.when(command).map_or_else(|refusal| refusal.reason(), |_| "accepted")
    }

    /// The id of the last record taken in.
    pub fn last_id(&self) -> Uuid {
        Uuid::from_u128(self.records)
    }

    fn take(&mut self, stream: &StreamId, event: &D::Event) {
        self.records += 1;
        let meta = EventMeta {
            id: self.last_id(),
            occurred_at: self.context.now,
            imported: self.context.scope.imported,
            actor: self.context.scope.actor.clone(),
        };
        D::evolve(self.streams.get_mut(stream), event, &meta);
    }
}

/// Three laws over any run of commands: replaying the history twice is equal, `evolve` takes it in the wrong
/// order and twice over, and a retry of what `repeats_to_nothing` adds no event.
pub fn laws<D: Decider>(
    world: World<D>,
    commands: Vec<D::Command>,
    repeats_to_nothing: fn(&D::Command) -> bool,
) where
    D::State: PartialEq + Debug,
{
    let mut world = world;
    let mut history = Vec::new();
    for command in commands {
        let Ok(emitted) = world.when(command.clone()) else { continue };
        for one in emitted {
            world.take(&one.stream, &one.event);
            history.push(one);
        }
        if repeats_to_nothing(&command) {
            assert_eq!(
                world.when(command).map(|emitted| emitted.len()).ok(),
                Some(0),
                "a retry adds nothing"
            );
        }
    }
    let replay = |events: &mut dyn Iterator<Item = &Emitted<D::Event>>| {
        let mut fresh = World::<D>::new().with(|context| *context = world.context.clone());
        events.for_each(|one| fresh.take(&one.stream, &one.event));
        fresh.streams.into_inner()
    };
    assert_eq!(replay(&mut history.iter()), world.streams.clone().into_inner());
    replay(&mut history.iter().rev());
    replay(&mut history.iter().chain(&history));
}

/// The golden files of a context: each type has one, each decodes and re-encodes to the same bytes.
pub fn golden<E: Event>(context: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(context);
    let mut types = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let data = std::fs::read_to_string(&path).unwrap();
        let data = data.trim_end_matches('\n');
        let again =
            E::decode(&name, data).unwrap_or_else(|error| panic!("{name}: {error}")).encode().unwrap();
        assert_eq!((again.type_name.as_str(), again.data.as_str()), (name.as_str(), data));
        types.push(name);
    }
    types.sort();
    assert_eq!(types, E::TYPES);
}

/// Every refusal has a reason of its own in snake_case and says something.
pub fn catalogue<R: Refusal>() -> BTreeSet<&'static str> {
    let all = R::catalogue();
    let reasons: BTreeSet<_> = all.iter().map(Refusal::reason).collect();
    assert_eq!(reasons.len(), all.len(), "two refusals share a reason: {all:?}");
    for refusal in &all {
        assert!(refusal.reason().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'));
        assert!(!refusal.to_string().ends_with('.'));
        assert_eq!(refusal.to_string().lines().count(), 1);
    }
    reasons
}
