//! `hora up --demo`: an initiative against school dropout in a county, as it stands after some time, through the public
//! API alone.
//!
//! Twelve organizations of three sectors, in Romanian and English; one file for each condition, in the order in which they
//! are filled. Knows no rules. Everything is marked as a demo by the names of the initiative, the organizations and the
//! people. The same each time, but for ids, keys and the days, which are told from today. A hub that has an admin is left
//! as it is. To show one more thing: its commands in the file of its condition, and a line in `tests/scenarios/demo.rs`.

mod agenda;
mod backbone;
mod circle;
mod communication;
mod measurement;
mod plan;

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use domain::time::Timestamp;

pub use self::agenda::adopt_agenda;
use self::circle::Circle;
use crate::{
    client::{Places, key},
    run::Running,
};

/// The demo's initiative.
pub const SLUG: &str = "demo-cluj-school";

/// Fills an empty hub; `setup` is the secret of its setup link, none where there is an admin already.
///
/// # Errors
/// The hub says no, or an earlier filling was cut off.
pub async fn fill(running: &Running, setup: Option<&str>) -> anyhow::Result<()> {
    let config = &running.hub.config;
    let unfinished = unfinished(running);
    let Some(secret) = setup else {
        if unfinished.exists() {
            anyhow::bail!(
                "the demo in {} was cut off while it was being filled; remove that folder and {}, and start again",
                config.hub.data.display(),
                config.secrets().display()
            );
        }
        return Ok(());
    };
    if config.listen.tls.is_some() {
        anyhow::bail!("the demo is filled over a listener without TLS; start once without [listen.tls]");
    }
    fs::write(&unfinished, []).context("noting that the demo is being filled")?;
    let hub = format!("http://{}", running.address);
    let places = Places { hub, services: vec![], tls_ca: None, cleartext: false };
    let now = running.hub.clock.now();
    let (admin, mut circle) =
        Circle::gather(places, secret, now).await.context("gathering the demo's circle")?;
    key::write(&config.secrets().join("demo-admin.key"), &admin).context("keeping the demo admin's key")?;
    let staff = circle.staff.client().key().map(|key| key.secret.clone()).context("staff have a key")?;
    key::write(&config.secrets().join("demo-staff.key"), &staff).context("keeping the demo staff's key")?;
    live(circle, running).await?;
    fs::remove_file(&unfinished).context("noting that the demo is filled")
}

/// What is there while the demo is being filled.
fn unfinished(running: &Running) -> PathBuf {
    running.hub.config.secrets().join("demo-unfinished")
}

async fn live(mut circle: Circle, running: &Running) -> anyhow::Result<()> {
    let clock = || running.hub.clock.now();
    backbone::launch(&mut circle).await.context("launching the demo")?;
    let meeting = communication::call(&mut circle, clock()).await.context("calling the demo's meeting")?;
    let decided = agenda::decide(&mut circle).await.context("deciding the demo's agenda")?;
    backbone::organize(&mut circle).await.context("organizing the demo's backbone")?;
    measurement::measure(&mut circle, &decided).await.context("measuring in the demo")?;
    plan::plan(&mut circle).await.context("planning in the demo")?;
    communication::talk(&mut circle, &decided).await.context("talking in the demo")?;
    until(clock, meeting.start).await;
    communication::hold(&mut circle, &meeting, &decided).await.context("holding the demo's meeting")
}

/// Waits for a moment some seconds ahead: a meeting that has not begun cannot be held.
async fn until(clock: impl Fn() -> Timestamp, moment: Timestamp) {
    let left_us = u64::try_from(moment.as_us().saturating_sub(clock().as_us())).unwrap_or(0);
    tokio::time::sleep(std::time::Duration::from_micros(left_us)).await;
}
