//! Histories for the tests of views, and the laws that every view keeps.
//!
//! Builds stored records as the executor and the ledger would, without either. For tests of this crate only.

use std::{collections::BTreeMap, convert::Infallible};

use domain::{
    decider::Event,
    private::{Private, Sealed},
};
use sha2::{Digest, Sha256};

use crate::{Coverage, File, Place, Schema};

/// The initiative of every history.
pub const INITIATIVE: &str = "cluj-school";
/// Who acts in every history.
pub const ACTOR: &str = "p_00000000000000000000000000000001";

/// The stored records of one initiative in one context, growing.
pub struct History {
    context: &'static str,
    occurred_at: String,
    records: Vec<Vec<u8>>,
    versions: BTreeMap<String, u64>,
}

impl History {
    /// Nothing yet; it is the first of January 2026.
    pub fn new(context: &'static str) -> Self {
        let occurred_at = "2026-01-01T00:00:00.000000Z".to_owned();
        Self { context, occurred_at, records: Vec::new(), versions: BTreeMap::new() }
    }

    /// When the records that follow happened, as RFC 3339 with six digits.
    pub fn at(&mut self, occurred_at: &str) -> &mut Self {
        self.occurred_at = occurred_at.to_owned();
        self
    }

    /// One more record, of an event of the domain.
    pub fn push<E: Event>(&mut self, stream: &str, event: &E) -> &mut Self {
        let encoded = event.encode().unwrap();
        let visibility = event.visibility().as_str();
        self.push_raw(stream, &encoded.type_name, visibility, &encoded.data)
    }

    /// One more record, of any type and data.
    pub fn push_raw(&mut self, stream: &str, type_name: &str, visibility: &str, data: &str) -> &mut Self {
        let sequence = self.records.len() + 1;
        let version = self.versions.entry(stream.to_owned()).or_default();
        *version += 1;
        let prev = self
            .records
            .last()
            .map_or("null".to_owned(), |record| format!("\"{}\"", hex::encode(Sha256::digest(record))));
        let record = format!(
            "{{\"v\":1,\"id\":\"{id}\",\"initiative\":\"{INITIATIVE}\",\"context\":\"{context}\",\"stream\":\"{stream}\",\
             \"type\":\"{type_name}\",\"occurred_at\":\"{occurred_at}\",\"imported\":false,\
             \"actor\":{{\"ref\":\"{ACTOR}\",\"org\":null,\"role\":\"backbone_staff\",\"via\":\"key\"}},\"approvals\":[],\
             \"command\":\"{id}\",\"correlation\":\"{id}\",\"cause\":null,\"facts\":{{\"backbone\":1,\"hub\":1}},\
             \"authz\":{{\"policy\":\"sha256:00\",\"rules\":[]}},\"trace\":null,\"visibility\":\"{visibility}\",\
             \"data\":{data},\"sequence\":{sequence},\"version\":{version},\
             \"recorded_at\":\"2026-02-01T00:00:00.{sequence:06}Z\",\"prev\":{prev}}}",
            id = event_id(sequence),
            context = self.context,
            occurred_at = self.occurred_at,
        );
        self.records.push(record.into_bytes());
        self
    }

    /// The records for `File::apply_batch`.
    pub fn records(&self) -> impl Iterator<Item = Result<&[u8], Infallible>> {
        self.records.iter().map(|record| Ok(record.as_slice()))
    }

    /// A view in memory of all of them.
    pub fn view(&self, schema: &'static Schema) -> File {
        let mut file = File::open(Place::Memory, schema, Coverage::Whole).unwrap();
        file.apply_batch(self.records()).unwrap();
        file
    }
}

/// The id of the record with that sequence in every history.
pub fn event_id(sequence: usize) -> String {
    format!("0190f000-0000-7000-8000-{sequence:012x}")
}

/// A sealed text, recognizable by its word.
pub fn sealed(word: &str) -> Private {
    Private::Sealed(Sealed {
        subject: format!("text:{}", event_id(1)),
        sealed: format!("c2VhbGVk{word}"),
        commitment: hex::encode(Sha256::digest(word)),
    })
}

/// The laws of every view: built at once or one by one it is the same; a record applied again changes nothing;
/// any subset of the records in order is taken. Give it a history with every event type.
pub fn hold_the_laws(schema: &'static Schema, history: &History) {
    let whole = history.view(schema);
    let digest = whole.digest().unwrap();

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(schema.file_name());
    let mut slow = File::open(Place::Path(&path), schema, Coverage::Whole).unwrap();
    for record in history.records() {
        slow.apply_batch([record]).unwrap();
        slow.apply_batch([record]).unwrap();
    }
    assert_eq!(slow.digest().unwrap(), digest, "one by one and twice is the same as at once");
    assert_eq!(slow.checkpoint(), whole.checkpoint());

    // Half of the records each time, chosen by the bits of a Weyl sequence: the same on every machine.
    for round in 1..=32_u64 {
        let is_taken = |place: usize| {
            let place = u64::try_from(place).unwrap();
            (place.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (round + 16)) & 1 == 1
        };
        let subset =
            history.records().enumerate().filter(|(place, _)| is_taken(*place)).map(|(_, record)| record);
        let mut file = File::open(Place::Memory, schema, Coverage::Subset).unwrap();
        file.apply_batch(subset).unwrap_or_else(|error| panic!("round {round}: {error:?}"));
    }
}
