//! Keeps a refusal over gRPC small enough for its client: a status travels in headers, and clients bound those.
//!
//! gRPC's C core (Python, Ruby, PHP) begins to give up answers at 8 KiB of them, and hyper's clients end the whole
//! connection at a few times 16 KiB. So a longer refusal loses its last violations, never its code or reason, and
//! says how many there were. A caller that can take more says so in the header [`TAKES`]; JSON carries all in its
//! body. Source: `GRPC_ARG_MAX_METADATA_SIZE` in gRPC's `channel_arg_names.h`.

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use http::HeaderMap;
use tonic::Status;
use tonic_types::{ErrorDetails, FieldViolation, StatusExt as _};

/// The header in which a caller says how many bytes of a refusal it takes.
pub const TAKES: &str = "hora-refusal-bytes";
/// What every client takes: 8 KiB, less what HTTP itself needs.
const DEFAULT_BYTES: usize = 7 * 1024;
/// The most a caller can ask for: a thousand rows of bulk data with their reasons.
const MAX_BYTES: usize = 512 * 1024;
/// The longest text of a shortened refusal, before it is escaped for a header.
const MAX_TEXT_BYTES: usize = 600;
/// What the message, the reason and the retry delay may need, escaped.
const FRAME_BYTES: usize = 3_000;

/// How many bytes of a refusal the caller takes.
pub fn taken_by(headers: &HeaderMap) -> usize {
    let stated = headers.get(TAKES).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    stated.unwrap_or(DEFAULT_BYTES).clamp(DEFAULT_BYTES, MAX_BYTES)
}

/// The same answer, in at most so many bytes of headers.
pub fn fit(answer: Response, most: usize) -> Response {
    let bytes: usize = answer.headers().values().map(http::HeaderValue::len).sum();
    if bytes <= most {
        return answer;
    }
    match Status::from_header_map(answer.headers()) {
        Some(status) => shortened(&status, most).into_http::<Body>().into_response(),
        None => answer,
    }
}

fn shortened(status: &Status, most: usize) -> Status {
    let full = status.get_error_details();
    let all = full.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
    // Details travel in base64: four bytes for three.
    let mut left = most.saturating_sub(FRAME_BYTES).saturating_mul(3) / 4;
    let mut kept = Vec::new();
    for FieldViolation { field, description, .. } in all {
        let (field, description) = (clip(field), clip(description));
        // Beside the texts: tags and lengths.
        let cost = field.len().saturating_add(description.len()).saturating_add(16);
        if cost > left {
            break;
        }
        left = left.saturating_sub(cost);
        kept.push(FieldViolation::new(field, description));
    }
    let mut details = ErrorDetails::new();
    if !kept.is_empty() {
        details.set_bad_request(kept);
    }
    if let Some(info) = full.error_info() {
        let few = info
            .metadata
            .iter()
            .take(8)
            .map(|(name, value)| (name.clone(), clip(value).chars().take(60).collect()));
        let mut metadata: std::collections::HashMap<String, String> = few.collect();
        metadata.insert("violations".to_owned(), all.len().to_string());
        details.set_error_info(info.reason.as_str(), info.domain.as_str(), metadata);
    }
    if let Some(retry) = full.retry_info() {
        details.set_retry_info(retry.retry_delay);
    }
    Status::with_error_details(status.code(), clip(status.message()), details)
}

/// The beginning of a text, marked where it was cut.
fn clip(text: &str) -> String {
    match text.char_indices().find(|(place, letter)| place.saturating_add(letter.len_utf8()) > MAX_TEXT_BYTES)
    {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(violations: usize, text: &str) -> Response {
        let mut details = ErrorDetails::with_error_info("malformed_request", "hora.agenda", []);
        for row in 0..violations {
            details.add_bad_request_violation(format!("rows[{row}].value"), text);
        }
        Status::with_error_details(tonic::Code::InvalidArgument, text, details)
            .into_http::<Body>()
            .into_response()
    }

    fn bytes(answer: &Response) -> usize {
        answer.headers().values().map(http::HeaderValue::len).sum()
    }

    #[test]
    fn a_long_refusal_keeps_its_reason_and_says_how_many_violations_there_were() {
        for text in ["wrong_type: is no number", &"ș".repeat(20_000), &"\u{0}".repeat(9_000)] {
            let answer = fit(refusal(1_000, text), DEFAULT_BYTES);
            assert!(bytes(&answer) <= DEFAULT_BYTES, "{} bytes", bytes(&answer));
            let details = Status::from_header_map(answer.headers()).unwrap().get_error_details();
            let info = details.error_info().unwrap();
            assert_eq!(
                (info.reason.as_str(), info.metadata["violations"].as_str()),
                ("malformed_request", "1000")
            );
            assert!(!details.bad_request().unwrap().field_violations.is_empty());
        }
    }

    #[test]
    fn whoever_takes_more_gets_every_row() {
        let headers = HeaderMap::from_iter([(http::HeaderName::from_static(TAKES), 400_000.into())]);
        let answer = fit(refusal(1_000, "wrong_type: is no number"), taken_by(&headers));
        let details = Status::from_header_map(answer.headers()).unwrap().get_error_details();
        assert_eq!(details.bad_request().unwrap().field_violations.len(), 1_000);
        assert_eq!(taken_by(&HeaderMap::new()), DEFAULT_BYTES);
    }
}
