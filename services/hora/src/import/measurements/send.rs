//! The measurements on their way into the hub.
//!
//! Indicators, data set, rules and reporters once; then each organization by itself: agreement, values, broken rules
//! explained, submitted, approved by the second importer, published, corrected. Knows no files.

use std::collections::BTreeMap;

use domain::time::Date;
use prost::{Message, bytes::Bytes};
use serde_json::json;
use wire::{
    measurement as out,
    pb::{
        common::{CommandMeta, CommandResult},
        measurement as pb,
    },
};

use super::release::Told;
use crate::{
    actors::Person,
    client::{Options, key},
    failure::Failure,
    import::{
        codes::Codes,
        mapping::Measurements,
        sender::{Origin, Sender, reason},
    },
    progress,
};

/// The most pages read of a list: 500 rows each, far beyond what one hub holds.
const MAX_PAGES: usize = 1_000;
/// The most periods of one command (wire: `MAX_PERIODS`).
const PERIODS: usize = 50;
/// Rows of one message: small beside the largest message a hub takes.
const ROWS_OF_A_MESSAGE: usize = 1_000;

/// What is sent, and by whom.
pub struct Sending<'a> {
    pub mapping: &'a Measurements,
    /// The hash of all files.
    pub hash: &'a str,
    pub importer: &'a mut Sender,
    pub approver: &'a mut Sender,
}

/// What came of it.
pub struct Sent {
    /// How many broken rules were explained.
    pub explained: usize,
    /// The sequence at which everything was published and nothing corrected.
    pub published_at: u64,
}

fn whole(answer: &CommandResult) -> Option<CommandResult> {
    Some(answer.clone())
}

