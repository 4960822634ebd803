//! Waiting on a condition with a deadline, never for a while.

use std::{
    future::Future,
    time::{Duration, Instant},
};

/// The longest any condition may take on a machine that compiles meanwhile.
pub const DEADLINE: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Waits until `condition` gives a value.
///
/// # Errors
/// It has not within [`DEADLINE`]; `what` was waited for.
pub async fn until<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut condition: impl FnMut() -> F,
) -> anyhow::Result<T> {
    let start = Instant::now();
    loop {
        if let Some(value) = condition().await {
            return Ok(value);
        }
        anyhow::ensure!(start.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
