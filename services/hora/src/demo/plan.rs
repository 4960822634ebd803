//! The demo's plan: three strategies, seven activities of different organizations, one late, one blocked, one that needs
//! another organization's.
//!
//! Knows no rules. The third goal has a strategy and no activity: a gap that the views show.

use serde_json::{Value, json};

use super::circle::{BAKERY, BUSES, CITY, Circle, INSPECTORATE, MENTORS, NGO};

/// An activity: code, title, strategy, who leads, first and last day from today, indicators.
type Activity = (&'static str, &'static str, &'static str, usize, i64, i64, &'static [&'static str]);

const ACTIVITIES: [Activity; 7] = [
    ("TRAIN", "Formarea mentorilor / Training of mentors", "MENTORS", NGO, -500, -120, &["MENTORED"]),
    (
        "MENTOR",
        "Un mentor pentru fiecare clasă / A mentor for every class",
        "MENTORS",
        MENTORS,
        -100,
        500,
        &["MENTORED", "ABSENT"],
    ),
    ("TUTOR", "Meditații după ore / Tutoring after school", "MENTORS", INSPECTORATE, -200, 400, &["ABSENT"]),
    (
        "BUS",
        "Autobuze pentru satele din deal / Buses for the villages uphill",
        "WAYS",
        BUSES,
        -300,
        300,
        &["ABSENT"],
    ),
    (
        "LUNCH",
        "Un covrig la prima oră / A pretzel in the first lesson",
        "WAYS",
        BAKERY,
        -250,
        350,
        &["ABSENT"],
    ),
    ("LIBRARY", "Biblioteci în două limbi / Libraries in two languages", "READING", CITY, 30, 420, &[]),
    ("READERS", "Cititori voluntari / Volunteer readers", "READING", NGO, 60, 600, &[]),
];

/// Milestones: of which activity, code, title, due in so many days, and reached so many days from today.
const MILESTONES: [(&str, &str, &str, i64, Option<i64>); 7] = [
    ("TRAIN", "T1", "40 de mentori formați / 40 mentors trained", -200, Some(-210)),
    ("TRAIN", "T2", "80 de mentori formați / 80 mentors trained", -130, Some(-125)),
    ("MENTOR", "M1", "Zece școli / Ten schools", -30, Some(-33)),
    ("MENTOR", "M2", "Toate școlile / All schools", 200, None),
    ("BUS", "B1", "Două linii redeschise / Two lines open again", -40, None),
    ("BUS", "B2", "Toate satele / All villages", 150, None),
    ("LUNCH", "L1", "Două mii de covrigi pe zi / Two thousand pretzels a day", 90, None),
];

/// Plans, commits, relates, and does what was done so far.
pub async fn plan(circle: &mut Circle) -> anyhow::Result<()> {
    let window = json!({"agendaVersion": 1, "from": circle.day(-730).to_string(), "to": circle.day(4 * 365).to_string()});
    circle.staff.run("plan/CreatePlan", window).await?;
    for (code, title, goals) in [
        ("MENTORS", "Un adult pentru fiecare copil / An adult for every child", json!(["STAY_IN_SCHOOL"])),
        ("WAYS", "Nimic între copil și școală / Nothing between child and school", json!(["STAY_IN_SCHOOL"])),
        ("READING", "Citim în două limbi / We read in two languages", json!(["READ_AT_TEN"])),
    ] {
        let strategy = json!({"code": code, "title": title, "goals": goals});
        circle.staff.run("plan/DefineStrategy", strategy).await?;
    }
    for activity in ACTIVITIES {
        propose(circle, activity).await?;
    }
    for (activity, code, title, due, _) in MILESTONES {
        let milestone = json!({"activityId": activity, "code": code, "title": title, "due": circle.day(due).to_string(),
            "kind": "MILESTONE_KIND_MILESTONE"});
        circle.staff.run("plan/AddMilestone", milestone).await?;
    }
    relate(circle).await?;
    go_on(circle).await
}

async fn propose(circle: &mut Circle, activity: Activity) -> anyhow::Result<()> {
    let (code, title, strategy, lead, start, end, indicators) = activity;
    let (start, end) = (circle.day(start).to_string(), circle.day(end).to_string());
    let org = circle.org(lead)?.to_owned();
    let proposed = json!({"code": code, "title": title, "strategy": strategy, "leadOrg": org, "start": start, "end": end,
        "indicators": indicators});
    circle.staff.run("plan/ProposeActivity", proposed).await?;
    commit(circle, code, lead, "LEAD", json!({"minutes": "60000"}), &start, &end).await
}

async fn commit(
    circle: &mut Circle,
    activity: &str,
    organization: usize,
    role: &str,
    resources: Value,
    from: &str,
    to: &str,
) -> anyhow::Result<()> {
    let org = circle.org(organization)?.to_owned();
    let commitment = json!({"activityId": activity, "org": org, "role": format!("COMMITMENT_ROLE_{role}"),
        "resources": resources, "from": from, "to": to});
    circle.of(organization)?.run("plan/CommitOrganization", commitment).await?;
    Ok(())
}

async fn relate(circle: &mut Circle) -> anyhow::Result<()> {
    for (from, to, kind) in [
        ("MENTOR", "TRAIN", "REQUIRES"),
        ("READERS", "LIBRARY", "REQUIRES"),
        ("BUS", "LUNCH", "REINFORCES"),
        ("LUNCH", "TUTOR", "REINFORCES"),
        ("MENTOR", "TUTOR", "REINFORCES"),
    ] {
        let relation = json!({"from": from, "to": to, "kind": format!("RELATION_KIND_{kind}")});
        circle.staff.run("plan/Relate", relation).await?;
    }
    let (from, to) = (circle.day(-90).to_string(), circle.day(300).to_string());
    let money = json!({"money": {"amountMinor": "2500000", "currency": "RON"}});
    commit(circle, "BUS", CITY, "FUND", money, &from, &to).await?;
    commit(circle, "MENTOR", NGO, "CONTRIBUTE", json!({"minutes": "24000"}), &from, &to).await
}

async fn go_on(circle: &mut Circle) -> anyhow::Result<()> {
    for activity in ["TRAIN", "TUTOR", "BUS", "LUNCH"] {
        circle.staff.run("plan/StartActivity", json!({"activityId": activity})).await?;
    }
    let reached = MILESTONES.iter().filter_map(|(activity, code, .., on)| Some((*activity, *code, (*on)?)));
    for (activity, milestone, on) in reached {
        let achieved =
            json!({"activityId": activity, "milestoneId": milestone, "on": circle.day(on).to_string()});
        circle.staff.run("plan/AchieveMilestone", achieved).await?;
    }
    let done = json!({"activityId": "TRAIN", "summary": "84 de mentori formați. / 84 mentors trained.",
        "results": ["84"]});
    circle.of(NGO)?.run("plan/CompleteActivity", done).await?;
    circle.of(MENTORS)?.run("plan/StartActivity", json!({"activityId": "MENTOR"})).await?;
    let blocked = json!({"activityId": "LUNCH", "blockedBy": "BUS",
        "reason": "Fără autobuz, covrigii ajung după pauză. / Without the bus the pretzels come after the break."});
    circle.of(BAKERY)?.run("plan/BlockActivity", blocked).await?;
    Ok(())
}
