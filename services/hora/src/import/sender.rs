//! Sends what an import made, and counts what was new and what was there already.
//!
//! Every command's id is derived from the file it comes from and its number in it (contracts.md, "Derived ids"), so
//! the hub answers a repeated command as it did the first time, and an import that was cut off is simply run again.
//! Knows no data set and no rule.

use std::time::Duration;

use domain::ids::{Slug, derived_command_id};
use prost::{Message, bytes::Bytes};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use wire::pb::{
    agenda::Reference,
    agenda::reference::Name,
    common::{CommandMeta, CommandResult, ExternalRef},
    log::{HeadRequest, HeadResponse},
};

use crate::{
    client::{self, Call, Client},
    failure::Failure,
};

/// How often a command is tried while the hub is not there or has too much to do; with waits of up to 8 s this
/// outlasts a restart.
const MAX_TRIES: u32 = 6;
/// The wait after the first try; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// What is said when the hub did not come back.
const AGAIN: &str =
    "the same command again is safe: it goes on where the import stopped, and nothing counts twice";
/// Reasons of the hub that this side of an import has words of its own for, or acts upon.
const STREAM_BROKEN: &str = "stream_broken";
const NOT_AN_IMPORTER: &str = "command_id_not_v7";
const OTHER_REQUEST: &str = "command_id_reused";

/// Sends commands into one context of an initiative: the agenda, unless another is named.
#[derive(Debug)]
pub struct Sender {
    client: Client,
    service: &'static str,
    initiative: String,
    /// How far the log went before the import.
    head: u64,
    /// What was sent and is new.
    pub added: u64,
    /// What was sent and was there already.
    pub already_there: u64,
}

/// Which command of which file.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// What the command is about, such as `responses`.
    pub part: &'a str,
    /// The hash of the file.
    pub hash: &'a str,
    /// Its number among the commands of that part.
    pub number: u64,
}

impl Sender {
    /// A sender with the importer's key.
    ///
    /// # Errors
    /// There is no key, nobody answers, or the key is not taken.
    pub async fn open(options: &client::Options, initiative: &str) -> Result<Self, Failure> {
        Self::with(Client::new(options)?, initiative).await
    }

    /// A sender into the plan, with the importer's key.
    ///
    /// # Errors
    /// There is no key, nobody answers, or the key is not taken.
    pub async fn of_plan(options: &client::Options, initiative: &str) -> Result<Self, Failure> {
        Self::of("plan", "/hora.plan.v1.PlanCommands", Client::new(options)?, initiative).await
    }

    /// A sender into measurement, with the importer's key.
    ///
    /// # Errors
    /// There is no key, nobody answers, or the key is not taken.
    pub async fn of_measurement(options: &client::Options, initiative: &str) -> Result<Self, Failure> {
        let service = "/hora.measurement.v1.MeasurementCommands";
        Self::of("measurement", service, Client::new(options)?, initiative).await
    }

    /// A sender into communication, with the importer's key.
    ///
    /// # Errors
    /// There is no key, nobody answers, or the key is not taken.
    pub async fn of_communication(options: &client::Options, initiative: &str) -> Result<Self, Failure> {
        let service = "/hora.communication.v1.CommunicationCommands";
        Self::of("communication", service, Client::new(options)?, initiative).await
    }

    /// A sender over a client.
    ///
    /// # Errors
    /// There is no key, nobody answers, or the key is not taken.
    pub async fn with(client: Client, initiative: &str) -> Result<Self, Failure> {
        Self::of("agenda", "/hora.agenda.v1.AgendaCommands", client, initiative).await
    }

    async fn of(
        context: &'static str,
        service: &'static str,
        client: Client,
        initiative: &str,
    ) -> Result<Self, Failure> {
        if client.key().is_none() {
            return Err(Failure::Usage(
                "an import needs the importer's key that `hora import init` wrote: name it with --key-file"
                    .to_owned(),
            ));
        }
        let mut sender =
            Self { client, service, initiative: initiative.to_owned(), head: 0, added: 0, already_there: 0 };
        let request = HeadRequest { context: context.to_owned(), initiative: initiative.to_owned() };
        let mut call = Call::new("/hora.log.v1.Log/Head", Some(&sender.initiative));
        call.context = context;
        let answer = sender.client.unary(call, request.encode_to_vec()).await.map_err(in_own_words)?;
        let head = HeadResponse::decode(answer).map_err(anyhow::Error::from)?.head;
        sender.head = head.map_or(0, |head| head.sequence);
        Ok(sender)
    }

