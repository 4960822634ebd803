//! Condition 4, continuous and open communication: threads tied to what they are about.
//!
//! This page is the whole wiring; the rules are `domain::communication`, the read model `views::communication`.

mod commands;
mod queries;

use runtime::{Hub, Parts, Routes, hub::NotOpened};
use wire::pb::communication::{
    communication_commands_server::CommunicationCommandsServer,
    communication_queries_server::CommunicationQueriesServer,
};

/// Opens the service and adds its routes.
///
/// # Errors
/// What does not open.
pub fn register(hub: &Hub, routes: &mut Routes) -> Result<Parts, NotOpened> {
    let parts = hub.open_service(&views::communication::SCHEMA)?;
    routes.add(CommunicationCommandsServer::new(commands::Commands::new(&parts)));
    routes.add(CommunicationQueriesServer::new(queries::Queries::new(&parts)));
    Ok(parts)
}
