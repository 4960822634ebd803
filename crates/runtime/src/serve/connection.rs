//! Connections: taken on until the hub stops, then let end; each with its limits, since hyper and tonic set none.
//!
//! Knows no routes. A router is reached the same way over a port and within the process, where no limit on
//! strangers is needed. `receive` takes requests in, `watched` cuts who neither speaks nor listens. To add a
//! limit: a field of [`Limits`], its reason beside its value, and a test that it cuts.

mod receive;
#[cfg(test)]
mod tests;
mod watched;

use std::{
    convert::Infallible,
    pin::pin,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::{Router, body::Body, response::Response};
use http::Request;
use hyper::{
    body::Incoming,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, DuplexStream},
    sync::{Semaphore, mpsc},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::transport::{Channel, Endpoint, Uri};
use tower::{ServiceExt as _, service_fn as connector};

use self::{receive::Pace, watched::Watched};
use super::listen::{
    Listener,
    strangers::{self, Seen, Shaken},
};

/// The most connections at once, so that idle ones cannot take all memory.
const MAX_CONNECTIONS: usize = 1_024;
/// The largest headers of a request: room for a token and a trace, and no more.
const MAX_HEADER_BYTES: u32 = 16 * 1024;
/// How long open requests may take to end when the service stops.
const DRAIN: Duration = Duration::from_secs(10);
/// Bytes in flight between two services of one process.
const IN_PROCESS_BUFFER: usize = 256 * 1024;

/// What one connection from outside may take.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Streams it may have open; more wait on the client's side.
    streams: u32,
    /// Requests of it that are decided at the same time; more of its streams wait for those.
    in_flight: usize,
    /// The longest a client may take to say what it wants: to begin, to send its headers.
    words: Duration,
    /// How fast a request's body must come.
    pace: Pace,
    /// After so long without a sign, a connection is asked whether it lives, and has as long again to answer.
    keepalive: Duration,
    /// After so long it takes no new request, so that no place is held for ever; what is open may end.
    age: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        let pace = Pace { bytes: 64 * 1024, within: seconds(10) };
        let (words, keepalive, age) = (seconds(10), seconds(20), seconds(30 * 60));
        Self { streams: 100, in_flight: 64, words, pace, keepalive, age }
    }
}

/// Serves on a listener until `shutdown`, then lets open requests end.
pub async fn serve(listener: Listener, router: Router, shutdown: CancellationToken) {
    serve_within(Limits::default(), listener, router, shutdown).await;
}

async fn serve_within(limits: Limits, listener: Listener, router: Router, shutdown: CancellationToken) {
    let connections = TaskTracker::new();
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let room = receive::room();
    let seen = Seen::of(router);
    loop {
        let place = Arc::clone(&places).acquire_owned();
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = async { (place.await, listener.tcp.accept().await) } => accepted,
        };
        let (Ok(place), Ok((stream, from))) = accepted else { continue };
        // Small answers must not wait for the next one.
        let _best_effort = stream.set_nodelay(true);
        let (seen, shutdown, tls) = (seen.clone(), shutdown.clone(), listener.tls.clone());
        let room = Arc::clone(&room);
        connections.spawn(async move {
            match tls {
                None => from_outside(limits, stream, seen.in_the_clear(from), room, shutdown).await,
                Some(tls) => match timeout(limits.words, strangers::shake(&tls, stream, from)).await {
                    Ok(Shaken::Tls(stream)) => {
                        let router = seen.over_tls(&stream);
                        from_outside(limits, stream, router, room, shutdown).await;
                    }
                    Ok(Shaken::InTheClear(stream)) => {
                        from_outside(limits, stream, strangers::how_to_call(), room, shutdown).await;
                    }
                    Ok(Shaken::Not) | Err(_) => {}
                },
            }
            drop(place);
        });
    }
    drop(listener);
    connections.close();
    if timeout(DRAIN, connections.wait()).await.is_err() {
        tracing::warn!("requests still open after {} s were cut", DRAIN.as_secs());
    }
}

/// Serves a stranger, who is cut when they do not begin, neither speak nor listen, and let go when they are old.
async fn from_outside<I: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    limits: Limits,
    stream: I,
    router: Router,
    room: Arc<Semaphore>,
    shutdown: CancellationToken,
) {
    let turns = Arc::new(Semaphore::new(limits.in_flight));
    let service = service_fn(move |request: Request<Incoming>| {
        let (router, turns, room) = (router.clone(), Arc::clone(&turns), Arc::clone(&room));
        async move {
            // The semaphore is never closed.
            let _turn = turns.acquire().await;
            Ok::<_, Infallible>(match receive::whole(request, limits.pace, &room).await {
                Ok((request, _held)) => router.oneshot(request).await.unwrap_or_else(|never| match never {}),
                Err(refusal) => *refusal,
            })
        }
    });
    // Longer than a connection that answers when it is asked.
    let stream = Watched::new(stream, limits.keepalive.saturating_mul(2));
    let (heard, stopping) = (stream.heard(), shutdown.child_token());
    let mut served = pin!(connection(limits, stream, service, stopping.clone()));
    let began = timeout(limits.words, served.as_mut()).await;
    if began.is_ok() || !heard.load(Ordering::Relaxed) {
        return;
    }
    if timeout(limits.age, served.as_mut()).await.is_err() {
        stopping.cancel();
        served.await;
    }
}

async fn connection<I, S>(limits: Limits, stream: I, service: S, shutdown: CancellationToken)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.words);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .keep_alive_interval(limits.keepalive)
        .keep_alive_timeout(limits.keepalive)
        .max_header_list_size(MAX_HEADER_BYTES);
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
        // Routes may hold this very channel, to ask each other: only the hub's end ends it.
        while let Some(Some(stream)) = shutdown.run_until_cancelled(opened.recv()).await {
            let service = TowerToHyperService::new(router.clone());
            tokio::spawn(connection(Limits::default(), stream, service, shutdown.clone()));
        }
    });
    Endpoint::from_static("http://in-process").connect_with_connector_lazy(connector(move |_: Uri| {
        let (here, there) = tokio::io::duplex(IN_PROCESS_BUFFER);
        let sent = open.send(there).map_err(|_| std::io::Error::from(std::io::ErrorKind::ConnectionRefused));
        std::future::ready(sent.map(|()| TokioIo::new(here)))
    }))
}
