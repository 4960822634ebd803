//! How a command of this program ends when it does not succeed: what, why, what to do, and the exit code.
//!
//! Knows the answers of a hub (`google.rpc.ErrorInfo`, `BadRequest`, `RetryInfo`) and no rule behind them.
//! To add an exit code: a constant, a row in [`EXIT_CODES`], an arm in [`Failure::exit_code`].

use std::fmt::Write as _;

use serde_json::{Value, json};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// Usage, or this machine: a wrong flag, an unreadable file, a hub's own fault.
const EXIT_MACHINE: u8 = 1;
/// The hub said no.
const EXIT_REFUSED: u8 = 2;
/// Nobody knows who calls, or the caller may not.
const EXIT_NOT_PERMITTED: u8 = 3;
/// Nobody answers in time, or a limit is reached: the same command may succeed later.
const EXIT_UNAVAILABLE: u8 = 4;
/// A history does not hold together.
const EXIT_BROKEN: u8 = 5;
/// What the key may see of a history holds together; of the rest nothing is known.
const EXIT_UNSEEN: u8 = 6;

/// The reason of a request that has not the shape of its message.
const MALFORMED: &str = "malformed_request";

/// The exit codes as `--help` shows them.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  wrong usage, or a fault of this machine or the hub
  2  refused by a rule
  3  not permitted, or not authenticated
  4  unavailable, or a limit is reached: the same command may succeed later
  5  a history is proven not to hold together (log verify)
  6  what your key may see of a history holds together, and it may not see all (log verify)";

/// Why a command did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The command line is not taken.
    #[error("{0}")]
    Usage(String),
    /// This machine: a file, a pipe, a terminal.
    #[error("{}", causes(.0))]
    Machine(#[from] anyhow::Error),
    /// Nobody answers at the address.
    #[error("nobody answers at {address}: {why}")]
    Unreachable {
        /// Where.
        address: String,
        /// What the system said.
        why: String,
    },
    /// The hub answered no.
    #[error("{what} was not done: {}", headline(status))]
    Answered {
        /// Which RPC.
        what: String,
        /// The answer.
        status: Box<Status>,
    },
    /// A history does not hold together.
    #[error("{0}")]
    Broken(String),
    /// What was seen of a history holds together; these sequences were not.
    #[error(
        "what your key may see holds together; it may not see sequence {0}, and nothing is proven of that"
    )]
    Unseen(String),
    /// Whoever read the output has enough.
    #[error("the reader of the output went away")]
    ReaderGone,
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Self::ReaderGone
        } else {
            Self::Machine(error.into())
        }
    }
}

impl Failure {
    /// A refusal of the hub.
    pub fn answered(what: impl Into<String>, status: Status) -> Self {
        Self::Answered { what: what.into(), status: Box::new(status) }
    }

    /// Whether the hub says that there is no such thing, or not for the caller.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Answered { status, .. } if status.code() == Code::NotFound)
    }

    /// What the process ends with.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::ReaderGone => 0,
            Self::Usage(_) | Self::Machine(_) => EXIT_MACHINE,
            Self::Unreachable { .. } => EXIT_UNAVAILABLE,
            Self::Broken(_) => EXIT_BROKEN,
            Self::Unseen(_) => EXIT_UNSEEN,
            Self::Answered { status, .. } => exit_code_of(status.code()),
        }
    }

    /// For people: what, why, what to do.
    pub fn text(&self) -> String {
        let mut text = format!("hora: {self}\n");
        if let Self::Answered { status, .. } = self {
            let details = status.get_error_details();
            if let Some(info) = details.error_info() {
                let _infallible = writeln!(text, "  reason: {} ({})", info.reason, info.domain);
                for (name, value) in sorted(&info.metadata) {
                    let _infallible = writeln!(text, "  {name}: {value}");
                }
            } else {
                let _infallible = writeln!(text, "  reason: {}", status.code().description());
            }
            for violation in details.bad_request().into_iter().flat_map(|bad| &bad.field_violations) {
                let is_said = violation.description == status.message();
                let description = if is_said { "as said above" } else { violation.description.as_str() };
                let _infallible = writeln!(text, "  field {}: {description}", violation.field);
            }
        }
        if let Some(todo) = self.todo() {
            let _infallible = writeln!(text, "  to do: {todo}");
        }
        text
    }

    /// For programs: `{code, reason, message, fields, details}`.
    pub fn json(&self) -> Value {
        let Self::Answered { status, .. } = self else {
            return json!({ "code": null, "reason": null, "message": self.to_string(), "todo": self.todo() });
        };
        let details = status.get_error_details();
        let fields: Vec<Value> = details
            .bad_request()
            .into_iter()
            .flat_map(|bad| &bad.field_violations)
            .map(|violation| json!({ "field": violation.field, "message": violation.description }))
            .collect();
        let info = details.error_info();
        json!({
            "code": format!("{:?}", status.code()),
            "reason": info.map(|info| &info.reason),
            "message": status.message(),
            "fields": fields,
            "details": info.map(|info| sorted(&info.metadata).into_iter().collect::<Vec<_>>()),
            "todo": self.todo(),
        })
    }

    fn todo(&self) -> Option<String> {
        match self {
            Self::Usage(_) => Some("`--help` behind the command shows what is accepted".to_owned()),
            Self::Machine(_) | Self::Broken(_) | Self::ReaderGone => None,
            Self::Unseen(_) => Some(
                "ask somebody on the backbone's staff or an auditor to verify the whole; with --partial this is no failure"
                    .to_owned(),
            ),
            Self::Unreachable { why, .. } if why.contains("certificate") => Some(
                "name the authority that signed the hub's certificate with --tls-ca or HORA_TLS_CA; an expired one is for the operator to renew"
                    .to_owned(),
            ),
            Self::Unreachable { .. } => Some(
                "start a hub with `hora up`, or name another address with --hub or HORA_HUB; `hora doctor` looks closer"
                    .to_owned(),
            ),
            Self::Answered { status, .. } => todo_of(status),
        }
    }
}

