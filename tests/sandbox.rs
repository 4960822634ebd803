//! A whole hub in this process, on a free port and in a folder of its own, with a clock that tests can set.
//!
//! Started exactly as `hora up` starts it. Tests reach it as its users do: over gRPC, with keys.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

use anyhow::Context as _;
use hora::{
    actors::{Admin, Person},
    client::Places,
    run::{self, Running, SERVICES},
};
use runtime::{clock::Clock, config::Config, setup};
use tempfile::TempDir;

/// A hub that is gone with this value.
pub struct Sandbox {
    running: Option<Running>,
    config: Config,
    clock: Clock,
    // Last, so that the hub lets go of its files first.
    _folder: TempDir,
}

impl Sandbox {
    /// A hub with all five services, without NATS.
    ///
    /// # Errors
    /// What does not start.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(|_| {}).await
    }

    /// The same, with settings of its own.
    ///
    /// # Errors
    /// What does not start.
    pub async fn start_with(set: impl FnOnce(&mut Config)) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let mut config = Config::default();
        config.hub.data = folder.path().join("data");
        config.listen.address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        config.nats.off = true;
        config.ledger.cache_mib = 8;
        set(&mut config);
        let clock = Clock::default();
        let running = run::start(config.clone(), clock.clone(), &SERVICES).await?;
        Ok(Self { running: Some(running), config, clock, _folder: folder })
    }

    /// What runs.
    ///
    /// # Errors
    /// A restart failed.
    pub fn running(&self) -> anyhow::Result<&Running> {
        self.running.as_ref().context("the hub did not come back from a restart")
    }

    /// Stops the hub in order and starts it again on the same folder and port.
    ///
    /// # Errors
    /// What does not start.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.restart_after(|_| Ok(())).await
    }

    /// The same with these services alone: the others are away.
    ///
    /// # Errors
    /// What does not start.
    pub async fn restart_with(&mut self, services: &[&str]) -> anyhow::Result<()> {
        self.restart_as(services, |_| Ok(())).await
    }

    /// The same, with something done to its data folder in between.
    ///
    /// # Errors
    /// What was done fails, or the hub does not start.
    pub async fn restart_after(
        &mut self,
        between: impl FnOnce(&Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.restart_as(&SERVICES, between).await
    }

    async fn restart_as(
        &mut self,
        services: &[&str],
        between: impl FnOnce(&Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        if let Some(running) = self.running.take() {
            self.config.listen.address = running.address;
            running.stop().await;
        }
        between(&self.config.hub.data)?;
        self.running = Some(run::start(self.config.clone(), self.clock.clone(), services).await?);
        Ok(())
    }

    /// The clock, to be moved forward.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Where the hub is.
    ///
    /// # Errors
    /// A restart failed.
    pub fn places(&self) -> anyhow::Result<Places> {
        let hub = format!("http://{}", self.running()?.address);
        Ok(Places { hub, services: vec![], tls_ca: None, cleartext: false })
    }

    /// Somebody without a key.
    ///
    /// # Errors
    /// A restart failed.
    pub fn public(&self, initiative: &str) -> anyhow::Result<Person> {
        Ok(Person::public(self.places()?, initiative))
    }

    /// The hub's admin, made through the setup link; once for each hub.
    ///
    /// # Errors
    /// There is one already.
    pub async fn admin(&self) -> anyhow::Result<Admin> {
        let secret = setup::issue(&self.config.hub.data, self.clock.now_us())?;
        Admin::set_up(self.places()?, &secret, &self.in_days(3_650)).await
    }

    /// The moment so many days from now, by the sandbox's clock.
    pub fn in_days(&self, days: i64) -> String {
        self.clock.now().plus_days(days).to_string()
    }

    /// Stops the hub in order.
    pub async fn stop(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }
}
