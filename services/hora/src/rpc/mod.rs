//! Every RPC as a subcommand, from the descriptors: `hora agenda cast-stance --initiative cluj-school …`.
//!
//! Knows no RPC by name, so a new one needs nothing here. To add a way to write a value: a shape in `flags.rs`, its
//! parser in `values.rs`.

pub(crate) mod comments;
mod flags;
mod request;
mod rows;
mod values;
pub(crate) mod words;

use std::io::Read as _;

use anyhow::Context as _;
use clap::{Arg, ArgMatches, Command};
use prost_reflect::{MethodDescriptor, ServiceDescriptor};
use serde_json::Value;
use wire::json::{Method, Streaming};

use crate::{
    client::{Call, Client},
    failure::Failure,
    output::{self, Answer, Format},
    progress,
};

/// `cast-stance` of `CastStance`.
pub fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab
}

/// The services of a context, in the order of the files.
fn services(context: &str) -> impl Iterator<Item = ServiceDescriptor> {
    let package = format!("hora.{context}.v1");
    wire::pool().services().filter(move |service| service.package_name() == package)
}

/// The RPC that a context's subcommand calls.
pub fn find(context: &str, name: &str) -> Option<MethodDescriptor> {
    services(context)
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .find(|method| kebab(method.name()) == name)
}

/// The subcommand of a context with all its RPCs; none where the context has no RPC.
pub fn context(name: &str) -> Option<Command> {
    let methods = methods(name);
    if methods.is_empty() {
        return None;
    }
    let about: Vec<&str> = services(name).map(|service| comments::of_service(&service)).collect();
    let command = Command::new(name.to_owned())
        .about(format!("Calls the service `{name}`"))
        .long_about(about.join("\n"))
        .subcommand_required(true)
        .arg_required_else_help(true);
    Some(command.subcommands(methods))
}

/// The subcommands of a context's RPCs.
pub fn methods(context: &str) -> Vec<Command> {
    services(context)
        .flat_map(|service| service.methods().map(|method| subcommand(&method)).collect::<Vec<_>>())
        .collect()
}

fn subcommand(method: &MethodDescriptor) -> Command {
    let flags = flags::flags(&method.input());
    let json = Arg::new("json")
        .long("json")
        .value_name("FILE|-")
        .help("The whole request as JSON; flags are laid over it");
    let command = Command::new(kebab(method.name())).about(comments::of_method(method));
    let command = command.arg(json).args(flags.iter().filter_map(values::arg));
    if !method.is_client_streaming() {
        return command;
    }
    let rows = Arg::new("rows").long("rows").value_name("FILE.jsonl|-");
    command.arg(rows.help("One message a line; the flags are laid under the first. All or none is done"))
}

/// Calls the RPC and prints its answer.
///
/// # Errors
/// The flags make no request, or the hub says no.
pub async fn run(
    client: &mut Client,
    format: Format,
    method: &MethodDescriptor,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let way =
        wire::json::method(&path).ok_or_else(|| Failure::Usage(format!("both sides of {path} stream")))?;
    let request = request_of(method, matches)?;
    let initiative = request::text_of(&request, "initiative").map(str::to_owned);
    // A log is kept by the service of its context, which the request names.
    let context =
        request.get("context").and_then(Value::as_str).filter(|_| path.starts_with("/hora.log.v1."));
    let mut call = Call::new(&path, initiative.as_deref());
    call.context = context.unwrap_or(call.context);
    let answer = match way.streaming() {
        Streaming::Unary => client.unary(call, encode(&way, &request)?).await?,
        Streaming::Client => {
            let messages = match matches.get_one::<String>("rows") {
                Some(file) => rows::messages(&way, request.clone(), rows::open(file)?)?,
                None => vec![encode(&way, &request)?.into()],
            };
            let bar = progress::bar("messages", messages.len());
            let counted = bar.clone();
            let sent = futures::stream::iter(messages.into_iter().inspect(move |_| counted.inc(1)));
            let answer = client.client_streaming(call, sent).await;
            bar.finish_and_clear();
            answer?
        }
        Streaming::Server => {
            return print_stream(client, call, encode(&way, &request)?, method, format).await;
        }
    };
    Answer::of_rpc(&method.output(), &answer)?.print(format)
}

async fn print_stream(
    client: &mut Client,
    call: Call<'_>,
    body: Vec<u8>,
    method: &MethodDescriptor,
    format: Format,
) -> Result<(), Failure> {
    let mut answers = client.server_streaming(call, body).await?;
    let mut is_first = true;
    loop {
        let answer = answers.message().await;
        let Some(answer) = answer.map_err(|status| Failure::answered(kebab(method.name()), status))? else {
            return Ok(());
        };
        let answer = Answer::of_rpc(&method.output(), &answer)?;
        let text = answer.render(if format == Format::Json { Format::Jsonl } else { format })?;
        // Every part of a CSV begins with the header; it is wanted once.
        let text = if format == Format::Csv && !is_first {
            text.split_once('\n').map_or("", |(_, rows)| rows)
        } else {
            &text
        };
        output::line(text.trim_end_matches('\n'))?;
        is_first = false;
    }
}

