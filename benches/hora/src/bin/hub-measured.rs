//! `hora` itself, in this package, so that one build makes both ends of a measurement.

use std::process::ExitCode;

fn main() -> ExitCode {
    hora::cli::main()
}
