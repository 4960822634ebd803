//! An initiative with its organizations, each with a representative: where most tests of the whole hub begin.
//!
//! Knows no rules: everything goes through the public API as [`Admin`] and [`Person`] do. To add what several tests
//! need of an initiative: a method here, in terms of commands.

use anyhow::Context as _;
use hora::{
    actors::{Admin, Person, text},
    failure::Failure,
};
use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// The sectors that the organizations of a circle come from, in turn.
const SECTORS: [&str; 3] = ["government", "civil_society", "business"];

/// A hub with one initiative.
pub struct Circle {
    /// The hub.
    pub sandbox: Sandbox,
    /// Its admin.
    pub admin: Admin,
    /// A member of the initiative's staff, of the convener.
    pub staff: Person,
    /// The organizations' ids; the first convenes.
    pub orgs: Vec<String>,
    /// The organizations' representatives, in the same order.
    pub voters: Vec<Person>,
}

impl Circle {
    /// A fresh hub with an initiative of so many organizations.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn of(slug: &str, organizations: usize) -> anyhow::Result<Self> {
        let sandbox = Sandbox::start().await?;
        let mut admin = sandbox.admin().await?;
        let (staff, orgs, voters) = convene(&mut admin, slug, organizations).await?;
        Ok(Self { sandbox, admin, staff, orgs, voters })
    }

    /// Moves the hub's clock forward, and gives all persons fresh tokens: one lasts ten minutes of that clock.
    ///
    /// # Errors
    /// Somebody has no key.
    pub fn advance_hours(&mut self, hours: i64) -> anyhow::Result<()> {
        self.sandbox.clock().advance_hours(hours);
        for person in self.voters.iter_mut().chain([&mut self.staff, self.admin.person()]) {
            *person = again(person)?;
        }
        Ok(())
    }

    /// Has the agenda adopted, and a plan begun with the strategy `MENTORS` for its goal.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn plan(&mut self) -> anyhow::Result<()> {
        let copies = self.voters.iter_mut().map(again).collect::<Result<Vec<_>, _>>()?;
        hora::adopt_agenda(&mut self.staff, copies, self.sandbox.clock().now()).await?;
        let window = json!({"agendaVersion": 1, "from": "2026-01-01", "to": "2031-01-01"});
        self.staff.run("plan/CreatePlan", window).await?;
        let strategy = json!({"code": "MENTORS", "title": "Mentors", "goals": ["STAY_IN_SCHOOL"]});
        self.staff.run("plan/DefineStrategy", strategy).await?;
        Ok(())
    }

    /// Opens a proposal to stances from now until a moment.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn open(&mut self, proposal: &str, closes_at: &str) -> Result<Value, Failure> {
        let opens_at = self.sandbox.clock().now().to_string();
        let window = json!({"proposalId": proposal, "opensAt": opens_at, "closesAt": closes_at, "tz": "Europe/Bucharest"});
        self.staff.run("agenda/OpenProposal", window).await
    }

    /// Has the staff draft a proposal, or start a new round of one; gives its id.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn propose(&mut self, rpc: &str, request: Value) -> anyhow::Result<String> {
        text(&self.staff.run(rpc, request).await?, "proposalId")
    }

    /// Has the staff write another vision into the drafted agenda; gives its content hash.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn envision(&mut self, base_hash: &str, vision: &str) -> anyhow::Result<String> {
        let revision = json!({"baseHash": base_hash, "section": "SECTION_VISION", "text": vision});
        self.staff.run("agenda/ReviseAgendaText", revision).await?;
        agenda_hash(&mut self.staff).await
    }

    /// Has every organization score the problem's complexity as given, and all else as good; gives the assessment.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn assess(&mut self, complexity: &[u32]) -> anyhow::Result<String> {
        let begun = self.staff.run("backbone/StartAssessment", json!({"assessors": self.orgs})).await?;
        let assessment = text(&begun, "assessmentId")?;
        let good =
            ["SCALE", "CHAMPION", "RESOURCES", "URGENCY", "NEUTRAL_CONVENER"].map(|factor| (factor, 3));
        for (voter, complexity) in self.voters.iter_mut().zip(complexity) {
            for (factor, score) in good.into_iter().chain([("PROBLEM_COMPLEXITY", *complexity)]) {
                let scored = json!({"assessmentId": assessment, "factor": format!("FACTOR_{factor}"),
                    "score": score, "evidence": "The road office knows.", "confidence": "CONFIDENCE_HIGH"});
                voter.run("backbone/ScoreFactor", scored).await?;
            }
        }
        self.staff.run("backbone/ConcludeAssessment", json!({"assessmentId": assessment})).await?;
        Ok(assessment)
    }

    /// Has one organization declare a conflict of interest.
    ///
    /// # Errors
    /// The hub says no, or there is no such voter.
    pub async fn recuse(&mut self, voter: usize, proposal: &str) -> Result<Value, Failure> {
        let org = self.orgs.get(voter).context("no such organization")?;
        let conflict = json!({"proposalId": proposal, "org": org, "nature": "We sell the software."});
        self.voters.get_mut(voter).context("no such voter")?.run("agenda/DeclareConflict", conflict).await
    }

    /// Has the staff count and decide a proposal; gives it as it is shown afterwards.
    ///
    /// # Errors
    /// The hub says no.
    pub async fn close(&mut self, proposal: &str) -> Result<Value, Failure> {
        self.staff.run("agenda/CloseProposal", json!({"proposalId": proposal})).await?;
        let shown = self.staff.ask("agenda/GetProposal", json!({"proposalId": proposal})).await?;
        Ok(shown.get("proposal").cloned().unwrap_or_default())
    }

    /// Has one organization take a position.
    ///
    /// # Errors
    /// The hub says no, or there is no such voter.
    pub async fn cast(&mut self, voter: usize, proposal: &str, position: &str) -> Result<Value, Failure> {
        let voter = self.voters.get_mut(voter).context("no such voter")?;
        let stance = json!({"proposalId": proposal, "position": format!("POSITION_{position}"), "reason": "As agreed."});
        voter.run("agenda/CastStance", stance).await
    }
}

