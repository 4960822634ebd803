//! Proposals, amendments, matters.

use domain::{agenda::Tally, ids::Code};

use super::*;

fn rule() -> Rule {
    Rule {
        method: Method::Consent,
        quorum_bp: 6_000,
        threshold_bp: None,
        reason_policy: ReasonPolicy::Optional,
        electorate: Electorate::Organizations,
    }
}

fn draft(kind: ProposalKind) -> Event {
    Event::ProposalDrafted {
        kind,
        subject_ref: SubjectRef::Agenda,
        subject_hash: "s1".to_owned(),
        text: "Let us".to_owned(),
        changes: vec![],
        rule: rule(),
        previous_round: None,
    }
}

fn opening(kind: ProposalKind, electorate: &[u128]) -> Event {
    Event::ProposalOpened {
        kind,
        subject_ref: SubjectRef::Agenda,
        subject_hash: "s1".to_owned(),
        text: "Let us".to_owned(),
        changes: vec![],
        rule: rule(),
        electorate: electorate.iter().copied().map(org).collect(),
        opens_at: at("2026-11-23"),
        closes_at: at("2026-11-30"),
        tz: "Europe/Bucharest".to_owned(),
    }
}

fn stance(number: u128, position: Position) -> Event {
    Event::StanceCast {
        org: org(number),
        position,
        subject_hash: "s1".to_owned(),
        replaces: None,
        reason: Some(fixture::sealed("because")),
    }
}

fn one(file: &File, reader: Reader, number: u128) -> Option<Proposal> {
    read(file, |connection| proposal(connection, reader, id(number)))
}

#[test]
fn a_proposal_is_counted_while_it_is_open_and_kept_as_it_was_decided() {
    let mut history = History::new("agenda");
    let stream = stream("proposal", 1);
    history
        .push(&stream, &draft(ProposalKind::AdoptAgenda))
        .push(&stream, &opening(ProposalKind::AdoptAgenda, &[1, 2, 3]))
        .push(&stream, &stance(1, Position::Disagree))
        .push(&stream, &stance(1, Position::Agree))
        .push(&stream, &stance(2, Position::Block))
        .push(&stream, &Event::ConflictDeclared { org: org(2), nature: fixture::sealed("director") });
    let file = history.view(&SCHEMA);
    let open = one(&file, Reader::Anyone, 1).unwrap();
    assert_eq!(open.tally, Tally { electorate: 2, recused: 1, agree: 1, ..Tally::default() });
    assert_eq!((open.status.as_str(), open.electorate.len()), ("open", 3));
    let stances = read(&file, |connection| stances(connection, id(1)));
    let standings: Vec<_> = stances.iter().map(|stance| stance.standing.as_str()).collect();
    assert_eq!(standings, ["replaced", "live", "void"]);
    assert_eq!(read(&file, |connection| conflicts(connection, id(1))).len(), 1);

    let tally = Tally { electorate: 2, recused: 1, agree: 1, ..Tally::default() };
    let decided = Event::ProposalDecided {
        proposal: id(1),
        kind: ProposalKind::AdoptAgenda,
        subject_ref: SubjectRef::Agenda,
        subject_hash: "s1".to_owned(),
        result: DecisionResult::NoQuorum,
        tally,
        not_voting: vec![org(3)],
    };
    let outcome = Event::OutcomeRecorded {
        statement: "again in May".to_owned(),
        review_on: None,
        responsible_org: org(1),
    };
    let extended = Event::WindowExtended {
        from: at("2026-11-30"),
        closes_at: at("2026-12-02"),
        reason: fixture::sealed("holidays"),
    };
    history
        .push(&stream, &extended)
        .push(&stream, &Event::ProposalClosed { tally })
        .push(&stream, &decided)
        .push(&stream, &outcome);
    let closed = one(&history.view(&SCHEMA), Reader::Anyone, 1).unwrap();
    assert_eq!(
        (closed.status.as_str(), closed.result, closed.tally, closed.is_extended, closed.closes_at),
        ("decided", Some(DecisionResult::NoQuorum), tally, true, Some(at("2026-12-02")))
    );
    assert_eq!((closed.not_voting, closed.outcome.is_some(), closed.last_sequence), (vec![org(3)], true, 10));
}

