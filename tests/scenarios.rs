//! Scenarios through the public API alone: each file reads as a story of its users.
//!
//! To add one: a file in `scenarios/` and a line here.

mod agenda;
mod apart;
mod apart_tls;
mod authority;
mod away;
mod city;
mod closed;
mod communication;
mod demo;
mod dropped;
mod erasure;
mod governing;
mod health;
mod imports;
mod mistakes;
mod phases;
mod plan;
mod reactions;
mod readiness;
mod reading;
mod retired;
mod revision;
mod security_log;
mod staff;
mod statistician;
mod table;
mod timeline;
mod tls;
pub mod walk;
