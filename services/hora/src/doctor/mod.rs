//! `hora doctor`: looks for what is in the way, one line a check, each with what to do.
//!
//! Changes nothing. To add a check: a function that gives a [`Finding`], and a line in [`run`].

mod machine;
mod nats;
mod reach;
mod settings;

use std::path::PathBuf;

use clap::Args;
use runtime::clock::Clock;

use crate::{
    client::{self, Client},
    failure::Failure,
    output::{Answer, Format, Tree},
};

/// Where to look.
#[derive(Debug, Clone, Args)]
pub struct Doctor {
    /// The hub's data folder, when this is its machine [default: that of the settings]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// The settings that the hub is started with, whose certificates are looked at
    #[arg(long, value_name = "FILE", env = "HORA_CONFIG")]
    config: Option<PathBuf>,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing in the way.
    Ok,
    /// Something works less well than it could, or could not be looked at.
    Warn,
    /// Something does not work.
    Fail,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: &'static str,
    /// How it came out.
    pub outcome: Outcome,
    /// What was found.
    pub found: String,
    /// What to do; empty where nothing is to be done.
    pub todo: String,
}

impl Finding {
    /// Nothing in the way.
    pub fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Ok, found: found.into(), todo: String::new() }
    }

    /// Works less well than it could.
    pub fn warn(check: &'static str, found: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Warn, found: found.into(), todo: todo.into() }
    }

    /// Does not work.
    pub fn fail(check: &'static str, found: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Fail, found: found.into(), todo: todo.into() }
    }

    fn row(&self) -> Vec<(&'static str, Tree)> {
        let outcome = match self.outcome {
            Outcome::Ok => "ok",
            Outcome::Warn => "warn",
            Outcome::Fail => "fail",
        };
        vec![
            ("result", outcome.into()),
            ("check", self.check.into()),
            ("found", self.found.clone().into()),
            ("todo", self.todo.clone().into()),
        ]
    }
}

/// Looks at everything, prints it, and fails where something does not work.
///
/// # Errors
/// A check failed.
pub async fn run(options: &client::Options, format: Format, doctor: &Doctor) -> Result<(), Failure> {
    let mut findings = Vec::new();
    let (key, found) = reach::key(options);
    findings.push(found);
    let mut client = Client::with_key(options.places.clone(), key);
    findings.extend(reach::hub(&mut client).await);
    let mut config = settings::load(doctor.config.as_deref(), &mut findings);
    if let Some(data) = &doctor.data {
        config.hub.data.clone_from(data);
    }
    findings.push(machine::data(&config.hub.data));
    findings.push(machine::secrets(&config.secrets()));
    findings.push(machine::disk(&config.hub.data));
    findings.extend(settings::certificate(&config, Clock::default().now()));
    findings.push(nats::server());
    let failed = findings.iter().filter(|finding| finding.outcome == Outcome::Fail).count();
    Answer::of_rows(findings.iter().map(Finding::row).collect()).print(format)?;
    match failed {
        0 => Ok(()),
        failed => {
            Err(Failure::Machine(anyhow::anyhow!("checks failed: {failed}; what to do stands beside each")))
        }
    }
}
