//! One table: which of its rows are meant, and which of its columns say what.

use std::collections::BTreeMap;

use domain::{
    ids::Code,
    measurement::{observation::ObsStatus, period::PeriodType},
};
use serde::Deserialize;
use toml::{Table, Value};

/// One table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableOf {
    /// Which release it is of, from 1.
    #[serde(default = "one")]
    pub release: u32,
    /// The rows that are meant; all conditions hold. Others are counted and passed over.
    #[serde(default, rename = "where")]
    pub only: Vec<Where>,
    /// The column of the organization: the source's code, or its name in the hub.
    pub organization: Option<String>,
    /// The organization of all rows, where no column says it.
    pub fixed_organization: Option<String>,
    /// The column of the period, or several whose cells are joined by `-`.
    pub period: Option<OneOrMore>,
    /// What a cell of those columns means: `{ "Second half" = "S2" }`.
    #[serde(default)]
    pub period_words: BTreeMap<String, String>,
    /// How the period's first day is written, such as `%d/%m/%Y`; else any of the forms of exchange.
    pub period_format: Option<String>,
    /// The period of all rows, where no column says it.
    pub fixed_period: Option<String>,
    /// The area of a row.
    pub area: Option<Area>,
    /// The column that says the indicator, in a long table.
    pub indicator_by: Option<IndicatorBy>,
    /// The columns that hold values.
    pub cells: Vec<Cell>,
    /// The columns that say a disaggregation's code, by the disaggregation.
    #[serde(default)]
    pub by: BTreeMap<Code, By>,
    /// What stands between thousands; a space means any kind of space.
    #[serde(default)]
    pub thousands: String,
    /// What stands before the decimals; a comma only where it is said.
    #[serde(default = "point")]
    pub decimal: String,
    /// What may stand around a number, such as `%` or `EUR`.
    #[serde(default)]
    pub affixes: Vec<String>,
    /// Words that mean the same as an empty cell: no value at all.
    #[serde(default)]
    pub empty: Vec<String>,
    /// Words in place of a value, and the mark each means; an empty cell is no value at all.
    #[serde(default)]
    pub marks: BTreeMap<String, ObsStatus>,
    /// The column of flags, and the mark each means.
    pub flags: Option<Flags>,
}

/// Which rows are meant.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Where {
    /// The column.
    pub column: String,
    /// What the cell says: one of these.
    #[serde(default)]
    pub is: Vec<String>,
    /// What it does not say.
    #[serde(default)]
    pub is_not: Vec<String>,
    /// It says a period of this length; for tables that mix several.
    pub period: Option<PeriodType>,
}

/// A column, or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Value")]
pub enum OneOrMore {
    /// One.
    One(String),
    /// Several.
    More(Vec<String>),
}

impl TryFrom<Value> for OneOrMore {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let accepted = || "accepted is the name of a column, or a list of names".to_owned();
        match value {
            Value::String(name) => Ok(Self::One(name)),
            Value::Array(_) => value.try_into().map(Self::More).map_err(|_| accepted()),
            _ => Err(accepted()),
        }
    }
}

impl OneOrMore {
    /// Their names.
    pub fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::More(names) => names,
        }
    }
}

/// The area of a row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its column.
    pub column: String,
    /// Only so many of its first characters.
    pub first: Option<usize>,
    /// The words that mean the whole area, such as `Citywide` or an empty cell.
    #[serde(default)]
    pub totals: Vec<String>,
    /// Codes given by hand; the others are made of the names.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
}

/// The column that says the indicator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorBy {
    /// The column.
    pub column: String,
    /// The source's word, and the indicator it means.
    pub codes: CodesOf,
    /// What stands behind every derived code, where two tables of one source make two indicators of one name.
    #[serde(default)]
    pub suffix: String,
    /// What all derived indicators have in common; without it, `indicators` names them.
    pub definition: Option<Table>,
    /// Fields of the definition, and the column that says each.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Fields of the definition that follow from a word.
    #[serde(default)]
    pub words: Vec<Words>,
}

/// Fields of a definition that follow from what a column says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The column.
    pub column: String,
    /// The source's word, and the fields that follow.
    pub is: BTreeMap<String, Table>,
}

/// How the source's words become codes.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Value")]
pub enum CodesOf {
    /// Made of the words: upper-cased; what no code may hold becomes `_`.
    Derived,
    /// As they stand here.
    Named(BTreeMap<String, Code>),
}

impl TryFrom<Value> for CodesOf {
    type Error = String;

    fn try_from(value: Value) -> Result<Self, String> {
        let accepted = "accepted is `codes = \"derived\"`, or a table of the source's words and the codes (A-Z, 0-9, _) they mean";
        match value {
            Value::String(word) if word == "derived" => Ok(Self::Derived),
            Value::Table(_) => value.try_into().map(Self::Named).map_err(|_| accepted.to_owned()),
            _ => Err(accepted.to_owned()),
        }
    }
}

/// A column that holds values.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// The column of the value.
    pub column: String,
    /// The indicator, where no column says it.
    pub indicator: Option<Code>,
    /// The codes of disaggregations.
    #[serde(default)]
    pub dims: BTreeMap<Code, Code>,
    /// The column above the line of a rate.
    pub numerator: Option<String>,
    /// The column below the line of a rate.
    pub denominator: Option<String>,
}

/// A column that says a disaggregation's code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// The column.
    pub column: String,
    /// The source's word, and the code it means.
    pub codes: CodesOf,
    /// The words that mean the total.
    #[serde(default)]
    pub totals: Vec<String>,
}

/// A column of flags.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flags {
    /// The column.
    pub column: String,
    /// The flag, and the mark it means; an empty cell means none.
    pub marks: BTreeMap<String, ObsStatus>,
    /// Whether a number beside a flag that means no value is left out; else it is a fault.
    #[serde(default)]
    pub drop_values: bool,
}

fn one() -> u32 {
    1
}

fn point() -> String {
    ".".to_owned()
}
