//! Two of everything of the plan.

use hora_tests::circle::Circle;
use serde_json::json;

/// Three activities of one strategy under two leads: each with a milestone and a commitment, the first before the
/// others, which start too early for it.
pub async fn fill(circle: &mut Circle) {
    let staff = &mut circle.staff;
    let plan = json!({"agendaVersion": 2, "from": "2026-01-01", "to": "2031-01-01"});
    staff.run("plan/CreatePlan", plan).await.unwrap();
    let strategy = json!({"code": "MENTORS", "title": "Mentors", "goals": ["STAY_IN_SCHOOL"]});
    staff.run("plan/DefineStrategy", strategy).await.unwrap();
    for number in 1..4 {
        let (lead, code) = (number % 2 + 1, format!("TRAIN_{number}"));
        let activity = json!({"code": code, "title": format!("Train {number} mentors"), "strategy": "MENTORS",
            "leadOrg": circle.orgs[lead], "start": "2026-09-01", "end": "2027-06-30"});
        circle.staff.run("plan/ProposeActivity", activity).await.unwrap();
        let milestone = json!({"activityId": code, "code": "HALF", "title": "Half of them",
            "due": "2027-01-31", "kind": "MILESTONE_KIND_MILESTONE"});
        circle.voters[lead].run("plan/AddMilestone", milestone).await.unwrap();
        let commitment = json!({"activityId": code, "org": circle.orgs[lead], "role": "COMMITMENT_ROLE_FUND",
            "from": "2026-09-01", "to": "2027-06-30"});
        circle.voters[lead].run("plan/CommitOrganization", commitment).await.unwrap();
    }
    for behind in ["TRAIN_2", "TRAIN_3"] {
        let relation = json!({"from": "TRAIN_1", "to": behind, "kind": "RELATION_KIND_PRECEDES"});
        circle.voters[2].run("plan/Relate", relation).await.unwrap();
    }
}
