//! Reading a whole log over gRPC, as an auditor does.
//!
//! Knows no events: records are counted and weighed.

use std::time::{Duration, Instant};

use hora::actors::Person;
use tonic::{Request, transport::Endpoint};
use wire::pb::log::{ReadRequest, log_client::LogClient};

use crate::circle::SLUG;

/// What was read.
pub struct Read {
    records: usize,
    bytes: usize,
    took: Duration,
}

impl Read {
    /// Records a second.
    pub fn per_s(&self) -> f64 {
        self.records as f64 / self.took.as_secs_f64()
    }

    /// Megabytes of records a second.
    pub fn mb_per_s(&self) -> f64 {
        self.bytes as f64 / 1e6 / self.took.as_secs_f64()
    }

    /// Bytes of a record in the mean.
    pub fn bytes_a_record(&self) -> usize {
        self.bytes / self.records.max(1)
    }
}

/// Reads the log of measurement from its first record.
pub async fn read(url: &str, reader: &mut Person) -> anyhow::Result<Read> {
    let channel = Endpoint::from_shared(url.to_owned())?.tcp_nodelay(true).connect().await?;
    let mut client = LogClient::new(channel);
    let mut request = Request::new(ReadRequest {
        context: "measurement".to_owned(),
        initiative: SLUG.to_owned(),
        ..ReadRequest::default()
    });
    if let Some(bearer) = reader.client().bearer(SLUG).await? {
        request.metadata_mut().insert("authorization", bearer);
    }
    let start = Instant::now();
    let mut messages = client.read(request).await?.into_inner();
    let (mut records, mut bytes) = (0, 0);
    while let Some(message) = messages.message().await? {
        records += message.records.len();
        bytes += message.records.iter().map(|record| record.len()).sum::<usize>();
    }
    Ok(Read { records, bytes, took: start.elapsed() })
}
