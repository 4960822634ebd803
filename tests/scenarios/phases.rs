//! An initiative from its registration to sustaining: each step refused until what it needs is there, then taken; back
//! with a reason, and closed.

use hora::actors::{Person, text};
use hora_tests::circle::{Circle, consent, refusal};
use serde_json::{Value, json};

const SLUG: &str = "phases";
/// The content hash of a charter whose file's SHA-256 is 32 times `ab`; by a program that shares no code with this one.
const CHARTER_CONTENT: &str = "c3870f553b8671cad3838e659890de25428b166b858a686c0c684463313742bf";

/// Tries a step, having seen all that the other services know by now.
async fn step(person: &mut Person, to: &str, reason: &str) -> Result<Value, Value> {
    let mut after = json!({});
    for (context, rpc) in [
        ("agenda", "GetAgenda"),
        ("measurement", "ListIndicators"),
        ("plan", "ListActivities"),
        ("communication", "ListMeetings"),
    ] {
        let seen = person.ask(&format!("{context}/{rpc}"), json!({})).await.ok();
        // What has no records yet answers none, or without a sequence.
        let sequence = seen.and_then(|seen| text(&seen["answered"], "sequence").ok());
        after[context] = json!(sequence.unwrap_or_else(|| "0".to_owned()));
    }
    let change = json!({"meta": {"after": after}, "to": format!("PHASE_{to}"), "reason": reason});
    person.run("backbone/ChangePhase", change).await.map_err(|refused| refused.json())
}

/// What is in the way of a step, criterion by criterion.
fn unmet(step: Result<Value, Value>) -> Vec<(String, String)> {
    let refused = step.expect_err("a refusal");
    assert_eq!(refused["reason"], "criteria_unmet", "{refused}");
    serde_json::from_value(refused["details"].clone()).unwrap()
}

async fn publish_two_years(circle: &mut Circle) {
    let definition = json!({"name": "Early leavers", "level": "LEVEL_POPULATION",
        "resultType": "RESULT_TYPE_OUTCOME", "valueType": "VALUE_TYPE_COUNT", "unit": "pupils",
        "direction": "DIRECTION_DOWN", "aggregation": "AGGREGATION_SUM",
        "stockOrFlow": "STOCK_OR_FLOW_FLOW", "periodType": "PERIOD_TYPE_YEARS", "goals": ["STAY_IN_SCHOOL"]});
    let data_set = json!({"code": "SCHOOLS", "indicators": ["LEAVERS"], "periodType": "PERIOD_TYPE_YEARS",
        "dueAfterDays": 3000, "closesAfterDays": 3000});
    let staff = &mut circle.staff;
    let proposed = json!({"code": "LEAVERS", "definition": definition});
    staff.run("measurement/ProposeIndicator", proposed).await.unwrap();
    staff.run("measurement/DefineDataSet", data_set).await.unwrap();
    let reporters = json!({"dataSet": "SCHOOLS", "orgs": [circle.orgs[1]]});
    staff.run("measurement/AssignReporters", reporters).await.unwrap();
    let agreement = json!({"dataSets": ["SCHOOLS"], "from": "2024-01-01", "to": "2199-12-31",
        "purposes": ["To see who leaves."], "retentionMonths": 60});
    circle.voters[1].run("measurement/SignSharingAgreement", agreement).await.unwrap();
    let periods = ["2024-01-01", "2025-01-01"].map(|start| json!({"start": start, "length": "P1Y"}));
    let row = |period: &Value| {
        json!({"indicator": "LEAVERS", "period": period, "value": "412",
        "obsStatus": "OBS_STATUS_NORMAL"})
    };
    let rows = vec![json!({"dataSet": "SCHOOLS", "rows": periods.iter().map(row).collect::<Vec<_>>()})];
    circle.voters[1].run_rows("measurement/RecordObservations", rows).await.unwrap();
    let of = json!({"dataSet": "SCHOOLS", "org": circle.orgs[1], "periods": periods});
    circle.voters[1].run("measurement/SubmitData", of.clone()).await.unwrap();
    let approved = circle.staff.run("measurement/ApproveData", of.clone()).await.unwrap();
    let mut publish = of;
    publish["meta"] = json!({"approves": approved["eventIds"]});
    circle.voters[1].run("measurement/PublishData", publish).await.unwrap();
}

async fn commit_a_lead(circle: &mut Circle) {
    let activity = json!({"code": "TRAIN", "title": "Train mentors", "strategy": "MENTORS",
        "leadOrg": circle.orgs[1], "start": "2026-09-01", "end": "2027-06-30"});
    circle.staff.run("plan/ProposeActivity", activity).await.unwrap();
    let lead = json!({"activityId": "TRAIN", "org": circle.orgs[1], "role": "COMMITMENT_ROLE_LEAD",
        "from": "2026-09-01", "to": "2027-06-30", "resources": {"minutes": 6000}});
    circle.voters[1].run("plan/CommitOrganization", lead).await.unwrap();
}

