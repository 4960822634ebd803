//! Scenarios through the public API alone: each file reads as a story of its users.
//!
//! To add one: a file in `scenarios/` and a line here.

mod agenda;
mod apart;
mod apart_tls;
mod authority;
mod city;
mod communication;
mod dropped;
mod erasure;
mod imports;
mod mistakes;
mod plan;
mod readiness;
mod retired;
mod revision;
mod security_log;
mod statistician;
mod table;
mod tls;
mod walk;
