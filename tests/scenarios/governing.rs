//! Duties by their days, and funding by its months, through the API: what is due, missed and left on whatever day is
//! asked about.

use hora::actors::{Person, text};
use hora_tests::{
    circle::{Circle, refusal},
    wait::Patience,
};
use serde_json::{Value, json};

/// How a duty is kept on a day: its standing and how often it was missed.
async fn kept(person: &mut Person, duty: &str, at: &str) -> (String, usize) {
    let listed = person.ask("backbone/ListDuties", json!({"at": at})).await.unwrap();
    let rows = listed["duties"].as_array().unwrap();
    let row = rows.iter().find(|row| row["code"] == duty).unwrap_or_else(|| panic!("no {duty}: {listed}"));
    (text(row, "standing").unwrap(), row["missed"].as_array().map_or(0, Vec::len))
}

#[tokio::test(flavor = "multi_thread")]
async fn duties_are_told_by_their_days() {
    let mut circle = Circle::of("duties", 3).await.unwrap();
    let unknown = circle.staff.run("backbone/AdoptDuties", json!({"preset": "rotary"})).await;
    assert_eq!(refusal(unknown).unwrap()["reason"], "unknown_preset");
    let preset = json!({"preset": "continuum-of-care"});
    circle.staff.run("backbone/AdoptDuties", preset).await.unwrap();
    let day = |days: i64| circle.sandbox.clock().now().plus_days(days).date().to_string();
    let (soon, year, later) = (day(30), day(350), day(380));
    let mut public = circle.sandbox.public("duties").unwrap();
    let invitation = "OPEN_INVITATION";
    assert_eq!(kept(&mut public, invitation, &soon).await, ("DUTY_STANDING_IN_TIME".to_owned(), 0));
    assert_eq!(kept(&mut public, invitation, &year).await, ("DUTY_STANDING_DUE".to_owned(), 0));
    assert_eq!(kept(&mut public, invitation, &later).await, ("DUTY_STANDING_MISSED".to_owned(), 1));
    assert_eq!(kept(&mut public, "SELECTION_PROCESS", &later).await.1, 0);

    circle.advance_hours(24 * 40).unwrap();
    let met = json!({"duty": invitation, "evidence": "It hangs at the town hall."});
    circle.staff.run("backbone/MeetDuty", met).await.unwrap();
    assert_eq!(kept(&mut public, invitation, &later).await, ("DUTY_STANDING_DUE".to_owned(), 0));
    let early = json!({"duty": invitation, "evidence": "We said so.", "on": soon});
    let refused = refusal(circle.staff.run("backbone/MeetDuty", early).await).unwrap();
    assert_eq!(refused["reason"], "already_met", "{refused}");
    let listed = public.ask("backbone/ListDuties", json!({})).await.unwrap();
    assert_eq!(
        (listed["duties"].as_array().unwrap().len(), &listed["preset"]),
        (4, &json!("continuum-of-care"))
    );
    circle.sandbox.stop().await;
}