#[test]
fn drafts_are_for_members_and_lists_go_on_where_they_stopped() {
    let mut history = History::new("agenda");
    for number in 1..=3 {
        history.push(&stream("proposal", number), &draft(ProposalKind::AdoptAgenda));
    }
    history
        .push(&stream("proposal", 2), &opening(ProposalKind::AdoptAgenda, &[1]))
        .push(&stream("proposal", 3), &Event::ProposalWithdrawn { reason: "no".to_owned() });
    let file = history.view(&SCHEMA);
    let list = |reader, filter: &ProposalFilter, part| {
        let found = read(&file, |connection| proposals(connection, reader, filter, part));
        found.iter().map(|proposal| proposal.id.as_u128()).collect::<Vec<_>>()
    };
    let all = ProposalFilter::default();
    assert_eq!(list(Reader::Anyone, &all, Part::first(10)), [2]);
    assert_eq!(list(Reader::Member, &all, Part::first(2)), [1, 2]);
    assert_eq!(list(Reader::Member, &all, Part { limit: 2, after: Some(2) }), [3]);
    let withdrawn = ProposalFilter { status: Some("withdrawn".to_owned()), kind: None };
    assert_eq!(list(Reader::Member, &withdrawn, Part::first(10)), [3]);
    let waivers = ProposalFilter { status: None, kind: Some(ProposalKind::Waive) };
    assert_eq!(list(Reader::Member, &waivers, Part::first(10)), [] as [u128; 0]);
    assert_eq!(one(&file, Reader::Anyone, 1), None);
    let name = format!("proposal/{}", id(2)).parse().unwrap();
    let entries = |reader| {
        read(&file, |connection| timeline(connection, reader, &name, Part::first(10)))
            .into_iter()
            .map(|entry| entry.type_name)
            .collect::<Vec<_>>()
    };
    assert_eq!(entries(Reader::Anyone), ["agenda.ProposalOpened.v1"]);
    assert_eq!(entries(Reader::Member), ["agenda.ProposalDrafted.v1", "agenda.ProposalOpened.v1"]);
}

#[test]
fn an_accepted_amendment_edits_the_changes_that_are_proposed() {
    let mut history = History::new("agenda");
    let stream = stream("proposal", 1);
    let submitted = Event::AmendmentSubmitted {
        amendment: id(5),
        section: Section::Vision,
        base_hash: "s1".to_owned(),
        replacement: "all".to_owned(),
        rationale: fixture::sealed("shorter"),
        org: Some(org(1)),
    };
    let accepted = Event::AmendmentAccepted {
        amendment: id(5),
        section: Section::Vision,
        replacement: "all".to_owned(),
        hash: "s2".to_owned(),
        reason: None,
    };
    history
        .push(&stream, &draft(ProposalKind::AmendAgenda))
        .push(&stream, &submitted)
        .push(&stream, &accepted);
    let file = history.view(&SCHEMA);
    let amended = one(&file, Reader::Member, 1).unwrap();
    let change = Change::SetSection { section: Section::Vision, text: "all".to_owned() };
    assert_eq!((amended.subject_hash.as_str(), amended.changes), ("s2", vec![change]));
    let amendments = read(&file, |connection| amendments(connection, id(1), Part::first(10)));
    let [amendment] = amendments.as_slice() else { panic!("{amendments:?}") };
    assert_eq!((amendment.standing.as_str(), amendment.id), ("accepted", id(5)));
}

