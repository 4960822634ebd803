//! The ceiling: the hub's own requests and answers over tonic, with nothing between them.
//!
//! Knows no limits but those the hub sets; does no authentication.

use std::net::SocketAddr;

use tonic::{Request, Response, Status, Streaming, async_trait, transport::Server};
use wire::pb::{
    common::CommandResult,
    measurement::{
        AssignReportersRequest, DefineDataSetRequest, ProposeIndicatorRequest, RecordObservationsRequest,
        measurement_commands_server::{MeasurementCommands, MeasurementCommandsServer},
    },
};

/// Streams a connection may have open, as in the hub.
const MAX_STREAMS: u32 = 100;

struct Noop;

fn done() -> Response<CommandResult> {
    Response::new(CommandResult {
        sequence: 1,
        version: 1,
        event_ids: vec!["0190f000-0000-7000-8000-000000000001".to_owned()],
        unchanged: false,
    })
}

#[async_trait]
impl MeasurementCommands for Noop {
    async fn propose_indicator(
        &self,
        _: Request<ProposeIndicatorRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        Ok(done())
    }

    async fn define_data_set(
        &self,
        _: Request<DefineDataSetRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        Ok(done())
    }

    async fn assign_reporters(
        &self,
        _: Request<AssignReportersRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        Ok(done())
    }

    async fn record_observations(
        &self,
        request: Request<Streaming<RecordObservationsRequest>>,
    ) -> Result<Response<CommandResult>, Status> {
        let mut stream = request.into_inner();
        while stream.message().await?.is_some() {}
        Ok(done())
    }
}

/// Serves until it is killed.
pub async fn serve(address: SocketAddr) -> anyhow::Result<()> {
    let mut server = Server::builder().tcp_nodelay(true).max_concurrent_streams(MAX_STREAMS);
    Ok(server.add_service(MeasurementCommandsServer::new(Noop)).serve(address).await?)
}
