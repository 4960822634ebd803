//! Waiting on a condition with a deadline, never for a while.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use tokio::time::{Interval, MissedTickBehavior, interval};

/// The longest any condition may take on a machine that compiles meanwhile.
const DEADLINE: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// How long something has been waited for.
pub struct Patience {
    what: &'static str,
    since: Instant,
    looks: Interval,
}

impl Patience {
    /// Begins to wait for something.
    pub fn new(what: &'static str) -> Self {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        looks.reset();
        Self { what, since: Instant::now(), looks }
    }

    /// To be called between two looks at the condition.
    ///
    /// # Errors
    /// It has taken too long.
    pub async fn look_again(&mut self) -> anyhow::Result<()> {
        anyhow::ensure!(self.since.elapsed() < DEADLINE, "not within {DEADLINE:?}: {}", self.what);
        self.looks.tick().await;
        Ok(())
    }
}

/// Waits until `condition` gives a value.
///
/// # Errors
/// It takes too long.
pub async fn until<T, F: Future<Output = Option<T>>>(
    what: &'static str,
    mut condition: impl FnMut() -> F,
) -> anyhow::Result<T> {
    let mut patience = Patience::new(what);
    loop {
        if let Some(value) = condition().await {
            return Ok(value);
        }
        patience.look_again().await?;
    }
}
