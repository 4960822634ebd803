//! What the hub knows that files must fit: its members, the goals of its agenda, and, for `--revise`, its plan.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ids::hash_parts, plan::value::MilestoneKind, time::Date};
use serde_json::{Value, json};

use super::{
    owners::Owners,
    revise::{Held as Milestone, Now},
    version::{AllCodes, ToldActivity},
};
use crate::{
    actors::Person,
    failure::Failure,
    import::{mapping::Plan, sender::reason},
};

/// The most pages read of a list: 500 entries each, far beyond what one plan holds.
const MAX_PAGES: usize = 1_000;
/// How often the plan is read while others change it.
const MAX_READS: usize = 5;

/// What the hub knows.
#[derive(Debug, Default)]
pub struct Hub {
    /// Who leads.
    pub owners: Owners,
    /// The goals of the agenda; none where there is no agenda to ask.
    pub goals: Option<BTreeSet<String>>,
    /// The plan as it is now, where the steps revise it.
    pub held: Option<Held>,
}

/// The plan as the hub holds it: the version before the first step.
#[derive(Debug)]
pub struct Held {
    /// The codes of its activities and milestones, with what the source calls them.
    pub codes: AllCodes,
    /// What is in it.
    pub now: Now,
    /// Names the commands after what they revise: another run begins from another plan, with other commands.
    pub hash: String,
}

