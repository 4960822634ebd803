//! Two of everything that governs an initiative.

use hora_tests::circle::Circle;
use serde_json::json;

/// Launched and organizing; two pledges of money; the duties of a preset.
pub async fn fill(circle: &mut Circle) {
    let assessment = circle.assess(&[3, 3, 3]).await.unwrap();
    let staff = &mut circle.staff;
    staff.run("backbone/LaunchInitiative", json!({"assessmentId": assessment})).await.unwrap();
    let seen = staff.ask("agenda/GetAgenda", json!({})).await.unwrap();
    let after = json!({"agenda": seen["answered"]["sequence"]});
    let change = json!({"meta": {"after": after}, "to": "PHASE_ORGANIZING"});
    staff.run("backbone/ChangePhase", change).await.unwrap();
    for amount in ["100", "200"] {
        let pledge = json!({"organizationId": circle.orgs[1], "from": "2027-01-01", "to": "2027-12-31",
            "money": {"amountMinor": amount, "currency": "EUR"}});
        circle.staff.run("backbone/PledgeFunding", pledge).await.unwrap();
    }
    let duties = json!({"preset": "continuum-of-care"});
    circle.staff.run("backbone/AdoptDuties", duties).await.unwrap();
}
