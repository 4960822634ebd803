//! The tree of commands: those written by hand, and one for each RPC.
//!
//! Knows how commands are found and how they end, not what they do.

use std::{
    io::{self, Write as _},
    process::ExitCode,
    time::Duration,
};

use anyhow::Context as _;
use clap::{ArgMatches, Args, Command, FromArgMatches as _, Subcommand};

use crate::{
    client::{self, Client},
    doctor,
    failure::{EXIT_CODES, Failure},
    hub_side::HubSide,
    log,
    output::Format,
    replay, rpc, shell, status, subscribe,
};

/// Contexts whose RPCs are subcommands, `log` aside: its RPCs stand beside `tail`, `show` and `verify`.
const OF_RPCS: &[&str] = crate::CONTEXTS;
/// What may still be read or written when a command has ended; a disk that hangs must not keep the process.
const LAST_MOMENT: Duration = Duration::from_secs(5);

/// Flags of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Which hub, who calls, and the form of the output")]
pub struct Global {
    /// Which hub, and who calls.
    #[command(flatten)]
    pub client: client::Options,
    /// The form of the output; a table on a terminal, else json
    #[arg(long, global = true, value_enum, value_name = "FORM")]
    pub output: Option<Format>,
}

/// What is written by hand.
#[derive(Debug, Clone, Subcommand)]
enum Fixed {
    /// Looks at the records of one service as they are stored
    #[command(subcommand)]
    Log(log::Command),
    /// Prints what happens, as it happens, one stored record a line
    Subscribe(subscribe::Subscribe),
    /// Prints an initiative's whole history over all services, in order
    Replay(replay::Replay),
    /// Says whether each service answers, and how far its log goes
    Status(status::Status),
    /// Looks for what is in the way, and says what to do about it
    Doctor(doctor::Doctor),
    /// Prints completions for a shell
    Completions(shell::Completions),
    /// Prints the manual, or writes a page for each command
    Man(shell::Man),
    /// What runs on the hub's own machine.
    #[command(flatten)]
    HubSide(HubSide),
}

/// The whole tree.
pub fn tree() -> Command {
    let root = Command::new("hora")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .infer_long_args(false)
        .after_help(EXIT_CODES);
    let root = Fixed::augment_subcommands(Global::augment_args(root));
    // Behind the derived parts, whose own comments would stand here else.
    let root = root.about("Hora: the coordination hub for collective impact").long_about(None);
    let root = root.mut_subcommand("log", |log| log.subcommands(rpc::methods("log")));
    root.subcommands(OF_RPCS.iter().filter_map(|name| rpc::context(name)))
        .mut_subcommand("backbone", |backbone| backbone.visible_alias("initiative"))
}

/// Parses the command line, runs it, and says how it ended.
pub fn main() -> ExitCode {
    let matches = match tree().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version are no failure, and a reader that went away is none either.
            let _printed = error.print();
            return ExitCode::from(u8::from(error.use_stderr()));
        }
    };
    let global = match Global::from_arg_matches(&matches) {
        Ok(global) => global,
        Err(error) => return end(None, &Failure::Usage(error.to_string())),
    };
    let ended = tokio::runtime::Runtime::new()
        .context("no runtime for this process")
        .map_err(Failure::from)
        .and_then(|runtime| {
            let ended = runtime.block_on(run(&global, &matches));
            runtime.shutdown_timeout(LAST_MOMENT);
            ended
        });
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => end(global.output, &failure),
    }
}

/// Says on standard error what, why and what to do; as one line of JSON where the output is JSON.
fn end(output: Option<Format>, failure: &Failure) -> ExitCode {
    let text = match output {
        Some(Format::Json | Format::Jsonl) => format!("{}\n", failure.json()),
        _ => failure.text(),
    };
    if !matches!(failure, Failure::ReaderGone) {
        // Where standard error is closed there is nobody to tell.
        let _told = io::stderr().write_all(text.as_bytes());
    }
    ExitCode::from(failure.exit_code())
}

async fn run(global: &Global, matches: &ArgMatches) -> Result<(), Failure> {
    let format = Format::or_default(global.output);
    let Some((name, inner)) = matches.subcommand() else {
        return Err(Failure::Usage("which command?".to_owned()));
    };
    if let Some((rpc, flags)) = inner.subcommand()
        && let Some(method) = rpc::find(name, rpc)
    {
        return rpc::run(&mut Client::new(&global.client)?, format, &method, flags).await;
    }
    let fixed = Fixed::from_arg_matches(matches).map_err(|error| Failure::Usage(error.to_string()))?;
    if let Fixed::HubSide(command) = &fixed {
        return command.run(&global.client, format).await;
    }
    if let Fixed::Completions(which) = &fixed {
        return shell::completions(tree(), which);
    }
    if let Fixed::Man(which) = &fixed {
        return shell::man(tree(), which);
    }
    if let Fixed::Doctor(what) = &fixed {
        return doctor::run(&global.client, format, what).await;
    }
    let client = &mut Client::new(&global.client)?;
    match &fixed {
        Fixed::Log(command) => log::run(client, format, command).await,
        Fixed::Subscribe(what) => subscribe::run(client, global.output, what).await,
        Fixed::Replay(what) => replay::run(client, format, what).await,
        Fixed::Status(what) => status::run(client, format, what).await,
        Fixed::HubSide(_) | Fixed::Completions(_) | Fixed::Man(_) | Fixed::Doctor(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_holds_together() {
        tree().debug_assert();
    }

    #[test]
    fn log_has_its_rpcs_beside_its_own_commands() {
        let tree = tree();
        let log = tree.find_subcommand("log").unwrap();
        for name in ["tail", "show", "verify", "read", "subscribe", "head", "follow"] {
            assert!(log.find_subcommand(name).is_some(), "{name}");
        }
    }

    #[test]
    fn flags_of_every_command_may_stand_behind_it() {
        let words = [
            "hora",
            "plan",
            "get-plan",
            "--initiative",
            "cluj",
            "--hub",
            "http://10.0.0.1:1",
            "--output",
            "csv",
        ];
        let matches = tree().try_get_matches_from(words).unwrap();
        let global = Global::from_arg_matches(&matches).unwrap();
        assert_eq!(global.client.places.hub, "http://10.0.0.1:1");
        assert_eq!(global.output, Some(Format::Csv));
    }

    #[test]
    fn the_exit_codes_are_in_the_help() {
        assert!(tree().render_help().to_string().contains("2  refused by a rule"));
    }
}
