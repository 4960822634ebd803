//! The rows of a template: what a data set's period may be told of.
//!
//! Where the period before has values, its keys; for an indicator that has none there, its total and each code of each
//! disaggregation alone. Every crossing would be a table that nobody fills in. Knows no file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::pages::{items, text};

/// What a value is of, within a data set and period.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The organization's id; empty where the table does not say.
    pub org: String,
    /// The indicator's code.
    pub indicator: String,
    /// The area's code; empty for the whole.
    pub area: String,
    /// Codes by disaggregation; none for the total.
    pub dims: BTreeMap<String, String>,
}

impl Key {
    /// The key of an observation; its organization only where the table says it.
    pub fn of(observation: &Value, says_org: bool) -> Self {
        let pairs = items(observation, "dims");
        Self {
            org: if says_org { text(observation, "org").to_owned() } else { String::new() },
            indicator: text(observation, "indicator").to_owned(),
            area: text(observation, "areaCode").to_owned(),
            dims: pairs.map(|pair| (text(pair, "dim").to_owned(), text(pair, "code").to_owned())).collect(),
        }
    }

    /// The total of an indicator and each of its codes alone.
    fn of_definition(org: &str, indicator: &Value) -> Vec<Self> {
        let total =
            Self { org: org.to_owned(), indicator: text(indicator, "code").to_owned(), ..Self::default() };
        let dims = indicator.get("definition").into_iter().flat_map(|definition| items(definition, "dims"));
        let codes = dims.flat_map(|dim| {
            items(dim, "codes").filter_map(Value::as_str).map(|code| (text(dim, "code"), code))
        });
        let of_codes = codes.map(|(dim, code)| Self {
            dims: BTreeMap::from([(dim.to_owned(), code.to_owned())]),
            ..total.clone()
        });
        std::iter::once(total.clone()).chain(of_codes).collect()
    }
}

/// The keys in the order of a template: organizations as given, indicators as the data set has them.
pub fn of_template(orgs: &[String], indicators: &[Value], before: &BTreeSet<Key>) -> Vec<Key> {
    let mut keys = Vec::new();
    for org in orgs {
        for indicator in indicators {
            let code = text(indicator, "code");
            let known: Vec<Key> =
                before.iter().filter(|key| key.org == *org && key.indicator == code).cloned().collect();
            keys.extend(if known.is_empty() { Key::of_definition(org, indicator) } else { known });
        }
    }
    keys
}
