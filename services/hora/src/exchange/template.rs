//! A period of a data set as a table: to be filled in, or with the values that stand.
//!
//! Its columns are those that `hora import observations` takes, and each indicator's name for whoever reads it. Knows no
//! rule about values.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use clap::Args;
use domain::measurement::{columns::COLUMNS, exchange, observation::ObsStatus, period::Period};
use serde_json::{Value, json};

use super::{
    book::{Book, List},
    keys::{self, Key},
    pages::{all, caller, items, text},
};
use crate::{actors::Person, as_of::AsOf, client::Options, failure::Failure};

/// The column that is for people alone.
pub const NAME: &str = "name";
/// What leads a disaggregation whose code is the name of a column.
const OF_DIM: &str = "dims.";
const VALUES: [&str; 3] = ["value", "numerator", "denominator"];

/// What is written.
#[derive(Debug, Clone, Args)]
pub struct Template {
    /// The slug of the initiative
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// The code of the data set
    #[arg(long, value_name = "CODE")]
    data_set: String,
    /// The period, such as 2026, 2026-Q3, 2026-10 or 2026-04-01/P1Y
    #[arg(long, value_name = "PERIOD")]
    period: String,
    /// A reporter's code or id; more than one may be given. Else the table says no organization
    #[arg(long, value_name = "CODE")]
    org: Vec<String>,
    /// Every reporter of the data set
    #[arg(long, conflicts_with = "org")]
    all_reporters: bool,
    /// The values that stand, in the same columns
    #[arg(long)]
    filled: bool,
    /// The values as of a moment, a sequence, or effective:MOMENT
    #[arg(long, value_name = "MOMENT|SEQUENCE|effective:MOMENT", requires = "filled")]
    as_of: Option<AsOf>,
    /// Where it is written
    #[arg(long, value_name = "FILE.xlsx|FILE.csv")]
    out: PathBuf,
}

/// What the table is made of.
struct Layout {
    period: Period,
    /// Name by code.
    names: BTreeMap<String, String>,
    /// Code by id, for the organizations of the table.
    orgs: BTreeMap<String, String>,
    dims: BTreeMap<String, BTreeSet<String>>,
}

/// Writes it; gives what was written.
///
/// # Errors
/// There is no such data set, nobody answers, or the file cannot be written.
pub async fn run(what: &Template, options: &Options) -> Result<Value, Failure> {
    let period = exchange::parse(&what.period).ok_or_else(|| {
        Failure::Usage(format!(
            "--period `{}`: accepted is such as 2026, 2026-Q3, 2026-10 or 2026-04-01/P1Y",
            what.period
        ))
    })?;
    let mut person = caller(&what.initiative, options)?;
    let sets = all(&mut person, "measurement/ListDataSets", "dataSets", &json!({})).await?;
    let Some(set) = sets.iter().find(|set| text(set, "code") == what.data_set) else {
        let known: Vec<&str> = sets.iter().map(|set| text(set, "code")).collect();
        return Err(Failure::Usage(format!(
            "there is no data set `{}`; accepted are {}",
            what.data_set,
            known.join(", ")
        )));
    };
    let orgs = organizations(&mut person, what, set).await?;
    if what.filled && orgs.is_empty() {
        return Err(Failure::Usage(
            "--filled needs to know whose values: accepted are --org and --all-reporters".to_owned(),
        ));
    }
    let known = all(&mut person, "measurement/ListIndicators", "indicators", &json!({})).await?;
    let of_set = items(set, "indicators").filter_map(Value::as_str);
    let indicators: Vec<Value> =
        of_set.filter_map(|code| known.iter().find(|one| text(one, "code") == code).cloned()).collect();
    let layout = Layout::new(period, &indicators, &orgs);
    let rows = match what.filled {
        true => standing(&mut person, what, period, &orgs).await?,
        false => {
            let before = match previous(period) {
                Some(before) => keys_of(&mut person, what, before, &orgs).await?,
                None => BTreeSet::new(),
            };
            let ids = if orgs.is_empty() {
                vec![String::new()]
            } else {
                orgs.iter().map(|(id, _)| id.clone()).collect()
            };
            keys::of_template(&ids, &indicators, &before).into_iter().map(|key| (key, Value::Null)).collect()
        }
    };
    let rows: Vec<Vec<String>> = rows.iter().map(|(key, observation)| layout.row(key, observation)).collect();
    let count = rows.len();
    layout.book(rows).write(&what.out)?;
    Ok(json!({"file": what.out.display().to_string(), "rows": count, "period": exchange::to_sdmx(period)}))
}

/// The organizations that the table names: id and code.
async fn organizations(
    person: &mut Person,
    what: &Template,
    set: &Value,
) -> Result<Vec<(String, String)>, Failure> {
    if what.org.is_empty() && !what.all_reporters {
        return Ok(Vec::new());
    }
    let known = all(person, "backbone/ListMembers", "members", &json!({})).await?;
    let pair = |one: &Value| {
        let (id, code) = (text(one, "organizationId"), text(one, "code"));
        // Without a code while the hub is not heard of: a table takes ids too.
        (id.to_owned(), if code.is_empty() { id } else { code }.to_owned())
    };
    if what.all_reporters {
        let reporters: BTreeSet<&str> = items(set, "reporters").filter_map(Value::as_str).collect();
        return Ok(known
            .iter()
            .filter(|one| reporters.contains(text(one, "organizationId")))
            .map(pair)
            .collect());
    }
    let one = |asked: &String| {
        let found = known
            .iter()
            .find(|one| [text(one, "code"), text(one, "organizationId")].contains(&asked.as_str()));
        found.map(pair).ok_or_else(|| {
            Failure::Usage(format!(
                "there is no organization `{asked}`; accepted is the code or id of a member"
            ))
        })
    };
    what.org.iter().map(one).collect()
}

