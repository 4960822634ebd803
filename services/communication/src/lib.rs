//! Condition 4, continuous and open communication: threads tied to what they are about, meetings, announcements.
//!
//! This page is the whole wiring; the rules are `domain::communication`, the read model `views::communication`.

mod answers;
mod commands;
mod feeds;
mod gatherings;
mod personal;
mod queries;
mod reactions;
mod timeline;

use std::sync::Arc;

use domain::{communication::Event, ids::Uuid};
use runtime::{Executor, Hub, Parts, Routes, hub::NotOpened};
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
    let personal = personal::Personal::open(hub, &parts);
    let personal = personal.map_err(|error| NotOpened::Personal(error.to_string()))?;
    let theirs = personal.clone();
    hub.shred_subjects::<domain::communication::Rules>(&parts, move |initiative, person| {
        theirs.forget(initiative, person)
    });
    let executor = Arc::new(Executor::new(parts.core.clone(), parts.ledger.clone()));
    hub.react(&parts, &executor, reactions::does())?;
    routes.add(CommunicationCommandsServer::new(commands::Commands::new(executor, personal.clone())));
    let queries = queries::Queries::new(&parts, personal, hub.peers());
    feeds::register(&queries, routes);
    routes.add(CommunicationQueriesServer::new(queries));
    hub.spawn(runtime::redactions::run(parts.clone(), "communication.MessageRedacted.v1", redacted_texts));
    Ok(parts)
}

/// The texts that a redaction takes away.
fn redacted_texts(record: &views::Record<'_>) -> Result<Vec<Uuid>, views::Error> {
    match record.event::<Event>()? {
        Event::MessageRedacted { texts, .. } => Ok(texts.into_iter().collect()),
        _ => Ok(Vec::new()),
    }
}
