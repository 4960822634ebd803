//! What is sent once: indicators, data sets with their rules, and who reports.
//!
//! Knows no values. A table that has more codes than the one before it revises the definition, and takes none away.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::Code,
    measurement::{
        definition::{Definition, Dim},
        period::Period,
    },
};
use serde_json::{Value, json};
use wire::{measurement as out, pb::measurement as pb};

use super::{
    dictionary::Dictionary,
    send::{Sending, whole},
};
use crate::{
    actors::Person,
    failure::Failure,
    import::{init::hub, mapping::DataSet, sender::reason},
};

/// Why a definition of before is said otherwise.
const MORE_CODES: &str = "The source has more codes than before.";

impl Sending<'_> {
    /// The definitions of a data set, its rules, and its reporters.
    ///
    /// # Errors
    /// Nobody answers in time, or the hub says no.
    pub async fn define(
        &mut self,
        reader: &mut Person,
        set: &DataSet,
        dictionary: &Dictionary<'_>,
        first: Period,
    ) -> Result<(), Failure> {
        for (code, definition) in dictionary.of(set) {
            let mut request = pb::ProposeIndicatorRequest {
                meta: None,
                code: code.to_string(),
                definition: Some(out::definition(&with_codes(definition))),
            };
            request.meta = self.meta("indicators", 0, &request);
            match self.importer.send("ProposeIndicator", &request, whole).await {
                Err(failure) if reason(&failure).as_deref() == Some("indicator_code_taken") => {
                    self.revise(reader, code.as_str(), definition, first).await?;
                }
                other => drop(other?),
            }
        }
        let mut request = pb::DefineDataSetRequest {
            meta: None,
            code: set.code.to_string(),
            indicators: dictionary.of(set).map(|(code, _)| code.to_string()).collect(),
            period_type: out::period_type(set.period_type).into(),
            due_after_days: set.due_after_days,
            closes_after_days: set.closes_after_days,
            compulsory: Vec::new(),
        };
        request.meta = self.meta("data set", 0, &request);
        self.importer.send("DefineDataSet", &request, whole).await?;
        for rule in &set.rules {
            let (data_set, rule) = (set.code.to_string(), Some(out::rule_out(rule)));
            let mut request = pb::AddRuleRequest { meta: None, data_set, rule };
            request.meta = self.meta("rules", 0, &request);
            self.importer.send("AddRule", &request, whole).await?;
        }
        Ok(())
    }

    /// The definition with the codes of before and those of now; one that is otherwise is the caller's to decide on.
    async fn revise(
        &mut self,
        reader: &mut Person,
        code: &str,
        definition: &Definition,
        first: Period,
    ) -> Result<(), Failure> {
        let answer = reader.ask("measurement/GetIndicator", json!({"code": code})).await?;
        let mut wanted = definition.clone();
        let dims = answer.pointer("/indicator/definition/dims").and_then(Value::as_array);
        for dim in dims.into_iter().flatten() {
            add_codes(&mut wanted, dim);
        }
        let mut request = pb::ReviseDefinitionRequest {
            meta: None,
            code: code.to_owned(),
            definition: Some(out::definition(&with_codes(&wanted))),
            comparable: true,
            effective_period: Some(out::period(first)),
            reason: MORE_CODES.to_owned(),
        };
        request.meta = self.meta("revisions", 0, &request);
        self.importer.send("ReviseDefinition", &request, whole).await?;
        Ok(())
    }

    /// Who reports: whoever did before, too.
    ///
    /// # Errors
    /// Nobody answers in time, or the hub says no.
    pub async fn assign(
        &mut self,
        reader: &mut Person,
        set: &DataSet,
        orgs: BTreeSet<String>,
    ) -> Result<(), Failure> {
        let sets = hub::all(reader, "measurement/ListDataSets", &json!({}), "dataSets").await?;
        let of = |set: &Value, field: &str| set.get(field).cloned().unwrap_or_default();
        let there = sets.iter().find(|one| of(one, "code") == set.code.as_str());
        let reporters = there.map(|one| of(one, "reporters")).unwrap_or_default();
        let there: BTreeSet<String> = serde_json::from_value(reporters).unwrap_or_default();
        if orgs.is_subset(&there) {
            return Ok(());
        }
        let orgs = orgs.union(&there).cloned().collect();
        let mut request = pb::AssignReportersRequest { meta: None, data_set: set.code.to_string(), orgs };
        request.meta = self.meta("reporters", 0, &request);
        self.importer.send("AssignReporters", &request, whole).await?;
        Ok(())
    }
}

/// Without the disaggregations that no table has a code of.
fn with_codes(definition: &Definition) -> Definition {
    let mut definition = definition.clone();
    definition.dims.retain(|dim| !dim.codes.is_empty());
    definition
}

fn add_codes(definition: &mut Definition, there: &Value) {
    let listed = there.get("codes").and_then(Value::as_array).into_iter().flatten();
    let codes: BTreeSet<Code> = listed.filter_map(|code| code.as_str()?.parse().ok()).collect();
    let code = there.get("code").and_then(Value::as_str).and_then(|code| code.parse::<Code>().ok());
    let Some(code) = code else { return };
    let mut dims: BTreeMap<_, Dim> = definition.dims.drain(..).map(|dim| (dim.code.clone(), dim)).collect();
    if let Some(dim) = dims.get_mut(&code) {
        dim.codes.extend(codes);
    }
    definition.dims = dims.into_values().collect();
}
