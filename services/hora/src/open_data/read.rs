//! Asks for the rows of a table, all pages of it, as the public, and says at which sequence it was answered.
//!
//! All tables of a log are of one sequence: where records came in while they were read, they are read again as of the
//! first answer. Knows no table by name.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::{
    columns::{self, Column, From},
    files::File,
    tables::Table,
};
use crate::{actors::Person, as_of::AsOf, failure::Failure};

/// The most pages read of one query, 500 rows each: half of one must not pass for the whole.
const MAX_PAGES: usize = 100_000;
/// The initiative of what belongs to none.
const HUB: &str = "hub";

/// Reads tables.
pub struct Reader {
    /// The public, in the initiative and in the hub.
    persons: BTreeMap<&'static str, Person>,
    slug: String,
    as_of: Option<AsOf>,
    today: String,
    /// The sequence of each log.
    pub sequences: BTreeMap<String, u64>,
    /// When the record of that sequence was recorded.
    pub recorded: BTreeMap<String, String>,
    /// Whether questions name the sequence.
    is_pinned: bool,
    /// What later tables ask for, by table and column.
    kept: BTreeMap<(String, String), Vec<String>>,
}

/// How a table was read.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Wholly.
    Read,
    /// Records came in meanwhile.
    Moved,
}

/// What is asked for once, with what goes into the first column.
struct Ask {
    request: Value,
    asked: String,
}

impl Reader {
    /// A reader of an initiative: now, or as of a moment.
    pub fn new(public: Person, of_the_hub: Person, as_of: Option<AsOf>, today: String) -> Self {
        let slug = public.initiative.clone();
        Self {
            persons: [("initiative", public), (HUB, of_the_hub)].into(),
            slug,
            as_of,
            today,
            sequences: BTreeMap::new(),
            recorded: BTreeMap::new(),
            is_pinned: false,
            kept: BTreeMap::new(),
        }
    }

    /// From here on each question names the sequence of the first answer.
    pub fn pin(&mut self) {
        self.is_pinned = true;
    }

    /// From here on questions are of now again.
    pub fn unpin(&mut self) {
        self.is_pinned = false;
    }

    /// Writes the rows of a table; `wanted` are the columns that later tables ask for.
    ///
    /// # Errors
    /// Nobody answers, the hub says no, or the file cannot be written.
    pub async fn read(
        &mut self,
        table: &Table,
        columns: &[Column],
        wanted: &[&str],
        file: &mut File,
    ) -> Result<Outcome, Failure> {
        let path: Vec<String> = row_path(columns, table);
        let mut keep = vec![Vec::new(); wanted.len()];
        for ask in self.asks(table)? {
            let mut next = Some(ask.request.clone());
            for _ in 0..MAX_PAGES {
                let Some(request) = next.take() else { break };
                let answer = match self.ask(table, request.clone()).await {
                    Err(failure) if table.may_be_missing && failure.is_not_found() => break,
                    answer => answer?,
                };
                if !self.notes(table.scope(), &answer)? {
                    return Ok(Outcome::Moved);
                }
                let mut rows = Vec::new();
                walk(&answer, &path, &mut vec![], &mut rows);
                for nodes in rows.iter().filter(|nodes| self.is_of_it(table, nodes)) {
                    let cells: Vec<String> =
                        columns.iter().map(|column| column.cell(nodes, &ask.asked)).collect();
                    if !is_a_row(table, columns, &cells) {
                        continue;
                    }
                    for (kept, name) in keep.iter_mut().zip(wanted) {
                        let at = columns.iter().position(|column| column.name == *name);
                        kept.extend(at.and_then(|at| cells.get(at)).cloned());
                    }
                    file.row(&cells)?;
                }
                next = following(&request, &answer)?;
            }
            if next.is_some() {
                let said =
                    format!("{} has more than {MAX_PAGES} pages; half of it would pass for all", table.rpc);
                return Err(Failure::Usage(said));
            }
        }
        for (kept, name) in keep.into_iter().zip(wanted) {
            self.kept.insert((table.name.clone(), (*name).to_owned()), kept);
        }
        Ok(Outcome::Read)
    }

    fn asks(&self, table: &Table) -> Result<Vec<Ask>, Failure> {
        let bare = [json!({})];
        let requests = if table.asks.is_empty() { &bare[..] } else { &table.asks };
        let Some(each) = &table.each else {
            return Ok(requests
                .iter()
                .map(|one| Ask { request: one.clone(), asked: String::new() })
                .collect());
        };
        let of = self.kept.get(&(each.table.clone(), each.column.clone()));
        let of = of.with_context(|| format!("{} asks for what was not read", table.name))?;
        let asks = of.iter().flat_map(|value| {
            requests.iter().map(|request| {
                let mut request = request.clone();
                merge(&mut request, nested(&each.ask, value));
                Ask { request, asked: value.clone() }
            })
        });
        Ok(asks.collect())
    }

