//! The stored records of an initiative as a reader gets them over gRPC.

use hora::{actors::Person, client::Call, failure::Failure};
use prost::{Message as _, bytes::Bytes};
use serde_json::Value;
use wire::pb::log::{ReadRequest, ReadResponse};

/// A record.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// As it is stored.
    pub bytes: Bytes,
    /// What it says.
    pub value: Value,
}

impl Stored {
    /// Reads stored bytes.
    ///
    /// # Errors
    /// They are no JSON.
    pub fn parse(bytes: Bytes) -> anyhow::Result<Self> {
        Ok(Self { value: serde_json::from_slice(&bytes)?, bytes })
    }

    fn text(&self, field: &str) -> &str {
        self.value.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// Its id.
    pub fn id(&self) -> &str {
        self.text("id")
    }

    /// Its stream.
    pub fn stream(&self) -> &str {
        self.text("stream")
    }

    /// The command that wrote it.
    pub fn command(&self) -> &str {
        self.text("command")
    }

    /// Who may read it.
    pub fn visibility(&self) -> &str {
        self.text("visibility")
    }

    /// Whether it is of that type.
    pub fn is(&self, event_type: &str) -> bool {
        self.text("type") == event_type
    }

    /// Its place among the initiative's records in its service.
    pub fn sequence(&self) -> u64 {
        self.value.get("sequence").and_then(Value::as_u64).unwrap_or_default()
    }
}

/// Every record of a context from a sequence on that the person may see, in their initiative.
///
/// # Errors
/// Nobody answers, the hub says no, or a record is no JSON.
pub async fn read(person: &mut Person, context: &str, from_sequence: u64) -> Result<Vec<Stored>, Failure> {
    let initiative = person.initiative.clone();
    let request = ReadRequest {
        context: context.to_owned(),
        initiative: initiative.clone(),
        from_sequence,
        to_sequence: 0,
        visibilities: Vec::new(),
    };
    let call = Call { path: "/hora.log.v1.Log/Read", context, initiative: Some(&initiative) };
    let mut parts = person.client().server_streaming(call, request.encode_to_vec()).await?;
    let mut records = Vec::new();
    while let Some(part) = parts.message().await.map_err(|status| Failure::answered("log read", status))? {
        let part = ReadResponse::decode(part).map_err(anyhow::Error::from)?;
        for bytes in part.records {
            records.push(Stored::parse(bytes)?);
        }
    }
    Ok(records)
}
