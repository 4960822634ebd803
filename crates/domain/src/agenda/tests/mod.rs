//! The rules of the agenda, as sentences. `world.rs` runs commands as the executor does; `given.rs` has the
//! commands most tests begin with.

mod given;
mod golden;
mod laws;
mod world;

mod amendments;
mod consultations;
mod documents;
mod facts;
mod private;
mod proposals;
mod refusals;
mod rooms;
mod stances;
