//! Serves routes on a port: gRPC, JSON on the same port, health, reflection, metrics, limits, graceful drain.
//!
//! Knows no context. `listen` opens the port, `connection` keeps each connection within its limits.

mod connection;
mod listen;
mod pages;

use std::{collections::BTreeMap, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{ALLOW, CONTENT_TYPE},
};
use tokio::sync::Semaphore;
use tonic::{Status, body::Body as GrpcBody, server::NamedService};
use tower::{Service, ServiceExt as _};
use wire::Malformed;

use self::pages::Doors;
pub use self::{
    connection::{in_process, serve},
    listen::{Listener, NotOpened, listen},
    pages::{Page, Visit},
};
use crate::{
    caller::Gate,
    json,
    refusals::{self, Refused, headers, transport},
    telemetry,
};

/// Requests decided at the same time; more wait, and after `QUEUE_TIMEOUT` are refused.
const MAX_IN_FLIGHT: usize = 512;
/// The longest a request waits for its turn.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(10);

/// What a browser shows that follows the setup link: its secret stands behind the `#` and never comes here.
const SETUP: &str = "A setup link makes a hub's first admin, once. Paste the whole of it into a terminal:\n\n  hora token setup --link '<the link>'\n";

/// All that is served at one address.
#[derive(Default)]
pub struct Routes {
    grpc: tonic::service::RoutesBuilder,
    names: Vec<&'static str>,
    pages: Router<Doors>,
}

impl Routes {
    /// Adds a gRPC service.
    pub fn add<S>(&mut self, service: S)
    where
        S: Service<http::Request<GrpcBody>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        self.names.push(S::NAME);
        self.grpc.add_service(service);
    }

    /// Adds a page, which answers GET and HEAD. The parts of its address are in braces, as
    /// `/feeds/{initiative}/meetings.ics`; one of them is the initiative.
    pub fn page<F>(&mut self, address: &str, make: impl Fn(Visit) -> F + Clone + Send + Sync + 'static)
    where
        F: Future<Output = Result<Page, Status>> + Send,
    {
        let shown =
            async move |State(doors): State<Doors>,
                        Path(parts): Path<BTreeMap<String, String>>,
                        request: Request| { pages::answer(doors, parts, request, make).await };
        self.pages = std::mem::take(&mut self.pages).route(address, get(shown));
    }

    /// The router of everything: authentication first, then gRPC or JSON.
    ///
    /// # Errors
    /// The descriptors cannot be reflected, which is a bug of the build.
    pub async fn into_router(mut self, gate: Gate) -> Result<Router, tonic_reflection::server::Error> {
        let (reporter, health) = tonic_health::server::health_reporter();
        for name in &self.names {
            reporter.set_service_status(*name, tonic_health::ServingStatus::Serving).await;
        }
        let descriptors = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(wire::FILE_DESCRIPTOR_SET)
        };
        self.grpc.add_service(health);
        self.grpc.add_service(descriptors().build_v1()?);
        self.grpc.add_service(descriptors().build_v1alpha()?);
        let turns = Arc::new(Semaphore::new(MAX_IN_FLIGHT));
        let doors = Doors { gate: gate.clone(), turns: Arc::clone(&turns) };
        let front = Arc::new(Front { gate, grpc: Grpc(self.grpc.routes().into_axum_router()), turns });
        let calls = move |request: Request| Arc::clone(&front).answer(request);
        Ok(Router::new()
            .route("/metrics", get(metrics))
            .route("/livez", get(async || "ok\n"))
            .route("/setup", get(async || SETUP))
            .merge(self.pages.with_state(doors))
            .fallback(calls))
    }
}

/// What stands before every RPC. One function instead of layers, each of which boxes a future for every request.
struct Front {
    gate: Gate,
    grpc: Grpc,
    turns: Arc<Semaphore>,
}

impl Front {
    async fn answer(self: Arc<Self>, mut request: Request) -> Response {
        let is_json = json::is_json(request.headers());
        if let Some(refused) = no_call(&request, is_json) {
            return refused;
        }
        let refuse = |status: &Status| {
            if is_json { json::refuse(status) } else { status.clone().into_http::<Body>().into_response() }
        };
        // Given back once the answer begins, so that long streams never starve commands.
        let Ok(Ok(_turn)) = tokio::time::timeout(QUEUE_TIMEOUT, self.turns.acquire()).await else {
            let busy = Refused::TooManyRequests { max: MAX_IN_FLIGHT };
            return refuse(&refusals::at(request.uri().path(), busy));
        };
        if let Err(unknown) = self.gate.admit(&mut request) {
            return refuse(&unknown.into());
        }
        if is_json {
            return json::call(&self.grpc, request).await;
        }
        let taken = headers::taken_by(request.headers());
        headers::fit(self.grpc.call(request).await, taken)
    }
}

/// The answer to what is neither gRPC nor JSON, so that a browser, or a script without its header, reads how to call.
fn no_call(request: &Request, is_json: bool) -> Option<Response> {
    let is_post = request.method() == Method::POST;
    if is_post && (is_json || is_grpc(request.headers())) {
        return None;
    }
    let path = request.uri().path();
    let is_ours = path.starts_with("/grpc.") || wire::json::method(path).is_some();
    if !is_ours {
        return Some(json::refuse(&refusals::at(path, Refused::UnknownRpc { path: path.to_owned() })));
    }
    let refuse = |code, field, wrong: String| {
        let status = refusals::malformed_message(path, Malformed::new(field, wrong));
        let mut answer = json::refuse(&status);
        *answer.status_mut() = code;
        answer
    };
    if !is_post {
        let wrong = format!("is {}; accepted is POST, with content-type: application/json", request.method());
        let mut answer = refuse(StatusCode::METHOD_NOT_ALLOWED, "method", wrong);
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        return Some(answer);
    }
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is = kind.map_or("is missing".to_owned(), |kind| format!("is `{kind}`"));
    let wrong = format!("{is}; accepted is POST with content-type: application/json, and application/grpc");
    Some(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content-type", wrong))
}

fn is_grpc(headers: &HeaderMap) -> bool {
    const GRPC: &[u8] = b"application/grpc";
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.and_then(|kind| kind.get(..GRPC.len())).is_some_and(|start| start.eq_ignore_ascii_case(GRPC))
}

/// The routes of all services, with our answers where tonic would give its own.
#[derive(Clone)]
pub struct Grpc(Router);

impl Grpc {
    /// Answers a gRPC request.
    pub async fn call(&self, request: Request) -> Response {
        let uri = request.uri().clone();
        let answer = self.0.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        transport::mend(uri.path(), answer)
    }
}

async fn metrics() -> Response {
    match telemetry::render() {
        Some(text) => ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