/// The sequence of backbone's last record, and the duty as it is told now.
async fn now(person: &mut Person, duty: &str) -> (u64, Value) {
    let listed = person.ask("backbone/ListDuties", json!({})).await.unwrap();
    let row = listed["duties"].as_array().unwrap().iter().find(|row| row["code"] == duty).unwrap();
    (text(&listed["answered"], "sequence").unwrap().parse().unwrap(), row.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hub_writes_down_what_is_missed_and_what_a_meeting_meets() {
    let mut circle = Circle::of("kept", 3).await.unwrap();
    let duty = "MEET";
    let list = json!([{"code": duty, "title": "All meet", "everyMonths": 1,
        "metBy": "MET_BY_FULL_MEMBERSHIP_MEETING"}]);
    circle.staff.run("backbone/AdoptDuties", json!({"list": {"duties": list}})).await.unwrap();
    let (before, _) = now(&mut circle.staff, duty).await;
    circle.advance_hours(24 * 40).unwrap();
    let mut patience = Patience::new("the missed duty is recorded");
    while now(&mut circle.staff, duty).await.0 <= before {
        patience.look_again().await.unwrap();
    }
    assert_eq!(now(&mut circle.staff, duty).await.1["missed"].as_array().map(Vec::len), Some(1));

    let day = circle.sandbox.clock().now().plus_days(1);
    let meeting = json!({"title": "All of us", "kind": "MEETING_KIND_FULL_MEMBERSHIP",
        "start": day.to_string(), "end": day.plus_hours(2).to_string(), "tz": "Europe/Bucharest"});
    let called = circle.staff.run("communication/ScheduleMeeting", meeting).await.unwrap();
    circle.advance_hours(27).unwrap();
    let there = json!({"meetingId": called["meetingId"],
        "orgs": [{"org": circle.orgs[1], "attended": "ATTENDED_PRESENT"}]});
    circle.staff.run("communication/RecordAttendance", there).await.unwrap();
    let cites = format!("communication/meeting/{}", text(&called, "meetingId").unwrap());
    let mut patience = Patience::new("the meeting meets the duty");
    let mut row = now(&mut circle.staff, duty).await.1;
    while row["cites"] != cites {
        patience.look_again().await.unwrap();
        row = now(&mut circle.staff, duty).await.1;
    }
    assert_eq!(
        (&row["lastMet"], row["missed"].as_array().map(Vec::len)),
        (&json!(day.date().to_string()), Some(1))
    );
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn funding_is_pledged_confirmed_and_told_by_its_months() {
    let mut circle = Circle::of("funding", 3).await.unwrap();
    let pledge = |amount: &str, currency: &str, from: &str, to: &str| {
        json!({"organizationId": circle.orgs[2], "money": {"amountMinor": amount, "currency": currency},
            "from": from, "to": to, "function": "FUNCTION_MOBILIZE_FUNDING"})
    };
    let (first, second) =
        (pledge("500", "RON", "2027-01-01", "2027-06-30"), pledge("700", "RON", "2027-07-01", "2027-12-31"));
    for (wrong, reason) in [
        (pledge("0", "RON", "2027-01-01", "2027-06-30"), "amount_not_positive"),
        (pledge("5", "XXX", "2027-01-01", "2027-06-30"), "unknown_currency"),
        (pledge("5", "RON", "2027-01-02", "2027-01-01"), "to_before_from"),
    ] {
        let refused = refusal(circle.staff.run("backbone/PledgeFunding", wrong).await).unwrap();
        assert_eq!(refused["reason"], reason, "{refused}");
    }
    let mut pledged = Vec::new();
    for request in [first, second] {
        pledged.push(circle.staff.run("backbone/PledgeFunding", request).await.unwrap()["fundingId"].clone());
    }
    let [one, two] = pledged.as_slice() else { panic!("{pledged:?}") };
    let outlook = async |person: &mut Person| -> Value {
        let listed = person.ask("backbone/ListFunding", json!({"at": "2027-03-01"})).await.unwrap();
        listed["outlook"][0].clone()
    };
    let member = &mut circle.voters[1];
    assert_eq!(outlook(member).await, json!({"currency": "RON", "pledgedMinor": "1200"}));
    for id in [one, two] {
        circle.staff.run("backbone/ConfirmFunding", json!({"fundingId": id})).await.unwrap();
    }
    let whole =
        json!({"currency": "RON", "confirmedMinor": "1200", "coveredUntil": "2027-12-31", "monthsLeft": 10});
    assert_eq!(outlook(member).await, whole);
    circle.staff.run("backbone/LapseFunding", json!({"fundingId": two})).await.unwrap();
    let half =
        json!({"currency": "RON", "confirmedMinor": "500", "coveredUntil": "2027-06-30", "monthsLeft": 4});
    assert_eq!(outlook(member).await, half);
    let lapsed = circle.staff.run("backbone/ConfirmFunding", json!({"fundingId": two})).await;
    assert_eq!(refusal(lapsed).unwrap()["reason"], "funding_lapsed");
    circle.sandbox.stop().await;
}
