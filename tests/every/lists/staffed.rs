//! Two of everything that the staff of a backbone is about, for the test of the lists.

use hora_tests::circle::Circle;
use serde_json::json;

/// Two seats, two of the staff, two requests for support and two pieces of effort.
pub async fn fill(circle: &mut Circle) {
    let today = circle.sandbox.clock().now().date().to_string();
    let (function, org) = ("FUNCTION_MOBILIZE_FUNDING", circle.orgs[0].clone());
    let assigned = json!({"function": function, "organizationId": org, "from": today});
    circle.staff.run("backbone/AssignFunction", assigned).await.unwrap();
    for number in 1..3 {
        let seat = json!({"body": format!("BODY_{number}"), "livedExperience": number == 1});
        circle.staff.run("backbone/CreateSeat", seat).await.unwrap();
        let asked = json!({"organizationId": org, "function": function, "what": "Help us.", "by": today});
        circle.staff.run("backbone/RequestSupport", asked).await.unwrap();
        let effort = json!({"function": function, "minutes": number, "on": today,
            "meta": {"onBehalfOfOrg": org}});
        circle.staff.run("backbone/LogEffort", effort).await.unwrap();
    }
    for person in [circle.staff.reference.clone(), circle.voters[0].reference.clone()] {
        let work = json!({"personId": person, "function": function, "fteBp": 5_000, "from": today});
        circle.staff.run("backbone/EmployStaff", work).await.unwrap();
    }
}