/// A decision of the matter 1, with its number, body and day.
fn decision_of(number: u128, body: &str, day: &str, result: DecisionResult, reverses: Option<u128>) -> Event {
    Event::MeetingDecisionRecorded {
        decision: id(number),
        matter: id(1),
        body: body.parse().unwrap(),
        is_advisory: body == "COMMITTEE",
        rule: Counting { method: Method::Majority, quorum_bp: 5_000, threshold_bp: None },
        vocabulary: Some("nyc-members".to_owned()),
        positions: vec![PositionGroup {
            position: MeetingPosition::Agree,
            stated_as: Some("Affirmative".to_owned()),
            orgs: vec![],
            seats: vec![],
            external: vec!["ana-pop".to_owned()],
        }],
        tally: Tally { electorate: 1, agree: 1, ..Tally::default() },
        stated_tally: [("Affirmative".to_owned(), 1)].into_iter().collect(),
        computed_result: DecisionResult::Adopted,
        stated_result: result,
        agrees: result == DecisionResult::Adopted,
        decided_on: day.parse().unwrap(),
        minutes_ref: None,
        reverses: reverses.map(id),
        adopts: None,
        external_ref: Some(ExternalRef { vocabulary: "nyc".to_owned(), code: number.to_string() }),
    }
}

#[test]
fn a_matter_stands_as_its_last_decision_that_counts() {
    use DecisionResult::{Adopted, Rejected};
    let mut history = History::new("agenda");
    let name = ExternalRef { vocabulary: "nyc".to_owned(), code: "Int 0229-2022".to_owned() };
    let opened = Event::MatterOpened {
        title: "Int 0229-2022".to_owned(),
        text: None,
        kind: "INTRODUCTION".parse().unwrap(),
        deciding_body: "COUNCIL".parse().unwrap(),
        external_ref: Some(name.clone()),
    };
    let stream = stream("matter", 1);
    history.push(&stream, &opened);
    let chain = [
        (decision_of(2, "COMMITTEE", "2023-05-24", Adopted, None), None),
        (decision_of(3, "COUNCIL", "2023-05-25", Adopted, None), Some((3, Adopted))),
        (decision_of(4, "MAYOR", "2023-06-23", Rejected, Some(3)), Some((4, Rejected))),
        (decision_of(5, "COMMITTEE", "2023-07-13", Adopted, None), Some((4, Rejected))),
        (decision_of(6, "COUNCIL", "2023-07-13", Adopted, Some(4)), Some((6, Adopted))),
    ];
    for (event, standing) in chain {
        history.push(&stream, &event);
        let file = history.view(&SCHEMA);
        let found = read(&file, |connection| matter(connection, &Named::External(name.clone()))).unwrap();
        let stands = found.standing.map(|(decision, _, result)| (decision.as_u128(), result));
        assert_eq!(stands, standing);
    }
    let file = history.view(&SCHEMA);
    let decisions = read(&file, |connection| decisions(connection, id(1)));
    let undone: Vec<_> = decisions.iter().map(|one| one.reversed_by.map(|later| later.as_u128())).collect();
    assert_eq!(undone, [None, Some(4), Some(6), None, None]);
    let by_source = Named::External(ExternalRef { vocabulary: "nyc".to_owned(), code: "4".to_owned() });
    let (veto, voters) = read(&file, |connection| decision(connection, &by_source)).unwrap();
    assert_eq!((veto.id, veto.stated_tally["Affirmative"], voters.positions.len()), (id(4), 1, 1));
    let adopted = MatterFilter { kind: None, standing: Some(Adopted) };
    let list =
        |filter: &MatterFilter| read(&file, |connection| matters(connection, filter, Part::first(10))).len();
    assert_eq!(list(&adopted), 1);
    let resolutions: Code = "RESOLUTION".parse().unwrap();
    assert_eq!(list(&MatterFilter { kind: Some(resolutions), standing: None }), 0);
}

#[test]
fn bodies_are_listed_by_code() {
    let mut history = History::new("agenda");
    for code in ["MAYOR", "COUNCIL"] {
        let (name, seats) = (code.to_lowercase(), vec![org(1)]);
        let event = Event::BodyDefined { code: code.parse().unwrap(), name, seats };
        history.push(&format!("body/{code}"), &event);
    }
    let file = history.view(&SCHEMA);
    let codes = |part| {
        let bodies = read(&file, |connection| bodies(connection, part));
        bodies.into_iter().map(|body| body.code.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(codes(Part::first(10)), ["COUNCIL", "MAYOR"]);
    assert_eq!(codes(Part { limit: 10, after: Some("COUNCIL") }), ["MAYOR"]);
}
