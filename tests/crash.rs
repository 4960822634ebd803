//! What must hold when much happens at once, and when it is cut off: the whole hub, from outside.
//!
//! Crashes of the log alone are `crates/ledger`'s. To add one: a file in `crash/` and a line here.

mod copies;
mod crowd;
mod followers;
mod imports;
pub mod kill;
pub mod load;
mod one_stream;
pub mod own_nats;
pub mod partner;
mod personal;
mod subscribers;
mod tenants;