/// The live values of a period, of these organizations; of all that may be seen where there are none.
async fn observations(
    person: &mut Person,
    what: &Template,
    period: Period,
    orgs: &[(String, String)],
) -> Result<Vec<Value>, Failure> {
    let meta = what.as_of.as_ref().map_or_else(|| json!({}), |as_of| json!({"asOf": as_of.to_json()}));
    let day = period.start.to_string();
    let asked = json!({"meta": meta, "dataSet": what.data_set, "from": day, "to": day});
    let mut rows = all(person, "measurement/ListObservations", "observations", &asked).await?;
    rows.retain(|row| orgs.is_empty() || orgs.iter().any(|(id, _)| id == text(row, "org")));
    Ok(rows)
}

async fn standing(
    person: &mut Person,
    what: &Template,
    period: Period,
    orgs: &[(String, String)],
) -> Result<Vec<(Key, Value)>, Failure> {
    let rows = observations(person, what, period, orgs).await?;
    Ok(rows.into_iter().map(|row| (Key::of(&row, true), row)).collect())
}

async fn keys_of(
    person: &mut Person,
    what: &Template,
    period: Period,
    orgs: &[(String, String)],
) -> Result<BTreeSet<Key>, Failure> {
    let rows = observations(person, what, period, orgs).await?;
    Ok(rows.iter().map(|row| Key::of(row, !orgs.is_empty())).collect())
}

/// The period that ends where this one begins.
fn previous(period: Period) -> Option<Period> {
    let length: jiff::Span = period.length.as_iso8601().parse().ok()?;
    let before = Period { start: period.start.checked_sub(length).ok()?, length: period.length };
    (before.next() == Some(period)).then_some(before)
}

impl Layout {
    fn new(period: Period, indicators: &[Value], orgs: &[(String, String)]) -> Self {
        let mut dims: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut names = BTreeMap::new();
        for indicator in indicators {
            let definition = indicator.get("definition").unwrap_or(&Value::Null);
            names.insert(text(indicator, "code").to_owned(), text(definition, "name").to_owned());
            for dim in items(definition, "dims") {
                let codes = items(dim, "codes").filter_map(Value::as_str).map(str::to_owned);
                dims.entry(text(dim, "code").to_owned()).or_default().extend(codes);
            }
        }
        Self { period, names, orgs: orgs.iter().cloned().collect(), dims }
    }

    fn header(&self) -> Vec<String> {
        let org = (!self.orgs.is_empty()).then_some("organization");
        let before = org.into_iter().chain(["indicator", NAME, "period", "area"]).map(str::to_owned);
        let behind = ["value", "status", "numerator", "denominator"].map(str::to_owned);
        before.chain(self.dims.keys().map(|dim| column_of(dim))).chain(behind).collect()
    }

    fn row(&self, key: &Key, observation: &Value) -> Vec<String> {
        let org = self.orgs.get(&key.org).cloned();
        let name = self.names.get(&key.indicator).cloned().unwrap_or_default();
        let mut row: Vec<String> = org.into_iter().collect();
        row.extend([key.indicator.clone(), name, exchange::to_sdmx(self.period), key.area.clone()]);
        row.extend(self.dims.keys().map(|dim| key.dims.get(dim).cloned().unwrap_or_default()));
        let said = |field: &str| text(observation, field).to_owned();
        let status = said("obsStatus").trim_start_matches("OBS_STATUS_").to_lowercase();
        row.extend([said("value"), status, said("numerator"), said("denominator")]);
        row
    }

    fn book(&self, rows: Vec<Vec<String>>) -> Book {
        let plain = |codes: Vec<String>| codes.into_iter().map(|code| (code, String::new())).collect();
        let statuses = ObsStatus::ALL.iter().map(|one| (one.as_str().to_owned(), one.as_sdmx().to_owned()));
        let mut lists = vec![
            List { name: "status".to_owned(), codes: statuses.collect() },
            List { name: "indicator".to_owned(), codes: self.names.clone().into_iter().collect() },
        ];
        if !self.orgs.is_empty() {
            let codes = self.orgs.iter().map(|(id, code)| (code.clone(), id.clone()));
            lists.push(List { name: "organization".to_owned(), codes: codes.collect() });
        }
        lists.extend(self.dims.iter().map(|(dim, codes)| List {
            name: column_of(dim),
            codes: plain(codes.iter().cloned().collect()),
        }));
        Book {
            sheet: "values",
            header: self.header(),
            numbers: VALUES.to_vec(),
            is_scaled: true,
            rows,
            lists,
        }
    }
}

/// The name of a disaggregation's column.
fn column_of(dim: &str) -> String {
    let is_taken = COLUMNS.iter().chain([&NAME]).any(|name| name.eq_ignore_ascii_case(dim));
    if is_taken { format!("{OF_DIM}{dim}") } else { dim.to_owned() }
}
