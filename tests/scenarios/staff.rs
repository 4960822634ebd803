//! A backbone and its people: a seat is filled and left, a member asks for help and gets it from who can help, the
//! hours are counted; and what it says of a day stays so.

use hora::actors::{Person, text};
use hora_tests::circle::{Circle, refusal};
use serde_json::{Value, json};

const SLUG: &str = "cluj-school";
const FUNDING: &str = "FUNCTION_MOBILIZE_FUNDING";

async fn refused(person: &mut Person, rpc: &str, request: Value) -> Value {
    refusal(person.run(rpc, request).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seat_is_filled_for_a_term_and_left() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let today = circle.sandbox.clock().now().date();
    let [dan, eva] = [0, 1].map(|n| circle.voters[n].reference.clone());
    let staff = &mut circle.staff;
    let seat = json!({"body": "STEERING", "livedExperience": true});
    let seat = text(&staff.run("backbone/CreateSeat", seat).await.unwrap(), "seatId").unwrap();
    let now = circle.sandbox.clock().now();
    let day = |days: i64| now.plus_days(days).date().to_string();
    let fill = |person: &str, org: &str, from: i64, to: i64| json!({"seatId": seat, "personId": person, "organizationId": org, "from": day(from), "to": day(to)});
    let [city, ngo] = [circle.orgs[0].clone(), circle.orgs[1].clone()];
    staff.run("backbone/FillSeat", fill(&dan, &city, -30, 300)).await.unwrap();
    for (request, reason) in [
        (fill(&eva, &ngo, 300, 600), "overlapping_term"),
        (fill(&eva, &ngo, 301, 301 + 5 * 366), "term_too_long"),
        (fill(&eva, &ngo, 310, 301), "to_before_from"),
        (fill(&eva, "o_00000000000000000000000000000000", 301, 400), "not_a_member"),
    ] {
        assert_eq!(refused(staff, "backbone/FillSeat", request).await["reason"], reason);
    }
    let representative =
        refused(&mut circle.voters[1], "backbone/FillSeat", fill(&eva, &ngo, 301, 600)).await;
    assert_eq!(representative["reason"], "not_permitted", "{representative}");
    let before = circle.staff.ask("backbone/GetSeat", json!({"seatId": seat})).await.unwrap();
    assert_eq!(before["seat"]["holder"]["personId"], dan, "{before}");
    let vacate = json!({"seatId": seat, "reason": "Dan moves away."});
    circle.staff.run("backbone/VacateSeat", vacate.clone()).await.unwrap();
    let again = circle.staff.run("backbone/VacateSeat", vacate).await.unwrap();
    assert_eq!(again["unchanged"], true, "{again}");
    let eva_sits = fill(&eva, &ngo, 1, 600);
    circle.staff.run("backbone/FillSeat", eva_sits).await.unwrap();
    let shown = circle.voters[1].ask("backbone/GetSeat", json!({"seatId": seat})).await.unwrap();
    assert_eq!(shown["seat"]["vacantSince"], today.to_string(), "{shown}");
    assert_eq!(shown["sittings"][0]["reason"]["text"], "Dan moves away.");
    let vacant = json!({"body": "STEERING", "onlyVacant": true, "at": day(1)});
    let vacant = circle.voters[1].ask("backbone/ListSeats", vacant).await.unwrap();
    assert_eq!(vacant["seats"], Value::Null, "from tomorrow on Eva sits there");
    let sequence = before["answered"]["sequence"].clone();
    let then = json!({"seatId": seat, "meta": {"asOf": {"sequence": sequence}}});
    let then = circle.voters[1].ask("backbone/GetSeat", then).await.unwrap();
    assert_eq!(then["seat"], before["seat"], "as it was known then");
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_gets_help_from_who_has_the_skill_and_effort_adds_up() {
    let mut circle = Circle::of(SLUG, 2).await.unwrap();
    let today = circle.sandbox.clock().now().date();
    let [city, ngo] = [circle.orgs[0].clone(), circle.orgs[1].clone()];
    let (ioana, dan, guest) = (
        circle.staff.reference.clone(),
        circle.voters[0].reference.clone(),
        circle.voters[1].reference.clone(),
    );
    let employ = |person: &str, fte_bp: u32, skill: &str| {
        json!({"personId": person, "function": FUNDING, "fteBp": fte_bp, "skills": [skill],
            "from": today.first_of_month().to_string()})
    };
    let staff = &mut circle.staff;
    staff.run("backbone/EmployStaff", employ(&ioana, 6_000, "SKILL_FUNDRAISING")).await.unwrap();
    staff.run("backbone/EmployStaff", employ(&dan, 4_000, "SKILL_LAW")).await.unwrap();
    let too_much = refused(staff, "backbone/EmployStaff", employ(&ioana, 4_001, "SKILL_DESIGN")).await;
    assert_eq!(too_much["reason"], "fte_over_10000", "{too_much}");
    assert_eq!(too_much["details"][0], json!(["left_bp", "4000"]), "{too_much}");
    let outside = refused(staff, "backbone/EmployStaff", employ(&guest, 1_000, "SKILL_DESIGN")).await;
    assert_eq!(outside["reason"], "not_of_the_backbone", "{outside}");

    let asked = json!({"organizationId": ngo, "function": FUNDING, "skills": ["SKILL_FUNDRAISING"],
        "what": "Our grant ends in June.", "by": today.to_string()});
    let mut for_another = asked.clone();
    for_another["organizationId"] = json!(city);
    let for_another = refused(&mut circle.voters[1], "backbone/RequestSupport", for_another).await;
    assert_eq!(for_another["reason"], "not_authorized_for_org", "{for_another}");
    let support = circle.voters[1].run("backbone/RequestSupport", asked).await.unwrap();
    let support = text(&support, "supportId").unwrap();
    let assign = |person: &str| json!({"supportId": support, "staff": person});
    let staff = &mut circle.staff;
    let lawyer = refused(staff, "backbone/AssignSupport", assign(&dan)).await;
    assert_eq!(lawyer["reason"], "no_staff_with_skill", "{lawyer}");
    assert_eq!(lawyer["details"][0], json!(["lacking", "fundraising"]), "{lawyer}");
    let told = lawyer["details"][1][1].as_str().unwrap();
    assert!(told.contains(&format!("{ioana} (fundraising)")) && told.contains("(law)"), "{lawyer}");
    staff.run("backbone/AssignSupport", assign(&ioana)).await.unwrap();
    let tomorrow = today.tomorrow().unwrap().to_string();
    let overdue = json!({"onlyOverdue": true, "at": tomorrow});
    let overdue = staff.ask("backbone/ListSupportRequests", overdue).await.unwrap();
    assert_eq!(overdue["support"][0]["what"]["text"], "Our grant ends in June.", "{overdue}");
    let close = json!({"supportId": support, "outcome": "A foundation said yes."});
    staff.run("backbone/CloseSupport", close).await.unwrap();
    let open = staff.ask("backbone/ListSupportRequests", json!({"onlyOpen": true})).await.unwrap();
    assert_eq!(open["support"], Value::Null, "{open}");

    let log = |minutes: u32| json!({"function": FUNDING, "minutes": minutes, "on": today.to_string(), "note": "Calls."});
    assert_eq!(refused(staff, "backbone/LogEffort", log(90)).await["reason"], "function_not_assigned");
    let function = json!({"function": FUNDING, "organizationId": city, "from": today.to_string()});
    staff.run("backbone/AssignFunction", function).await.unwrap();
    for minutes in [90, 90, 1_440] {
        staff.run("backbone/LogEffort", log(minutes)).await.unwrap();
    }
    let too_long = refused(staff, "backbone/LogEffort", log(1_441)).await;
    assert_eq!(too_long["fields"][0]["field"], "minutes", "{too_long}");
    let effort = staff.ask("backbone/GetEffort", json!({})).await.unwrap();
    let month = today.to_string().get(..7).unwrap().to_owned();
    let sum = json!([{"function": FUNDING, "month": month, "minutes": "1620", "entries": "3"}]);
    assert_eq!(effort["sums"], sum, "{effort}");
    let functions = staff.ask("backbone/ListFunctions", json!({})).await.unwrap();
    let funding = functions["functions"].as_array().unwrap().iter().find(|one| one["function"] == FUNDING);
    let funding = funding.unwrap();
    assert_eq!(
        (&funding["fteBp"], &funding["holders"][0]["organizationId"]),
        (&json!("10000"), &json!(city))
    );
    let skilled = json!({"skill": "SKILL_LAW"});
    let lawyers = circle.voters[1].ask("backbone/ListStaff", skilled).await.unwrap();
    assert_eq!(
        (&lawyers["staff"][0]["personId"], &lawyers["staff"][0]["fteBp"]),
        (&json!(dan), &json!(4_000))
    );
    circle.sandbox.stop().await;
}
