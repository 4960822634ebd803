//! Condition 2, shared measurement: one indicator dictionary, and the values of all.
//!
//! This page is the whole wiring; the rules are `domain::measurement`, the read model `views::measurement`.

mod commands;
mod open;
mod queries;
mod reactions;

use std::sync::Arc;

use runtime::{Executor, Hub, Parts, Routes, hub::NotOpened};
use wire::pb::measurement::{
    measurement_commands_server::MeasurementCommandsServer,
    measurement_queries_server::MeasurementQueriesServer,
};

/// Opens the service and adds its routes.
///
/// # Errors
/// What does not open.
pub fn register(hub: &Hub, routes: &mut Routes) -> Result<Parts, NotOpened> {
    let parts = hub.open_service(&views::measurement::SCHEMA)?;
    hub.shred_subjects::<domain::measurement::Rules>(&parts, |_, _| Ok(()));
    let executor = Arc::new(Executor::new(parts.core.clone(), parts.ledger.clone()));
    hub.react(&parts, &executor, reactions::does())?;
    routes.add(MeasurementCommandsServer::new(commands::Commands::new(&parts, executor)));
    routes.add(MeasurementQueriesServer::new(queries::Queries::new(&parts)));
    Ok(parts)
}
