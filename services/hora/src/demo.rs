//! `hora up --demo`: three organizations adopt an agenda, through the public API alone.
//!
//! Knows no rules. Everything is marked as a demo by the initiative's slug and name. A hub that has an admin is
//! left as it is.

use anyhow::Context as _;
use serde_json::json;

use crate::{
    actors::{Admin, Person, text},
    client::{Places, key},
    run::Running,
};

/// The demo's initiative.
pub const SLUG: &str = "demo-cluj-school";

/// Fills an empty hub; `setup` is the secret of its setup link, none where there is an admin already.
///
/// # Errors
/// The hub says no.
pub async fn fill(running: &Running, setup: Option<&str>) -> anyhow::Result<()> {
    let Some(secret) = setup else { return Ok(()) };
    if running.hub.config.listen.tls.is_some() {
        anyhow::bail!("the demo is filled over a listener without TLS; start once without [listen.tls]");
    }
    let places = Places {
        hub: format!("http://{}", running.address),
        services: vec![],
        tls_ca: None,
        cleartext: false,
    };
    let until = running.hub.clock.now().plus_days(365).to_string();
    let mut admin = Admin::set_up(places, secret, &until).await?;
    let file = running.hub.config.secrets().join("demo-admin.key");
    key::write(&file, admin.key()).context("keeping the demo admin's key")?;
    let city = admin.organization("DEMO_CITY", "Demo: City of Cluj", "government").await?;
    let ngo = admin.organization("DEMO_NGO", "Demo: School for All", "civil_society").await?;
    let chamber = admin.organization("DEMO_CHAMBER", "Demo: Chamber of Commerce", "business").await?;
    let mut staff = admin.initiative(SLUG, "Demo: every pupil stays in school", &city).await?;
    let mayor = admin.enroll(SLUG, "Demo Mayor", &city, "ROLE_ORG_REPRESENTATIVE").await?;
    let teacher = admin.member(&mut staff, "Demo Teacher", &ngo).await?;
    let founder = admin.member(&mut staff, "Demo Founder", &chamber).await?;
    let now = running.hub.clock.now();
    adopt_agenda(&mut staff, [mayor, teacher, founder], now).await.context("adopting the demo's agenda")
}

/// Drafts an agenda with a goal, proposes it, and has all organizations agree.
///
/// # Errors
/// The hub says no.
pub async fn adopt_agenda(
    staff: &mut Person,
    voters: impl IntoIterator<Item = Person>,
    now: domain::time::Timestamp,
) -> anyhow::Result<()> {
    let agenda = json!({
        "problemStatement": "One pupil in six leaves school before grade 10.",
        "vision": "Every pupil of the county finishes grade 10.",
        "geographicScope": "Cluj county",
        "population": "Pupils of grades 5 to 10",
        "horizonEnd": now.plus_days(5 * 365).date().to_string(),
    });
    staff.run("agenda/DraftAgenda", agenda).await?;
    let goal = json!({"code": "STAY_IN_SCHOOL", "statement": "Halve early school leaving",
        "desiredCondition": "At most one pupil in twelve leaves early"});
    staff.run("agenda/DefineGoal", goal).await?;
    let drafted = staff.ask("agenda/GetAgenda", json!({})).await?;
    let hash = drafted.pointer("/agenda/hash").context("the agenda has a content hash")?;
    let rule = json!({"counting": {"method": "METHOD_CONSENT", "quorumBp": 6000},
        "reasonPolicy": "REASON_POLICY_OPTIONAL"});
    let proposal = json!({"kind": "PROPOSAL_KIND_ADOPT_AGENDA", "subjectRef": {"agenda": {}}, "subjectHash": hash,
        "text": "Shall this be our common agenda?", "rule": rule});
    let proposal_id = text(&staff.run("agenda/DraftProposal", proposal).await?, "proposalId")?;
    let window = json!({"proposalId": proposal_id, "opensAt": now.to_string(),
        "closesAt": now.plus_days(7).to_string(), "tz": "Europe/Bucharest"});
    staff.run("agenda/OpenProposal", window).await?;
    for mut voter in voters {
        voter
            .run("agenda/CastStance", json!({"proposalId": proposal_id, "position": "POSITION_AGREE"}))
            .await?;
    }
    staff.run("agenda/CloseProposal", json!({"proposalId": proposal_id})).await?;
    Ok(())
}
