//! Pages: what a service answers to a plain GET, for calendars, feed readers and browsers.
//!
//! Knows no feed. A page names the RPC whose right it needs and asks the same view as that RPC does, so the table of
//! roles decides here too. Whoever visits says who they are by a bearer token as everywhere, or by the token of a
//! link (`links`): in the address, or as the password of HTTP Basic, which every calendar knows. To add one:
//! [`Routes::page`](super::Routes::page) in the service's wiring.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH, REFERRER_POLICY,
        WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
    },
};
use prost::Message;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tonic::{Code, Status};

use super::{MAX_IN_FLIGHT, QUEUE_TIMEOUT};
use crate::{
    caller::{Caller, Gate},
    json,
    refusals::{self, Refused},
};

/// What every page stands behind.
#[derive(Clone)]
pub struct Doors {
    pub(super) gate: Gate,
    pub(super) turns: Arc<Semaphore>,
}

/// A visit of a page.
pub struct Visit {
    visitor: Caller,
    parts: BTreeMap<String, String>,
    /// Where the hub is as its visitor sees it, such as `https://hub.example`: what links begin with.
    pub base: String,
}

/// What a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its media type.
    pub kind: &'static str,
    /// Its text; the same records give the same.
    pub text: String,
}

impl Visit {
    /// A part of the address that the route names, such as `initiative`.
    pub fn part(&self, name: &str) -> String {
        self.parts.get(name).cloned().unwrap_or_default()
    }

    /// The request that the visit is to a service: of this RPC, such as
    /// `hora.communication.v1.CommunicationQueries/ListMeetings`.
    pub fn request<M>(&self, rpc: &str, message: M) -> tonic::Request<M> {
        let mut request = tonic::Request::new(message);
        let caller = Caller { method: rpc.to_owned(), ..self.visitor.clone() };
        request.extensions_mut().insert(Arc::new(caller));
        request
    }
}

impl Page {
    /// An RPC's answer, in JSON.
    ///
    /// # Errors
    /// There is no such RPC.
    pub fn json(rpc: &str, answer: &impl Message) -> Result<Self, Status> {
        let text = wire::json::response(&format!("/{rpc}"), &answer.encode_to_vec());
        let text = text.ok().and_then(|text| String::from_utf8(text).ok());
        let text = text.ok_or_else(|| Status::internal(format!("{rpc} has no JSON")))?;
        Ok(Self { kind: "application/json", text })
    }
}

/// Lets a visitor in, has the page made, and answers with it.
pub(super) async fn answer<F>(
    doors: Doors,
    parts: BTreeMap<String, String>,
    request: Request,
    make: impl FnOnce(Visit) -> F,
) -> Response
where
    F: Future<Output = Result<Page, Status>>,
{
    let Ok(Ok(_turn)) = tokio::time::timeout(QUEUE_TIMEOUT, doors.turns.acquire()).await else {
        let busy = Refused::TooManyRequests { max: MAX_IN_FLIGHT };
        return json::refuse(&refusals::at(request.uri().path(), busy));
    };
    let initiative = parts.get("initiative").map(String::as_str).unwrap_or_default();
    let visitor = match doors.gate.visitor(request.headers(), initiative, request.uri().query()) {
        Ok(visitor) => visitor,
        Err(unknown) => return refuse(&unknown.into(), false),
    };
    let is_nobody = visitor.claims.is_none() && !visitor.is_internal;
    let base = base(&request, doors.gate.is_tls);
    match make(Visit { visitor, parts, base }).await {
        Ok(page) => shown(request.headers(), page),
        Err(status) => refuse(&status, is_nobody),
    }
}

/// Whoever is nobody yet is asked who they are: a calendar and a browser then ask for the password.
fn refuse(status: &Status, is_nobody: bool) -> Response {
    let mut answer = json::refuse(status);
    if status.code() == Code::Unauthenticated || (is_nobody && status.code() == Code::PermissionDenied) {
        *answer.status_mut() = StatusCode::UNAUTHORIZED;
        let challenge = HeaderValue::from_static("Basic realm=\"hora\", charset=\"UTF-8\"");
        answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    answer
}

fn shown(asked: &HeaderMap, page: Page) -> Response {
    let tag = format!("\"{}\"", hex::encode(Sha256::digest(page.text.as_bytes())));
    let is_known = asked
        .get(IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok())
        .is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let headers = [
        (ETAG, tag.as_str()),
        // It may hold what is for its visitor alone, and is asked for again each time.
        (CACHE_CONTROL, "private, no-cache"),
        // The address may carry a token; what people wrote is never run.
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ];
    if is_known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, [(CONTENT_TYPE, page.kind)], page.text).into_response()
}

/// Where the visitor found the hub. A proxy in front of it that speaks TLS says so.
fn base(request: &Request, is_tls: bool) -> String {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = request.uri().authority().map(http::uri::Authority::as_str).or_else(|| header(HOST.as_str()));
    let host = host.filter(|host| host.bytes().all(is_host_byte)).unwrap_or("localhost");
    let is_https = is_tls || header("x-forwarded-proto") == Some("https");
    format!("{}://{host}", if is_https { "https" } else { "http" })
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visited(headers: &[(&'static str, &str)]) -> Request {
        let mut request = Request::new(axum::body::Body::empty());
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        request
    }

    #[test]
    fn links_begin_where_the_visitor_found_the_hub() {
        let found = |headers: &[(&'static str, &str)], is_tls| base(&visited(headers), is_tls);
        assert_eq!(found(&[("host", "hub.example:7400")], false), "http://hub.example:7400");
        assert_eq!(found(&[("host", "hub.example")], true), "https://hub.example");
        let proxied = [("host", "hub.example"), ("x-forwarded-proto", "https")];
        assert_eq!(found(&proxied, false), "https://hub.example");
        assert_eq!(found(&[("host", "evil\"><script>")], false), "http://localhost");
    }

    #[test]
    fn a_page_that_is_known_is_not_sent_again() {
        let page = Page { kind: "text/plain", text: "one".to_owned() };
        let first = shown(&HeaderMap::new(), page.clone());
        let tag = first.headers().get(ETAG).unwrap().to_str().unwrap().to_owned();
        assert_eq!(first.headers().get(REFERRER_POLICY).unwrap(), "no-referrer");
        let again =
            |known: &str| shown(visited(&[("if-none-match", known)]).headers(), page.clone()).status();
        assert_eq!(again(&format!("\"other\", W/{tag}")), StatusCode::NOT_MODIFIED);
        assert_eq!(again("\"other\""), StatusCode::OK);
    }
}
