//! What holds for every history the rules themselves decide.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{commons::commons, *};
use crate::{
    backbone::command::*,
    decider::{Refusal as _, RefusalKind},
    time::Date,
};

const NAMES: [&str; 5] = ["city", "ngo", "chamber", "school", "nobody"];
const ROLES: [Role; 4] = [Role::Admin, Role::BackboneStaff, Role::OrgRepresentative, Role::Auditor];

/// Numbers small enough that commands meet the same aggregates again and again.
#[derive(Debug, Clone)]
struct Draw {
    kind: u8,
    a: usize,
    b: usize,
    score: u8,
    role: usize,
    actor: usize,
    fresh: bool,
}

fn draws() -> impl Strategy<Value = Vec<Draw>> {
    let draw = (0_u8..25, 0_usize..5, 0_usize..9, 0_u8..6, 0_usize..4, 0_usize..5, any::<bool>());
    let draw = draw.prop_map(|(kind, a, b, score, role, actor, fresh)| Draw {
        kind,
        a,
        b,
        score,
        role,
        actor,
        fresh,
    });
    prop::collection::vec(draw, 0..60)
}

fn in_hub(draw: &Draw) -> Command {
    let (one, two) = (org(NAMES[draw.a]), org(NAMES[draw.b % 5]));
    let holder = HolderId::from(AccountId::from_uuid(id(draw.a as u128)));
    let expires_at = at("2027-11-23T10:00:00Z");
    let on = Date::constant(2027, 1, 1);
    match draw.kind {
        0..4 => Command::RegisterOrganization(RegisterOrganization {
            code: code(&NAMES[draw.a].to_uppercase()),
            name: NAMES[draw.a].to_owned(),
            sector: Sector::ALL[draw.b % 6],
            external_ref: None,
        }),
        4 => Command::RenameOrganization(RenameOrganization {
            org: one,
            name: format!("{}", draw.b),
            from: on,
        }),
        5 => Command::SucceedOrganization(SucceedOrganization { org: one, into: two, on }),
        6 => Command::RegisterInitiative(RegisterInitiative {
            slug: slug(NAMES[draw.a]),
            name: "x".to_owned(),
            problem: "y".to_owned(),
            field: FieldOfWork::Health,
            area: "z".to_owned(),
            convener: two,
        }),
        7 => Command::CompleteSetup(CompleteSetup { key_hash: format!("{}", draw.b), expires_at }),
        8 | 9 => Command::OpenAccount,
        10 | 11 => Command::MintKey(MintKey {
            holder,
            hash: format!("{}", draw.b),
            roles: BTreeSet::new(),
            initiative: None,
            expires_at,
        }),
        12 => Command::RevokeKey(RevokeKey { key: id(draw.a as u128) }),
        13..16 => {
            Command::GrantRole(GrantRole { holder, role: ROLES[draw.role], org: None, from: None, to: None })
        }
        _ => Command::RevokeRole(RevokeRole { holder, role: ROLES[draw.role], org: None, reason: None }),
    }
}

fn in_initiative(draw: &Draw) -> Command {
    let one = org(NAMES[draw.a]);
    let known = id(draw.b as u128);
    let holder = holder(NAMES[draw.b % 5]);
    let reason = text("why");
    let decided_by = DecidedBy { context: ContextName::Agenda, id: id(77) };
    match draw.kind {
        0 => Command::StartAssessment(StartAssessment {
            assessors: NAMES[..4].iter().map(|n| org(n)).collect(),
        }),
        1..5 => Command::ScoreFactor(ScoreFactor {
            assessment: known,
            factor: Factor::ALL[draw.role * 2],
            score: draw.score,
            evidence: (draw.a > 0).then(|| text("seen")),
            confidence: Confidence::Low,
        }),
        5 => Command::ConcludeAssessment(ConcludeAssessment { assessment: known }),
        6 => Command::RequestWaiver(RequestWaiver { reason }),
        7 => {
            let basis = if draw.fresh {
                Basis::Assessment(known)
            } else {
                Basis::Waiver { request: known, reason, decided_by }
            };
            Command::LaunchInitiative(LaunchInitiative { basis })
        }
        8 => Command::InviteOrganization(InviteOrganization { org: one }),
        9 => Command::AcceptInvitation(AcceptInvitation { signatory: None }),
        10 => Command::RequestSuspension(RequestSuspension { org: one, reason }),
        11 => Command::SuspendMember(SuspendMember { org: one, request: known, reason, decided_by }),
        12 => Command::ReinstateMember(ReinstateMember { org: one }),
        13 => {
            Command::LeaveInitiative(LeaveInitiative { reason, open_commitments: OpenCommitments::Release })
        }
        14 => Command::RegisterPerson(RegisterPerson {
            person: draw.fresh.then(|| person(NAMES[draw.b % 5])),
            name: text("Ana"),
            email: text("ana@city.example"),
            org: one,
        }),
        15 => Command::GrantRole(GrantRole {
            holder,
            role: ROLES[draw.role],
            org: Some(one),
            from: None,
            to: None,
        }),
        16 => {
            Command::RevokeRole(RevokeRole { holder, role: ROLES[draw.role], org: Some(one), reason: None })
        }
        18.. => commons(draw.kind - 18, draw.a, draw.b, draw.fresh),
        _ if draw.fresh => Command::GrantImport(GrantImport { request: known }),
        _ => Command::RequestImport(RequestImport {
            holder,
            org: None,
            source: "x".to_owned(),
            from: None,
            to: at("2026-12-23T10:00:00Z"),
        }),
    }
}

