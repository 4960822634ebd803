//! The plan as the table that `hora import table` takes: what a table can say, and a word on what it cannot.
//!
//! Knows the columns as the rules name them, no rule.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use clap::Args;
use domain::plan::rows::COLUMNS;
use serde_json::{Value, json};

use super::{
    book::{Book, List},
    pages::{all, caller, items, text},
};
use crate::{actors::Person, as_of::AsOf, client::Options, failure::Failure};

/// The columns that hold days.
pub const DAYS: [&str; 3] = ["start", "end", "due"];
const ENDED: [&str; 2] = ["cancelled", "merged"];

/// What is written.
#[derive(Debug, Clone, Args)]
pub struct Plan {
    /// The slug of the initiative
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// The columns and the accepted codes alone
    #[arg(long)]
    template: bool,
    /// The plan as of a moment, a sequence, or effective:MOMENT
    #[arg(long, value_name = "MOMENT|SEQUENCE|effective:MOMENT", conflicts_with = "template")]
    as_of: Option<AsOf>,
    /// Where it is written
    #[arg(long, value_name = "FILE.xlsx|FILE.csv")]
    out: PathBuf,
}

/// Rows as they are made, and what they cannot say.
#[derive(Default)]
struct Rows {
    rows: Vec<Vec<String>>,
    told: Vec<String>,
}

/// Writes it; gives what was written, and what of the plan a table cannot say.
///
/// # Errors
/// Nobody answers, or the file cannot be written.
pub async fn run(what: &Plan, options: &Options) -> Result<Value, Failure> {
    let mut person = caller(&what.initiative, options)?;
    let meta = what.as_of.as_ref().map_or_else(|| json!({}), |as_of| json!({"asOf": as_of.to_json()}));
    let asked = json!({"meta": meta});
    let known = all(&mut person, "backbone/ListMembers", "members", &json!({})).await?;
    let orgs: BTreeMap<&str, &str> =
        known.iter().map(|one| (text(one, "organizationId"), text(one, "code"))).collect();
    let plan = person.ask("plan/GetPlan", asked.clone()).await?;
    let made = if what.template { Rows::default() } else { rows(&mut person, &asked, &orgs).await? };
    let (count, told) = (made.rows.len(), made.told.clone());
    let codes =
        items(&plan, "strategies").map(|one| (text(one, "code").to_owned(), text(one, "title").to_owned()));
    let leads = known.iter().map(|one| (text(one, "code").to_owned(), text(one, "name").to_owned()));
    let lists = vec![
        List { name: "strategy".to_owned(), codes: codes.collect() },
        List { name: "lead".to_owned(), codes: leads.collect() },
    ];
    let header = COLUMNS.map(str::to_owned).to_vec();
    Book { sheet: "plan", header, numbers: vec!["target_value"], is_scaled: false, rows: made.rows, lists }
        .write(&what.out)?;
    Ok(json!({"file": what.out.display().to_string(), "rows": count, "told": told}))
}

async fn rows(person: &mut Person, asked: &Value, orgs: &BTreeMap<&str, &str>) -> Result<Rows, Failure> {
    let activities = all(person, "plan/ListActivities", "activities", asked).await?;
    let milestones = all(person, "plan/ListMilestones", "milestones", asked).await?;
    let relations = all(person, "plan/ListRelations", "relations", asked).await?;
    let mut rows = Rows::default();
    let mut said = BTreeSet::new();
    for activity in &activities {
        let code = text(activity, "code");
        if code.is_empty() || ENDED.contains(&text(activity, "status")) {
            rows.left_out(activity, code);
        } else {
            said.insert(code);
        }
    }
    let requires = rows.requires(&relations, &said);
    for activity in activities.iter().filter(|one| said.contains(text(one, "code"))) {
        let code = text(activity, "code");
        // The id of an organization that is no member any more: a table takes ids too.
        let lead = text(activity, "leadOrg");
        let lead = orgs.get(lead).copied().filter(|code| !code.is_empty()).unwrap_or(lead);
        let needed = requires.get(code).map(|keys| keys.join(" ")).unwrap_or_default();
        rows.put(&[
            ("activity", code),
            ("title", text(activity, "title")),
            ("strategy", text(activity, "strategy")),
            ("lead", lead),
            ("start", text(activity, "start")),
            ("end", text(activity, "end")),
            ("requires", &needed),
        ]);
    }
    for milestone in milestones.iter().filter(|one| said.contains(text(one, "activityId"))) {
        rows.milestone(milestone);
    }
    Ok(rows)
}

impl Rows {
    fn put(&mut self, cells: &[(&str, &str)]) {
        let cell =
            |column: &str| cells.iter().find(|(name, _)| *name == column).map_or("", |(_, text)| *text);
        self.rows.push(COLUMNS.map(|column| cell(column).to_owned()).to_vec());
    }

    fn left_out(&mut self, activity: &Value, code: &str) {
        let why = match code.is_empty() {
            true => "has no code, so no table can name it".to_owned(),
            false => format!("is {}", text(activity, "status")),
        };
        self.told.push(format!("the activity {} is left out: it {why}", text(activity, "activityId")));
    }

    /// What each activity requires, of those in the table.
    fn requires<'a>(
        &mut self,
        relations: &'a [Value],
        said: &BTreeSet<&str>,
    ) -> BTreeMap<&'a str, Vec<&'a str>> {
        let mut required: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for relation in relations {
            let (from, to, kind) = (text(relation, "from"), text(relation, "to"), text(relation, "kind"));
            let lag = relation.get("lagDays").and_then(Value::as_i64).unwrap_or_default();
            let is_sayable =
                kind == "RELATION_KIND_REQUIRES" && lag == 0 && said.contains(from) && said.contains(to);
            if is_sayable {
                required.entry(from).or_default().push(to);
            } else {
                let word = kind.trim_start_matches("RELATION_KIND_").to_lowercase();
                self.told.push(format!("{from} {word} {to} is left out: a table says `requires` without a lag, between its own activities"));
            }
        }
        required
    }

    fn milestone(&mut self, milestone: &Value) {
        let (activity, id) = (text(milestone, "activityId"), text(milestone, "milestoneId"));
        let place = format!("the milestone {id} of {activity}");
        let target = milestone.get("target").unwrap_or(&Value::Null);
        if text(milestone, "standing") == "dropped" {
            self.told.push(format!("{place} is left out: it is dropped"));
            return;
        }
        if id.parse::<domain::ids::Code>().is_err() {
            self.told.push(format!("{place} is left out: it has no code, so no table can name it"));
            return;
        }
        if milestone.get("evidenceRequired").and_then(Value::as_bool) == Some(true) {
            self.told
                .push(format!("{place} is written without its need of evidence, which a table cannot say"));
        }
        self.put(&[
            ("activity", activity),
            ("milestone", id),
            ("milestone_title", text(milestone, "title")),
            ("due", text(milestone, "due")),
            ("target_value", text(target, "value")),
            ("target_unit", text(target, "unit")),
        ]);
    }
}
