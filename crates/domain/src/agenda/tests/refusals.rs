//! Every refusal of the catalogue is provoked here at least once, and has a reason of its own.

use std::collections::BTreeSet;

use super::{
    given::*,
    world::{World, at, org},
};
use crate::{
    agenda::{value::*, *},
    decider::Refusal as _,
    facts::Membership,
    ids::{PersonId, Uuid},
    meta::Role,
};

#[test]
fn every_refusal_is_provoked_and_has_its_own_reason() {
    let provoked: BTreeSet<_> = [
        of_the_text(),
        of_drafts(),
        of_subjects(),
        of_amendments(),
        of_openings(),
        of_stances(),
        of_windows(),
        of_rooms(),
        of_meetings(),
        of_consultations(),
        of_voices(),
    ]
    .concat()
    .iter()
    .map(Refusal::reason)
    .collect();
    let catalogue = Refusal::catalogue();
    let listed: BTreeSet<_> = catalogue.iter().map(Refusal::reason).collect();
    assert_eq!(listed.len(), catalogue.len(), "two refusals share a reason");
    assert!(catalogue.iter().all(|refusal| refusal.row().is_some()), "a refusal is in no part of the table");
    assert_eq!(provoked, listed);
}

fn of_the_text() -> Vec<Refusal> {
    let mut empty = World::new(2);
    let mut past = draft_agenda();
    past.horizon_end = "2026-11-23".parse().unwrap();
    let mut all =
        vec![empty.refuses(Command::DefineGoal(goal("READ"))), empty.refuses(Command::DraftAgenda(past))];
    let mut world = drafted(2);
    let mut different = draft_agenda();
    different.vision = "Nobody leaves".to_owned();
    all.push(world.refuses(Command::DraftAgenda(different)));
    let mut taken = goal("READ");
    taken.statement = "some read".to_owned();
    all.push(world.refuses(Command::DefineGoal(taken)));
    let revise = |base_hash: String, text: &str| {
        Command::ReviseAgendaText(ReviseAgendaText {
            base_hash,
            section: Section::HorizonEnd,
            text: text.to_owned(),
        })
    };
    all.push(world.refuses(revise("0".repeat(64), "2031-01-01")));
    all.push(world.refuses(revise(world.agenda_hash(), "soon")));
    for number in 2..=MAX_GOALS {
        world.did(Command::DefineGoal(goal(&format!("G{number}"))));
    }
    all.push(world.refuses(Command::DefineGoal(goal("TOO_MANY"))));
    all.push(adopted(2).refuses(Command::DefineGoal(goal("EAT"))));
    let decided_by = DecidedBy::agenda(Uuid::nil());
    all.push(world.refuses(Command::RetireAgenda(RetireAgenda { decided_by, successor: None })));
    all
}

fn of_drafts() -> Vec<Refusal> {
    let mut world = World::new(2);
    let mut refuse = |change: fn(&mut DraftProposal)| {
        let mut draft = other("Meet in public");
        change(&mut draft);
        world.refuses(Command::DraftProposal(draft))
    };
    vec![
        refuse(|draft| draft.subject_hash.push('0')),
        refuse(|draft| draft.changes.push(set_vision("All"))),
        refuse(|draft| draft.text = "x".repeat(MAX_PROPOSAL_BYTES + 1)),
        refuse(|draft| draft.rule.threshold_bp = Some(6_000)),
        refuse(|draft| draft.rule.quorum_bp = 10_001),
        refuse(|draft| draft.rule.electorate = Electorate::Body { code: code("NOBODY") }),
        refuse(|draft| draft.subject_ref = SubjectRef::Agenda),
    ]
}

fn of_subjects() -> Vec<Refusal> {
    let mut world = adopted(2);
    let mut all = vec![world.refuses(Command::DraftProposal(amend(&world, vec![])))];
    let drop = Change::DropGoal { code: code("NO_SUCH") };
    all.push(world.refuses(Command::DraftProposal(amend(&world, vec![drop]))));
    let proposal = world.begin(Command::DraftProposal(other("Meet")));
    let round = |of| Command::StartNewRound(StartNewRound { of, text: None });
    all.push(world.refuses(round(proposal)));
    all.push(world.refuses(round(Uuid::nil())));
    all
}

fn of_amendments() -> Vec<Refusal> {
    let mut world = drafted(2);
    let proposal = world.begin(Command::DraftProposal(adopt(&world)));
    let submit = |proposal, base_hash: &str| {
        Command::SubmitAmendment(SubmitAmendment {
            proposal,
            section: Section::Vision,
            base_hash: base_hash.to_owned(),
            replacement: "All".to_owned(),
            rationale: private("shorter"),
        })
    };
    let resolve = |amendment, is_accepted| {
        Command::ResolveAmendment(ResolveAmendment { proposal, amendment, is_accepted, reason: None })
    };
    let hash = world.agenda_hash();
    let amendment = world.begin(submit(proposal, &hash));
    let mut all = vec![
        world.refuses(submit(proposal, "another")),
        world.refuses(resolve(amendment, false)),
        world.refuses(resolve(Uuid::nil(), true)),
    ];
    world.did(Command::WithdrawAmendment(WithdrawAmendment { proposal, amendment }));
    all.push(world.refuses(resolve(amendment, true)));
    world.did(open(proposal));
    all.push(world.refuses(submit(proposal, &hash)));
    all
}

