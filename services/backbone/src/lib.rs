//! Condition 5, backbone organizations: the hub's organizations and initiatives, who is a member, who may what.
//!
//! This page is the whole wiring; the rules are `domain::backbone`, the read model `views::backbone`. Beside them
//! stands what proves identities (`tokens`, `accounts`), which is no history.

mod accounts;
mod answers;
mod commands;
mod commons;
mod erasure;
mod health;
mod queries;
mod reactions;
mod staffing;
mod tokens;

use std::sync::Arc;

use runtime::{Executor, Hub, Parts, Routes, hub::NotOpened};
use wire::pb::backbone::{
    backbone_commands_server::BackboneCommandsServer, backbone_queries_server::BackboneQueriesServer,
    tokens_server::TokensServer,
};

/// Opens the service and adds its routes.
///
/// # Errors
/// What does not open.
pub fn register(hub: &Hub, routes: &mut Routes) -> Result<Parts, NotOpened> {
    let parts = hub.open_service(&views::backbone::SCHEMA)?;
    let executor = Arc::new(Executor::new(parts.core.clone(), parts.ledger.clone()));
    let accounts = tokens::accounts(hub).map_err(|error| NotOpened::Accounts(error.to_string()))?;
    erasure::run(hub, &parts, Arc::clone(&executor), accounts.clone());
    hub.react(&parts, &executor, reactions::does())?;
    let health = health::Health::open(hub, &parts)?;
    let tokens = tokens::Tokens::open(&parts, Arc::clone(&executor), hub, accounts);
    if let Some(tokens) = tokens {
        routes.add(TokensServer::new(tokens));
    }
    routes.add(BackboneCommandsServer::new(commands::Commands::new(executor, &parts, hub)));
    routes.add(BackboneQueriesServer::new(queries::Queries::new(&parts, health)));
    Ok(parts)
}