fn encode(way: &Method, request: &Value) -> Result<Vec<u8>, Failure> {
    way.request(request.to_string().as_bytes()).map_err(|wrong| Failure::Usage(wrong.to_string()))
}

/// The request as JSON, from `--json` and the flags.
fn request_of(method: &MethodDescriptor, matches: &ArgMatches) -> Result<Value, Failure> {
    let mut request = match matches.get_one::<String>("json") {
        Some(file) => {
            let mut text = Vec::new();
            rows::open(file)?.read_to_end(&mut text).with_context(|| file.clone())?;
            serde_json::from_slice(&text)
                .map_err(|error| Failure::Usage(format!("{file} is no json: {error}")))?
        }
        None => Value::Object(serde_json::Map::new()),
    };
    let flags = flags::flags(&method.input());
    request::lay_over(&mut request, &flags, matches)?;
    request::add_command_id(&mut request, &flags)?;
    let needs_initiative =
        flags.iter().any(|flag| matches!(flag.place().as_str(), "initiative" | "meta.initiative"));
    if needs_initiative && request::text_of(&request, "initiative").is_none() {
        return Err(Failure::Usage(
            "which initiative? say --initiative SLUG or set HORA_INITIATIVE".to_owned(),
        ));
    }
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<(String, MethodDescriptor)> {
        let mut all = Vec::new();
        for service in wire::pool().services().filter(|service| service.package_name().starts_with("hora.")) {
            let context = service.package_name().split('.').nth(1).unwrap().to_owned();
            all.extend(service.methods().map(|method| (context.clone(), method)));
        }
        all
    }

    #[test]
    fn every_rpc_is_a_subcommand_whose_request_parses() {
        let all = all();
        assert!(all.len() > 20, "the rpcs were not found");
        for (name, method) in all {
            let command = context(&name).unwrap_or_else(|| panic!("{name} has no subcommand"));
            command.clone().debug_assert();
            let kebab = kebab(method.name());
            let asks_where = flags::flags(&method.input()).iter().any(|flag| flag.long == "initiative");
            let mut words = vec![name.as_str(), &kebab];
            words.extend(asks_where.then_some("--initiative=cluj-school"));
            let matches =
                command.try_get_matches_from(&words).unwrap_or_else(|error| panic!("{words:?}: {error}"));
            let (found, matches) = matches.subcommand().unwrap();
            assert_eq!(find(&name, found).unwrap().full_name(), method.full_name());
            let request = request_of(&method, matches).unwrap();
            let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
            encode(&wire::json::method(&path).unwrap(), &request).unwrap();
        }
    }

    #[test]
    fn every_rpc_and_every_flag_has_help() {
        for (_, method) in all() {
            assert!(!comments::of_method(&method).is_empty(), "{}", method.full_name());
            for flag in flags::flags(&method.input()) {
                let arg = values::arg(&flag).unwrap();
                assert!(arg.get_help().is_some(), "{} {}", method.full_name(), flag.long);
            }
        }
    }

    #[test]
    fn a_word_of_a_choice_is_taken_with_either_dash() {
        for word in ["how_well", "how-well"] {
            let words =
                ["measurement", "propose-indicator", "--initiative", "cluj", "--definition-rba", word];
            let matches = context("measurement").unwrap().try_get_matches_from(words).unwrap();
            let (name, matches) = matches.subcommand().unwrap();
            let request = request_of(&find("measurement", name).unwrap(), matches).unwrap();
            assert_eq!(request["definition"]["rba"], "RBA_HOW_WELL");
        }
        let words = ["measurement", "propose-indicator", "--definition-rba", "unspecified"];
        assert!(context("measurement").unwrap().try_get_matches_from(words).is_err());
    }

    #[test]
    fn an_earlier_moment_is_asked_about() {
        let words = [
            "plan",
            "get-plan",
            "--initiative",
            "cluj",
            "--as-of",
            "effective:2026-11-01",
            "--cut",
            "plan=4",
        ];
        let matches = context("plan").unwrap().try_get_matches_from(words).unwrap();
        let (_, matches) = matches.subcommand().unwrap();
        let request = request_of(&find("plan", "get-plan").unwrap(), matches).unwrap();
        assert_eq!(request["meta"]["as_of"]["effective_at"], "2026-11-01T00:00:00.000000Z");
        assert_eq!(request["meta"]["cut"]["plan"], "4");
    }
}