impl Sending<'_> {
    /// Sends it all, corrections after everything else: what was known before them is one sequence.
    ///
    /// # Errors
    /// An organization is not known to the hub, nobody answers in time, or the hub says no.
    pub async fn all(
        mut self,
        told: &BTreeMap<String, Told>,
        options: &Options,
        initiative: &str,
    ) -> Result<Sent, Failure> {
        let key = key::find(options.key_file.as_deref())?;
        let secret = key.map(|key| key.secret).unwrap_or_default();
        let mut reader = Person::with_key(options.places.clone(), &secret, initiative, "importer");
        let orgs = organizations(&mut reader, told.keys()).await?;
        self.definitions(orgs.values()).await?;
        let bar = progress::bar("organizations", told.len());
        let mut sent = Sent { explained: 0, published_at: 0 };
        for (number, (code, one)) in (0_u64..).zip(told) {
            let org = orgs.get(code).cloned().unwrap_or_default();
            self.values(number, &org, one).await?;
            sent.explained += self.explain(&mut reader, number, &org).await?;
            sent.published_at = sent.published_at.max(self.review(number, &org, one).await?);
            bar.inc(1);
        }
        for (number, (code, one)) in (0_u64..).zip(told) {
            let org = orgs.get(code).cloned().unwrap_or_default();
            self.corrections(number, &org, one).await?;
        }
        bar.finish_and_clear();
        Ok(sent)
    }

    fn meta(&self, part: &str, number: u64) -> Option<CommandMeta> {
        Some(self.importer.meta(Origin { part, hash: self.hash, number }, self.mapping.recorded_on))
    }

    async fn definitions(&mut self, orgs: impl Iterator<Item = &String>) -> Result<(), Failure> {
        let (mapping, set) = (self.mapping, &self.mapping.data_set);
        for (number, indicator) in (0..).zip(&mapping.indicators) {
            let request = pb::ProposeIndicatorRequest {
                meta: self.meta("indicators", number),
                code: indicator.code.to_string(),
                definition: Some(out::definition(&indicator.definition)),
            };
            self.importer.send("ProposeIndicator", &request, whole).await?;
        }
        let request = pb::DefineDataSetRequest {
            meta: self.meta("data set", 0),
            code: set.code.to_string(),
            indicators: mapping.indicators.iter().map(|one| one.code.to_string()).collect(),
            period_type: out::period_type(set.period_type).into(),
            due_after_days: set.due_after_days,
            closes_after_days: set.closes_after_days,
            compulsory: Vec::new(),
        };
        self.importer.send("DefineDataSet", &request, whole).await?;
        for (number, rule) in (0..).zip(&set.rules) {
            let request = pb::AddRuleRequest {
                meta: self.meta("rules", number),
                data_set: set.code.to_string(),
                rule: Some(out::rule_out(rule)),
            };
            self.importer.send("AddRule", &request, whole).await?;
        }
        let request = pb::AssignReportersRequest {
            meta: self.meta("reporters", 0),
            data_set: set.code.to_string(),
            orgs: orgs.cloned().collect(),
        };
        self.importer.send("AssignReporters", &request, whole).await?;
        Ok(())
    }

    async fn values(&mut self, number: u64, org: &str, one: &Told) -> Result<(), Failure> {
        let agreement = &self.mapping.agreement;
        let request = pb::SignSharingAgreementRequest {
            meta: self.meta("agreements", number),
            org: org.to_owned(),
            data_sets: vec![self.mapping.data_set.code.to_string()],
            from: agreement.from.to_string(),
            to: agreement.to.to_string(),
            purposes: agreement.purposes.clone(),
            retention_months: agreement.retention_months,
        };
        let result = |answer: &pb::SignSharingAgreementResponse| answer.result.clone();
        self.importer.send("SignSharingAgreement", &request, result).await?;
        let data_set = self.mapping.data_set.code.to_string();
        let meta = self.meta("values", number);
        let messages = messages(&one.first, |rows, is_first| match is_first {
            false => pb::RecordObservationsRequest { rows, ..Default::default() },
            true => pb::RecordObservationsRequest {
                meta: meta.clone(),
                data_set: data_set.clone(),
                org: org.to_owned(),
                replaces: false,
                rows,
            },
        });
        self.importer.send_rows("RecordObservations", &messages, count(one.values())).await
    }

    /// Explains the rules that the organization's values break, where the mapping knows why.
    async fn explain(&mut self, reader: &mut Person, number: u64, org: &str) -> Result<usize, Failure> {
        let Some(explanation) = &self.mapping.explanation else { return Ok(0) };
        let data_set = self.mapping.data_set.code.to_string();
        let request = json!({"dataSet": data_set, "org": org, "page": {"pageSize": 500}});
        let answer = reader.ask("measurement/ListViolations", request).await?;
        let list = answer.get("violations").and_then(serde_json::Value::as_array);
        let mut explained = 0;
        for (place, violation) in (0_u64..).zip(list.into_iter().flatten()) {
            let text = |pointer: &str| {
                violation.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
            };
            let rule = violation.pointer("/violation/rule").and_then(serde_json::Value::as_u64);
            let request = pb::ExplainViolationRequest {
                meta: self.meta("explanations", number.saturating_mul(1_000).saturating_add(place)),
                violation: Some(pb::ViolationRef {
                    data_set: data_set.clone(),
                    org: org.to_owned(),
                    period: Some(pb::Period {
                        start: text("/violation/period/start"),
                        length: text("/violation/period/length"),
                    }),
                    rule: rule.and_then(|rule| u32::try_from(rule).ok()).unwrap_or(0),
                    area_code: text("/violation/areaCode"),
                }),
                reason: explanation.clone(),
            };
            self.importer.send("ExplainViolation", &request, whole).await?;
            explained += 1;
        }
        Ok(explained)
    }

    /// Submitted, approved, published; gives the last sequence of it.
    async fn review(&mut self, number: u64, org: &str, one: &Told) -> Result<u64, Failure> {
        let mut sequence = 0;
        let data_set = self.mapping.data_set.code.to_string();
        let periods: Vec<pb::Period> = one.periods.iter().copied().map(out::period).collect();
        for (part, periods) in (0_u64..).zip(periods.chunks(PERIODS)) {
            let number = number.saturating_mul(1_000).saturating_add(part);
            let (data_set, org, periods) = (data_set.clone(), org.to_owned(), periods.to_vec());
            let request = pb::SubmitDataRequest {
                meta: self.meta("submissions", number),
                data_set: data_set.clone(),
                periods: periods.clone(),
                attestation: String::new(),
                org: org.clone(),
            };
            self.importer.send("SubmitData", &request, whole).await?;
            let request = pb::ApproveDataRequest {
                meta: self.meta("approvals", number),
                data_set: data_set.clone(),
                org: org.clone(),
                periods: periods.clone(),
            };
            self.approver.send("ApproveData", &request, whole).await?;
            let request =
                pb::PublishDataRequest { meta: self.meta("publications", number), data_set, org, periods };
            sequence = self.importer.send("PublishData", &request, whole).await?.sequence;
        }
        Ok(sequence)
    }

    async fn corrections(&mut self, number: u64, org: &str, one: &Told) -> Result<(), Failure> {
        let on: Date = self.mapping.corrected_on.unwrap_or(self.mapping.recorded_on);
        for (place, (why, rows)) in (0_u64..).zip(&one.corrected) {
            let number = number.saturating_mul(1_000).saturating_add(place);
            let meta = self.importer.meta(Origin { part: "corrections", hash: self.hash, number }, on);
            let data_set = self.mapping.data_set.code.to_string();
            let messages = messages(rows, |rows, is_first| match is_first {
                false => pb::CorrectPublishedRequest { rows, ..Default::default() },
                true => pb::CorrectPublishedRequest {
                    meta: Some(meta.clone()),
                    data_set: data_set.clone(),
                    org: org.to_owned(),
                    rows,
                    reason: out::correction_reason(*why).into(),
                    note: String::new(),
                },
            });
            let sent = self.importer.send_rows("CorrectPublished", &messages, count(rows.len())).await;
            match sent {
                // Another export of the same source said so before.
                Err(failure) if reason(&failure).as_deref() == Some("nothing_to_correct") => {
                    self.importer.is_there();
                }
                other => other?,
            }
        }
        Ok(())
    }
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

