//! A history of each log: an agenda of three goals, half measured; a plan with late milestones; talk; a backbone.

use std::collections::BTreeMap;

use domain::{
    agenda, backbone, communication,
    communication::thread::Subject,
    facts::Sector,
    ids::{Code, OrgId, PersonId, Uuid},
    measurement,
    meta::Visibility,
    plan,
    private::Private,
};

use crate::fixture::{History, INITIATIVE, sealed};

pub fn code(text: &str) -> Code {
    text.parse().unwrap()
}

pub fn org(number: u128) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(number))
}

fn json<E: domain::decider::Event>(type_name: &str, data: serde_json::Value) -> E {
    E::decode(type_name, &data.to_string()).unwrap()
}

/// Three organizations, the first of which convenes, and one more that is nowhere a member.
pub fn hub() -> History {
    let mut history = History::new("backbone");
    let sectors = [Sector::Government, Sector::Business, Sector::Business, Sector::Academia];
    for (number, sector) in (1..).zip(sectors) {
        let event = backbone::Event::OrganizationRegistered {
            org: org(number),
            code: code(&format!("ORG_{number}")),
            name: format!("Organization {number}"),
            sector,
            external_ref: None,
        };
        history.push(&format!("organization/{}", org(number)), &event);
    }
    let event: backbone::Event = json(
        "backbone.InitiativeRegistered.v1",
        serde_json::json!({"slug": INITIATIVE, "name": "School", "problem": "p", "field": "education",
            "area": "Cluj", "convener": org(1)}),
    );
    history.push(&format!("initiative/{INITIATIVE}"), &event);
    history
}

/// Adopted in version 1 with three goals; one goal left it in version 2. One proposal is open, one is a draft.
pub fn agenda() -> History {
    use serde_json::json as j;
    let mut history = History::new("agenda");
    let id = |number: u128| Uuid::from_u128(number).to_string();
    let decided_by = j!({"context": "agenda", "id": id(1)});
    let (hash, electorate) = ("c0ffee".repeat(10), j!([org(1), org(2)]));
    let rule = j!({"method": "consent", "quorum_bp": 6000, "threshold_bp": null, "reason_policy": "optional",
        "electorate": {"kind": "organizations"}});
    let terms = j!({"kind": "other", "subject_ref": {"kind": "agenda"}, "subject_hash": hash, "text": "Shall we?",
        "changes": [], "rule": rule});
    let with = |more: serde_json::Value| {
        let mut all = terms.as_object().unwrap().clone();
        all.extend(more.as_object().unwrap().clone());
        serde_json::Value::Object(all)
    };
    let mut push = |stream: &str, name: &str, data: serde_json::Value| {
        let event: agenda::Event = json(&format!("agenda.{name}.v1"), data);
        history.push(stream, &event);
    };
    push(
        "agenda",
        "AgendaDrafted",
        j!({"problem_statement": "p", "vision": "v", "geographic_scope": "g",
        "population": "p", "horizon_end": "2030-12-31", "hash": hash}),
    );
    for goal in ["EAT", "READ", "WALK"] {
        push(
            "agenda",
            "GoalDefined",
            j!({"code": goal, "statement": "s", "desired_condition": "d",
            "lead_sector": null, "hash": hash}),
        );
    }
    push("agenda", "AgendaAdopted", j!({"n": 1, "hash": hash, "decided_by": decided_by}));
    let drafted = with(j!({"previous_round": null}));
    push(&format!("proposal/{}", id(7)), "ProposalDrafted", drafted.clone());
    push(&format!("proposal/{}", id(8)), "ProposalDrafted", drafted);
    let opened = with(j!({"electorate": electorate, "opens_at": "2026-11-01T00:00:00.000000Z",
        "closes_at": "2026-11-20T00:00:00.000000Z", "tz": "UTC"}));
    push(&format!("proposal/{}", id(8)), "ProposalOpened", opened);
    push(
        &format!("matter/{}", id(9)),
        "MatterOpened",
        j!({"title": "A matter", "text": null, "kind": "OTHER",
        "deciding_body": "COUNCIL", "external_ref": null}),
    );
    history.at("2026-03-01T00:00:00.000000Z");
    let changes = j!([{"kind": "drop_goal", "code": "WALK"}]);
    let amended = j!({"n": 2, "hash": hash, "changes": changes, "decided_by": decided_by});
    let event: agenda::Event = json("agenda.AgendaAmended.v1", amended);
    history.push("agenda", &event);
    history
}

