//! Commands that are a hub, or work beside one on its own machine.
//!
//! To add one: a variant and an arm.

use clap::Subcommand;
use serde_json::Value;

use crate::{
    client, exchange,
    failure::Failure,
    import::{self, Import},
    open_data::{self, OpenData},
    output::{self, Answer, Format, Tree},
    partner::{self, Partner},
    run::{self, Serve, Up},
    sdmx,
    token::{self, Token},
};

/// What runs on the hub's own machine.
#[derive(Debug, Clone, Subcommand)]
pub enum HubSide {
    /// Starts a whole hub in this process
    Up(Up),
    /// Starts one service in this process
    Serve(Serve),
    /// Keys: the first admin, new ones, ended ones, tokens for other clients
    Token(Token),
    /// Partner services on NATS
    Partner(Partner),
    /// History that comes in from elsewhere
    Import(Box<Import>),
    /// Tables that go out to people and come in again: templates, values, the plan
    #[command(subcommand)]
    Export(exchange::Command),
    /// All that anybody may read of an initiative, as a package of CSV tables with a dictionary and a license
    OpenData(OpenData),
    /// A data set as SDMX-CSV 2.0, out and in
    #[command(subcommand)]
    Sdmx(sdmx::Command),
}

impl HubSide {
    /// Runs it.
    ///
    /// # Errors
    /// What is in the way.
    pub async fn run(&self, options: &client::Options, format: Format) -> Result<(), Failure> {
        match self {
            Self::Up(up) => Ok(run::up(up).await?),
            Self::Serve(serve) => Ok(run::run_serve(serve).await?),
            Self::Token(token) => print(&token::run(token, options).await?, format),
            Self::Import(history) => print(&import::run(history, options).await?, format),
            Self::Export(command) => print(&exchange::run(command, options).await?, format),
            Self::OpenData(what) => print(&open_data::run(what, options).await?, format),
            Self::Sdmx(command) => match sdmx::run(command, options).await? {
                Value::String(table) => output::line(table.trim_end()),
                told => print(&told, format),
            },
            Self::Partner(partner) => {
                let (added, below) = partner::run(partner).await?;
                print(&added, format)?;
                if format == Format::Table { output::line(&below) } else { Ok(()) }
            }
        }
    }
}

fn print(value: &Value, format: Format) -> Result<(), Failure> {
    let tree = Tree::parse(value.to_string().as_bytes()).map_err(anyhow::Error::from)?;
    Answer::of_tree(tree).print(format)
}
