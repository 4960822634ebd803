//! Rows of a hub's answer as SDMX-CSV 2.0.
//!
//! Columns: what SDMX prescribes, one dimension for each disaggregation of the data set, then the value and its
//! attributes. `_T` is the total of a dimension. Knows no hub.

use std::collections::BTreeSet;

use domain::measurement::{
    exchange,
    period::{Period, PeriodType},
};
use serde_json::Value;

use crate::{
    failure::Failure,
    output::csv::{guarded, line_of},
};

/// Dimensions that every row has; disaggregations follow, then the time.
pub(super) const BEFORE: [&str; 6] = ["STRUCTURE", "STRUCTURE_ID", "ACTION", "ORG", "INDICATOR", "REF_AREA"];
/// The time, the value, and what is said about it.
pub(super) const BEHIND: [&str; 9] = [
    "TIME_PERIOD",
    "OBS_VALUE",
    "OBS_STATUS",
    "CONF_STATUS",
    "NUMERATOR",
    "DENOMINATOR",
    "REVISION",
    "SEQUENCE",
    "IS_LIVE",
];
/// The total of a dimension.
pub(super) const TOTAL: &str = "_T";

/// Each mark as canonical JSON says it, and its letter.
pub(super) const MARKS: [(&str, &str); 7] = [
    ("OBS_STATUS_NORMAL", "A"),
    ("OBS_STATUS_BREAK", "B"),
    ("OBS_STATUS_ESTIMATED", "E"),
    ("OBS_STATUS_PROVISIONAL", "P"),
    ("OBS_STATUS_MISSING", "M"),
    ("OBS_STATUS_NOT_COLLECTED", "O"),
    ("OBS_STATUS_SUPPRESSED", "S"),
];

/// The table; `dims` are the disaggregations of the data set.
///
/// # Errors
/// A cell cannot be written.
pub fn table(data_set: &str, dims: &BTreeSet<String>, rows: &[Value]) -> Result<String, Failure> {
    // Also those of earlier definitions.
    let of_rows = rows.iter().flat_map(pairs).map(|(dim, _)| dim);
    let dims: BTreeSet<&str> = dims.iter().map(String::as_str).chain(of_rows).collect();
    let header = BEFORE.into_iter().chain(dims.iter().copied()).chain(BEHIND);
    let mut text = line_of(&header.map(str::to_owned).collect::<Vec<_>>())?;
    for row in rows {
        text.push_str(&line_of(&cells(data_set, &dims, row))?);
    }
    Ok(text)
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn pairs(row: &Value) -> impl Iterator<Item = (&str, &str)> {
    let pairs = row.get("dims").and_then(Value::as_array).into_iter().flatten();
    pairs.map(|pair| (text(pair, "dim"), text(pair, "code")))
}

fn cells(data_set: &str, dims: &BTreeSet<&str>, row: &Value) -> Vec<String> {
    let or_total = |code: &str| if code.is_empty() { TOTAL.to_owned() } else { code.to_owned() };
    let mut cells = vec![
        "dataflow".to_owned(),
        format!("HORA:{data_set}(1.0.0)"),
        "I".to_owned(),
        text(row, "org").to_owned(),
        text(row, "indicator").to_owned(),
        or_total(text(row, "areaCode")),
    ];
    cells.extend(dims.iter().map(|dim| {
        let own = pairs(row).find(|(name, _)| name == dim);
        or_total(own.map_or("", |(_, code)| code))
    }));
    let is = |field: &str| row.get(field).and_then(Value::as_bool) == Some(true);
    let number = |field: &str| match row.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => "0".to_owned(),
    };
    let mark = text(row, "obsStatus");
    let letter = MARKS.iter().find(|(name, _)| *name == mark).map_or("A", |(_, letter)| letter);
    cells.extend([
        row.get("period").and_then(time).unwrap_or_default(),
        guarded(text(row, "value")),
        letter.to_owned(),
        // C: confidential; F: free.
        if is("hidden") { "C" } else { "F" }.to_owned(),
        text(row, "numerator").to_owned(),
        text(row, "denominator").to_owned(),
        number("revision"),
        number("sequence"),
        if is("isLive") { "true" } else { "false" }.to_owned(),
    ]);
    cells
}

fn time(period: &Value) -> Option<String> {
    let start = text(period, "start").parse().ok()?;
    let length = PeriodType::parse_iso8601(text(period, "length"))?;
    Some(exchange::to_sdmx(Period { start, length }))
}