/// READ is measured by PUPILS and by BOOKS; October is reported by one of two, late by nobody.
pub fn measurement() -> History {
    use measurement::Event;
    use serde_json::json as j;
    let mut history = History::new("measurement");
    let definition = |name: &str| {
        j!({"name": name, "level": "population", "rba": null, "result_type": "output", "value_type": "count",
            "unit": "pupils", "decimals": 0, "direction": "up", "numerator": null, "denominator": null,
            "aggregation": "sum", "stock_or_flow": "flow", "may_exceed_100": false, "dims": [],
            "period_type": "months", "goals": ["READ"], "external_ref": null, "min_cell": 10,
            "zero_is_public": null, "per": null})
    };
    let period = |start: &str| j!({"start": start, "length": "P1M"});
    let decided_by = j!({"context": "agenda", "id": Uuid::from_u128(1)});
    let mut push = |stream: &str, name: &str, data: serde_json::Value| {
        let event: Event = json(&format!("measurement.{name}.v1"), data);
        history.push(stream, &event);
    };
    for name in ["BOOKS", "PUPILS"] {
        let stream = format!("indicator/{name}");
        push(&stream, "IndicatorProposed", j!({"code": name, "definition": definition(name)}));
        push(&stream, "IndicatorActivated", j!({"code": name, "decided_by": decided_by}));
        push(
            &stream,
            "BaselineSet",
            j!({"code": name, "period": period("2026-09-01"), "value": "100", "source": "s"}),
        );
        push(
            &stream,
            "TargetSet",
            j!({"code": name, "by_period": period("2026-10-01"),
            "value": if name == "BOOKS" { "150" } else { "110" }, "path": "step", "decided_by": decided_by,
            "reason": null}),
        );
    }
    push(
        "dataset/SCHOOL",
        "DataSetDefined",
        j!({"code": "SCHOOL", "indicators": ["BOOKS", "PUPILS"],
        "period_type": "months", "due_after_days": 15, "closes_after_days": 60, "compulsory": []}),
    );
    history.at("2026-10-01T00:00:00.000000Z");
    let mut push = |stream: &str, name: &str, data: serde_json::Value| {
        let event: Event = json(&format!("measurement.{name}.v1"), data);
        history.push(stream, &event);
    };
    push("dataset/SCHOOL", "ReportersAssigned", j!({"data_set": "SCHOOL", "orgs": [org(1), org(2)]}));
    let of = j!({"data_set": "SCHOOL", "org": org(1), "period": period("2026-10-01")});
    let with = |more: serde_json::Value| {
        let mut all = of.as_object().unwrap().clone();
        all.extend(more.as_object().unwrap().clone());
        serde_json::Value::Object(all)
    };
    let recorded = |indicator: &str, value: &str| {
        j!({"indicator": indicator, "area_code": null, "dims": BTreeMap::<String, String>::new(), "value": value,
            "obs_status": "normal", "numerator": null, "denominator": null})
    };
    let public = |indicator: &str, value: &str| {
        let mut row = recorded(indicator, value);
        row["hidden"] = j!(false);
        row
    };
    let stream = format!("submission/SCHOOL/{}/2026-10-01_P1M", org(1));
    push(
        &stream,
        "ObservationsRecorded",
        with(j!({"part": 1, "parts": 1, "replaces": false, "rows": [recorded("PUPILS", "777")]})),
    );
    push(
        &stream,
        "DataSubmitted",
        with(j!({"completeness_bp": 10000, "on_time": true, "attestation": null})),
    );
    push(&stream, "DataApproved", of.clone());
    push(
        &stream,
        "DataPublished",
        with(
            j!({"revision": 1, "part": 1, "parts": 1, "rows": [public("BOOKS", "120"), public("PUPILS", "120")]}),
        ),
    );
    push(
        &stream,
        "StoryTold",
        with(j!({"indicator": "PUPILS", "revision": 1, "story": "s", "what_works": null,
        "next_steps": []})),
    );
    history
}

/// TEACH serves READ and is led; DANCE serves WALK alone, which left. One milestone is late, one reached, one ahead.
pub fn plan() -> History {
    use plan::Event;
    use serde_json::json as j;
    let mut history = History::new("plan");
    let mut push = |stream: &str, name: &str, data: serde_json::Value| {
        let event: Event = json(&format!("plan.{name}.v1"), data);
        history.push(stream, &event);
    };
    push("plan", "PlanCreated", j!({"agenda_version": 1, "from": "2026-01-01", "to": "2028-12-31"}));
    for (strategy, goal) in [("SCHOOLS", "READ"), ("STREETS", "WALK")] {
        push("plan", "StrategyDefined", j!({"code": strategy, "title": strategy, "goals": [goal]}));
    }
    for (activity, strategy) in [("TEACH", "SCHOOLS"), ("DANCE", "STREETS")] {
        push(
            &format!("activity/{activity}"),
            "ActivityProposed",
            j!({"code": activity, "title": activity,
            "strategy": strategy, "lead_org": null, "start": "2026-03-01", "end": "2027-09-30", "indicators": [],
            "external_ref": null}),
        );
    }
    let to = j!({"org": org(2), "role": "lead", "resources": {"minutes": 60, "money": null},
        "from": "2026-03-01", "to": "2027-09-30"});
    push("activity/TEACH", "CommitmentOffered", to);
    push("activity/TEACH", "CommitmentAccepted", j!({"org": org(2), "role": "lead"}));
    for (milestone, due) in [("M1", "2026-06-30"), ("M2", "2026-07-31"), ("M3", "2027-05-31")] {
        push(
            "activity/TEACH",
            "MilestoneAdded",
            j!({"milestone": milestone, "title": milestone, "due": due,
            "kind": "milestone", "target": null, "evidence_required": false, "external_ref": null}),
        );
    }
    push(
        "activity/TEACH",
        "MilestoneAchieved",
        j!({"milestone": "M2", "on": "2026-07-01", "evidence": null}),
    );
    push("activity/TEACH", "ExternalStatusNoted", j!({"vocabulary": "pnrr", "value": "ongoing"}));
    history
}

