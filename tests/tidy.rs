//! The house rules that a program can hold, so that no reviewer has to.
//!
//! Knows manifests and text, never what the code does: no rule here needs the project to compile. Each rule
//! is a function from files to complaints; one test lets it loose on the project, another proves on a bad
//! sample that it can complain at all.
//!
//! To add a rule: such a function in the file of its subject, with both tests, and a line in CONTRIBUTING.md
//! if a newcomer should know it beforehand.

mod documents;
mod edges;
mod lengths;
mod manifests;
mod sources;
mod tree;

/// Fails with every complaint at once, so that one run is enough to mend them all.
fn holds(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n  {}\n", complaints.join("\n  "));
}
