//! Closed loops: so many callers, each with one call in flight, for so long.
//!
//! Knows no server.

use std::time::{Duration, Instant};

use futures::future::try_join_all;

/// What one caller does, again and again.
pub trait Calls: Send + 'static {
    /// One call; an error ends the measurement.
    fn call(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Calls answered in a second.
    pub per_s: f64,
    /// Half of them within so many microseconds.
    pub p50_us: u64,
    /// All but one in a hundred within so many.
    pub p99_us: u64,
    /// How many there were.
    pub calls: usize,
}

/// When a load ends.
#[derive(Debug, Clone, Copy)]
pub enum Until {
    /// After this time.
    Elapsed(Duration),
    /// After so many calls of each caller.
    Calls(usize),
}

/// Runs all callers to the end.
pub async fn run<C: Calls>(callers: Vec<C>, until: Until) -> anyhow::Result<Measured> {
    let start = Instant::now();
    let loops = callers.into_iter().map(|mut caller| {
        tokio::spawn(async move {
            let mut taken_us = Vec::new();
            let goes_on = |done: usize| match until {
                Until::Elapsed(time) => start.elapsed() < time,
                Until::Calls(calls) => done < calls,
            };
            while goes_on(taken_us.len()) {
                let sent = Instant::now();
                caller.call().await?;
                taken_us.push(u64::try_from(sent.elapsed().as_micros())?);
            }
            anyhow::Ok(taken_us)
        })
    });
    let mut taken_us = Vec::new();
    for caller in try_join_all(loops).await? {
        taken_us.extend(caller?);
    }
    let elapsed = start.elapsed().as_secs_f64();
    taken_us.sort_unstable();
    let at = |share: usize| taken_us.get(taken_us.len() * share / 100).copied().unwrap_or_default();
    let calls = taken_us.len();
    Ok(Measured { per_s: calls as f64 / elapsed, p50_us: at(50), p99_us: at(99), calls })
}
