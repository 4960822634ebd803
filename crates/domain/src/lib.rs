//! The rules of Hora: for each aggregate a pure `decide` (may this happen?) and `evolve` (what is so now).
//!
//! Knows no input or output, clock, randomness, async, protobuf or storage. Whatever a rule needs arrives as
//! a value: time, ids, the caller and facts come with the [`meta::Context`]. A context (`agenda`, `backbone`…)
//! uses only the shared modules below, never another context.
//!
//! To add a rule: a variant in the context's `Command`, `Event` or `Refusal`, an arm in `decide` or `evolve`,
//! and a test that reads as a sentence. An event that has landed is never changed: see `docs/events.md`.

pub mod content;
pub mod decider;
pub mod digest;
pub mod erasure;
pub mod facts;
pub mod ids;
pub mod meta;
pub mod private;
pub mod text;
pub mod time;

pub mod agenda;
pub mod backbone;
pub mod communication;
pub mod measurement;
pub mod plan;

#[cfg(test)]
mod testing;
