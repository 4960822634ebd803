//! What in a mapping contradicts itself, named by its field before any file is read.

use std::collections::BTreeSet;

use domain::ids::Code;

use super::{CodesOf, DataSet, IndicatorBy, Measurements, TableOf, define};

impl Measurements {
    /// Whether the mapping can be worked with.
    ///
    /// # Errors
    /// The field, and what is accepted.
    pub fn check(&self) -> Result<(), String> {
        if self.data_sets.is_empty() {
            return Err("data_sets is empty; accepted is at least one".to_owned());
        }
        let mut open = BTreeSet::new();
        for DataSet { code, period_type, .. } in self.data_sets.iter().filter(|set| set.indicators.is_none())
        {
            if !open.insert(*period_type) {
                let of = period_type.as_str();
                return Err(format!(
                    "data_sets: {code} is another of {of} without `indicators`; accepted is a list of indicators in all \
                     of {of} but one"
                ));
            }
        }
        for indicator in &self.indicators {
            let period_type = indicator.definition.period_type;
            let set = self
                .data_set_of(&indicator.code, period_type)
                .map_err(|wrong| format!("indicators: {wrong}"))?;
            if set.period_type != period_type {
                return Err(format!(
                    "data_sets: {} is of {}, and its indicator `{}` of {}; accepted is one length",
                    set.code,
                    set.period_type.as_str(),
                    indicator.code,
                    period_type.as_str()
                ));
            }
        }
        let known: BTreeSet<&Code> = self.indicators.iter().map(|indicator| &indicator.code).collect();
        self.tables.iter().try_for_each(|(name, table)| {
            check_table(table, &known).map_err(|wrong| format!("tables.{name}: {wrong}"))
        })
    }
}

fn check_table(table: &TableOf, known: &BTreeSet<&Code>) -> Result<(), String> {
    if table.organization.is_some() == table.fixed_organization.is_some() {
        return Err(
            "accepted is either `organization` (a column) or `fixed_organization` (one for all rows)"
                .to_owned(),
        );
    }
    if table.period.is_some() == table.fixed_period.is_some() {
        return Err(
            "accepted is either `period` (a column, or several) or `fixed_period` (one for all rows)"
                .to_owned(),
        );
    }
    if table.cells.is_empty() {
        return Err("cells is empty; accepted is each column that holds values".to_owned());
    }
    if table.decimal.is_empty() || table.decimal == table.thousands {
        return Err("decimal: accepted is one mark, another than between thousands".to_owned());
    }
    for cell in &table.cells {
        match (&cell.indicator, &table.indicator_by) {
            (Some(code), None) if known.contains(code) => {}
            (Some(code), None) => {
                return Err(format!(
                    "cells: `{code}` is not defined; accepted are the codes of `indicators`"
                ));
            }
            (None, Some(_)) => {}
            _ => {
                return Err(
                    "cells: accepted is an `indicator` in each, or one `indicator_by` for all".to_owned()
                );
            }
        }
    }
    table.indicator_by.as_ref().map_or(Ok(()), |by| check_by(by, known))
}

fn check_by(by: &IndicatorBy, known: &BTreeSet<&Code>) -> Result<(), String> {
    let fields: Vec<&String> = by.fields.keys().collect();
    let templates = by.definition.iter().chain(by.words.iter().flat_map(|words| words.is.values()));
    templates.into_iter().try_for_each(define::check_names)?;
    if by.definition.is_none() && !(fields.is_empty() && by.words.is_empty()) {
        return Err("indicator_by: `fields` and `words` complete a `definition`; accepted is to say it too"
            .to_owned());
    }
    match &by.codes {
        CodesOf::Named(codes) => match codes.values().find(|code| !known.contains(code)) {
            Some(code) => Err(format!(
                "indicator_by.codes: `{code}` is not defined; accepted are the codes of `indicators`"
            )),
            None => Ok(()),
        },
        CodesOf::Derived => Ok(()),
    }
}
