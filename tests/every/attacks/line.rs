//! One connection to a hub on which anything can be sent, right or wrong, as gRPC frames or as JSON.
//!
//! Knows HTTP/2 and statuses, not messages: tonic's own client would refuse to send most of this.

use std::time::Duration;

use anyhow::Context as _;
use hora::actors::Person;
use http::{HeaderMap, Method, Request, Version};
use http_body_util::{BodyExt as _, Full};
use prost_reflect::MethodDescriptor;
use tonic::{
    Code, Status,
    body::Body,
    codegen::{Body as _, Bytes},
    transport::Channel,
};
use tonic_types::StatusExt as _;
use tower::ServiceExt as _;

use crate::every::rpcs::path;

/// A hub that has said nothing for so long has not answered.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// A stream that says nothing for so long has been opened.
const OPEN_WITHIN: Duration = Duration::from_millis(1_500);

/// What came back.
pub struct Answer {
    /// None where nothing came.
    pub status: Option<Status>,
    pub http: u16,
    /// Bytes of header values: clients bound them.
    pub header_bytes: usize,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn code(&self) -> Option<Code> {
        self.status.as_ref().map(Status::code)
    }

    /// The stable reason of a refusal.
    pub fn reason(&self) -> Option<String> {
        let details = self.status.as_ref()?.get_error_details();
        details.error_info().map(|info| info.reason.clone())
    }
}

/// A connection with a caller's token, or without one.
pub struct Line {
    channel: Channel,
    bearer: Option<String>,
}

impl Line {
    /// The person's own connection and token.
    pub async fn of(person: &mut Person) -> anyhow::Result<Self> {
        let initiative = person.initiative.clone();
        let client = person.client();
        let bearer = client.bearer(&initiative).await?;
        let bearer = bearer.map(|value| value.to_str().map(str::to_owned)).transpose()?;
        Ok(Self { channel: client.channel("backbone").await?, bearer })
    }

    /// The same connection with another token.
    pub fn with_bearer(&self, bearer: &str) -> Self {
        Self { channel: self.channel.clone(), bearer: Some(bearer.to_owned()) }
    }

    /// Sends a body of gRPC frames; `headers` come beside the usual ones.
    pub async fn grpc(&self, method: &MethodDescriptor, body: Vec<u8>, headers: &[(&str, &str)]) -> Answer {
        let headers = [&[("content-type", "application/grpc"), ("te", "trailers")], headers].concat();
        self.send(method, body, &headers).await.unwrap_or_else(|error| nothing(&error))
    }

    /// Posts a JSON body.
    pub async fn json(&self, method: &MethodDescriptor, body: &[u8]) -> Answer {
        let answer = self.send(method, body.to_vec(), &[("content-type", "application/json")]).await;
        answer.unwrap_or_else(|error| nothing(&error))
    }

    async fn send(
        &self,
        method: &MethodDescriptor,
        body: Vec<u8>,
        headers: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        let mut request = Request::builder().method(Method::POST).uri(path(method)).version(Version::HTTP_2);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(bearer) = &self.bearer {
            request = request.header("authorization", bearer);
        }
        let request = request.body(Body::new(Full::new(Bytes::from(body))))?;
        let response = tokio::time::timeout(ANSWER_WITHIN, self.channel.clone().oneshot(request)).await??;
        let http = response.status().as_u16();
        let (parts, body) = response.into_parts();
        let status = Status::from_header_map(&parts.headers);
        let header_bytes = parts.headers.values().map(http::HeaderValue::len).sum();
        let mut answer = Answer { status, http, header_bytes, body: Vec::new() };
        let is_endless = method.is_server_streaming() && answer.status.is_none();
        read(body, is_endless, &mut answer).await?;
        Ok(answer)
    }
}

/// Reads to the end; of an answer that streams, up to its first message.
async fn read(mut body: Body, is_endless: bool, answer: &mut Answer) -> anyhow::Result<()> {
    let patience = if is_endless { OPEN_WITHIN } else { ANSWER_WITHIN };
    while !body.is_end_stream() {
        let Ok(frame) = tokio::time::timeout(patience, body.frame()).await else {
            anyhow::ensure!(is_endless, "the answer does not end");
            answer.status = Some(Status::ok(""));
            return Ok(());
        };
        let Some(frame) = frame else { break };
        match frame.map_err(anyhow::Error::from)?.into_data() {
            Ok(data) => answer.body.extend_from_slice(&data),
            Err(trailers) => take_trailers(trailers.trailers_ref().context("trailers")?, answer),
        }
        if is_endless && !answer.body.is_empty() {
            answer.status = Some(Status::ok(""));
            return Ok(());
        }
    }
    Ok(())
}

fn take_trailers(trailers: &HeaderMap, answer: &mut Answer) {
    answer.status = Status::from_header_map(trailers).or(answer.status.take());
}

fn nothing(error: &anyhow::Error) -> Answer {
    Answer { status: None, http: 0, header_bytes: 0, body: format!("{error:?}").into_bytes() }
}

/// A gRPC frame: the compressed flag, the length, the message.
pub fn frame(flag: u8, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap();
    [&[flag], length.to_be_bytes().as_slice(), message].concat()
}
