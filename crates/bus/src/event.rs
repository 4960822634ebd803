//! One record on its way out: its subject and its CloudEvents headers (binary mode, version 1.0).
//!
//! Knows the shape of contracts.md "On the bus", and not what a payload says. To add a header, add it in
//! [`Outgoing::headers`]; partners ignore headers they do not know.

use async_nats::{HeaderMap, HeaderValue};
use bytes::Bytes;

use crate::Error;

/// A stored record with what its subject and headers need, in the words of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Place in the service's log over all initiatives; never published.
    pub position: u64,
    /// Id of the event, `ce-id`.
    pub event_id: String,
    /// Name of the hub, first part of `ce-source`.
    pub hub: String,
    /// Slug of the initiative.
    pub initiative: String,
    /// `public`, `members` or `restricted`.
    pub visibility: String,
    /// Context that owns the log, such as `agenda`.
    pub context: String,
    /// Frozen type, such as `agenda.ProposalOpened.v1`.
    pub event_type: String,
    /// Stream of the record, `ce-subject`.
    pub stream: String,
    /// RFC 3339 in UTC, `ce-time`.
    pub recorded_at: String,
    /// Place among the initiative's records of this context.
    pub sequence: u64,
    /// Sequence of the record before with the same initiative, context and visibility.
    pub previous: Option<u64>,
    /// `ce-correlation`.
    pub correlation: String,
    /// W3C trace context, if the record has one.
    pub traceparent: Option<String>,
    /// The stored bytes, published as they are.
    pub payload: Bytes,
}

impl Outgoing {
    /// `hora.<initiative>.<visibility>.<context>.<Event>.v<N>`.
    pub fn subject(&self) -> Result<String, Error> {
        self.token("initiative", &self.initiative)?;
        self.token("visibility", &self.visibility)?;
        self.token("context", &self.context)?;
        let mut parts = self.event_type.split('.');
        let (Some(context), Some(event), Some(version), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(self.unpublishable("type", &self.event_type, TYPE_ACCEPTED));
        };
        if context != self.context || !is_token(event) || !is_token(version) {
            return Err(self.unpublishable("type", &self.event_type, TYPE_ACCEPTED));
        }
        Ok(format!("hora.{}.{}.{context}.{event}.{version}", self.initiative, self.visibility))
    }

    /// The CloudEvents headers and the content type.
    pub fn headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        let source = format!("/hora/{}/{}/{}", self.hub, self.initiative, self.context);
        let event_type = format!("hora.{}", self.event_type);
        let fixed: [(&'static str, &str); 8] = [
            ("ce-specversion", "1.0"),
            ("ce-id", &self.event_id),
            ("ce-source", &source),
            ("ce-type", &event_type),
            ("ce-subject", &self.stream),
            ("ce-time", &self.recorded_at),
            ("ce-correlation", &self.correlation),
            ("content-type", "application/json"),
        ];
        for (name, value) in fixed {
            headers.insert(name, self.header(name, value)?);
        }
        headers.insert("ce-sequence", self.header("ce-sequence", &self.sequence.to_string())?);
        if let Some(previous) = self.previous {
            headers.insert("ce-previous", self.header("ce-previous", &previous.to_string())?);
        }
        if let Some(trace) = &self.traceparent {
            headers.insert("traceparent", self.header("traceparent", trace)?);
        }
        Ok(headers)
    }

    fn header(&self, field: &'static str, value: &str) -> Result<HeaderValue, Error> {
        value.parse().map_err(|_| self.unpublishable(field, value, "a header is one line of text"))
    }

    fn token(&self, field: &'static str, value: &str) -> Result<(), Error> {
        if is_token(value) { Ok(()) } else { Err(self.unpublishable(field, value, TOKEN_ACCEPTED)) }
    }

    fn unpublishable(&self, field: &'static str, value: &str, accepted: &'static str) -> Error {
        Error::Unpublishable { event: self.event_id.clone(), field, value: value.to_owned(), accepted }
    }
}

pub(crate) const TOKEN_ACCEPTED: &str = "one word of ASCII letters, digits, `-` and `_`";
const TYPE_ACCEPTED: &str = "it reads <context>.<Event>.v<N>, with the record's own context";

/// Whether a word may stand between two dots of a subject without changing what the subject matches.
pub(crate) fn is_token(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
