//! The one table that turns refusals into gRPC codes, and the answers they travel in.
//!
//! Knows the kinds, not the rules. The caller reads the message, the reason and the fields; what the operator
//! needs is logged here, once, where it is answered. A handler uses `?` and never names a code.

use access::Denied;
use domain::{
    decider::{BadRow, Refusal, RefusalKind},
    ids::{StreamId, Uuid},
    meta::ContextName,
    time::Timestamp,
};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};
use wire::Malformed;

pub use self::unknown::Unauthenticated;

pub mod catalogue;
pub mod headers;
pub mod transport;
mod unknown;

/// How long a caller should wait before trying again, where waiting helps.
const RETRY: std::time::Duration = std::time::Duration::from_millis(500);
/// The most bad rows named in one answer.
const MAX_BAD_ROWS: usize = 1_000;

impl From<Unauthenticated> for Status {
    fn from(unknown: Unauthenticated) -> Self {
        refuse(
            Code::Unauthenticated,
            "hora.access",
            unknown.reason(),
            &unknown.to_string(),
            ErrorDetails::new(),
        )
    }
}

/// Why a command or query was not answered.
#[derive(Debug, thiserror::Error)]
pub enum Refused<R> {
    /// A rule says no.
    #[error("a rule says no")]
    Rule(R),
    /// The message is wrong.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// Nobody knows who calls.
    #[error(transparent)]
    Unauthenticated(#[from] Unauthenticated),
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such thing, or not for you to know.
    #[error("there is no such initiative or thing, or it is not open to you")]
    NotFound,
    /// The id was used for another request.
    #[error("the command id {id} was used for another request; send a new uuid v7 with a new request")]
    CommandIdReused {
        /// The id.
        id: Uuid,
    },
    /// The caller's own expectation.
    #[error("the stream is at version {actual}, not {expected}; read it again and decide anew")]
    VersionConflict {
        /// What the caller expects.
        expected: u64,
        /// What is so.
        actual: u64,
    },
    /// The command id is of another kind.
    #[error("command_id is a uuid v{version}; accepted is v7, whose time order keeps the index fast")]
    CommandIdVersion {
        /// The version given.
        version: usize,
    },
    /// History without its moment.
    #[error("occurred_at is missing; an importer states when it happened in the world")]
    OccurredAtMissing,
    /// History of the future.
    #[error("occurred_at is {at}, after now ({now}); accepted is a moment that has been")]
    OccurredAtInFuture {
        /// The moment given.
        at: Timestamp,
        /// Now.
        now: Timestamp,
    },
    /// A live command with a moment.
    #[error("occurred_at may be stated by an importer alone; leave it out")]
    OccurredAtNotYours,
    /// History on a live stream.
    #[error("{stream} is a live stream; an importer may add to imported streams only")]
    NotAnImportedStream {
        /// The stream.
        stream: StreamId,
    },
    /// Life on an imported stream.
    #[error("{stream} is imported history; `EndImport` makes it live")]
    ImportedStream {
        /// The stream.
        stream: StreamId,
    },
    /// A record too long to be stored.
    #[error("the record would have {bytes} bytes; at most 40000 are accepted; shorten `{field}`")]
    RecordTooLarge {
        /// How long.
        bytes: usize,
        /// The field that takes most of it.
        field: String,
    },
    /// A stream of messages too long.
    #[error("the command is too large; accepted are at most {max_messages} messages and {max_bytes} bytes")]
    TooMuch {
        /// The bound on messages.
        max_messages: usize,
        /// The bound on bytes.
        max_bytes: usize,
    },
    /// One message too long.
    #[error("a message is too large; accepted are at most {max_bytes} bytes each")]
    MessageTooLarge {
        /// The bound on bytes.
        max_bytes: usize,
    },
    /// Nothing is served at that path.
    #[error("there is no rpc `{path}`; gRPC reflection lists those that are")]
    UnknownRpc {
        /// The path asked for.
        path: String,
    },
    /// A request in the clear where TLS is spoken.
    #[error(
        "this address speaks TLS; call it with https://, and trust the authority that signed its certificate"
    )]
    InTheClear,
    /// Too many requests at once.
    #[error("over {max} requests are in flight; try again in a moment")]
    TooManyRequests {
        /// How many are decided at the same time.
        max: usize,
    },
    /// Backbone has not been heard of.
    #[error("{context} has not been heard of {}", silence(*silent_s))]
    RosterStale {
        /// Whose log.
        context: &'static str,
        /// For how long; a day says ever since this service started.
        silent_s: u64,
    },
    /// Another context's log has not been seen so far.
    #[error("{context} has been seen up to sequence {seen}, not yet {wanted}; try again in a moment")]
    NotSeenYet {
        /// Whose log.
        context: &'static str,
        /// What is asked for.
        wanted: u64,
        /// What has been seen.
        seen: u64,
    },
    /// Another service that the answer needs.
    #[error(
        "{context} is asked for a part of the answer and does not give it; try again when it is reachable"
    )]
    PeerAway {
        /// Which.
        context: &'static str,
    },
    /// The initiative has ended.
    #[error(
        "the initiative is closed; accepted is what winds down what is open, such as withdrawing, cancelling, releasing \
         and redacting, and corrections of what is published"
    )]
    InitiativeClosed,
    /// Too many as-of builds at once.
    #[error("two earlier moments are being built already; try again in a moment")]
    BuildsBusy,
    /// A moment or sequence that is not there.
    #[error("{0}")]
    OutsideHistory(String),
    /// Too much contention, or stopping.
    #[error("the service is busy or stopping; try again in a moment")]
    Busy,
    /// The machine: the log.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The machine: the keys.
    #[error(transparent)]
    Keyring(#[from] keyring::Error),
    /// The machine: a view.
    #[error(transparent)]
    View(#[from] views::Error),
    /// The machine: a stored record that this version cannot read.
    #[error("a stored record cannot be read: {0}")]
    Unreadable(String),
    /// The caller's stream of messages broke.
    #[error("the stream of messages broke ({}); send all of them again", .0.message())]
    Broken(Box<Status>),
}

/// What is said of a context that was never heard of, or not for so long that it makes no difference.
const A_DAY_S: u64 = 86_400;

fn silence(silent_s: u64) -> String {
    if silent_s < A_DAY_S {
        return format!("for {silent_s} s; try again when it is reachable");
    }
    "since this service started; its operator checks that it runs, that [services] names its address, and that both \
     have the same hub.name and hub.secret"
        .to_owned()
}

/// The code, the stable reason, and whether trying again helps.
pub(crate) fn row<R: Refusal>(refused: &Refused<R>) -> (Code, &'static str, bool) {
    match refused {
        Refused::Rule(rule) => (code(rule.kind()), rule.reason(), false),
        Refused::Malformed(_) => (Code::InvalidArgument, "malformed_request", false),
        Refused::Unauthenticated(unknown) => (Code::Unauthenticated, unknown.reason(), false),
        Refused::Denied(_) => (Code::PermissionDenied, "not_permitted", false),
        Refused::NotFound => (Code::NotFound, "not_found", false),
        Refused::CommandIdReused { .. } => (Code::AlreadyExists, "command_id_reused", false),
        Refused::VersionConflict { .. } => (Code::Aborted, "version_conflict", false),
        Refused::CommandIdVersion { .. } => (Code::InvalidArgument, "command_id_not_v7", false),
        Refused::OccurredAtMissing => (Code::InvalidArgument, "occurred_at_missing", false),
        Refused::OccurredAtInFuture { .. } => (Code::InvalidArgument, "occurred_at_in_future", false),
        Refused::OccurredAtNotYours => (Code::InvalidArgument, "occurred_at_not_yours", false),
        Refused::NotAnImportedStream { .. } => (Code::FailedPrecondition, "not_an_imported_stream", false),
        Refused::ImportedStream { .. } => (Code::FailedPrecondition, "imported_stream", false),
        Refused::InitiativeClosed => (Code::FailedPrecondition, "initiative_closed", false),
        Refused::RecordTooLarge { .. } => (Code::InvalidArgument, "record_too_large", false),
        Refused::TooMuch { .. } => (Code::ResourceExhausted, "command_too_large", false),
        Refused::MessageTooLarge { .. } => (Code::ResourceExhausted, "message_too_large", false),
        Refused::UnknownRpc { .. } => (Code::Unimplemented, "unknown_rpc", false),
        Refused::InTheClear => (Code::FailedPrecondition, "tls_required", false),
        Refused::TooManyRequests { .. } => (Code::ResourceExhausted, "too_many_requests", true),
        Refused::RosterStale { .. } => (Code::Unavailable, "roster_stale", true),
        Refused::NotSeenYet { .. } => (Code::Unavailable, "not_seen_yet", true),
        Refused::PeerAway { .. } => (Code::Unavailable, "peer_away", true),
        Refused::BuildsBusy => (Code::ResourceExhausted, "as_of_builds_busy", true),
        Refused::OutsideHistory(_) => (Code::OutOfRange, "outside_history", false),
        Refused::Busy => (Code::Unavailable, "busy", true),
        Refused::Ledger(error) => ledger_row(error),
        Refused::Keyring(_) => (Code::Unavailable, "keyring_unavailable", true),
        Refused::View(_) => (Code::DataLoss, "view_unreadable", false),
        Refused::Unreadable(_) => (Code::DataLoss, "history_unreadable", false),
        Refused::Broken(status) => (transport::code(status.code()), "stream_broken", false),
    }
}

fn code(kind: RefusalKind) -> Code {
    match kind {
        RefusalKind::Malformed => Code::InvalidArgument,
        RefusalKind::NotFound => Code::NotFound,
        RefusalKind::Rule => Code::FailedPrecondition,
        RefusalKind::Exists => Code::AlreadyExists,
        RefusalKind::OutOfRange => Code::OutOfRange,
        RefusalKind::Denied => Code::PermissionDenied,
        RefusalKind::Limit => Code::ResourceExhausted,
    }
}

fn ledger_row(error: &ledger::Error) -> (Code, &'static str, bool) {
    match error {
        ledger::Error::QueueFull { .. } => (Code::ResourceExhausted, "ledger_queue_full", true),
        ledger::Error::CommandIdReused => (Code::AlreadyExists, "command_id_reused", false),
        ledger::Error::VersionConflict { .. } => (Code::Aborted, "version_conflict", true),
        ledger::Error::RecordTooLarge { .. } => (Code::InvalidArgument, "record_too_large", false),
        ledger::Error::CommandTooLarge { .. } => (Code::ResourceExhausted, "command_too_large", false),
        ledger::Error::DataLoss { .. } => (Code::DataLoss, "history_unreadable", false),
        _ => (Code::Unavailable, "ledger_unavailable", true),
    }
}

/// The answer to a refused command or query of a context.
pub fn status<R: Refusal>(context: ContextName, refused: Refused<R>) -> Status {
    let (code, reason, may_retry) = row(&refused);
    metrics::counter!("hora_refusals_total", "context" => context.as_str(), "reason" => reason).increment(1);
    if matches!(code, Code::DataLoss | Code::Unavailable) {
        tracing::error!(context = context.as_str(), reason, error = ?for_the_operator(&refused), "not answered");
    }
    let mut details = ErrorDetails::new();
    if may_retry {
        details.set_retry_info(Some(RETRY));
    }
    let message = match &refused {
        Refused::Rule(rule) => {
            add_rule(&mut details, rule);
            rule.to_string()
        }
        Refused::Malformed(malformed) => {
            for violation in &malformed.violations {
                details.add_bad_request_violation(violation.field.as_str(), violation.message.as_str());
            }
            malformed.to_string()
        }
        outside @ Refused::OutsideHistory(_) => {
            let message = outside.to_string();
            details.add_bad_request_violation("meta.as_of", message.as_str());
            message
        }
        other => other.to_string(),
    };
    refuse(code, &format!("hora.{}", context.as_str()), reason, &message, details)
}

/// The operator's view of an error; a rule's refusal has none.
fn for_the_operator<R>(refused: &Refused<R>) -> String {
    match refused {
        Refused::Ledger(error) => format!("{error:?}"),
        Refused::Keyring(error) => error.to_string(),
        Refused::View(error) => error.to_string(),
        Refused::Unreadable(what) => what.clone(),
        _ => String::new(),
    }
}

fn add_rule<R: Refusal>(details: &mut ErrorDetails, rule: &R) {
    if let Some(field) = rule.field() {
        details.add_bad_request_violation(field, rule.to_string());
    }
    for BadRow { row, column, message, reason } in rule.rows().iter().take(MAX_BAD_ROWS) {
        // Without a column the row as a whole is meant, such as one that was cut off.
        let dot = if column.is_empty() { "" } else { "." };
        details
            .add_bad_request_violation(format!("rows[{row}]{dot}{column}"), format!("{reason}: {message}"));
    }
    let metadata = rule.details().into_iter().map(|(name, value)| (name.to_owned(), value));
    details.set_error_info(rule.reason(), "", metadata.collect::<std::collections::HashMap<_, _>>());
}

fn refuse(code: Code, domain: &str, reason: &str, message: &str, mut details: ErrorDetails) -> Status {
    let metadata = details.error_info().map(|info| info.metadata.clone()).unwrap_or_default();
    details.set_error_info(reason, domain, metadata);
    Status::with_error_details(code, message, details)
}

/// The refusal type of what has no rules: queries and logs.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NoRule {}

impl Refusal for NoRule {
    fn reason(&self) -> &'static str {
        match *self {}
    }

    fn kind(&self) -> RefusalKind {
        match *self {}
    }

    fn catalogue() -> Vec<Self> {
        Vec::new()
    }
}

/// The answer to a request whose one field is wrong, where no command was parsed.
pub fn malformed(field: &str, message: &str) -> Status {
    status::<NoRule>(ContextName::Audit, Malformed::new(field, message).into())
}

/// The answer to a caller who may not, where the table of roles was not asked.
pub fn denied(message: &str) -> Status {
    refuse(Code::PermissionDenied, "hora.access", "not_permitted", message, ErrorDetails::new())
}

/// The answer to a JSON body that is not the message of its RPC.
pub fn malformed_message(path: &str, wrong: Malformed) -> Status {
    at(path, wrong.into())
}

/// The answer to a request at a path, before any service took it.
pub fn at(path: &str, refused: Refused<NoRule>) -> Status {
    let word = path.trim_start_matches("/hora.").split('.').next().unwrap_or_default();
    status(ContextName::parse(word).unwrap_or(ContextName::Audit), refused)
}
