//! What tonic says by itself about a request, as refusals of ours.
//!
//! tonic calls every message it cannot decode INTERNAL, and one that is too long OUT_OF_RANGE. Here INTERNAL is
//! our bug and never the caller's, and every refusal has a reason. Knows tonic's answers by their code and by
//! having no details, which all of ours have.

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use tonic::{Code, Status};
use wire::Malformed;

use super::{Refused, at, malformed_message};

/// The largest message of a request: tonic's own bound, which no service changes.
const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;
/// The header with the details of a status.
const DETAILS: &str = "grpc-status-details-bin";

/// The code a caller is given for what tonic says about its messages.
pub fn code(code: Code) -> Code {
    match code {
        Code::Internal | Code::Unknown => Code::InvalidArgument,
        Code::OutOfRange => Code::ResourceExhausted,
        other => other,
    }
}

/// Answers as we do where tonic has answered for us.
pub fn mend(path: &str, answer: Response) -> Response {
    if answer.headers().contains_key(DETAILS) {
        return answer;
    }
    match Status::from_header_map(answer.headers()).and_then(|status| ours(path, &status)) {
        Some(status) => status.into_http::<Body>().into_response(),
        None => answer,
    }
}

/// None where tonic's own answer is the right one.
fn ours(path: &str, status: &Status) -> Option<Status> {
    match status.code() {
        Code::Internal => {
            let wrong =
                format!("the message cannot be read ({}); accepted is that of the rpc", status.message());
            Some(malformed_message(path, Malformed::new("", wrong)))
        }
        Code::OutOfRange => Some(at(path, Refused::MessageTooLarge { max_bytes: MAX_MESSAGE_BYTES })),
        // One with a message names a compression that is not taken, and the headers of it say which are.
        Code::Unimplemented if status.message().is_empty() => {
            Some(at(path, Refused::UnknownRpc { path: path.to_owned() }))
        }
        _ => None,
    }
}
