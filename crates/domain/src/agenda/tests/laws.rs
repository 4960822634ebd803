//! Laws over any decided history: replaying it twice gives the same states, any event may follow any state
//! without a panic, and a retry adds nothing.

use proptest::prelude::*;

use super::{
    given::*,
    world::{World, at, org},
};
use crate::{
    agenda::{value::*, *},
    decider::Decider,
    ids::{StreamId, Uuid},
};

/// What is tried next; most of it is refused, which is fine.
#[derive(Debug, Clone)]
enum Try {
    Goal(u8),
    Vision(u8),
    Draft(bool),
    Open,
    Cast(u8, u8),
    Conflict(u8),
    Extend,
    Close,
    Withdraw,
    Round,
    Amend,
    Resolve(bool),
    Outcome,
    Later(u8),
    Meet(u8, u8),
    Statement,
    Moderate(u8, bool),
    Respond(u8, u8),
    EndConsultation,
}

fn any_try() -> impl Strategy<Value = Try> {
    prop_oneof![
        1 => (0..4_u8).prop_map(Try::Goal),
        1 => (0..4_u8).prop_map(Try::Vision),
        1 => any::<bool>().prop_map(Try::Draft),
        3 => Just(Try::Open),
        6 => (1..4_u8, 0..4_u8).prop_map(|(org, position)| Try::Cast(org, position)),
        1 => (1..5_u8).prop_map(Try::Conflict),
        1 => Just(Try::Extend),
        2 => Just(Try::Close),
        1 => Just(Try::Withdraw),
        1 => Just(Try::Round),
        1 => Just(Try::Amend),
        1 => any::<bool>().prop_map(Try::Resolve),
        1 => Just(Try::Outcome),
        1 => (1..200_u8).prop_map(Try::Later),
        1 => (0..3_u8, 0..5_u8).prop_map(|(body, position)| Try::Meet(body, position)),
        1 => Just(Try::Statement),
        1 => (1..4_u8, any::<bool>()).prop_map(|(statement, yes)| Try::Moderate(statement, yes)),
        1 => (1..4_u8, 0..3_u8).prop_map(|(statement, value)| Try::Respond(statement, value)),
        1 => Just(Try::EndConsultation),
    ]
}

/// What the tries are about.
struct Play {
    world: World,
    proposal: Uuid,
    amendment: Uuid,
    matter: Uuid,
    consultation: Uuid,
}

impl Play {
    fn begin() -> Self {
        let mut world = drafted(3);
        for code in ["COUNCIL", "COMMITTEE", "MAYOR"] {
            world.did(body(code, &[]));
        }
        let matter = world.begin(Command::OpenMatter(matter()));
        let consultation = world.begin(Command::OpenConsultation(consultation()));
        let proposal = world.begin(Command::DraftProposal(adopt(&world)));
        Self { world, proposal, amendment: Uuid::nil(), matter, consultation }
    }

    fn command(&mut self, what: &Try) -> Option<Command> {
        let (world, proposal) = (&mut self.world, self.proposal);
        let closes_at = world.now.plus_days(7);
        Some(match what {
            Try::Goal(number) => Command::DefineGoal(goal(&format!("G{number}"))),
            Try::Vision(number) => Command::ReviseAgendaText(ReviseAgendaText {
                base_hash: world.agenda_hash(),
                section: Section::Vision,
                text: format!("vision {number}"),
            }),
            Try::Draft(true) => Command::DraftProposal(other("Meet in public")),
            Try::Draft(false) => Command::DraftProposal(amend(world, vec![set_vision("all")])),
            Try::Open => {
                let (opens_at, tz) = (world.now, "Europe/Bucharest".to_owned());
                Command::OpenProposal(OpenProposal { proposal, opens_at, closes_at, tz })
            }
            Try::Cast(number, position) => {
                use Position::{Abstain, Agree, Block, Disagree};
                world.as_org(u128::from(*number));
                let position = [Agree, Abstain, Disagree, Block][usize::from(*position)];
                cast(proposal, position)
            }
            Try::Conflict(number) => conflict(proposal, u128::from(*number)),
            Try::Extend => {
                let closes_at = world.now.plus_days(20);
                Command::ExtendWindow(ExtendWindow { proposal, closes_at, reason: private("more") })
            }
            Try::Close => close(proposal),
            Try::Withdraw => {
                Command::WithdrawProposal(WithdrawProposal { proposal, reason: "no".to_owned() })
            }
            Try::Round => Command::StartNewRound(StartNewRound { of: proposal, text: None }),
            Try::Amend => Command::SubmitAmendment(SubmitAmendment {
                proposal,
                section: Section::Population,
                base_hash: world.agenda_hash(),
                replacement: "all pupils".to_owned(),
                rationale: private("all"),
            }),
            Try::Resolve(is_accepted) => Command::ResolveAmendment(ResolveAmendment {
                proposal,
                amendment: self.amendment,
                is_accepted: *is_accepted,
                reason: Some(private("so")),
            }),
            Try::Outcome => Command::RecordOutcome(RecordOutcome {
                proposal,
                statement: "done".to_owned(),
                review_on: None,
                responsible_org: org(1),
            }),
            Try::Later(hours) => {
                world.now = world.now.plus_hours(i64::from(*hours));
                return None;
            }
            other => return self.in_a_room(other),
        })
    }

