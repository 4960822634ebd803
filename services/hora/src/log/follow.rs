//! Records of one context of an initiative as they come, over any number of ends of the hub.
//!
//! Where the connection breaks or the hub ends, it is asked again until it is back, from the record after the last
//! that came: none is missed and none comes twice. Knows no record but its sequence, as the answers say it.

use std::{collections::VecDeque, io::Write as _, time::Duration};

use prost::{Message as _, bytes::Bytes};
use tonic::{Code, Status, Streaming};
use tonic_types::StatusExt as _;
use wire::pb::log::{SubscribeRequest, SubscribeResponse};

use super::{
    parse,
    read::{broke_off, call},
};
use crate::{client::Client, failure::Failure};

const SUBSCRIBE: &str = "/hora.log.v1.Log/Subscribe";
/// The hub sends something each second; silence for longer than this is a broken connection.
const SILENCE: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// A hub that came back is heard again within this time.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Records as they come.
#[derive(Debug)]
pub struct Following {
    client: Client,
    context: String,
    initiative: String,
    /// The first sequence that has not come.
    next: u64,
    parts: Streaming<Bytes>,
    waiting: VecDeque<Bytes>,
}

impl Following {
    /// Opens the log from a sequence on.
    ///
    /// # Errors
    /// Nobody answers, or the hub says no.
    pub async fn open(client: &Client, context: &str, initiative: &str, from: u64) -> Result<Self, Failure> {
        let mut client = again(client);
        let parts = subscribe(&mut client, context, initiative, from).await?;
        let (context, initiative) = (context.to_owned(), initiative.to_owned());
        Ok(Self { client, context, initiative, next: from, parts, waiting: VecDeque::new() })
    }

    /// The stored bytes of the next record, once there is one.
    ///
    /// # Errors
    /// The hub says no: that will not pass by itself.
    pub async fn next(&mut self) -> Result<Bytes, Failure> {
        loop {
            if let Some(bytes) = self.waiting.pop_front() {
                self.next = parse(bytes.clone())?.sequence.saturating_add(1);
                return Ok(bytes);
            }
            let part = tokio::time::timeout(SILENCE, self.parts.message()).await;
            let broken = match part {
                Ok(Ok(Some(part))) => {
                    let part = SubscribeResponse::decode(part).map_err(anyhow::Error::from)?;
                    self.waiting.extend(part.records);
                    if self.waiting.is_empty() {
                        self.next = self.next.max(part.covered_to.saturating_add(1));
                    }
                    continue;
                }
                Ok(Ok(None)) => "it has ended".to_owned(),
                Ok(Err(status)) if passes(&status) => status.message().to_owned(),
                Ok(Err(status)) => return Err(broke_off(&self.context, status)),
                Err(_elapsed) => "it is silent".to_owned(),
            };
            self.reopen(&broken).await?;
        }
    }

    async fn reopen(&mut self, broken: &str) -> Result<(), Failure> {
        let Self { context, next, .. } = &*self;
        tell(&format!("the log of {context} is not heard ({broken}); waiting to go on from sequence {next}"));
        let mut pause = FIRST_PAUSE;
        loop {
            // A connection and a token of before may outlive the hub they were of.
            self.client = again(&self.client);
            match subscribe(&mut self.client, &self.context, &self.initiative, self.next).await {
                Ok(parts) => {
                    self.parts = parts;
                    tell(&format!("the log of {} is heard again", self.context));
                    return Ok(());
                }
                Err(Failure::Unreachable { .. }) => {}
                Err(Failure::Answered { status, .. }) if passes(&status) => {}
                Err(failure) => return Err(failure),
            }
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }
}

fn again(client: &Client) -> Client {
    Client::with_key(client.places().clone(), client.key().cloned())
}

async fn subscribe(
    client: &mut Client,
    context: &str,
    initiative: &str,
    from: u64,
) -> Result<Streaming<Bytes>, Failure> {
    let request = SubscribeRequest {
        context: context.to_owned(),
        initiative: initiative.to_owned(),
        from_sequence: from,
        visibilities: Vec::new(),
    };
    client.server_streaming(call(SUBSCRIBE, context, initiative), request.encode_to_vec()).await
}

/// Whether asking again may help: a hub that is not ready, or no answer of the hub at all.
fn passes(status: &Status) -> bool {
    match status.code() {
        Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted | Code::Cancelled => true,
        // So a broken connection looks; the hub itself always says a reason.
        Code::Unknown | Code::Internal => status.get_details_error_info().is_none(),
        _ => false,
    }
}

/// For whoever watches; standard output is for records alone.
fn tell(what: &str) {
    let _nobody_watches = writeln!(std::io::stderr(), "hora: {what}");
}

#[cfg(test)]
mod tests {
    use tonic_types::ErrorDetails;

    use super::*;

    #[test]
    fn what_a_rule_says_does_not_pass_and_a_broken_connection_does() {
        assert!(passes(&Status::unavailable("stopping")));
        assert!(passes(&Status::unknown("h2 protocol error: error reading a body from connection")));
        let fault = ErrorDetails::with_error_info("history_unreadable", "hora.agenda", []);
        assert!(!passes(&Status::with_error_details(Code::Internal, "a fault", fault)));
        assert!(!passes(&Status::unauthenticated("revoked")) && !passes(&Status::permission_denied("no")));
    }
}
