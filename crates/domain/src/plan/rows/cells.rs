//! Cells read by their form; every fault is noted with its row and column.

use super::{super::value::TargetValue, PlanRow, taking::Taking};
use crate::{
    decider::BadRow,
    ids::{Code, OrgId},
    text::{self, Bound},
    time::Date,
};

impl Taking<'_> {
    pub fn refuse(
        &mut self,
        row: &PlanRow,
        column: &'static str,
        reason: &'static str,
        message: impl ToString,
    ) {
        self.bad.push(BadRow { row: row.row, column: column.into(), reason, message: message.to_string() });
    }

    /// A cell read by its form; none where its fault was noted.
    pub fn read<T>(
        &mut self,
        row: &PlanRow,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        match parse(row.cell(column)) {
            Ok(value) => Some(value),
            Err(message) => {
                self.refuse(row, column, "wrong_type", message);
                None
            }
        }
    }

    pub fn code(&mut self, row: &PlanRow, column: &'static str) -> Option<Code> {
        self.read(row, column, |cell| cell.parse::<Code>().map_err(|wrong| wrong.to_string()))
    }

    pub fn day(&mut self, row: &PlanRow, column: &'static str) -> Option<Date> {
        let day = |cell: &str| cell.parse::<Date>().ok().filter(|day| day.to_string() == cell);
        self.read(row, column, |cell| {
            day(cell).ok_or_else(|| format!("`{cell}` is no day; accepted is YYYY-MM-DD"))
        })
    }

    pub fn title(&mut self, row: &PlanRow, column: &'static str) -> Option<String> {
        self.read(row, column, |cell| text::required(cell, Bound::Title).map_err(|wrong| wrong.to_string()))
    }

    /// The organization of a code or id; none in it where the cell is empty.
    pub fn lead(&mut self, row: &PlanRow) -> Option<Option<OrgId>> {
        let cell = row.cell("lead");
        if cell.is_empty() {
            return Some(None);
        }
        let organizations = &self.context.facts.hub.organizations;
        let by_code =
            organizations.iter().find(|(_, one)| one.code.as_str() == cell).map(|(org, _)| org.clone());
        let found = by_code.or_else(|| cell.parse::<OrgId>().ok());
        if found.is_none() {
            let said = format!("there is no organization `{cell}`; accepted is the code or id of a member");
            self.refuse(row, "lead", "unknown_organization", said);
        }
        found.map(Some)
    }

    pub fn target(&mut self, row: &PlanRow, decimal_comma: bool) -> Option<Option<TargetValue>> {
        if row.cell("target_value").is_empty() {
            if !row.cell("target_unit").is_empty() {
                let said = "is empty where its unit stands; accepted is a number";
                self.refuse(row, "target_value", "wrong_type", said);
                return None;
            }
            return Some(None);
        }
        let value = self.read(row, "target_value", |cell| {
            let comma = "; a decimal comma is taken only where it is said so";
            let but = if decimal_comma { "" } else { comma };
            // Where commas stand before the decimals, a point marks a thousand or is a mistake: neither is guessed.
            if decimal_comma && cell.contains('.') {
                return Err(format!(
                    "`{cell}` has a point; accepted is a decimal comma alone, such as 1234,5"
                ));
            }
            let plain = if decimal_comma { cell.replace(',', ".") } else { cell.to_owned() };
            decimal(&plain).ok_or_else(|| format!("`{cell}` is no decimal such as 12.50{but}"))
        });
        let unit = self.title(row, "target_unit");
        Some(Some(TargetValue { value: value?, unit: unit? }))
    }
}

/// A decimal as it is stored; none where the text is none.
fn decimal(text: &str) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_short = whole.len() + fraction.len() <= 28 && fraction.len() <= 18;
    let is_zero = digits.bytes().all(|b| matches!(b, b'0' | b'.'));
    let is_well_formed =
        are_digits(whole) && are_digits(fraction) && (whole == "0" || !whole.starts_with('0'));
    (is_well_formed && is_short && !(is_zero && digits != text)).then(|| text.to_owned())
}