    fn in_a_room(&mut self, what: &Try) -> Option<Command> {
        use MeetingPosition::{Absent, Abstain, Agree, Block, Disagree};
        Some(match what {
            Try::Meet(body, position) => {
                let position = [Agree, Abstain, Disagree, Block, Absent][usize::from(*position)];
                let body = ["COUNCIL", "COMMITTEE", "MAYOR"][usize::from(*body)];
                Command::RecordMeetingDecision(decision(
                    self.matter,
                    body,
                    roll_call(&[("w", position, "ab")]),
                ))
            }
            Try::Statement => Command::AddStatement(statements(self.consultation, &[None])),
            Try::Moderate(statement, is_accepted) => {
                let moderation = if *is_accepted { Moderation::Accepted } else { Moderation::Rejected };
                let rows = [(&*statement.to_string(), moderation)];
                Command::ModerateStatement(moderations(self.consultation, &rows))
            }
            Try::Respond(statement, value) => {
                use ResponseValue::{Agree, Disagree, Pass};
                let value = [Agree, Pass, Disagree][usize::from(*value)];
                Command::Respond(responses(self.consultation, &[(&statement.to_string(), value)]))
            }
            Try::EndConsultation => {
                Command::CloseConsultation(CloseConsultation { consultation: Named::Id(self.consultation) })
            }
            _ => return None,
        })
    }

    fn run(&mut self, what: &Try) {
        let Some(command) = self.command(what) else { return };
        let Ok((begun, _)) = self.world.tell(command) else { return };
        match what {
            Try::Draft(_) | Try::Round => self.proposal = begun,
            Try::Amend => self.amendment = begun,
            _ => {}
        }
    }
}

/// Commands that a second time change nothing, or are refused: a retry with another id.
fn adds_nothing_twice(what: &Try) -> bool {
    matches!(
        what,
        Try::Goal(_)
            | Try::Vision(_)
            | Try::Open
            | Try::Cast(..)
            | Try::Conflict(_)
            | Try::Extend
            | Try::Close
            | Try::Withdraw
            | Try::Resolve(_)
            | Try::Outcome
            | Try::Moderate(..)
            | Try::EndConsultation
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn replaying_any_history_twice_gives_the_same_states(tries in prop::collection::vec(any_try(), 1..60)) {
        let mut play = Play::begin();
        tries.iter().for_each(|what| play.run(what));
        for _ in 0..2 {
            let mut replayed = World::new(0);
            for (stream, event, meta) in &play.world.records {
                Rules::evolve(replayed.states.entry(stream.clone()).or_default(), event, meta);
            }
            prop_assert_eq!(&replayed.states, &play.world.states);
        }
    }

    #[test]
    fn a_retry_adds_nothing(tries in prop::collection::vec(any_try(), 1..60)) {
        let mut play = Play::begin();
        for what in &tries {
            play.run(what);
            let before = play.world.records.len();
            if adds_nothing_twice(what) {
                play.run(what);
                prop_assert_eq!(play.world.records.len(), before, "{:?}", what);
            }
        }
    }

    #[test]
    fn any_event_may_follow_any_state(tries in prop::collection::vec(any_try(), 1..40), seed in any::<u64>()) {
        let mut play = Play::begin();
        tries.iter().for_each(|what| play.run(what));
        let mut records = play.world.records.clone();
        let start = usize::try_from(seed % 1_000).unwrap() % records.len();
        records.rotate_left(start);
        let mut state = State::default();
        // Once as they came and once backwards, all streams mixed into one state.
        for (_, event, meta) in records.iter().chain(records.iter().rev()) {
            Rules::evolve(&mut state, event, meta);
        }
        prop_assert!(state != State::Absent);
    }
}

#[test]
fn a_decided_proposal_is_reached_by_the_tries() {
    let mut play = Play::begin();
    let tries = [Try::Open, Try::Cast(1, 0), Try::Cast(2, 0), Try::Cast(3, 0), Try::Close, Try::Outcome];
    tries.iter().for_each(|what| play.run(what));
    let state = play.world.states.get(&StreamId::of("proposal", play.proposal)).unwrap();
    assert!(matches!(state.proposal(), Some(p) if matches!(p, proposal::Proposal::Decided(_))));
    assert_eq!(play.world.now, at("2026-11-23T10:00:00Z"));
}
