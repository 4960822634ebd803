//! Why rules are broken, where the mapping knows: every broken rule of the imported periods that nobody has explained.
//!
//! Knows no rules. A rule that is broken anew is explained anew: the sequence of its breaking tells the two apart.

use serde_json::{Value, json};
use wire::pb::measurement as pb;

use super::send::{Of, Sending, period, whole};
use crate::{actors::Person, failure::Failure, import::init::hub};

impl Sending<'_> {
    /// Explains what is raised, as the hub has it after that sequence; gives how many.
    ///
    /// # Errors
    /// Nobody answers in time, or the hub says no.
    pub async fn explain(&mut self, reader: &mut Person, of: &Of<'_>, after: u64) -> Result<usize, Failure> {
        let Some(explanation) = &self.mapping.explanation else { return Ok(0) };
        if of.set.rules.is_empty() {
            return Ok(0);
        }
        let meta = json!({"minSequence": after.to_string()});
        let request =
            json!({"meta": meta, "dataSet": of.set.code.as_str(), "org": of.org, "status": "raised"});
        let raised = hub::all(reader, "measurement/ListViolations", &request, "violations").await?;
        let imported: Vec<pb::Period> = of.told.periods.keys().copied().map(period).collect();
        let mut explained = 0;
        for one in &raised {
            let violation = violation(one, of);
            if !violation.period.as_ref().is_some_and(|period| imported.contains(period)) {
                continue;
            }
            let mut request = pb::ExplainViolationRequest {
                meta: None,
                violation: Some(violation),
                reason: explanation.clone(),
            };
            request.meta = self.meta("explanations", sequence(one), &request);
            self.importer.send("ExplainViolation", &request, whole).await?;
            explained += 1;
        }
        Ok(explained)
    }
}

fn violation(one: &Value, of: &Of<'_>) -> pb::ViolationRef {
    let text = |pointer: &str| one.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let rule = one.pointer("/violation/rule").and_then(Value::as_u64);
    pb::ViolationRef {
        data_set: of.set.code.to_string(),
        org: of.org.to_owned(),
        period: Some(pb::Period {
            start: text("/violation/period/start"),
            length: text("/violation/period/length"),
        }),
        rule: rule.and_then(|rule| u32::try_from(rule).ok()).unwrap_or(0),
        area_code: text("/violation/areaCode"),
    }
}

/// The sequence of the last change; canonical JSON writes 64 bits as text.
fn sequence(one: &Value) -> u64 {
    let sequence = one.get("sequence");
    sequence.and_then(Value::as_str).and_then(|text| text.parse().ok()).unwrap_or_default()
}
