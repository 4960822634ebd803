//! Connections: taken on until the hub stops, then let end; each with its limits, since hyper and tonic set none.
//!
//! Knows no routes. A router is reached the same way over a port and within the process.

use std::{pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, DuplexStream},
    sync::{Semaphore, mpsc},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::transport::{Channel, Endpoint, Uri};
use tower::service_fn;

use super::listen::Listener;

/// Streams one connection may have open; more wait on the client's side.
const MAX_STREAMS: u32 = 100;
/// The longest a client may take to say what it wants.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// After so long without a sign, a connection is asked whether it lives, and has as long again to answer.
const KEEPALIVE: Duration = Duration::from_secs(20);
/// The most connections at once, so that idle ones cannot take all memory.
const MAX_CONNECTIONS: usize = 1_024;
/// The largest headers of a request: room for a token and a trace, and no more.
const MAX_HEADER_BYTES: u32 = 16 * 1024;
/// How long open requests may take to end when the service stops.
const DRAIN: Duration = Duration::from_secs(10);
/// Bytes in flight between two services of one process.
const IN_PROCESS_BUFFER: usize = 256 * 1024;

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