/// Decides the draws one after the other, each twice, and gives what was written.
fn run(mut world: World, draws: &[Draw], command: fn(&Draw) -> Command) -> (World, Vec<(StreamId, Event)>) {
    let mut log = Vec::new();
    for (n, draw) in draws.iter().enumerate() {
        // Ids as small as those the draws name, so that requests and assessments are found again.
        world.scope.new_id = id(n as u128 % 9);
        world.scope.random = [u8::try_from(n % 9).unwrap(); 16];
        world = world.by(NAMES[draw.actor], Some(NAMES[draw.actor])).acting(ROLES[draw.role]);
        let Ok(emitted) = world.decide(command(draw)) else { continue };
        world.approvals.clear();
        for Emitted { stream, event, .. } in emitted {
            world.apply(&stream, &event);
            world = world.clone().approving(nth(world.events));
            log.push((stream, event));
        }
        let again = world.decide(command(draw)).unwrap_or_default();
        assert_eq!(again, Vec::new(), "a retry added something: {draw:?}");
    }
    (world, log)
}

fn replay(mut world: World, log: &[(StreamId, Event)]) -> World {
    log.iter().for_each(|(stream, event)| world.apply(stream, event));
    world
}

/// The states and the grants of a world, as one comparable text; grants carry ids by their place in the log.
fn sum(world: &World) -> String {
    let mut states = world.streams.clone().into_inner();
    states.retain(|_, state| *state != State::Absent);
    for state in states.values_mut() {
        if let State::Request(request) = state {
            request.by = World::hub().scope.actor;
        }
    }
    format!("{states:?} {:?} {:?}", world.roster.members, world.hub.organizations)
}

proptest! {
    #[test]
    fn a_history_of_the_hub_replays_to_the_same(draws in draws()) {
        let (world, log) = run(World::hub(), &draws, in_hub);
        prop_assert_eq!(sum(&world), sum(&replay(World::hub(), &log)));
    }

    #[test]
    fn a_history_of_an_initiative_replays_to_the_same(draws in draws()) {
        let start = World::initiative().decided(77, "waive", true);
        let (world, log) = run(start.clone(), &draws, in_initiative);
        prop_assert_eq!(sum(&world), sum(&replay(start, &log)));
        prop_assert!(world.roster.is_active(&org("city")));
    }

    #[test]
    fn any_event_after_any_state_is_taken(
        hub in draws(),
        own in draws(),
        order in prop::collection::vec((0_usize..60, 0_usize..60), 0..60),
    ) {
        let (_, mut log) = run(World::hub(), &hub, in_hub);
        log.extend(run(World::initiative(), &own, in_initiative).1);
        let mut world = World::initiative();
        for (stream, event) in order {
            if let (Some((stream, _)), Some((_, event))) = (log.get(stream), log.get(event)) {
                world.apply(stream, event);
            }
        }
    }
}

#[test]
fn refusals_have_one_reason_each_and_say_what_would_be_accepted() {
    let all = Refusal::catalogue();
    let reasons: BTreeSet<&str> = all.iter().map(|refusal| refusal.reason()).collect();
    assert_eq!((reasons.len(), all.len()), (78, 78));
    for refusal in all {
        assert!(refusal.to_string().contains("accepted"), "{refusal}");
        assert_eq!(
            refusal.kind() == RefusalKind::Exists,
            refusal.reason().ends_with("taken")
                || refusal.reason().starts_with("already_") && refusal.reason() != "already_final"
        );
    }
}