    async fn ask(&mut self, table: &Table, mut request: Value) -> Result<Value, Failure> {
        let input = columns::method(table)?.input();
        let mut meta = json!({});
        if let Some(as_of) = self.moment(table.scope()) {
            meta = json!({ "asOf": as_of.to_json() });
        }
        merge(&mut request, json!({ "meta": meta }));
        if input.get_field_by_name("page").is_some() && request.get("page").is_none() {
            merge(&mut request, json!({"page": {"pageSize": 500}}));
        }
        // A pinned question would be answered as of the day of its last record.
        if input.get_field_by_name("at").is_some() && self.as_of.is_none() {
            merge(&mut request, json!({ "at": self.today }));
        }
        let whom = if table.in_hub { HUB } else { "initiative" };
        let person = self.persons.get_mut(whom).context("nobody to ask")?;
        person.ask(&table.rpc, request).await
    }

    fn moment(&self, scope: &str) -> Option<AsOf> {
        let known = self.sequences.get(scope).copied().filter(|_| self.is_pinned);
        match (&self.as_of, known) {
            (Some(AsOf::EffectiveAt(at, _)), Some(known)) => Some(AsOf::EffectiveAt(*at, Some(known))),
            (Some(as_of), _) => Some(as_of.clone()),
            (None, Some(known)) => Some(AsOf::Sequence(known)),
            (None, None) => None,
        }
    }

    /// Whether an answer is of the moment of the others.
    fn notes(&mut self, scope: &str, answer: &Value) -> Result<bool, Failure> {
        let answered = answer.get("answered").context("an answer that does not say of when it is")?;
        let sequence = answered.get("sequence").and_then(Value::as_str).unwrap_or("0");
        let sequence: u64 = sequence.parse().context("a sequence")?;
        let first = *self.sequences.entry(scope.to_owned()).or_insert(sequence);
        let recorded = answered.get("recordedAt").and_then(Value::as_str).unwrap_or_default();
        self.recorded.entry(scope.to_owned()).or_insert_with(|| recorded.to_owned());
        Ok(first == sequence)
    }

    fn is_of_it(&self, table: &Table, nodes: &[&Value]) -> bool {
        let Some(field) = &table.only else { return true };
        nodes.last().and_then(|row| row.get(field)).and_then(Value::as_str) == Some(self.slug.as_str())
    }
}

/// The request for what follows an answer; none where it was the last.
fn following(request: &Value, answer: &Value) -> Result<Option<Value>, Failure> {
    let mut next = request.clone();
    let token = answer.get("nextPageToken").and_then(Value::as_str).unwrap_or_default();
    if !token.is_empty() {
        merge(&mut next, json!({"page": {"pageSize": 500, "pageToken": token}}));
        return Ok(Some(next));
    }
    if answer.get("hasEarlier").and_then(Value::as_bool) != Some(true) {
        return Ok(None);
    }
    let first =
        answer.pointer("/periods/0/period/start").and_then(Value::as_str).context("no first period")?;
    let first: jiff::civil::Date = first.parse().context("the first day of a period")?;
    merge(&mut next, json!({"to": first.yesterday().context("the day before a period")?.to_string()}));
    Ok(Some(next))
}

/// Where the rows lie, by JSON names.
fn row_path(columns: &[Column], table: &Table) -> Vec<String> {
    let message = columns::method(table).map(|method| method.output()).ok();
    let mut path = Vec::new();
    let mut at = message;
    for step in table.path() {
        let field = at.as_ref().and_then(|message| message.get_field_by_name(step));
        path.push(field.as_ref().map_or_else(|| step.to_owned(), |field| field.json_name().to_owned()));
        at = field.and_then(|field| field.kind().as_message().cloned());
    }
    debug_assert!(columns.iter().all(|one| matches!(&one.from, From::Asked) || depth(one) <= path.len()));
    path
}

fn depth(column: &Column) -> usize {
    match column.from {
        From::Asked => 0,
        From::Answer(depth, _) => depth,
    }
}

/// Every row with what lies on the way to it, the answer first.
fn walk<'v>(node: &'v Value, path: &[String], above: &mut Vec<&'v Value>, rows: &mut Vec<Vec<&'v Value>>) {
    if let Value::Array(entries) = node {
        entries.iter().for_each(|entry| walk(entry, path, above, rows));
        return;
    }
    above.push(node);
    match path.split_first() {
        None => rows.push(above.clone()),
        Some((step, rest)) => {
            if let Some(inner) = node.get(step).filter(|inner| !inner.is_null()) {
                walk(inner, rest, above, rows);
            }
        }
    }
    above.pop();
}

/// An answer that says nothing, such as a charter where there is none, is no row.
fn is_a_row(table: &Table, columns: &[Column], cells: &[String]) -> bool {
    columns.iter().zip(cells).any(|(column, cell)| table.key.contains(&column.name) && !cell.is_empty())
}

fn nested(path: &str, value: &str) -> Value {
    path.rsplit('.').fold(json!(value), |inner, step| json!({ step: inner }))
}

fn merge(request: &mut Value, more: Value) {
    if let (Some(fields), Value::Object(more)) = (request.as_object_mut(), more) {
        fields.extend(more);
    }
}
