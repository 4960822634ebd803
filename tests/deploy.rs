//! The files of `deploy/` at work: held to others' schemas and rules, and started, command by command, as they stand.
//!
//! Each way to run Hora (compose, systemd, Kubernetes) is read from its files into [`stage::Told`] and runs on a
//! [`stage::Stage`] of this machine, through the same [`story`]. To add a way: a file that reads it, and a test.

mod compose;
mod kubernetes;
mod lint;
mod operating;
mod same;
pub mod stage;
pub mod story;
pub mod units;
