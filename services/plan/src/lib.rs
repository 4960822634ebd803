//! Condition 3, mutually reinforcing activities: the action plan.
//!
//! This page is the whole wiring; the rules are `domain::plan`, the read model `views::plan`.

mod answers;
mod commands;
mod difference;
mod gaps;
mod queries;
mod reactions;

use std::sync::Arc;

use runtime::{Executor, Hub, Parts, Routes, hub::NotOpened};
use wire::pb::plan::{plan_commands_server::PlanCommandsServer, plan_queries_server::PlanQueriesServer};

/// Opens the service and adds its routes.
///
/// # Errors
/// What does not open.
pub fn register(hub: &Hub, routes: &mut Routes) -> Result<Parts, NotOpened> {
    let parts = hub.open_service(&views::plan::SCHEMA)?;
    hub.shred_subjects::<domain::plan::Rules>(&parts, |_, _| Ok(()));
    let executor = Arc::new(Executor::new(parts.core.clone(), parts.ledger.clone()));
    hub.react(&parts, &executor, reactions::does())?;
    routes.add(PlanCommandsServer::new(commands::Commands::new(executor)));
    routes.add(PlanQueriesServer::new(queries::Queries::new(&parts)));
    Ok(parts)
}
