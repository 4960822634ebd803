//! What the tests of several levels share: where the project lies, and how a test says that it could not run.
//!
//! Knows nothing of what is being tested. A crate below `crates/` or `services/` never depends on this one
//! (`tidy` would refuse the edge): such a test prints its line by itself, as CONTRIBUTING.md shows.
//!
//! To add a helper: a file here and a `pub mod` line; it belongs here once two levels of test use it.

pub mod circle;
pub mod log;
pub mod process;
pub mod sandbox;
pub mod wait;

use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder of the workspace, from wherever the test was started.
pub fn project_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Says that a test did not run and why; the caller returns right after it.
///
/// `./test` prints all reasons at its end, and where `CI=true` every one of them fails the run: a tool or a
/// data set that is missing there is a fault of the machine, not a reason to be green.
pub fn skip(reason: &str) {
    report(&skipped_line(reason, false));
}

/// Like [`skip`], for what no machine of ours can be asked to have; it fails no run.
pub fn skip_allowed(reason: &str) {
    report(&skipped_line(reason, true));
}

fn skipped_line(reason: &str, is_allowed: bool) -> String {
    let mark = if is_allowed { "skipped (allowed):" } else { "skipped:" };
    // A second line would lose its mark, and with it the reader.
    format!("{mark} {}", reason.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Standard error, because nextest keeps it per test and `./test` looks for the mark there; where the stream
/// is closed there is nobody to tell.
fn report(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_stays_on_one_line_behind_its_mark() {
        assert_eq!(skipped_line("no NATS\nserver", false), "skipped: no NATS server");
        assert_eq!(skipped_line("no loop devices", true), "skipped (allowed): no loop devices");
    }

    #[test]
    fn the_project_root_holds_the_workspace() {
        assert!(project_root().join("Cargo.toml").is_file());
        assert!(project_root().join("tests/lib.rs").is_file());
    }
}
