//! What stands in the cells of a column: its type as Table Schema names it, and its text.
//!
//! Knows no table and no query. To add a kind of cell: a variant, and an arm where each is told.

use prost_reflect::EnumDescriptor;
use serde_json::Value;

use super::columns::{Column, From};
use crate::{output::csv::guarded, rpc::words};

/// What a column counts, by how its name ends.
const UNITS: [(&str, &str); 4] = [
    ("_bp", "1/10000"),
    ("_days", "days"),
    ("_months", "months"),
    ("amount_minor", "the currency's smallest unit"),
];

/// What stands in a column.
#[derive(Debug, Clone)]
pub enum Cells {
    /// Words, codes, ids.
    Text,
    /// A whole number.
    Whole,
    /// A decimal, with a point.
    Decimal,
    /// `true` or `false`.
    Truth,
    /// YYYY-MM-DD.
    Day,
    /// RFC 3339.
    Moment,
    /// One word of a closed list.
    Word(EnumDescriptor),
    /// Disaggregations: `AGE=YOUNG;SEX=F`.
    Pairs,
    /// A list as JSON.
    List,
    /// An object as JSON.
    Object,
}

impl Column {
    /// The text of its cell; `nodes` are the answer and what lies on the way to the row, the row last.
    pub fn cell(&self, nodes: &[&Value], asked: &str) -> String {
        let From::Answer(depth, steps) = &self.from else { return guarded(asked) };
        let (leaf, above) = match steps.split_last() {
            Some((leaf, above)) => (leaf, above),
            None => return String::new(),
        };
        let start = nodes.get(*depth).copied();
        let parent = above.iter().try_fold(start, |node, step| Some(node?.get(step))).flatten();
        // Canonical JSON leaves out what is zero, and what is not there.
        let Some(parent) = parent.filter(|node| node.is_object()) else { return String::new() };
        self.text(parent.get(leaf))
    }

    fn text(&self, value: Option<&Value>) -> String {
        let plain = match value {
            None | Some(Value::Null) => return self.of_nothing().to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
        };
        match &self.cells {
            Cells::Word(choice) => {
                let word = words::of(choice).find(|(_, known)| known.name() == plain);
                word.map(|(word, _)| word).unwrap_or_default()
            }
            Cells::Pairs => pairs(value),
            Cells::Text => guarded(&plain),
            _ => plain,
        }
    }

    fn of_nothing(&self) -> &'static str {
        match self.cells {
            Cells::Whole if !self.may_be_absent => "0",
            Cells::Truth if !self.may_be_absent => "false",
            _ => "",
        }
    }

    /// The type as Table Schema names it.
    pub fn kind(&self) -> &'static str {
        match self.cells {
            Cells::Text | Cells::Word(_) | Cells::Pairs => "string",
            Cells::Whole => "integer",
            Cells::Decimal => "number",
            Cells::Truth => "boolean",
            Cells::Day => "date",
            Cells::Moment => "datetime",
            Cells::List => "array",
            Cells::Object => "object",
        }
    }

    /// What it counts; empty where the meaning says it or nothing is counted.
    pub fn unit(&self) -> &'static str {
        let found = UNITS.iter().find(|(ending, _)| self.name.ends_with(ending));
        found.map(|(_, unit)| *unit).unwrap_or_default()
    }

    /// The words that it takes.
    pub fn words(&self) -> Vec<String> {
        match &self.cells {
            Cells::Word(choice) => words::of(choice).map(|(word, _)| word).collect(),
            _ => Vec::new(),
        }
    }
}

/// `AGE=YOUNG;SEX=F`: no code holds either sign.
fn pairs(value: Option<&Value>) -> String {
    let pairs = value.and_then(Value::as_array).into_iter().flatten();
    let text =
        |pair: &Value, field: &str| pair.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    pairs.map(|pair| format!("{}={}", text(pair, "dim"), text(pair, "code"))).collect::<Vec<_>>().join(";")
}
