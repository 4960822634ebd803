//! `hora import plan`: versions of a plan, reports of what was reached, or a log of changes.
//!
//! The steps are given in the order in which they happened, from the first: what is there already is passed over; or,
//! with `--revise`, from what the hub holds. Each is read, laid beside what the steps before it made, and turned into
//! commands; `act.rs` sends them.
//!
//! | file | what |
//! |---|---|
//! | `step.rs` | `plan:FILE@DAY`, `round:FILE@DAY`, `links:FILE@DAY`, `changes:FILE`, with `#ROWS` or without |
//! | `hub.rs`, `owners.rs` | what the hub knows: members, goals, the plan to revise; who leads |
//! | `rows.rs`, `columns.rs`, `cells.rs`, `version.rs` | one version of the plan, read |
//! | `revise.rs`, `activities.rs`, `milestones.rs`, `counts.rs` | what a version changes |
//! | `rounds.rs`, `links.rs` | what a report achieves; which indicators activities should move |
//! | `changes.rs` | a log of statuses and dependencies |
//! | `command.rs`, `act.rs` | the commands and their RPCs; sending them |

mod act;
mod activities;
mod cells;
mod changes;
mod columns;
mod command;
mod counts;
mod hub;
mod links;
mod milestones;
mod owners;
mod revise;
mod rounds;
mod rows;
mod step;
#[cfg(test)]
mod tests;
mod version;

use std::path::PathBuf;

use clap::Args;
use runtime::clock::Clock;
use serde_json::{Value, json};

use super::{
    faults::Faults,
    mapping::{self, Choice, Mapping, Plan},
    sender::Sender,
    table::Table,
};
use crate::{actors::Person, client, failure::Failure};
use act::Act;
use hub::{Held, Hub};
use owners::Owners;
use revise::Revisions;
use step::{Kind, Step};

/// The files of a plan, in the order in which they happened.
#[derive(Debug, Clone, Args)]
pub struct Files {
    #[command(flatten)]
    choice: Choice,
    /// The initiative that the plan comes into.
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// The owners, with the names by which the versions call them.
    #[arg(long, value_name = "FILE.csv")]
    owners: Option<PathBuf>,
    /// The items of a log of changes, with their titles.
    #[arg(long, value_name = "FILE.csv")]
    items: Option<PathBuf>,
    /// The plan as the hub holds it is the version before the first step: a revision comes in without those before it.
    #[arg(long)]
    revise: bool,
    /// What would be sent is only counted.
    #[arg(long)]
    dry_run: bool,
    /// Each step: `plan:FILE@DAY` (a version), `round:FILE@DAY` (what was reached), `links:FILE@DAY` (which indicators activities should move), `changes:FILE` (a log). With `#ROWS` behind it, a file with another number of rows is refused.
    #[arg(value_name = "STEP", required = true)]
    steps: Vec<Step>,
}

/// What the steps made.
struct Made {
    acts: Vec<Act>,
    told: Value,
}

/// Reads, sends, and says what came of it.
///
/// # Errors
/// A row that is not taken, nobody answers, or the hub says no.
pub async fn run(files: &Files, options: &client::Options) -> Result<Value, Failure> {
    let whole = files.choice.load()?;
    let mapping = mapping::part(whole.plan.as_ref(), "plan", &whole.title)?;
    let mut public = Person::public(options.places.clone(), &files.initiative);
    let mut faults = Faults::new(Clock::default().now());
    if files.revise && files.steps.first().is_some_and(|first| first.day.is_none()) {
        return Err(Failure::Usage(
            "the first step says no day; accepted with --revise is the day of the revision, as in plan:FILE@DAY".to_owned(),
        ));
    }
    let hub = Hub {
        owners: Owners::read(files.owners.as_deref(), mapping, &mut public).await?,
        goals: hub::goals(&mut public).await?,
        held: if files.revise { Some(Held::read(&mut public, mapping).await?) } else { None },
    };
    let made = read(files, &whole, mapping, hub, &mut faults)?;
    let today = faults.today();
    faults.finish()?;
    // Where the files are given again, only what they still have to say counts.
    if let (true, Some(first)) = (files.revise, made.acts.iter().map(|act| act.at).min()) {
        hub::not_before(&mut public, first.date(), today).await?;
    }
    let commands = made.acts.len();
    let mut answer = json!({"initiative": files.initiative, "commands": commands, "plan": made.told});
    if let Some(answer) = answer.as_object_mut() {
        if files.dry_run {
            answer.insert("dryRun".to_owned(), json!(true));
            return Ok(Value::Object(answer.clone()));
        }
        let mut sender = Sender::of_plan(options, &files.initiative).await?;
        let refused = act::send(&made.acts, &mut sender).await?;
        answer.insert("refused".to_owned(), json!(refused));
        answer.insert("added".to_owned(), json!(sender.added));
        answer.insert("alreadyThere".to_owned(), json!(sender.already_there));
    }
    Ok(answer)
}

fn read(
    files: &Files,
    whole: &Mapping,
    mapping: &Plan,
    hub: Hub,
    faults: &mut Faults,
) -> Result<Made, Failure> {
    if let [step @ Step { kind: Kind::Changes, .. }] = files.steps.as_slice() {
        let columns = mapping::part(mapping.changes.as_ref(), "plan.changes", &whole.title)?;
        if files.revise {
            return Err(Failure::Usage(
                "a log of changes begins a plan and revises none; accepted is the whole log, without --revise"
                    .to_owned(),
            ));
        }
        if let Some(goal) =
            hub.goals.as_ref().and_then(|known| columns.goals.iter().find(|goal| !known.contains(*goal)))
        {
            return Err(Failure::Usage(format!("the agenda has no goal {goal} that the mapping names")));
        }
        let items = files.items.as_deref().map(Table::read).transpose()?;
        let log = changes::Log { whole, plan: mapping, columns };
        return log.read(&step.table()?, items.as_ref(), faults);
    }
    let mut revisions = Revisions::new(whole, mapping, hub);
    for step in &files.steps {
        let table = step.table()?;
        let day = step.day.unwrap_or(mapping.on);
        match step.kind {
            Kind::Plan => {
                let columns = mapping::part(mapping.rows.as_ref(), "plan.rows", &whole.title)?;
                revisions.version(&table, columns, day, faults)?;
            }
            Kind::Round => {
                let columns = mapping::part(mapping.rounds.as_ref(), "plan.rounds", &whole.title)?;
                revisions.round(&table, columns, day, faults)?;
            }
            Kind::Links => {
                let columns = mapping::part(mapping.links.as_ref(), "plan.links", &whole.title)?;
                revisions.links(&table, columns, day, faults)?;
            }
            Kind::Changes => {
                return Err(Failure::Usage("a log of changes stands alone; accepted is one step".to_owned()));
            }
        }
    }
    Ok(revisions.made())
}
