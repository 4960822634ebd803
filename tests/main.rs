//! The one binary of all tests above the level of a crate, by level: `./test tidy`, `./test scenarios`…
//!
//! Knows only the list of levels. To add one: a file or folder beside this one and a `mod` line here; its
//! tests reach the hub through its public gRPC API alone.

#[cfg(test)]
mod crash;
#[cfg(test)]
mod deploy;
#[cfg(test)]
mod every;
#[cfg(test)]
mod exchange;
#[cfg(test)]
mod real;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod tidy;
