//! `hora status`: whether each service answers, and how far its log goes.
//!
//! Knows the health protocol of gRPC and the heads of logs, nothing inside a service.

use clap::Args;
use prost::Message as _;
use tonic::{Code, Request};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use wire::pb::log::{HeadRequest, HeadResponse, LogHead};

use crate::{
    client::{Call, Client},
    failure::Failure,
    output::{Answer, Format, Tree},
};

const HEAD: &str = "/hora.log.v1.Log/Head";

/// Of what.
#[derive(Debug, Clone, Args)]
pub struct Status {
    /// Also how far the logs of this initiative go
    #[arg(long, env = "HORA_INITIATIVE")]
    initiative: Option<String>,
    /// Of this service alone, as the health check of a container asks
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(crate::CONTEXTS))]
    context: Option<String>,
}

/// How far the log of an initiative goes in a context.
///
/// # Errors
/// Nobody answers, or the hub says no.
pub async fn head(client: &mut Client, context: &str, initiative: &str) -> Result<LogHead, Failure> {
    let request = HeadRequest { context: context.to_owned(), initiative: initiative.to_owned() };
    let call = Call { path: HEAD, context, initiative: Some(initiative) };
    let answer = client.unary(call, request.encode_to_vec()).await?;
    let answer = HeadResponse::decode(answer).map_err(anyhow::Error::from)?;
    Ok(answer.head.unwrap_or_default())
}

/// Prints one line for each service; the worst of them decides the exit code.
///
/// # Errors
/// A service does not serve, or none tells how far the initiative's log goes.
pub async fn run(client: &mut Client, format: Format, status: &Status) -> Result<(), Failure> {
    let mut rows = Vec::new();
    let mut worst = None;
    let mut heads = Vec::new();
    let asked = |context: &&&str| status.context.as_ref().is_none_or(|only| only == *context);
    for context in crate::CONTEXTS.iter().filter(asked) {
        let health = match health(client, context).await {
            Ok(health) => health,
            Err(failure) => {
                let text = brief(&failure);
                worst.get_or_insert(failure);
                text
            }
        };
        let mut row = vec![
            ("service", Tree::from(*context)),
            ("address", client.places().of(context).into()),
            ("health", health.into()),
        ];
        if let Some(initiative) = &status.initiative {
            let head = head(client, context, initiative).await;
            row.extend(head_cells(&head));
            heads.push(head);
        }
        rows.push(row);
    }
    Answer::of_rows(rows).print(format)?;
    worst.or_else(|| nothing_learned(heads)).map_or(Ok(()), Err)
}

/// Why no log was readable; none where one was, or none was asked about. One that is not open is no failure of the rest.
fn nothing_learned(heads: Vec<Result<LogHead, Failure>>) -> Option<Failure> {
    if heads.iter().any(Result::is_ok) {
        return None;
    }
    heads.into_iter().find_map(Result::err)
}

/// What the service said, without what was asked: that stands beside it.
fn brief(failure: &Failure) -> String {
    match failure {
        Failure::Answered { status, .. } => status.message().to_owned(),
        other => other.to_string(),
    }
}

fn head_cells(head: &Result<LogHead, Failure>) -> Vec<(&'static str, Tree)> {
    let none = LogHead::default();
    let (head, note) = match head {
        Ok(head) => (head, String::new()),
        Err(failure) => (&none, brief(failure)),
    };
    vec![
        ("sequence", head.sequence.into()),
        ("recorded_at", head.recorded_at.clone().into()),
        ("hash", head.hash.clone().into()),
        ("log", head.log_id.clone().into()),
        ("note", note.into()),
    ]
}

async fn health(client: &mut Client, context: &str) -> Result<String, Failure> {
    let channel = client.channel(context).await?;
    let Some(service) = commands_of(context) else { return Ok("has no commands".to_owned()) };
    let asked = Request::new(HealthCheckRequest { service });
    let answer = HealthClient::new(channel).check(asked).await;
    let what = format!("health of {context}");
    let status = match answer {
        Ok(answer) => answer.into_inner().status(),
        Err(status) if status.code() == Code::NotFound => {
            let not_here = tonic::Status::unavailable("it is not served at this address");
            return Err(Failure::answered(what, not_here));
        }
        Err(status) => return Err(Failure::answered(what, status)),
    };
    match status {
        ServingStatus::Serving => Ok("serving".to_owned()),
        other => Err(Failure::answered(what, tonic::Status::unavailable(other.as_str_name().to_lowercase()))),
    }
}

/// The full name of a context's service of commands.
fn commands_of(context: &str) -> Option<String> {
    let package = format!("hora.{context}.v1");
    let of_it = wire::pool().services().filter(|service| service.package_name() == package);
    of_it.map(|service| service.full_name().to_owned()).find(|name| name.ends_with("Commands"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_asked_about_is_that_of_the_commands() {
        assert_eq!(commands_of("plan").as_deref(), Some("hora.plan.v1.PlanCommands"));
        assert_eq!(commands_of("nothing"), None);
    }

    #[test]
    fn it_fails_where_no_log_was_readable() {
        let no = || Err(Failure::answered("head", tonic::Status::not_found("no such initiative")));
        let yes = || Ok(LogHead { sequence: 3, ..LogHead::default() });
        assert_eq!(nothing_learned(vec![no(), no()]).map(|failure| failure.exit_code()), Some(2));
        assert!(nothing_learned(vec![no(), yes()]).is_none());
        assert!(nothing_learned(vec![]).is_none(), "nothing was asked");
    }
}
