//! The values of one organization: agreed to, recorded, submitted, approved, published, corrected.
//!
//! Knows no files. What the hub has otherwise already is `there.rs`'s.

use domain::measurement::event::CorrectionReason;
use prost::{Message, bytes::Bytes};
use wire::{measurement as out, pb::measurement as pb};

use super::{
    parts,
    send::{Of, Sending, whole},
    there,
};
use crate::{actors::Person, failure::Failure, import::sender::reason as refusal};

/// Why rows are refused of which the hub has other values, of an open period or a closed one.
const OTHERWISE: [&str; 2] = ["duplicate_key", "period_closed"];
/// Rows of one message: small beside the largest message a hub takes.
const ROWS_OF_A_MESSAGE: usize = 1_000;

impl Sending<'_> {
    /// Agreed to and recorded. Gives the rows of periods that are closed and read otherwise, and the last sequence.
    ///
    /// # Errors
    /// Nobody answers in time, or the hub says no.
    pub async fn values(
        &mut self,
        reader: &mut Person,
        of: &Of<'_>,
    ) -> Result<(Vec<pb::ObservationRow>, u64), Failure> {
        self.agree(of).await?;
        let (mut closed, mut sequence) = (Vec::new(), 0);
        for rows in parts::of_rows(&of.told.first) {
            match self.record(of, &rows, false).await {
                Ok(at) => sequence = sequence.max(at),
                // The hub has other values of these: of a draft they give way, what is published is corrected.
                Err(failure) if refusal(&failure).is_some_and(|why| OTHERWISE.contains(&why.as_str())) => {
                    let (drafts, others) = there::told_apart(reader, of, rows).await?;
                    if !drafts.is_empty() {
                        sequence = sequence.max(self.record(of, &drafts, true).await?);
                    }
                    closed.extend(others);
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok((closed, sequence))
    }

    async fn agree(&mut self, of: &Of<'_>) -> Result<(), Failure> {
        let agreement = &self.mapping.agreement;
        let mut request = pb::SignSharingAgreementRequest {
            meta: None,
            org: of.org.to_owned(),
            data_sets: vec![of.set.code.to_string()],
            from: agreement.from.to_string(),
            to: agreement.to.to_string(),
            purposes: agreement.purposes.clone(),
            retention_months: agreement.retention_months,
        };
        request.meta = self.meta("agreements", 0, &request);
        let result = |answer: &pb::SignSharingAgreementResponse| answer.result.clone();
        match self.importer.send("SignSharingAgreement", &request, result).await {
            // It has agreed in other words; submitting says so where that does not cover today.
            Err(failure) if refusal(&failure).as_deref() == Some("overlapping_agreement") => {
                self.importer.is_there();
            }
            other => drop(other?),
        }
        Ok(())
    }

    async fn record(
        &mut self,
        of: &Of<'_>,
        rows: &[pb::ObservationRow],
        replaces: bool,
    ) -> Result<u64, Failure> {
        let (data_set, org) = (of.set.code.to_string(), of.org.to_owned());
        let rows_said = rows.to_vec();
        let said =
            pb::RecordObservationsRequest { data_set, org, replaces, rows: rows_said, ..Default::default() };
        let first =
            pb::RecordObservationsRequest { meta: self.meta("values", 0, &said), rows: Vec::new(), ..said };
        let messages = messages(rows, |rows, is_first| match is_first {
            false => pb::RecordObservationsRequest { rows, ..Default::default() },
            true => pb::RecordObservationsRequest { rows, ..first.clone() },
        });
        Ok(self.importer.send_rows("RecordObservations", &messages, count(rows.len())).await?.sequence)
    }

    /// Submitted, approved, published; gives the last sequence of it.
    ///
    /// # Errors
    /// Nobody answers in time, or the hub says no.
    pub async fn review(&mut self, of: &Of<'_>) -> Result<u64, Failure> {
        let mut sequence = 0;
        let each = of.told.periods.iter().map(|(period, rows)| (*period, *rows));
        for periods in parts::of_periods(each) {
            sequence = self.review_some(of, periods.into_iter().map(out::period).collect()).await?;
        }
        Ok(sequence)
    }

    async fn review_some(&mut self, of: &Of<'_>, periods: Vec<pb::Period>) -> Result<u64, Failure> {
        let (data_set, org) = (of.set.code.to_string(), of.org.to_owned());
        let mut request = pb::SubmitDataRequest {
            meta: None,
            data_set: data_set.clone(),
            periods: periods.clone(),
            attestation: String::new(),
            org: org.clone(),
        };
        request.meta = self.meta("submissions", 0, &request);
        self.importer.send("SubmitData", &request, whole).await?;
        let (data_set, org, periods) = (data_set, org, periods);
        let mut request = pb::ApproveDataRequest { meta: None, data_set, org, periods };
        request.meta = self.meta("approvals", 0, &request);
        self.approver.send("ApproveData", &request, whole).await?;
        let pb::ApproveDataRequest { data_set, org, periods, .. } = request;
        let mut request = pb::PublishDataRequest { meta: None, data_set, org, periods };
        request.meta = self.meta("publications", 0, &request);
        Ok(self.importer.send("PublishData", &request, whole).await?.sequence)
    }

    /// What later releases correct; gives the last sequence of it.
    ///
    /// # Errors
    /// Nobody answers in time, or the hub says no.
    pub async fn corrections(&mut self, of: &Of<'_>) -> Result<u64, Failure> {
        let mut sequence = 0;
        for (why, rows) in &of.told.corrected {
            sequence = sequence.max(self.correct(of, *why, rows).await?);
        }
        Ok(sequence)
    }

    /// Corrects what the file says otherwise than the hub ever has: a later export of the same source. Gives the last
    /// sequence of it, 0 where there is nothing.
    ///
    /// # Errors
    /// Nobody answers in time, or the hub says no.
    pub async fn say_anew(
        &mut self,
        reader: &mut Person,
        of: &Of<'_>,
        closed: Vec<pb::ObservationRow>,
        after: u64,
    ) -> Result<u64, Failure> {
        if closed.is_empty() {
            return Ok(0);
        }
        let new = there::never_said(reader, of, closed, after).await?;
        let changed = self.mapping.corrections.as_ref().map(|corrections| corrections.changed);
        self.correct(of, changed.unwrap_or(CorrectionReason::LateData), &new).await
    }

    async fn correct(
        &mut self,
        of: &Of<'_>,
        why: CorrectionReason,
        rows: &[pb::ObservationRow],
    ) -> Result<u64, Failure> {
        let on = self.mapping.corrected_on.unwrap_or(self.mapping.recorded_on);
        let mut sequence = 0;
        for rows in parts::of_rows(rows) {
            let (data_set, org) = (of.set.code.to_string(), of.org.to_owned());
            let reason = out::correction_reason(why).into();
            let said = pb::CorrectPublishedRequest {
                data_set,
                org,
                rows: rows.clone(),
                reason,
                ..Default::default()
            };
            let meta = Some(self.meta_on("corrections", 0, &said, on));
            let first = pb::CorrectPublishedRequest { meta, rows: Vec::new(), ..said };
            let messages = messages(&rows, |rows, is_first| match is_first {
                false => pb::CorrectPublishedRequest { rows, ..Default::default() },
                true => pb::CorrectPublishedRequest { rows, ..first.clone() },
            });
            match self.importer.send_rows("CorrectPublished", &messages, count(rows.len())).await {
                // Another export of the same source said so before.
                Err(failure) if refusal(&failure).as_deref() == Some("nothing_to_correct") => {
                    self.importer.is_there();
                }
                sent => sequence = sequence.max(sent?.sequence),
            }
        }
        Ok(sequence)
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
