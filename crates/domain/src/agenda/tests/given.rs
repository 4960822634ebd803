//! The commands that most tests begin with.

use super::world::{World, at, org};
use crate::{
    agenda::{value::*, *},
    content::Content,
    ids::{Code, Uuid},
    meta::ContextName,
    private::Private,
};

pub fn code(text: &str) -> Code {
    text.parse().unwrap()
}

pub fn private(text: &str) -> Private {
    Private::Plain(text.to_owned())
}

pub fn draft_agenda() -> DraftAgenda {
    DraftAgenda {
        problem_statement: "Too many children leave school early".to_owned(),
        vision: "Every child finishes school".to_owned(),
        geographic_scope: "Cluj".to_owned(),
        population: "pupils of 6 to 16".to_owned(),
        horizon_end: "2030-12-31".parse().unwrap(),
    }
}

pub fn goal(text: &str) -> DefineGoal {
    DefineGoal {
        code: code(text),
        statement: "all read".to_owned(),
        desired_condition: "every pupil of ten reads a page aloud".to_owned(),
        lead_sector: Some(Sector::Government),
    }
}

/// A world with a drafted agenda of one goal.
pub fn drafted(organizations: u128) -> World {
    let mut world = World::new(organizations);
    world.did(Command::DraftAgenda(draft_agenda()));
    world.did(Command::DefineGoal(goal("READ")));
    world
}

pub fn rule(method: Method) -> Rule {
    Rule {
        method,
        quorum_bp: 6_000,
        threshold_bp: (method == Method::Supermajority).then_some(6_667),
        reason_policy: ReasonPolicy::RequiredForDisagreeOrBlock,
        electorate: Electorate::Organizations,
    }
}

pub fn adopt(world: &World) -> DraftProposal {
    DraftProposal {
        kind: ProposalKind::AdoptAgenda,
        subject_ref: SubjectRef::Agenda,
        subject_hash: world.agenda_hash(),
        text: "Let us adopt the agenda".to_owned(),
        changes: vec![],
        rule: rule(Method::Consent),
    }
}

pub fn other(text: &str) -> DraftProposal {
    DraftProposal {
        kind: ProposalKind::Other,
        subject_ref: SubjectRef::Record { context: ContextName::Backbone, id: "initiative".to_owned() },
        subject_hash: Content::Other(text).hash(),
        text: text.to_owned(),
        changes: vec![],
        rule: rule(Method::Majority),
    }
}

pub fn amend(world: &World, changes: Vec<Change>) -> DraftProposal {
    let state = world.states.get("agenda").unwrap();
    let after = amended(&state.live_agenda().unwrap().text, &changes);
    DraftProposal {
        kind: ProposalKind::AmendAgenda,
        subject_hash: Content::Agenda(&after).hash(),
        changes,
        ..adopt(world)
    }
}

pub fn set_vision(text: &str) -> Change {
    Change::SetSection { section: Section::Vision, text: text.to_owned() }
}

/// For a week, from now on.
pub fn open(proposal: Uuid) -> Command {
    Command::OpenProposal(OpenProposal {
        proposal,
        opens_at: at("2026-11-23T10:00:00Z"),
        closes_at: at("2026-11-30T10:00:00Z"),
        tz: "Europe/Bucharest".to_owned(),
    })
}

pub fn cast(proposal: Uuid, position: Position) -> Command {
    let reason = matches!(position, Position::Disagree | Position::Block).then(|| private("we cannot"));
    Command::CastStance(CastStance { proposal, position, reason })
}

pub fn close(proposal: Uuid) -> Command {
    Command::CloseProposal(CloseProposal { proposal })
}

pub fn conflict(proposal: Uuid, number: u128) -> Command {
    Command::DeclareConflict(DeclareConflict { proposal, org: org(number), nature: private("our director") })
}

/// A world of so many organizations with an open proposal of the kind `other`.
pub fn opened(organizations: u128, method: Method) -> (World, Uuid) {
    let mut world = World::new(organizations);
    let mut draft = other("Meet in public");
    draft.rule = rule(method);
    let proposal = world.begin(Command::DraftProposal(draft));
    world.did(open(proposal));
    (world, proposal)
}

