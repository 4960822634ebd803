//! What a report achieves in the plan as it is then.

use domain::{text::Bound, time::Date};
use serde_json::json;

use super::revise::Revisions;
use crate::{
    failure::Failure,
    import::{faults::Faults, mapping::RoundColumns, table::Table},
};

impl Revisions<'_> {
    /// Takes a report in: each code achieves every milestone that has it.
    ///
    /// # Errors
    /// It lacks a column that must be there.
    pub fn round(
        &mut self,
        table: &Table,
        columns: &RoundColumns,
        day: Date,
        faults: &mut Faults,
    ) -> Result<(), Failure> {
        self.follows(table, day, faults);
        self.begin(table, day);
        let code = match table.first(&columns.milestone) {
            Some(column) => column,
            None => table.column(columns.milestone.first().map_or("", String::as_str))?,
        };
        let mut shown: Vec<_> = columns.evidence.iter().filter_map(|name| table.find(name)).collect();
        shown.extend(columns.evidence_prefix.iter().flat_map(|prefix| table.beginning(prefix)));
        let (mut achieved, mut unknown, mut again) = (0_u64, Vec::new(), 0_u64);
        for row in table.rows() {
            let Some(key) = faults.take(row.place, &code.name, self.codes.milestones.of(row.cell(&code)))
            else {
                continue;
            };
            let is_word = |cell: &&str| !cell.is_empty() && !self.plan.empty.iter().any(|word| word == cell);
            let lines: Vec<&str> = shown.iter().map(|column| row.cell(column)).filter(is_word).collect();
            let evidence = lines.join("\n");
            let evidence = if evidence.is_empty() {
                String::new()
            } else {
                faults.text(row.place, "evidence", &evidence, Bound::Body).unwrap_or_default()
            };
            let key = key.to_string();
            let rows: Vec<(String, String)> =
                self.now.milestones.keys().filter(|(_, milestone)| *milestone == key).cloned().collect();
            if rows.is_empty() {
                unknown.push(row.cell(&code).to_owned());
            }
            for of in rows {
                if self.now.milestones.get(&of).is_some_and(|held| held.is_achieved) {
                    again += 1;
                    continue;
                }
                achieved += 1;
                self.achieve(&of, day, day, evidence.clone());
            }
            self.now.reported.entry(key).or_insert((day, evidence));
        }
        self.told.push(json!({
            "step": format!("round:{}@{day}", table.file), "codes": table.len(), "achieved": achieved,
            "achievedBefore": again, "notInThePlan": unknown,
        }));
        Ok(())
    }
}
