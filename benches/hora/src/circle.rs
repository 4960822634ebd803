//! What the measured commands need to be allowed: an initiative, its organizations, a data set, an open proposal.
//!
//! Knows no rules: everything goes through the public API, as people do it.

use anyhow::Context as _;
use hora::actors::{Admin, Person, text};
use runtime::clock::Clock;
use serde_json::json;

/// The initiative.
pub const SLUG: &str = "bench";
/// Organizations, each with a representative: as many as there are callers at most.
pub const ORGANIZATIONS: usize = 64;
/// The data set.
pub const DATA_SET: &str = "SCHOOLS";
/// The indicator.
pub const INDICATOR: &str = "ABSENCES";
/// Sectors in turn.
const SECTORS: [&str; 3] = ["government", "civil_society", "business"];

/// An initiative in which the commands are allowed.
pub struct Circle {
    /// A member of the staff.
    pub staff: Person,
    /// The representatives.
    pub voters: Vec<Person>,
    /// A proposal that is open.
    pub proposal: String,
}

impl Circle {
    /// Fills an empty hub.
    pub async fn fill(admin: &mut Admin) -> anyhow::Result<Self> {
        let mut orgs = Vec::new();
        for (number, sector) in (0..ORGANIZATIONS).zip(SECTORS.iter().cycle()) {
            orgs.push(admin.organization(&format!("ORG_{number}"), &format!("Org {number}"), sector).await?);
        }
        let convener = orgs.first().context("an initiative has a convener")?.clone();
        let mut staff = admin.initiative(SLUG, "The measured initiative", &convener).await?;
        let mut voters = Vec::new();
        for org in &orgs {
            voters.push(if *org == convener {
                admin.enroll(SLUG, "Representative", org, "ROLE_ORG_REPRESENTATIVE").await?
            } else {
                admin.member(&mut staff, "Representative", org).await?
            });
        }
        measure_schools(&mut staff, &orgs).await?;
        let proposal = open_proposal(&mut staff).await?;
        Ok(Self { staff, voters, proposal })
    }
}

async fn measure_schools(staff: &mut Person, orgs: &[String]) -> anyhow::Result<()> {
    let definition = json!({"name": "Days absent", "level": "LEVEL_POPULATION",
        "resultType": "RESULT_TYPE_OUTCOME", "valueType": "VALUE_TYPE_COUNT", "unit": "days",
        "direction": "DIRECTION_DOWN", "aggregation": "AGGREGATION_SUM",
        "stockOrFlow": "STOCK_OR_FLOW_FLOW", "periodType": "PERIOD_TYPE_WEEKS"});
    staff.run("measurement/ProposeIndicator", json!({"code": INDICATOR, "definition": definition})).await?;
    let data_set = json!({"code": DATA_SET, "indicators": [INDICATOR], "periodType": "PERIOD_TYPE_WEEKS",
        "dueAfterDays": 30_000, "closesAfterDays": 30_000});
    staff.run("measurement/DefineDataSet", data_set).await?;
    staff.run("measurement/AssignReporters", json!({"dataSet": DATA_SET, "orgs": orgs})).await?;
    Ok(())
}

async fn open_proposal(staff: &mut Person) -> anyhow::Result<String> {
    let now = Clock::default().now();
    let agenda = json!({"problemStatement": "One pupil in six leaves school before grade 10.",
        "vision": "Every pupil of the county finishes grade 10.", "geographicScope": "Cluj county",
        "population": "Pupils of grades 5 to 10", "horizonEnd": now.plus_days(1_500).date().to_string()});
    staff.run("agenda/DraftAgenda", agenda).await?;
    let goal = json!({"code": "STAY_IN_SCHOOL", "statement": "Halve early school leaving",
        "desiredCondition": "At most one pupil in twelve leaves early"});
    staff.run("agenda/DefineGoal", goal).await?;
    let drafted = staff.ask("agenda/GetAgenda", json!({})).await?;
    let hash = drafted.pointer("/agenda/hash").context("the agenda has a content hash")?;
    let rule = json!({"counting": {"method": "METHOD_CONSENT", "quorumBp": 6000},
        "reasonPolicy": "REASON_POLICY_OPTIONAL"});
    let proposal = json!({"kind": "PROPOSAL_KIND_ADOPT_AGENDA", "subjectRef": {"agenda": {}},
        "subjectHash": hash, "text": "Shall this be our common agenda?", "rule": rule});
    let proposal = text(&staff.run("agenda/DraftProposal", proposal).await?, "proposalId")?;
    let window = json!({"proposalId": proposal, "opensAt": now.to_string(),
        "closesAt": now.plus_days(7).to_string(), "tz": "Europe/Bucharest"});
    staff.run("agenda/OpenProposal", window).await?;
    Ok(proposal)
}
