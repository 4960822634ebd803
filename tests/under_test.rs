//! `hora` itself, for tests that need it as a process: cargo tells them where it is.

use std::process::ExitCode;

fn main() -> ExitCode {
    hora::cli::main()
}