/// A world whose agenda was adopted by all of its organizations.
pub fn adopted(organizations: u128) -> World {
    let mut world = drafted(organizations);
    let proposal = world.begin(Command::DraftProposal(adopt(&world)));
    world.did(open(proposal));
    decide(&mut world, proposal, organizations);
    world
}

/// Everybody agrees, and the proposal is closed.
pub fn decide(world: &mut World, proposal: Uuid, organizations: u128) -> Vec<Event> {
    for number in 1..=organizations {
        world.as_org(number).did(cast(proposal, Position::Agree));
    }
    world.did(close(proposal))
}

pub fn body(text: &str, seats: &[u128]) -> Command {
    let seats = seats.iter().copied().map(org).collect();
    Command::DefineBody(DefineBody { code: code(text), name: text.to_lowercase(), seats })
}

pub fn matter() -> OpenMatter {
    OpenMatter {
        title: "Int 0229-2022".to_owned(),
        text: None,
        kind: code("INTRODUCTION"),
        deciding_body: code("COUNCIL"),
        external_ref: None,
    }
}

pub fn external(name: &str) -> ExternalRef {
    ExternalRef { vocabulary: "nyc".to_owned(), code: name.to_owned() }
}

/// Voters named by letters: one group of positions a word, such as `("Affirmative", Agree, "abc")`.
pub fn roll_call(groups: &[(&str, MeetingPosition, &str)]) -> Vec<VoterPosition> {
    let each = |&(word, position, voters): &(&str, MeetingPosition, &str)| {
        let all = voters.chars().map(move |voter| VoterPosition {
            voter: Voter::External(external(&voter.to_string())),
            position,
            stated_as: Some(word.to_owned()),
        });
        all.collect::<Vec<_>>()
    };
    groups.iter().flat_map(each).collect()
}

pub fn decision(matter: Uuid, body: &str, positions: Vec<VoterPosition>) -> RecordMeetingDecision {
    RecordMeetingDecision {
        matter: Named::Id(matter),
        body: code(body),
        rule: Counting { method: Method::Majority, quorum_bp: 5_000, threshold_bp: None },
        positions,
        stated_result: DecisionResult::Adopted,
        decided_on: "2026-11-20".parse().unwrap(),
        minutes_ref: None,
        reverses: None,
        adopts: None,
        external_ref: None,
    }
}

pub fn consultation() -> OpenConsultation {
    OpenConsultation {
        question: "What keeps your child from school?".to_owned(),
        opens_at: at("2026-11-01"),
        closes_at: Some(at("2026-12-01")),
        who: Audience::Anyone,
        subject_ref: None,
        external_ref: None,
    }
}

pub fn statements(consultation: Uuid, keys: &[Option<&str>]) -> AddStatements {
    let row = |key: &Option<&str>| StatementRow {
        key: key.map(str::to_owned),
        text: private("the bus comes late"),
        by: Participant::Caller,
        occurred_at: None,
    };
    AddStatements { consultation: Named::Id(consultation), rows: keys.iter().map(row).collect() }
}

pub fn moderations(consultation: Uuid, rows: &[(&str, Moderation)]) -> ModerateStatements {
    let row = |(statement, moderation): &(&str, Moderation)| ModerationRow {
        statement: (*statement).to_owned(),
        moderation: *moderation,
        reason: None,
    };
    ModerateStatements { consultation: Named::Id(consultation), rows: rows.iter().map(row).collect() }
}

pub fn responses(consultation: Uuid, rows: &[(&str, ResponseValue)]) -> Respond {
    let row = |(statement, value): &(&str, ResponseValue)| ResponseRow {
        statement: (*statement).to_owned(),
        participant: Participant::Caller,
        value: *value,
        occurred_at: None,
    };
    Respond { consultation: Named::Id(consultation), rows: rows.iter().map(row).collect() }
}
