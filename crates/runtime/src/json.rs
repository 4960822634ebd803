//! JSON for people without gRPC tools: `POST /<package>.<Service>/<Rpc>` with `application/json`, same port.
//!
//! Knows no RPC: from the descriptors it turns the body into a gRPC message, calls the same routes in memory and
//! turns the answer back. Errors are `{code, reason, message, field, details}`; answers that stream are
//! server-sent events. Sources: proto3 JSON mapping; HTTP codes as google.rpc.Code maps them.

use std::convert::Infallible;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    response::{IntoResponse, Response},
};
use futures::StreamExt as _;
use http::{HeaderMap, HeaderValue, StatusCode, header::CONTENT_TYPE};
use http_body_util::BodyExt as _;
use hyper::body::Frame;
use serde_json::{Map, Value, json};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use wire::json::{Method, Streaming};

use crate::{
    refusals::{self, Refused},
    serve::Grpc,
};

/// The largest JSON body: as much as a gRPC client may stream in one command.
const MAX_BODY_BYTES: usize = 32 * 1024 * 1024;
/// The five bytes before each gRPC message: compressed or not, and its length.
const FRAME_HEADER: usize = 5;

/// Whether the request is for us: its body is JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Answers a JSON request through the gRPC routes.
pub async fn call(routes: &Grpc, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let Some(method) = wire::json::method(&path) else {
        return refuse(&refusals::at(&path, Refused::UnknownRpc { path: path.clone() }));
    };
    match forward(routes, &method, &path, request).await {
        Ok(answer) => answer,
        Err(status) => refuse(&status),
    }
}

async fn forward(routes: &Grpc, method: &Method, path: &str, request: Request) -> Result<Response, Status> {
    let (mut parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_BODY_BYTES).await;
    let too_large = Refused::MessageTooLarge { max_bytes: MAX_BODY_BYTES };
    let body = body.map_err(|_| refusals::at(path, too_large))?;
    let messages = match method.streaming() {
        Streaming::Client => method.requests(&body),
        Streaming::Unary | Streaming::Server => method.request(&body).map(|message| vec![message]),
    };
    let messages = messages.map_err(|wrong| refusals::malformed_message(path, wrong))?;
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    parts.headers.insert("te", HeaderValue::from_static("trailers"));
    parts.headers.remove("content-length");
    let framed: Vec<u8> = messages.iter().flat_map(|message| frame(message)).collect();
    let call = http::Request::from_parts(parts, Body::from(framed));
    let answer = routes.call(call).await;
    if let Some(status) = Status::from_header_map(answer.headers()).filter(|status| status.code() != Code::Ok)
    {
        return Err(status);
    }
    match method.streaming() {
        Streaming::Server => Ok(events(method.clone(), answer.into_body())),
        Streaming::Unary | Streaming::Client => single(method, answer.into_body()).await,
    }
}

fn frame(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap_or(u32::MAX);
    let mut framed = Vec::with_capacity(message.len().saturating_add(FRAME_HEADER));
    framed.push(0);
    framed.extend_from_slice(&length.to_be_bytes());
    framed.extend_from_slice(message);
    framed
}

/// Takes the first whole message off the front, if there is one.
fn unframe(buffer: &mut Vec<u8>) -> Option<Vec<u8>> {
    let [_, length @ ..] = *buffer.first_chunk::<FRAME_HEADER>()?;
    let end = usize::try_from(u32::from_be_bytes(length)).ok()?.checked_add(FRAME_HEADER)?;
    if buffer.len() < end {
        return None;
    }
    let mut message: Vec<u8> = buffer.drain(..end).collect();
    message.drain(..FRAME_HEADER);
    Some(message)
}

