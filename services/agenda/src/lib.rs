//! Condition 1, a common agenda: drafted, decided by an exact rule, and heard from the community.
//!
//! This page is the whole wiring; the rules are `domain::agenda`, the read model `views::agenda`.

mod answers;
mod commands;
mod queries;
mod reactions;

use std::sync::Arc;

use runtime::{Executor, Hub, Parts, Routes, hub::NotOpened};
use wire::pb::agenda::{
    agenda_commands_server::AgendaCommandsServer, agenda_queries_server::AgendaQueriesServer,
};

/// Opens the service and adds its routes.
///
/// # Errors
/// What does not open.
pub fn register(hub: &Hub, routes: &mut Routes) -> Result<Parts, NotOpened> {
    let parts = hub.open_service(&views::agenda::SCHEMA)?;
    hub.shred_subjects::<domain::agenda::Rules>(&parts, |_, _| Ok(()));
    let executor = Arc::new(Executor::new(parts.core.clone(), parts.ledger.clone()));
    hub.react(&parts, &executor, reactions::does())?;
    routes.add(AgendaCommandsServer::new(commands::Commands::new(executor)));
    routes.add(AgendaQueriesServer::new(queries::Queries::new(&parts)));
    Ok(parts)
}