fn messages<M: Message>(
    rows: &[pb::ObservationRow],
    message: impl Fn(Vec<pb::ObservationRow>, bool) -> M,
) -> Vec<Bytes> {
    let parts = rows.chunks(ROWS_OF_A_MESSAGE).enumerate();
    parts.map(|(place, rows)| message(rows.to_vec(), place == 0).encode_to_vec().into()).collect()
}

/// The ids of the initiative's organizations, by the source's codes.
async fn organizations<'a>(
    reader: &mut Person,
    codes: impl Iterator<Item = &'a String>,
) -> Result<BTreeMap<String, String>, Failure> {
    let (mut known, mut token) = (BTreeMap::new(), String::new());
    for _ in 0..MAX_PAGES {
        let request = json!({"page": {"pageSize": 500, "pageToken": token}});
        let answer = reader.ask("backbone/ListMembers", request).await?;
        let list = answer.get("members").and_then(serde_json::Value::as_array);
        for org in list.into_iter().flatten() {
            let text = |field: &str| org.get(field).and_then(serde_json::Value::as_str).map(str::to_owned);
            known.extend(text("code").zip(text("organizationId")));
        }
        token =
            answer.get("nextPageToken").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        if token.is_empty() {
            break;
        }
    }
    let mut made = Codes::default();
    let (mut ids, mut unknown) = (BTreeMap::new(), Vec::new());
    for code in codes {
        match made.of(code).map(|code| known.get(code.as_str()).cloned()) {
            Ok(Some(id)) => {
                ids.insert(code.clone(), id);
            }
            _ => unknown.push(code.as_str()),
        }
    }
    if unknown.is_empty() {
        return Ok(ids);
    }
    unknown.truncate(20);
    Err(Failure::Usage(format!(
        "the initiative does not know {}; accepted are members, as `hora import init --orgs` makes them",
        unknown.join(", ")
    )))
}