async fn single(method: &Method, body: Body) -> Result<Response, Status> {
    let collected = body.collect().await.map_err(|_| Status::internal("the answer broke off"))?;
    if let Some(status) = collected.trailers().and_then(Status::from_header_map)
        && status.code() != Code::Ok
    {
        return Err(status);
    }
    let mut bytes = collected.to_bytes().to_vec();
    let message = unframe(&mut bytes).ok_or_else(|| Status::internal("the answer is empty"))?;
    let text = method.response(&message).map_err(|error| Status::internal(error.to_string()))?;
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}

/// Each message of a streamed answer as one server-sent event; an error as the event `error`.
fn events(method: Method, body: Body) -> Response {
    let frames = futures::stream::unfold((body, Vec::new(), false), move |(mut body, mut buffer, ended)| {
        let method = method.clone();
        async move {
            if ended {
                return None;
            }
            loop {
                if let Some(message) = unframe(&mut buffer) {
                    let event = event(&method, &message);
                    return Some((Ok::<_, Infallible>(event), (body, buffer, false)));
                }
                match body.frame().await?.ok()?.into_data() {
                    Ok(data) => buffer.extend_from_slice(&data),
                    Err(last) => return failure(&last).map(|event| (Ok(event), (body, buffer, true))),
                }
            }
        }
    });
    ([(CONTENT_TYPE, "text/event-stream")], Body::from_stream(frames.boxed())).into_response()
}

/// The event `error` for trailers that say so.
fn failure(last: &Frame<Bytes>) -> Option<Bytes> {
    let status = last.trailers_ref().and_then(Status::from_header_map)?;
    let is_failure = status.code() != Code::Ok;
    is_failure.then(|| Bytes::from(format!("event: error\ndata: {}\n\n", error_body(&status))))
}

fn event(method: &Method, message: &[u8]) -> Bytes {
    match method.response(message) {
        Ok(text) => Bytes::from([b"data: ".as_slice(), &text, b"\n\n"].concat()),
        Err(error) => {
            Bytes::from(format!("event: error\ndata: {}\n\n", json!({"message": error.to_string()})))
        }
    }
}

/// A refusal in JSON.
pub fn refuse(status: &Status) -> Response {
    let code = http_code(status.code());
    (code, [(CONTENT_TYPE, "application/json")], error_body(status).to_string()).into_response()
}

fn error_body(status: &Status) -> Value {
    let details = status.get_error_details();
    let info = details.error_info();
    let violations = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
    let fields: Vec<Value> =
        violations.iter().map(|v| json!({"field": v.field, "message": v.description})).collect();
    let metadata: Map<String, Value> = info
        .map(|info| {
            info.metadata.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
        })
        .unwrap_or_default();
    json!({
        "code": code_name(status.code()),
        "reason": info.map(|info| info.reason.clone()),
        "message": status.message(),
        "field": violations.first().map(|violation| violation.field.clone()),
        "details": {"fields": fields, "metadata": metadata},
    })
}

/// The code's name, as gRPC spells it.
pub fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
        Code::Unknown => "UNKNOWN",
    }
}

/// The HTTP code of the same answer.
pub fn http_code(code: Code) -> StatusCode {
    match code {
        Code::Ok => StatusCode::OK,
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => StatusCode::BAD_REQUEST,
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::AlreadyExists | Code::Aborted => StatusCode::CONFLICT,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_out_of_frames_as_they_went_in() {
        let mut buffer = [frame(b"one"), frame(b""), frame(b"three")].concat();
        let half = buffer.split_off(buffer.len() - 2);
        assert_eq!(unframe(&mut buffer).unwrap(), b"one");
        assert_eq!(unframe(&mut buffer).unwrap(), b"");
        assert_eq!(unframe(&mut buffer), None);
        buffer.extend(half);
        assert_eq!(unframe(&mut buffer).unwrap(), b"three");
    }

    #[test]
    fn only_json_bodies_are_ours() {
        let with =
            |kind: &'static str| HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))]);
        assert!(is_json(&with("application/json; charset=utf-8")));
        assert!(!is_json(&with("application/grpc+proto")));
        assert!(!is_json(&HeaderMap::new()));
    }
}
