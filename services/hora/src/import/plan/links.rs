//! Which activity should move which indicators: a file with one pair a row, the whole of them.
//!
//! Knows no indicator: whether one is defined is measurement's. Codes are made as `import measurements` makes them.

use std::collections::{BTreeMap, BTreeSet};

use domain::time::Date;
use serde_json::json;
use wire::pb::plan as pb;

use super::{columns::needed, command::Command, revise::Revisions};
use crate::{
    failure::Failure,
    import::{
        codes::Codes,
        faults::{Faults, Place},
        mapping::LinkColumns,
        table::Table,
    },
};

/// The most indicators of one activity, as the hub takes them.
const MAX_INDICATORS: usize = 100;

impl Revisions<'_> {
    /// Takes a file of links in: what was linked before and is not in it no longer is.
    ///
    /// # Errors
    /// It lacks a column that must be there.
    pub fn links(
        &mut self,
        table: &Table,
        columns: &LinkColumns,
        day: Date,
        faults: &mut Faults,
    ) -> Result<(), Failure> {
        self.follows(table, day, faults);
        self.begin(table, day);
        let activity = needed(table, &columns.activity)?;
        let indicator = needed(table, &columns.indicator)?;
        let mut codes = Codes::new(&columns.codes);
        let mut links: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let (mut linked, mut unknown, mut unknown_rows) = (0_u64, BTreeSet::new(), 0_u64);
        for row in table.rows() {
            let made = codes.of(row.cell(&indicator));
            let Some(code) = faults.take(row.place, &indicator.name, made) else { continue };
            let called = row.cell(&activity);
            let Some(key) = self.now.aliases.get(called) else {
                unknown.insert(called.to_owned());
                unknown_rows += 1;
                continue;
            };
            linked += 1;
            let of_it = links.entry(key.clone()).or_default();
            of_it.insert(code.to_string());
            if of_it.len() > MAX_INDICATORS {
                let said = format!("is one more than {MAX_INDICATORS} of `{called}`; accepted are as many");
                faults.add(row.place, &indicator.name, said);
            }
        }
        if linked == 0 {
            let said = "no row names an activity that the steps before have; accepted is a file of links behind the \
                        plan it belongs to";
            faults.add(Place { file: &table.file, row: 1 }, &activity.name, said);
        }
        let pairs = |all: &BTreeMap<String, BTreeSet<String>>| all.values().map(BTreeSet::len).sum::<usize>();
        let is_gone = |key: &str, code: &String| !links.get(key).is_some_and(|of_it| of_it.contains(code));
        let gone: usize = self
            .now
            .links
            .iter()
            .map(|(key, of_it)| of_it.iter().filter(|one| is_gone(key, one)).count())
            .sum();
        self.seems_whole(table, (gone, pairs(&self.now.links), "links"), faults);
        let keys: Vec<String> = self.now.activities.keys().cloned().collect();
        let mut changed = 0_u64;
        for activity_id in keys {
            let (was, is) = (self.now.links.get(&activity_id), links.get(&activity_id));
            if was.into_iter().flatten().eq(is.into_iter().flatten()) {
                continue;
            }
            changed += 1;
            let indicators = is.into_iter().flatten().cloned().collect();
            let request = pb::LinkIndicatorsRequest { meta: None, activity_id, indicators };
            self.act(day, Command::LinkIndicators(request));
        }
        self.told.push(json!({
            "step": format!("links:{}@{day}", table.file), "rows": table.len(), "linked": linked,
            "activities": links.len(), "activitiesChanged": changed,
            "rowsNotInThePlan": unknown_rows, "notInThePlan": unknown,
        }));
        self.now.links = links;
        Ok(())
    }
}