fn of_openings() -> Vec<Refusal> {
    let mut world = World::new(501);
    let proposal = world.begin(Command::DraftProposal(other("Meet")));
    let until = |closes_at: &str| {
        let (opens_at, closes_at) = (at("2026-11-23T10:00:00Z"), at(closes_at));
        let tz = "Europe/Bucharest".to_owned();
        Command::OpenProposal(OpenProposal { proposal, opens_at, closes_at, tz })
    };
    let mut all = vec![
        world.refuses(until("2026-11-24T09:59:59Z")),
        world.refuses(until("2027-02-21T10:00:01Z")),
        world.refuses(open(proposal)),
    ];
    world.roster.members.clear();
    all.push(world.refuses(open(proposal)));
    world.roster.members.insert(org(1), Membership::Active);
    world.did(open(proposal));
    all.push(world.refuses(until("2026-12-01")));
    let rival = world.begin(Command::DraftProposal(other("Do not meet")));
    all.push(world.refuses(open(rival)));
    let mut world = drafted(2);
    let proposal = world.begin(Command::DraftProposal(adopt(&world)));
    world.did(Command::DefineGoal(goal("ATTEND")));
    all.push(world.refuses(open(proposal)));
    all
}

fn of_stances() -> Vec<Refusal> {
    let (mut world, proposal) = opened(2, Method::Majority);
    let silent = |position| Command::CastStance(CastStance { proposal, position, reason: None });
    let mut all = vec![
        world.on("2026-11-22").refuses(silent(Position::Agree)),
        world.on("2026-12-22").refuses(silent(Position::Agree)),
        world.on("2026-11-24").refuses(silent(Position::Block)),
        world.as_org(7).refuses(silent(Position::Agree)),
    ];
    world.as_org(2).did(conflict(proposal, 2));
    all.push(world.refuses(silent(Position::Agree)));
    world.as_org(1).actor.org = None;
    all.push(world.refuses(silent(Position::Agree)));
    let mut draft = other("Meet elsewhere");
    draft.subject_ref = SubjectRef::Record { context: Rules::CONTEXT, id: "agenda".to_owned() };
    draft.rule.reason_policy = ReasonPolicy::Disabled;
    let quiet = world.begin(Command::DraftProposal(draft));
    world.on("2026-11-23T10:00:00Z").did(open(quiet));
    all.push(world.as_org(1).refuses(cast(quiet, Position::Disagree)));
    all
}

fn of_windows() -> Vec<Refusal> {
    let (mut world, proposal) = opened(2, Method::Majority);
    let extend = |closes_at: &str| {
        let (closes_at, reason) = (at(closes_at), private("holidays"));
        Command::ExtendWindow(ExtendWindow { proposal, closes_at, reason })
    };
    let outcome = |statement: &str, review_on: Option<&str>| {
        Command::RecordOutcome(RecordOutcome {
            proposal,
            statement: statement.to_owned(),
            review_on: review_on.map(|day| day.parse().unwrap()),
            responsible_org: org(1),
        })
    };
    let mut all = vec![
        world.refuses(extend("2026-11-30")),
        world.refuses(close(proposal)),
        world.refuses(outcome("Done", None)),
    ];
    let mut decided = world.clone();
    world.did(extend("2026-12-02"));
    all.push(world.refuses(extend("2026-12-03")));
    for number in 1..=2 {
        decided.as_org(number).did(cast(proposal, Position::Agree));
    }
    all.push(decided.refuses(extend("2026-12-02")));
    decided.did(close(proposal));
    all.push(decided.refuses(outcome("Done", Some("2026-11-23"))));
    decided.did(outcome("Done", None));
    all.push(decided.refuses(outcome("Done otherwise", None)));
    let withdraw = WithdrawProposal { proposal, reason: "no".to_owned() };
    all.push(decided.refuses(Command::WithdrawProposal(withdraw)));
    all
}

fn of_rooms() -> Vec<Refusal> {
    let mut world = World::new(2).importing();
    let mut all = vec![world.refuses(Command::OpenMatter(matter()))];
    world.did(body("COUNCIL", &[]));
    all.push(world.refuses(body("COUNCIL", &[1])));
    let mut named = matter();
    named.external_ref = Some(external("Int 1"));
    world.did(Command::OpenMatter(named.clone()));
    named.title = "Another".to_owned();
    all.push(world.refuses(Command::OpenMatter(named)));
    all.push(world.refuses(Command::RecordMeetingDecision(decision(Uuid::nil(), "COUNCIL", vec![]))));
    all
}

