//! The program. Everything is in the library, so that tests start and call exactly the same.

use std::process::ExitCode;

fn main() -> ExitCode {
    hora::cli::main()
}