/// The message; where it only strings the fields together, how many there are, since each has a line of its own.
fn headline(status: &Status) -> String {
    let fields = status.get_details_bad_request().map_or(0, |bad| bad.field_violations.len());
    let is_of_shape = status.get_details_error_info().is_some_and(|info| info.reason == MALFORMED);
    match (fields, is_of_shape) {
        (1, true) => "one field is not accepted".to_owned(),
        (2.., true) => format!("{fields} fields are not accepted"),
        _ => status.message().to_owned(),
    }
}

/// The message and its causes, those left out that the text says already.
fn causes(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |text, cause| match text.as_str() {
        "" => cause,
        text if text.contains(&cause) => text.to_owned(),
        text => format!("{text}: {cause}"),
    })
}

fn exit_code_of(code: Code) -> u8 {
    match code {
        Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange => EXIT_REFUSED,
        Code::Unauthenticated | Code::PermissionDenied => EXIT_NOT_PERMITTED,
        Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded => EXIT_UNAVAILABLE,
        Code::Ok
        | Code::Cancelled
        | Code::Unknown
        | Code::Unimplemented
        | Code::Internal
        | Code::DataLoss => EXIT_MACHINE,
    }
}

fn todo_of(status: &Status) -> Option<String> {
    let retry = status.get_details_retry_info().and_then(|retry| retry.retry_delay);
    if let Some(delay) = retry {
        let again = "the same --command-id makes sure that nothing happens twice";
        return Some(format!("try again in {} ms; {again}", delay.as_millis()));
    }
    let todo = match status.code() {
        Code::InvalidArgument => "correct what is named above; `--help` behind the command shows every field",
        Code::Unauthenticated => {
            "give a valid key with --key-file, HORA_KEY or the file `hora/key` of your configuration folder"
        }
        Code::PermissionDenied => {
            "ask the backbone for a role that may do this, or use the key of one who has it"
        }
        Code::NotFound => "check the id and --initiative, and whether your key may see it",
        Code::Aborted => "read the thing again, decide anew, and send the version you have seen",
        Code::Unimplemented => "this hub has no such RPC: compare its version with `hora --version`",
        Code::DataLoss | Code::Internal | Code::Unknown => {
            "look into the hub's own log; run `hora log verify`"
        }
        _ => return None,
    };
    Some(todo.to_owned())
}

fn sorted(map: &std::collections::HashMap<String, String>) -> std::collections::BTreeMap<&str, &str> {
    map.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use tonic_types::ErrorDetails;

    use super::*;

    #[test]
    fn a_refusal_says_what_why_and_every_field() {
        let mut details = ErrorDetails::new();
        details.set_error_info("malformed_request", "hora.agenda", [("at".to_owned(), "noon".to_owned())]);
        details.add_bad_request_violation("position", "is `maybe`; accepted are agree, block");
        details.add_bad_request_violation("changes[3].text", "is empty");
        let status = Status::with_error_details(Code::InvalidArgument, "two fields are in the way", details);
        let failure = Failure::answered("agenda cast-stance", status);
        let text = failure.text();
        for part in [
            "agenda cast-stance was not done: 2 fields are not accepted",
            "reason: malformed_request (hora.agenda)",
            "at: noon",
            "field position: is `maybe`",
            "field changes[3].text: is empty",
            "to do: correct",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(failure.exit_code(), EXIT_REFUSED);
        assert_eq!(failure.json()["fields"][1]["field"], "changes[3].text");
    }

    #[test]
    fn each_kind_of_answer_has_its_exit_code() {
        let code = |code| Failure::answered("x", Status::new(code, "")).exit_code();
        assert_eq!(code(Code::FailedPrecondition), EXIT_REFUSED);
        assert_eq!(code(Code::PermissionDenied), EXIT_NOT_PERMITTED);
        assert_eq!(code(Code::Unauthenticated), EXIT_NOT_PERMITTED);
        assert_eq!(code(Code::Unavailable), EXIT_UNAVAILABLE);
        assert_eq!(code(Code::DataLoss), EXIT_MACHINE);
        assert_eq!(Failure::Broken(String::new()).exit_code(), EXIT_BROKEN);
        assert_eq!(Failure::Unseen(String::new()).exit_code(), EXIT_UNSEEN);
        assert_eq!(Failure::from(std::io::Error::from(std::io::ErrorKind::BrokenPipe)).exit_code(), 0);
    }

    #[test]
    fn a_cause_is_said_once() {
        let twice = anyhow::Error::from(runtime::serve::NotOpened::Io {
            address: ([127, 0, 0, 1], 1).into(),
            source: std::io::Error::other("no such luck"),
        });
        let text = Failure::from(twice.context("the hub does not start")).to_string();
        assert_eq!(text, "the hub does not start: cannot listen on 127.0.0.1:1: no such luck");
    }

    #[test]
    fn waiting_is_advised_where_it_helps() {
        let mut details = ErrorDetails::new();
        details.set_retry_info(Some(std::time::Duration::from_millis(500)));
        let status = Status::with_error_details(Code::Unavailable, "busy", details);
        assert!(Failure::answered("x", status).text().contains("try again in 500 ms"));
    }
}
