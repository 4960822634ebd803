//! `hora up` and `hora serve`: flags over the settings, then the hub until it is stopped.
//!
//! Knows no service beyond its name.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use runtime::{
    clock::Clock,
    config::{self, Config},
    setup, telemetry,
};

use super::{Running, SERVICES, banner, start};

/// Flags that both share; each stands over the file and the environment.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// The settings' file; see deploy/hora.example.toml.
    #[arg(long, value_name = "FILE", env = "HORA_CONFIG")]
    pub config: Option<PathBuf>,
    /// The folder of everything the hub keeps.
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// The address for gRPC and JSON; port 0 picks a free one.
    #[arg(long, value_name = "ADDRESS", value_parser = config::parse_address)]
    pub listen: Option<SocketAddr>,
    /// Listen beyond this machine without TLS, where something in front of the hub has it.
    #[arg(long)]
    pub insecure: bool,
    /// An operator's own NATS server.
    #[arg(long, value_name = "URL")]
    pub nats: Option<String>,
    /// Do without NATS.
    #[arg(long, conflicts_with = "nats")]
    pub no_nats: bool,
    /// Traces as JSON lines.
    #[arg(long)]
    pub log_json: bool,
}

impl Settings {
    /// The settings as they stand.
    ///
    /// # Errors
    /// What is not taken, and where it came from.
    pub fn load(&self) -> anyhow::Result<Config> {
        let mut config = Config::load(self.config.as_deref())?;
        if let Some(data) = &self.data {
            config.hub.data.clone_from(data);
        }
        if let Some(address) = self.listen {
            config.listen.address = address;
        }
        if let Some(url) = &self.nats {
            config.nats.url = Some(url.clone());
        }
        config.listen.insecure |= self.insecure;
        config.nats.off |= self.no_nats;
        Ok(config)
    }

    fn format(&self) -> telemetry::Format {
        if self.log_json { telemetry::Format::Json } else { telemetry::Format::Text }
    }
}

/// Starts a whole hub in this process.
#[derive(Debug, Clone, Args)]
pub struct Up {
    /// Where, and how.
    #[command(flatten)]
    pub settings: Settings,
    /// Fill an empty hub with an initiative to look at; marked as a demo everywhere.
    #[arg(long)]
    pub demo: bool,
}

/// Starts one service in this process; the others are where `[services]` of the settings says.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Which.
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(SERVICES))]
    pub service: String,
    /// Where, and how.
    #[command(flatten)]
    pub settings: Settings,
}

/// Runs `hora up` until it is stopped.
///
/// # Errors
/// What does not start, and what to do about it.
pub async fn up(up: &Up) -> anyhow::Result<()> {
    telemetry::start(up.settings.format());
    let clock = Clock::default();
    let running = start(up.settings.load()?, clock.clone(), &SERVICES).await?;
    let setup = setup_secret(&running, &clock)?;
    if up.demo {
        crate::demo::fill(&running, setup.as_deref()).await?;
    }
    say(&banner(&running, setup.as_deref().filter(|_| !up.demo)));
    finish(running).await
}

/// Runs `hora serve` until it is stopped.
///
/// # Errors
/// What does not start, and what to do about it.
pub async fn serve(serve: &Serve) -> anyhow::Result<()> {
    telemetry::start(serve.settings.format());
    let clock = Clock::default();
    let running = start(serve.settings.load()?, clock.clone(), &[serve.service.as_str()]).await?;
    let setup = if serve.service == "backbone" { setup_secret(&running, &clock)? } else { None };
    say(&banner(&running, setup.as_deref()));
    finish(running).await
}

/// Waits until the hub is stopped; a failed disk ends the process with an error, so that a supervisor sees it.
async fn finish(running: Running) -> anyhow::Result<()> {
    running.wait().await;
    let failure = running.hub.failure().map(str::to_owned);
    running.stop().await;
    match failure {
        None => Ok(()),
        Some(cause) => anyhow::bail!("{cause}; start again: only a new open can tell what the disk holds"),
    }
}

/// A setup secret, while the hub has no admin.
fn setup_secret(running: &Running, clock: &Clock) -> anyhow::Result<Option<String>> {
    let hub = running.hub.facts.hub();
    let has_admin = hub.grants.iter().any(|grant| grant.role == domain::meta::Role::Admin);
    let data = &running.hub.config.hub.data;
    if has_admin {
        setup::end(data);
        return Ok(None);
    }
    Ok(Some(setup::issue(data, clock.now_us())?))
}

#[expect(clippy::print_stdout, reason = "this is the one place that talks to the operator")]
fn say(text: &str) {
    println!("{text}");
}
