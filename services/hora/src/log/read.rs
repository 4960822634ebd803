//! Reads what is there of the log of one context of an initiative, part by part, so that its length does not matter.
//!
//! What is to come is read by [`follow`](super::follow).

use std::collections::VecDeque;

use prost::{Message as _, bytes::Bytes};
use tonic::Streaming;
use wire::pb::log::{LogHead, ReadRequest, ReadResponse};

use crate::{
    client::{Call, Client},
    failure::Failure,
};

const READ: &str = "/hora.log.v1.Log/Read";

pub(super) fn call<'a>(path: &'a str, context: &'a str, initiative: &'a str) -> Call<'a> {
    Call { path, context, initiative: Some(initiative) }
}

/// Records that are there, in order of sequence.
#[derive(Debug)]
pub struct Reading {
    context: String,
    parts: Streaming<Bytes>,
    waiting: VecDeque<Bytes>,
    head: Option<LogHead>,
}

impl Reading {
    /// Opens the log; `to` 0 says up to its head of this moment.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn open(
        client: &mut Client,
        context: &str,
        initiative: &str,
        from: u64,
        to: u64,
    ) -> Result<Self, Failure> {
        let request = ReadRequest {
            context: context.to_owned(),
            initiative: initiative.to_owned(),
            from_sequence: from,
            to_sequence: to,
            visibilities: Vec::new(),
        };
        let parts = client.server_streaming(call(READ, context, initiative), request.encode_to_vec()).await?;
        Ok(Self { context: context.to_owned(), parts, waiting: VecDeque::new(), head: None })
    }

    /// The stored bytes of the next record; none after the last.
    ///
    /// # Errors
    /// The hub broke off.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        while self.waiting.is_empty() {
            let part = self.parts.message().await.map_err(|status| broke_off(&self.context, status))?;
            let Some(part) = part else { return Ok(None) };
            let part = ReadResponse::decode(part).map_err(anyhow::Error::from)?;
            self.waiting.extend(part.records);
            self.head = part.head.or(self.head.take());
        }
        Ok(self.waiting.pop_front())
    }

    /// How far the log goes, as the service said when it began to answer; none before the first part.
    pub fn head(&self) -> Option<&LogHead> {
        self.head.as_ref()
    }
}

pub(super) fn broke_off(context: &str, status: tonic::Status) -> Failure {
    Failure::answered(format!("reading the log of {context}"), status)
}