async fn hold_a_full_meeting(circle: &mut Circle) {
    let day = circle.sandbox.clock().now().plus_days(1);
    let meeting = json!({"title": "All of us", "kind": "MEETING_KIND_FULL_MEMBERSHIP",
        "start": day.to_string(), "end": day.plus_hours(2).to_string(), "tz": "Europe/Bucharest"});
    let called = circle.staff.run("communication/ScheduleMeeting", meeting).await.unwrap();
    circle.advance_hours(27).unwrap();
    let there = json!({"meetingId": called["meetingId"],
        "orgs": [{"org": circle.orgs[1], "attended": "ATTENDED_PRESENT"}]});
    circle.staff.run("communication/RecordAttendance", there).await.unwrap();
}

async fn adopt_a_charter(circle: &mut Circle) {
    let file = "ab".repeat(32);
    let draft = json!({"kind": "PROPOSAL_KIND_ADOPT_CHARTER", "subjectRef": {"charter": {"file": file}},
        "subjectHash": CHARTER_CONTENT, "text": "Shall this be our charter?", "rule": consent(6_000)});
    let proposal = circle.propose("agenda/DraftProposal", draft).await.unwrap();
    let due = circle.sandbox.in_days(300);
    let adopt = json!({"hash": file, "decidedBy": {"context": "agenda", "id": proposal},
        "reviewDue": due.split('T').next()});
    let undecided = refusal(circle.staff.run("backbone/AdoptCharter", adopt.clone()).await).unwrap();
    assert_eq!(undecided["reason"], "no_decision", "{undecided}");
    circle.open(&proposal, &circle.sandbox.in_days(7)).await.unwrap();
    for voter in 0..3 {
        circle.cast(voter, &proposal, "AGREE").await.unwrap();
    }
    let closed = circle.staff.run("agenda/CloseProposal", json!({"proposalId": proposal})).await.unwrap();
    let mut adopt = adopt;
    adopt["meta"] = json!({"after": {"agenda": closed["sequence"]}});
    circle.staff.run("backbone/AdoptCharter", adopt).await.unwrap();
    let charter = circle.sandbox.public(SLUG).unwrap().ask("backbone/GetCharter", json!({})).await.unwrap();
    assert_eq!((&charter["hash"], &charter["inForce"]), (&json!(file), &json!(true)), "{charter}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_initiative_goes_through_its_phases_on_what_its_records_show() {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    let early = step(&mut circle.staff, "ORGANIZING", "").await.unwrap_err();
    assert_eq!(early["reason"], "not_launched", "{early}");
    let assessment = circle.assess(&[3, 3, 3]).await.unwrap();
    circle.staff.run("backbone/LaunchInitiative", json!({"assessmentId": assessment})).await.unwrap();

    let lacking = unmet(step(&mut circle.staff, "ORGANIZING", "").await);
    let there = "needs an adopted agenda; there: no adopted agenda";
    assert_eq!(lacking, [("agenda_adopted".to_owned(), there.to_owned())]);
    circle.plan().await.unwrap();
    step(&mut circle.staff, "ORGANIZING", "").await.unwrap();

    let names =
        |lacking: Vec<(String, String)>| lacking.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let bare = names(unmet(step(&mut circle.staff, "SUSTAINING", "").await));
    let all = ["charter_in_force", "committed_leads", "full_membership_meeting", "indicator_published"];
    assert_eq!(bare, all);
    publish_two_years(&mut circle).await;
    assert_eq!(names(unmet(step(&mut circle.staff, "SUSTAINING", "").await)), all[..3]);
    commit_a_lead(&mut circle).await;
    hold_a_full_meeting(&mut circle).await;
    assert_eq!(names(unmet(step(&mut circle.staff, "SUSTAINING", "").await)), all[..1]);
    adopt_a_charter(&mut circle).await;
    step(&mut circle.staff, "SUSTAINING", "").await.unwrap();

    let mut public = circle.sandbox.public(SLUG).unwrap();
    let stands = public.ask("backbone/GetInitiative", json!({})).await.unwrap();
    assert_eq!((&stands["phase"], &stands["status"]), (&json!("PHASE_SUSTAINING"), &json!("sustaining")));
    let silent = step(&mut circle.staff, "LAUNCHED", "").await.unwrap_err();
    assert_eq!(silent["reason"], "reason_required", "{silent}");
    step(&mut circle.staff, "LAUNCHED", "Half of us have left.").await.unwrap();
    let close = json!({"reason": "The schools took it over."});
    circle.staff.run("backbone/CloseInitiative", close).await.unwrap();
    let invited = json!({"organizationId": circle.orgs[1]});
    let refused = refusal(circle.staff.run("backbone/InviteOrganization", invited).await).unwrap();
    assert_eq!(refused["reason"], "initiative_closed", "{refused}");
    let steps = circle.voters[1].ask("backbone/ListPhaseChanges", json!({})).await.unwrap();
    let steps: Vec<(String, String)> = steps["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            (text(step, "to").unwrap(), step["reason"]["text"].as_str().unwrap_or_default().to_owned())
        })
        .collect();
    let expected = [
        ("PHASE_CLOSED", "The schools took it over."),
        ("PHASE_LAUNCHED", "Half of us have left."),
        ("PHASE_SUSTAINING", ""),
        ("PHASE_ORGANIZING", ""),
        ("PHASE_LAUNCHED", ""),
    ];
    assert_eq!(steps, expected.map(|(to, reason)| (to.to_owned(), reason.to_owned())));
    circle.sandbox.stop().await;
}
