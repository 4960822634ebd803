//! The ceiling: the hub's own requests and answers over tonic, with nothing between them.
//!
//! Serves two calls of measurement by their paths, so that it need not know the others. Knows no limits but those
//! the hub sets; does no authentication.

use std::{
    convert::Infallible,
    future::Ready,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
};

use tonic::{
    Request, Response, Status, Streaming,
    body::Body,
    codegen::http,
    server::{ClientStreamingService, Grpc, NamedService, UnaryService},
    transport::Server,
};
use tonic_prost::ProstCodec;
use wire::pb::{
    common::CommandResult,
    measurement::{
        ProposeIndicatorRequest, RecordObservationsRequest,
        measurement_commands_server::SERVICE_NAME,
    },
};

/// Streams a connection may have open, as in the hub.
const MAX_STREAMS: u32 = 100;

/// Something that is answered later.
type Later<T> = Pin<Box<dyn Future<Output = T> + Send>>;

#[derive(Clone)]
struct Noop;

fn done() -> Response<CommandResult> {
    Response::new(CommandResult {
        sequence: 1,
        version: 1,
        event_ids: vec!["0190f000-0000-7000-8000-000000000001".to_owned()],
        unchanged: false,
    })
}

impl UnaryService<ProposeIndicatorRequest> for Noop {
    type Response = CommandResult;
    type Future = Ready<Result<Response<CommandResult>, Status>>;

    fn call(&mut self, _: Request<ProposeIndicatorRequest>) -> Self::Future {
        std::future::ready(Ok(done()))
    }
}

impl ClientStreamingService<RecordObservationsRequest> for Noop {
    type Response = CommandResult;
    type Future = Later<Result<Response<CommandResult>, Status>>;

    fn call(&mut self, request: Request<Streaming<RecordObservationsRequest>>) -> Self::Future {
        Box::pin(async move {
            let mut stream = request.into_inner();
            while stream.message().await?.is_some() {}
            Ok(done())
        })
    }
}

impl NamedService for Noop {
    const NAME: &'static str = SERVICE_NAME;
}

impl tonic::codegen::Service<http::Request<Body>> for Noop {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Later<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Box::pin(async move {
            Ok(if request.uri().path().ends_with("/ProposeIndicator") {
                Grpc::new(ProstCodec::default()).unary(Self, request).await
            } else {
                Grpc::new(ProstCodec::default()).client_streaming(Self, request).await
            })
        })
    }
}

/// Serves until it is killed.
pub async fn serve(address: SocketAddr) -> anyhow::Result<()> {
    let mut server = Server::builder().tcp_nodelay(true).max_concurrent_streams(MAX_STREAMS);
    Ok(server.add_service(Noop).serve(address).await?)
}
