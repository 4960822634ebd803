//! The figures of one service's commands, found once: to look them up by name costs each command a memory of its own.
//!
//! Knows no commands. What each figure means stands in docs/operating.md.

use std::time::Duration;

use domain::meta::ContextName;
use metrics::{Counter, Histogram, counter, histogram};
use wire::Done;

/// What is counted of commands.
pub struct Figures {
    done: Counter,
    unchanged: Counter,
    refused: Counter,
    seconds: Histogram,
    key_syncs: Counter,
}

impl Figures {
    /// The figures of a service, registered where figures are given out.
    pub fn of(context: ContextName) -> Self {
        let context = context.as_str();
        let commands = |outcome: &'static str| counter!("hora_commands_total", "context" => context, "outcome" => outcome);
        Self {
            done: commands("done"),
            unchanged: commands("unchanged"),
            refused: commands("refused"),
            seconds: histogram!("hora_command_seconds", "context" => context),
            key_syncs: counter!("hora_key_syncs_total", "context" => context),
        }
    }

    /// Counts a command by what it came to.
    pub fn count<R>(&self, result: &Result<Done, R>, took: Duration) {
        let outcome = match result {
            Ok(done) if done.unchanged => &self.unchanged,
            Ok(_) => &self.done,
            Err(_) => &self.refused,
        };
        outcome.increment(1);
        self.seconds.record(took.as_secs_f64());
    }

    /// Says how often the keys have been synced so far.
    pub fn count_key_syncs(&self, syncs: u64) {
        self.key_syncs.absolute(syncs);
    }
}
