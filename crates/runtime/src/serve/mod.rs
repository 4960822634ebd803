//! Serves routes on a port: gRPC, JSON on the same port, health, reflection, metrics, limits, graceful drain.
//!
//! Knows no context. `listen` opens the port, `connection` keeps each connection within its limits.

mod connection;
mod listen;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::Request,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, header::CONTENT_TYPE};
use tokio::sync::Semaphore;
use tonic::{body::Body as GrpcBody, server::NamedService};
use tower::Service;

pub use self::{
    connection::{in_process, serve},
    listen::{Listener, NotOpened, listen},
};
use crate::{
    caller::{self, Gate},
    json,
    refusals::{self, Refused, headers, transport},
    telemetry,
};

/// Requests decided at the same time; more wait, and after `QUEUE_TIMEOUT` are refused.
const MAX_IN_FLIGHT: usize = 512;
/// The longest a request waits for its turn.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(10);

/// What a browser shows that follows the setup link: its secret stands behind the `#` and never comes here.
const SETUP: &str = "This hub has no admin yet. Paste the whole link into a terminal:\n\n  hora token setup --link '<the link>'\n";

/// All that is served at one address.
#[derive(Default)]
pub struct Routes {
    grpc: tonic::service::RoutesBuilder,
    names: Vec<&'static str>,
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
        let grpc = self.grpc.routes().into_axum_router().layer(middleware::from_fn(transport::mend));
        let turns = Arc::new(Semaphore::new(MAX_IN_FLIGHT));
        let through_grpc = grpc.clone();
        let calls = Router::new().fallback(move |request: Request| dispatch(through_grpc.clone(), request));
        let calls = calls
            .layer(middleware::from_fn_with_state(gate, caller::authenticate))
            .layer(middleware::from_fn(move |request, next| take_turn(Arc::clone(&turns), request, next)));
        Ok(Router::new()
            .route("/metrics", get(metrics))
            .route("/livez", get(async || "ok\n"))
            .route("/setup", get(async || SETUP))
            .merge(calls))
    }
}

async fn dispatch(grpc: Router, request: Request) -> Response {
    if json::is_json(request.headers()) {
        return json::call(axum::extract::State(grpc), request).await;
    }
    let taken = headers::taken_by(request.headers());
    let answer = tower::ServiceExt::oneshot(grpc, request).await.unwrap_or_else(|never| match never {});
    headers::fit(answer, taken)
}

/// Long streams give their turn back once they have begun, so followers never starve commands.
async fn take_turn(turns: Arc<Semaphore>, request: Request, next: middleware::Next) -> Response {
    let turn = tokio::time::timeout(QUEUE_TIMEOUT, turns.acquire()).await;
    match turn {
        Ok(Ok(_turn)) => next.run(request).await,
        _ => {
            let busy = refusals::at(request.uri().path(), Refused::TooManyRequests { max: MAX_IN_FLIGHT });
            let is_json = json::is_json(request.headers());
            if is_json { json::refuse(&busy) } else { busy.into_http::<Body>().into_response() }
        }
    }
}

async fn metrics() -> Response {
    match telemetry::render() {
        Some(text) => ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
