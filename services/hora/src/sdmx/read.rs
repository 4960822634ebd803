//! SDMX-CSV 2.0 as rows of a recording. Every bad row is named.
//!
//! Columns are found by their names, in any order, whatever stands between them; a column that is none of ours is a disaggregation. A file that our own
//! `write` made is read back to the same values. Knows no hub.

use csv::StringRecord;
use domain::{ids::Code, measurement::exchange};
use serde_json::{Value, json};

use super::write::{BEFORE, BEHIND, MARKS, TOTAL};
use crate::{
    failure::Failure,
    import::{quotes, table::separator},
    output::csv::meant,
};

/// The most bad rows that are named.
const MAX_NAMED: usize = 1_000;

/// The rows of a file.
///
/// # Errors
/// A column is missing, or rows are not taken: all of them are named.
pub fn rows(text: &str) -> Result<Vec<Value>, Failure> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = separator(text);
    quotes::check(text, separator).map_err(|wrong| Failure::Usage(format!("SDMX-CSV: {wrong}")))?;
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
    let wrong = |error: csv::Error| Failure::Usage(format!("SDMX-CSV: {error}"));
    let header = Header::new(reader.headers().map_err(wrong)?)?;
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for (number, record) in (2_usize..).zip(reader.records()) {
        match header.row(&record.map_err(wrong)?) {
            Ok(row) => rows.extend(row),
            Err(message) if bad.len() < MAX_NAMED => bad.push(format!("row {number}, {message}")),
            Err(_) => {}
        }
    }
    if bad.is_empty() {
        return Ok(rows);
    }
    Err(Failure::Usage(format!("nothing was sent, these rows are not taken:\n{}", bad.join("\n"))))
}

struct Header {
    names: Vec<String>,
}

impl Header {
    fn new(record: &StringRecord) -> Result<Self, Failure> {
        // A column may carry its label behind its id, as in `TIME_PERIOD: Time`.
        let id = |name: &str| name.split(':').next().unwrap_or_default().trim().to_owned();
        let names: Vec<String> = record.iter().map(id).collect();
        let needed = ["INDICATOR", "TIME_PERIOD", "OBS_VALUE"];
        let missing: Vec<&str> =
            needed.into_iter().filter(|need| !names.iter().any(|name| name == need)).collect();
        if missing.is_empty() {
            return Ok(Self { names });
        }
        Err(Failure::Usage(format!("SDMX-CSV: there is no column {}", missing.join(", "))))
    }

    fn cell<'a>(&self, record: &'a StringRecord, name: &str) -> &'a str {
        let place = self.names.iter().position(|known| known == name);
        let cell = place.and_then(|place| record.get(place)).unwrap_or_default().trim();
        // As a label may stand behind an id: `F: Female`.
        if name == "OBS_VALUE" { cell } else { cell.split(": ").next().unwrap_or_default() }
    }

    /// The row; none where it is a value that gave way.
    fn row(&self, record: &StringRecord) -> Result<Option<Value>, String> {
        let cell = |name: &str| self.cell(record, name);
        if cell("IS_LIVE") == "false" {
            return Ok(None);
        }
        if !["", "I", "A", "M", "R"].contains(&cell("ACTION")) {
            return Err(format!("ACTION: is `{}`; accepted are I, A, M and R", cell("ACTION")));
        }
        if cell("CONF_STATUS") == "C" {
            return Err("CONF_STATUS: the value was hidden; accepted are rows as members see them".to_owned());
        }
        let period = exchange::parse(cell("TIME_PERIOD")).ok_or_else(|| {
            format!(
                "TIME_PERIOD: is `{}`; accepted is such as 2026, 2026-Q3, 2026-10 or 2026-04-01/P1Y",
                cell("TIME_PERIOD")
            )
        })?;
        let letter = if cell("OBS_STATUS").is_empty() { "A" } else { cell("OBS_STATUS") };
        let mark = MARKS.iter().find(|(_, known)| *known == letter).map(|(name, _)| *name);
        let mark =
            mark.ok_or_else(|| format!("OBS_STATUS: is `{letter}`; accepted are A, B, E, P, M, O, S"))?;
        let optional = |name: &str| Some(cell(name)).filter(|text| !text.is_empty() && *text != "NaN");
        let mut row = json!({
            "indicator": cell("INDICATOR"), "obsStatus": mark, "dims": self.dims(record)?,
            "period": {"start": period.start.to_string(), "length": period.length.as_iso8601()},
        });
        let fields = [
            ("org", optional("ORG")),
            ("areaCode", optional("REF_AREA").filter(|code| *code != TOTAL)),
            ("value", optional("OBS_VALUE").map(meant)),
            ("numerator", optional("NUMERATOR")),
            ("denominator", optional("DENOMINATOR")),
        ];
        if let Some(row) = row.as_object_mut() {
            row.extend(fields.into_iter().filter_map(|(name, text)| Some((name.to_owned(), json!(text?)))));
        }
        Ok(Some(row))
    }

    fn dims(&self, record: &StringRecord) -> Result<Vec<Value>, String> {
        let is_ours = |name: &&String| BEFORE.contains(&name.as_str()) || BEHIND.contains(&name.as_str());
        let others = self.names.iter().filter(|name| !is_ours(name));
        let mut dims = Vec::new();
        for name in others {
            let code = self.cell(record, name);
            if code.is_empty() || code == TOTAL {
                continue;
            }
            let is_code = |text: &str| text.parse::<Code>().is_ok();
            if !is_code(name) || !is_code(code) {
                return Err(format!("{name}: is `{code}`; accepted are codes of 1 to 64 of A-Z, 0-9 and _"));
            }
            dims.push(json!({"dim": name, "code": code}));
        }
        Ok(dims)
    }
}
