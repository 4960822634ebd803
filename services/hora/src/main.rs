//! The program `hora`. Everything stands in the library.

fn main() -> std::process::ExitCode {
    hora::cli::main()
}
