//! Serves routes on a port: gRPC, JSON on the same port, health, reflection, metrics, limits, graceful drain.
//!
//! Knows no context. tonic sets no limits by itself, so every one of them stands here with its reason.

use std::{
    convert::Infallible,
    net::SocketAddr,
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, header::CONTENT_TYPE};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, DuplexStream},
    net::TcpListener,
    sync::{Semaphore, mpsc},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    },
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::{
    body::Body as GrpcBody,
    server::NamedService,
    transport::{Channel, Endpoint, Uri},
};
use tower::{Service, service_fn};

use crate::{
    caller::{self, Gate},
    config, json,
    refusals::{self, Refused, headers, transport},
    telemetry,
};

/// Streams one connection may have open; more wait on the client's side.
const MAX_STREAMS: u32 = 100;
/// The longest a client may take to say what it wants.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// After so long without a sign, a connection is asked whether it lives, and has as long again to answer.
const KEEPALIVE: Duration = Duration::from_secs(20);
/// Requests decided at the same time; more wait, and after `QUEUE_TIMEOUT` are refused.
const MAX_IN_FLIGHT: usize = 512;
/// The longest a request waits for its turn.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(10);
/// The most connections at once; each costs about 100 KiB.
const MAX_CONNECTIONS: usize = 1_024;
/// The largest headers of a request; a token has about 600 bytes.
const MAX_HEADER_BYTES: u32 = 16 * 1024;
/// How long open requests may take to end when the service stops.
const DRAIN: Duration = Duration::from_secs(10);
/// Bytes in flight between two services of one process.
const IN_PROCESS_BUFFER: usize = 256 * 1024;

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

/// An open port.
pub struct Listener {
    tcp: TcpListener,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
}

impl Listener {
    /// The address in fact, where port 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Serves on a listener until `shutdown`, then lets open requests end.
pub async fn serve(listener: Listener, router: Router, shutdown: CancellationToken) {
    let connections = TaskTracker::new();
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let place = Arc::clone(&places).acquire_owned();
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = async { (place.await, listener.tcp.accept().await) } => accepted,
        };
        let (Ok(place), Ok((stream, _))) = accepted else { continue };
        // Small answers must not wait for the next one.
        let _best_effort = stream.set_nodelay(true);
        let (router, shutdown, tls) = (router.clone(), shutdown.clone(), listener.tls.clone());
        connections.spawn(async move {
            match tls {
                None => connection(stream, router, shutdown).await,
                Some(tls) => {
                    let shaken = tokio::time::timeout(HEADER_TIMEOUT, tls.accept(stream)).await;
                    if let Ok(Ok(stream)) = shaken {
                        connection(stream, router, shutdown).await;
                    }
                }
            }
            drop(place);
        });
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(DRAIN, connections.wait()).await.is_err() {
        tracing::warn!("requests still open after {} s were cut", DRAIN.as_secs());
    }
}

async fn connection<I: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: I,
    router: Router,
    shutdown: CancellationToken,
) {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .keep_alive_interval(KEEPALIVE)
        .keep_alive_timeout(KEEPALIVE)
        .max_header_list_size(MAX_HEADER_BYTES);
    let service = TowerToHyperService::new(router);
    let mut served = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        () = shutdown.cancelled() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

/// A channel to a router of this process, without a port.
pub fn in_process(router: Router, shutdown: CancellationToken) -> Channel {
    let (open, mut opened) = mpsc::unbounded_channel::<DuplexStream>();
    tokio::spawn(async move {
        while let Some(stream) = opened.recv().await {
            tokio::spawn(connection(stream, router.clone(), shutdown.clone()));
        }
    });
    Endpoint::from_static("http://in-process").connect_with_connector_lazy(service_fn(move |_: Uri| {
        let (here, there) = tokio::io::duplex(IN_PROCESS_BUFFER);
        let sent = open.send(there).map_err(|_| std::io::Error::from(std::io::ErrorKind::ConnectionRefused));
        std::future::ready(sent.map(|()| TokioIo::new(here)))
    }))
}

/// Why an address is not listened on.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// Tokens would travel in the clear.
    #[error(
        "{address} is not loopback and there is no TLS: tokens would travel in the clear; listen on 127.0.0.1 behind a proxy with TLS, set [tls], or say --insecure"
    )]
    InTheClear {
        /// The address.
        address: SocketAddr,
    },
    /// The certificate or its key.
    #[error("{} cannot be used for TLS: {why}; accepted is PEM", path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The system refuses.
    #[error("cannot listen on {address}: {source}")]
    Io {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Opens a listener; anything but loopback needs a certificate, or `may_be_insecure`.
///
/// # Errors
/// [`NotOpened`].
pub async fn listen(
    address: SocketAddr,
    tls: Option<&config::Tls>,
    may_be_insecure: bool,
) -> Result<Listener, NotOpened> {
    if !address.ip().is_loopback() && tls.is_none() && !may_be_insecure {
        return Err(NotOpened::InTheClear { address });
    }
    let tls = tls.map(acceptor).transpose()?;
    let io = |source| NotOpened::Io { address, source };
    let tcp = TcpListener::bind(address).await.map_err(io)?;
    let address = tcp.local_addr().map_err(io)?;
    Ok(Listener { tcp, address, tls })
}

fn acceptor(tls: &config::Tls) -> Result<TlsAcceptor, NotOpened> {
    let bad = |path: &Path, why: String| NotOpened::Certificate { path: path.to_owned(), why };
    let certificates = CertificateDer::pem_file_iter(&tls.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| bad(&tls.certificate, error.to_string()))?;
    let key = PrivateKeyDer::from_pem_file(&tls.key).map_err(|error| bad(&tls.key, error.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(certificates, key))
        .map_err(|error| bad(&tls.certificate, error.to_string()))?;
    server.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(server)))
}