    /// The initiative it sends into.
    ///
    /// # Errors
    /// Its name is none.
    pub fn initiative(&self) -> Result<Slug, Failure> {
        self.initiative.parse().map_err(|wrong| Failure::Usage(format!("--initiative: {wrong}")))
    }

    /// What goes with a command that says what happened at a moment.
    pub fn meta(&self, origin: Origin<'_>, occurred_at: impl ToString) -> CommandMeta {
        let id = derived_command_id(origin.number, &["import", origin.part, origin.hash]);
        CommandMeta {
            command_id: id.to_string(),
            initiative: self.initiative.clone(),
            occurred_at: occurred_at.to_string(),
            ..CommandMeta::default()
        }
    }

    /// Sends one command; `result` finds the result in its answer.
    ///
    /// # Errors
    /// Nobody answers in time, or the hub says no.
    pub async fn send<A: Message + Default>(
        &mut self,
        rpc: &str,
        request: &impl Message,
        result: impl Fn(&A) -> Option<CommandResult>,
    ) -> Result<A, Failure> {
        let path = format!("{}/{rpc}", self.service);
        let body = request.encode_to_vec();
        let mut tried = 0;
        loop {
            tried += 1;
            let answer = self.client.unary(Call::new(&path, Some(&self.initiative)), body.clone()).await;
            if let Some(bytes) = self.or_wait(answer, tried).await? {
                let answer = A::decode(bytes).map_err(anyhow::Error::from)?;
                self.count(result(&answer).as_ref(), 1);
                return Ok(answer);
            }
        }
    }

    /// Sends one command of many messages, which together hold `rows` rows.
    ///
    /// # Errors
    /// Nobody answers in time, or the hub says no.
    pub async fn send_rows(
        &mut self,
        rpc: &str,
        messages: &[Bytes],
        rows: u64,
    ) -> Result<CommandResult, Failure> {
        let path = format!("{}/{rpc}", self.service);
        let mut tried = 0;
        loop {
            tried += 1;
            let stream = futures::stream::iter(messages.to_vec());
            let answer = self.client.client_streaming(Call::new(&path, Some(&self.initiative)), stream).await;
            if let Some(bytes) = self.or_wait(answer, tried).await? {
                let result = CommandResult::decode(bytes).map_err(anyhow::Error::from)?;
                self.count(Some(&result), rows);
                return Ok(result);
            }
        }
    }

    /// The answer; none after a wait, where the same command may succeed later.
    async fn or_wait(&self, answer: Result<Bytes, Failure>, tried: u32) -> Result<Option<Bytes>, Failure> {
        let failure = match answer {
            Ok(bytes) => return Ok(Some(bytes)),
            Err(failure) => failure,
        };
        if !may_pass(&failure) || tried >= MAX_TRIES {
            return Err(in_own_words(failure));
        }
        tokio::time::sleep(FIRST_WAIT.saturating_mul(1 << tried.min(5))).await;
        Ok(None)
    }

    fn count(&mut self, result: Option<&CommandResult>, rows: u64) {
        let is_new = result.is_some_and(|result| !result.unchanged && result.sequence > self.head);
        let counter = if is_new { &mut self.added } else { &mut self.already_there };
        *counter = counter.saturating_add(rows);
    }

    /// Counts what the hub refused because it is there already.
    pub fn is_there(&mut self) {
        self.already_there = self.already_there.saturating_add(1);
    }
}

/// Whether the same command may succeed later.
fn may_pass(failure: &Failure) -> bool {
    match failure {
        Failure::Unreachable { .. } => true,
        Failure::Answered { status, .. } => {
            is_cut_off(status) || matches!(status.code(), Code::Unavailable | Code::ResourceExhausted)
        }
        _ => false,
    }
}

/// Whether the connection broke before the answer was whole. Such a status was made on this side, by code alone:
/// UNKNOWN for the transport, CANCELLED or INTERNAL for a stream or body that ended, UNAVAILABLE for a connection that
/// cannot be made again. The hub's own name a reason.
fn is_cut_off(status: &Status) -> bool {
    match status.get_details_error_info() {
        Some(info) => info.reason == STREAM_BROKEN,
        None => {
            matches!(status.code(), Code::Unknown | Code::Cancelled | Code::Internal | Code::Unavailable)
        }
    }
}