/// The text of a field.
pub fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    of.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn codes(of: &Value, name: &str) -> Vec<String> {
    list(of, name).filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Every entry of a list of the hub.
///
/// # Errors
/// Nobody answers, or the hub says no.
pub async fn all(public: &mut Person, rpc: &str, name: &str) -> Result<Vec<Value>, Failure> {
    let (mut entries, mut token) = (Vec::new(), String::new());
    for _ in 0..MAX_PAGES {
        let request = json!({"page": {"pageSize": 500, "pageToken": token}});
        let answer = public.ask(rpc, request).await?;
        entries.extend(list(&answer, name).cloned());
        token = text(&answer, "nextPageToken").to_owned();
        if token.is_empty() {
            break;
        }
    }
    Ok(entries)
}

/// The goals of the adopted agenda; none where there is none.
///
/// # Errors
/// Nobody answers, or the hub says no.
pub async fn goals(public: &mut Person) -> Result<Option<BTreeSet<String>>, Failure> {
    let answer = public.ask("agenda/GetAgenda", json!({})).await?;
    let version = answer.pointer("/agenda/version").and_then(Value::as_u64).unwrap_or_default();
    if version == 0 {
        return Ok(None);
    }
    let adopted = public.ask("agenda/GetAgendaVersion", json!({"version": version})).await?;
    let text_of = adopted.get("text").cloned().unwrap_or_default();
    Ok(Some(list(&text_of, "goals").map(|goal| text(goal, "code").to_owned()).collect()))
}

impl Held {
    /// Reads the plan, as of one moment.
    ///
    /// # Errors
    /// There is none, it has other days than the mapping says, others do not leave it alone, or nobody answers.
    pub async fn read(public: &mut Person, plan: &Plan) -> Result<Self, Failure> {
        let mut answer = begun(public).await?;
        for _ in 0..MAX_READS {
            let held = Self::of(&answer, public, plan).await?;
            let after = begun(public).await?;
            if sequence(&answer) == sequence(&after) {
                return Ok(held);
            }
            answer = after;
        }
        Err(Failure::Usage(
            "the plan changed each time that it was read; accepted is the same command, once others are done"
                .to_owned(),
        ))
    }

    async fn of(answer: &Value, public: &mut Person, plan: &Plan) -> Result<Self, Failure> {
        let sequence = sequence(answer);
        let window = answer.get("plan").cloned().unwrap_or_default();
        let days = (text(&window, "from"), text(&window, "to"));
        if days != (plan.from.to_string().as_str(), plan.to.to_string().as_str()) {
            return Err(Failure::Usage(format!(
                "the plan runs from {} to {}, and the mapping says {} to {}; accepted is a mapping with the plan's days",
                days.0, days.1, plan.from, plan.to
            )));
        }
        let hash = hex::encode(hash_parts(&["onto", &sequence]));
        let mut held = Self { codes: AllCodes::new(&plan.codes), now: Now::default(), hash };
        held.now.is_begun = true;
        for one in list(&window, "strategies") {
            let told = (text(one, "title").to_owned(), codes(one, "goals"));
            held.now.strategies.insert(text(one, "code").to_owned(), told);
        }
        for one in all(public, "plan/ListActivities", "activities").await? {
            held.activity(&one, plan)?;
        }
        for one in all(public, "plan/ListMilestones", "milestones").await? {
            held.milestone(&one, plan)?;
        }
        Ok(held)
    }

    fn activity(&mut self, one: &Value, plan: &Plan) -> Result<(), Failure> {
        let key = text(one, "activityId").to_owned();
        let indicators: BTreeSet<String> = codes(one, "indicators").into_iter().collect();
        if !indicators.is_empty() {
            // Also of one that was cancelled: it may come back.
            self.now.links.insert(key.clone(), indicators);
        }
        if matches!(text(one, "status"), "cancelled" | "merged") {
            return Ok(());
        }
        let external = one.pointer("/externalRef/code").and_then(Value::as_str).unwrap_or(&key).to_owned();
        self.codes.activities.keep(&external, &key).map_err(Failure::Usage)?;
        let has_aliases = plan.rows.as_ref().is_some_and(|rows| !rows.activity_alias.is_empty());
        if !has_aliases {
            self.now.aliases.insert(external.clone(), key.clone());
        }
        let told = ToldActivity {
            row: 0,
            external,
            alias: String::new(),
            title: text(one, "title").to_owned(),
            strategy: text(one, "strategy").to_owned(),
            owner: Some(text(one, "leadOrg").to_owned()).filter(|org| !org.is_empty()),
            start: day(one, "start")?,
            end: day(one, "end")?,
        };
        self.now.activities.insert(key, told);
        Ok(())
    }

    fn milestone(&mut self, one: &Value, plan: &Plan) -> Result<(), Failure> {
        let of = text(one, "activityId").to_owned();
        if !self.now.activities.contains_key(&of) {
            return Ok(());
        }
        let key = text(one, "milestoneId").to_owned();
        let external = one.pointer("/externalRef/code").and_then(Value::as_str).unwrap_or(&key);
        self.codes.milestones.keep(external, &key).map_err(Failure::Usage)?;
        let is_achieved = text(one, "standing") == "achieved";
        // Where reports name codes, a code that was reported is reached wherever it stands.
        if is_achieved && plan.rounds.is_some() {
            let on = day(one, "achievedOn")?;
            let first = self.now.reported.entry(key.clone()).or_insert_with(|| (on, String::new()));
            first.0 = first.0.min(on);
        }
        let target = one.get("target").filter(|target| target.is_object());
        let target = target.map(|target| (text(target, "value").to_owned(), text(target, "unit").to_owned()));
        let kind = match text(one, "kind") {
            "MILESTONE_KIND_TARGET" => MilestoneKind::Target,
            _ => MilestoneKind::Milestone,
        };
        let (title, due) = (text(one, "title").to_owned(), day(one, "due")?);
        self.now.milestones.insert((of, key), Milestone { title, due, kind, target, is_achieved });
        Ok(())
    }
}

/// The plan's days and strategies.
async fn begun(public: &mut Person) -> Result<Value, Failure> {
    match public.ask("plan/GetPlan", json!({})).await {
        Err(failure) if reason(&failure).as_deref() == Some("not_found") => Err(Failure::Usage(
            "there is no plan to revise; accepted are the steps from the first, without --revise".to_owned(),
        )),
        answer => answer,
    }
}

fn sequence(answer: &Value) -> String {
    answer.pointer("/answered/sequence").map(ToString::to_string).unwrap_or_default()
}

/// A revision of an earlier day than what it revises would read, as of any day between, as if it had come first.
///
/// # Errors
/// The plan has changed since the day, or nobody answers.
pub async fn not_before(public: &mut Person, day: Date, today: Date) -> Result<(), Failure> {
    if day >= today {
        return Ok(());
    }
    let since = json!({"effectiveAt": format!("{day}T23:59:59.999999Z")});
    let request = json!({"since": since, "page": {"pageSize": 1}});
    let answer = public.ask("plan/GetDifference", request).await?;
    match list(&answer, "changes").next() {
        None => Ok(()),
        Some(change) => Err(Failure::Usage(format!(
            "{day} lies before the plan's last change: behind it {} {} was {}; accepted is a day on or behind that change",
            text(change, "of"),
            ["strategy", "activityId", "milestoneId"].map(|name| text(change, name)).join(" ").trim(),
            text(change, "what"),
        ))),
    }
}

fn day(of: &Value, name: &str) -> Result<Date, Failure> {
    let written = text(of, name);
    written.parse().map_err(|_| Failure::Machine(anyhow::anyhow!("the hub answered `{written}` as {name}")))
}

/// The organizations that the hub knows and those that are members, each with its id by its code.
///
/// # Errors
/// Nobody answers, or the hub says no.
pub async fn members(public: &mut Person) -> Result<BTreeMap<String, String>, Failure> {
    let members = all(public, "backbone/ListMembers", "members").await?;
    let pair = |one: &Value| (text(one, "code").to_owned(), text(one, "organizationId").to_owned());
    Ok(members.iter().map(pair).collect())
}