pub fn thread(history: &mut History, number: u128, audience: Visibility) {
    let subject = Subject::External { vocabulary: "press".to_owned(), code: number.to_string() };
    let event = communication::Event::ThreadOpened { subject, title: format!("Thread {number}"), audience };
    history.push(&format!("thread/{}", Uuid::from_u128(number)), &event);
}

/// Two open threads, a locked and a restricted one; one meeting of all in May; one announcement answered by one of two.
pub fn communication() -> History {
    use communication::Event;
    use serde_json::json as j;
    let mut history = History::new("communication");
    for (number, audience) in [
        (1, Visibility::Public),
        (2, Visibility::Members),
        (3, Visibility::Members),
        (4, Visibility::Restricted),
    ] {
        thread(&mut history, number, audience);
    }
    let id = |number: u128| Uuid::from_u128(number).to_string();
    let reason: Option<Private> = Some(sealed("tempers"));
    let locked = Event::ThreadLocked { audience: Visibility::Members, reason };
    history.push(&format!("thread/{}", id(3)), &locked);
    let mut push = |stream: &str, name: &str, data: serde_json::Value| {
        let event: Event = json(&format!("communication.{name}.v1"), data);
        history.push(stream, &event);
    };
    let meeting = format!("meeting/{}", id(5));
    push(
        &meeting,
        "MeetingScheduled",
        j!({"title": "All", "kind": "full_membership",
        "start": "2026-05-01T10:00:00.000000Z", "end": "2026-05-01T12:00:00.000000Z", "tz": "UTC", "place": null,
        "url": null, "rrule": null, "invited": [], "ical_uid": "5@x"}),
    );
    push(
        &meeting,
        "AttendanceRecorded",
        j!({"orgs": [{"attended": "present", "orgs": [org(1)]}], "persons": []}),
    );
    let announcement = format!("announcement/{}", id(6));
    push(
        &announcement,
        "Announced",
        j!({"title": "New office", "body": "b",
        "ack_by": "2026-05-10T00:00:00.000000Z", "audience": [org(1), org(2)]}),
    );
    push(&announcement, "Acknowledged", j!({"org": org(1), "late": false}));
    push(
        &format!("announcement/{}", id(7)),
        "Announced",
        j!({"title": "No answer asked", "body": "b",
        "ack_by": null, "audience": [org(1), org(2)]}),
    );
    history
}

/// Two joined beside the convener and one of them left; one seat empty, one taken; money to the end of March.
pub fn backbone() -> History {
    use backbone::Event;
    use serde_json::json as j;
    let mut history = History::new("backbone");
    let id = |number: u128| Uuid::from_u128(number).to_string();
    let person = PersonId::from_random([3; 16]);
    let mut push = |stream: &str, name: &str, data: serde_json::Value| {
        let event: Event = json(&format!("backbone.{name}.v1"), data);
        history.push(stream, &event);
    };
    for number in [2, 3] {
        let stream = format!("membership/{}", org(number));
        push(&stream, "OrganizationInvited", j!({"org": org(number)}));
        push(&stream, "OrganizationJoined", j!({"org": org(number), "signatory": person}));
    }
    push(
        "person/x",
        "RoleGranted",
        j!({"holder": person, "role": "org_representative", "org": org(2),
        "from": "2026-01-01T00:00:00.000000Z", "to": null}),
    );
    for seat in [21, 22] {
        push(
            &format!("seat/{}", id(seat)),
            "SeatCreated",
            j!({"seat": id(seat), "body": "STEERING", "lived_experience": false}),
        );
    }
    push(
        &format!("seat/{}", id(22)),
        "SeatFilled",
        j!({"seat": id(22), "person": person, "org": org(2),
        "from": "2026-01-01", "to": "2028-12-31"}),
    );
    push(
        "duties",
        "DutiesAdopted",
        j!({"preset": null, "duties": [{"code": "MEETING", "title": "Meet",
        "every_months": 6, "met_by": "full_membership_meeting", "deadline": "2026-07-01"}]}),
    );
    push(
        &format!("funding/{}", id(31)),
        "FundingPledged",
        j!({"funding": id(31), "org": org(2),
        "money": {"amount_minor": 1200, "currency": "RON"}, "from": "2026-01-01", "to": "2027-03-31",
        "function": null}),
    );
    push(&format!("funding/{}", id(31)), "FundingConfirmed", j!({"funding": id(31)}));
    let left = Event::MemberLeft {
        org: org(3),
        reason: sealed("moved"),
        open_commitments: backbone::words::OpenCommitments::Release,
    };
    history.push(&format!("membership/{}", org(3)), &left);
    history
}