/// What the failure means to whoever imports: they gave no command ids, and may always begin again.
fn in_own_words(failure: Failure) -> Failure {
    let reason = reason(&failure);
    match failure {
        Failure::Unreachable { address, why } => {
            Failure::Unreachable { address, why: format!("{why}; {AGAIN}") }
        }
        Failure::Answered { what, status } if is_cut_off(&status) => {
            let message = format!("the connection to the hub broke ({}); {AGAIN}", status.message());
            Failure::answered(what, Status::unavailable(message))
        }
        Failure::Answered { what, status } => {
            let (code, message) = match reason.as_deref() {
                Some(NOT_AN_IMPORTER) => (
                    Code::PermissionDenied,
                    "the key is not an importer's; accepted is the one that `hora import init` wrote as importer.key",
                ),
                Some(OTHER_REQUEST) => (
                    status.code(),
                    "the same files came in before with something else beside them, such as another --question, --code, \
                     --summary or mapping; accepted is the command as it was then, or another initiative",
                ),
                _ => return Failure::Answered { what, status },
            };
            Failure::answered(what, Status::with_error_details(code, message, status.get_error_details()))
        }
        other => other,
    }
}

/// The stable reason of a refusal.
pub fn reason(failure: &Failure) -> Option<String> {
    let Failure::Answered { status, .. } = failure else { return None };
    status.get_details_error_info().map(|info| info.reason)
}

/// What the source calls a thing.
pub fn external(vocabulary: &str, code: &str) -> ExternalRef {
    ExternalRef { vocabulary: vocabulary.to_owned(), code: code.to_owned() }
}

/// An aggregate by what the source calls it.
pub fn named(vocabulary: &str, code: &str) -> Reference {
    Reference { name: Some(Name::ExternalRef(external(vocabulary, code))) }
}

#[cfg(test)]
mod tests {
    use tonic_types::ErrorDetails;

    use super::*;

    fn answered(status: Status) -> Failure {
        Failure::answered("agenda respond-in-bulk", status)
    }

    fn named(code: Code, reason: &str) -> Failure {
        let details = ErrorDetails::with_error_info(reason, "hora.agenda", std::collections::HashMap::new());
        answered(Status::with_error_details(code, "said by the hub", details))
    }

    #[test]
    fn a_broken_connection_may_pass_and_the_same_command_is_safe() {
        let broken = || std::io::Error::from(std::io::ErrorKind::ConnectionReset).into();
        for cut in [
            answered(Status::from_error(broken())),
            answered(Status::cancelled("operation was canceled")),
            answered(Status::internal("h2 protocol error: error reading a body from connection")),
            answered(Status::unavailable("tcp connect error")),
            named(Code::Cancelled, STREAM_BROKEN),
        ] {
            assert!(may_pass(&cut), "{cut}");
            let told = in_own_words(cut);
            assert_eq!(told.exit_code(), 4, "{told}");
            assert!(told.text().contains("the same command again is safe"), "{told}");
        }
        let away =
            Failure::Unreachable { address: "http://127.0.0.1:1".to_owned(), why: "refused".to_owned() };
        assert!(may_pass(&away) && in_own_words(away).text().contains("the same command again is safe"));
    }

    #[test]
    fn what_the_hub_says_itself_is_not_asked_again() {
        for (code, reason) in [
            (Code::Internal, "panicked"),
            (Code::DataLoss, "history_unreadable"),
            (Code::Aborted, "version_conflict"),
        ] {
            let said = named(code, reason);
            assert!(!may_pass(&said), "{said}");
            assert!(in_own_words(said).to_string().contains("said by the hub"));
        }
    }

    #[test]
    fn refusals_of_command_ids_say_what_the_person_can_do() {
        let staff = in_own_words(named(Code::InvalidArgument, NOT_AN_IMPORTER));
        assert_eq!(staff.exit_code(), 3);
        assert!(staff.text().contains("importer.key") && !staff.text().contains("uuid"), "{}", staff.text());
        let other = in_own_words(named(Code::AlreadyExists, OTHER_REQUEST));
        assert_eq!((other.exit_code(), reason(&other).as_deref()), (2, Some(OTHER_REQUEST)));
        assert!(other.text().contains("--question, --code, --summary"), "{}", other.text());
    }
}