/// Registers an initiative and its organizations, named by the slug; gives staff, organizations, representatives.
///
/// # Errors
/// The hub says no.
pub async fn convene(
    admin: &mut Admin,
    slug: &str,
    organizations: usize,
) -> anyhow::Result<(Person, Vec<String>, Vec<Person>)> {
    let prefix = slug.to_uppercase().replace('-', "_");
    let mut orgs = Vec::with_capacity(organizations);
    for (number, sector) in (0..organizations).zip(SECTORS.iter().cycle()) {
        let name = format!("{slug} organization {number}");
        orgs.push(admin.organization(&format!("{prefix}_{number}"), &name, sector).await?);
    }
    let convener = orgs.first().context("an initiative has a convener")?.clone();
    let mut staff = admin.initiative(slug, &format!("The initiative {slug}"), &convener).await?;
    let mut voters = Vec::with_capacity(organizations);
    for org in &orgs {
        let is_convener = *org == convener;
        voters.push(if is_convener {
            admin.enroll(slug, "Convening representative", org, "ROLE_ORG_REPRESENTATIVE").await?
        } else {
            admin.member(&mut staff, "Representative", org).await?
        });
    }
    Ok((staff, orgs, voters))
}

/// The same person on a connection and with a token of its own.
///
/// # Errors
/// They have no key.
pub fn again(person: &mut Person) -> anyhow::Result<Person> {
    let (initiative, reference) = (person.initiative.clone(), person.reference.clone());
    let client = person.client();
    let secret = client.key().context("a person with a key")?.secret.clone();
    Ok(Person::with_key(client.places().clone(), &secret, &initiative, &reference))
}

/// Has staff write an agenda with a goal, good until the day of a moment; gives its content hash.
///
/// # Errors
/// The hub says no.
pub async fn draft_agenda(staff: &mut Person, until: &str) -> anyhow::Result<String> {
    let horizon_end = until.split('T').next();
    let agenda = json!({"problemStatement": "One pupil in six leaves school before grade 10.",
        "vision": "Every pupil of the county finishes grade 10.", "geographicScope": "Cluj county",
        "population": "Pupils of grades 5 to 10", "horizonEnd": horizon_end});
    staff.run("agenda/DraftAgenda", agenda).await?;
    let goal = json!({"code": "STAY_IN_SCHOOL", "statement": "Halve early school leaving",
        "desiredCondition": "At most one pupil in twelve leaves early"});
    staff.run("agenda/DefineGoal", goal).await?;
    agenda_hash(staff).await
}

/// The content hash of the agenda as it stands.
///
/// # Errors
/// The hub says no.
pub async fn agenda_hash(person: &mut Person) -> anyhow::Result<String> {
    let shown = person.ask("agenda/GetAgenda", json!({})).await?;
    text(shown.get("agenda").unwrap_or(&shown), "hash")
}

/// A proposal to adopt the agenda with that hash by consent.
pub fn adopting(hash: &str, quorum_bp: u32) -> Value {
    json!({"kind": "PROPOSAL_KIND_ADOPT_AGENDA", "subjectRef": {"agenda": {}}, "subjectHash": hash,
        "text": "Shall this be our common agenda?", "rule": consent(quorum_bp)})
}

/// The rule of consent; who disagrees or blocks says why.
pub fn consent(quorum_bp: u32) -> Value {
    json!({"counting": {"method": "METHOD_CONSENT", "quorumBp": quorum_bp},
        "reasonPolicy": "REASON_POLICY_REQUIRED_FOR_DISAGREE_OR_BLOCK"})
}

/// How a refusal looks to the caller.
///
/// # Errors
/// It was no refusal.
pub fn refusal(answer: Result<Value, Failure>) -> anyhow::Result<Value> {
    match answer {
        Err(failure) => Ok(failure.json()),
        Ok(done) => anyhow::bail!("was not refused: {done}"),
    }
}

/// Each bad row of a refused table, with its column and reason.
pub fn bad_rows(refused: &Value) -> Vec<String> {
    let fields = refused.get("fields").and_then(Value::as_array).into_iter().flatten();
    let text = |field: &Value, name: &str| field.get(name).and_then(Value::as_str).map(str::to_owned);
    let rows = fields.filter_map(|field| Some((text(field, "field")?, text(field, "message")?)));
    let rows = rows.filter(|(field, _)| field.starts_with("rows["));
    rows.map(|(field, message)| format!("{field} {}", message.split(':').next().unwrap_or_default()))
        .collect()
}