fn of_meetings() -> Vec<Refusal> {
    let mut world = World::new(2).importing();
    world.did(body("COUNCIL", &[]));
    let id = world.begin(Command::OpenMatter(matter()));
    let aye = |voters: &str| roll_call(&[("Aye", MeetingPosition::Agree, voters)]);
    let mut refuse = |change: &dyn Fn(&mut RecordMeetingDecision)| {
        let mut meeting = decision(id, "COUNCIL", aye("ab"));
        change(&mut meeting);
        world.refuses(Command::RecordMeetingDecision(meeting))
    };
    let mut all = vec![
        refuse(&|meeting| meeting.positions = aye("aba")),
        refuse(&|meeting| {
            let other = ExternalRef { vocabulary: "other".to_owned(), code: "a".to_owned() };
            meeting.positions.last_mut().unwrap().voter = Voter::External(other);
        }),
        refuse(&|meeting| meeting.decided_on = "2026-11-24".parse().unwrap()),
        refuse(&|meeting| meeting.reverses = Some(Named::Id(Uuid::nil()))),
        refuse(&|meeting| {
            let everybody: String = ('\u{4e00}'..).take(MAX_VOTERS + 1).collect();
            meeting.positions = aye(&everybody);
        }),
    ];
    let mut meeting = decision(id, "COUNCIL", aye("ab"));
    meeting.external_ref = Some(external("7"));
    world.did(Command::RecordMeetingDecision(meeting.clone()));
    all.push(world.refuses(Command::RecordMeetingDecision(meeting.clone())));
    let mut world = World::new(2);
    world.did(body("COUNCIL", &[]));
    meeting.matter = Named::Id(world.begin(Command::OpenMatter(matter())));
    meeting.adopts = Some(Adopts {
        kind: ProposalKind::Other,
        subject_ref: other("").subject_ref,
        subject_hash: String::new(),
        changes: vec![],
    });
    all.push(world.refuses(Command::RecordMeetingDecision(meeting)));
    all
}

fn of_consultations() -> Vec<Refusal> {
    let mut world = World::new(2).importing();
    let mut ask = consultation();
    ask.closes_at = Some(ask.opens_at);
    let mut all = vec![world.refuses(Command::OpenConsultation(ask))];
    let mut ask = consultation();
    ask.subject_ref = Some(ConsultationSubject::Agenda);
    all.push(world.refuses(Command::OpenConsultation(ask)));
    let mut ask = consultation();
    ask.external_ref = Some(external("uberx"));
    world.did(Command::OpenConsultation(ask.clone()));
    ask.question = "Another?".to_owned();
    all.push(world.refuses(Command::OpenConsultation(ask)));
    let id = world.begin(Command::OpenConsultation(consultation()));
    let ending = |id| Command::CloseConsultation(CloseConsultation { consultation: Named::Id(id) });
    all.push(world.on("2026-10-01").refuses(Command::AddStatement(statements(id, &[None]))));
    let mut ahead = statements(id, &[Some("0")]);
    ahead.rows[0].occurred_at = Some(at("2026-11-24"));
    all.push(world.on("2026-11-23").refuses(Command::AddStatement(ahead)));
    world.did(ending(id));
    all.push(world.refuses(ending(id)));
    all.push(world.refuses(ending(Uuid::nil())));
    all.push(world.refuses(Command::AddStatement(statements(id, &[None]))));
    all
}

fn of_voices() -> Vec<Refusal> {
    let mut world = World::new(2);
    let mut ask = consultation();
    ask.who = Audience::Members;
    let id = world.begin(Command::OpenConsultation(ask));
    world.did(Command::AddStatement(statements(id, &[None])));
    let say = |key: &str| responses(id, &[(key, ResponseValue::Agree)]);
    let accept = || Command::ModerateStatement(moderations(id, &[("1", Moderation::Accepted)]));
    world.did(accept());
    let mut of_another = say("1");
    of_another.rows[0].participant = Participant::Named(PersonId::from_random([9; 16]));
    let mut dated = say("1");
    dated.rows[0].occurred_at = Some(at("2026-11-02"));
    let mut all = vec![
        world.refuses(Command::Respond(say("2"))),
        world.refuses(Command::AddStatement(statements(id, &[Some("1")]))),
        world.refuses(accept()),
        world.refuses(Command::Respond(of_another)),
        world.refuses(Command::Respond(dated)),
        world.refuses(Command::RespondInBulk(say("2"))),
        world.refuses(Command::RespondInBulk(Respond { consultation: Named::Id(id), rows: vec![] })),
    ];
    world.roster.members.insert(org(1), Membership::Suspended);
    all.push(world.refuses(Command::Respond(say("1"))));
    world.actor.reference = "system".to_owned();
    world.actor.role = Role::System;
    all.push(world.refuses(Command::Respond(say("1"))));
    all
}
